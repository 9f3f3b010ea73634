"""The documents: their list, and the page of each one."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from claimbook.components.elements import (
    Fragment,
    addressed,
    cited,
    fragment,
    link,
    paragraph,
    publication,
    small,
    source_link,
)
from claimbook.components.page import Page
from claimbook.components.tables import Column, table
from claimbook.ledger.records import known
from claimbook.ledger.wording import source_name


def sources_table(page: Page) -> Fragment:
    """The documents that are coded in full."""
    coded = page["sources"][page["sources"]["role"] == "coded"].sort_values(["known_on", "source_id"])
    rows = [
        (
            source_link(page, source),
            publication(source),
            source["medium"].replace("_", " "),
            link(page.source_href(source["source_id"]), str(source["figures"])),
            source["title"] if known(source["title"]) else "no title printed",
        )
        for _, source in coded.iterrows()
    ]
    columns = [
        Column("Document"),
        Column("Published"),
        Column("Kind"),
        Column("Figures", numeric=True),
        Column("Title"),
    ]
    return fragment(table("Documents read in full, figure by figure", columns, rows))


def context_tables(page: Page) -> Fragment:
    """The documents that are cited for single facts: for claims and dates, and for background figures."""
    context = page["sources"][page["sources"]["role"] == "context"].sort_values(["known_on", "source_id"])
    if context.empty:
        return fragment(paragraph("No document is cited beyond those read in full."))
    parts = []
    for has_page, what in ((True, "claims and dates"), (False, "background figures and the days of announcements")):
        rows = [
            (
                source_link(page, source) if has_page else addressed(source["source_id"], source_name(source)),
                publication(source),
                Markup("{} {}").format(_title(source), small(source["notes"]) if known(source["notes"]) else ""),
            )
            for _, source in context[context["has_page"] == has_page].iterrows()
        ]
        columns = [Column(name) for name in ("Publisher", "Published", "Title as printed, and what to know of it")]
        parts += [table(f"Documents cited for {what}", columns, rows)] if rows else []
    return fragment(*parts)


def _title(source: Any) -> Markup:
    """A document's title as its address; where an excerpt shows no title the address says so."""
    title = cited(source["title"]) if known(source["title"]) else Markup("title not seen")
    if not known(source["url"]):
        return title
    return Markup('<a href="{}" rel="nofollow">{}</a>').format(source["url"], title)
