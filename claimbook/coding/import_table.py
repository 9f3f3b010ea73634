"""Read rows of the ledger from a table of daily figures, by a mapping.

The mapping is a YAML file: which column dates a row, what its source is called,
who says it of what, and what each column of figures counts. A row of the table
becomes a source and an announcement, a figure of it a claim. Ids follow from the
row, so that the same file read again adds only what is new.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from claimbook.coding.workbook import read_sheets
from claimbook.errors import BookError, DataProblems, Problem
from claimbook.ledger.package import DataPackage, TextRow

NEEDED = ("day", "source", "speaker", "event", "series", "claims")
OF_SOURCE = ("id", "title", "publisher", "medium", "language")
EXAMPLE = """day: report_date          # the column with the day, such as 2026-01-31
speaker: ministry         # an id of parties.csv
event: episode            # an id of events.csv
place: area               # an id of places.csv; may be left out
series: ministry-daily    # a name for the running count
source:
  id: ministry-{report_date}
  title: Daily report of {report_date}
  publisher: Health ministry
  url: https://example.org/{report_date}
  medium: official
  language: en
claims:                   # the columns with figures, each with the cells of its claims
  killed_total: {measure: killed, group: all, count_kind: cumulative, scope_start: 2026-01-01}
  killed: {measure: killed, group: all, count_kind: increment}
"""


@dataclass
class Imported:
    """Rows by table that the ledger doesn't have yet, and what can't be read, in words."""

    rows: dict[str, list[TextRow]] = field(default_factory=lambda: {"sources": [], "releases": [], "claims": []})
    problems: list[Problem] = field(default_factory=list)


def read_mapping(path: Path) -> dict[str, Any]:
    """Read a mapping.

    Raises
    ------
    BookError
        If it can't be read, or lacks something.
    """
    try:
        mapping = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise BookError(f"{path}: not YAML in UTF-8: {error}") from None
    given = mapping if isinstance(mapping, dict) else {}
    source = given.get("source") if isinstance(given.get("source"), dict) else {}
    missing = [name for name in NEEDED if not given.get(name)]
    missing += [f"source.{name}" for name in OF_SOURCE if source and not source.get(name)]
    if (
        missing
        or not isinstance(given["claims"], dict)
        or not all(isinstance(one, dict) for one in given["claims"].values())
    ):
        what = f"no {', '.join(missing)}" if missing else "claims that are no list of columns with their cells"
        raise BookError(f"{path}: found {what}; expected a mapping such as\n{EXAMPLE}")
    return given


def import_rows(package: DataPackage, path: Path, mapping: Mapping[str, Any], today: str) -> Imported:
    """Return the rows that a table adds to a ledger.

    Parameters
    ----------
    package : DataPackage
    path : Path
        The table: CSV or the first sheet of a workbook, with a header, or JSON that is a list of objects.
    mapping : mapping
        As ``read_mapping`` returns it.
    today : str
        The day on which the rows are recorded, ISO 8601.

    Raises
    ------
    DataProblems
        If any row can't be read, or has another figure than the ledger; nothing is lost or overwritten.
    """
    ids = {table: package.primary_key(table)[0] for table in ("sources", "releases", "claims")}
    there = {table: {row[key]: row for row in package.read_rows(table)} for table, key in ids.items()}
    imported = Imported()
    for line, row in _lines(path):
        _import_row(package, path, line, row, mapping, today, there, imported)
    if imported.problems:
        raise DataProblems(imported.problems)
    return imported


def _lines(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a table with their number; every cell is text."""
    if path.suffix.lower() == ".xlsx":
        yield from next((lines for _, lines in read_sheets(path)), iter(()))
        return
    if path.suffix.lower() in (".xls", ".ods"):
        raise BookError(f"{path}: a spreadsheet of another kind; save it as .xlsx or as CSV UTF-8 and import that")
    try:
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix.lower() == ".json":
            rows = json.loads(text)
            if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                raise BookError(f"{path}: found other JSON; expected a list of objects, one for each day")
            yield from enumerate(({str(k): "" if v is None else str(v) for k, v in row.items()} for row in rows), 1)
        else:
            reader = csv.DictReader(text.splitlines(), strict=True)
            yield from ((at, {k or "": v or "" for k, v in row.items()}) for at, row in enumerate(reader, 2))
    except (UnicodeDecodeError, json.JSONDecodeError, csv.Error) as error:
        raise BookError(f"{path}: can't be read: {error}; expected CSV or JSON in UTF-8") from None


