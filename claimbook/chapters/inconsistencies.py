"""Inconsistencies: each finding with its arithmetic and the rows behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import htpy as h
from markupsafe import Markup

from claimbook.analysis.findings.finding import CONTRADICTION, TENSION
from claimbook.components.cards import listed
from claimbook.components.chapter import Chapter, reads
from claimbook.components.citations import cite_this
from claimbook.components.elements import (
    Fragment,
    cited,
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
from claimbook.ledger.wording import counted, value_in_words

# Each kind of finding in words.
KINDS = {
    "accounts-differ": "One incident, counted differently",
    "attribution-differs": "One figure, attributed to different causes",
    "count-versus-list": "A count, and the places named beside it",
    "date-conflict": "Days that don’t meet",
    "label-shift": "One figure, differently named people",
    "measure-mismatch": "Another measure than the origin’s",
    "mixed-releases": "Figures of different announcements",
    "stale-vintage": "Old data, printed without the year",
    "sum-of-one-side": "A total that adds up one side’s figures",
    "superseded-at-publication": "Replaced before it was printed",
    "total-mismatch": "A total that its parts don’t make",
    "two-values": "Figures that exclude each other",
    "unexplained-rest": "A figure that its parts don’t fill",
    "verification-contradiction": "Verified and not verified",
    "weekday-mismatch": "A weekday that isn’t the calendar’s",
    "who-began": "Who acted first",
    "window-mismatch": "Windows that don’t fit",
    "wording-contradiction": "A wording that contradicts itself",
}
SEVERITIES = [CONTRADICTION, TENSION]

CHAPTER = Chapter("inconsistencies", with_their_rows)

INVOLVED: dict[str, Sequence[str | Callable[..., Any]]] = {
    "findings": ("finding_id", "code", "severity", "sentence", "arithmetic", "rows"),
    "claims": (value_in_words, counted, source_link, "claim_id", "event_id", "event"),
    "reports": (reported_days, source_link, "report_id"),
    "statements": (source_link, "statement_id", "value_text"),
    "mentions": (source_link, "mention_id", "place"),
    "indicators": (value_in_words, source_link, "indicator_id", "has_page", "topic", "unit"),
    "sources": (source_link,),
}


@reads(**INVOLVED)
def within_documents(page: Page) -> Fragment:
    """List findings whose rows are all in one document."""
    return _cards(page, within=True)


@reads(**INVOLVED)
def between_documents(page: Page) -> Fragment:
    """List findings whose rows are in several documents."""
    return _cards(page, within=False)


def _cards(page: Page, within: bool) -> Fragment:
    rows = rows_by_id(page)
    cards = []
    for finding in sorted(page.findings, key=lambda one: (SEVERITIES.index(one.severity), one.code)):
        involved = [rows[name] for name in finding.rows.split(";") if name in rows]
        if (len({row.source_id for row in involved}) == 1) == within:
            cards.append(_card(page, finding, involved))
    return fragment(*cards) if cards else fragment(paragraph("None was found."))


def rows_by_id(page: Page) -> dict[str, Sourced]:
    """Return every row that a finding can name, by its id."""
    rows: list[Sourced] = [*page.claims, *page.reports, *page.statements, *page.mentions, *page.indicators]
    by_id: dict[str, Sourced] = {getattr(row, ANCHORS[type(row)][0]): row for row in rows}
    return by_id | {source.source_id: source for source in page.sources}


def _card(page: Page, finding: Finding, involved: Sequence[Sourced]) -> Markup:
    focus = page.about["focus_event"]
    events = [row.event for row in involved if isinstance(row, Claim) and row.event_id != focus]
    facts = [
        ("What it is", Markup("<code>{}</code>, a {}").format(finding.code, finding.severity)),
        *(("Of what", cited(event)) for event in dict.fromkeys(events)),
        ("How it was found", cited(finding.arithmetic)),
        ("Rests on", Markup("; ").join(_rows_by_document(page, involved))),
    ]
    name = finding.finding_id
    return Markup(
        h.article(id=name, class_="cb-card")[
            h.h3(class_="cb-card-figure")[h.a(href=f"#{name}")[KINDS[finding.code]]],
            h.p[cited(finding.sentence)],
            h.dl[listed(facts)],
            cite_this(page, "finding", name, finding.sentence.rstrip(".")),
        ]
    )


def _rows_by_document(page: Page, involved: Sequence[Sourced]) -> Iterator[Markup]:
    """Return the rows in a few words each, grouped by document."""
    for own in grouped_by(involved, lambda row: row.source_id).values():
        links = listing([_row_link(page, row) for row in own])
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
        words = f"{value_in_words(row)} {counted(row)}"
    elif isinstance(row, Statement):
        words = f"“{row.value_text}”"
    elif isinstance(row, Mention):
        words = row.place
    else:
        words = value_in_words(row)
    return link(page.row_href(row), words)
