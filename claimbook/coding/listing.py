"""Print scanned items and drafted rows for a terminal: each with its sentence, the words marked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap

import pandas as pd

from claimbook.coding.coverage import ASIDE, CLASSES, CODED, MISSED, CoveredItem
from claimbook.coding.extract import Expression
from claimbook.errors import CONTROL
from claimbook.ledger.guesses import guessed_cells
from claimbook.ledger.package import DataPackage, TextRow
from claimbook.ledger.wording import count

WIDTH = 80  # columns of a terminal
AROUND = 90  # characters of a text on either side of the words that are marked
MARKS = "⟦", "⟧"
OF_THE_ANCHOR = {"source_id", "paragraph", "span_start", "span_end", "value_text", "status", "recorded_on"}


def excerpt(text: str, start: int, end: int) -> str:
    """Return the words around a span, on one line, with the span in ⟦brackets⟧; whole words, of one paragraph.

    >>> excerpt("No one knew. At least 14 soldiers died.", 13, 24)
    'No one knew. ⟦At least 14⟧ soldiers died.'
    """
    first = max(text.rfind("\n", 0, start) + 1, start - AROUND)
    last = min(end + AROUND, text.find("\n", end) if "\n" in text[end:] else len(text))
    before, after = text[first:start], text[end:last]
    if first and text[first - 1] != "\n":
        before = "…" + before.split(" ", 1)[-1] if " " in before else ""
    if last < len(text) and text[last] != "\n":
        after = after.rsplit(" ", 1)[0] + "…"
    words = " ".join(f"{before}{MARKS[0]}{text[start:end]}{MARKS[1]}{after}".split())
    return CONTROL.sub("\ufffd", words)


def list_items(
    scanned: Mapping[str, Sequence[CoveredItem]], texts: Mapping[str, str], form: str, only_missed: bool = False
) -> str:
    """Return scanned items as ``text`` for a terminal, as ``csv`` or as ``json``.

    Parameters
    ----------
    scanned : mapping of str to sequence of CoveredItem
        Items by source.
    texts : mapping of str to str
        The text of each source.
    form : str
        ``text``, ``csv`` or ``json``.
    only_missed : bool
        Leave out what is coded or set aside.
    """
    shown = {
        source: [one for one in items if one.outcome == MISSED or not only_missed] for source, items in scanned.items()
    }
    records = [{"source_id": source, **one.as_record()} for source, items in shown.items() for one in items]
    if form == "json":
        return json.dumps(records, indent=1, ensure_ascii=False)
    if form == "csv":
        columns = ["source_id", *CoveredItem(0, Expression(0, 0, "", "")).as_record()]
        text: str = pd.DataFrame(records, columns=columns).to_csv(index=False, lineterminator="\n")
        return text.rstrip("\n")
    lines: list[str] = []
    for source, items in shown.items():
        for one in items:
            item, why = one.item, f" by {one.by}" if one.by else ""
            reason = f" ({one.reason})" if one.reason else ""
            where = f"paragraph {one.paragraph}, {item.start} to {item.end}"
            lines.append(f"{where}: {CLASSES[item.kind]}, {one.outcome}{why}{reason}")
            lines += _indented(excerpt(texts[source], item.start, item.end))
    lines += [
        f"{source}: {count(len(items), 'item')}, "
        + ", ".join(f"{sum(one.outcome == outcome for one in items)} {outcome}" for outcome in (CODED, ASIDE, MISSED))
        for source, items in scanned.items()
    ]
    return "\n".join(lines)


def list_draft(package: DataPackage, text: str, drafted: Mapping[str, list[TextRow]]) -> str:
    """Return drafted rows as blocks: the sentence, what was read, what was guessed and what is still blank."""
    guessed: dict[tuple[str, str], set[str]] = {}
    for one in guessed_cells(package, drafted):
        guessed.setdefault((one["table"], one["row_id"]), set()).add(one["column"])
    lines: list[str] = []
    for table, rows in drafted.items():
        key = package.primary_key(table)[0]
        needed = [name for name, field in package.fields(table).items() if field.get("constraints", {}).get("required")]
        for row in sorted(rows, key=lambda row: int(row.get("span_start") or 0)):
            lines.append(f"{table}: {row[key]}")
            if row.get("span_start"):
                lines += _indented(excerpt(text, int(row["span_start"]), int(row["span_end"])))
            lines += _cells(row, key, guessed.get((table, row[key]), set()))
            if blank := [name for name in needed if not row[name]]:
                lines += _indented("blank:   " + ", ".join(blank))
    lines += [f"{table}.csv: {count(len(rows), 'new row')}" for table, rows in drafted.items()]
    return "\n".join(lines)


def _cells(row: TextRow, key: str, guessed: set[str]) -> Iterator[str]:
    for word, columns in (
        ("read:   ", [name for name in row if name not in guessed and name not in OF_THE_ANCHOR and name != key]),
        ("guessed:", [name for name in row if name in guessed]),
    ):
        if filled := "; ".join(f"{name} {row[name]}" for name in columns if row[name]):
            yield from _indented(f"{word} {filled}")


def _indented(words: str) -> list[str]:
    return wrap(words, WIDTH, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)