def _import_row(
    package: DataPackage, path: Path, line: int, row: Mapping[str, str], mapping: Mapping[str, Any], today: str,
    there: Mapping[str, dict[str, TextRow]], imported: Imported,
) -> None:  # fmt: skip
    def problem(column: str, value: str, expected: str, action: str) -> None:
        imported.problems.append(Problem(str(path), line, column, value, expected, action))

    day = row.get(mapping["day"], "").strip()
    try:
        date.fromisoformat(day)
    except ValueError:
        problem(mapping["day"], day, "a date such as 2026-01-31", "Correct the cell, or the mapping’s day.")
        return
    source = {name: _filled(str(text), row) for name, text in mapping["source"].items()}
    source_id = re.sub(r"[^a-z0-9]+", "-", source.pop("id").lower()).strip("-")
    _new("sources", there, imported, package, source_id, {
        "published_on": day, "role": "dataset", "status": "active",
        "notes": f"Row {mapping['day']}={day} of the dataset.", **source,
    })  # fmt: skip
    release = {"series_id": mapping["series"], "stated_on": day, "event_id": mapping["event"]}
    release |= {"claimant_id": mapping["speaker"], "source_id": source_id}
    _new("releases", there, imported, package, source_id, release)
    for column, cells in mapping["claims"].items():
        if column not in row:
            problem(column, "no such column", "a column of the table", "Correct the mapping’s claims.")
            continue
        figure = row[column].strip()
        if not figure:
            continue
        number = figure.replace(",", "")
        if not re.fullmatch(r"\d{1,12}(\.0+)?", number):
            problem(column, figure, "a whole number, or blank", "Correct the cell.")
            continue
        number = number.partition(".")[0]
        claim_id = re.sub(r"[^a-z0-9]+", "-", f"{source_id}-{column}".lower()).strip("-")
        known = there["claims"].get(claim_id)
        if known and known["value"] != number:
            problem(
                column, figure, f"{known['value']}, the value of {claim_id} in the ledger",
                "If the dataset was revised, correct that row, and record why.",
            )  # fmt: skip
            continue
        claim = {name: str(value) for name, value in cells.items()}
        if claim.get("count_kind") == "increment":
            claim.setdefault("scope_start", day)
        _new("claims", there, imported, package, claim_id, {
            "source_id": source_id, "value_text": figure, "event_id": mapping["event"], "release_id": source_id,
            "claimant_id": mapping["speaker"], "qualifier": "exact", "value": number, "scope_end": day,
            "count_kind": "not_stated", "scope_place": mapping.get("place", ""), "assertion": "attributed",
            "verification": "none", "status": "active", "recorded_on": today, **claim,
        })  # fmt: skip


def _new(
    table: str, there: Mapping[str, dict[str, TextRow]], imported: Imported, package: DataPackage, row_id: str,
    cells: Mapping[str, str],
) -> None:  # fmt: skip
    """Add a row unless the ledger, or this table further up, has it."""
    if row_id not in there[table]:
        blank = dict.fromkeys(package.fields(table), "")
        there[table][row_id] = {**blank, package.primary_key(table)[0]: row_id, **cells}
        imported.rows[table].append(there[table][row_id])


def _filled(text: str, row: Mapping[str, str]) -> str:
    """Fill {column} in a text with the cell of the row."""
    return re.sub(r"\{([^{}]+)\}", lambda name: row.get(name[1], name[0]), text)
