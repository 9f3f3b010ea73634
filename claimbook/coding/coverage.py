"""Check that everything in a document is coded, or set aside with a reason.

Marks each number, day and place of a document as coded, set aside or missed,
and counts them for ``coverage.csv``, which readers without the documents see.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from claimbook.coding.extract import (
    DATE,
    DURATION,
    MONEY,
    NUMBER,
    PERCENT,
    PLACE,
    WEEKDAY,
    Expression,
    find_expressions,
    paragraph_bounds,
)
from claimbook.coding.reading import read_figures
from claimbook.coding.take import document_kind, read_origin
from claimbook.errors import DataProblems, Problem
from claimbook.files import quoted
from claimbook.ledger.decisions import DECISIONS, SET_ASIDE, Decision, expecting, load_decisions, write_decisions
from claimbook.ledger.package import ANCHORED, DataPackage, TextRow, TextTables

CODED, ASIDE, MISSED = "coded", "set aside", "missed"
CLASSES = {NUMBER: "number", PERCENT: "number", MONEY: "number", DURATION: "number"} | {
    DATE: "date", WEEKDAY: "date", PLACE: "place"
}  # fmt: skip
# A place is coded by a mention only; its name inside the words of another row is not enough.
TABLES_THAT_CODE = {"number": ANCHORED, "date": ANCHORED, "place": ("mentions",)}


@dataclass(frozen=True)
class CoveredItem:
    """An expression of a document and what became of it.

    Attributes
    ----------
    paragraph : int
        Line of the document.
    item : Expression
        Position, kind and words.
    outcome : str
        ``coded``, ``set aside`` or ``missed``.
    by : str
        The row that codes it, or the decision that sets it aside.
    reason : str
        Why it was set aside, from the closed list.
    """

    paragraph: int
    item: Expression
    outcome: str = MISSED
    by: str = ""
    reason: str = ""

    def as_record(self) -> dict[str, Any]:
        item = self.item
        where = {"paragraph": self.paragraph, "start": item.start, "end": item.end}
        return where | {
            "kind": item.kind,
            "words": item.words,
            "outcome": self.outcome,
            "by": self.by,
            "reason": self.reason,
        }


def scan_text(text: str, places: Mapping[str, str]) -> list[CoveredItem]:
    """Return every expression of a text with its paragraph, all of them still missed.

    Persons who were harmed and whom the text names without a number ("a soldier") are numbers too.
    """
    items = find_expressions(text, places)
    others = [(item.start, item.end) for item in items if item.kind != NUMBER]
    persons = [one for one in read_figures(text, others) if one.unnumbered]
    covered = bytearray(len(text))
    for one in persons:
        covered[one.start : one.end] = b"\1" * (one.end - one.start)
    items = [one for one in items if not any(covered[one.start : one.end])]
    items += [Expression(one.start, one.end, NUMBER, text[one.start : one.end]) for one in persons]
    lines = [start for start, _ in paragraph_bounds(text)]
    return [CoveredItem(bisect_right(lines, item.start), item) for item in sorted(items)]


def scan_source(tables: TextTables, decisions: Sequence[Decision], source_id: str, text: str) -> list[CoveredItem]:
    """Return the expressions of a source's document, each with its outcome.

    Parameters
    ----------
    tables : mapping of str to rows
        The data package's tables as text; incomplete rows code nothing.
    decisions : sequence of Decision
        Those that set aside are applied.
    source_id : str
        The source; blank for a document that is not a source yet.
    text : str
        Its document.
    """
    return mark_items(scan_text(text, place_names(tables["places"])), tables, decisions, source_id)


def mark_items(
    items: Iterable[CoveredItem], tables: TextTables, decisions: Sequence[Decision], source_id: str
) -> list[CoveredItem]:
    """Return scanned expressions of a source's document, each with its outcome."""
    anchors = {table: list(_anchors(rows, source_id)) for table, rows in tables.items() if table in ANCHORED}
    deciding = [decision for decision in decisions if decision.action == SET_ASIDE]
    return [_marked(scanned, anchors, deciding, source_id) for scanned in items]


def place_names(places: Iterable[TextRow]) -> dict[str, str]:
    """Return place ids by name; spelling variants are names too."""
    return {name: row["place_id"] for row in places for name in (row["name"], *row["variants"].split(";")) if name}


def scan_files(
    package: DataPackage, files: Iterable[Path], source_id: str | None = None
) -> tuple[dict[str, list[CoveredItem]], dict[str, str], list[Problem]]:
    """Scan documents, each as the source with its checksum or as the one named.

    Returns
    -------
    (dict of str to list of CoveredItem, dict of str to str, list of Problem)
        Items and text by source id, or by file name for a document that is not a
        source yet; and decisions that cover another number of items than they
        expect.
    """
    tables = package.read_tables()
    by_checksum = {row["document_sha256"]: row["source_id"] for row in tables["sources"] if row["document_sha256"]}
    known = {row["source_id"]: row["document_sha256"] for row in tables["sources"] if row["document_sha256"]}
    decisions = load_decisions(package.folder)
    scanned, texts = {}, {}
    for file in files:
        text, checksum = read_document(file)
        source = source_id or by_checksum.get(checksum, "")
        if source_id and checksum != known.get(source_id, checksum):
            words = (
                f"a text other than the one that {source_id} was coded from",
                "that text",
                "Scan it without --source.",
            )
            raise DataProblems([Problem(str(file), 0, "", *words)])
        items = scan_source(tables, decisions, source, text)
        scanned[source or file.name] = items
        texts[source or file.name] = text
    return scanned, texts, list(_find_surprised(decisions, scanned))


