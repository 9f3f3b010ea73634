"""A spreadsheet to code in: its sheets are the tables, its closed lists are drop-downs.

``write_workbook`` makes an empty one of a package's schema; ``read_workbook``
brings the rows that were typed into it back as rows of the tables.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from claimbook.errors import BookError, DataProblems, Problem
from claimbook.files import write_whole
from claimbook.ledger.package import ANCHORED, DataPackage, TextRow
from claimbook.ledger.vocabulary import categories_of

SHEETS = ("sources", "parties", "places", "events", *ANCHORED)
LISTS = "lists"  # the sheet that holds the choices
ROWS = 1000  # that a drop-down reaches
MOST_LINES = 200_000  # of a sheet that is read


def write_workbook(package: DataPackage, path: Path) -> None:
    """Write an empty workbook with a sheet for each table, and its closed lists as drop-downs.

    A reference to another table offers the ids that the ledger has; an id that is
    new may be typed too.
    """
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book: Any = Workbook()
    book.remove(book.active)
    lists = book.create_sheet(LISTS)
    columns: dict[tuple[str, ...], str] = {}
    for table in SHEETS:
        sheet = book.create_sheet(table)
        sheet.freeze_panes = "B2"
        referred = package.references(table)
        for at, (name, field) in enumerate(package.fields(table).items(), start=1):
            needed = bool(field.get("constraints", {}).get("required"))
            head = sheet.cell(1, at, name)
            head.font = Font(bold=needed)
            head.comment = Comment(
                f"{'Needed. ' if needed else ''}{field.get('description', '')}", package.about["title"]
            )
            sheet.column_dimensions[get_column_letter(at)].width = max(12, len(name) + 2)
            choices = tuple(str(one["value"]) for one in categories_of(field)) or tuple(
                row[package.primary_key(referred[name])[0]]
                for row in (package.read_rows(referred[name]) if name in referred else ())
            )
            if not choices:
                continue
            if choices not in columns:
                letter = get_column_letter(len(columns) + 1)
                columns[choices] = f"{LISTS}!${letter}$1:${letter}${len(choices)}"
                for row, choice in enumerate(choices, start=1):
                    # As text: a code that begins with "=" is no formula.
                    lists.cell(row, len(columns), choice).data_type = "s"
            offered = DataValidation(type="list", formula1=columns[choices], allow_blank=True)
            offered.showErrorMessage = name not in referred
            offered.error = f"One of the list: {field.get('description', '')}"[:255]
            sheet.add_data_validation(offered)
            offered.add(f"{get_column_letter(at)}2:{get_column_letter(at)}{ROWS}")
    book.move_sheet(lists, len(SHEETS))
    lists.sheet_state = "hidden"
    content = io.BytesIO()
    book.save(content)
    write_whole(path, content.getvalue())


def read_workbook(package: DataPackage, path: Path) -> dict[str, list[TextRow]]:
    """Return the rows of a workbook that the tables don't have, by table.

    Raises
    ------
    DataProblems
        If a column is unknown, an id is missing or twice, or a row of the ledger has other cells.
    """
    rows: dict[str, list[TextRow]] = {}
    problems: list[Problem] = []
    for name, lines in read_sheets(path):
        if name not in SHEETS:
            continue
        key = package.primary_key(name)[0]
        there = {row[key]: row for row in package.read_rows(name)}
        rows[name] = []
        for line, cells in lines:
            unknown = sorted(set(cells) - set(package.fields(name)) - {""})
            row = {column: cells.get(column, "") for column in package.fields(name)}
            known = there.get(row[key])
            if unknown:
                words = (unknown[0], f"a column of {name}", "Correct the heading.")
                problems.append(Problem(f"{path}, sheet {name}", 1, unknown[0], *words))
                break
            if not row[key]:
                problems.append(Problem(f"{path}, sheet {name}", line, key, "", "an id", "Give the row an id."))
            elif known and any(known.get(column, "") != value for column, value in row.items()):
                column = next(column for column, value in row.items() if known.get(column, "") != value)
                expected = f"{known.get(column, '')}, as the row of this id in the ledger has it"
                action = "Correct the ledger’s row itself, or give this one another id."
                problems.append(Problem(f"{path}, sheet {name}", line, column, row[column], expected, action))
            elif not known:
                there[row[key]] = row
                rows[name].append(row)
    if problems:
        raise DataProblems(problems)
    return rows


def read_sheets(path: Path) -> Iterator[tuple[str, Iterator[tuple[int, dict[str, str]]]]]:
    """Yield the sheets of a workbook: name, and lines by number as mappings of heading to text."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # the library lets through whatever a broken part of the file makes fail
        if isinstance(error, OSError) and not path.exists():
            raise
        raise _unreadable(path, error) from None
    for sheet in book.worksheets:
        yield sheet.title, _lines_of(path, sheet)


def _unreadable(path: Path, error: Exception) -> BookError:
    return BookError(f"{path}: can't be read: {error}; expected a workbook (.xlsx)")


def _lines_of(path: Path, sheet: Any) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        yield from _read_lines(path, sheet)
    except BookError:
        raise
    except Exception as error:  # a sheet is read only now
        raise _unreadable(path, error) from None


def _read_lines(path: Path, sheet: Any) -> Iterator[tuple[int, dict[str, str]]]:
    sheet.reset_dimensions()  # a file may claim any
    lines = sheet.iter_rows(values_only=True)
    heads = [_text(cell) for cell in next(lines, ())]
    for number, cells in enumerate(lines, start=2):
        if number > MOST_LINES:
            raise BookError(f"{path}, sheet {sheet.title}: over {MOST_LINES:,} lines; delete the empty ones")
        row = {head: _text(cell) for head, cell in zip(heads, cells, strict=False) if head}
        if any(row.values()):
            yield number, row


def _text(cell: Any) -> str:
    """Return a cell as the tables write it: a day as ISO 8601, a whole number without a point."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return " ".join(str(cell).split())
