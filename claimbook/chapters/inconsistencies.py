"""The inconsistencies: each finding with its arithmetic and the rows that it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
from markupsafe import Markup

from claimbook.analysis.findings.finding import CONTRADICTION, GAP, TENSION
from claimbook.components.cards import listed
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
from claimbook.components.page import Page
from claimbook.ledger.wording import counted, figure_text

# What each kind of finding says, for those who don't know its code.
KINDS = {
    "count-versus-list": "A count, and the places named beside it",
    "date-conflict": "Days that don’t meet",
    "label-shift": "One figure, differently named people",
    "measure-mismatch": "Another measure than the origin’s",
    "mixed-releases": "Figures of different announcements",
    "stale-vintage": "Old data, printed without the year",
    "superseded-at-publication": "Replaced before it was printed",
    "total-mismatch": "A total that its parts don’t make",
    "two-values": "Figures that exclude each other",
    "verification-contradiction": "Verified and not verified",
    "weekday-mismatch": "A weekday that isn’t the calendar’s",
    "window-mismatch": "Windows that don’t fit",
    "wording-contradiction": "A wording that contradicts itself",
}
# What can't all be right first, what is merely missing last.
SEVERITIES = [CONTRADICTION, TENSION, GAP]
KEYS = {
    "claims": "claim_id", "reports": "report_id", "statements": "statement_id", "mentions": "mention_id",
    "indicators": "indicator_id",
}  # fmt: skip


def within_documents(page: Page) -> Fragment:
    """Findings whose rows are all of one document."""
    return _cards(page, within=True)


def between_documents(page: Page) -> Fragment:
    """Findings whose rows are of several documents."""
    return _cards(page, within=False)


def _cards(page: Page, within: bool) -> Fragment:
    rows = rows_by_id(page)
    cards = []
    findings = page["findings"]
    by_weight = findings.assign(weight=findings["severity"].map(SEVERITIES.index)).sort_values(["weight", "code"])
    for _, finding in by_weight.iterrows():
        involved = [rows[name] for name in finding["rows"].split(";") if name in rows]
        if (len({row["source_id"] for _, row in involved}) == 1) == within:
            cards.append(_card(page, finding, involved))
    return fragment(*cards) if cards else fragment(paragraph("None was found."))


def rows_by_id(page: Page) -> dict[str, tuple[str, pd.Series]]:
    """Every row that a finding can name, with the name of its id column."""
    return {row[key]: (key, row) for table, key in KEYS.items() for _, row in page[table].iterrows()} | {
        source["source_id"]: ("source_id", source) for _, source in page["sources"].iterrows()
    }


def _card(page: Page, finding: Any, involved: list[tuple[str, Any]]) -> Markup:
    focus = page.about["focus_event"]
    events = [row["event"] for key, row in involved if key == "claim_id" and row["event_id"] != focus]
    facts = [
        ("What it is", Markup("<code>{}</code>, a {}").format(finding["code"], finding["severity"])),
        *(("Of what", cited(event)) for event in dict.fromkeys(events)),
        ("How it was found", cited(finding["arithmetic"])),
        ("Rests on", Markup("; ").join(_rows_by_document(page, involved))),
    ]
    name = finding["finding_id"]
    return Markup(
        '<article class="cb-card" id="{0}"><h3 class="cb-card-figure"><a href="#{0}">{1}</a></h3><p>{2}</p>'
        "<dl>{3}</dl>{4}</article>"
    ).format(
        name,
        KINDS[finding["code"]],
        cited(finding["sentence"]),
        listed(facts),
        cite_this(page, "finding", name, finding["sentence"].rstrip(".")),
    )


def _rows_by_document(page: Page, involved: list[tuple[str, Any]]) -> Iterator[Markup]:
    """The rows in a few words each, with their document behind them."""
    sources = dict.fromkeys(row["source_id"] for _, row in involved)
    for source in sources:
        own = [(key, row) for key, row in involved if row["source_id"] == source]
        links = [_row_link(page, key, row) for key, row in own]
        behind = Markup(" ({})").format(source_link(page, own[0][1])) if own[0][0] != "source_id" else ""
        yield Markup("{}{}").format(listing(links), behind)


def _row_link(page: Page, key: str, row: Any) -> Markup:
    """A row in a few words, linked to its place."""
    if key == "source_id":
        return source_link(page, row)
    words: str | Markup
    if key == "report_id":
        words = reported_days(row)
    elif key == "claim_id":
        words = f"{figure_text(row)} {counted(row)}"
    elif key == "statement_id":
        words = f"“{row['value_text']}”"
    elif key == "mention_id":
        words = row["place"]
    else:
        words = figure_text(row)
    return link(page.row_href(row, key), words)
