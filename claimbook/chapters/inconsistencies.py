"""Inconsistencies: each finding with its arithmetic and the rows behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import htpy as h
from markupsafe import Markup

from claimbook.analysis.findings.finding import CONTRADICTION, TENSION
from claimbook.analysis.findings.values import SUM_OF_ONE_SIDE
from claimbook.components.cards import listed
from claimbook.components.chapter import Chapter, reads
from claimbook.components.citations import cite_this
from claimbook.components.elements import (
    Fragment,
    cited,
    folded,
    fragment,
    link,
    listing,
    paragraph,
    reported_days,
    source_link,
)
from claimbook.components.page import ANCHORS, Page
from claimbook.components.selections import with_their_rows
from claimbook.ledger.records import Claim, Finding, Mention, Report, Source, Sourced, Statement, grouped_by
from claimbook.ledger.wording import capital, figure_in_words, value_in_words

# Each kind of finding in words, those that mislead a reader most first.
KINDS = {
    SUM_OF_ONE_SIDE: "Totals that add up one side’s figures",
    "speakers-differ": "Two speakers who can’t both be right",
    "accounts-differ": "Figures of one count that differ",
    "two-values": "One report, different figures of one side",
    "who-began": "Who acted first",
    "date-conflict": "Dates that don’t match",
    "weekday-mismatch": "A weekday that isn’t the calendar’s",
    "verification-contradiction": "Verified and not verified",
    "told-differently": "One matter, told differently",
    "attribution-differs": "One figure, different accounts of who did it",
    "label-shift": "One figure, different words for the people",
    "total-mismatch": "A total that its parts don’t make",
    "total-falls": "A running total that falls",
    "unexplained-rest": "A total with a part unexplained",
    "superseded-at-publication": "Replaced before it was printed",
    "window-mismatch": "A length of time that doesn’t fit",
    "mixed-releases": "Figures of different announcements",
    "wording-contradiction": "A wording that doesn’t agree with itself",
    "count-versus-list": "A count, and the places named beside it",
    "stale-vintage": "Old data, printed without the year",
    "measure-mismatch": "Another measure than the origin’s",
}
SEVERITIES = {
    CONTRADICTION: "contradiction: they can’t all be right",
    TENSION: "tension: it doesn’t fit, but there may be an explanation",
}
# A sum contradicts nothing.
WORTH_KNOWING = "no contradiction, but easily missed: nothing suggests that it was counted separately"
KINDS_THAT_MATTER = 5
CHAPTER = Chapter("inconsistencies", with_their_rows)

INVOLVED: dict[str, Sequence[str | Callable[..., Any]]] = {
    "findings": ("finding_id", "code", "severity", "sentence", "arithmetic", "rows"),
    "claims": (figure_in_words, source_link, "claim_id", "event_id", "event"),
    "reports": (reported_days, source_link, "report_id"),
    "statements": (source_link, "statement_id", "value_text"),
    "mentions": (source_link, "mention_id", "place"),
    "indicators": (value_in_words, source_link, "indicator_id", "has_page", "topic", "unit"),
    "sources": (source_link,),
}


@reads(**INVOLVED)
def what_matters_most(page: Page) -> Fragment:
    """Show the findings of the kinds that mislead a reader most."""
    return _by_kind(page, first=True)


@reads(**INVOLVED)
def all_others(page: Page) -> Fragment:
    """Show the findings of all other kinds."""
    return _by_kind(page, first=False)


def _by_kind(page: Page, first: bool) -> Fragment:
    rows = rows_by_id(page)
    found = grouped_by(page.findings, lambda finding: finding.code)
    kinds = [kind for kind in KINDS if kind in found]
    shown = kinds[:KINDS_THAT_MATTER] if first else kinds[KINDS_THAT_MATTER:]
    parts = [
        Markup(
            h.section[
                h.h3[KINDS[kind]],
                h.ul(class_="cb-findings")[
                    (
                        _item(page, finding, [rows[name] for name in finding.rows.split(";") if name in rows])
                        for finding in found[kind]
                    )
                ],
            ]
        )
        for kind in shown
    ]
    nothing = "None was found by the rules of this book." if first else "No other was found."
    return fragment(*parts) if parts else fragment(paragraph(nothing))


def rows_by_id(page: Page) -> dict[str, Sourced]:
    """Return every row that a finding can name, by its id."""
    rows: list[Sourced] = [*page.claims, *page.reports, *page.statements, *page.mentions, *page.indicators]
    by_id: dict[str, Sourced] = {getattr(row, ANCHORS[type(row)][0]): row for row in rows}
    return by_id | {source.source_id: source for source in page.sources}


def _item(page: Page, finding: Finding, involved: Sequence[Sourced]) -> h.Element:
    """Return a finding as a line; how it was found, and what it rests on, open on demand."""
    focus = page.about["focus_event"]
    of_claims = {row.event_id: row.event for row in involved if isinstance(row, Claim)}
    events = [event for event_id, event in of_claims.items() if event_id != focus]
    facts = [
        ("Shown by", cited(finding.arithmetic)),
        *(("Event", cited(event)) for event in events),
        ("Rests on", Markup("; ").join(_rows_by_document(page, involved))),
        ("Kind", capital(WORTH_KNOWING if finding.code == SUM_OF_ONE_SIDE else SEVERITIES[finding.severity])),
    ]
    name = finding.finding_id
    # Only if all its figures are of one other event; most sentences name that themselves.
    elsewhere = [event for event in events if len(of_claims) == 1 and event not in finding.sentence]
    return h.li(id=name)[
        [(cited(f"{one}:"), " ") for one in elsewhere],
        cited(finding.sentence),
        folded(
            "Evidence",
            Markup(h.dl(class_="cb-facts")[listed(facts)]),
            cite_this(page, "finding", name, finding.sentence.rstrip(".")),
        ),
    ]


def _rows_by_document(page: Page, involved: Sequence[Sourced]) -> Iterator[Markup]:
    """Return the rows in a few words each, grouped by document."""
    for own in grouped_by(involved, lambda row: row.source_id).values():
        links = listing([*dict.fromkeys(_row_link(page, row) for row in own)])
        behind = "" if isinstance(own[0], Source) else Markup(" ({})").format(source_link(page, own[0]))
        yield Markup("{}{}").format(links, behind)


def _row_link(page: Page, row: Sourced) -> Markup:
    """Return a row in a few words, linked to its place."""
    if isinstance(row, Source):
        return source_link(page, row)
    words: str | Markup
    if isinstance(row, Report):
        words = reported_days(row)
    elif isinstance(row, Claim):
        words = figure_in_words(row)
    elif isinstance(row, Statement):
        words = cited(f"“{row.value_text}”")
    elif isinstance(row, Mention):
        words = row.place
    else:
        words = value_in_words(row)
    return link(page.row_href(row), words)
