"""Findings on background figures: old, replaced, or quoted as another measure.

Only for figures that name their origin. A finding says how old the data were
when quoted, and what the origin measures; it does not judge the statistic.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from claimbook.analysis.findings.finding import TENSION, Finding, document, ids_of
from claimbook.analysis.vintage import STALE_AFTER_YEARS, Traced, trace
from claimbook.ledger.records import Indicator, given, records_of
from claimbook.ledger.wording import value_in_words


def find_stale_vintage(quoted: Sequence[Traced]) -> Iterator[Finding]:
    """Find quoted statistics whose data were old, or for which newer data had been published."""
    for one in quoted:
        row, origin, newer = one.row, given(one.origin), one.newer
        if one.age is not None and one.age > STALE_AFTER_YEARS:
            described = given(origin.years_end)
            years = f"{origin.years_start} to {described}" if origin.years_start is not None else str(described)
            yield Finding(
                "stale-vintage",
                TENSION,
                ids_of([row, origin], "indicator_id"),
                f"{row.known_on[:4]} - {described} = {one.age} years",
                f"{document(row)} prints {value_in_words(row)} ({row.measure}) without its year; "
                f"the data describe {years}, {one.age} years earlier.",
            )
        elif newer is not None:
            described = given(origin.years_end)
            yield Finding(
                "stale-vintage",
                TENSION,
                ids_of([row, origin, newer], "indicator_id"),
                f"{newer.years_end} after {described}",
                f"{document(row)} prints {value_in_words(row)} ({row.measure}), of {described}; "
                f"{value_in_words(newer)}, of {newer.years_end}, was out.",
            )


def find_measure_mismatch(quoted: Sequence[Traced]) -> Iterator[Finding]:
    """Find quoted statistics described as another measure than their origin's."""
    for one in quoted:
        row, origin = one.row, given(one.origin)
        if one.verdict == "other_measure":
            yield Finding(
                "measure-mismatch",
                TENSION,
                ids_of([row, origin], "indicator_id"),
                f"{row.measure} against {origin.measure}",
                f"{document(row)} prints {value_in_words(row)} as {row.measure}; at its origin it is {origin.measure}.",
            )


def naming_their_origin(indicators: pd.DataFrame) -> list[Traced]:
    """Return the figures that name an active origin, each as a ``Traced``."""
    active = records_of(indicators[indicators["status"] == "active"], Indicator)
    ids = {row.indicator_id for row in active}
    return trace(active, [row.indicator_id for row in active if row.quotes in ids])
