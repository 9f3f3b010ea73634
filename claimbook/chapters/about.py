"""About: who makes the book, how it is paid for and where to write."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from claimbook.components.chapter import Chapter
from claimbook.components.citations import VERSION_MARK
from claimbook.components.elements import Fragment, cited, fragment, link, paragraph
from claimbook.components.page import Page
from claimbook.components.tables import Column, table
from claimbook.ledger.vocabulary import NOT_STATED

CHAPTER = Chapter("about")

MAKERS = {"editors": "Who makes it", "funding": "How the work is paid for", "contact": "Address for corrections"}
MADE = {
    "how_it_was_read": "How the reports were read",
    "how_it_was_checked": "What a second reading found",
    "how_it_was_found": "How they were chosen",
    "limits": "What they can’t tell you",
}
SEARCH = {
    "searched_in": "Where",
    "searched_for": "For which words",
    "searched_days": "For which days",
    "kept": "What was kept",
    "left_out": "What was left out",
    "not_ruled_out": "What can’t be ruled out",
}


def how_it_is_made(page: Page) -> Fragment:
    """Say how the reports were read and chosen and what limits them, as far as the data package states it."""
    said = [
        Markup("<strong>{}.</strong> {}").format(asked, cited(page.about[name] or NOT_STATED))
        for name, asked in MADE.items()
    ]
    return fragment(*map(paragraph, said))


def search_protocol(page: Page) -> Fragment:
    """Say where, for what and up to which day other publications were searched for, and what was left out."""
    return _questions(page, "The search protocol", SEARCH, NOT_STATED)


def ledger_version(page: Page) -> Fragment:
    """Name the version of the ledger, which stands on this page only."""
    return fragment(
        paragraph(Markup('<span id="ledger">Version of the ledger: <code>{}</code>.</span>').format(VERSION_MARK))
    )


def licence(page: Page) -> Fragment:
    """Name the licence of the tables."""
    name, address = page.about["licence"], page.about["licence_address"]
    return fragment(paragraph(link(address, name) if address.startswith(("https://", "http://")) else cited(name)))


def makers_table(page: Page) -> Fragment:
    """Say who makes the book, how it is paid for and where to write, as far as the data package states it."""
    return _questions(page, "Who makes the book", MAKERS, "not given")


def _questions(page: Page, caption: str, asked: Mapping[str, str], without: str) -> Fragment:
    """Return a table of what the data package says of itself, with a word for what it doesn't say."""
    rows = [(question, cited(page.about[name] or without)) for name, question in asked.items()]
    return fragment(table(caption, [Column("Question"), Column("Answer")], rows))


def to_report(page: Page) -> Fragment:
    """Say what to send of an error or a missing figure, if there is an address to send it to."""
    if not page.about["contact"]:
        return fragment(paragraph("This book has no address for reports of errors yet."))
    error = "To report an error, give the address of the claim’s card, what it says, and what the report says."
    missing = "To report a missing figure, give the report, its date and the words that state the figure."
    return fragment(paragraph(error, missing))
