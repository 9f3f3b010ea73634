"""The index of numbers, each linked to its page."""

from __future__ import annotations

from markupsafe import Markup

from claimbook.analysis.numbers import address_of
from claimbook.components.chapter import Chapter, reads
from claimbook.components.elements import Fragment, fragment, link
from claimbook.components.page import Page
from claimbook.components.tables import Column, table
from claimbook.ledger.records import Number
from claimbook.ledger.wording import capital

CHAPTER = Chapter("numbers")


def _where(page: Page, number: Number) -> Markup:
    """Link a number to its page or, without one, to its claims in the register."""
    words = number.title.removeprefix("The number ")
    return link(f"{page.up}{address_of(number)}", words)


@reads(numbers=["has_page", "number_id", "value", "title", "printed_of", "events", "speakers", "documents"])
def number_index(page: Page) -> Fragment:
    """List every number, smallest first, with what it counts, in which event, and who gave it."""
    rows = [
        (
            _where(page, number),
            number.printed_of,
            number.events,
            capital(number.speakers),
            str(number.documents),
        )
        for number in sorted(page.numbers, key=lambda number: number.value)
    ]
    columns = [Column("Number", numeric=True), Column("Of"), Column("Event"), Column("Who said it")]
    columns += [Column("Reports", numeric=True)]
    return fragment(table("Every number in the reports, smallest first", columns, rows, filters=["Event"]))
