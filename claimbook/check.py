"""Is the data package sound? Every fault at once, each with what to do.

Takes a data package's folder, gives a list of ``Problem``. Types, vocabularies,
keys and references are judged by ``frictionless`` from ``datapackage.json``;
what a Table Schema can't say (a low above its high, a half-filled anchor) by
the rules at the end of this module. Changes nothing, decides nothing.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from frictionless import FrictionlessException, Package, system

from claimbook.package import DESCRIPTOR, DataPackage, read_package
from claimbook.problems import DataProblems, Problem

RESTORE = "Restore the file from version control, or write it again."
LINE_OF_FIRST_ROW = 2

Row = dict[str, str]


def check_package(folder: Path | str) -> list[Problem]:
    """Every problem of the data package in ``folder``, sorted; none when it is sound.

    >>> check_package("data")
    []
    """
    try:
        package = read_package(folder)
    except DataProblems as error:
        return error.problems
    problems = {table: find_file_problems(package, table) for table in package.resources}
    readable = [table for table, found in problems.items() if not found]
    faulty_cells = find_cell_problems(package, readable)
    found = [problem for of_table in problems.values() for problem in of_table] + faulty_cells
    by_file = {problem.file for problem in found}
    sound = [table for table in readable if str(package.path(table)) not in by_file]
    found += find_rule_problems(package, sound)
    return sorted(set(found))


def require_sound(folder: Path | str) -> None:
    """Raise ``DataProblems`` with every problem unless the package is sound."""
    problems = check_package(folder)
    if problems:
        raise DataProblems(problems)


def find_file_problems(package: DataPackage, table: str) -> list[Problem]:
    """Faults of a whole file: missing, not UTF-8, empty, another header."""
    path = package.path(table)
    columns = list(package.fields(table))

    def problem(value: str, expected: str, action: str, row: int = 0, column: str = "") -> list[Problem]:
        return [Problem(str(path), row, column, value, expected, action)]

    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for _ in file:  # decodes every line before anything is parsed
                pass
            file.seek(0)
            header = next(csv.reader(file), None)
    except FileNotFoundError:
        return problem("no such file", f"a table with {len(columns)} columns, as {DESCRIPTOR} says", RESTORE)
    except UnicodeDecodeError as error:
        return problem(
            f"byte 0x{error.object[error.start]:02x}, which is not UTF-8",
            "UTF-8",
            "Save the file as UTF-8 (in a spreadsheet: CSV UTF-8).",
        )
    if not header:
        return problem("an empty file", f"a header row: {','.join(columns)}", RESTORE)
    if header != columns:
        first = next(
            (position for position, (had, want) in enumerate(zip(header, columns, strict=False)) if had != want),
            min(len(header), len(columns)),
        )
        had, want = (names[first] if first < len(names) else "nothing" for names in (header, columns))
        return problem(
            had,
            f"{want} as column {first + 1} of the header, which is {','.join(columns)}",
            "Put the header back; columns may not be renamed, moved, added or left out.",
            row=1,
            column=want,
        )
    return []


def find_cell_problems(package: DataPackage, tables: list[str]) -> list[Problem]:
    """What ``frictionless`` finds in the given tables, in our words."""
    descriptor = {**package.descriptor, "resources": [_only(package, table, tables) for table in tables]}
    if not tables:
        return []
    with system.use_context(trusted=True):  # --data may be an absolute path
        try:
            result = Package.from_descriptor(descriptor, basepath=str(package.folder)).validate(limit_errors=100_000)
        except FrictionlessException as error:
            return [
                Problem(
                    str(package.folder / DESCRIPTOR), 0, "", error.error.note, "a Table Schema", "Mend the description."
                )
            ]
    problems = [
        Problem(str(package.folder / DESCRIPTOR), 0, "", error.note, "a data package", "Mend the description.")
        for error in result.errors
    ]
    for task in result.tasks:
        blank = {error.row_number for error in task.errors if error.type == "blank-row"}
        problems += [
            _cell_problem(package, task.name, error)
            for error in task.errors
            if error.type == "blank-row" or getattr(error, "row_number", 0) not in blank
        ]
    return problems


def _only(package: DataPackage, table: str, tables: list[str]) -> dict[str, Any]:
    """The resource without references to tables that can't be read: they would repeat one fault for every row."""
    resource = package.resources[table]
    schema = resource["schema"]
    keys = [
        key
        for key in schema.get("foreignKeys", [])
        if key["reference"]["resource"] == "" or key["reference"]["resource"] in tables
    ]
    kept = {name: value for name, value in schema.items() if name != "foreignKeys"}
    return {**resource, "schema": {**kept, "foreignKeys": keys} if keys else kept}


