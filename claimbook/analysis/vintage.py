"""Trace quoted statistics: their origin, and the age of their data when quoted.

Returns for each figure its origin, newer data, and one verdict. Different
measures are never joined.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from claimbook.ledger.records import Indicator, given

# Data older than this are out of date: household and health surveys are repeated about every five years.
STALE_AFTER_YEARS = 5

# Verdicts on a quoted figure; they are tried in this order.
VERDICTS = {
    "not_found": "not traced",
    "other_measure": "another measure where found",
    "stale": "out of date",
    "traceable": "current",
}
# Figures are compared only if topic, area, population and unit are equal.
Question = tuple[str | None, ...]


@dataclass(frozen=True)
class Traced:
    """A quoted figure and its origin.

    Attributes
    ----------
    row : Indicator
        The figure as quoted.
    origin : Indicator, optional
        The row that the document names as its origin. If it names none (``named`` is
        false), the first row with the same number, topic, area, residents and unit,
        preferably of the same measure.
    newer : Indicator, optional
        The newest row of the origin's measure that was published before the quote,
        if its data are newer.
    """

    row: Indicator
    origin: Indicator | None = None
    newer: Indicator | None = None

    @property
    def named(self) -> bool:
        """Whether the document names the origin, or only the number is the same."""
        return self.row.quotes is not None

    @property
    def age(self) -> int | None:
        """Years between the end of the data and the quote."""
        if self.origin is None or self.origin.years_end is None:
            return None
        return int(self.row.known_on[:4]) - self.origin.years_end

    @property
    def verdict(self) -> str:
        """A key of ``VERDICTS``."""
        if self.origin is None:
            return "not_found"
        if self.origin.measure != self.row.measure:
            return "other_measure"
        if self.newer is not None or (self.age is not None and self.age > STALE_AFTER_YEARS):
            return "stale"
        return "traceable"


def trace(rows: Sequence[Indicator], quoted: Iterable[str]) -> list[Traced]:
    """Return the origin of each quoted figure.

    Parameters
    ----------
    rows : sequence of Indicator
        All active indicators.
    quoted : iterable of str
        Ids of the quoted ones. A quoted figure is never the origin of another.
    """
    ids = set(quoted)
    by_id = {row.indicator_id: row for row in rows}
    of_question: dict[Question, list[Indicator]] = {}
    for row in rows:
        of_question.setdefault(_question(row), []).append(row)
    found = []
    for row in (by_id[one] for one in sorted(ids)):
        others = [other for other in of_question[_question(row)] if other.indicator_id not in ids]
        origin = by_id.get(row.quotes) if row.quotes else _same_number(row, others)
        newer = _newer(row, origin, of_question[_question(origin)]) if origin else None
        found.append(Traced(row, origin, newer))
    return found


def _question(row: Indicator) -> Question:
    # A blank equals only a blank.
    return (row.topic, row.area, row.population, row.unit)


def _same_number(row: Indicator, others: Iterable[Indicator]) -> Indicator | None:
    """Return the first earlier publication of the number, preferably of the same measure."""
    if row.value is None:
        return None
    same = [other for other in others if other.value == row.value and other.known_on <= row.known_on]
    return min(
        same,
        default=None,
        key=lambda other: (other.measure != row.measure, other.known_on, other.indicator_id),
    )


def _newer(row: Indicator, origin: Indicator, others: Iterable[Indicator]) -> Indicator | None:
    """Return the newest data of the origin's measure published before the quote, if newer than the origin's."""
    if origin.years_end is None:
        return None
    out = [
        other
        for other in others
        if other.measure == origin.measure
        and other.known_on <= row.known_on
        and other.years_end is not None
        and given(other.years_end) > origin.years_end
    ]
    return max(out, default=None, key=lambda other: (given(other.years_end), other.indicator_id))
