"""The corrections log: every row added, corrected, superseded or withdrawn, with the reason.

Finds the changes that ``changes.csv`` does not hold yet, and writes them. An added
row is kept whole in the log, so that the log alone, replayed from the start,
gives the last recorded state of every row. No version control system is needed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import partial

from claimbook.errors import DataProblems, Problem
from claimbook.ledger.guesses import open_guesses, write_guesses
from claimbook.ledger.package import (
    LINE_OF_FIRST_ROW,
    LONGEST_LOGGED,
    DataPackage,
    TextRow,
    TextTables,
    strict_json,
)

CHANGES = "changes"
# Computed tables and the log itself are not logged.
NOT_LOGGED = (CHANGES, "coverage", "outlines")
RESTORE = "Restore changes.csv from version control."


def row_text(row: TextRow) -> str:
    """Return a row as one line: its filled cells by column, so that a new blank column changes no digest."""
    return json.dumps({name: value for name, value in sorted(row.items()) if value}, ensure_ascii=False)


def row_digest(row: TextRow) -> str:
    return hashlib.sha256(row_text(row).encode()).hexdigest()


def recorded_rows(changes: Iterable[TextRow]) -> dict[tuple[str, str], TextRow]:
    """Return every row as it was last recorded, by table and id."""
    rows: dict[tuple[str, str], TextRow] = {}
    for change in changes:
        key = change["table"], change["row_id"]
        if change["action"] == "added":
            rows[key] = json.loads(change["new"])
        elif change["column"]:
            cells = {**rows[key], change["column"]: change["new"]}
            rows[key] = {name: value for name, value in cells.items() if value}
    return rows


def find_changes(package: DataPackage, tables: TextTables, changes: Iterable[TextRow]) -> list[TextRow]:
    """Return differences from the log, as its rows without date, reason, author and id.

    A claim that a new one supersedes is recorded as superseded, although its own
    cells are unchanged.
    """
    before = recorded_rows(changes)
    found: list[TextRow] = []
    for table, rows in tables.items():
        if table in NOT_LOGGED:
            continue
        key = package.primary_key(table)[0]
        for row in rows:
            found += _changes_of(table, row[key], before.get((table, row[key])), row)
        if table == "claims":
            found += [
                _change(table, row["supersedes"], "superseded", new=row[key])
                for row in rows
                if row["supersedes"] and before.get((table, row[key]), {}).get("supersedes") != row["supersedes"]
            ]
    return found


def find_log_problems(package: DataPackage, changes: Iterable[TextRow]) -> Iterator[Problem]:
    """Find rows of the log that can't be replayed: of no table, no row, a change of what was never added."""
    added: set[tuple[str, str]] = set()
    for line, change in enumerate(changes, start=LINE_OF_FIRST_ROW):
        key = change["table"], change["row_id"]
        problem = partial(Problem, str(package.path(CHANGES)), line)
        if change["table"] not in package.resources or change["table"] in NOT_LOGGED:
            yield problem("table", change["table"], "a table that is logged", RESTORE)
        elif change["action"] == "added":
            if not _is_row(change["new"]):
                yield problem("new", change["new"][:80], "a row as a JSON object of texts", RESTORE)
            added.add(key)
        elif change["column"] and key not in added:
            yield problem("row_id", change["row_id"], "a row that the log has added further up", RESTORE)


def _is_row(text: str) -> bool:
    try:
        row = strict_json(text.encode())
    except ValueError:
        return False
    return isinstance(row, dict) and all(isinstance(cell, str) for cell in row.values())


def find_unlogged_edits(package: DataPackage, tables: TextTables) -> Iterator[Problem]:
    """Find rows that differ from their last recorded state, and recorded rows that are missing."""
    if CHANGES not in tables:
        return
    digests: dict[tuple[str, str], str] = {}
    for change in tables[CHANGES]:
        if change["row_digest"]:
            digests[change["table"], change["row_id"]] = change["row_digest"]
    for table, rows in tables.items():
        if table in NOT_LOGGED:
            continue
        key = package.primary_key(table)[0]
        path = str(package.path(table))
        for line, row in enumerate(rows, start=LINE_OF_FIRST_ROW):
            digest = digests.pop((table, row[key]), None)
            if digest and digest != row_digest(row):
                yield Problem(
                    path,
                    line,
                    key,
                    row[key],
                    "the row as last recorded in changes.csv",
                    "Undo the edit, or record it: claimbook record --reason TEXT.",
                )
        for gone in [one for of_table, one in digests if of_table == table]:
            yield Problem(
                path,
                0,
                "",
                f"no row {gone}",
                "every row that changes.csv has recorded",
                "Put the row back; to retract it, set its status to withdrawn.",
            )


