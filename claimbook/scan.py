"""Is everything that a document prints coded, or set aside with a reason?

Takes a document and the rows and decisions about it, gives each number, day and
place that it prints, marked as coded, set aside or missed, and the counts that
``coverage.csv`` carries to where the documents are not at hand. Codes nothing.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from claimbook.check import ANCHORED
from claimbook.decisions import SET_ASIDE, Decision, load_decisions
from claimbook.ledger import Ledger, load_ledger
from claimbook.printed import DATE, DURATION, MONEY, NUMBER, PERCENT, PLACE, WEEKDAY, Item, find_items
from claimbook.problems import DataProblems, Problem
from claimbook.verify import paragraph_bounds

CODED, ASIDE, MISSED = "coded", "set aside", "missed"
CLASSES = {NUMBER: "number", PERCENT: "number", MONEY: "number", DURATION: "number"} | {
    DATE: "date", WEEKDAY: "date", PLACE: "place"
}  # fmt: skip
# A place is coded by a mention in a role; that its name lies in some other row's words is not enough.
TABLES_THAT_CODE = {"number": ANCHORED, "date": ANCHORED, "place": ("mentions",)}


@dataclass(frozen=True)
class Scanned:
    """An item of a document and what became of it.

    Attributes
    ----------
    paragraph : int
        Which line of the document carries it.
    item : Item
        Where, of which kind, in which words.
    fate : str
        ``coded``, ``set aside`` or ``missed``.
    by : str
        The row that codes it, or the decision that sets it aside.
    reason : str
        Why it was set aside, from the closed list.
    """

    paragraph: int
    item: Item
    fate: str = MISSED
    by: str = ""
    reason: str = ""

    def as_record(self) -> dict[str, Any]:
        item = self.item
        where = {"paragraph": self.paragraph, "start": item.start, "end": item.end}
        return where | {"kind": item.kind, "words": item.words, "fate": self.fate, "by": self.by, "reason": self.reason}


def scan_text(text: str, places: Mapping[str, str]) -> list[Scanned]:
    """Every item of a text with its paragraph, nothing of it coded yet."""
    bounds = paragraph_bounds(text)
    return [
        Scanned(next(n for n, (low, high) in enumerate(bounds, start=1) if low <= item.start < high), item)
        for item in find_items(text, places)
    ]


def scan_source(ledger: Ledger, decisions: Sequence[Decision], source_id: str, text: str) -> list[Scanned]:
    """The items of a source's document, each with its fate."""
    anchors = {table: _anchors(ledger[table], source_id) for table in ANCHORED}
    deciding = [decision for decision in decisions if decision.action == SET_ASIDE]
    return [
        _marked(scanned, anchors, deciding, source_id) for scanned in scan_text(text, place_names(ledger["places"]))
    ]


def place_names(places: pd.DataFrame) -> dict[str, str]:
    """Place ids by name; each spelling variant is a name."""
    names: dict[str, str] = {}
    for place, name, variants in zip(places["place_id"], places["name"], places["variants"].fillna(""), strict=True):
        names |= {one: place for one in (name, *filter(None, variants.split(";")))}
    return names


def find_scan_problems(
    ledger: Ledger, decisions: Sequence[Decision], scanned: Mapping[str, list[Scanned]]
) -> list[Problem]:
    """What was missed, decisions that met nothing or another number of items than they expected."""
    met: Counter[tuple[str, str]] = Counter(
        (one.by, source) for source, items in scanned.items() for one in items if one.fate == ASIDE
    )
    problems = []
    for decision in decisions:
        if decision.action != SET_ASIDE:
            continue
        expected = decision.expect or {}
        for source in sorted(set(scanned) & (set(expected) | {s for by, s in met if by == decision.decision_id})):
            found = met[decision.decision_id, source]
            if found != expected.get(source, 0):
                problems.append(
                    decision.problem(
                        f"expect.{source}",
                        str(expected.get(source, 0)),
                        f"{found}, which is how many items it sets aside in {source}",
                        "Look at them, then correct the target or the expectation.",
                    )
                )
    for source, items in scanned.items():
        name = ledger["sources"].set_index("source_id").at[source, "document_file"]
        problems += [
            Problem(
                str(name),
                one.paragraph,
                one.item.kind,
                one.item.words,
                f"a row or a decision for the {one.item.kind} at {one.item.start} to {one.item.end}",
                "Code it, or set it aside in decisions.yml with a reason.",
            )
            for one in items
            if one.fate == MISSED
        ]
    return problems


def coverage_rows(source_id: str, sha256: str, scanned: Iterable[Scanned]) -> list[dict[str, Any]]:
    """The rows of ``coverage.csv`` for one document: one for each class of items."""
    counts = Counter((CLASSES[one.item.kind], one.fate) for one in scanned)
    return [
        {
            "source_id": source_id,
            "document_sha256": sha256,
            "kind": kind,
            "coded": counts[kind, CODED],
            "set_aside": counts[kind, ASIDE],
            "missed": counts[kind, MISSED],
        }
        for kind in TABLES_THAT_CODE
    ]


def source_of_document(ledger: Ledger, content: bytes) -> str:
    """The source whose document has these bytes; blank where there is none."""
    sources = ledger["sources"]
    found = sources[sources["document_sha256"] == hashlib.sha256(content).hexdigest()]
    return "" if found.empty else str(found["source_id"].iloc[0])


def scan_documents(folder: Path, documents: Path) -> dict[str, list[Scanned]]:
    """The coded documents of a sound data package, scanned.

    Raises
    ------
    DataProblems
        Where a document isn't there or isn't the one that was coded.
    """
    ledger, decisions = load_ledger(folder), load_decisions(folder)
    coded = ledger["sources"][ledger["sources"]["role"] == "coded"]
    problems, scanned = [], {}
    for source, name in zip(coded["source_id"], coded["document_file"], strict=True):
        path = documents / name
        content = path.read_bytes() if path.exists() else b""
        if source_of_document(ledger, content) != source:
            problems.append(
                Problem(str(path), 0, "", "not the document", f"the text coded as {source}", "Put it there.")
            )
            continue
        scanned[source] = scan_source(ledger, decisions, source, content.decode("utf-8"))
    if problems:
        raise DataProblems(problems)
    return scanned


def _anchors(frame: pd.DataFrame, source_id: str) -> list[tuple[int, int, str]]:
    of_source = frame[(frame["source_id"] == source_id) & frame["span_start"].notna() & (frame["status"] == "active")]
    return [
        (int(start), int(end), str(row))
        for start, end, row in zip(of_source["span_start"], of_source["span_end"], of_source.iloc[:, 0], strict=True)
    ]


def _marked(
    scanned: Scanned, anchors: Mapping[str, list[tuple[int, int, str]]], decisions: Sequence[Decision], source_id: str
) -> Scanned:
    item = scanned.item
    of_class = CLASSES[item.kind]
    for table in TABLES_THAT_CODE[of_class]:
        for start, end, row in anchors[table]:
            if start < item.end and item.start < end:
                return replace(scanned, fate=CODED, by=row)
    for decision in decisions:
        target = decision.target
        if (
            target["kind"] == of_class
            and target.get("source", source_id) == source_id
            and item.words in target.get("words", [item.words])
            and item.start in target.get("starts", [item.start])
        ):
            return replace(scanned, fate=ASIDE, by=decision.decision_id, reason=decision.reason)
    return scanned
