"""The pages of the book: a chapter template, its parameters and the rows selected for it.

Takes the tables of a ledger, gives pages. A page reads its selection and nothing
else; opened by hand, a chapter gets the same from a data package.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from claimbook.check import require_sound
from claimbook.derived import Tables, derived_tables
from claimbook.ledger import Ledger, load_ledger
from claimbook.package import DESCRIPTOR
from claimbook.reconcile.describe import book_tables
from claimbook.templates import TEMPLATES, Template

ABOUT_FILE = "page.json"


@dataclass(frozen=True)
class Page:
    """One page of the book: a template with its parameters and its selected rows."""

    docname: str
    template: Template
    parameters: Mapping[str, str]
    tables: Tables
    about: Mapping[str, str]
    title: str = ""
    by_hand: bool = False  # opened from a data package by a person, with no build around it

    def __getitem__(self, table: str) -> pd.DataFrame:
        """The page's selection of a book table, or of one that its template made: ``page["claims"]``."""
        return self.tables[table]

    @property
    def as_of(self) -> str:
        """The day up to which this page knows, ISO 8601."""
        return self.about["as_of"]

    @property
    def up(self) -> str:
        """The way from this page to the top of the site."""
        return "../" * self.docname.count("/")

    def source_href(self, source_id: str) -> str:
        return f"{self.up}sources/{source_id}.html"

    def row_href(self, row: Any, key: str = "claim_id") -> str:
        """Address of a claim, report, mention, statement or indicator: on the page of its source, or at its home."""
        page = f"{self.up}{row['home']}.html" if key == "indicator_id" else self.source_href(row["source_id"])
        return f"{page}#{anchor(row, key)}"


# Ids are unique in their table, anchors on their page. A claim's anchor is its id.
ANCHOR_PREFIX = {
    "claim_id": "", "report_id": "date-", "mention_id": "place-", "indicator_id": "indicator-",
    "statement_id": "statement-",
}  # fmt: skip


def anchor(row: Any, key: str = "claim_id") -> str:
    """Where a row stands on the page of its source."""
    return f"{ANCHOR_PREFIX[key]}{row[key]}"


def book_pages(
    ledger: Ledger, tables: Tables, as_of: str = "", templates: Sequence[Template] = TEMPLATES
) -> Iterator[Page]:
    """Every page of the book on this ledger, in reading order; each is selected when it is asked for.

    Parameters
    ----------
    ledger : Ledger
        Everything, or what was known by ``as_of``.
    tables : mapping of str to DataFrame
        Its ``derived_tables``.
    as_of : str
        The day asked for, ISO 8601; blank for all there is.
    templates : sequence of Template
    """
    about = {**ledger.about, "as_of": as_of or ledger.as_of}
    for template in templates:
        yield from _pages_of(template, ledger, tables, about, as_of)


def _pages_of(
    template: Template, ledger: Ledger, tables: Tables, about: Mapping[str, str], as_of: str
) -> Iterator[Page]:
    if template.for_each is None:
        yield _select(template.name, template, tables, {"as_of": as_of}, about)
        return
    rows = template.for_each(tables)
    key, before = rows.columns[0], tables["claims"].iloc[:0]
    for _, row in rows.iterrows():
        docname, value = f"{template.folder}/{row[key]}", row[key]
        if template.by_day:
            then = book_tables(ledger.as_known_on(value))
            of_day = {**about, "as_of": value}
            yield _select(docname, template, {**then, "before": before}, {key: value}, of_day, row["title"])
            before = then["claims"]
        else:
            yield _select(docname, template, tables, {"as_of": as_of, key: value}, about, row["title"])


def _select(
    docname: str,
    template: Template,
    tables: Tables,
    parameters: Mapping[str, str],
    about: Mapping[str, str],
    title: str = "",
) -> Page:
    rows = template.select(tables, parameters)
    selected = {name: rows[name][columns].reset_index(drop=True) for name, columns in template.columns.items()}
    return Page(docname, template, parameters, selected, about, title)


def page_inputs(page: Page) -> dict[str, str]:
    """The files a page reads, by name: its selection, and what the book says of itself."""
    files = {f"{name}.json": write_selection(frame) for name, frame in page.tables.items()}
    identity = {"docname": page.docname, "about": dict(page.about), "title": page.title}
    return files | {ABOUT_FILE: json.dumps(identity, indent=1, ensure_ascii=False) + "\n"}


def write_selection(frame: pd.DataFrame) -> str:
    """A table as JSON: ``types`` (the pandas type of each of its ``columns``) and ``data``, a list for each row."""
    content = {"types": [str(dtype) for dtype in frame.dtypes], "columns": list(frame.columns)}
    cells = zip(*(_cells(frame[name]) for name in frame.columns), strict=True)
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in cells)
    return json.dumps(content)[:-1] + f', "data": [\n{rows}\n]}}\n'


def _cells(column: pd.Series) -> list[Any]:
    return [None if blank else cell for cell, blank in zip(column.tolist(), column.isna().tolist(), strict=True)]


def read_selection(text: str) -> pd.DataFrame:
    """What ``write_selection`` wrote, with types and blanks kept; a fraction of the time of ``pandas.read_json``."""
    content = json.loads(text)
    cells = list(zip(*content["data"], strict=True)) or [()] * len(content["columns"])
    typed = zip(content["columns"], content["types"], cells, strict=True)
    return pd.DataFrame({name: pd.array(values, dtype=dtype) for name, dtype, values in typed})


def open_page(template: str, data_dir: str, as_of: str = "", **parameters: str) -> Page:
    """What a chapter reads: the selection prepared by the build, or the same prepared here from a data package.

    Parameters
    ----------
    template : str
        Name of the chapter.
    data_dir : str
        The page's own inputs, or a data package such as ``../data``.
    as_of : str
        Day up to which the page may know, ISO 8601; blank for all.
    **parameters : str
        The template's own parameters. By hand a blank one means the first row.

    Raises
    ------
    TypeError, ValueError
        Where a parameter is of another type, no date, or names no row.
    """
    for name, value in {"data_dir": data_dir, "as_of": as_of, **parameters}.items():
        if not isinstance(value, str):
            raise TypeError(f"parameter {name} is {value!r}; expected text")
    if as_of:
        date.fromisoformat(as_of)
    folder = Path(data_dir)
    if not (folder / DESCRIPTOR).exists():
        return _read_page(folder, template, {"as_of": as_of, **parameters})
    wanted = [entry for entry in TEMPLATES if entry.notebook == template]
    require_sound(folder)
    ledger = load_ledger(folder)
    if as_of:
        ledger = ledger.as_known_on(as_of)
    candidates = list(book_pages(ledger, derived_tables(ledger), as_of, wanted))
    for page in reversed(candidates) if wanted[0].by_day else candidates:
        if all(page.parameters.get(name) == value for name, value in parameters.items() if value):
            return replace(page, by_hand=True)
    raise ValueError(f"no page of {template} for {parameters}")


def _read_page(folder: Path, template: str, parameters: Mapping[str, str]) -> Page:
    """What a build prepared."""
    identity = json.loads((folder / ABOUT_FILE).read_text(encoding="utf-8"))
    tables = {
        path.stem: read_selection(path.read_text(encoding="utf-8"))
        for path in folder.glob("*.json")
        if path.name != ABOUT_FILE
    }
    selected = Template(template, {name: list(frame.columns) for name, frame in tables.items()})
    return Page(identity["docname"], selected, parameters, tables, identity["about"], identity["title"])
