"""The page of one speaker: what it claimed, day by day, through whom, and what replaced it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from markupsafe import Markup

from claimbook.analysis.claims import UNATTRIBUTED, of_now
from claimbook.analysis.comparability import has_window, is_later
from claimbook.chapters.statements import statements_table
from claimbook.components.chapter import Chapter, reads
from claimbook.components.elements import (
    Fragment,
    bullets,
    cited,
    claim_link,
    clock_words,
    folded,
    fragment,
    lead,
    listing,
    only_dates,
    paragraph,
    short_day,
    source_links,
    time_tag,
    with_lead,
)
from claimbook.components.page import Page
from claimbook.components.selections import naming
from claimbook.components.tables import Column, table
from claimbook.components.toll_rows import moment
from claimbook.ledger.records import Claim, columns, given, grouped_by, unique_by
from claimbook.ledger.tables import Tables
from claimbook.ledger.vocabulary import ALL
from claimbook.ledger.wording import (
    after_value,
    capital,
    capital_text,
    count,
    counted,
    figure_in_words,
    speaker_path,
    value_in_words,
)


def speakers_with_a_page(tables: Tables) -> pd.DataFrame:
    """Return the independent speakers of figures of today: ``speaker_id, title``."""
    claims = of_now(tables["claims"])
    named = claims[claims["is_standing"] & (claims["speaker_id"] != UNATTRIBUTED)]
    found = named[["speaker_id", "speaker"]].drop_duplicates().sort_values("speaker_id", ignore_index=True)
    return found[["speaker_id"]].assign(title=found["speaker"].map(capital_text).astype("str"))


def of_speaker(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """Keep the figures and statements of one speaker, whoever speaks for it, and the findings on them."""
    here, claims, statements = parameters["speaker_id"], of_now(tables["claims"]), tables["statements"]
    claims, root = claims[claims["speaker_id"] == here], tables["parties"].set_index("party_id")["root"]
    said = statements[statements["speaker_id"].map(root) == here]
    own = {"claims": claims[claims["is_standing"]], "statements": said}
    rows = {*claims["claim_id"], *own["statements"]["statement_id"]}  # a finding may name a repetition
    return {**tables, **own, "findings": naming(rows, tables["findings"])}


CHAPTER = Chapter("speaker", of_speaker, for_each=speakers_with_a_page, folder="speakers")


@columns("stated_on", clock_words)
def _period(claims: Sequence[Claim]) -> Markup:
    """Return the days from the first to the last figure."""
    first, last = (of_days(claims, key=lambda claim: claim.stated_on) for of_days in (min, max))
    if first.stated_on == last.stated_on:
        return Markup("{}").format(clock_words(first))
    return Markup("from {} to {}").format(time_tag(first.stated_on), time_tag(last.stated_on))


@columns(figure_in_words, "in_focus", "event")
def _with_event(claim: Claim) -> str:
    """Return a figure, and its event if that is another than the one that the book is about."""
    return figure_in_words(claim) + ("" if claim.in_focus else f" ({claim.event})")


# A speaker with no more figures than these has them all in the first sentence.
FEW_FIGURES = 4
# Of a series of more announcements than these, the first is shown with the last ones.
MOST_STEPS, LAST_STEPS = 12, 8


@reads(
    claims=[
        figure_in_words, _with_event, _period, "source_id", "stated_on", "event_id", "is_whole", "group", "claim_id",
        "role",
    ]
)  # fmt: skip
def speaker_lead(page: Page) -> Fragment:
    """Say how many figures the speaker gave, when, and in how many reports they stand."""
    rows = {claim.source_id for claim in page.claims if claim.role == "dataset"}
    reports = {claim.source_id for claim in page.claims} - rows
    held = [count(len(reports), "report")] if reports else []
    held += [f"{count(len(rows), 'row')} of a dataset"] if rows else []
    figures = {(claim.stated_on, claim.event_id, figure_in_words(claim)) for claim in page.claims}
    first = sorted(page.claims, key=lambda one: (one.stated_on, not one.is_whole, one.group != ALL, one.claim_id))
    few = list(dict.fromkeys(map(_with_event, first))) if len(figures) <= FEW_FIGURES else []
    return with_lead(
        lead(
            Markup("{}.").format(capital(cited("; ".join(few)))) if few else "",
            Markup("{} in {}, {}.").format(
                cited(count(len(figures), "figure")), cited(listing(held)), _period(page.claims)
            ),
            "Everybody who speaks for this side or organisation counts as one speaker.",
        )
    )


@columns(is_later, claim_link, short_day, "stated_on", "least")
def _steps(page: Page, claims: Sequence[Claim]) -> Markup:
    """Return totals in their order with an arrow between; those of one time, in no known order, side by side."""
    steps: list[list[Claim]] = []
    for claim in claims:
        if steps and not all(is_later(claim, one) for one in steps[-1]):
            steps[-1].append(claim)
        else:
            steps.append([claim])
    told = [{one.least for one in step} for step in steps]
    steps = [step for at, step in enumerate(steps) if at == 0 or told[at] != told[at - 1]]  # not the same again
    last = steps[-1][0].stated_on
    long = len(steps) > MOST_STEPS
    shown = [
        Markup('{} <small>(<time datetime="{}">{}</time>)</small>').format(
            listing([claim_link(page, one) for one in sorted(together, key=lambda one: given(one.least))]),
            day := together[0].stated_on,
            short_day(min(together, key=lambda one: one.clock != "release"), "" if day == last else last),
        )
        for together in (steps[:1] + steps[-LAST_STEPS:] if long else steps)
    ]
    return Markup(" → ").join([*shown[:1], *(["…"] if long else []), *shown[1:]])


@reads(
    claims=[
        moment, _steps, counted, "in_focus", "clock", "least", "part_of_time", "part_of_place", "measure", "group",
        "subgroup", "people_of", "claim_id", "qualifier", "latest", "part_of", "question_place",
    ]
)  # fmt: skip
def speaker_totals(page: Page) -> Fragment:
    """Show how each of the speaker's totals moved from announcement to announcement, the longest series first."""
    totals = [
        one
        for one in sorted(page.claims, key=lambda one: (*moment(one), one.qualifier != "exact", one.claim_id))
        if one.in_focus and (one.clock == "release" or one.latest) and one.least is not None
        if not (one.part_of_time or one.part_of_place or one.part_of)
    ]
    matters = grouped_by(
        totals, lambda one: (one.measure, one.group, one.subgroup, one.people_of, one.question_place or "")
    )
    series = [unique_by(own, lambda one: (one.stated_on, one.least)) for own in matters.values()]
    moved = [own for own in sorted(series, key=len, reverse=True) if len({one.least for one in own}) > 1]
    if not moved:
        return fragment()
    steps = (Markup("{}: {}").format(capital(counted(own[0])), _steps(page, own)) for own in moved)
    return fragment(
        bullets(steps),
        paragraph(
            "Only totals announced on a known day, and the latest; those of one day are shown together. The table has "
            "every figure once, also those that a report gives without such a day."
        ),
    )


