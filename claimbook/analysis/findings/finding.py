"""Findings, and how their rows are brought together.

A rule first narrows its table to groups that can disagree, working on whole
columns, then looks at their rows one by one; so its time depends on what there
is to find. The rules are in the other modules of this folder.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd

from claimbook.ledger.records import Claim, R, Record, Sourced, blanks_last, each_row
from claimbook.ledger.wording import (
    after_value,
    figure_in_words,
    is_identified,
    number_text,
    source_name,
    value_in_words,
)

Tables = Mapping[str, pd.DataFrame]

CONTRADICTION, TENSION = "contradiction", "tension"


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
        """An id that depends only on the code and the ids of the rows."""
        return f"{self.code}-{hashlib.sha256(';'.join(sorted(self.rows)).encode()).hexdigest()[:8]}"

    def as_record(self) -> dict[str, Any]:
        return {"finding_id": self.finding_id, **asdict(self)}


def grouped(frame: pd.DataFrame, kind: type[R], by: Sequence[str], differing: Sequence[str] = ()) -> Iterator[list[R]]:
    """Yield groups of rows that agree in some columns; a blank is a value like any other.

    ``differing`` keeps only groups whose rows differ in these columns.
    """
    numbers = frame.groupby(list(by), dropna=False, sort=False).ngroup().to_numpy()
    if differing:
        kinds = frame[list(differing)].assign(group=numbers).drop_duplicates()["group"].to_numpy()
        several = (np.bincount(kinds) > 1)[numbers]
        frame, numbers = frame[several], numbers[several]
    rows = each_row(frame.iloc[np.argsort(numbers, kind="stable")], kind)
    for size in np.bincount(numbers):
        if size:
            yield list(islice(rows, size))


def in_order(rows: Sequence[Claim], by: Sequence[str] = ()) -> list[Claim]:
    """Sort rows by content first and by id last, so that renaming ids rarely changes a sentence."""
    if len(rows) < 2:
        return list(rows)
    columns = [*by, "value", "publisher", "claim_id"]
    return sorted(rows, key=lambda row: blanks_last(*(getattr(row, name) for name in columns)))


def joined(parts: Iterable[str], between: str = "; ") -> str:
    """Join parts, each once."""
    return between.join(dict.fromkeys(parts))


def unique(rows: Sequence[R], key: str = "claim_id") -> list[R]:
    return list({getattr(row, key): row for row in rows}.values())


def by_id(claims: pd.DataFrame, ids: pd.Series | list[str]) -> dict[str, Claim]:
    """Return the claims with these ids, by id."""
    return {row.claim_id: row for row in each_row(claims[claims["claim_id"].isin(ids)], Claim)}


def ids_of(rows: Sequence[Record], key: str = "claim_id") -> tuple[str, ...]:
    return tuple(sorted(getattr(row, key) for row in rows))


def document(row: Sourced) -> str:
    return source_name(row) if is_identified(row) else "An unidentified publisher"


def within(part: Claim, whole: Claim) -> bool:
    """Whether a part's dates are inside its whole's; a number of hours has no dates."""
    days = [whole.scope_start, part.scope_start, part.scope_end, whole.scope_end]
    printed = [day for day in days if day is not None]
    return len(printed) < len(days) or printed == sorted(printed)


def inside(first: Claim, second: Claim) -> bool:
    return first.part_of == second.claim_id or second.part_of == first.claim_id


def without_what_differs(same: Sequence[Claim]) -> str:
    """Return the figure of several reports, without its bound if some give another or none."""
    first = same[0]
    if first.value is None or len({value_in_words(row) for row in same}) == 1:
        return figure_in_words(first)
    return f"{number_text(first.value)}{after_value(first)}"
