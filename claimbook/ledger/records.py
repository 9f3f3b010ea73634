"""Rows of the ledger: how they are read, and when a cell holds something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd


def end_of_chain(start: str, onward: Mapping[str, str]) -> str:
    """Where a chain of ids leads, such as from a party to whom it speaks for in the end; a circle ends in itself."""
    seen = {start}
    while (following := onward.get(start, "")) and following not in seen:
        seen.add(following)
        start = following
    return start


# One row of a table, by column.
Row = Mapping[str, Any]


class RowView(Mapping[str, Any]):
    """A row of a frame whose cells stay in their columns: a large ledger has millions, and most are looked at once."""

    __slots__ = ("_at", "_columns")

    def __init__(self, columns: dict[str, list[Any]], at: int):
        self._columns, self._at = columns, at

    def __getitem__(self, name: str) -> Any:
        return self._columns[name][self._at]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """A frame's rows; several times as quick as ``to_dict("records")`` where columns hold text."""
    columns = _cells_of(frame)
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def each_row(frame: pd.DataFrame) -> Iterator[RowView]:
    """A frame's rows to be read, one at a time, in a fraction of the time of ``rows_of``."""
    columns = _cells_of(frame)
    return (RowView(columns, at) for at in range(len(frame)))


def _cells_of(frame: pd.DataFrame) -> dict[str, list[Any]]:
    return {name: frame[name].to_numpy(dtype=object).tolist() for name in frame.columns}


def known(value: Any) -> bool:
    """Whether a cell holds something."""
    # Unlike pd.notna this costs nothing; it is asked millions of times of a large ledger.
    return not (value is None or value is pd.NA or value != value or value == "")
