"""A report on the bench: its text, its rows and what was done to them.

Drafts the rows of a report that has none, and writes every change to the tables
at once, as ``claimbook add`` and an editor would. Rows of the corrections log can
be read here and not changed.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml
from frictionless import Field

from claimbook.checks.documents import find_mismatches
from claimbook.checks.structure import check_package
from claimbook.coding.coverage import (
    ASIDE,
    CLASSES,
    CODED,
    CoveredItem,
    read_document,
    record_coverage,
    record_expectations,
    scan_source,
)
from claimbook.coding.draft import append_draft, draft_row_at, draft_rows
from claimbook.coding.extract import DATE, days_in, paragraph_bounds
from claimbook.errors import CONTROL, BookError, Problem
from claimbook.ledger.corrections import CHANGES, recorded_rows
from claimbook.ledger.decisions import (
    DECISIONS,
    SET_ASIDE,
    SET_ASIDE_REASONS,
    expecting,
    load_decisions,
    write_decisions,
)
from claimbook.ledger.dictionary import expected_of
from claimbook.ledger.guesses import CONFIRMED, open_guesses, write_guesses
from claimbook.ledger.package import ANCHORED, LINE_OF_FIRST_ROW, DataPackage, TextRow, read_package
from claimbook.ledger.vocabulary import categories_of
from claimbook.ledger.wording import slug

# Rows of a report that stand at no place of its text, in the order in which they are wanted.
FEWEST_LETTERS, MOST_OF_A_NAME, MOST_OF_A_CELL = 10, 200, 4000
UNANCHORED = ("sources", "events", "parties", "places")
# What a person doesn't type: the anchor, and what keeps the books.
KEPT = {
    "paragraph", "span_start", "span_end", "value_text", "source_id", "status", "recorded_on", "document_file",
    "document_sha256",
}  # fmt: skip
TABLES_OF = {"number": ("claims", "indicators"), "date": ("event_reports",), "place": ("mentions",)}
# Cells that are not needed and still asked for, since most rows have them.
ASKED = {
    "event_reports": ("start", "end"), "claims": ("scope_place", "part_of"), "mentions": ("event_id", "list"),
    "parties": ("speaks_for",), "places": ("parent_id",), "events": ("parent_id",),
    "statements": ("target_id", "polarity", "about"),
}  # fmt: skip
# What claims have in common more often than not: of the whole report, and of a paragraph.
SHARED = {"event": ("event_id",), "speaker": ("claimant_id", "relayed_by", "assertion", "verification")}
SHARED_BY = {"event": "all open claims", "speaker": "the paragraph"}
LONGEST_CELL = 4000  # characters
# What is proposed for the day in a dateline, which the row of the source carries.
DATELINE = {"reason": "dateline", "words": "The day of publication."}


class Refused(BookError):
    """A change that can't be made, in words for the person who asked for it."""


