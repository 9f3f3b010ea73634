"""Check a data package: every fault at once, each with what to do.

``frictionless`` checks types, vocabularies, keys and references against
``datapackage.json``; ``rules`` checks what a Table Schema can't express.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from frictionless import FrictionlessException, Package, Resource, Schema

from claimbook.checks.rules import find_bookkeeping_problems, find_rule_problems
from claimbook.coding.agreement import READINGS
from claimbook.errors import DataProblems, Problem
from claimbook.ledger import versions
from claimbook.ledger.corrections import CHANGES, find_log_problems
from claimbook.ledger.decisions import DECISIONS
from claimbook.ledger.dictionary import expected_of
from claimbook.ledger.guesses import GUESSES, find_guesses
from claimbook.ledger.package import (
    BOOK_PROPERTIES,
    DESCRIPTOR,
    LINE_OF_FIRST_ROW,
    LONGEST_LOGGED,
    MAKERS,
    MOST_OF_A_NAME,
    ON_THE_BOOK,
    YEARS,
    DataPackage,
    TextTables,
    read_package,
)
from claimbook.ledger.records import RECORDS, Record, ledger_columns
from claimbook.ledger.vocabulary import LISTS, PROPERTIES, categories_of

# The longest texts of a descriptor, in characters, and the most of one that a message repeats.
TEXTS_OF_CATEGORIES = {"label": 200, "singular": 200, "plural": 200, "description": 2000, "format": 200}
MOST_IN_A_TEXT, MOST_SHOWN, MOST_OF_A_LIST = 10_000, 200, 500
# What XML, spreadsheets and terminals can't hold: control characters but tab and line end, and noncharacters.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# What no cell may be: the test, what is expected, and what to do.
ODD_CELLS: tuple[tuple[Callable[[str], object], str, str], ...] = (
    (lambda cell: cell != cell.strip(), "no blank at either end of a cell", "Remove it."),
    (UNPRINTABLE.search, "text without control characters", "Remove them."),
    (lambda cell: "\r" in cell, "line ends without a carriage return", "Remove it."),
)
# What a descriptor can't loosen: names of files and addresses follow from these cells.
SAFE_ID = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
MOST_OF_AN_ID = 200
# How long a cell may be, in characters: a name or a title, which headings and charts show; prose; anything else.
NAMES = {
    "name", "title", "publisher", "agency", "subgroup", "source_label", "measure", "measure_as_printed", "author",
}  # fmt: skip
PROSE = {"notes", "summary", "definition", "reason", "about", "variants"}
MOST_OF_PROSE, MOST_OF_A_CELL = 10_000, 2_000
MOST_OF = {
    **dict.fromkeys(NAMES, MOST_OF_A_NAME), **dict.fromkeys(PROSE, MOST_OF_PROSE),
    **dict.fromkeys(("old", "new"), LONGEST_LOGGED),
}  # fmt: skip
ADDRESSES = ("url", "archive_url")
DAYS = {
    "date", "end", "published_earliest", "published_latest", "published_on", "recorded_on", "retrieved_on",
    "scope_end", "scope_start", "start", "stated_as_of", "stated_on", "window_end", "window_start",
}  # fmt: skip
KEYS = {"coverage": ["source_id", "kind"], "outlines": ["place_id", "ring", "point"]}
# The patterns of the schema; another could be one that never ends.
BOUND = "(exact|at_least|more_than|up_to|about|range|unquantified)"
PATTERNS = {
    "[a-z0-9]+(-[a-z0-9]+)*", "[0-9a-f]{64}", f"{BOUND}(;{BOUND})*", "[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*",
    "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?",
}  # fmt: skip
CONSTRAINTS: Mapping[str, tuple[type, ...]] = {
    "required": (bool,), "unique": (bool,), "minimum": (int, float), "maximum": (int, float), "minLength": (int,),
    "maxLength": (int,), "pattern": (str,), "enum": (list,),
}  # fmt: skip
# Codes of the method, for which the rules and the pages have words: a descriptor can't add one.
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
CODES = {
    "status": "active withdrawn",
    "published_weekday": WEEKDAYS, "start_weekday": WEEKDAYS, "end_weekday": WEEKDAYS,
    "sources.medium": "blog broadcaster database news_agency news_site newspaper official report unidentified",
    "sources.role": "coded context dataset",
    "parties.role": "claimant relay",
    "places.kind": "country province district town area site sea",
    "sex": "female male",
    "age_group": "adult child",
    "count_kind": "cumulative increment not_stated",
    "assertion": "flat attributed hedged",
    "verification": "none unverified confirmed",
    "polarity": "affirms denies",
    "list": "open closed",
    "population": "all rural urban",
    "action": "added corrected superseded withdrawn",
    "coverage.kind": "number date place",
}  # fmt: skip
# The table that a column of ids refers to; ``parent_id`` refers to its own.
REFERENCES = {
    "revision_of": "sources", "source_id": "sources", "event_id": "events", "release_id": "releases",
    "speaks_for": "parties", "attributed_to": "parties", "claimant_id": "parties", "relayed_by": "parties",
    "people_of": "parties", "perpetrator_id": "parties", "speaker_id": "parties", "target_id": "parties",
    "stated_by": "parties", "scope_place": "places", "place_id": "places", "area": "places", "part_of": "claims",
    "restates": "claims", "supersedes": "claims", "claim_id": "claims", "answers": "statements",
    "quotes": "indicators", "indicators.measure": "measures",
}  # fmt: skip
# The least and the most of a number that has words of its own, or a place in a text or on a map.
RANGES = {
    "latitude": (-90, 90), "longitude": (-180, 180), "where_prec": (1, 7), "date_prec": (1, 5),
    "type_of_violence": (1, 3), "event_clarity": (1, 2), "paragraph": (1, None), "span_start": (0, None),
    "span_end": (1, None), "order_in_day": (1, None), "ring": (1, None), "point": (1, None), "coded": (0, None),
    "set_aside": (0, None), "missed": (0, None), "scope_hours": (0, None), "window_hours": (0, None),
}  # fmt: skip
WEB_ADDRESS = re.compile(r"https?://[^/@\s\"<>]+(/[^\s\"<>]*)?([?#][^\s\"<>]*)?", re.IGNORECASE)
MOST_OF_A_NUMBER, MOST_DIGITS = 1e12, 15
PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
RESTORE = "Restore the file from version control, or write it again."


def check_package(folder: Path | str, rows_only: bool = False) -> list[Problem]:
    """Return every problem of a data package, sorted; empty if it is sound.

    Parameters
    ----------
    folder : path
        The data package.
    rows_only : bool
        Leave out files that are written after the rows are right: the corrections
        log, the coverage and the decisions.

    >>> check_package("data")
    []
    """
    if odd := find_odd_files(Path(folder)):
        return odd
    try:
        package = read_package(folder)
    except DataProblems as error:
        return error.problems
    if wrong := find_descriptor_problems(package):
        return sorted(wrong)
    problems = {table: find_file_problems(package, table) for table in package.resources}
    readable = [table for table, found in problems.items() if not found]
    every = {table: package.read_rows(table) for table in readable}
    found = [problem for of_table in problems.values() for problem in of_table]
    found += find_cell_problems(package, readable)
    found += find_cells_out_of_range(package, every)
    by_file = {problem.file for problem in found}
    rows = {table: of_table for table, of_table in every.items() if str(package.path(table)) not in by_file}
    found += find_rule_problems(package, rows)
    found += find_log_problems(package, rows.get(CHANGES, []))
    # Shown with the blank cells of the same rows, so that a recorder sees both at once.
    found += find_guesses(package, every)
    found += versions.find_faults(package.folder)
    if not rows_only:
        found += find_bookkeeping_problems(package, rows)
    return sorted(set(found))


def find_odd_files(folder: Path) -> list[Problem]:
    """Find links, pipes and devices where the book reads a file of the package: it reads nothing outside."""
    read = [*folder.glob("*.csv"), *(folder / name for name in (DESCRIPTOR, DECISIONS, GUESSES))]
    read += [path for name in (READINGS, versions.VERSIONS) for path in (folder / name, *(folder / name).rglob("*"))]
    return [
        Problem(str(path), 0, "", "a link or no file", "a plain file inside the data package", RESTORE)
        for path in dict.fromkeys(read)
        if path.is_symlink() or (path.exists() and not (path.is_file() or path.is_dir()))
    ]


def require_sound(folder: Path | str) -> None:
    """Raise ``DataProblems`` with every problem unless the package is sound."""
    problems = check_package(folder)
    if problems:
        raise DataProblems(problems)


def find_descriptor_problems(package: DataPackage) -> list[Problem]:
    """Find what no page could print or read: a column that is missing, words that are no text, no web address."""
    found: list[Problem] = []

    def problem(key: str, value: Any, expected: str, action: str) -> None:
        found.append(Problem(str(package.folder / DESCRIPTOR), 0, key, str(value)[:MOST_SHOWN], expected, action))

    for table, kind in RECORDS.items():
        missing = [name for name in ledger_columns(kind) if name not in package.fields(table)]
        if missing:
            problem(f"resources.{table}.schema", f"no field {', '.join(missing)}", "every field of the book", "Add it.")
    if found:
        return found
    for table, kind in RECORDS.items():
        _check_schema(package, table, kind, problem)
    if found:
        return found
    for name in ("title", "description"):
        if not _is_text(package.descriptor[name], MOST_IN_A_TEXT):
            expected = f"one line of at most {MOST_IN_A_TEXT} characters"
            problem(name, package.descriptor[name], expected, "Correct it.")
    own = package.descriptor["claimbook"]
    for name in (*BOOK_PROPERTIES, *MAKERS, *ON_THE_BOOK):
        if not _is_text(own.get(name, ""), MOST_IN_A_TEXT):
            problem(f"claimbook.{name}", own[name], f"text of at most {MOST_IN_A_TEXT} characters", "Correct it.")
    if _is_no_address(package.licence["path"]):
        problem("licenses.path", package.licence["path"], "an address that begins with https://", "Correct it.")
    for name, (table, column) in LISTS.items():
        field = package.fields(table)[column]
        of_list = partial(problem, f"resources.{table}.{column}.categories")
        whole = [one if isinstance(one, dict) else {"value": one} for one in field.get("categories", [])]
        if not whole and not field.get("constraints", {}).get("enum") and name != "units":
            of_list("no categories", f"the codes that {table}.csv may have in {column}", "List them with their words.")
        codes = [one["value"] for one in whole]
        if len(codes) > MOST_OF_A_LIST:
            of_list(len(codes), f"at most {MOST_OF_A_LIST} codes", "Remove those that no row has.")
            continue
        for code in sorted(code for code, times in Counter(codes).items() if times > 1):
            of_list(code, "each code once", "Remove one of them.")
        for one in whole:
            _check_category(one, name, package.codes("sides"), of_list)
    for path, text in _texts_of(package.descriptor) if not found else ():
        if not _is_text(text, MOST_IN_A_TEXT):
            problem(path, text, f"one line of at most {MOST_IN_A_TEXT} characters that print", "Correct it.")
    return found


def _check_schema(
    package: DataPackage, table: str, kind: type[Record], problem: Callable[[str, Any, str, str], None]
) -> None:
    """Name what a table's schema says otherwise than the book reads it."""
    schema: dict[str, Any] = package.resources[table]["schema"]
    names = ledger_columns(kind)
    key = KEYS.get(table, [names[0]])
    if schema["primaryKey"] != key:
        problem(f"resources.{table}.schema.primaryKey", schema["primaryKey"], str(key), "Put it back.")
    keys: Any = schema.get("foreignKeys", [])
    wrong = [one for one in (keys if isinstance(keys, list) else [keys]) if not _is_reference(package, table, one)]
    for one in wrong:
        expected = "a list of fields, and a reference to a table of this package"
        problem(f"resources.{table}.schema.foreignKeys", one, expected, "Correct it.")
    references = {} if wrong else package.references(table)
    for name in (name for name in names if not wrong and (name not in key or len(key) > 1)):
        target = table if name == "parent_id" else REFERENCES.get(name, REFERENCES.get(f"{table}.{name}"))
        if target and references.get(name) != target:
            place = f"resources.{table}.schema.foreignKeys"
            problem(place, f"{name} without a reference", f"{name}, which refers to {target}", "Put it back.")
    types = {one.name: str(one.type) for one in fields(kind)}  # type: ignore[arg-type]
    for name, field in package.fields(table).items():
        place = f"resources.{table}.{name}"
        read = types.get(name, "") if name in names else ""
        wanted = "number" if "float" in read else "integer" if "int" in read else "date" if name in DAYS else "string"
        if read and field["type"] != wanted:
            problem(f"{place}.type", field["type"], wanted, "Put it back: the book reads it so.")
        listed = field.get("categories", [])
        if not isinstance(listed, list) or not all(_is_category(one) for one in listed):
            problem(f"{place}.categories", listed, "a list of categories, each with a text as value", "Correct it.")
            continue
        constraints: Any = field.get("constraints", {})
        if not isinstance(constraints, dict):
            problem(f"{place}.constraints", constraints, "an object", "Correct it.")
            continue
        for constraint, value in dict[str, Any](constraints).items():
            of_kind = isinstance(value, CONSTRAINTS.get(constraint, ()))
            is_bool, bounds = CONSTRAINTS.get(constraint) == (bool,), constraint in ("minimum", "maximum")
            fits = of_kind and isinstance(value, bool) == is_bool
            fits = fits and not (bounds and field["type"] not in ("number", "integer"))
            if not fits:
                problem(f"{place}.constraints.{constraint}", value, "a constraint of this schema", "Correct it.")
            elif constraint == "enum" and not all(isinstance(one, str) for one in value):
                problem(f"{place}.constraints.enum", value, "a list of texts", "Correct it.")
            elif constraint == "pattern" and value not in PATTERNS:
                problem(f"{place}.constraints.pattern", value, "a pattern of the schema", "Remove it.")
        if name in names:
            for constraint, expected in _what_is_read(table, name, types[name]).items():
                held = constraints.get(constraint)
                if constraint == "enum":  # codes may stand as categories, too
                    held = [one["value"] for one in categories_of(field)] or None
                if held != expected:
                    _check_constraint(f"{place}.constraints.{constraint}", held, expected, problem)