@columns(
    claim_link, is_later, "event_id", "measure", "group", "subgroup", "question_place", "part_of_time", "part_of_place",
    "value", "stated_on", value_in_words,
)  # fmt: skip
def _next(page: Page, claim: Claim, ordered: Sequence[Claim]) -> Markup:
    """Return the speaker's next total of the same people, with its day; blank if there is none."""
    if claim.part_of_time or claim.value is None:
        return Markup("")
    people = (claim.event_id, claim.measure, claim.group, claim.subgroup, claim.question_place)
    later = (
        one
        for one in ordered
        if (one.event_id, one.measure, one.group, one.subgroup, one.question_place) == people
        and is_later(one, claim)
        and one.value is not None
        and one.clock == "release"
        and not (one.part_of_time or one.part_of_place)
        and not (one.stated_on == claim.stated_on and value_in_words(one) == value_in_words(claim))
    )
    following = next(later, None)
    if following is None:
        return Markup("")
    same = value_in_words(following) == value_in_words(claim)
    what = Markup("unchanged") if same else claim_link(page, following)
    return Markup("{} on {}").format(what, time_tag(following.stated_on))


@reads(
    claims=[
        _next, claim_link, clock_words, figure_in_words, moment, only_dates, speaker_path, source_links, "event",
        "in_focus", "stated_on", "claim_id", "event_id", "part_of_time",
    ]
)  # fmt: skip
def speaker_figures(page: Page) -> Fragment:
    """List what the speaker claimed, in order of time, and what replaced it."""
    ordered = sorted(page.claims, key=lambda one: (*moment(one), one.claim_id))
    rows = []
    for same in grouped_by(
        ordered, lambda one: (one.stated_on, one.event_id, figure_in_words(one), one.part_of_time)
    ).values():
        first = same[0]
        rows.append(
            (
                clock_words(first),
                Markup("{}{}{}{}").format(
                    claim_link(page, first),
                    after_value(first),
                    only_dates(max(same, key=has_window)),
                    "" if first.in_focus else Markup(" <small>{}</small>").format(first.event),
                ),
                capital("; ".join(dict.fromkeys(speaker_path(one) for one in same))),
                source_links(page, same),
                _next(page, first, ordered),
            )
        )
    names = ("Said on", "Figure", "By", "Reports", "Next figure")
    return fragment(table("What was claimed, in order of time", [Column(name) for name in names], rows))


# A table of more statements than these stays closed until a reader opens it.
MOST_OPEN = 8


@reads(statements_table)
def other_statements(page: Page) -> Fragment:
    """List what the speaker said beside figures."""
    whole = statements_table(page)
    number = len(page.statements)
    return fragment(folded(cited(count(number, "statement")), whole.html)) if number > MOST_OPEN else whole