class Workbench:
    """One report of one data package.

    Parameters
    ----------
    folder : Path
        The data package; its rows need not be sound yet.
    file : Path
        The text of the report.
    source_id : str
        Id of its source.
    author, today : str
        Who decides what is set aside, and the day of recording.
    """

    def __init__(self, folder: Path, file: Path, source_id: str, author: str, today: str):
        self.folder, self.source_id, self.author, self.today = folder, source_id, author, today
        self.text, _ = read_document(file)
        self._lock = threading.Lock()
        append_draft(self.package, draft_rows(self.package, file, source_id, today))

    @property
    def package(self) -> DataPackage:
        """The package as it stands on disk, which an editor may have changed."""
        return read_package(self.folder)

    def state(self) -> dict[str, Any]:
        """Return all that the page shows: the text, its marks, its rows, and the words of every field."""
        package = self.package
        tables = package.read_tables()
        guesses = open_guesses(package, tables)
        recorded = recorded_rows(tables[CHANGES])
        published = next((row["published_on"] for row in tables["sources"] if row["source_id"] == self.source_id), "")
        marks = []
        for one in scan_source(tables, load_decisions(package.folder), self.source_id, self.text):
            if one.outcome != CODED:
                item = {"start": one.item.start, "end": one.item.end, "kind": CLASSES[one.item.kind]}
                item |= {
                    "outcome": "aside" if one.outcome == ASIDE else one.outcome,
                    "reason": SET_ASIDE_REASONS.get(one.reason, ""),
                }
                day = one.item.kind == DATE and [str(day) for day in days_in(one.item.words)] == [published]
                marks.append(item | {"proposed": DATELINE if day else {}})
        rows = []
        for table in (*UNANCHORED, *ANCHORED):
            key = package.primary_key(table)[0]
            for row in tables[table]:
                own = row.get("source_id") == self.source_id
                if own or (table in UNANCHORED[1:] and (table, row[key]) not in recorded):
                    guessed = [one["column"] for one in guesses if (one["table"], one["row_id"]) == (table, row[key])]
                    rows.append(
                        {"table": table, "id": row[key], "cells": row, "guessed": guessed}
                        | {"recorded": (table, row[key]) in recorded}
                    )
        names = {
            table: [
                {
                    "value": row[package.primary_key(table)[0]],
                    "label": row.get("name") or row[package.primary_key(table)[0]],
                    "words": row.get("definition", "") or _of_event(package, table, row),
                }
                for row in tables[table]
            ]
            for table in (*UNANCHORED, "measures")
        }
        # Rows of this report that another one may name, by their words.
        for table in ANCHORED:
            key = package.primary_key(table)[0]
            ours = [row for row in tables[table] if row["source_id"] == self.source_id]
            names[table] = [{"value": row[key], "label": f"“{row['value_text']}” ({row[key]})"} for row in ours]
        return {
            "source": self.source_id,
            "text": self.text,
            "lines": paragraph_bounds(self.text),
            "marks": marks,
            "rows": rows,
            "fields": {table: _fields(package, table, names) for table in (*UNANCHORED, *ANCHORED)},
            "reasons": SET_ASIDE_REASONS,
            "tables_of": TABLES_OF,
            "asked": ASKED,
            "shared": SHARED_BY,
        }

    def save(
        self, table: str, row_id: str, cells: Mapping[str, str], confirm: bool = False, shown: TextRow | None = None
    ) -> None:
        """Write cells of a row; ``confirm`` says that a person has read the others too, as they were ``shown``.

        Raises
        ------
        Refused
            If the row is recorded, changed or isn't there, or a cell is not to be typed.
        """
        with self._lock:
            package = self.package
            rows, row = self._row(package, table, row_id)
            fields = package.fields(table)
            if shown is not None and any(row.get(column, "") != value for column, value in shown.items()):
                raise Refused("The row was changed elsewhere meanwhile: look at it again, then confirm it.")
            for column, value in cells.items():
                if column not in fields or column in KEPT or column == package.primary_key(table)[0]:
                    raise Refused(f"{column} of {table} is not typed here.")
                if len(value) > LONGEST_CELL:
                    raise Refused(f"{column} is {len(value)} characters long; at most {LONGEST_CELL} are taken.")
                row[column] = " ".join(CONTROL.sub(" ", value).split())
                if row[column] and _is_wrong(fields[column], row[column]):
                    raise Refused(f"{column}: {row[column]!r} is not {expected_of(fields[column])}.")
            package.write_rows(table, rows)
            if confirm:
                self._forget(package, {(table, row_id)})

    def share(self, row_id: str, what: str) -> int:
        """Give the open claims of the report this one's event, or those of its paragraph its speaker and assertion.

        Only cells that are blank or guessed are filled, and no row that a person has confirmed; they stay guesses.

        Parameters
        ----------
        row_id : str
        what : str
            A key of ``SHARED``.

        Returns
        -------
        int
            How many rows changed.
        """
        if what not in SHARED:
            raise Refused(f"{what} is shared by no rows.")
        with self._lock:
            package = self.package
            rows, row = self._row(package, "claims", row_id)
            tables = package.read_tables()
            standing = open_guesses(package, tables)
            guessed = {(one["row_id"], one["column"]) for one in standing if one["table"] == "claims"}
            open_rows = {claim for claim, _ in guessed}
            recorded = recorded_rows(tables[CHANGES])
            filled: dict[tuple[str, str], str] = {}
            for one in rows:
                here = one["source_id"] == self.source_id and (what == "event" or one["paragraph"] == row["paragraph"])
                blank = any(not one[column] for column in ("event_id", "claimant_id", "assertion"))
                taken = one is row or ("claims", one["claim_id"]) in recorded
                if taken or not here or not (blank or one["claim_id"] in open_rows):
                    continue
                for column in SHARED[what]:
                    cell = one["claim_id"], column
                    if row[column] not in ("", one[column]) and (not one[column] or cell in guessed):
                        one[column] = filled[cell] = row[column]
            kept = [one for one in standing if one["table"] != "claims" or (one["row_id"], one["column"]) not in filled]
            made = [
                {"table": "claims", "row_id": claim, "column": column, "value": value}
                for (claim, column), value in filled.items()
            ]
            write_guesses(package, [*kept, *made])
            package.write_rows("claims", rows)
            return len({claim for claim, _ in filled})

    def add(self, table: str, start: int, end: int) -> str:
        """Add a row whose anchor is a span of the text; return its id."""
        with self._lock:
            package = self.package
            words = self.text[start:end]
            if table not in ANCHORED or not 0 <= start < end or not words.strip() or "\n" in words:
                raise Refused("Mark a few words of one paragraph.")
            start, end = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
            row = draft_row_at(package, self.text, self.source_id, self.today, table, start, end)
            key = package.primary_key(table)[0]
            rows = package.read_rows(table)
            same = [one for one in rows if (one["source_id"], one["span_start"]) == (self.source_id, row["span_start"])]
            if same or any(one[key] == row[key] for one in rows):
                raise Refused(f"These words are a row of {table} already: {(same or [row])[0][key]}.")
            append_draft(package, {table: [row]})
            return row[key]

    def name(self, table: str, name: str) -> str:
        """Add a party, a place or an event by its name; return its id."""
        with self._lock:
            package = self.package
            row_id = slug(name)
            if table not in UNANCHORED[1:] or not row_id or not name.isprintable() or len(name) > MOST_OF_A_NAME:
                raise Refused(f"Give it a name in Latin letters or digits, of at most {MOST_OF_A_NAME} characters.")
            key = package.primary_key(table)[0]
            rows = package.read_rows(table)
            if all(one[key] != row_id for one in rows):
                row = {key: row_id, "name": " ".join(name.split())} | (
                    {"role": "claimant"} if table == "parties" else {}
                )
                package.write_rows(table, [*rows, {column: row.get(column, "") for column in package.fields(table)}])
            return row_id

    def remove(self, table: str, row_id: str) -> None:
        """Delete a row that is not recorded yet, and blank what names it in this report."""
        with self._lock:
            package = self.package
            key = package.primary_key(table)[0]
            _, row = self._row(package, table, row_id)
            if (table, row_id) == ("sources", self.source_id):
                raise Refused("This row is the report itself.")
            changed = self._without(package, table, row_id)
            changed[table] = [one for one in changed.get(table, package.read_rows(table)) if one[key] != row[key]]
            for name, rows in changed.items():
                package.write_rows(name, rows)
            self._forget(package, {(table, row_id)})

    def _without(self, package: DataPackage, gone_from: str, row_id: str) -> dict[str, list[TextRow]]:
        """Return tables in which no cell names a row that is being deleted.

        Refuses if a recorded row names it, or one of another report.
        """
        recorded = recorded_rows(package.read_rows(CHANGES))
        changed: dict[str, list[TextRow]] = {}
        for table in (*UNANCHORED, "releases", *ANCHORED):
            columns = [name for name, target in package.references(table).items() if target == gone_from]
            key, rows = package.primary_key(table)[0], package.read_rows(table)
            for row in rows:
                for name in (column for column in columns if row[column] == row_id):
                    if (table, row[key]) in recorded or row.get("source_id", self.source_id) != self.source_id:
                        raise Refused(f"{row[key]} of {table} names {row_id}: correct that row first.")
                    row[name] = ""
                    changed[table] = rows
        return changed

    def set_aside(self, start: int, end: int, kind: str, reason: str, words: str) -> None:
        """Decide that words of the text are no row, and delete the drafted rows on them."""
        words = " ".join(words.split()) or (DATELINE["words"] if reason == DATELINE["reason"] else "")
        if reason not in SET_ASIDE_REASONS or kind not in TABLES_OF or len(words) < FEWEST_LETTERS:
            raise Refused(f"Choose a reason, and say in at least {FEWEST_LETTERS} letters why it is so here.")
        if not words.isprintable() or len(words) > MOST_OF_A_CELL or not 0 <= start < end <= len(self.text):
            raise Refused("These can’t be the words of a reason, or not of this text.")
        with self._lock:
            package = self.package
            recorded = recorded_rows(package.read_rows(CHANGES))
            name = f"{self.source_id}-{kind}-{start}"
            if any(one.decision_id == name for one in load_decisions(package.folder)):
                raise Refused("These words are set aside already.")
            decision = {
                "id": name,
                "action": SET_ASIDE,
                "target": {"kind": kind, "words": [self.text[start:end]], "source": self.source_id, "starts": [start]},
                "expect": {self.source_id: 1},
                "reason": reason,
                "words": words,
                "author": self.author,
                "date": self.today,
            }
            path = package.folder / DECISIONS
            before = path.read_text(encoding="utf-8") if path.exists() else ""
            text = before + yaml.safe_dump([decision], sort_keys=False, allow_unicode=True)
            changed: dict[str, list[TextRow]] = {}
            deleted: set[tuple[str, str]] = set()
            for table in TABLES_OF[kind]:
                key, rows = package.primary_key(table)[0], package.read_rows(table)
                gone = {
                    row[key]
                    for row in rows
                    if row["source_id"] == self.source_id
                    and row["span_start"].isdigit()
                    and int(row["span_start"]) < end
                    and start < int(row["span_end"])
                }
                deleted |= {(table, row_id) for row_id in gone}
                if gone:
                    changed[table] = [row for row in rows if row[key] not in gone]
            if deleted & recorded.keys():
                raise Refused("These words are a recorded row: withdraw it first.")
            write_decisions(package.folder, text)  # which refuses what it couldn't read again
            for table, kept in changed.items():
                package.write_rows(table, kept)
            if deleted:
                self._forget(package, deleted)

    def restore(self, start: int, kind: str) -> None:
        """Take back that words were set aside here."""
        with self._lock:
            package, name = self.package, f"{self.source_id}-{kind}-{start}"
            decisions = load_decisions(package.folder)
            if all(one.decision_id != name for one in decisions):
                raise Refused("These words are set aside by a decision on several places: edit decisions.yml.")
            text = (package.folder / DECISIONS).read_text(encoding="utf-8")
            write_decisions(package.folder, expecting(text, decisions, self.source_id, {name: 0}))

    def _forget_decisions(self, package: DataPackage, items: Iterable[CoveredItem]) -> None:
        """Take back decisions of this page on words that are a row by now."""
        decisions, used = load_decisions(package.folder), {one.by for one in items}
        own = re.compile(rf"{re.escape(self.source_id)}-[a-z]+-\d+")
        gone = [one.decision_id for one in decisions if own.fullmatch(one.decision_id) and one.decision_id not in used]
        if gone:
            text = (package.folder / DECISIONS).read_text(encoding="utf-8")
            write_decisions(package.folder, expecting(text, decisions, self.source_id, dict.fromkeys(gone, 0)))

    def problems(self) -> list[dict[str, str]]:
        """Count what is coded and set aside, and return what ``check`` says of the package as it stands.

        Returns
        -------
        list of dict
            For each problem its ``words``, and the ``key`` of the row that it is about: table and id; blank for none.
        """
        with self._lock:
            package = self.package
            tables = package.read_tables()
            decisions = load_decisions(package.folder)
            items = scan_source(tables, decisions, self.source_id, self.text)
            if ("sources", self.source_id) not in recorded_rows(tables[CHANGES]):
                record_expectations(package, self.source_id, items, under_way=True)
                self._forget_decisions(package, items)
            record_coverage(package, {self.source_id: items})
            found = check_package(self.folder, rows_only=True)
            # And what verify would say of this report's rows.
            for table in ANCHORED:
                for line, row in enumerate(tables[table], start=LINE_OF_FIRST_ROW):
                    if row["source_id"] == self.source_id and row["span_start"].isdigit():
                        found += [
                            Problem(str(package.path(table)), line, *mismatch)
                            for mismatch in find_mismatches(row, self.text)
                        ]
            keys = [(one, _key(package, tables, one)) for one in sorted(found)]
            return [
                {"words": _in_words(one) if key else f"{Path(one.file).name}, {one}", "key": key} for one, key in keys
            ]

    def _row(self, package: DataPackage, table: str, row_id: str) -> tuple[list[TextRow], TextRow]:
        """Return the rows of a table and one of them, which may be changed here."""
        if table not in (*UNANCHORED, *ANCHORED):
            raise Refused(f"No table {table} here.")
        key = package.primary_key(table)[0]
        rows = package.read_rows(table)
        row = next((one for one in rows if one[key] == row_id), None)
        if row is None or (table not in UNANCHORED and row["source_id"] != self.source_id):
            raise Refused(f"No row {row_id} of this report in {table}.")
        if (table, row_id) in recorded_rows(package.read_rows(CHANGES)):
            raise Refused(
                f"{row_id} is recorded: edit {table}.csv, then claimbook record --reason TEXT{package.named}."
            )
        return rows, row

    def _forget(self, package: DataPackage, gone: set[tuple[str, str]]) -> None:
        """Take rows off the list of guesses."""
        tables = package.read_tables()
        standing = open_guesses(package, tables)
        write_guesses(package, [one for one in standing if (one["table"], one["row_id"]) not in gone])


