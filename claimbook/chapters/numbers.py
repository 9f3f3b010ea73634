"""The index of numbers, each linked to its page."""

from __future__ import annotations

from claimbook.components.chapter import Chapter, reads
from claimbook.components.elements import Fragment, fragment, link
from claimbook.components.page import Page
from claimbook.components.tables import Column, table

CHAPTER = Chapter("numbers")


@reads(numbers=["number_id", "value", "title", "printed_of", "events", "speakers", "documents"])
def number_index(page: Page) -> Fragment:
    """List every number, smallest first, with what it counts, in which event, and who gave it."""
    rows = [
        (
            link(f"{page.up}figures/{number.number_id}.html", number.title.removeprefix("The number ")),
            number.printed_of,
            number.events,
            number.speakers,
            str(number.documents),
        )
        for number in sorted(page.numbers, key=lambda number: number.value)
    ]
    columns = [Column("Number", numeric=True), Column("Of"), Column("Event"), Column("Who said it")]
    columns += [Column("Reports", numeric=True)]
    return fragment(table("Every number in the reports, smallest first", columns, rows, filters=["Event"]))