def _is_reference(package: DataPackage, table: str, one: Any) -> bool:
    """Whether a foreign key names fields of its table, and a table of the package."""
    reference = one.get("reference") if isinstance(one, dict) else None
    known = isinstance(reference, dict) and reference.get("resource") in ("", *package.resources)
    columns = one.get("fields") if known and isinstance(one, dict) else None
    return isinstance(columns, list) and bool(columns) and set(map(str, columns)) <= set(package.fields(table))


def _is_category(one: Any) -> bool:
    return isinstance(one, str) or (isinstance(one, dict) and isinstance(one.get("value"), str))


def _what_is_read(table: str, name: str, kind: str) -> dict[str, Any]:
    """Return the constraints of a column without which a page could meet a cell that it has no words for."""
    codes = CODES.get(f"{table}.{name}", CODES.get(name, ""))
    least, most = RANGES.get(name, (None, None))
    read = {"required": "None" not in kind or None, "enum": codes.split(), "minimum": least, "maximum": most}
    return {constraint: value for constraint, value in read.items() if value not in (None, [])}


def _check_constraint(place: str, held: Any, expected: Any, problem: Callable[[str, Any, str, str], None]) -> None:
    """Name a constraint that lets more through than the book reads; a narrower one is the package's own choice."""
    match expected:
        case bool():
            narrow, words = held is True, "true"
        case list():
            narrow = isinstance(held, list) and len(held) > 0 and set(map(str, held)) <= set(expected)
            words = f"codes of {', '.join(expected)}"
        case _ if not isinstance(held, int | float):
            narrow, words = False, str(expected)
        case _:
            least = place.endswith("minimum")
            narrow, words = (held >= expected if least else held <= expected), str(expected)
    if not narrow:
        problem(place, "nothing" if held is None else held, words, "Put it back: the book reads it so.")


