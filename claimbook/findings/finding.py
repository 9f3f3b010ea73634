"""What a finding is, and how figures, windows and rows are read to make one.

Takes rows of the book tables, gives intervals, windows and words about them;
the rules that use them are in the other modules of this folder. A rule first
narrows its table to the groups that can disagree, whole columns at a time, and
then looks at their rows one by one: its time grows with what there is to find.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from claimbook.ledger import number_text
from claimbook.wording import known, say_day, source_name

Tables = Mapping[str, pd.DataFrame]
Interval = tuple[float, float]

# One row of a table, by column.
Row = dict[str, Any]

CONTRADICTION, TENSION, GAP = "contradiction", "tension", "gap"
INFINITY = float("inf")
# A figure is of some days if one of these is filled.
WINDOW = ["scope_start", "scope_end", "scope_hours"]


@dataclass(frozen=True)
class Finding:
    """One inconsistency, with everything needed to check it."""

    code: str
    severity: str
    rows: tuple[str, ...]
    arithmetic: str
    sentence: str

    @property
    def finding_id(self) -> str:
        """Stable while the rows are the same: the code and a hash of their ids."""
        return f"{self.code}-{hashlib.sha256(';'.join(sorted(self.rows)).encode()).hexdigest()[:8]}"

    def as_record(self) -> dict[str, Any]:
        return {"finding_id": self.finding_id, **asdict(self)}


def interval_of(claim: Any) -> Interval | None:
    """What a figure leaves open, ends included; None where it can't be said.

    >>> interval_of({"qualifier": "more_than", "value": 125.0})
    (125.0, inf)
    >>> interval_of({"qualifier": "about", "value": 70.0}) is None
    True
    """
    qualifiers = set(claim["qualifier"].split(";"))
    if qualifiers & {"about", "unquantified"}:
        return None
    if "range" in qualifiers:
        return float(claim["value_low"]), float(claim["value_high"])
    value = float(claim["value"])
    lower = bool(qualifiers & {"at_least", "more_than"})
    upper = "up_to" in qualifiers
    if lower and upper:
        return None  # printed with two bounds that exclude each other: nothing can be said of it
    if not (lower or upper):
        return value, value
    return (value, INFINITY) if lower else (0.0, value)


def disjoint(first: Interval, second: Interval) -> bool:
    return first[1] < second[0] or second[1] < first[0]


def windows(first: Any, second: Any) -> str:
    """Whether two figures are of the same days: ``same``, ``unstated`` or ``different``."""
    if has_window(first) and has_window(second):
        return "same" if say_window(first) == say_window(second) else "different"
    return "unstated" if first["count_kind"] == second["count_kind"] == "cumulative" else "different"


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """A frame's rows; several times as quick as ``to_dict("records")`` where columns hold text."""
    names = list(frame.columns)
    columns = [frame[name].to_numpy(dtype=object) for name in names]
    return [dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True)]


def grouped(frame: pd.DataFrame, by: Sequence[str]) -> list[list[Row]]:
    """Rows that have some columns in common; a blank is a value like any other."""
    groups: dict[int, list[Row]] = {}
    numbers = frame.groupby(list(by), dropna=False, sort=False).ngroup()
    for number, row in zip(numbers, rows_of(frame), strict=True):
        groups.setdefault(number, []).append(row)
    return list(groups.values())


def disagreeing(frame: pd.DataFrame, by: Sequence[str], on: Sequence[str]) -> pd.DataFrame:
    """Of groups as ``grouped`` makes them, the rows of those that differ on a column."""
    groups = frame.groupby(list(by), dropna=False, sort=False).ngroup()
    kinds = frame[list(on)].assign(group=groups).drop_duplicates()["group"].value_counts()
    return frame[groups.isin(kinds.index[kinds > 1])]


def in_order(rows: Sequence[Row], by: Sequence[str] = ()) -> list[Row]:
    """Rows in an order that their ids settle last, so that renaming them changes no sentence where it can."""
    if len(rows) < 2:
        return list(rows)
    columns = [*by, "value", "publisher", "claim_id"]
    return sorted(rows, key=lambda row: [(False, row[name]) if known(row[name]) else (True, 0) for name in columns])


def joined(parts: Iterable[str], between: str = "; ") -> str:
    """Parts in a row, each once."""
    return between.join(dict.fromkeys(parts))


def unique(rows: Sequence[Any], key: str = "claim_id") -> list[Any]:
    return list({row[key]: row for row in rows}.values())


def by_id(claims: pd.DataFrame, ids: Iterable[str]) -> dict[str, Row]:
    """Of the claims so named those that are there, by their id."""
    return {row["claim_id"]: row for row in rows_of(claims[claims["claim_id"].isin(set(ids))])}


def ids_of(rows: Sequence[Any], key: str = "claim_id") -> tuple[str, ...]:
    return tuple(sorted(row[key] for row in rows))


def document(row: Any) -> str:
    return source_name(row) if known(row["publisher"]) else "A document that names no publisher"


def has_window(claim: Any) -> bool:
    return any(known(claim[name]) for name in WINDOW)


def say_window(claim: Any) -> str:
    parts = [say_period(claim["scope_start"], claim["scope_end"])] if known(claim["scope_start"]) else []
    parts += [f"{number_text(claim['scope_hours'])} hours"] if known(claim["scope_hours"]) else []
    return ", ".join(parts) or f"until {say_day(claim['scope_end'])}"


def say_period(start: Any, end: Any) -> str:
    if not known(end):
        return f"from {say_day(start)}"
    return say_day(start) if start == end else f"{say_day(start)} to {say_day(end)}"


def within(part: Any, whole: Any) -> bool:
    """Whether a part's days lie in its whole's; hours alone can't be placed."""
    if not all(known(claim[name]) for claim in (part, whole) for name in ("scope_start", "scope_end")):
        return True
    return bool(whole["scope_start"] <= part["scope_start"] and part["scope_end"] <= whole["scope_end"])


def say_interval(interval: Interval) -> str:
    low, high = interval
    if low == high:
        return number_text(low)
    return f"{number_text(low)} or more" if high == INFINITY else f"{number_text(low)} to {number_text(high)}"


def inside(first: Any, second: Any) -> bool:
    return bool(first["part_of"] == second["claim_id"] or second["part_of"] == first["claim_id"])