def record_changes(package: DataPackage, tables: TextTables, reason: str, author: str, day: str) -> list[TextRow]:
    """Append unrecorded changes to ``changes.csv`` and return them.

    Raises
    ------
    DataProblems
        If a row is too long to be logged whole. Nothing is written then.
    """
    earlier = list(tables[CHANGES])
    number = sum(change["date"] == day for change in earlier)
    written = [
        {**row, "change_id": f"{day}-{number + place:04}", "date": day, "reason": reason, "author": author}
        for place, row in enumerate(find_changes(package, tables, earlier), start=1)
    ]
    if long := [row for row in written if len(row["new"]) > LONGEST_LOGGED]:
        expected = f"at most {LONGEST_LOGGED:,} characters, as the log can hold"
        raise DataProblems(
            [
                Problem(
                    str(package.path(row["table"])), 0, row["column"], row["row_id"], expected, "Shorten its cells."
                )
                for row in long
            ]
        )
    package.write_rows(CHANGES, [*earlier, *written])
    return written


def withdraw_source(package: DataPackage, tables: TextTables, source_id: str) -> tuple[int, int]:
    """Retract a report: mark recorded rows as withdrawn and delete unrecorded ones.

    Unrecorded parties, places and events that nothing else refers to are deleted
    too.

    Returns
    -------
    (int, int)
        Number of rows withdrawn, and number deleted.

    Raises
    ------
    DataProblems
        If a row of another report names one that would be deleted. Nothing is changed then.
    """
    if problems := list(find_log_problems(package, tables[CHANGES])):
        raise DataProblems(problems)
    recorded = set(recorded_rows(tables[CHANGES]))
    kept: dict[str, list[TextRow]] = {}
    withdrawn = removed = 0
    for table, rows in tables.items():
        fields_of = package.fields(table)
        key = package.primary_key(table)[0]
        kept[table] = []
        for row in rows:
            if table in NOT_LOGGED or row.get("source_id") != source_id:
                kept[table].append(row)
            elif (table, row[key]) not in recorded:
                removed += 1
            else:
                changed = "status" in fields_of and row["status"] != "withdrawn"
                withdrawn += changed
                kept[table].append({**row, "status": "withdrawn"} if changed else row)
    for table in ("parties", "places", "events"):
        key = package.primary_key(table)[0]
        used = _referred_to(package, kept, table)
        needed = [row for row in kept[table] if row[key] in used or (table, row[key]) in recorded]
        removed += len(kept[table]) - len(needed)
        kept[table] = needed
    kept["coverage"] = [row for row in kept["coverage"] if row["source_id"] != source_id]
    if dangling := list(_dangling(package, tables, kept)):
        raise DataProblems(dangling)
    for table, rows in kept.items():
        if rows != list(tables[table]):
            package.write_rows(table, rows)
    there = {(table, row[package.primary_key(table)[0]]) for table, rows in kept.items() for row in rows}
    write_guesses(package, [one for one in open_guesses(package, kept) if (one["table"], one["row_id"]) in there])
    return withdrawn, removed


def _dangling(package: DataPackage, tables: TextTables, kept: TextTables) -> Iterator[Problem]:
    """Find kept rows that name a row which is going."""
    ids = {table: {row[package.primary_key(table)[0]] for row in rows} for table, rows in kept.items()}
    had = {table: {row[package.primary_key(table)[0]] for row in rows} for table, rows in tables.items()}
    for table, rows in kept.items():
        for column, target in package.references(table).items():
            gone = had[target] - ids[target]
            for row in rows if gone else ():
                if row[column] in gone:
                    where = row[package.primary_key(table)[0]]
                    expected = f"no row of the report that is withdrawn, in {where}"
                    yield Problem(str(package.path(table)), 0, column, row[column], expected, "Correct that row first.")


def _referred_to(package: DataPackage, tables: TextTables, target: str) -> set[str]:
    used: set[str] = set()
    for table, rows in tables.items():
        for key in package.resources[table]["schema"].get("foreignKeys", []):
            if key["reference"]["resource"] == target or (table == target and not key["reference"]["resource"]):
                used |= {row[column] for row in rows for column in key["fields"] if row[column]}
    return used


def _changes_of(table: str, row_id: str, before: TextRow | None, row: TextRow) -> Iterator[TextRow]:
    if before is None:
        yield _change(table, row_id, "added", new=row_text(row), digest=row_digest(row))
        return
    for column in row:
        old, new = before.get(column, ""), row[column]
        if old != new:
            action = "withdrawn" if (column, new) == ("status", "withdrawn") else "corrected"
            yield _change(table, row_id, action, column, old, new, row_digest(row))


def _change(
    table: str, row_id: str, action: str, column: str = "", old: str = "", new: str = "", digest: str = ""
) -> TextRow:
    return {
        "table": table, "row_id": row_id, "action": action, "column": column, "old": old, "new": new,
        "row_digest": digest,
    }  # fmt: skip
