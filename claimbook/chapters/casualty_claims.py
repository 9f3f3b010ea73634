"""How each side's figures rose, who killed whom, and who speaks through whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise, product
from math import ceil

import htpy as h
from markupsafe import Markup

from claimbook.analysis.claims import UNATTRIBUTED
from claimbook.analysis.comparability import exclude, gap, why_no_gap
from claimbook.components.cards import said_of_all
from claimbook.components.chapter import Chapter, reads
from claimbook.components.elements import (
    Fragment,
    bullets,
    cited,
    claim_link,
    folded,
    fragment,
    listing,
    paragraph,
    short_day,
    source_link,
    speaker_name,
    time_tag,
)
from claimbook.components.figure import Figure
from claimbook.components.page import Page
from claimbook.components.selections import without_history
from claimbook.components.tables import Cell, Column, table
from claimbook.components.toll_chart import counts_figure
from claimbook.components.toll_rows import (
    compared,
    distinct_values,
    last_of_day,
    moment,
    shown_groups,
    speakers,
    tolls_of,
)
from claimbook.ledger.records import Claim, columns, given, grouped_by
from claimbook.ledger.vocabulary import ALL, CAUSES, GROUPS, NOT_STATED, is_outside, tone
from claimbook.ledger.wording import (
    capital,
    capital_text,
    count,
    counted,
    day_in_words,
    number_text,
    people_counted,
    short_name,
    speaker_path,
    value_in_words,
)

CHAPTER = Chapter("casualty-claims", without_history)


@columns(last_of_day, value_in_words, short_day, "least", "order_in_day")
def _end_of_day(page: Page, totals: Sequence[Claim]) -> str:
    """Return the last total of a day, and the day: ``133 (the last figure of 31 January)`` if there were several."""
    last = last_of_day(totals)
    # Of one day in no known order, the highest is taken.
    several = "the last figure of " if last.order_in_day is not None and len({one.least for one in totals}) > 1 else ""
    return f"{value_in_words(last)} ({several}{short_day(last, page.as_of)})"


@columns(compared, tolls_of, shown_groups, last_of_day, _end_of_day, counted, exclude)
def _movement(page: Page) -> str:
    """Return how the total of each side that moved most rose, from its first day to its last."""
    moved = []
    for side in compared(page):
        series = []
        for group in shown_groups(page):
            by_day = grouped_by(tolls_of(page, side, group), lambda claim: claim.stated_on)
            if len(by_day) > 1:
                days = [by_day[day] for day in (min(by_day), max(by_day))]
                first, last = map(last_of_day, days)
                series.append((given(last.least) - given(first.least), group, days, first, last))
        moving = [one for one in series if one[0]]
        if moving:
            rise, _, days, first, last = max(moving, key=lambda one: one[:2])
            went = "rose" if rise > 0 and exclude(first, last) else "went"
            steps = " to ".join(_end_of_day(page, of_day) for of_day in days)
            moved.append(f"in the count of {side.speaker}, {counted(last)} {went} from {steps}")
    return capital_text("; ".join(moved)) or "No side gave a second total"


@reads(counts_figure, about="as_of", claims=_movement)
def running_tolls_figure(page: Page) -> Figure | Fragment:
    """Show how the count of each side rose, for every group."""
    return counts_figure(page, "running-tolls", shown_groups(page), title=_movement(page))


# If the earlier total is only a minimum, the difference is at most this, and what it leaves over at least that.
MOST = {"at_least": "at most", "more_than": "less than"}
MINIMUMS = {"at_least": "at least", "more_than": "more than"}


@columns("scope_start", "scope_hours", "stated_on")
def _begins(claim: Claim) -> str | None:
    """Return the first day that a count of a part of the time may cover; ``None`` if nothing is said of it."""
    if claim.scope_start is None and claim.scope_hours is not None:
        # Some of the hours may be of one day more than they fill: nobody says at what time they ended.
        return str(date.fromisoformat(claim.stated_on) - timedelta(days=ceil(claim.scope_hours / 24)))
    return claim.scope_start


@columns(_begins, moment, "value", "qualifier")
def _left_over(first: Claim, second: Claim, added: Sequence[Claim], bounded: bool = False) -> str:
    """Say whether what was announced as new after the first total explains the difference of two totals.

    A count that begins no later than the day of the earlier total may include
    people whom that total counts, too: it explains its own number at most. ``bounded``
    says that other reports print the earlier total as a bound.
    """
    new = [{claim.value for claim in of_then} for of_then in grouped_by(added, moment).values()]
    exact = {claim.qualifier for claim in (second, *added)} == {"exact"}
    unknown = "whether it explains the rise can’t be calculated"
    if not exact or not new or any(len(of_then) != 1 for of_then in new) or first.qualifier not in ("exact", *MINIMUMS):
        return unknown
    rest = given(second.value) - given(first.value) - sum(given(of_then.pop()) for of_then in new)
    begins = min(filter(None, map(_begins, added)), default=None)
    if begins and begins <= first.stated_on:
        certain = ""
        if first.qualifier == "exact" and rest >= 0:
            only_if = f" if {value_in_words(first)} is exact" if bounded else ""
            certain = f"at least {number_text(rest)} unexplained{only_if}, " if rest else "as many as the rise, "
        elif rest < 0:
            at_least = "" if first.qualifier == "exact" else f"{MINIMUMS[first.qualifier]} "
            certain = f"{at_least}{number_text(-rest)} above the rise, "
        return f"{certain}counted since {day_in_words(begins, second.stated_on)}"
    if rest < 0:
        least = "" if first.qualifier == "exact" else f"{MINIMUMS[first.qualifier]} "
        return f"{least}{number_text(-rest)} more than the total rose by"
    if first.qualifier != "exact":
        return unknown
    return f"leaves {number_text(rest)} unexplained" if rest else "explains the whole rise"


@columns(gap, why_no_gap, "value", "qualifier")
def _rise(first: Claim, second: Claim) -> str:
    """Say by how much a total rose or fell.

    >>> earlier, later = Claim.of(qualifier="exact", value=200.0), Claim.of(qualifier="exact", value=177.0)
    >>> _rise(earlier, later), _rise(later, earlier)
    ('fell by 23', '23')
    >>> _rise(Claim.of(qualifier="more_than", value=67.0), later), _rise(later, Claim.of(qualifier="about", value=9.0))
    ('less than 110', 'can’t be calculated: the words of a figure leave its number open')
    """
    if risen := gap(first, second):
        return risen.difference
    if fallen := gap(second, first):
        return f"fell by {fallen.difference}"
    if first.qualifier in MOST and second.qualifier == "exact":
        return f"{MOST[first.qualifier]} {number_text(given(second.value) - given(first.value))}"
    return f"can’t be calculated: {why_no_gap(first, second)}"


@columns(last_of_day, "least")
def _each_total(totals: Sequence[Claim]) -> list[Claim]:
    """Return one claim for each different total of one moment, the lowest first."""
    by_number = grouped_by(totals, lambda claim: given(claim.least))
    return [last_of_day(same) for _, same in sorted(by_number.items())]


def _from_to(first: str, last: str, of: str) -> Markup:
    """Return two days as one period, the month once; one day if both are the same."""
    until = time_tag(last, of)
    if first == last:
        return until
    if first[:7] == last[:7]:
        return Markup('<time datetime="{}">{}</time> to {}').format(first, int(first[8:]), until)
    return Markup("{} to {}").format(time_tag(first, of), until)


@reads(
    about="as_of",
    claims=[
        _rise, claim_link, counted, people_counted, distinct_values, moment, _each_total, _left_over, "clock",
        "measure", "group", "subgroup", "speaker_id", "speaker", "part_of_time", "part_of_place", "least", "own_losses",
        "part_of",
    ]
)  # fmt: skip
def steps_table(page: Page) -> Fragment:
    """List the steps of each running count: the difference of the totals, and what was announced as new."""
    of_series = [
        claim
        for claim in page.claims
        if claim.clock == "release"
        and claim.measure == "killed"
        and (claim.subgroup is None or (claim.own_losses and claim.part_of is None))
        and not claim.part_of_place
    ]
    rows: list[tuple[Cell, ...]] = []
    for own in grouped_by(of_series, lambda claim: (claim.speaker_id, counted(claim))).values():
        totals = [claim for claim in own if not claim.part_of_time and claim.least is not None]
        at = {when: _each_total(of_then) for when, of_then in sorted(grouped_by(totals, moment).items())}
        for (earlier, before), (when, after) in pairwise(at.items()):
            added = [claim for claim in own if claim.part_of_time and earlier < moment(claim) <= when]
            bounds = {claim.least for claim in totals if claim.qualifier in MINIMUMS and moment(claim) == earlier}
            stood, stand = ({value_in_words(claim) for claim in totals} for totals in (before, after))
            for first, second in product(before, after):
                words = value_in_words(first), value_in_words(second)
                if words[0] == words[1] or (words[0] in stand and words[1] in stood):
                    continue  # the same total again, or the same two
                rows.append(
                    (
                        Markup("{} <small>{}</small>").format(
                            capital(people_counted(first)), capital(short_name(first.speaker))
                        ),
                        Markup("{} to {} <small>{}</small>").format(
                            *(claim_link(page, claim) for claim in (first, second)),
                            _from_to(first.stated_on, second.stated_on, page.as_of),
                        ),
                        _rise(first, second),
                        Markup("{} <small>{}</small>").format(
                            listing([claim_link(page, claim) for claim in distinct_values(added)]),
                            _left_over(first, second, added, first.least in bounds),
                        )
                        if added
                        else "not announced",
                    )
                )
    if not rows:
        return fragment(paragraph("No running count has two announcements."))
    names = ("Counted", "From and to", "Rose by", "Announced as new")
    steps = table("The steps between announcements of people killed", [Column(name) for name in names], rows)
    return fragment(
        steps,
        paragraph(
            "Deaths counted from the day of the earlier total on may be in that total, too. Left out: totals without a "
            "day of announcement. Totals of one day whose order isn’t known have a line each, and no step between them."
        ),
    )


@columns(said_of_all, "perpetrator")
def _killed_by(claim: Claim) -> str:
    """Return whom a report names as the killer."""
    return capital_text(claim.perpetrator or NOT_STATED) + said_of_all(claim)


# Figures of a speaker that are named one by one; of a longer series, its ends.
MOST_NAMED = 12


@columns(claim_link)
def _figures(page: Page, ordered: Sequence[Claim]) -> Markup:
    """Return figures, smallest first; of many, their number and the two ends."""
    if len(ordered) <= MOST_NAMED:
        return listing([claim_link(page, one) for one in ordered])
    ends = [claim_link(page, one) for one in (ordered[0], ordered[-1])]
    return Markup("{}, from {} to {}").format(cited(count(len(ordered), "figure")), *ends)


@columns(_figures, distinct_values, "speaker", "speaker_id", "cause", "perpetrator")
def _who_says_so(page: Page, same: Sequence[Claim]) -> Markup:
    """Return the figures of each speaker and cause, a line for each; of one who names no killer, in one line."""
    told = grouped_by(same, lambda one: (one.speaker_id, one.cause if one.perpetrator else None))
    lines = [
        Markup("<div>{}{}: {}</div>").format(
            capital("no speaker named" if speaker == UNATTRIBUTED else own[0].speaker),
            f", {CAUSES[cause]}" if cause else "",
            _figures(page, distinct_values(own)),
        )
        for (speaker, cause), own in told.items()
    ]
    return Markup("").join(lines)


@reads(
    claims=[
        _killed_by, _who_says_so, people_counted, "is_standing", "measure", "group", "subgroup", "side",
        "speaker_id", "perpetrator",
    ]
)  # fmt: skip
def attribution_table(page: Page) -> Fragment:
    """Show who is said to have killed the members of each group, and by whom.

    Every figure of a whole group counts, and of speakers outside the sides also those
    for a part of a group.
    """
    killed = [
        claim
        for claim in page.claims
        if claim.is_standing
        and claim.measure == "killed"
        and (claim.subgroup is None or (is_outside(claim.side) and claim.speaker_id != UNATTRIBUTED))
    ]
    rows: list[tuple[Cell, ...]] = []
    for group in GROUPS:
        of_group = [claim for claim in killed if claim.group == group]
        accounts = grouped_by(of_group, lambda one: (people_counted(one), _killed_by(one)))
        for (people, killed_by), same in sorted(accounts.items(), key=lambda one: one[1][0].perpetrator is None):
            rows.append((capital(people), killed_by, _who_says_so(page, same)))
    if not rows:
        return fragment()
    names = ("Who died", "Killed by", "Who says so, and the figures")
    return fragment(table("Who is said to have killed whom", [Column(name) for name in names], rows))


@reads(
    claims=[speakers, speaker_path, source_link, claim_link, distinct_values, "status", "group", "measure", "source_id"]
)
def speaker_trees(page: Page) -> Fragment:
    """Show who speaks through whom in which document: a repetition adds a document, not a speaker."""
    groups = {*shown_groups(page), ALL}
    killed = [claim for claim in page.claims if claim.group in groups and claim.measure == "killed"]
    active = [claim for claim in killed if claim.status == "active"]
    trees = []
    for speaker in speakers(active):
        own = [claim for claim in active if claim.speaker_id == speaker.speaker_id]
        by_voice = sorted(grouped_by(own, speaker_path).items())
        number = f"{count(len({claim.source_id for claim in own}), 'report')}" + (
            f", which name it in {len(by_voice)} ways" if len(by_voice) > 1 else ""
        )
        trees.append(
            h.li(class_=f"cb-side-{tone(speaker.side)}")[
                folded(
                    Markup("<strong>{}</strong>: {}").format(capital(speaker.speaker), cited(number)),
                    bullets([Markup("{}{}").format(capital(voice), _documents(page, own)) for voice, own in by_voice]),
                    paragraph(Markup("Everything claimed: {}.").format(speaker_name(page, speaker))),
                ),
            ]
        )
    if not trees:
        return fragment(paragraph("No speaker is named."))
    return fragment(Markup(h.ul(class_="cb-said")[trees]))


def _documents(page: Page, claims: Sequence[Claim]) -> Markup:
    """List the documents that carry one speaker's claims, each with its values."""
    by_document = sorted(grouped_by(claims, lambda claim: claim.source_id).items())
    return bullets(
        Markup("{}: {}").format(
            source_link(page, of_document[0]),
            listing([claim_link(page, claim) for claim in distinct_values(of_document)]),
        )
        for _, of_document in by_document
    )
