"""Casualty claims: each side's figures over time, and own losses against the other side's claims."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import htpy as h
from markupsafe import Markup

from claimbook.analysis.comparability import days_differ, gap
from claimbook.components.cards import agency
from claimbook.components.chapter import Chapter, reads
from claimbook.components.charts import ReleaseRow, Releases
from claimbook.components.elements import (
    Fragment,
    bullets,
    cited,
    claim_link,
    fragment,
    listing,
    paragraph,
    source_link,
    time_tag,
)
from claimbook.components.figure import Figure, figure
from claimbook.components.page import Page
from claimbook.components.selections import in_turn, of_kind, without_history
from claimbook.components.tables import Cell, Column, claims_table, table
from claimbook.components.toll_chart import no_tolls
from claimbook.components.toll_rows import (
    chart_key,
    distinct_values,
    moment,
    named_tolls,
    panel_name,
    speakers,
    values_in_words,
)
from claimbook.ledger.records import Claim, blanks_last, columns, given, grouped_by
from claimbook.ledger.vocabulary import GROUPS, MAIN_GROUPS, MEASURES
from claimbook.ledger.wording import capital, count, counted, number_text, speaker_path, value_in_words

# Findings that concern casualty figures.
FINDINGS = (
    "accounts-differ", "attribution-differs", "label-shift", "mixed-releases", "sum-of-one-side",
    "superseded-at-publication", "total-mismatch", "two-values", "unexplained-rest",
    "verification-contradiction", "window-mismatch", "wording-contradiction",
)  # fmt: skip
# Longer labels would run over the axis; the table has all of them.
LONGEST_LABEL = 20

CHAPTER = Chapter("casualty-claims", in_turn(without_history, of_kind(*FINDINGS)))


@reads(claims=[named_tolls, claims_table, chart_key, values_in_words, days_differ, "speaker", "side", "own_losses"])
def running_tolls_figure(page: Page) -> Figure | Fragment:
    """Show how each speaker's tolls moved, by date of statement."""
    claims = [claim for claim in named_tolls(page) if claim.side != "other"]
    if not claims:
        return no_tolls(page)
    rows = [row for group in MAIN_GROUPS for row in _releases([one for one in claims if one.group == group], page)]
    ordered = sorted(claims, key=lambda claim: (claim.group, claim.stated_on, given(claim.value)))
    return figure(
        page,
        "running-tolls",
        title=_movement(claims),
        subtitle="People killed, by group: each toll on the day it was stated",
        clock="by release",
        chart=Releases(rows, "Step chart of tolls by day of statement"),
        table=claims_table(page, "Tolls by day of statement", ordered),
        rows=claims,
        note="A line shows how long a toll stood before its speaker gave another. A dotted step up is a new total: it "
        "may hold new deaths, deaths that were counted late, or both; where the window changes, no dots lead from one "
        "to the next. "
        "Triangles mark figures given as a lower or an upper bound. Figures of an undated "
        "document stand on the earliest day on which it can have been published.",
        key=[("own-dot" if css == "own" else css, words) for css, words in chart_key(claims)],
    )


def _releases(claims: Sequence[Claim], page: Page) -> list[ReleaseRow]:
    """Return a dot for each speaker, day and value, with the day until which it was current."""
    rows = []
    by_speaker = grouped_by(claims, lambda claim: claim.speaker_id)
    for own in by_speaker.values():
        days = sorted({claim.stated_on for claim in own})
        before: list[Claim] = []
        for day, following in zip(days, [*days[1:], page.as_of], strict=True):
            of_day = [claim for claim in own if claim.stated_on == day]
            revises, gap_at = _revision(before, of_day)
            before = of_day
            by_value = grouped_by(of_day, lambda claim: given(claim.value))
            for value, same in sorted(by_value.items()):
                highest = value == max(by_value)
                first = same[0]
                rows.append(
                    ReleaseRow(
                        panel=panel_name(first.group),
                        day=day,
                        until=max(day, following),
                        value=value,
                        revises=revises if highest else None,
                        gap=gap_at if highest else None,
                        # A single speaker needs no name on its line.
                        name=first.speaker if len(by_speaker) > 1 and day == days[-1] and highest else "",
                        label=words if len(words := values_in_words(same)) <= LONGEST_LABEL else _shortest(same),
                        short=_shortest(same),
                        side=first.side,
                        own=first.own_losses,
                        cited=all(claim.role == "context" for claim in same),
                        speaker=first.speaker,
                        row_ids=";".join(claim.claim_id for claim in same),
                        shape=_bound({code for claim in same for code in claim.qualifier.split(";")}),
                    )
                )
    return rows


