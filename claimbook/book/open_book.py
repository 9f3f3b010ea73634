"""Open a book's ledger anywhere: typed records, frames for pandas, pages and charts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from claimbook.analysis.tables import derived_tables
from claimbook.book.chapters import components_of
from claimbook.book.pages import select_page
from claimbook.book.project import THIS_PROJECT
from claimbook.checks.structure import require_sound
from claimbook.components.figure import Figure
from claimbook.components.page import Page
from claimbook.errors import BookError
from claimbook.ledger.published import find_package
from claimbook.ledger.records import (
    Claim,
    Event,
    Finding,
    Indicator,
    Number,
    Party,
    Place,
    R,
    Source,
    Statement,
    records_of,
)
from claimbook.ledger.tables import Ledger, Tables, load_ledger
from claimbook.ledger.wording import is_day


@dataclass(frozen=True)
class Book:
    """A book's ledger, with what follows from it.

    Attributes
    ----------
    folder : path
        Its data package.
    ledger : Ledger
        Its rows, as they are or as they were known on a day.
    as_of : str
        That day, ISO 8601; blank for all.
    """

    folder: Path
    ledger: Ledger
    as_of: str = ""

    def __repr__(self) -> str:
        day = f", as of {self.as_of}" if self.as_of else ""
        return f"<Book {self.title}: {len(self.ledger['claims'])} claims{day}>"

    @property
    def title(self) -> str:
        return self.ledger.about["title"]

    @cached_property
    def tables(self) -> Tables:
        """All tables, with the columns and tables that are computed, by name."""
        return derived_tables(self.ledger)

    def frame(self, table: str) -> pd.DataFrame:
        """Return a copy of a table for pandas.

        Raises
        ------
        LookupError
            If there is no such table; the message names all.
        """
        if table not in self.tables:
            raise LookupError(f"no table {table}; there are {', '.join(sorted(self.tables))}")
        return self.tables[table].copy()

    def _records(self, table: str, kind: type[R]) -> list[R]:
        return records_of(self.frame(table), kind)

    @property
    def claims(self) -> list[Claim]:
        return self._records("claims", Claim)

    @property
    def sources(self) -> list[Source]:
        return self._records("sources", Source)

    @property
    def parties(self) -> list[Party]:
        return self._records("parties", Party)

    @property
    def places(self) -> list[Place]:
        return self._records("places", Place)

    @property
    def events(self) -> list[Event]:
        return self._records("events", Event)

    @property
    def statements(self) -> list[Statement]:
        return self._records("statements", Statement)

    @property
    def indicators(self) -> list[Indicator]:
        return self._records("indicators", Indicator)

    @property
    def findings(self) -> list[Finding]:
        return self._records("findings", Finding)

    @property
    def numbers(self) -> list[Number]:
        return self._records("numbers", Number)

    def page(self, notebook: str, **parameters: str) -> Page:
        """Return the page of a chapter, for the functions of its module.

        Parameters
        ----------
        notebook : str
            Name of the chapter, such as ``timeline``.
        **parameters : str
            Its own parameters, such as ``source_id``; a missing one means the first page.

        Raises
        ------
        ValueError
            If there is no such page.
        """
        return select_page(notebook, self.folder, self.as_of, **parameters)

    def charts(self, notebook: str, **parameters: str) -> dict[str, Figure]:
        """Return the charts of a chapter's page by name; each has ``frame`` and ``chart.to_altair()``."""
        page = self.page(notebook, **parameters)
        shown = (_shown_by(component, page) for component in components_of(THIS_PROJECT, notebook))
        figures = [one for part in shown for one in getattr(part, "figures", [part]) if isinstance(one, Figure)]
        return {one.data["slug"]: one for one in figures}


def _shown_by(component: Any, page: Page) -> Any:
    """Return what a component shows of a page; nothing if it needs more than a page."""
    try:
        return component(page)
    except TypeError:
        return None


def open_book(where: str | Path, as_of: str = "") -> Book:
    """Open a book's ledger; see ``claimbook.open_book``."""
    if as_of and not is_day(as_of):
        raise BookError(f"as_of is {as_of!r}; expected a day such as 2026-02-01")
    folder = find_package(where)
    require_sound(folder)
    ledger = load_ledger(folder)
    return Book(folder, ledger.as_known_on(as_of) if as_of else ledger, as_of)
