"""The days of the book, each with a page of what was known on it."""

from __future__ import annotations

from claimbook.components.chapter import Chapter, reads
from claimbook.components.elements import Fragment, fragment, link, time_tag
from claimbook.components.page import Page
from claimbook.components.tables import Column, table

CHAPTER = Chapter("known")


@reads(days=["as_of", "documents", "claims"])
def days_table(page: Page) -> Fragment:
    """List the days that have a page, each with what was published since the one before."""
    rows = [
        (link(f"{page.up}known/{day.as_of}.html", time_tag(day.as_of)), str(day.documents), str(day.claims))
        for day in page.days
    ]
    columns = [Column("Up to"), Column("New reports with figures", numeric=True), Column("Their figures", numeric=True)]
    return fragment(table("What was published since the day in the row above", columns, rows))