def _revision(before: Sequence[Claim], after: Sequence[Claim]) -> tuple[float | None, float | None]:
    """Return the value that a day's highest toll revises, and the height of a gap instead if their periods differ."""
    if not before:
        return None, None
    first, second = (max(reversed(of_day), key=lambda claim: given(claim.value)) for of_day in (before, after))
    from_, to = given(first.value), given(second.value)
    return (None, (from_ + to) / 2) if days_differ(first, second) else (from_, None)


def _shortest(same: Sequence[Claim]) -> str:
    """Return one value for a phone: the exact one, otherwise the first as printed."""
    exact = [claim for claim in same if claim.qualifier == "exact"]
    return value_in_words((exact or distinct_values(same))[0])


def _bound(qualifiers: set[str]) -> str:
    if "exact" in qualifiers or {"at_least", "up_to"} <= qualifiers:
        return "exact"
    if qualifiers & {"at_least", "more_than"}:
        return "lower bound"
    return "upper bound" if "up_to" in qualifiers else "exact"


def _movement(claims: Sequence[Claim]) -> str:
    """Return each speaker's running toll that moved most, from its first to its latest value."""
    parts = []
    for speaker in speakers(claims):
        of_speaker = [claim for claim in claims if claim.speaker_id == speaker.speaker_id]
        by_group = sorted(grouped_by(of_speaker, lambda claim: claim.group).items())
        series = [own for _, own in by_group if len({claim.stated_on for claim in own}) > 1]
        if series:
            own = max(series, key=_range)
            days = [claim.stated_on for claim in own]
            first = [claim for claim in own if claim.stated_on == min(days)]
            last = [claim for claim in own if claim.stated_on == max(days)]
            moved = f"{values_in_words(first)}, then {values_in_words(last)} {counted(own[0])}"
            parts.append(f"{speaker.speaker}: {moved}")
    return "; ".join(parts) or "No speaker gave a second toll"


def _range(claims: Sequence[Claim]) -> float:
    values = [given(claim.value) for claim in claims]
    return max(values) - min(values)


@columns("value", "qualifier")
def _left_over(first: Claim, second: Claim, added: Sequence[Claim]) -> str:
    """Return what the difference of two totals leaves beside what was announced as new."""
    new = {claim.value for claim in added}
    if len(new) != 1 or {claim.qualifier for claim in (first, second, *added)} != {"exact"}:
        return "can’t be calculated"
    rest = given(second.value) - given(first.value) - given(new.pop())
    return number_text(rest) if rest >= 0 else f"{number_text(-rest)} more were announced than the totals differ by"


@reads(
    claims=[
        gap, claim_link, distinct_values, moment, _left_over, "clock", "measure", "group", "subgroup", "speaker_id",
        "speaker", "part_of_time",
    ]
)  # fmt: skip
def steps_table(page: Page) -> Fragment:
    """List the steps of each running count: the difference of the totals, and what was announced as new."""
    of_series = [
        claim
        for claim in page.claims
        if claim.clock == "release" and claim.measure == "killed" and claim.subgroup is None
    ]
    rows: list[tuple[Cell, ...]] = []
    for own in grouped_by(of_series, lambda claim: (claim.speaker_id, claim.group)).values():
        totals = [claim for claim in own if not claim.part_of_time and claim.value is not None]
        for before, after in pairwise(sorted({moment(claim) for claim in totals})):
            first, second = (
                _last_of_day([claim for claim in totals if moment(claim) == when]) for when in (before, after)
            )
            added = [claim for claim in own if claim.part_of_time and moment(claim) == after]
            if first.value == second.value:
                continue  # the same total again
            between = gap(first, second)
            rows.append(
                (
                    panel_name(first.group),
                    first.speaker,
                    Markup("{} on {}").format(claim_link(page, first), time_tag(first.stated_on)),
                    Markup("{} on {}").format(claim_link(page, second), time_tag(second.stated_on)),
                    between.difference if between else "can’t be calculated: a figure is not exact",
                    listing([claim_link(page, claim) for claim in distinct_values(added)])
                    if added
                    else "not announced",
                    _left_over(first, second, added) if added else "",
                )
            )
    if not rows:
        return fragment(paragraph("No running count has two announcements."))
    names = ("Counted", "Who said it", "From", "To", "The totals differ by", "Announced as new", "Left unexplained")
    return fragment(table("The steps between announcements", [Column(name) for name in names], rows))


