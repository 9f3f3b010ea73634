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
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from claimbook.coding.reading import read_figures
from claimbook.coding.workbook import read_sheets
from claimbook.errors import BookError, DataProblems, Problem
from claimbook.ledger.decisions import require_plain
from claimbook.ledger.package import DataPackage, TextRow
from claimbook.ledger.vocabulary import categories_of
from claimbook.ledger.wording import is_day, number_text

NEEDED = ("day", "source", "speaker", "event", "series", "claims")
# Ids that a mapping names, by the table that must have them.
NAMED = {"event": "events", "place": "places"}
IN_BRACES = re.compile(r"\{([^{}]+)\}")
NUMBER = ("qualifier", "value_low", "value", "value_high")
VALUES = ("claimant_id", *NUMBER)
# Cells that follow from the row of the table.
MADE = {"source_id", "claim_id", "release_id", "value_text", "recorded_on", *NUMBER}
REFERRED = ("parties", *NAMED.values())
BLANK = {"", "-", "–", "—", "..", "n/a", "na", "unknown"}
OF_SOURCE = ("id", "title", "publisher", "medium", "language")
EXAMPLE = """day: report_date          # the column with the day, such as 2026-01-31
day_format: "%Y-%m-%d"    # how it is written; "%d/%m/%Y" for 31/01/2026; may be left out
                          #   "%Y-%m" for months: each stands on its last day
speaker: ministry         # an id of parties.csv, or who is named in a column:
                          #   speaker: {column: source, parties: {Health Ministry: ministry}}
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
    added: set[str] = field(default_factory=set)  # the ids of these rows
    left_out: Counter[str] = field(default_factory=Counter)  # cells that hold words for no figure, by these words


def read_mapping(path: Path) -> dict[str, Any]:
    """Read a mapping.

    Raises
    ------
    BookError
        If it can't be read, or lacks something.
    """
    try:
        text = path.read_text(encoding="utf-8")
        require_plain(text)
        mapping = yaml.load(text, Loader=yaml.BaseLoader)  # every cell stays text: no date, no boolean, no octal number
    except (yaml.YAMLError, ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise BookError(f"{path}: not YAML in UTF-8: {error}") from None
    given = mapping if isinstance(mapping, dict) else {}
    source = given.get("source") if isinstance(given.get("source"), dict) else {}
    missing = [name for name in NEEDED if not given.get(name)]
    speaker = given.get("speaker")
    if isinstance(speaker, dict):
        missing += [] if speaker.get("column") else ["speaker.column"]
        missing += [] if speaker.get("parties") and isinstance(speaker["parties"], dict) else ["speaker.parties"]
    missing += [f"source.{name}" for name in OF_SOURCE if source and not source.get(name)]
    if (
        missing
        or not all(isinstance(given.get(name, ""), str) for name in ("day", "day_format", "event", "series"))
        or not isinstance(given["source"], dict)
        or not isinstance(given["claims"], dict)
        or not all(isinstance(one, dict) for one in given["claims"].values())
        or any(isinstance(cell, (dict, list)) for one in (source, *given["claims"].values()) for cell in one.values())
    ):
        what = f"no {', '.join(missing)}" if missing else "claims that are no list of columns, each with plain cells"
        raise BookError(f"{path}: found {what}; expected a mapping such as\n{EXAMPLE}")
    written = given.get("day_format")
    if written and not _names_days(written):
        wanted = "a form that names the year and the month, such as %d/%m/%Y, or %Y-%m for months"
        raise DataProblems([Problem(str(path), 0, "day_format", written, wanted, "Correct it.")])
    return given


def _names_days(written: str) -> bool:
    """Whether days, or months, that are written in this form can be read again."""
    for day in (date(2031, 5, 17), date(2029, 11, 23)):
        try:
            if datetime.strptime(day.strftime(written), written).date() not in (day, day.replace(day=1)):
                return False
        except ValueError:
            return False
    return True


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
    known = {table: {row[package.primary_key(table)[0]] for row in package.read_rows(table)} for table in REFERRED}
    _require_named(path, mapping, known, {table: package.fields(table) for table in ("sources", "claims")})
    lines = list(_lines(path))
    if not lines:
        raise DataProblems(
            [Problem(str(path), 0, "", "no rows", "a table with a heading and rows", "Correct the file.")]
        )
    for line, row in lines:
        _import_row(package, path, line, row, mapping, today, there, imported)
    for table, rows in imported.rows.items():
        for row in rows:
            odd = [name for name, cell in row.items() if not cell.isprintable()]
            imported.problems += [
                Problem(str(path), 0, name, row[name][:80], f"text of one line that prints, for {table}", "Correct it.")
                for name in odd
            ]
    if imported.problems:
        raise DataProblems(imported.problems)
    return imported


def _require_named(
    path: Path, mapping: Mapping[str, Any], known: Mapping[str, set[str]], fields: Mapping[str, Mapping[str, Any]]
) -> None:
    """Refuse a mapping that names a column, a code, a party, an event or a place which the ledger doesn't have."""
    speaker = mapping["speaker"]
    speakers = list(speaker.get("parties", {}).values()) if isinstance(speaker, dict) else [speaker]
    named = [("speaker", "parties", str(one)) for one in speakers]
    named += [(name, table, str(mapping[name])) for name, table in NAMED.items() if mapping.get(name)]
    asked = [("source", "sources", mapping["source"])]
    asked += [(f"claims.{name}", "claims", cells) for name, cells in mapping["claims"].items()]
    missing = [
        Problem(f"the mapping of {path}", 0, where, str(one), f"a column of {table}.csv", "Correct its name.")
        for where, table, given in asked
        for one in given
        if one not in fields[table] and (where, one) != ("source", "id")
    ]
    missing += [
        Problem(f"the mapping of {path}", 0, where, one, "a column that the table’s rows don’t fill", "Leave it out.")
        for where, _, given in asked
        for one in given
        if one in MADE
    ]
    missing += [
        Problem(f"the mapping of {path}", 0, f"{where}.{one}", str(cell), f"one of: {', '.join(codes)}", "Correct it.")
        for where, table, given in asked
        for one, cell in given.items()
        if "{" not in str(cell)
        and (codes := [code["value"] for code in categories_of(fields[table].get(one, {}))])
        and str(cell) not in codes
    ]
    missing += [
        Problem(
            f"the mapping of {path}", 0, name, one, f"an id of {table}.csv", "Add the row first, or correct the id."
        )
        for name, table, one in named
        if one not in known[table]
    ]
    if missing:
        raise DataProblems(missing)


