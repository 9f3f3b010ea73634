"""The number index: every figure in print, and a page for each that says whose it is and what it doesn't mean."""

from __future__ import annotations

from claimbook.components.elements import Fragment, fragment, link
from claimbook.components.page import Page
from claimbook.components.tables import Column, table


def number_index(page: Page) -> Fragment:
    """Every number in print, smallest first, with what it is printed of and by whom."""
    rows = [
        (
            link(f"{page.up}figures/{number['number_id']}.html", number["title"].removeprefix("The figure ")),
            number["of"],
            number["speakers"],
            str(number["documents"]),
        )
        for _, number in page["numbers"].sort_values("value").iterrows()
    ]
    columns = [Column("Figure", numeric=True), Column("Printed of"), Column("Who said it")]
    columns += [Column("Documents", numeric=True)]
    return fragment(table("Every figure in print, smallest first", columns, rows, filters=()))
