"""The index of numbers, each linked to its page."""

from __future__ import annotations

from claimbook.components.chapter import Chapter, reads
from claimbook.components.elements import Fragment, fragment, link
from claimbook.components.page import Page
from claimbook.components.tables import Column, table

CHAPTER = Chapter("numbers")


@reads(numbers=["number_id", "value", "title", "printed_of", "speakers", "documents"])
def number_index(page: Page) -> Fragment:
    """List every number, smallest first, with what it counts and who gave it."""
    rows = [
        (
            link(f"{page.up}figures/{number.number_id}.html", number.title.removeprefix("The figure ")),
            number.printed_of,
            number.speakers,
            str(number.documents),
        )
        for number in sorted(page.numbers, key=lambda number: number.value)
    ]
    columns = [Column("Figure", numeric=True), Column("Printed of"), Column("Who said it")]
    columns += [Column("Documents", numeric=True)]
    return fragment(table("Every figure in print, smallest first", columns, rows, filters=()))
