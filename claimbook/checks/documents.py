"""Compare every anchored row with the text of its document.

The source documents are not part of the data package. A message repeats no more
of a document than the span in question.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from claimbook.checks.structure import check_package
from claimbook.coding.coverage import coverage_rows, scan_source
from claimbook.coding.extract import BOUNDS, bounds_in, days_in, numbers_in, paragraph_bounds, weekdays_in
from claimbook.errors import DataProblems, Problem
from claimbook.ledger.decisions import load_decisions
from claimbook.ledger.package import ANCHORED, LINE_OF_FIRST_ROW, DataPackage, read_package
from claimbook.ledger.records import is_filled
from claimbook.ledger.tables import read_frame
from claimbook.ledger.wording import number_text

Fault = tuple[str, str, str, str]
CORRECT = "Correct the row, or code the new document as a source of its own."


def verify_package(folder: Path, documents: Path, only: Collection[str] = ()) -> tuple[list[Problem], int]:
    """Compare every anchored row with its document.

    Parameters
    ----------
    folder : Path
        A data package.
    documents : Path
        The folder of its documents.
    only : collection of str
        Ids of the sources to compare; all, if there are none.

    Returns
    -------
    (list of Problem, int)
        The mismatches, and the number of anchored rows read.
    """
    problems = check_package(folder, rows_only=True)
    if problems:
        return problems, 0
    package = read_package(folder)
    tables = {table: read_frame(package, table) for table in ("sources", *ANCHORED)}
    texts: dict[str, str] = {}
    known = set(tables["sources"].loc[tables["sources"]["document_file"].notna(), "source_id"])
    sources = str(package.path("sources"))
    expected = "the id of a source with a document"
    problems = [
        Problem(sources, 0, "source_id", one, expected, "Correct --source.") for one in sorted(set(only) - known)
    ]
    for line, source in enumerate(tables["sources"].to_dict("records"), start=LINE_OF_FIRST_ROW):
        if is_filled(source["document_file"]) and source["source_id"] in (only or known):
            problems += _read_document(package, line, source, documents, texts)
    rows = 0
    for table in ANCHORED:
        for line, row in enumerate(tables[table].to_dict("records"), start=LINE_OF_FIRST_ROW):
            if is_filled(row["span_start"]) and row["source_id"] in texts:
                rows += 1
                path = str(package.path(table))
                problems += [Problem(path, line, *fault) for fault in find_mismatches(row, texts[row["source_id"]])]
    try:
        problems += find_stale_counts(package, texts)
    except DataProblems as error:  # decisions that cannot be read
        problems += error.problems
    return sorted(problems), rows


def find_stale_counts(package: DataPackage, texts: Mapping[str, str]) -> Iterator[Problem]:
    """Find counts in ``coverage.csv`` that differ from a scan of the document."""
    tables = {table: package.read_rows(table) for table in package.resources}
    sources = {row["source_id"]: row for row in tables["sources"]}
    decisions = load_decisions(package.folder)
    recorded = enumerate(tables["coverage"], start=LINE_OF_FIRST_ROW)
    counted = {
        (row["source_id"], row["kind"]): row
        for source, text in texts.items()
        for row in coverage_rows(sources[source], scan_source(tables, decisions, source, text))
    }
    for line, row in recorded:
        found = counted.get((row["source_id"], row["kind"]), row)
        for column in ("coded", "set_aside", "missed"):
            if row[column] != found[column]:
                yield Problem(
                    str(package.path("coverage")),
                    line,
                    column,
                    row[column],
                    f"{found[column]}, the count of a scan of the document",
                    f"Scan it again: claimbook scan FILE --record{package.named}.",
                )


def _read_document(
    package: DataPackage, line: int, source: dict[str, Any], documents: Path, texts: dict[str, str]
) -> Iterator[Problem]:
    sources = str(package.path("sources"))
    path = (documents / source["document_file"]).resolve()
    if path.parent != documents.resolve() or not path.is_file():
        yield Problem(
            sources, line, "document_file", source["document_file"], f"a file in {documents}", "Put it there."
        )
        return
    content = path.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != source["document_sha256"]:
        yield Problem(
            sources, line, "document_sha256", source["document_sha256"], f"{found}, that of {path.name}", CORRECT
        )
        return  # repeat nothing from a text that is not the coded one
    try:
        texts[source["source_id"]] = content.decode("utf-8")
    except UnicodeDecodeError:
        yield Problem(sources, line, "document_file", path.name, "a text in UTF-8", "Take its text again.")


def find_mismatches(row: dict[str, Any], text: str) -> Iterator[Fault]:
    """Yield where an anchored row differs from its document: column, value, expected, action.

    Parameters
    ----------
    row : dict
        With ``paragraph, span_start, span_end, value_text`` and, for figures,
        ``value_low, value, value_high``.
    text : str
        The document, decoded as UTF-8, with its line ends.
    """
    start, end = int(row["span_start"]), int(row["span_end"])
    if text[start:end] != row["value_text"]:
        yield "value_text", row["value_text"], f"{text[start:end]!r}, the words at {start} to {end}", CORRECT
        return
    bounds = paragraph_bounds(text)
    number = int(row["paragraph"])
    first, last = bounds[number - 1] if number <= len(bounds) else (0, 0)
    if not first <= start <= end <= last:
        right = next((n for n, (low, high) in enumerate(bounds, start=1) if low <= start < high), 0)
        yield "paragraph", str(number), f"{right}, which contains the span", CORRECT
    yield from _numbers_not_printed(row)
    yield from _days_not_printed(row)
    if "qualifier" in row:
        yield from _bounds_not_printed(row)


def _numbers_not_printed(row: dict[str, Any]) -> Iterator[Fault]:
    printed = numbers_in(row["value_text"])
    for column in ("value_low", "value", "value_high"):
        if is_filled(row.get(column)) and float(row[column]) not in printed:
            coded = number_text(float(row[column]))
            yield column, coded, f"a number of {row['value_text']!r}", CORRECT


def _days_not_printed(row: dict[str, Any]) -> Iterator[Fault]:
    """Yield days and weekdays of a report that its words do not contain; a period in words has none."""
    if "start_weekday" not in row:
        return
    printed = (
        [str(day) for day in days_in(row["value_text"], default_year=int(str(row["start"])[:4]))]
        if is_filled(row["start"])
        else []
    )
    if printed:
        for column, day in (("start", printed[0]), ("end", printed[-1])):
            if is_filled(row[column]) and row[column] != day:
                yield column, row[column], f"{day}, the day in {row['value_text']!r}", CORRECT
    weekdays = weekdays_in(row["value_text"])
    for column, place in (("start_weekday", 0), ("end_weekday", -1)):
        coded = row[column] if is_filled(row[column]) else ""
        if coded and coded not in weekdays:
            yield column, coded, f"a weekday of {row['value_text']!r}", CORRECT
        if weekdays and not coded and column == "start_weekday":
            yield column, "", f"{weekdays[place]}, printed in {row['value_text']!r}", CORRECT


def _bounds_not_printed(row: dict[str, Any]) -> Iterator[Fault]:
    """Yield the qualifier of a figure if its words express another one."""
    coded = set(row["qualifier"].split(";")) & set(BOUNDS)
    printed = bounds_in(row["value_text"])
    if coded != printed:
        yield (
            "qualifier",
            row["qualifier"],
            f"{';'.join(sorted(printed)) or 'no bound'}, as in {row['value_text']!r}",
            CORRECT,
        )
