"""Measure how far two independent readers coded the same documents alike.

Compares the readings in ``readings/first`` and ``readings/second`` with each
other and with the ledger: pairs rows about the same words, computes agreement
for each column, and lists every cell in which the three differ. Decisions settle
these differences; each is checked against the number of cells it covers.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from claimbook.errors import DataProblems, Problem
from claimbook.ledger.decisions import RANK, SET_ASIDE, SETTLE, UNREASONABLE, Decision, load_decisions
from claimbook.ledger.package import ANCHORED, LINE_OF_FIRST_ROW, DataPackage, TextRow

Readings = dict[str, tuple[list[TextRow], list[TextRow]]]

READINGS = "readings"
READERS = ("first", "second")

# Free text, and columns that only locate the row, are not compared.
NOT_COMPARED = {
    "source_id", "paragraph", "value_text", "nth", "span_start", "span_end", "summary", "source_label", "subgroup",
}  # fmt: skip
FOUND = "found"
SPAN = ("span_start", "span_end")


@dataclass(frozen=True)
class Disagreement:
    """A cell, or a row (column ``found``), in which the two readings and the ledger differ.

    ``row`` gives the document and the first character of the words in question.
    """

    table: str
    column: str
    row: str
    first: str
    second: str
    ledger: str


def load_readings(folder: Path, sources: Collection[str] | None = None) -> Readings:
    """Return both readings of each anchored table as text; empty if the package has none.

    ``sources`` limits them to the documents of these sources.
    """
    if not (folder / READINGS).is_dir():
        return {}
    readings: Readings = {}
    for table in ANCHORED:
        first, second = (_read(folder, reader, table, sources) for reader in READERS)
        if first and second and first[0].keys() != second[0].keys():
            raise _unreadable(
                folder / READINGS / READERS[1] / f"{table}.csv", 1, "columns other than the first reader’s"
            )
        readings[table] = first, second
    return readings


def _read(folder: Path, reader: str, table: str, sources: Collection[str] | None) -> list[TextRow]:
    path = folder / READINGS / reader / f"{table}.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, strict=True))
    except (FileNotFoundError, UnicodeDecodeError, csv.Error) as error:
        raise _unreadable(path, 0, str(error)) from None
    for line, row in enumerate(rows, start=LINE_OF_FIRST_ROW):
        whole = None not in row and None not in row.values() and {"source_id", *SPAN} <= row.keys()
        if not whole or not all(re.fullmatch("[0-9]{0,9}", row[name]) for name in SPAN):
            raise _unreadable(path, line, "a row with other cells")
    return [row for row in rows if sources is None or row["source_id"] in sources]


def _unreadable(path: Path, line: int, found: str) -> DataProblems:
    expected = "a reading with the columns of its table, and spans in whole numbers"
    return DataProblems([Problem(str(path), line, "", found, expected, "Restore the file from version control.")])


def pair_rows(first: Sequence[TextRow], second: Sequence[TextRow]) -> Iterator[tuple[TextRow | None, TextRow | None]]:
    """Pair the rows of two readings about the same words; a row that only one reader has stays single.

    Rows are about the same words if their spans overlap. Of several candidates, the
    pair with the most equal cells, then the most shared characters, is taken first.
    """
    compared = compared_columns(first)
    candidates = []
    for one, row in enumerate(first):
        start, end = _span(row)
        for other, match in enumerate(second):
            if match["source_id"] != row["source_id"]:
                continue
            begin, stop = _span(match)
            shared = min(end, stop) - max(start, begin)
            if shared > 0:
                alike = sum(row[name] == match[name] for name in compared)
                candidates.append((-alike, end - start + stop - begin - 2 * shared, one, other))
    left, right = set(range(len(first))), set(range(len(second)))
    for _, _, one, other in sorted(candidates):
        if one in left and other in right:
            left.remove(one)
            right.remove(other)
            yield first[one], second[other]
    yield from ((first[one], None) for one in sorted(left))
    yield from ((None, second[other]) for other in sorted(right))


def _span(row: TextRow) -> tuple[int, int]:
    return int(row["span_start"]), int(row["span_end"])


def compared_columns(reading: Sequence[TextRow]) -> list[str]:
    return [name for name in (reading[0] if reading else ()) if name not in NOT_COMPARED]


def agreement_table(readings: Readings) -> pd.DataFrame:
    """Return a row for each table and column: ``table, column, compared, equal, share, kappa``.

    The first row of each table, column ``found``, counts the rows of either reading
    and those in both. ``kappa`` is Cohen's kappa; blank if all cells are equal to
    one value.
    """
    records: list[tuple[str, str, int, int, float, float | None]] = []
    for table, (first, second) in readings.items():
        pairs = list(pair_rows(first, second))
        if not pairs:
            continue
        both = [(one, other) for one, other in pairs if one and other]
        records.append((table, FOUND, len(pairs), len(both), len(both) / len(pairs), None))
        for column in compared_columns(first) if both else ():
            cells = [(one[column], other[column]) for one, other in both]
            equal = sum(one == other for one, other in cells)
            records.append((table, column, len(cells), equal, equal / len(cells), cohen_kappa(cells)))
    columns = ["table", "column", "compared", "equal", "share", "kappa"]
    return pd.DataFrame(records, columns=columns).astype({"kappa": "Float64"})


def cohen_kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Return agreement beyond chance, after Cohen (1960); ``None`` if chance alone gives full agreement.

    >>> cohen_kappa([("a", "a"), ("a", "a"), ("b", "b"), ("b", "a")])
    0.5
    """
    number = len(pairs)
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    by_chance = sum(first[value] * second[value] for value in first) / number**2
    if by_chance == 1:
        return None
    observed = sum(one == other for one, other in pairs) / number
    return (observed - by_chance) / (1 - by_chance)


