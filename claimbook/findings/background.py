"""Background statistics that are old, replaced or of another measure than they are printed as.

Takes the indicators, gives findings. Judges no statistic: it says how old the
data were when they were quoted, and what the origin measures.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from claimbook.findings.finding import TENSION, Finding, document, ids_of
from claimbook.ledger import rows_of
from claimbook.wording import figure_text, known

# A figure older than this describes another time: the usual distance of two rounds of a household survey.
STALE_AFTER_YEARS = 5


def find_stale_vintage(indicators: pd.DataFrame) -> Iterator[Finding]:
    """A quoted statistic whose data were old when it was printed, or for which newer data were out."""
    for row, origin in _quoted(indicators):
        newer = _newer(indicators, row, origin)
        if known(origin["years_end"]):
            printed, described = int(row["known_on"][:4]), int(origin["years_end"])
            years = f"{int(origin['years_start'])} to {described}" if known(origin["years_start"]) else str(described)
            if printed - described > STALE_AFTER_YEARS:
                yield Finding(
                    "stale-vintage",
                    TENSION,
                    ids_of([row, origin], "indicator_id"),
                    f"{printed} - {described} = {printed - described} years",
                    f"{document(row)} prints {figure_text(row)} without its year; "
                    f"the data describe {years}, {printed - described} years earlier.",
                )
            elif newer is not None:
                yield Finding(
                    "stale-vintage",
                    TENSION,
                    ids_of([row, origin, newer], "indicator_id"),
                    f"{int(newer['years_end'])} after {described}",
                    f"{document(row)} prints {figure_text(row)}, of {described}; "
                    f"{figure_text(newer)}, of {int(newer['years_end'])}, was out.",
                )


def find_measure_mismatch(indicators: pd.DataFrame) -> Iterator[Finding]:
    """A quoted statistic that is printed as another measure than its origin's."""
    for row, origin in _quoted(indicators):
        if row["measure"] != origin["measure"]:
            yield Finding(
                "measure-mismatch",
                TENSION,
                ids_of([row, origin], "indicator_id"),
                f"{row['measure']} against {origin['measure']}",
                f"{document(row)} prints {figure_text(row)} as {row['measure']}; "
                f"at its origin it is {origin['measure']}.",
            )


def _quoted(indicators: pd.DataFrame) -> Iterator[tuple[Any, Any]]:
    active = {row["indicator_id"]: row for row in rows_of(indicators[indicators["status"] == "active"])}
    for row in active.values():
        if known(row["quotes"]) and row["quotes"] in active:
            yield row, active[row["quotes"]]


def _newer(indicators: pd.DataFrame, row: Any, origin: Any) -> Any | None:
    """The newest row of the origin's measure that was out when the figure was printed, if newer than the origin."""
    same = indicators["status"] == "active"
    for column in ("measure", "area", "population", "unit"):
        same &= indicators[column].fillna("") == (origin[column] if known(origin[column]) else "")
    out = indicators[same & (indicators["known_on"] <= row["known_on"])].dropna(subset="years_end")
    out = out[out["years_end"] > origin["years_end"]].sort_values(["years_end", "indicator_id"])
    return None if out.empty else out.iloc[-1]
