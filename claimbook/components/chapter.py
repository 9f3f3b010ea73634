"""Chapters: the notebook, the rows it selects and the columns it reads.

A chapter is two files: ``chapters/NAME.ipynb`` and ``claimbook/chapters/NAME.py``,
which holds a ``Chapter`` and the functions that the notebook calls. Each function
declares with ``@reads`` which columns it reads; a page gets the columns that its
notebook's functions declare, and no others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

from claimbook.ledger.records import columns_read
from claimbook.ledger.tables import Tables

if TYPE_CHECKING:
    from claimbook.components.page import Page

Select = Callable[[Tables, Mapping[str, str]], Tables]
Reads = dict[str, tuple[str, ...]]
Component = TypeVar("Component", bound=Callable[..., Any])


@dataclass(frozen=True)
class Chapter:
    """A chapter and the rows that it selects.

    Attributes
    ----------
    notebook : str
        File name in ``chapters/`` without its ending. If the chapter has only one
        page, also the page's address.
    select : callable
        Returns the rows that a page may read, given all tables and the page's
        parameters.
    for_each : callable, optional
        Returns a table with a row for each page, given all tables. Its first
        column is the page's parameter and the end of its address; ``title`` is
        the heading.
    folder : str
        Folder of these pages.
    by_day : bool
        Whether the parameter is ``as_of``: each page then sees only what was
        known on its day, and the table ``before`` is what was known the day before.
    shows : tuple of str
        What the chapter is about: if these tables have no row, the book has no such
        chapter, no line for it in the contents and no link to it.
    reads : mapping of str to tuple of str
        Columns that the notebook itself reads, besides those of its functions.
    """

    notebook: str
    select: Select = lambda tables, parameters: tables
    for_each: Callable[[Tables], pd.DataFrame] | None = None
    folder: str = ""
    by_day: bool = False
    shows: tuple[str, ...] = ()
    reads: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)

    def has_something(self, page: Page) -> bool:
        """Whether a page of the chapter has a row of what it is about."""
        return not self.shows or any(len(page.frame(name)) for name in self.shows)


def reads(
    *uses: Callable[..., Any], **tables: str | Callable[..., Any] | Sequence[str | Callable[..., Any]]
) -> Callable[[Component], Component]:
    """Declare which columns of a page's tables a component reads.

    Parameters
    ----------
    *uses : callable
        Other components that it calls with the page; their columns are added.
    **tables : str, callable or sequence of them
        For each table, names of columns and functions that declare theirs with
        ``@columns``.

    >>> from claimbook.ledger.wording import source_name
    >>> @reads(sources=["source_id", source_name])
    ... def list_of_sources(page): ...
    >>> @reads(list_of_sources, sources="role", claims="claim_id")
    ... def chart(page): ...
    >>> reads_of(chart)
    {'sources': ('source_id', 'publisher', 'agency', 'role'), 'claims': ('claim_id',)}
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
    """Return the columns that a component declares, by table; empty if it declares none."""
    declared: Reads = getattr(component, "reads", {})
    return declared


def union_of(several: Sequence[Reads]) -> Reads:
    """Return all columns of several declarations, by table."""
    names = dict.fromkeys(name for one in several for name in one)
    return {name: tuple(dict.fromkeys(column for one in several for column in one.get(name, ()))) for name in names}
