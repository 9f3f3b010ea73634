"""The corrections log: every row added, corrected, superseded or withdrawn, with the reason.

Finds the changes that ``changes.csv`` does not hold yet, and writes them. An added
row is kept whole in the log, so that the log alone, replayed from the start,
gives the last recorded state of every row. No version control system is needed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator

from claimbook.errors import Problem
from claimbook.ledger.guesses import open_guesses, write_guesses
from claimbook.ledger.package import LINE_OF_FIRST_ROW, DataPackage, TextRow, TextTables

CHANGES = "changes"
# Computed tables and the log itself are not logged.
NOT_LOGGED = (CHANGES, "coverage", "outlines")


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
    """Append unrecorded changes to ``changes.csv`` and return them."""
    earlier = list(tables[CHANGES])
    number = sum(change["date"] == day for change in earlier)
    written = [
        {**row, "change_id": f"{day}-{number + place:04}", "date": day, "reason": reason, "author": author}
        for place, row in enumerate(find_changes(package, tables, earlier), start=1)
    ]
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
    """
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
    for table, rows in kept.items():
        if rows != list(tables[table]):
            package.write_rows(table, rows)
    there = {(table, row[package.primary_key(table)[0]]) for table, rows in kept.items() for row in rows}
    write_guesses(package, [one for one in open_guesses(package, kept) if (one["table"], one["row_id"]) in there])
    return withdrawn, removed


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
