"""About: who makes the book, how it is paid for and where to write."""

from __future__ import annotations

from claimbook.components.chapter import Chapter
from claimbook.components.elements import Fragment, cited, fragment
from claimbook.components.page import Page
from claimbook.components.tables import Column, table
from claimbook.ledger.vocabulary import NOT_STATED

CHAPTER = Chapter("about")

MAKERS = {"editors": "Who makes it", "funding": "How the work is paid for", "contact": "Address for corrections"}


def makers_table(page: Page) -> Fragment:
    """Say who makes the book, how it is paid for and where to write, as far as the data package states it."""
    rows = [(asked, cited(page.about[name]) if page.about[name] else NOT_STATED) for name, asked in MAKERS.items()]
    return fragment(table("Who makes the book", [Column("Question"), Column("Answer")], rows))
