"""Load human judgements and their reasons from ``decisions.yml``.

A decision is data: what it judges (``target``), what it does (``action``), why
(``reason`` from a closed list, and words), by whom and when. ``expect`` guards
it with the number of things it covered when it was made. This module only loads
decisions; callers compare ``expect`` with what they find.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from claimbook.errors import BookError, DataProblems, Problem
from claimbook.files import write_whole
from claimbook.ledger.wording import is_day

DECISIONS = "decisions.yml"
SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C loader, if the library has it

SET_ASIDE, SETTLE, RANK, UNREASONABLE = "set_aside", "settle", "rank", "unreasonable"

# Why a passage of a text is not a row. There is no "other": add a new reason here.
SET_ASIDE_REASONS = {
    "dateline": "the document’s own day and place of publication, which its row of sources carries",
    "carried": "a day or year that a row carries in a column of its own, while its anchor is on other words",
    "frame": "names the country or the province, as the frame of all or inside another name",
    "no_role": "names a place in no role that the codebook knows",
    "no_rows": "counts what the ledger has no rows for, such as vehicles",
    "pronoun": "stands for a noun and counts nothing",
    "figure_of_speech": "a turn of phrase that counts nothing",
    "setting": "says where or when the writer looks on, not where or when something happened",
}
# Why the ledger differs from one or both readings.
SETTLE_REASONS = {
    "as_printed": "the text itself settles it",
    "rule": "the codebook settles it; one reading had missed the rule",
    "rule_added": "the codebook left it open; the rule was added and then applied to all rows",
    "slip": "one reading was a slip",
    "cautious": "more than one reading holds; the ledger takes the one that claims less",
    "computed": "a rule finds it in the other rows; a row of its own would say it twice",
    "one_point": "one thing said, which one reading split in two or coded twice",
    "worth_a_row": "one reading only had it, and it is one of the things that the codebook wants coded",
    "not_coded": "one reading only had it, and it adds nothing that the codebook wants coded",
}
# Why one speaker is more reliable than another.
RANK_REASONS = {
    "no_party": "takes no part in the fighting and speaks for nobody who does",
    "method": "publishes the method or the list that its figures rest on",
}
# Why a figure is not accepted as an upper bound.
UNREASONABLE_REASONS = {
    "impossible": "can’t be, for a reason that the words give",
    "no_ground": "is far above all others, and no ground for it is stated anywhere",
}
REASONS = {
    SET_ASIDE: SET_ASIDE_REASONS, SETTLE: SETTLE_REASONS, RANK: RANK_REASONS, UNREASONABLE: UNREASONABLE_REASONS,
}  # fmt: skip

# In a decision: its mapping of sources to numbers, in braces or on lines of its own.
EXPECT = re.compile(r"^  expect:(?: *\{[^}]*\}.*\n|.*\n(?:    .*\n)+)", re.MULTILINE)

DAY = re.compile(r"^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\Z")
DEEPEST = 10  # a decision needs four
PRINTED = {
    "type": "string",
    "maxLength": 4000,
    "pattern": r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]*\Z",
}
TEXTS = {"type": "array", "items": PRINTED, "minItems": 1}
COUNT = {"type": "integer", "minimum": 1, "maximum": 1_000_000}
TARGETS = {
    SET_ASIDE: {
        "kind": {"enum": ["number", "date", "place"]},
        "words": TEXTS,
        "source": {"type": "string"},
        "starts": {"type": "array", "items": {"type": "integer"}, "minItems": 1},
    },
    SETTLE: {"table": {"type": "string"}, "column": {"type": "string"}, "rows": TEXTS},
    RANK: {"parties": TEXTS},  # the most reliable first
    UNREASONABLE: {"claim": {"type": "string"}},
}
REQUIRED_OF_TARGET = {SET_ASIDE: ["kind"], SETTLE: ["table", "column"], RANK: ["parties"], UNREASONABLE: ["claim"]}
EXPECTED = {
    SET_ASIDE: {"type": "object", "additionalProperties": COUNT, "minProperties": 1},
    SETTLE: COUNT,
    RANK: COUNT,  # how many active claims the parties have
    UNREASONABLE: {"type": "number", "minimum": 0, "maximum": 1e12},  # the value of the claim
}

SCHEMAS = {
    action: Draft202012Validator(
        {
            "type": "object",
            "additionalProperties": False,
            "required": ["id", "action", "target", "expect", "reason", "words", "author", "date"],
            "properties": {
                "id": {"type": "string", "pattern": r"^[a-z0-9]+(-[a-z0-9]+)*\Z", "maxLength": 200},
                "action": {"const": action},
                "target": {
                    "type": "object",
                    "properties": TARGETS[action],
                    "required": REQUIRED_OF_TARGET[action],
                    "additionalProperties": False,
                },
                "expect": EXPECTED[action],
                "reason": {"enum": list(REASONS[action])},
                "words": {"allOf": [PRINTED, {"minLength": 10, "pattern": r"\S"}]},
                "author": {"allOf": [PRINTED, {"minLength": 1, "maxLength": 300, "pattern": r"\S"}]},
                "date": {"type": "string", "pattern": DAY.pattern},
            },
        }
    )
    for action in REASONS
}


@dataclass(frozen=True)
class Decision:
    """A judgement; ``line`` is its place in the file."""

    decision_id: str
    action: str
    target: Mapping[str, Any]
    reason: str
    words: str
    author: str
    date: str
    line: int
    expect: Any = None
    path: str = field(default=DECISIONS, compare=False)

    def problem(self, column: str, value: str, expected: str, action: str) -> Problem:
        return Problem(self.path, self.line, column, value, expected, f"{action} (decision {self.decision_id})")


def load_decisions(folder: Path) -> list[Decision]:
    """Return the decisions of a data package in the order of the file; none if there is no file.

    Raises
    ------
    DataProblems
        With every fault of the file.
    """
    path = folder / DECISIONS
    if not path.exists():
        return []
    try:
        return _decisions_in(path.read_text("utf-8"), path)
    except UnicodeDecodeError as error:
        raise DataProblems([Problem(str(path), 0, "", str(error), "YAML in UTF-8", "Correct the file.")]) from None


def _decisions_in(text: str, path: Path) -> list[Decision]:
    try:
        require_plain(text)
        loader = SafeLoader(text)
        root = loader.get_single_node()
        entries = None if root is None else loader.construct_document(root)
    except (yaml.YAMLError, ValueError, TypeError, LookupError, AttributeError) as error:
        found = " ".join(str(error).split())
        raise DataProblems([Problem(str(path), 0, "", found, "YAML in UTF-8", "Correct the file.")]) from None
    if entries is None or root is None:
        return []
    if not isinstance(entries, list):
        raise DataProblems(
            [Problem(str(path), 0, "", "no list", "a list of decisions", "Begin each decision with a dash.")]
        )
    decisions, problems = [], []
    for entry, node in zip(entries, root.value, strict=True):
        line = node.start_mark.line + 1
        if isinstance(entry, dict) and "date" in entry:
            entry["date"] = str(entry["date"])  # as everywhere in the data package, text
        faults = _faults(entry)
        problems += [
            Problem(str(path), line, column, value, expected, "Correct it.") for column, value, expected in faults
        ]
        if not faults:
            own = {name: value for name, value in entry.items() if name != "id"}
            decisions.append(Decision(decision_id=entry["id"], line=line, path=str(path), **own))
    seen: set[str] = set()
    for decision in decisions:
        if decision.decision_id in seen:
            problems.append(decision.problem("id", decision.decision_id, "an id of its own", "Give it another id."))
        seen.add(decision.decision_id)
    if problems:
        raise DataProblems(problems)
    return decisions


def write_decisions(folder: Path, text: str) -> None:
    """Replace the decisions of a data package, completely or not at all; refuse what couldn't be read again."""
    _decisions_in(text, folder / DECISIONS)
    write_whole(folder / DECISIONS, text)