def _texts_of(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every text of a descriptor, also names of properties, with its place."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield path or "a name", name
            yield from _texts_of(one, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        for one in value:
            yield from _texts_of(one, path)
    elif isinstance(value, str):
        yield path, value


def _check_category(one: dict[str, Any], name: str, sides: list[str], problem: Callable[[Any, str, str], None]) -> None:
    """Name what is wrong with one category of a list."""
    code = one["value"]
    if not re.fullmatch(r"[a-z0-9]+([_-][a-z0-9]+)*", code):
        problem(code, "a code of small letters, digits and _", "Rename it; the label may be any text.")
    for key, most in TEXTS_OF_CATEGORIES.items():
        if not _is_text(one.get(key, ""), most):
            problem(one[key], f"plain text of at most {most} characters as the {key} of {code}", "Correct it.")
    for key in (own for own, lists in PROPERTIES.items() if own in one and name not in lists):
        problem(key, f"no {key} in this list", f"Remove it from {code}.")
    if "side" in one and one["side"] not in sides:
        problem(one["side"], f"a side of parties.csv: {', '.join(sides)}", f"Correct the side of {code}.")
    if "format" in one and (not isinstance(one["format"], str) or re.findall(r"[{}]+", one["format"]) != ["{}"]):
        problem(one["format"], "text with {} where the number goes", f"Correct the format of {code}.")


def _is_text(value: Any, most: int) -> bool:
    """Whether a value is text of bounded length, without characters that do not print."""
    # Joiners, which print nothing, belong to words of Persian, Urdu and other languages.
    return isinstance(value, str) and len(value) <= most and re.sub("[\u200c\u200d]", "", value).isprintable()


def find_file_problems(package: DataPackage, table: str) -> list[Problem]:
    """Find faults of a whole file: missing, not UTF-8, empty, wrong header."""
    path = package.path(table)
    columns = list(package.fields(table))
    if package.is_absent(table):
        return []

    def problem(value: str, expected: str, action: str, row: int = 0, column: str = "") -> list[Problem]:
        return [Problem(str(path), row, column, value, expected, action)]

    if path.exists() and (path.is_symlink() or not path.is_file()):
        return problem("a link or no file", "a plain file inside the data package", RESTORE)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            # Decode every line before parsing. Quotation marks must be paired, across line ends too.
            odd = [number for number, line in enumerate(file, start=1) if line.count('"') % 2]
            file.seek(0)
            header = next(csv.reader(file), None)
    except csv.Error as error:
        return problem(str(error), f"a header row: {','.join(columns)}", RESTORE, row=1)
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
    if header[: len(columns)] != columns or len(set(header)) < len(header):
        first = next(
            (position for position, (had, want) in enumerate(zip(header, columns, strict=False)) if had != want),
            min(len(header), len(columns)),
        )
        had, want = (names[first] if first < len(names) else "nothing" for names in (header, columns))
        return problem(
            had,
            f"{want} as column {first + 1} of the header, which is {','.join(columns)}",
            "Put the header back: columns of your own go after these, each with a name of its own.",
            row=1,
            column=want,
        )
    if len(odd) % 2:
        # A parser would read everything that follows as one cell.
        value, action = "an odd number of quotation marks", "Close the quoted cell; inside it a mark is doubled."
        return problem(value, "quotation marks in pairs", action, row=odd[-1])
    found: list[Problem] = []
    try:
        for row, cells in enumerate(package.read_cells(table), start=1):
            names = columns if len(cells) == len(columns) else [""] * len(cells)
            for name, cell in zip(names, cells, strict=True):
                # The first reason that applies: a cell is put right as a whole.
                odd_as = next(((expected, action) for is_odd, expected, action in ODD_CELLS if is_odd(cell)), None)
                found += problem(cell[:MOST_SHOWN], *odd_as, row, name) if odd_as else []
    except csv.Error as error:
        expected = "cells that are quoted as a whole, each under 131,072 characters"
        found += problem(str(error), expected, "Correct the row.")
    return found


def find_cell_problems(package: DataPackage, tables: list[str]) -> list[Problem]:
    """Return what ``frictionless`` finds in the given tables, in our words."""
    if not tables:
        return []
    try:
        # Give it rows, never a path: it would guess delimiters and follow addresses.
        result = Package(
            name="ledger",
            resources=[
                Resource(
                    name=table,
                    data=partial(package.read_cells, table),
                    schema=Schema.from_descriptor(_schema(package, table, tables)),
                )
                for table in tables
            ],
        ).validate(limit_errors=100_000)
    except FrictionlessException as error:
        note = error.error.note
        return [Problem(str(package.folder / DESCRIPTOR), 0, "", note, "a Table Schema", "Correct the description.")]
    problems = [
        Problem(str(package.folder / DESCRIPTOR), 0, "", error.note, "a data package", "Correct the description.")
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


def find_cells_out_of_range(package: DataPackage, tables: TextTables) -> Iterator[Problem]:
    """Find addresses that are none of the web, and numbers that no page could print."""
    for table, rows in tables.items():
        fields = package.fields(table)
        ranges = [
            *(
                (name, _is_no_address, "an address that begins with https://, without blanks")
                for name, field in fields.items()
                if field.get("format") == "uri" or name in ADDRESSES
            ),
            *(
                (name, _is_no_id, f"small letters and digits, with - or _ between, at most {MOST_OF_AN_ID} characters")
                for name in {package.primary_key(table)[0], *package.references(table)} - {"measure"}
                if fields[name]["type"] == "string"
            ),
            *(
                (
                    name,
                    _is_no_plain_number,
                    "a number below a million million, in the digits 0 to 9, at most 15 of them",
                )
                for name, field in fields.items()
                if field["type"] in ("number", "integer")
            ),
            *(
                (name, _is_no_day, f"a day such as 2026-01-31, of the years {YEARS[0]} to {YEARS[-1]}")
                for name, field in fields.items()
                if field["type"] == "date"
            ),
            *(
                (name, _is_no_year, f"a year from {YEARS[0]} to {YEARS[-1]}")
                for name in {"years_start", "years_end"} & {*fields}
            ),
        ]
        for name in fields:
            most = MOST_OF.get(name, MOST_OF_A_CELL)
            ranges.append((name, partial(_is_longer, most), f"at most {most:,} characters"))
        for line, row in enumerate(rows, start=LINE_OF_FIRST_ROW):
            for column, is_out, expected in ranges:
                cell = row.get(column, "")  # a row that is too short is named as such elsewhere
                if cell and is_out(cell):
                    yield Problem(str(package.path(table)), line, column, cell[:MOST_SHOWN], expected, "Correct it.")


def _is_longer(most: int, cell: str) -> bool:
    return len(cell) > most


def _is_no_year(cell: str) -> bool:
    return cell.isdecimal() and int(cell) not in YEARS  # others are no whole number, which is said already


def _is_no_day(cell: str) -> bool:
    """Whether a day that frictionless accepts is written otherwise than all others, or of no year of ours."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell) and int(cell[:4]) in YEARS:
        return False
    try:
        return bool(datetime.strptime(cell, "%Y-%m-%d"))
    except ValueError:  # named elsewhere
        return False


def _is_no_id(cell: str) -> bool:
    return len(cell) > MOST_OF_AN_ID or not SAFE_ID.fullmatch(cell)


def _is_no_address(cell: str) -> bool:
    return not WEB_ADDRESS.fullmatch(cell)


def _is_no_plain_number(cell: str) -> bool:
    """Whether readers of numbers could differ on a cell: 1_000, 1e400, digits of other scripts."""
    try:
        number = float(cell)
    except ValueError:  # named elsewhere
        return False
    digits = len(cell.lstrip("-0.").replace(".", ""))
    return not PLAIN_NUMBER.fullmatch(cell) or abs(number) >= MOST_OF_A_NUMBER or digits > MOST_DIGITS


def _schema(package: DataPackage, table: str, tables: list[str]) -> dict[str, Any]:
    """Return the table's schema without references to unreadable tables, which would repeat one fault for every row."""
    schema = package.resources[table]["schema"]
    keys = [
        key
        for key in schema.get("foreignKeys", [])
        if key["reference"]["resource"] == "" or key["reference"]["resource"] in tables
    ]
    fields = [_with_codes(field) for field in schema["fields"]]
    return {"fields": fields, "primaryKey": schema["primaryKey"]} | ({"foreignKeys": keys} if keys else {})


def _with_codes(field: dict[str, Any]) -> dict[str, Any]:
    """Return a field that allows only the codes of its categories, which ``frictionless`` doesn't read."""
    # No more than the book itself reads: other properties would change what a cell may be.
    kept = {name: field[name] for name in ("name", "type", "constraints") if name in field}
    kept |= {"format": "uri"} if field.get("format") == "uri" else {}
    codes = [one["value"] for one in categories_of(field)]
    return kept | {"constraints": {**field.get("constraints", {}), "enum": codes}} if codes else kept


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
                f"an id of {target}.csv",
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