def find_disagreements(readings: Readings, tables: Mapping[str, Iterable[TextRow]]) -> list[Disagreement]:
    """Find every cell and row in which the two readings and the ledger differ.

    Parameters
    ----------
    readings : mapping
        As returned by ``load_readings``.
    tables : mapping of str to rows
        The same tables of the ledger, all cells as text. Documents that were not
        read twice are left out.
    """
    found = []
    for table, (first, second) in readings.items():
        twice_read = {row["source_id"] for row in (*first, *second)}
        anchored = [row for row in tables[table] if row["source_id"] in twice_read and row["span_start"]]
        current = {(row["source_id"], _span(row)) for row in anchored if row["status"] == "active"}
        # A withdrawn row still says what was settled, unless another took its place.
        ledger = [row for row in anchored if row["status"] == "active" or (row["source_id"], _span(row)) not in current]
        for one, other, row in _triples(first, second, ledger):
            three = (one, other, row)
            at = next(reading for reading in three if reading)
            place = f"{at['source_id']}:{at['span_start']}"
            if all(three):
                cells = {
                    name: [_alike(reading[name]) for reading in three if reading] for name in compared_columns(first)
                }
                found += [Disagreement(table, name, place, *of) for name, of in cells.items() if len(set(of)) > 1]
            else:
                words = [reading["value_text"] if reading else "" for reading in three]
                found.append(Disagreement(table, FOUND, place, *words))
    return sorted(found, key=lambda one: (one.table, one.column, one.row))


def _triples(
    first: Sequence[TextRow], second: Sequence[TextRow], ledger: Sequence[TextRow]
) -> Iterator[tuple[TextRow | None, TextRow | None, TextRow | None]]:
    """Pair the readings, each pair with the row of the ledger about the same words."""
    pairs = list(pair_rows(first, second))
    either = [one or other or {} for one, other in pairs]
    pair_of = {id(row): pair for row, pair in zip(either, pairs, strict=True)}
    for read, row in pair_rows(either, ledger):
        pair = (None, None) if read is None else pair_of[id(read)]
        yield (*pair, row)


def _alike(cell: str) -> str:
    """Return a cell with its list sorted, so that order does not count."""
    return ";".join(sorted(cell.split(";")))


def settle(
    decisions: Iterable[Decision], disagreements: Iterable[Disagreement]
) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """Count the disagreements that each decision settles, and those of each table and column still open.

    A decision that names rows takes precedence over one for the whole column.
    """
    settling = sorted((one for one in decisions if one.action == SETTLE), key=lambda one: "rows" not in one.target)
    settled: Counter[str] = Counter()
    open_ones: Counter[tuple[str, str]] = Counter()
    for disagreement in disagreements:
        for decision in settling:
            target = decision.target
            of_column = (target["table"], target["column"]) == (disagreement.table, disagreement.column)
            if of_column and disagreement.row in target.get("rows", [disagreement.row]):
                settled[decision.decision_id] += 1
                break
        else:
            open_ones[disagreement.table, disagreement.column] += 1
    return settled, open_ones


def decisions_table(package: DataPackage, sources: Collection[str]) -> pd.DataFrame:
    """Return each decision about a known document: ``decision_id, action, reason, words, number``.

    ``number`` is how many items, cells or rows of those documents it covers.
    """
    decisions = load_decisions(package.folder)
    tables = {table: [row for row in package.read_rows(table) if row["source_id"] in sources] for table in ANCHORED}
    settled, _ = settle(decisions, find_disagreements(load_readings(package.folder, sources), tables))
    rows = []
    for one in decisions:
        number = settled[one.decision_id]
        if one.action == SET_ASIDE:
            number = sum(count for source, count in one.expect.items() if source in sources)
        elif one.action == RANK:
            number = len(one.target["parties"])
        elif one.action == UNREASONABLE:
            number = sum(row["claim_id"] == one.target["claim"] for row in tables["claims"])
        if number:
            rows.append((one.decision_id, one.action, one.reason, one.words, number))
    columns = ["decision_id", "action", "reason", "words", "number"]
    return pd.DataFrame(rows, columns=columns).sort_values("decision_id", ignore_index=True)


def find_unsettled(decisions: Iterable[Decision], disagreements: Sequence[Disagreement]) -> Iterator[Problem]:
    """Find disagreements without a decision, and decisions that settle another number than they expect."""
    settling = [one for one in decisions if one.action == SETTLE]
    settled, open_ones = settle(settling, disagreements)
    for decision in settling:
        if settled[decision.decision_id] != decision.expect:
            yield decision.problem(
                "expect",
                str(decision.expect),
                f"{settled[decision.decision_id]}, the number of disagreements it settles",
                "Review them, then correct target or expect.",
            )
    for (table, column), number in sorted(open_ones.items()):
        yield Problem(
            f"{READINGS}/{table}.csv",
            0,
            column,
            f"{number} disagreements",
            "a decision that settles each",
            "Settle them in decisions.yml.",
        )
