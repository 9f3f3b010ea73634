"""Accessible HTML tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import htpy as h
from markupsafe import Markup

from claimbook.analysis.comparability import has_window
from claimbook.components.elements import cited, claim_link, clock_words, small, source_link, window
from claimbook.components.page import Page
from claimbook.ledger.records import Claim, columns
from claimbook.ledger.wording import after_value, capital, counted, speaker_path, value_in_words

Cell = str | Markup
# Lists with more columns become cards on a phone.
MOST_COLUMNS_ON_A_PHONE = 3
# Longer tables are shown a page at a time, if scripts run; the style sheet has the same number.
ROWS_OF_A_PAGE = 25
VERIFICATION_CELLS = {
    "none": "not mentioned",
    "unverified": "reported as unverified",
    "confirmed": "reported as confirmed",
}


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, and whether its cells are numbers."""

    heading: str
    numeric: bool = False


def table(
    caption: Cell,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    filters: Sequence[str] | None = None,
    matrix: bool = False,
    words: str = "",
) -> Markup:
    """Return a table with caption and scopes; the first cell of a row is its heading.

    Parameters
    ----------
    caption : str
    columns : sequence of Column
    rows : sequence of sequence of str
        A cell for each column. Plain text is escaped.
    filters : sequence of str, optional
        Columns by whose values readers with scripts can filter; such a table can
        also be searched and sorted. ``None`` for a plain table.
    matrix : bool
        Whether cells are read in both directions. On a phone a list becomes cards;
        a matrix keeps its form and scrolls.
    words : str
        Address of the script with each row in words, by the id in its first cell, for
        a download of the rows that a reader chooses. Without it the cells are taken.
    """
    cards = not matrix and len(columns) > MOST_COLUMNS_ON_A_PHONE

    def cell(position: int, content: Cell) -> h.Element:
        column = columns[position]
        tag, scope = (h.th, "row") if position == 0 else (h.td, None)
        label = column.heading if cards else None
        return tag(scope=scope, class_={"cb-number": column.numeric}, data_label=label)[content]

    contents = [h.tr[[cell(at, one) for at, one in zip_cells(columns, row)]] for row in rows]
    numbers = [number for number, column in enumerate(columns) if filters and column.heading in filters]
    html = h.div(
        class_={"cb-table": True, "cb-cards": cards, "cb-matrix": matrix},
        data_filters=None if filters is None else ",".join(map(str, numbers)),
        data_words=words or None,
        data_long=len(contents) > ROWS_OF_A_PAGE,
    )[
        h.table[
            h.caption[h.span[caption]],
            h.thead[h.tr[[h.th(scope="col", class_={"cb-number": one.numeric})[one.heading] for one in columns]]],
            h.tbody[contents],
        ]
    ]
    return Markup(html)


def zip_cells(columns: Sequence[Column], row: Sequence[Cell]) -> list[tuple[int, Cell]]:
    """Return the cells of a row with their positions; fail if there are more or fewer than columns."""
    return [(at, content) for at, (_, content) in enumerate(zip(columns, row, strict=True))]


@columns(
    "group", "measure", "event_id", "event", "verification", after_value, counted, claim_link, speaker_path,
    clock_words, window, source_link, value_in_words,
)  # fmt: skip
def claims_table(page: Page, caption: Cell, claims: Sequence[Claim]) -> Markup:
    """Return claims in rows, each linked to its card; reports that say the same of one announcement share a row.

    If all claims count the same, the caption says what, and the rows don't repeat it.
    """
    kinds = {(claim.group, claim.measure) for claim in claims}
    differing = len(kinds) > 1 or not all(_names(caption, counted(claim)) for claim in claims[:1])
    names = ("Figure", "Who said it", "Said on", "Report", "Verified?")
    same: dict[tuple[Cell, ...], list[Claim]] = {}
    for claim in claims:
        covers = Markup("covers {}").format(window(claim)) if has_window(claim) else "dates covered not given"
        said = (
            capital(speaker_path(claim)),
            Markup("{} <small>{}</small>").format(clock_words(claim), covers),
            VERIFICATION_CELLS[claim.verification],
        )
        same.setdefault((value_in_words(claim), after_value(claim), claim.event_id, *said), []).append(claim)
    rows = [
        (
            _figure(page, of_row[0], differing, not _names(caption, of_row[0].event)),
            who,
            when,
            Markup(", ").join([source_link(page, claim) for claim in of_row]),
            verified,
        )
        for (_, _, _, who, when, verified), of_row in same.items()
    ]
    return table(caption, [Column(name, numeric=name == "Figure" and not differing) for name in names], rows)


def _names(caption: Cell, words: str) -> bool:
    """Whether a caption says what the figures below it count, or of which event they are."""
    return words.casefold() in Markup(caption).striptags().casefold()


def _figure(page: Page, claim: Claim, differing: bool, with_event: bool) -> Markup:
    """Return the claim's value, and what it counts and in which event as far as the caption doesn't say it."""
    part = f" ({claim.subgroup})" if claim.subgroup else ""
    what = after_value(claim) if differing else part
    elsewhere = with_event and claim.event_id != page.about["focus_event"]
    event = Markup(" {}").format(small(cited(claim.event))) if elsewhere else ""
    return Markup("{}{}{}").format(claim_link(page, claim), what, event)