def _cell_problem(package: DataPackage, table: str, error: Any) -> Problem:
    path = str(package.path(table))
    row = getattr(error, "row_number", 0)
    column = getattr(error, "field_name", "")
    value = getattr(error, "cell", "")
    fields = package.fields(table)
    match error.type:
        case "type-error":
            return Problem(path, row, column, value, expected_of(fields[column]), "Correct the cell.")
        case "constraint-error" if "required" in error.note:
            return Problem(path, row, column, "", expected_of(fields[column]), "Fill the cell.")
        case "constraint-error":
            return Problem(path, row, column, value, expected_of(fields[column]), "Correct the cell.")
        case "foreign-key":
            target = error.reference_name or table
            return Problem(
                path,
                row,
                ", ".join(error.field_names),
                ", ".join(error.field_cells),
                f"an id that stands in {target}.csv",
                f"Correct the id, or add its row to {target}.csv.",
            )
        case "primary-key" | "unique-error":
            key = package.primary_key(table)
            held = ", ".join(error.cells[list(fields).index(name)] for name in key)
            return Problem(
                path, row, ", ".join(key), held, "an id that no other row has", "Give the row an id of its own."
            )
        case "extra-cell":
            return Problem(
                path, row, "", value, f"{len(fields)} cells", "Quote cells that hold a comma, or remove the extra cell."
            )
        case "missing-cell":
            return Problem(path, row, column, "no cell", f"{len(fields)} cells", "Add the missing cells, blank or not.")
        case "blank-row":
            return Problem(path, row, "", "a blank row", "a row or the end of the file", "Remove it.")
        case _:
            return Problem(path, row, column, error.note or error.title, "a readable table", RESTORE)


def expected_of(field: dict[str, Any]) -> str:
    """What a field may hold, in words, from its Table Schema.

    >>> expected_of({"type": "date", "constraints": {"required": True}})
    'a date such as 2026-01-31'
    >>> expected_of({"type": "integer", "constraints": {"minimum": 1, "maximum": 5}})
    'a whole number from 1 to 5, or blank'
    """
    limits = field.get("constraints", {})
    optional = "" if limits.get("required") else ", or blank"
    if "enum" in limits:
        return "one of: " + ", ".join(limits["enum"]) + optional
    if "pattern" in limits:
        return f"text of the form {limits['pattern']}{optional}"
    words = {
        "date": "a date such as 2026-01-31",
        "integer": "a whole number",
        "number": "a number",
        "string": "an address" if field.get("format") == "uri" else "text",
    }[field["type"]]
    low, high = limits.get("minimum"), limits.get("maximum")
    if low is not None and high is not None:
        words += f" from {low} to {high}"
    elif low is not None:
        words += f" of {low} or more"
    return words + optional


# Rules across cells. Each takes a row and yields column, value, expected, action.

Fault = tuple[str, str, str, str]
Rule = Callable[[Row], Iterator[Fault]]


def ordered(low: str, high: str) -> Rule:
    """Two cells of one row must be in order where both are filled."""

    def rule(row: Row) -> Iterator[Fault]:
        if row[low] and row[high] and _above(row[low], row[high]):
            yield low, row[low], f"nothing above {high}, which is {row[high]}", "Correct one of the two cells."

    return rule


def _above(first: str, second: str) -> bool:
    try:
        return float(first) > float(second)
    except ValueError:
        return first > second  # ISO dates sort as text


def whole_anchor(row: Row) -> Iterator[Fault]:
    """An anchor is whole or absent, and as long as the words it stands for."""
    parts = {name: row[name] for name in ("paragraph", "span_start", "span_end")}
    blank = [name for name, value in parts.items() if not value]
    if blank and len(blank) < len(parts):
        yield blank[0], "", "paragraph, span_start and span_end, all or none", "Fill the cell, or blank the others."
    elif not blank:
        length = int(row["span_end"]) - int(row["span_start"])
        if length != len(row["value_text"]):
            yield (
                "span_end",
                row["span_end"],
                f"span_start plus the {len(row['value_text'])} characters of value_text",
                "Correct the span or value_text.",
            )


def value_fits_qualifier(row: Row) -> Iterator[Fault]:
    """A range has two ends and no value; an unquantified figure has neither; all others have a value."""
    qualifiers = row["qualifier"].split(";")
    wanted = {"value_low", "value_high"} if "range" in qualifiers else {"value"}
    if "unquantified" in qualifiers:
        wanted = set()
    for column in ("value_low", "value", "value_high"):
        if column in wanted and not row[column]:
            yield column, "", f"a number, since the qualifier is {row['qualifier']}", "Fill it or change the qualifier."
        if column not in wanted and row[column]:
            yield (
                column,
                row[column],
                f"blank, since the qualifier is {row['qualifier']}",
                "Blank it or change the qualifier.",
            )


