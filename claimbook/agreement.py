"""How far two readers, each alone, read the same documents into the same rows.

Takes the two readings that are kept beside the tables (``readings/first`` and
``readings/second``), gives the pairs of rows that are about the same words, the
agreement per column, and every disagreement. Settles nothing: that is done by
decisions, each of which is held here against the number that it settles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from claimbook.check import ANCHORED
from claimbook.decisions import SETTLE, Decision
from claimbook.problems import Problem

READINGS = "readings"
READERS = ("first", "second")

# What a reader fills in freely, or what only places the row; the rest is compared.
NOT_COMPARED = {
    "source_id", "paragraph", "value_text", "nth", "span_start", "span_end", "summary", "source_label", "subgroup",
    "measure_as_printed",
}  # fmt: skip
FOUND = "found"


@dataclass(frozen=True)
class Disagreement:
    """One cell that two readers filled differently, or one row that only one of them has.

    ``row`` is the document and the first character of the words in question.
    """

    table: str
    column: str
    row: str
    first: str
    second: str


def load_readings(folder: Path) -> dict[str, tuple[pd.DataFrame, pd.DataFrame]]:
    """Both readings of each anchored table, as text; none where the package keeps no readings."""
    if not (folder / READINGS).is_dir():
        return {}
    return {
        table: (_read(folder, READERS[0], table), _read(folder, READERS[1], table))
        for table in ANCHORED
    }  # fmt: skip


def _read(folder: Path, reader: str, table: str) -> pd.DataFrame:
    frame = pd.read_csv(folder / READINGS / reader / f"{table}.csv", dtype="str", keep_default_na=False)
    return frame.assign(**{column: pd.to_numeric(frame[column]) for column in ("span_start", "span_end")})


def pair_rows(first: pd.DataFrame, second: pd.DataFrame) -> Iterator[tuple[pd.Series | None, pd.Series | None]]:
    """Rows of two readings about the same words; a row that only one reader has stands alone.

    Two rows are of the same words when their spans overlap; of several, the pair
    with the most characters and then the most cells in common is taken first.
    """
    candidates = []
    for source, ours in first.groupby("source_id"):
        theirs = second[second["source_id"] == source]
        for one, row in ours.iterrows():
            overlap = theirs[(theirs["span_start"] < row["span_end"]) & (theirs["span_end"] > row["span_start"])]
            for other, match in overlap.iterrows():
                shared = min(row["span_end"], match["span_end"]) - max(row["span_start"], match["span_start"])
                apart = (row["span_end"] - row["span_start"]) + (match["span_end"] - match["span_start"]) - 2 * shared
                alike = sum(row[name] == match[name] for name in compared_columns(first))
                candidates.append((-alike, apart, one, other))
    left, right = set(first.index), set(second.index)
    for _, _, one, other in sorted(candidates):
        if one in left and other in right:
            left.remove(one)
            right.remove(other)
            yield first.loc[one], second.loc[other]
    yield from ((first.loc[one], None) for one in sorted(left))
    yield from ((None, second.loc[other]) for other in sorted(right))


def compared_columns(reading: pd.DataFrame) -> list[str]:
    return [name for name in reading.columns if name not in NOT_COMPARED]


def agreement_table(readings: dict[str, tuple[pd.DataFrame, pd.DataFrame]]) -> pd.DataFrame:
    """One row per table and column: ``table, column, compared, equal, share, kappa``.

    The first row of each table, column ``found``, counts the rows of either
    reading and those that both have. ``kappa`` is Cohen's: the agreement beyond
    what the two readers' own shares of each value would give by chance; blank
    where all is one value.
    """
    records: list[tuple[str, str, int, int, float, float | None]] = []
    for table, (first, second) in readings.items():
        pairs = list(pair_rows(first, second))
        both = [(one, other) for one, other in pairs if one is not None and other is not None]
        records.append((table, FOUND, len(pairs), len(both), len(both) / len(pairs), None))
        for column in compared_columns(first):
            cells = [(str(one[column]), str(other[column])) for one, other in both]
            equal = sum(one == other for one, other in cells)
            records.append((table, column, len(cells), equal, equal / len(cells), cohen_kappa(cells)))
    columns = ["table", "column", "compared", "equal", "share", "kappa"]
    return pd.DataFrame(records, columns=columns).astype({"kappa": "Float64"})


def cohen_kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Agreement beyond chance, after Cohen (1960); None where chance alone gives full agreement.

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


def find_disagreements(readings: dict[str, tuple[pd.DataFrame, pd.DataFrame]]) -> list[Disagreement]:
    """Every cell in which the two readings differ, and every row that only one has."""
    found = []
    for table, (first, second) in readings.items():
        for one, other in pair_rows(first, second):
            row = one if one is not None else other
            assert row is not None
            place = f"{row['source_id']}:{row['span_start']}"
            if one is None or other is None:
                words = [str(reading["value_text"]) if reading is not None else "" for reading in (one, other)]
                found.append(Disagreement(table, FOUND, place, *words))
                continue
            found += [
                Disagreement(table, column, place, str(one[column]), str(other[column]))
                for column in compared_columns(first)
                if one[column] != other[column]
            ]
    return sorted(found, key=lambda one: (one.table, one.column, one.row))


def find_unsettled(decisions: Iterable[Decision], disagreements: Sequence[Disagreement]) -> Iterator[Problem]:
    """Disagreements that no decision settles, and decisions that settle another number than they expect.

    A decision that names rows goes before one of the whole column.
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
    for decision in settling:
        if settled[decision.decision_id] != decision.expect:
            yield decision.problem(
                "expect",
                str(decision.expect),
                f"{settled[decision.decision_id]}, which is how many disagreements it settles",
                "Look at them, then correct the target or the expectation.",
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