def record_coverage(package: DataPackage, scanned: Mapping[str, Sequence[CoveredItem]]) -> None:
    """Write the counts of the scanned sources to ``coverage.csv``; other sources keep theirs."""
    sources = {row["source_id"]: row for row in package.read_rows("sources")}
    rows = [row for row in package.read_rows("coverage") if row["source_id"] not in scanned]
    rows += [row for source, items in scanned.items() for row in coverage_rows(sources[source], items)]
    package.write_rows("coverage", sorted(rows, key=lambda row: (row["source_id"], row["kind"])))


def record_expectations(
    package: DataPackage, source: str, scanned: Iterable[CoveredItem], under_way: bool = False
) -> None:
    """Write to ``decisions.yml`` how many passages of a new document each decision on all documents sets aside.

    ``under_way`` says that the document is being coded: then numbers that it has already follow what is coded, too.
    """
    decisions = load_decisions(package.folder)
    found = Counter(one.by for one in scanned if one.outcome == ASIDE)
    wanted: dict[str, int] = {}
    for one in decisions:
        if one.action == SET_ASIDE and "source" not in one.target:
            number, has_number = found[one.decision_id], source in one.expect
            # A decision needs something to expect: one that covers nothing any more is for check to tell.
            goes = under_way and has_number and not number and len(one.expect) > 1
            if goes or (number and (under_way or not has_number)):
                wanted[one.decision_id] = number
    if wanted:
        text = (package.folder / DECISIONS).read_text(encoding="utf-8")
        write_decisions(package.folder, expecting(text, decisions, source, wanted))


def coverage_rows(source: TextRow, scanned: Iterable[CoveredItem]) -> list[TextRow]:
    """Return the rows of ``coverage.csv`` for one document, one for each class of items."""
    counts = Counter((CLASSES[one.item.kind], one.outcome) for one in scanned)
    return [
        {
            "source_id": source["source_id"],
            "document_sha256": source["document_sha256"],
            "kind": kind,
            "coded": str(counts[kind, CODED]),
            "set_aside": str(counts[kind, ASIDE]),
            "missed": str(counts[kind, MISSED]),
        }
        for kind in TABLES_THAT_CODE
    ]


def read_document(file: Path) -> tuple[str, str]:
    """Return the text of a document with its line ends, and its SHA-256.

    Raises
    ------
    DataProblems
        If it is not UTF-8, not a plain text, or changed since it was taken.
    """
    content = file.read_bytes()
    if kind := document_kind(content):
        action = f"Take its text first: claimbook take {quoted(file)} --out DIR."
        raise DataProblems([Problem(str(file), 0, "", kind, "a plain text", action)])
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        found = f"byte 0x{content[error.start]:02x} at {error.start}"
        raise DataProblems([Problem(str(file), 0, "", found, "UTF-8", "Save the document as UTF-8.")]) from None
    sha256 = hashlib.sha256(content).hexdigest()
    read_origin(file, sha256)
    return text, sha256


def _find_surprised(decisions: Iterable[Decision], scanned: Mapping[str, Sequence[CoveredItem]]) -> Iterator[Problem]:
    """Find decisions that set aside another number of items than they expect."""
    met = Counter((one.by, source) for source, items in scanned.items() for one in items if one.outcome == ASIDE)
    for decision in decisions:
        if decision.action == SET_ASIDE:
            for source in scanned:
                found, expected = met[decision.decision_id, source], decision.expect.get(source, 0)
                if found != expected:
                    yield decision.problem(
                        f"expect.{source}",
                        str(expected),
                        f"{found}, the number of items it sets aside there",
                        "Review them, then correct target or expect.",
                    )


def _anchors(rows: Iterable[TextRow], source_id: str) -> Iterator[tuple[int, int, str]]:
    for row in rows:
        if row["source_id"] == source_id and row["status"] == "active" and row["span_start"].isdigit():
            yield int(row["span_start"]), int(row["span_end"]), next(iter(row.values()))


def _marked(
    scanned: CoveredItem,
    anchors: Mapping[str, list[tuple[int, int, str]]],
    decisions: Sequence[Decision],
    source_id: str,
) -> CoveredItem:
    item = scanned.item
    of_class = CLASSES[item.kind]
    for table in TABLES_THAT_CODE[of_class]:
        for start, end, row in anchors[table]:
            if start < item.end and item.start < end:
                return replace(scanned, outcome=CODED, by=row)
    for decision in decisions:
        target = decision.target
        if (
            target["kind"] == of_class
            and target.get("source", source_id) == source_id
            and item.words in target.get("words", [item.words])
            and item.start in target.get("starts", [item.start])
        ):
            return replace(scanned, outcome=ASIDE, by=decision.decision_id, reason=decision.reason)
    return scanned
