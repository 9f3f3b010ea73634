"""Read and write the tables of a Frictionless Data Package as text.

``datapackage.json`` is the only definition of tables, fields and types: checks,
loader, data dictionary and downloads all use it. Rows are not judged here.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from claimbook.errors import DataProblems, Problem

DESCRIPTOR = "datapackage.json"

# The tables of a book. A descriptor cannot add others, since these names become file names.
TABLES = (
    "sources", "parties", "places", "events", "event_reports", "releases", "claims", "statements", "mentions",
    "measures", "indicators", "changes", "coverage", "outlines",
)  # fmt: skip
# Tables whose rows have positions in a document.
ANCHORED = ("event_reports", "claims", "statements", "mentions", "indicators")
LINE_OF_FIRST_ROW = 2
# Properties of the descriptor for the book alone, under "claimbook".
BOOK_PROPERTIES = ("subject", "focus_event", "focus_area")
# Who makes the book; each may be absent, and the book then says that it isn't stated.
MAKERS = ("editors", "funding", "contact")
# Why the book stops on its last day, as the end of a sentence, and how the reports were read, as a sentence;
# each may be absent.
ON_THE_BOOK = ("why_it_stops", "how_it_was_read")
# What happened, in sentences: each with its ``text`` and the ids of its ``sources``; may be absent.
WHAT_HAPPENED = "what_happened"

# Rows as they stand in the files: every cell is text, and a blank cell is "".
TextRow = dict[str, str]
TextTables = Mapping[str, Iterable[TextRow]]

# pandas types that distinguish blank from zero and keep whole numbers whole.
# Dates stay ISO 8601 text, which sorts by date and which charts accept.
DTYPES = {"string": "str", "date": "str", "integer": "Int64", "number": "Float64"}


@dataclass(frozen=True)
class DataPackage:
    """A data package's folder and descriptor."""

    folder: Path
    descriptor: dict[str, Any]

    @cached_property
    def resources(self) -> dict[str, dict[str, Any]]:
        return {resource["name"]: resource for resource in self.descriptor["resources"]}

    def fields(self, table: str) -> dict[str, dict[str, Any]]:
        """The table's fields by name, in the order of its columns."""
        return {field["name"]: field for field in self.resources[table]["schema"]["fields"]}

    def primary_key(self, table: str) -> list[str]:
        key: list[str] = self.resources[table]["schema"]["primaryKey"]
        return key

    def path(self, table: str) -> Path:
        return self.folder / f"{table}.csv"

    def read_cells(self, table: str) -> Iterator[list[str]]:
        """Yield the lines of a table as cells of text, the header first.

        All other readers use this one, so that what is checked is what the book shows.
        """
        with self.path(table).open(encoding="utf-8-sig", newline="") as file:
            yield from csv.reader(file, strict=True)

    def read_rows(self, table: str) -> list[TextRow]:
        """Return the rows of a table as text, in the order of the file."""
        cells = self.read_cells(table)
        header = next(cells, [])
        return [dict(zip(header, row, strict=False)) for row in cells if row]

    def write_rows(self, table: str, rows: Iterable[TextRow]) -> None:
        """Write a whole table, replacing the file in one step."""
        path = self.path(table)
        part = path.with_suffix(".part")
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(self.fields(table)), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        part.replace(path)

    def dtypes(self, table: str) -> dict[str, str]:
        return {name: DTYPES[field["type"]] for name, field in self.fields(table).items()}

    @property
    def about(self) -> dict[str, str]:
        """Facts about the book: title, description, subject, focus event and area, and who makes it."""
        own = self.descriptor["claimbook"]
        titles = {name: self.descriptor[name] for name in ("title", "description")}
        optional = {name: own.get(name, "") for name in (*MAKERS, *ON_THE_BOOK)}
        return titles | {name: own[name] for name in BOOK_PROPERTIES} | optional

    @property
    def what_happened(self) -> list[dict[str, Any]]:
        """What happened, in sentences: each a mapping with ``text`` and the list ``sources``."""
        told = self.descriptor["claimbook"].get(WHAT_HAPPENED, [])
        return [one if isinstance(one, dict) else {"text": one} for one in (told if isinstance(told, list) else [told])]

    @property
    def licence(self) -> dict[str, str]:
        """``title`` and ``path`` of the licence of the tables."""
        licence: dict[str, str] = self.descriptor["licenses"][0]
        return licence


def _misnamed(resources: Any) -> str:
    """Return what is wrong with the names and paths of the tables, in words; blank if nothing is."""
    if not isinstance(resources, list) or not all(isinstance(resource, dict) for resource in resources):
        return "resources that are no list of tables"
    names = [resource.get("name") for resource in resources]
    paths = [resource.get("path") for resource in resources]
    wrong = [f"a table named {name!r}" for name in names if name not in TABLES]
    wrong += [f"no table {name}" for name in TABLES if name not in names]
    wrong += [f"{name} twice" for name in TABLES if names.count(name) > 1]
    wrong += [
        f"path {path!r} of {name}"
        for name, path in zip(names, paths, strict=True)
        if name in TABLES and path != f"{name}.csv"
    ]
    return "; ".join(wrong)


def read_package(folder: Path | str) -> DataPackage:
    """Read the descriptor of a data package.

    Raises
    ------
    DataProblems
        If the folder or its descriptor is missing or can't be read.
    """
    folder = Path(folder)
    path = folder / DESCRIPTOR

    def fail(found: str, expected: str, action: str) -> DataProblems:
        return DataProblems([Problem(str(path), 0, "", found, expected, action)])

    try:
        descriptor = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        held = "no such folder" if not folder.is_dir() else "no such file"
        raise fail(held, "a data package", "Name the folder that holds it with --data.") from None
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise fail(str(error), "JSON in UTF-8", "Restore the file from version control.") from None
    content = descriptor if isinstance(descriptor, dict) else {}
    own = content.get("claimbook", {})
    missing = [name for name in ("resources", "title", "description") if not content.get(name)]
    missing += [f"claimbook.{name}" for name in BOOK_PROPERTIES if not own.get(name)]
    licence = (content.get("licenses") or [{}])[0]
    missing += [f"licenses.{name}" for name in ("title", "path") if not licence.get(name)]
    if missing:
        raise fail("no " + ", ".join(missing), "a data package of this book", "Add what is missing.")
    found = _misnamed(content["resources"])
    if found:
        raise fail(found, f"each of {', '.join(TABLES)} once, with its path, such as sources.csv", "Correct the list.")
    return DataPackage(folder, descriptor)