def _of_event(package: DataPackage, table: str, row: TextRow) -> str:
    """Return whether figures of an event are among the totals of the front page; blank for other tables."""
    if table != "events":
        return ""
    own = row["event_id"] == package.about["focus_event"]
    return "The whole violence: its figures are the front page’s totals." if own else "Not in the front page’s totals."


def _in_words(problem: Problem) -> str:
    """Return what is wrong with a row that the page shows beside it."""
    if problem.expected == CONFIRMED:
        return f"not confirmed yet: {problem.column.replace('_id', '').replace('_', ' ')}"
    return f"{problem.column}: found {problem.value!r}; expected {problem.expected}. {problem.action}"


def _key(package: DataPackage, tables: Mapping[str, list[TextRow]], problem: Problem) -> str:
    """Return the table and the id of the row that a problem is about; blank if it is about no row of a table."""
    table = Path(problem.file).stem
    at = problem.row - LINE_OF_FIRST_ROW
    if not 0 <= at < len(tables.get(table, ())):
        return ""
    return f"{table}/{tables[table][at][package.primary_key(table)[0]]}"


def _is_wrong(field: Mapping[str, Any], value: str) -> bool:
    """Whether a cell is not of its field's type, pattern or list."""
    codes = {str(one["value"]) for one in categories_of(field)}
    _, notes = Field.from_descriptor(dict(field)).create_cell_reader()(value)
    return bool(notes) or bool(codes and value not in codes)


def _fields(package: DataPackage, table: str, names: Mapping[str, list[dict[str, str]]]) -> list[dict[str, Any]]:
    """Return the fields that a person types: name, words, whether needed, and the choices of a closed one."""
    referred = package.references(table) | ({"measure": "measures"} if table == "indicators" else {})
    fields = []
    for name, field in package.fields(table).items():
        if name in KEPT or name == package.primary_key(table)[0]:
            continue
        choices = names.get(referred.get(name, ""), []) or [
            {"value": str(one["value"]), "label": str(one["label"] or one["value"])}
            | {"words": str(one.get("description", ""))}
            for one in categories_of(field)
        ]
        fields.append(
            {
                "name": name,
                "words": field.get("description", ""),
                "needed": bool(field.get("constraints", {}).get("required")),
                "choices": choices,
                "table": referred.get(name, "") if referred.get(name) in UNANCHORED[1:] else "",
            }
        )
    return fields
