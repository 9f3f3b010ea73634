"""Read and write the tables of a Frictionless Data Package as text.

``datapackage.json`` is the only definition of tables, fields and types: checks,
loader, data dictionary and downloads all use it. Rows are not judged here.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from pathlib import Path
from typing import Any

from claimbook.errors import DataProblems, Problem
from claimbook.files import quoted, write_whole
from claimbook.ledger.vocabulary import LISTS, Vocabulary, categories_of

DESCRIPTOR = "datapackage.json"

# The tables of a book. A descriptor cannot add others, since these names become file names.
TABLES = (
    "sources", "parties", "places", "events", "event_reports", "releases", "claims", "statements", "mentions",
    "measures", "indicators", "changes", "coverage", "outlines",
)  # fmt: skip
# A book needs rows of these; each other table without rows needs no file.
NEEDED = ("sources", "parties", "places", "events", "claims")
# Tables whose rows have positions in a document.
ANCHORED = ("event_reports", "claims", "statements", "mentions", "indicators")
LINE_OF_FIRST_ROW = 2
# Properties of the descriptor for the book alone, under "claimbook".
BOOK_PROPERTIES = ("subject", "focus_event", "focus_area")
# Who makes the book; each may be absent, and the book then says that it isn't stated.
MAKERS = ("editors", "funding", "contact")
# How other publications were searched for, in sentences. Each may be absent.
SEARCH_PROTOCOL = ("searched_in", "searched_for", "searched_days", "kept", "left_out", "not_ruled_out")
# Why the book stops on its last day, as the end of a sentence; how the reports were read, held against a second
# reading and found, and what they can't tell, in sentences. Each may be absent.
ON_THE_BOOK = (
    "why_it_stops", "how_it_was_read", "how_it_was_checked", "how_it_was_found", *SEARCH_PROTOCOL, "limits",
)  # fmt: skip
# What happened, in sentences: each with its ``text`` and the ids of its ``sources``; may be absent.
WHAT_HAPPENED = "what_happened"

# The longest row, as JSON, that the corrections log holds: a cell of a CSV file ends at 131,072 characters.
LONGEST_LOGGED = 100_000
MOST_OF_A_NAME = 300  # characters of a name or a title, which headings and charts show
# The years that a day may be of.
YEARS = range(1000, 2201)

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

    @property
    def named(self) -> str:
        """How a command names this package, where it has to: `` --data DIR``."""
        return "" if self.folder == Path("data") else f" --data {quoted(self.folder)}"

    def fields(self, table: str) -> dict[str, dict[str, Any]]:
        """The table's fields by name, in the order of its columns."""
        return {field["name"]: field for field in self.resources[table]["schema"]["fields"]}

    def primary_key(self, table: str) -> list[str]:
        key: list[str] = self.resources[table]["schema"]["primaryKey"]
        return key

    def path(self, table: str) -> Path:
        return self.folder / f"{table}.csv"

    def read_cells(self, table: str) -> Iterator[list[str]]:
        """Yield the lines of a table as cells of text, the header first, without columns of the package's own.

        All other readers use the same lines, so that what is checked is what the book shows.
        """
        columns = list(self.fields(table))
        lines = self.read_lines(table)
        header = next(lines, [])
        further = header[: len(columns)] == columns
        yield columns if further else header
        yield from (cells[: len(columns)] if further and len(cells) == len(header) else cells for cells in lines)

    def read_lines(self, table: str) -> Iterator[list[str]]:
        """Yield the lines of a table as they stand, also with columns that the schema doesn't name."""
        if self.is_absent(table):
            yield list(self.fields(table))
            return
        with self.path(table).open(encoding="utf-8-sig", newline="") as file:
            yield from csv.reader(file, strict=True)

    def is_absent(self, table: str) -> bool:
        """Whether a table that may have no rows has no file."""
        return table not in NEEDED and not self.path(table).exists()

    def read_rows(self, table: str) -> list[TextRow]:
        """Return the rows of a table as text, in the order of the file."""
        lines = self.read_lines(table)
        header = next(lines, [])
        return [dict(zip(header, cells, strict=False)) for cells in lines if cells]

    def read_tables(self) -> dict[str, list[TextRow]]:
        """Return the rows of every table."""
        return {table: self.read_rows(table) for table in self.resources}

    def references(self, table: str) -> dict[str, str]:
        """Return the table that each column of ids of a table refers to."""
        return {
            key["fields"][0]: key["reference"]["resource"] or table
            for key in self.resources[table]["schema"].get("foreignKeys", [])
            if len(key["fields"]) == 1
        }

    def write_rows(self, table: str, rows: Iterable[TextRow]) -> None:
        """Write a whole table, replacing the file in one step."""
        columns = list(self.fields(table))
        if self.path(table).exists():
            columns += next(self.read_lines(table), [])[len(columns) :]
        write_csv(self.path(table), columns, rows)

    def dtypes(self, table: str) -> dict[str, str]:
        return {name: DTYPES[field["type"]] for name, field in self.fields(table).items()}

    @property
    def about(self) -> dict[str, str]:
        """Facts about the book: title, subject, focus event and area, who makes it, and its licence."""
        own = self.descriptor["claimbook"]
        titles = {name: self.descriptor[name] for name in ("title", "description")}
        optional = {name: own.get(name, "") for name in (*MAKERS, *ON_THE_BOOK)}
        licence = {"licence": self.licence["title"], "licence_address": self.licence["path"]}
        return titles | {name: own[name] for name in BOOK_PROPERTIES} | optional | licence

    @property
    def what_happened(self) -> list[dict[str, Any]]:
        """What happened, in sentences: each a mapping with ``text`` and the list ``sources``."""
        told = self.descriptor["claimbook"].get(WHAT_HAPPENED, [])
        return [one if isinstance(one, dict) else {"text": one} for one in (told if isinstance(told, list) else [told])]

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The package's own words: the categories of each list of ``LISTS``."""
        return {name: categories_of(self.fields(table)[field]) for name, (table, field) in LISTS.items()}

    def codes(self, name: str) -> list[str]:
        """Return the codes of one list of the vocabulary."""
        return [one["value"] for one in self.vocabulary[name]]

    @property
    def licence(self) -> dict[str, str]:
        """``title`` and ``path`` of the licence of the tables."""
        licence: dict[str, str] = self.descriptor["licenses"][0]
        return licence


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[TextRow]) -> None:
    """Write a CSV file, replacing it in one step."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_whole(path, text.getvalue())


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


def _without_schema(resources: list[dict[str, Any]], folder: Path) -> str:
    """Read schemas that stand in files of their own; return what is wrong with a schema, in words."""
    wrong = []
    for resource in resources:
        if isinstance(resource.get("schema"), str):
            path = folder / resource["schema"]
            try:
                inside = path.resolve().is_relative_to(folder.resolve()) and path.is_file() and not path.is_symlink()
                resource["schema"] = strict_json(path.read_bytes()) if inside else None
            except (ValueError, OSError):
                resource["schema"] = None
        schema = resource.get("schema")
        fields = schema.get("fields") if isinstance(schema, dict) else None
        listed = fields if isinstance(fields, list) else []
        named = isinstance(fields, list) and all(isinstance(one, dict) and "name" in one for one in listed)
        key = schema.get("primaryKey") if isinstance(schema, dict) else None
        if not named or not isinstance(key, list) or not key:
            wrong.append(f"no schema with fields and primaryKey for {resource['name']}")
        elif odd := [name for name in key if name not in [one["name"] for one in listed]]:
            wrong.append(f"no field {odd[0]} for the primaryKey of {resource['name']}")
    return "; ".join(wrong)


TEXT = {"type": "string"}
FILLED = {"type": "string", "minLength": 1}
# The shape of a descriptor, as far as the book reads it; what its texts may hold is checked later.
OWN_SHAPE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "title": TEXT,
        "description": TEXT,
        "version": FILLED,
        "claimbook": {"type": "object"},
        "licenses": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name"],
                "properties": {"name": FILLED, "title": TEXT, "path": TEXT},
            },
        },
    },
    "required": ["version"],
}
FIELD = {
    "type": "object",
    "required": ["name", "type", "description"],
    "properties": {
        "name": FILLED,
        "type": {"enum": ["string", "integer", "number", "date"]},
        "description": TEXT,
    },
}
TABLES_SHAPE: dict[str, Any] = {
    "properties": {
        "resources": {
            "items": {
                "required": ["description"],
                "properties": {
                    "description": TEXT,
                    "schema": {"properties": {"fields": {"type": "array", "items": FIELD}}},
                },
            },
        },
    },
}


def _require_shape(descriptor: Any, shape: dict[str, Any], path: Path) -> None:
    """Raise ``DataProblems`` where a descriptor has another shape than the book reads."""
    from jsonschema import Draft202012Validator

    wrong = [
        Problem(
            str(path),
            0,
            ".".join(map(str, error.absolute_path)),
            str(error.instance)[:200],
            _expected(error),
            "Correct it.",
        )
        for error in Draft202012Validator(shape).iter_errors(descriptor)
    ]
    if wrong:
        raise DataProblems(wrong)


def _expected(error: Any) -> str:
    """Return in words what a place of the descriptor should hold."""
    words = {"type": "of the type {}", "required": "with {}", "enum": "one of {}", "minLength": "some text"}
    wanted = error.validator_value
    return words[error.validator].format(", ".join(wanted) if isinstance(wanted, list) else wanted)


def strict_json(text: str | bytes) -> Any:
    """Return what a JSON text holds, without the numbers that JSON doesn't have: NaN, Infinity, 1e999.

    Raises
    ------
    ValueError
        Also of a text that isn't JSON in UTF-8, is too deep, or holds half a character.
    """
    text = text.decode("utf-8") if isinstance(text, bytes) else text
    try:
        content = json.loads(text, parse_constant=_no_number, parse_float=_finite)
    except RecursionError:
        raise ValueError("lists deep inside lists") from None
    if re.search(r"\\u[dD][89a-fA-F]", text):
        json.dumps(content, ensure_ascii=False).encode()
    return content


def _finite(words: str) -> float:
    return float(words) if isfinite(float(words)) else _no_number(words)


def _no_number(words: str) -> Any:
    raise ValueError(f"{words}, which is no number of JSON")


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
        descriptor = strict_json(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        held = "no such file" if folder.is_dir() else "no folder" if folder.exists() else "no such folder"
        raise fail(held, "a data package", "Name the folder that holds it with --data.") from None
    except ValueError as error:
        raise fail(str(error), "JSON in UTF-8", "Restore the file from version control.") from None
    _require_shape(descriptor, OWN_SHAPE, path)
    content = descriptor if isinstance(descriptor, dict) else {}
    own = content.get("claimbook", {})
    missing = [name for name in ("resources", "title", "description") if not content.get(name)]
    missing += [f"claimbook.{name}" for name in BOOK_PROPERTIES if not own.get(name)]
    licence = (content.get("licenses") or [{}])[0]
    missing += [f"licenses.{name}" for name in ("title", "path") if not licence.get(name)]
    if missing:
        raise fail("no " + ", ".join(missing), "a data package of this book", "Add what is missing.")
    found = _misnamed(content["resources"]) or _without_schema(content["resources"], folder)
    if found:
        raise fail(found, f"each of {', '.join(TABLES)} once, with its path, such as sources.csv", "Correct the list.")
    _require_shape(descriptor, TABLES_SHAPE, path)
    return DataPackage(folder, descriptor)