def _speaker(mapping: Mapping[str, Any], row: Mapping[str, str]) -> tuple[str, str, str | None]:
    """Return the column, the cell and the party that it names; the party is ``None`` if the mapping has none."""
    speaker = mapping["speaker"]
    if not isinstance(speaker, dict):
        return "", "", str(speaker)
    column = str(speaker.get("column", ""))
    cell = row.get(column, "").strip()
    party = speaker.get("parties", {}).get(cell)
    return column, cell, None if party is None else str(party)


def _number(figure: str) -> TextRow | None:
    """Return the cells of a figure as printed; ``None`` if it can't be read whole.

    >>> _number("1,040"), _number("20-25")
    ({'qualifier': 'exact', 'value': '1040'}, {'qualifier': 'range', 'value_low': '20', 'value_high': '25'})
    >>> _number("30+"), _number("<10"), _number("2.125")
    ({'qualifier': 'at_least', 'value': '30'}, None, None)
    """
    if re.search(r"\d\.\d{3}\b", figure):  # a thousand to some, a fraction to others
        return None
    read = [one for one in read_figures(f"{figure} people killed") if (one.start, one.end) == (0, len(figure))]
    if len(read) != 1 or read[0].low is None or read[0].high is None or read[0].low % 1 or read[0].high % 1:
        return None
    low, high = number_text(read[0].low), number_text(read[0].high)
    if low != high:
        return None if read[0].bounds else {"qualifier": "range", "value_low": low, "value_high": high}
    return {"qualifier": ";".join(read[0].bounds) or "exact", "value": low}


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
            rows = list(csv.reader(text.splitlines(), strict=True))
            yield from _cells_by_head(path, rows[0], rows[1:]) if rows else ()
    except (UnicodeDecodeError, json.JSONDecodeError, csv.Error, RecursionError, ValueError) as error:
        raise BookError(f"{path}: can't be read: {error}; expected CSV or JSON in UTF-8") from None