def _last_of_day(claims: Sequence[Claim]) -> Claim:
    """Return one claim for a day: one of the highest total, with an exact value if there is one."""
    highest = [claim for claim in claims if claim.value == max(given(one.value) for one in claims)]
    exact = [claim for claim in highest if claim.qualifier == "exact"]
    return min(exact or highest, key=lambda claim: (claim.role, claim.claim_id))


@reads(
    claims=[
        claim_link, distinct_values, source_link, agency, counted, "role", "is_standing", "group", "subgroup",
        "source_id",
    ]
)  # fmt: skip
def attribution_table(page: Page) -> Fragment:
    """Show who killed the members of each group, in the words of each document read in full."""
    killed = [
        claim
        for claim in page.claims
        if claim.role == "coded" and claim.is_standing and claim.measure == "killed" and claim.subgroup is None
    ]
    rows: list[tuple[Cell, ...]] = []
    for of_source in grouped_by(
        sorted(killed, key=lambda claim: claim.source_id), lambda claim: claim.source_id
    ).values():
        for group in GROUPS:
            of_group = [claim for claim in of_source if claim.group == group]
            for said, same in grouped_by(of_group, lambda claim: agency(claim)[0][1]).items():
                figures = listing([claim_link(page, claim) for claim in distinct_values(same)])
                rows.append((source_link(page, same[0]), capital(counted(same[0])), figures, said))
    if not rows:
        return no_tolls(page)
    names = ("Document", "Who died", "Figures", "Killed by, says the document")
    return fragment(table("Who killed whom, document by document", [Column(name) for name in names], rows))


@reads(
    claims=[speakers, speaker_path, source_link, claim_link, distinct_values, "status", "group", "measure", "source_id"]
)
def speaker_trees(page: Page) -> Fragment:
    """Show who speaks through whom in which document: a repetition adds a document, not a speaker."""
    active = [
        claim
        for claim in page.claims
        if claim.status == "active" and claim.group in MAIN_GROUPS and claim.measure == "killed"
    ]
    trees = []
    for speaker in speakers(active):
        own = [claim for claim in active if claim.speaker_id == speaker.speaker_id]
        by_voice = sorted(grouped_by(own, speaker_path).items())
        number = (
            f"{count(len({claim.source_id for claim in own}), 'document')}, "
            f"{count(len(by_voice), 'way')} of naming it: "
        )
        trees.append(
            h.li(class_=f"cb-side-{speaker.side}")[
                h.strong[speaker.speaker],
                ", one speaker in ",
                cited(number),
                bullets([Markup("{}{}").format(voice, _documents(page, claims)) for voice, claims in by_voice]),
            ]
        )
    if not trees:
        return no_tolls(page)
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


@columns(claims_table, "event_id", "event", "claim_id")
def _of_question(page: Page, claims: Sequence[Claim]) -> Markup:
    first = claims[0]
    return claims_table(page, f"{capital(f'{GROUPS[first.group]} {MEASURES[first.measure]}')}: {first.event}", claims)


@reads(claims=_of_question)
def all_tolls_tables(page: Page) -> Fragment:
    """List every claim of the chapter, in a table for each event, measure and group."""
    focus = page.about["focus_event"]
    measures, groups = list(MEASURES), list(GROUPS)
    claims = sorted(page.claims, key=lambda claim: blanks_last(claim.stated_on, claim.value, claim.claim_id))
    questions = grouped_by(claims, lambda claim: (claim.event_id, claim.measure, claim.group))
    in_order = sorted(
        questions,
        key=lambda question: (
            question[0] != focus, measures.index(question[1]), groups.index(question[2]), question[0]
        ),
    )  # fmt: skip
    return fragment(*(_of_question(page, questions[question]) for question in in_order))