def expecting(text: str, decisions: Sequence[Decision], source: str, wanted: Mapping[str, int]) -> str:
    """Return the text of ``decisions.yml`` in which some decisions expect another number in one document.

    Parameters
    ----------
    text : str
        The file.
    decisions : sequence of Decision
        The decisions in it.
    source : str
        The document's id.
    wanted : mapping of str to int
        How many of its passages each of these decisions sets aside, by id; one that is left without any goes.

    Raises
    ------
    BookError
        If the file is written in a way that can't be edited here.
    """
    lines = [f"{line}\n" for line in text.splitlines()]
    starts = [one.line - 1 for one in decisions]
    for decision, start, after in reversed(list(zip(decisions, starts, [*starts[1:], len(lines)], strict=True))):
        number = wanted.get(decision.decision_id)
        if number is None or decision.expect.get(source, 0) == number:
            continue
        end = after  # a comment above the next decision belongs to that one
        while not lines[end - 1].strip() or lines[end - 1].startswith("#"):
            end -= 1
        expect = {name: known for name, known in decision.expect.items() if name != source}
        expect |= {source: number} if number else {}
        words = ", ".join(f"{name}: {known}" for name, known in expect.items())
        block, changed = EXPECT.subn(f"  expect: {{{words}}}\n", "".join(lines[start:end]), count=1)
        if expect and not changed:
            raise BookError(f"{decision.path}, line {decision.line}: expect {source}: {number}; write it there by hand")
        lines[start:end] = [block] if expect else []
    return "".join(lines)


def require_plain(text: str) -> None:
    """Refuse YAML that could outgrow this machine: names for other places, and lists deep inside lists."""
    depth = 0
    for event in yaml.parse(text, Loader=SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or depth > DEEPEST:
            raise yaml.YAMLError("an alias, or lists deep inside lists")


def _faults(entry: Any) -> list[tuple[str, str, str]]:
    """Compare an entry with its schema; return place, value and expectation of each fault."""
    if not isinstance(entry, dict) or str(entry.get("action")) not in SCHEMAS:
        held = entry.get("action", "") if isinstance(entry, dict) else str(entry)
        return [("action", str(held), f"one of: {', '.join(SCHEMAS)}")]
    day = str(entry.get("date", ""))
    no_day = [("date", day, "a day such as 2026-01-31")] if DAY.fullmatch(day) and not is_day(day) else []
    return no_day + [
        (
            ".".join(map(str, error.absolute_path)),
            "" if error.validator == "required" else str(error.instance)[:80],
            error.message,
        )
        for error in SCHEMAS[entry["action"]].iter_errors(entry)
    ]