def _cells_by_head(path: Path, heads: list[str], rows: list[list[str]]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a CSV file with their number; refuse a heading that stands twice, and rows of other lengths."""
    if twice := [head for head, number in Counter(heads).items() if number > 1]:
        raise DataProblems([Problem(str(path), 1, "", head, "each heading once", "Rename one.") for head in twice])
    if len(heads) == 1 and ";" in heads[0]:
        wanted, action = "columns that are separated by commas", "Save the table as CSV with commas, or as XLSX."
        raise DataProblems([Problem(str(path), 1, "", heads[0], wanted, action)])
    filled = [(at, cells) for at, cells in enumerate(rows, 2) if any(cells)]
    action = "Put quotation marks around a cell with a comma in it."
    odd = [
        Problem(str(path), at, "", f"{len(cells)} cells", f"{len(heads)}, as in the heading", action)
        for at, cells in filled
        if len(cells) != len(heads)
    ]
    if odd:
        raise DataProblems(odd)
    yield from ((at, dict(zip(heads, cells, strict=True))) for at, cells in filled)


def _import_row(
    package: DataPackage, path: Path, line: int, row: Mapping[str, str], mapping: Mapping[str, Any], today: str,
    there: Mapping[str, dict[str, TextRow]], imported: Imported,
) -> None:  # fmt: skip
    def problem(column: str, value: str, expected: str, action: str) -> None:
        imported.problems.append(Problem(str(path), line, column, value, expected, action))

    cells_of_claims = (cell for own in mapping["claims"].values() for cell in own.values())
    texts = [mapping["series"], *mapping["source"].values(), *cells_of_claims]
    named = [mapping["day"], *(name for text in texts for name in IN_BRACES.findall(text))]
    if absent := [name for name in dict.fromkeys(named) if name not in row]:
        for name in absent:
            problem(name, "no such column", f"a column of the table: {', '.join(row)}", "Correct the mapping.")
        return
    first_day, day = _days(row.get(mapping["day"], "").strip(), mapping)
    if not is_day(day):
        wanted = f"a date {mapping['day_format']}" if mapping.get("day_format") else "a date such as 2026-01-31"
        correct = "Correct the cell, or say in the mapping’s day_format how days are written."
        problem(mapping["day"], row.get(mapping["day"], ""), wanted, correct)
        return
    printed, row = row.get(mapping["day"], ""), {**row, mapping["day"]: day}
    dated = {"published_on": day} if first_day == day else {"published_earliest": day}  # of a month: not before its end
    source = {name: _filled(str(text), row) for name, text in mapping["source"].items()}
    named_id = source.pop("id")
    source_id = re.sub(r"[^a-z0-9]+", "-", named_id.lower()).strip("-")
    there_as = there["sources"].get(source_id, {}).get("publisher", source["publisher"])
    if not named_id.isascii() or there_as != source["publisher"]:
        wanted = "Latin letters" if not named_id.isascii() else f"an id of its own: the ledger has it, of {there_as}"
        problem(mapping["day"], named_id, f"{wanted}, as the id of a source", "Correct the mapping’s source.id.")
        return
    _new("sources", there, imported, package, source_id, {
        **dated, "role": "dataset", "status": "active",
        "notes": f"Row {mapping['day']}={printed.strip()} of the dataset.", **source,
    })  # fmt: skip
    column, who, speaker = _speaker(mapping, row)
    if column and column not in row:
        problem(column, "no such column", "a column of the table", "Correct the mapping’s speaker.column.")
        return
    if speaker is None:
        problem(column, who, "a name that the mapping’s speaker.parties gives a party", "Add it there.")
        return
    release = {"series_id": _filled(mapping["series"], row), "stated_on": day, "event_id": mapping["event"]}
    release |= {"claimant_id": speaker, "source_id": source_id}
    _new("releases", there, imported, package, source_id, release)
    for column, cells in mapping["claims"].items():
        if column not in row:
            problem(
                column, "no such column", f"a column of the table: {', '.join(row)}", "Correct the mapping’s claims."
            )
            continue
        figure = row[column].strip()
        if figure.casefold() in BLANK:
            imported.left_out[figure] += 1
            continue
        number = _number(figure)
        if number is None:
            expected = "a number of people such as 30, 30+, ~30, 20-25 or at least 30, or blank"
            problem(column, figure, expected, "Correct the cell.")
            continue
        latin = column if column.isascii() else f"{cells.get('measure', '')}-{cells.get('group', '')}"
        claim_id = re.sub(r"[^a-z0-9]+", "-", f"{source_id}-{latin}".lower()).strip("-")
        claim = {name: _filled(str(value), row) for name, value in cells.items()}
        if claim.get("count_kind") == "increment":
            claim.setdefault("scope_start", first_day)
        claim = {
            "source_id": source_id, "value_text": figure, "event_id": mapping["event"], "release_id": source_id,
            "claimant_id": speaker, **number, "scope_end": day,
            "count_kind": "not_stated", "scope_place": mapping.get("place", ""), "assertion": "attributed",
            "verification": "none", "status": "active", "recorded_on": today, **claim,
        }  # fmt: skip
        known = there["claims"].get(claim_id)
        again = claim_id in imported.added
        # What a person has corrected in the ledger since stays: only what is counted has to be the same there.
        compared = [name for name in claim if name != "recorded_on"] if again else [*VALUES, "measure", "group"]
        if known and any(known[name] != claim.get(name, "") for name in compared):
            where = "further up" if again else "in the ledger"
            apart = "Name in the mapping’s source.id what tells the rows of a day apart, such as a column in braces."
            revised = "If the dataset was revised, correct that row, and record why."
            expected = f"{known['value_text']}, the value of {claim_id} {where}"
            problem(column, figure, expected, apart if again else revised)
            continue
        _new("claims", there, imported, package, claim_id, claim)


def _days(cell: str, mapping: Mapping[str, Any]) -> tuple[str, str]:
    """Return the first and the last day of a row, ISO 8601; the cell itself if it is no day as the mapping writes days.

    >>> _days("31/01/2026", {"day_format": "%d/%m/%Y"}), _days("2026-02", {"day_format": "%Y-%m"})
    (('2026-01-31', '2026-01-31'), ('2026-02-01', '2026-02-28'))
    >>> _days("2026-01-31", {}), _days("31/01/2026", {})
    (('2026-01-31', '2026-01-31'), ('31/01/2026', '31/01/2026'))
    """
    written = mapping.get("day_format")
    if not written:
        return cell, cell
    of_a_month = datetime.strptime(date(2031, 5, 17).strftime(written), written).day == 1
    try:
        # A sheet's own dates are read as what they are, however it shows them.
        first = date.fromisoformat(cell) if is_day(cell) else datetime.strptime(cell, written).date()
    except ValueError:
        return "", ""
    if not of_a_month:
        return str(first), str(first)
    return str(first.replace(day=1)), str(first.replace(day=monthrange(first.year, first.month)[1]))


def _new(
    table: str, there: Mapping[str, dict[str, TextRow]], imported: Imported, package: DataPackage, row_id: str,
    cells: Mapping[str, str],
) -> None:  # fmt: skip
    """Add a row unless the ledger, or this table further up, has it."""
    if row_id not in there[table]:
        blank = dict.fromkeys(package.fields(table), "")
        there[table][row_id] = {**blank, package.primary_key(table)[0]: row_id, **cells}
        imported.rows[table].append(there[table][row_id])
        imported.added.add(row_id)


def _filled(text: str, row: Mapping[str, str]) -> str:
    """Fill {column} in a text with the cell of the row."""
    return IN_BRACES.sub(lambda name: row.get(name[1], name[0]), text)
