"""The book as it stood on a day: what had been published by then, and what that day changed."""

from __future__ import annotations

from claimbook.components.elements import Fragment, fragment, link, time_tag
from claimbook.components.page import Page
from claimbook.components.tables import Column, table


def days_table(page: Page) -> Fragment:
    """The days on which something with a claim appeared, each a link to its page."""
    rows = [
        (link(f"{page.up}known/{day['as_of']}.html", time_tag(day["as_of"])), str(day["documents"]), str(day["claims"]))
        for _, day in page["days"].iterrows()
    ]
    columns = [Column("Day"), Column("Documents that appeared", numeric=True), Column("Their figures", numeric=True)]
    return fragment(table("Days on which figures were published", columns, rows))
