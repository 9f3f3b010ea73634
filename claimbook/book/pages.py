"""Select the pages of the book: each is a chapter with its parameters and rows.

``book_pages`` selects all pages of a ledger for a build, ``select_page`` one
page for a notebook that is run by hand.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd

from claimbook.analysis.claims import book_tables
from claimbook.analysis.tables import derived_tables
from claimbook.book.chapters import chapters_of, columns_of_pages
from claimbook.book.project import THIS_PROJECT, Project
from claimbook.checks.structure import require_sound
from claimbook.components.chapter import Chapter
from claimbook.components.page import ABOUT, Page
from claimbook.ledger.published import find_package
from claimbook.ledger.tables import Ledger, Tables, load_ledger


def book_pages(ledger: Ledger, tables: Tables, as_of: str = "", project: Project = THIS_PROJECT) -> Iterator[Page]:
    """Select the pages of the book one by one, in reading order; chapters with nothing to show are left out.

    Parameters
    ----------
    ledger : Ledger
        All rows, or those known by ``as_of``.
    tables : mapping of str to DataFrame
        Its ``derived_tables``.
    as_of : str
        The last day to include, ISO 8601; blank for all.
    project : Project
    """
    tables = _quick_to_select(tables)
    for chapter in chapters_of(project):
        selection = _Selection(ledger, tables, as_of, project, chapter)
        yield from filter(chapter.has_something, map(selection.page, selection.rows()))


# What is the same on every day: which figures have a page, and of which event they are.
OF_THE_BOOK = ("has_number", "in_focus", "of_incident")


class _Selection:
    """Selects the pages of one chapter."""

    def __init__(self, ledger: Ledger, tables: Tables, as_of: str, project: Project, chapter: Chapter):
        self.ledger, self.tables, self.as_of, self.chapter = ledger, tables, as_of, chapter
        self.columns = columns_of_pages(project, chapter)
        self.known: dict[str, Tables] = {}  # by day, for a chapter with a page for each

    def rows(self) -> list[pd.Series | None]:
        """Return a row for each page; ``None`` for a chapter's only page."""
        if self.chapter.for_each is None:
            return [None]
        return [row for _, row in self.chapter.for_each(self.tables).iterrows()]

    def page(self, row: pd.Series | None) -> Page:
        """Return the page of a row."""
        if row is None:
            return self._select(self.chapter.notebook, self.tables, {"as_of": self.as_of}, self.as_of)
        key, value = row.index[0], row.iloc[0]
        docname = f"{self.chapter.folder}/{value}"
        if self.chapter.by_day:
            tables = {**self._known_on(value), "before": self._known_before(value)}
            return self._select(docname, tables, {key: value}, value, row["title"])
        return self._select(docname, self.tables, {"as_of": self.as_of, key: value}, self.as_of, row["title"])

    def _known_on(self, day: str) -> Tables:
        if day not in self.known:
            # A page needs its own day and the one before it; keep no others.
            self.known = {other: self.known[other] for other in sorted(self.known)[-1:]}
            known = _quick_to_select(book_tables(self.ledger.as_known_on(day)))
            every = self.tables["claims"]
            # Pages are of the whole book, whatever was known on a day.
            here = every.set_index("claim_id").loc[known["claims"]["claim_id"], [*OF_THE_BOOK]]
            self.known[day] = {**known, "claims": known["claims"].assign(**here.set_index(known["claims"].index))}
        return self.known[day]

    def _known_before(self, day: str) -> pd.DataFrame:
        """Return the claims known on the last day with a page before this one."""
        days = [earlier for earlier in map(_value, self.rows()) if earlier < day]
        return self._known_on(days[-1])["claims"] if days else self.tables["claims"].iloc[:0]

    def _select(self, docname: str, tables: Tables, parameters: Mapping[str, str], as_of: str, title: str = "") -> Page:
        rows = self.chapter.select(tables, parameters)
        selected = {name: _columns(rows[name], names) for name, names in self.columns.items() if name != ABOUT}
        about = dict(self.ledger.about)
        if self.chapter.by_day or ABOUT in self.columns:
            about["as_of"] = as_of or self.ledger.as_of
        return Page(
            docname,
            self.chapter.notebook,
            parameters,
            selected,
            about,
            title,
            vocabulary=self.ledger.package.vocabulary,
        )


def _quick_to_select(tables: Tables) -> Tables:
    """Return the same tables with text as objects: pandas takes rows of all such columns at once, not one by one."""
    return {
        name: frame.astype(dict.fromkeys(frame.columns[frame.dtypes == "str"], "object")).copy()
        for name, frame in tables.items()
    }


def _columns(frame: pd.DataFrame, names: Collection[str]) -> pd.DataFrame:
    """Return some columns of a table in their own order, its id first."""
    chosen = [name for at, name in enumerate(frame.columns) if at == 0 or name in names]
    missing = set(names) - set(chosen)
    if missing:
        raise LookupError(f"no column {', '.join(sorted(missing))}: correct the @reads that names it")
    selected = frame[chosen]
    selected.index = pd.RangeIndex(len(frame))
    return selected


def _value(row: pd.Series | None) -> str:
    """Return a row's parameter."""
    return "" if row is None else str(row.iloc[0])


def select_page(notebook: str, data: Path | str, as_of: str = "", **parameters: str) -> Page:
    """Select one page from a data package, for a notebook that is run by hand.

    Parameters
    ----------
    notebook : str
        Name of the chapter.
    data : path or str
        A data package, see ``claimbook.ledger.published.find_package``.
    as_of : str
        The last day that the page may know about, ISO 8601; blank for all.
    **parameters : str
        The chapter's own parameters. A blank one means the first page, or the last
        day.

    Raises
    ------
    DataProblems
        If the data package is not sound.
    ValueError
        If ``as_of`` is not a date, or there is no such page.
    """
    if as_of:
        as_of = date.fromisoformat(as_of).isoformat()  # days are compared as text
    folder = find_package(data)
    require_sound(folder)
    ledger = load_ledger(folder)
    wanted = {name: value for name, value in parameters.items() if value}
    names = sorted({one.notebook for one in chapters_of(THIS_PROJECT)})
    for chapter in (one for one in chapters_of(THIS_PROJECT) if one.notebook == notebook):
        if chapter.by_day and as_of:
            wanted["as_of"] = as_of
        elif as_of:
            ledger = ledger.as_known_on(as_of)
        selection = _Selection(ledger, derived_tables(ledger), as_of, THIS_PROJECT, chapter)
        rows = selection.rows()
        for row in reversed(rows) if chapter.by_day else rows:
            own = {} if row is None else {row.index[0]: row.iloc[0]}
            if all(own.get(name) == value for name, value in wanted.items()):
                return replace(selection.page(row), by_hand=True)
    if notebook not in names:
        raise ValueError(f"no chapter {notebook}; there are {', '.join(names)}")
    raise ValueError(f"no page of {notebook} for {parameters}")
