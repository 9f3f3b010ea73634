"""What makes a chapter: its notebook, the rows it selects, the columns that it reads.

A chapter is two files: ``chapters/NAME.ipynb`` and ``claimbook/chapters/NAME.py``,
which holds a ``Chapter`` and the functions that the notebook calls. Each of
these declares with ``@reads`` which columns of which tables it reads; what the
notebook calls is what its pages are given, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pandas as pd

from claimbook.ledger.records import columns_read
from claimbook.ledger.tables import Tables

Select = Callable[[Tables, Mapping[str, str]], Tables]
Reads = dict[str, tuple[str, ...]]
Component = TypeVar("Component", bound=Callable[..., Any])


@dataclass(frozen=True)
class Chapter:
    """A chapter and the rows that it selects.

    Attributes
    ----------
    notebook : str
        Its file name in ``chapters/`` without the ending; of a chapter of one
        page, also the page's address.
    select : callable
        Returns the rows that a page may read, from all tables and the page's
        parameters.
    for_each : callable, optional
        Returns the rows for each of which a page is made, from all tables. The
        first column is the page's parameter, and its value the page's address;
        ``title`` is its heading.
    folder : str
        Where those pages are.
    by_day : bool
        Whether the parameter is ``as_of``, so that each page has only what was
        known on its day; the table ``before`` is then what was known on the day
        before it.
    reads : mapping of str to tuple of str
        Columns that the notebook itself reads, beside those of what it calls.
    """

    notebook: str
    select: Select = lambda tables, parameters: tables
    for_each: Callable[[Tables], pd.DataFrame] | None = None
    folder: str = ""
    by_day: bool = False
    reads: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)


def reads(
    *uses: Callable[..., Any], **tables: str | Callable[..., Any] | Sequence[str | Callable[..., Any]]
) -> Callable[[Component], Component]:
    """Declare which columns of a page's tables a component reads.

    Parameters
    ----------
    *uses : callable
        Other components that it calls with the page; what they read is added.
    **tables : str, callable or sequence of them
        For each table the names of columns, and functions that declare theirs
        with ``@columns``.

    >>> from claimbook.ledger.wording import source_name
    >>> @reads(sources=["source_id", source_name])
    ... def list_of_sources(page): ...
    >>> @reads(list_of_sources, sources="role", claims="claim_id")
    ... def chart(page): ...
    >>> reads_of(chart)
    {'sources': ('source_id', 'publisher', 'role'), 'claims': ('claim_id',)}
    """

    def declare(function: Component) -> Component:
        own: Reads = {}
        for name, needed in tables.items():
            items = [needed] if isinstance(needed, str) or callable(needed) else needed
            own[name] = tuple(dict.fromkeys(column for one in items for column in columns_read(one)))
        function.reads = union_of([*map(reads_of, uses), own])  # type: ignore[attr-defined]
        return function

    return declare


def reads_of(component: Callable[..., Any]) -> Reads:
    """The columns that a component declares to read, by table; none where it declares nothing."""
    declared: Reads = getattr(component, "reads", {})
    return declared


def union_of(several: Sequence[Reads]) -> Reads:
    """All columns of several declarations, by table."""
    names = dict.fromkeys(name for one in several for name in one)
    return {name: tuple(dict.fromkeys(column for one in several for column in one.get(name, ()))) for name in names}
