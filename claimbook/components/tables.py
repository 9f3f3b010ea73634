"""Tables as accessible HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from claimbook.components.elements import claim_link, clock_words, source_link, window
from claimbook.components.page import Page
from claimbook.ledger.records import known
from claimbook.ledger.wording import counted, speaker_path


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, and whether its cells are numbers."""

    heading: str
    numeric: bool = False


def table(
    caption: str | Markup,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str | Markup]],
    filters: Sequence[str] | None = None,
    matrix: bool = False,
) -> Markup:
    """A real table with caption and scopes; the first cell of a row is its heading.

    Its wrapper scrolls where the table is wider than the page. On a phone the
    rows of a list of more than three columns are cards, in which each cell names
    its column; a ``matrix``, whose cells are read along both ways, keeps its
    form. Where ``filters`` names columns, a reader with scripts can search the
    rows, sort them by any column and choose among the values of those; what was
    chosen stands in the page's address.
    """
    cards = not matrix and len(columns) > 3
    labels = [Markup(' data-label="{}"').format(column.heading) if cards else Markup("") for column in columns]
    head = Markup("").join(
        Markup('<th scope="col"{}>{}</th>').format(_numeric(column), column.heading) for column in columns
    )
    body = Markup("\n").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(
                Markup('<th scope="row"{}{}>{}</th>' if position == 0 else "<td{}{}>{}</td>").format(
                    _numeric(column), labels[position], cell
                )
                for position, (column, cell) in enumerate(zip(columns, row, strict=True))
            )
        )
        for row in rows
    )
    numbers = [number for number, column in enumerate(columns) if filters and column.heading in filters]
    chosen = Markup("") if filters is None else Markup(' data-filters="{}"').format(",".join(map(str, numbers)))
    return Markup(
        '<div class="cb-table{}"{}><table>\n<caption><span>{}</span></caption>\n<thead><tr>{}</tr></thead>\n'
        "<tbody>\n{}\n</tbody></table></div>"
    ).format(" cb-cards" if cards else "", chosen, caption, head, body)


def _numeric(column: Column) -> Markup:
    return Markup(' class="cb-number"') if column.numeric else Markup("")


VERIFICATION_CELLS = {"none": "says nothing", "unverified": "not independently", "confirmed": "confirmed"}


def claims_table(page: Page, caption: str | Markup, claims: Any) -> Markup:
    """Claims in rows, each figure linked to its card.

    What is counted has a column only where it differs from row to row; where it
    doesn't, the caption says it.
    """
    differing = claims[["group", "measure"]].drop_duplicates().shape[0] > 1
    names = ["Figure", "Counted", "Who said it", "Stated", "Window", "Document", "Verified, says the text"]
    columns = [Column(name, numeric=name == "Figure") for name in names if differing or name != "Counted"]
    rows = []
    for _, claim in claims.iterrows():
        cells: list[str | Markup] = [_qualified_link(page, claim)]
        cells += [counted(claim)] if differing else []
        cells += [speaker_path(claim), clock_words(claim), window(claim), source_link(page, claim)]
        rows.append([*cells, VERIFICATION_CELLS[claim["verification"]]])
    return table(caption, columns, rows)


def _qualified_link(page: Page, claim: Any) -> Markup:
    """The figure, with the part of the group that it is limited to."""
    part = f" ({claim['subgroup']})" if known(claim["subgroup"]) else ""
    return Markup("{}{}").format(claim_link(page, claim), part)
