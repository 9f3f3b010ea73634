"""The index of numbers, each linked to its page."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from claimbook.analysis.numbers import BACKGROUND, address_of
from claimbook.components.chapter import Chapter, reads
from claimbook.components.elements import Fragment, cited, fragment, link, small
from claimbook.components.page import Page
from claimbook.components.tables import Cell, Column, table
from claimbook.ledger.records import Claim, Indicator, Number, columns, grouped_by
from claimbook.ledger.tables import Tables
from claimbook.ledger.wording import capital, capital_text, counted, value_in_words


def rows_with_a_page(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """Keep the rows of numbers that have a page."""
    numbers = tables["numbers"]
    ids = set(numbers.loc[numbers["has_page"], "rows"].str.split(";").explode())
    rows = {name: tables[name] for name in ("claims", "indicators")}
    return {**tables, **{name: frame[frame.iloc[:, 0].isin(ids)] for name, frame in rows.items()}}


CHAPTER = Chapter("numbers", rows_with_a_page)


def _where(page: Page, number: Number) -> Markup:
    """Link a number to its page or, without one, to its claims in the register."""
    words = number.title.removeprefix("The number ")
    return link(f"{page.up}{address_of(number)}", words)


@columns(counted, value_in_words, "event", "in_focus", "value")
def _of(row: Claim | Indicator) -> tuple[int, str, str]:
    """Return what a figure counts and in which event, after its place in a list."""
    if isinstance(row, Claim):
        printed = f", printed as {value_in_words(row)}" if row.value is None else ""  # one end of a range
        return int(not row.in_focus), f"{capital_text(counted(row))}{printed}", row.event
    return 2, capital_text(row.measure), BACKGROUND.capitalize()


@reads(
    numbers=["has_page", "number_id", "value", "title", "printed_of", "speakers", "documents", "rows"],
    claims=[_of, "claim_id", "speaker", "source_id"],
    indicators=["indicator_id", "measure", "speaker", "source_id"],
)
def number_index(page: Page) -> Fragment:
    """List every number, smallest first: a line for each thing that it counts, with who gave it.

    An event is named where it isn't the book's own.
    """
    by_id: dict[str, Claim | Indicator] = {row.claim_id: row for row in page.claims}
    by_id |= {row.indicator_id: row for row in page.indicators}
    rows: list[tuple[Cell, ...]] = []
    for number in sorted(page.numbers, key=lambda number: number.value):
        where = _where(page, number)
        if not number.has_page:  # of a long series
            speakers, documents = capital(number.speakers), str(number.documents)
            rows.append((where, number.printed_of, speakers, documents))
            continue
        printing = sorted((by_id[row] for row in number.rows.split(";")), key=_of)
        for (place, what, event), own in grouped_by(printing, _of).items():
            of = Markup("{} {}").format(what, small(cited(event))) if place else what  # place 0: the book's own event
            speakers = capital("; ".join(dict.fromkeys(row.speaker for row in own)))
            rows.append((where, of, speakers, str(len({row.source_id for row in own}))))
    names = ("Number", "Of", "Who said it", "Reports")
    heads = [Column(name, numeric=name in ("Number", "Reports")) for name in names]
    return fragment(table("Every number in the reports, smallest first", heads, rows, filters=[]))
