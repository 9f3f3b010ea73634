"""What makes a chapter: its notebook, the rows it selects, the columns it reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from claimbook.analysis.tables import Tables

Selector = Callable[[Tables, Mapping[str, str]], Tables]


@dataclass(frozen=True)
class Template:
    """A chapter and what it selects.

    Attributes
    ----------
    name : str
        The page's address and, but for ``chapter``, its file name in ``chapters/`` without the ending.
    chapter : str
        The file name where several templates share a notebook.
    columns : mapping
        The columns it may read of each book table.
    select : callable
        The rows it may read, from all tables and its parameters.
    for_each : callable, optional
        The rows for each of which a page is made, from all tables: the first
        column is the page's parameter, and its value the page's address;
        ``title`` is its heading.
    folder : str
        Where those pages stand.
    by_day : bool
        Whether the parameter is ``as_of``, so that each page has only what was
        known on its day; ``before`` is then what was known on the day before it.
    """

    name: str
    columns: Mapping[str, list[str]]
    select: Selector = lambda tables, parameters: tables
    for_each: Callable[[Tables], pd.DataFrame] | None = None
    folder: str = ""
    by_day: bool = False
    chapter: str = ""

    @property
    def notebook(self) -> str:
        return self.chapter or self.name
