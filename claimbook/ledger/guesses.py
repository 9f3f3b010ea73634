"""Keep which cells of drafted rows a program guessed, until a person confirms them.

``guesses.csv`` lists the cells with what was guessed. A cell that a person has
changed since is no longer a guess.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from claimbook.errors import DataProblems, Problem
from claimbook.ledger.package import LINE_OF_FIRST_ROW, DataPackage, TextRow, TextTables, write_csv

GUESSES = "guesses.csv"
COLUMNS = ("table", "row_id", "column", "value")
CONFIRMED = "cells that a person has read: these were guessed"
# Cells of a drafted row that are read off the text or that only keep the books.
READ = {
    "paragraph", "span_start", "span_end", "value_text", "qualifier", "value_low", "value", "value_high", "name",
    "source_label", "start_weekday", "end_weekday", "document_file", "document_sha256", "origin_sha256", "title",
    "source_id", "status", "recorded_on", "retrieved_on", "url", "sources.role", "parties.role",
}  # fmt: skip


def guessed_cells(package: DataPackage, drafted: Mapping[str, Iterable[TextRow]]) -> list[TextRow]:
    """Return the cells of drafted rows that were guessed: all but what was read off the text."""
    return [
        {"table": table, "row_id": row[key], "column": column, "value": value}
        for table, rows in drafted.items()
        for key in package.primary_key(table)[:1]
        for row in rows
        for column, value in row.items()
        if value and column != key and not READ & {column, f"{table}.{column}"}
    ]


def open_guesses(package: DataPackage, tables: TextTables) -> list[TextRow]:
    """Return the guesses that still stand: their cells hold what was guessed.

    Raises
    ------
    DataProblems
        If ``guesses.csv`` has other columns.
    """
    path = package.folder / GUESSES
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            lines = list(csv.reader(file, strict=True))
        except (UnicodeDecodeError, csv.Error) as error:
            raise _unreadable(path, str(error)) from None
    if not lines or tuple(lines[0]) != COLUMNS:
        raise _unreadable(path, ", ".join(lines[0]) if lines else "nothing")
    wrong = [number for number, cells in enumerate(lines[1:], start=2) if len(cells) != len(COLUMNS)]
    if wrong:
        raise _unreadable(path, f"another number of cells in row {wrong[0]}")
    listed = [dict(zip(COLUMNS, cells, strict=True)) for cells in lines[1:]]
    there = _rows_by_id(package, tables)

    def stands(one: TextRow) -> bool:
        found = there.get((one["table"], one["row_id"]))
        # A row that is gone may have been renamed: its guesses stand until somebody says so.
        return found is None or found[1].get(one["column"]) == one["value"]

    return [one for one in listed if stands(one)]


def _unreadable(path: Path, found: str) -> DataProblems:
    expected = f"a CSV file in UTF-8 with the columns {', '.join(COLUMNS)}"
    return DataProblems([Problem(str(path), 0, "", found, expected, "Restore the file.")])


def write_guesses(package: DataPackage, guesses: Sequence[TextRow]) -> None:
    """Write the guesses in one step; without any, remove the file."""
    path = package.folder / GUESSES
    if not guesses:
        path.unlink(missing_ok=True)
        return
    write_csv(path, COLUMNS, guesses)


def confirm_guesses(
    package: DataPackage, tables: TextTables, ids: Sequence[str], faulty: Iterable[Problem] = ()
) -> tuple[list[TextRow], list[TextRow], list[str]]:
    """Confirm the guesses of rows, or of all rows of a source.

    Parameters
    ----------
    ids : sequence of str
        Ids of rows or sources.
    faulty : iterable of Problem
        What is wrong with the tables: such a cell can't be confirmed.

    Returns
    -------
    (list of guesses, list of guesses, list of str)
        The guesses confirmed, those that can't be, and the ids that have none.
    """
    there = _rows_by_id(package, tables)
    standing = open_guesses(package, tables)

    def names(one: TextRow) -> set[str]:
        _, row = there.get((one["table"], one["row_id"]), (0, {}))
        return {one["row_id"], row.get("source_id", "")} & set(ids)

    wrong = {(one.file, one.row, one.column) for one in faulty if one.expected != CONFIRMED}

    def is_faulty(one: TextRow) -> bool:
        line, _ = there.get((one["table"], one["row_id"]), (0, {}))
        return (str(package.folder / f"{one['table']}.csv"), line, one["column"]) in wrong

    named = [one for one in standing if names(one)]
    confirmed = [one for one in named if not is_faulty(one)]
    write_guesses(package, [one for one in standing if one not in confirmed])
    return confirmed, [one for one in named if is_faulty(one)], sorted(set(ids).difference(*map(names, named)))


def _rows_by_id(package: DataPackage, tables: TextTables) -> dict[tuple[str, str], tuple[int, TextRow]]:
    """Return the rows with their lines in the file, by table and id."""
    return {
        (table, row[package.primary_key(table)[0]]): (line, row)
        for table, rows in tables.items()
        for line, row in enumerate(rows, start=LINE_OF_FIRST_ROW)
    }


def find_guesses(package: DataPackage, tables: TextTables) -> Iterator[Problem]:
    """Find rows with cells that were guessed and that nobody has confirmed."""
    try:
        standing = open_guesses(package, tables)
    except DataProblems as error:
        yield from error.problems
        return
    there = _rows_by_id(package, tables)
    by_row = sorted(standing, key=lambda one: (one["table"], one["row_id"]))
    for (table, row_id), of_row in groupby(by_row, key=lambda one: (one["table"], one["row_id"])):
        cells = list(of_row)
        if (table, row_id) not in there:
            found, row = f"{row_id} of {table}", "a row that is there"
            action = (
                f"If you deleted it, run: claimbook confirm {row_id}{package.named}. If you renamed it, rename it here."
            )
            yield Problem(str(package.folder / GUESSES), 0, "", found, row, action)
            continue
        yield Problem(
            str(package.path(table)),
            there[table, row_id][0],
            ", ".join(one["column"] for one in cells),
            ", ".join(one["value"] for one in cells),
            CONFIRMED,
            f"Correct what is wrong, then run: claimbook confirm {row_id}{package.named}.",
        )
