"""What a finding is, and how the rows that make one are brought together.

Takes rows of the book tables, gives groups of them and words about them; the
rules that use them are in the other modules of this folder. A rule first
narrows its table to the groups that can disagree, whole columns at a time, and
then looks at their rows one by one: its time grows with what there is to find.
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
from claimbook.ledger.wording import source_name

Tables = Mapping[str, pd.DataFrame]

CONTRADICTION, TENSION, GAP = "contradiction", "tension", "gap"


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


def grouped(frame: pd.DataFrame, kind: type[R], by: Sequence[str], differing: Sequence[str] = ()) -> Iterator[list[R]]:
    """Rows that have some columns in common, one group at a time; a blank is a value like any other.

    ``differing`` leaves only the groups whose rows are not all alike in these columns.
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
    """Rows in an order that their ids settle last, so that renaming them changes no sentence where it can."""
    if len(rows) < 2:
        return list(rows)
    columns = [*by, "value", "publisher", "claim_id"]
    return sorted(rows, key=lambda row: blanks_last(*(getattr(row, name) for name in columns)))


def joined(parts: Iterable[str], between: str = "; ") -> str:
    """Project in a row, each once."""
    return between.join(dict.fromkeys(parts))


def unique(rows: Sequence[R], key: str = "claim_id") -> list[R]:
    return list({getattr(row, key): row for row in rows}.values())


def by_id(claims: pd.DataFrame, ids: pd.Series | list[str]) -> dict[str, Claim]:
    """Of the claims so named those that are there, by their id."""
    return {row.claim_id: row for row in each_row(claims[claims["claim_id"].isin(ids)], Claim)}


def ids_of(rows: Sequence[Record], key: str = "claim_id") -> tuple[str, ...]:
    return tuple(sorted(getattr(row, key) for row in rows))


def document(row: Sourced) -> str:
    return source_name(row) if row.publisher is not None else "A document that names no publisher"


def within(part: Claim, whole: Claim) -> bool:
    """Whether a part's days lie in its whole's; hours alone can't be placed."""
    days = [whole.scope_start, part.scope_start, part.scope_end, whole.scope_end]
    printed = [day for day in days if day is not None]
    return len(printed) < len(days) or printed == sorted(printed)


def inside(first: Claim, second: Claim) -> bool:
    return first.part_of == second.claim_id or second.part_of == first.claim_id