def known_publication(row: Row) -> Iterator[Fault]:
    """Without any date a document can't be placed in time."""
    if not row["published_on"] and not row["published_earliest"]:
        yield "published_earliest", "", "a date where published_on is blank", "Fill the earliest possible day."
    if row["published_on"] and row["published_earliest"]:
        yield "published_earliest", row["published_earliest"], "blank where published_on is filled", "Blank it."


def coded_document(row: Row) -> Iterator[Fault]:
    """A coded source names the document that its anchors point into."""
    for column in ("document_file", "document_sha256"):
        if row["role"] == "coded" and not row[column]:
            yield column, "", "filled where role is coded", "Fill the cell, or set role to context."


RULES: dict[str, tuple[Rule, ...]] = {
    "sources": (known_publication, coded_document, ordered("published_earliest", "published_latest")),
    "event_reports": (whole_anchor, ordered("start", "end")),
    "claims": (
        whole_anchor,
        value_fits_qualifier,
        ordered("value_low", "value_high"),
        ordered("scope_start", "scope_end"),
    ),
    "statements": (whole_anchor, ordered("window_start", "window_end")),
    "mentions": (whole_anchor,),
    "indicators": (
        whole_anchor,
        value_fits_qualifier,
        ordered("value_low", "value_high"),
        ordered("years_start", "years_end"),
    ),
}

# Columns that lead from row to row of one table and must not lead in a circle.
CHAINS = (
    ("parties", "speaks_for"),
    ("places", "parent_id"),
    ("events", "parent_id"),
    ("claims", "part_of"),
    ("claims", "restates"),
    ("claims", "supersedes"),
    ("sources", "revision_of"),
    ("indicators", "quotes"),
)
ANCHORED = ("event_reports", "claims", "statements", "mentions", "indicators")


def find_rule_problems(package: DataPackage, tables: list[str]) -> list[Problem]:
    """Faults that only show when cells or rows are held against each other."""
    rows = {table: _read_rows(package.path(table)) for table in tables}
    problems = []
    for table in tables:
        path = str(package.path(table))
        for line, row in enumerate(rows[table], start=LINE_OF_FIRST_ROW):
            for rule in RULES.get(table, ()):
                problems += [Problem(path, line, *fault) for fault in rule(row)]
    for table, column in CHAINS:
        if table in rows:
            problems += _find_circles(package, table, column, rows[table])
    if "sources" in rows:
        coded = {row["source_id"] for row in rows["sources"] if row["role"] == "coded"}
        for table in ANCHORED:
            problems += [
                Problem(
                    str(package.path(table)),
                    line,
                    "span_start",
                    "",
                    "an anchor, since the source is coded",
                    "Fill paragraph, span_start, span_end and value_text.",
                )
                for line, row in enumerate(rows.get(table, ()), start=LINE_OF_FIRST_ROW)
                if row["source_id"] in coded and not row["span_start"]
            ]
    if "claims" in rows:
        problems += _find_foreign_restatements(str(package.path("claims")), rows["claims"])
    focus = package.about["focus_event"]
    if "events" in rows and focus not in {row["event_id"] for row in rows["events"]}:
        problems.append(
            Problem(
                str(package.folder / DESCRIPTOR), 0, "", f"focus_event {focus}", "an id of events.csv", "Correct it."
            )
        )
    return problems


def _read_rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _find_circles(package: DataPackage, table: str, column: str, rows: list[Row]) -> Iterator[Problem]:
    key = package.primary_key(table)[0]
    onward = {row[key]: row[column] for row in rows}
    for line, row in enumerate(rows, start=LINE_OF_FIRST_ROW):
        seen, at = {row[key]}, row[column]
        while at and at not in seen:
            seen.add(at)
            at = onward.get(at, "")
        if at == row[key]:
            yield Problem(
                str(package.path(table)),
                line,
                column,
                row[column],
                "no way back to the row itself",
                "Break the circle.",
            )


def _find_foreign_restatements(path: str, claims: list[Row]) -> Iterator[Problem]:
    source_of = {row["claim_id"]: row["source_id"] for row in claims}
    for line, row in enumerate(claims, start=LINE_OF_FIRST_ROW):
        for column in ("restates", "part_of"):
            if row[column] and source_of[row[column]] != row["source_id"]:
                yield Problem(path, line, column, row[column], "a claim of the same document", "Correct the id.")
