"""A page of the book: a chapter with its parameters and the rows selected for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from claimbook.analysis.tables import Tables
from claimbook.components.chapter import Template

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
