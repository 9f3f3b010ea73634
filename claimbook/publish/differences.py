"""Show what two states of a book differ in: rows, findings, sentences and charts, before and after side by side.

A state is what a published version keeps: the files that programs read, and the
charts.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import unescape
from itertools import pairwise
from typing import Any

import htpy as h
from markupsafe import Markup, escape

from claimbook.components.elements import listing
from claimbook.components.tables import Column, table
from claimbook.ledger.versions import Version
from claimbook.ledger.wording import capital_text, count, day_in_words
from claimbook.publish.api import RESOURCES
from claimbook.publish.edition import Edition
from claimbook.theme.frame import FOLDER as THEME

Rows = Mapping[str, dict[str, Any]]  # by id
TITLE = re.compile(r"<title>(.*?)</title>")
# Columns that follow from others, or that say only where a row is shown.
FOLLOWING = {"page", "revision", "recorded_on", "paragraph", "span_start", "span_end"}
# What a changed figure in words says already.
IN_THE_FIGURE = {"value_text", "value", "value_low", "value_high", "least", "qualifier", "sentence"}
LOG = "changes"  # its rows are shown as the reasons of the others
SHOWN_RESOURCES = tuple(name for name in RESOURCES if name != LOG)
MOST_COMPARED = 40_000  # pairs of words
SHOWN = 15  # rows of a list before the others are folded
WORDS = ("figure", "sentence", "name", "title", "summary", "release_id")  # what says which row it is


@dataclass(frozen=True)
class State:
    """One of the two that are compared: what it is called, its rows by resource, and its charts by name."""

    name: str
    rows: Mapping[str, Rows]
    charts: Mapping[str, bytes]

    @classmethod
    def of(cls, name: str, files: Mapping[str, bytes]) -> State:
        """Read a state from the files that a version keeps."""
        charts = {path: content for path, content in files.items() if path.endswith(".svg")}
        return cls(name, {resource: _rows(resource, files) for resource in RESOURCES}, charts)


def write_differences(edition: Edition, versions: Sequence[Version]) -> None:
    """Write ``changes/NUMBER.html`` for each published version but the first: what it changed."""
    style = h.link(rel="stylesheet", href="../_static/claimbook.css")
    # Two at a time: a book may keep hundreds of versions.
    states = (
        State.of(f"version {one.number}, {day_in_words(one.about['date'])}", one.files)
        for one in (versions if len(versions) > 1 else ())
    )
    for version, (before, after) in zip(versions[1:], pairwise(states), strict=True):
        title = f"What version {version.number} changed"
        top = h.p[h.a(href="../index.html")[edition.title], " · ", h.a(href="../changes.html")["What changed"]]
        edition.write(f"changes/{version.number}.html", difference_page(before, after, title, "'self'", style, top))


def standing_alone(before: State, after: State, title: str) -> str:
    """Return the page as one file that needs no other."""
    css = (THEME / "static" / "claimbook.css").read_text(encoding="utf-8")
    policy = f"'sha256-{base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()}'"
    return difference_page(before, after, title, policy, h.style[Markup(css)], "")


def difference_page(before: State, after: State, title: str, styles: str, style: Any, top: Any) -> str:
    """Return the differences of two states as a page.

    Parameters
    ----------
    before, after : State
    title : str
    styles : str
        What the page's policy allows as styles.
    style : node
        Brings the styles.
    top : node
        Stands above the title.
    """
    reasons = _reasons(before, after)
    parts = [part for name in SHOWN_RESOURCES if (part := _resource(name, before, after, reasons))]
    drawn = list(_charts(before, after))
    policy = f"default-src 'none'; img-src data:; style-src {styles}; base-uri 'none'"
    page = h.html(lang="en")[
        h.head[
            h.meta(charset="utf-8"),
            h.meta(http_equiv="Content-Security-Policy", content=policy),
            h.meta(name="viewport", content="width=device-width, initial-scale=1"),
            h.meta(name="color-scheme", content="light dark"),
            h.meta(name="referrer", content="no-referrer"),
            h.title[title],
            style,
        ],
        h.body[
            h.main(".cb-alone")[
                h.article[
                    top,
                    h.h1[title],
                    h.p(".cb-lead")[f"Before: {before.name}. After: {after.name}. ", _in_short(before, after)],
                    parts,
                    drawn,
                ]
            ]
        ],
    ]
    return f"{page}\n"


def _rows(resource: str, files: Mapping[str, bytes]) -> Rows:
    """Return the rows of a resource by id, from all its files."""
    names = [f"{resource}.json", *(f"{resource}-{number}.json" for number in range(2, len(files) + 1))]
    pages = (json.loads(files[name])["rows"] for name in names if name in files)
    return {str(next(iter(row.values()))): row for rows in pages for row in rows}


def _in_short(before: State, after: State) -> str:
    """Return in how many rows of each resource, and in how many charts, the two differ."""
    numbers = {name: _differing(before.rows[name], after.rows[name]) for name in SHOWN_RESOURCES}
    numbers["charts"] = len(_differing_charts(before, after))
    said = [f"{name} ({number})" for name, number in numbers.items() if number]
    compared = "Compared are the rows, what is computed from them, and the charts; not the words of pages."
    return f"Different: {listing(said)}. {compared}" if said else f"Nothing differs. {compared}"


def _differing(old: Rows, new: Rows) -> int:
    return sum(_own(old.get(key, {})) != _own(new.get(key, {})) for key in old.keys() | new.keys())


def _own(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: cell for name, cell in row.items() if name not in FOLLOWING}


def _reasons(before: State, after: State) -> dict[str, str]:
    """Return for each row the reasons that the log gives between the two states."""
    new = [one for key, one in after.rows[LOG].items() if key not in before.rows[LOG]]
    reasons: dict[str, list[str]] = {}
    for one in new:
        reasons.setdefault(str(one.get("row_id", "")), []).append(str(one.get("reason", "")))
    return {row: "; ".join(dict.fromkeys(given)) for row, given in reasons.items()}


def _resource(name: str, before: State, after: State, reasons: Mapping[str, str]) -> h.Node:
    old, new = before.rows[name], after.rows[name]
    added, gone = ([one[key] for key in sorted(one) if key not in other] for one, other in ((new, old), (old, new)))
    changed = [cells for key in sorted(set(old) & set(new)) for cells in _cells(key, old[key], new[key], reasons)]
    if not (added or gone or changed):
        return None
    told = [("new", added), ("gone", gone)]
    return h.section[
        h.h2[capital_text(name)],
        h.p[RESOURCES[name].about],
        [_listed(f"{count(len(rows), 'row')} {words}", rows) for words, rows in told if rows],
        table(
            f"{capital_text(name)} that changed",
            [Column("Row"), Column("Cell"), Column(capital_text(before.name)), Column(capital_text(after.name))],
            changed,
        )
        if changed
        else None,
    ]


def _cells(
    key: str, old: dict[str, Any], new: dict[str, Any], reasons: Mapping[str, str]
) -> Iterator[tuple[Markup | str, ...]]:
    """Yield what changed in a row, cell by cell."""
    why = Markup(" <small>{}</small>").format(reasons[key]) if key in reasons else ""
    row = Markup("{} <small><code>{}</code></small>{}").format(_words(new), key, why)
    hidden = FOLLOWING | (IN_THE_FIGURE if old.get("figure") != new.get("figure") else set())
    for column in dict.fromkeys([*new, *old]):
        if column not in hidden and old.get(column) != new.get(column):
            yield row, column.replace("_", " "), *_marked(_text(old.get(column)), _text(new.get(column)))


def _marked(before: str, after: str) -> tuple[Markup, Markup]:
    """Return both texts, with the words that only one of them has marked."""
    old, new = before.split(), after.split()
    if len(old) * len(new) > MOST_COMPARED:  # too long to look for what they share
        return Markup("<del>{}</del>").format(before), Markup("<ins>{}</ins>").format(after)
    texts: tuple[list[Markup], list[Markup]] = ([], [])
    for kind, start, end, other_start, other_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for words, into, tag in ((old[start:end], texts[0], "del"), (new[other_start:other_end], texts[1], "ins")):
            if words:
                text = escape(" ".join(words))
                into.append(text if kind == "equal" else Markup(f"<{tag}>{{}}</{tag}>").format(text))
    return Markup(" ").join(texts[0]), Markup(" ").join(texts[1])


def _text(cell: Any) -> str:
    if cell is None:
        return "blank"
    return " ".join(map(str, cell)) if isinstance(cell, list) else str(cell)


def _words(row: dict[str, Any]) -> str:
    """Return what a row is, in its own words."""
    return next((str(row[column]) for column in WORDS if column in row), "")


def _listed(heading: str, rows: list[dict[str, Any]]) -> h.Node:
    items = h.ul[
        [
            h.li[Markup("{} <small><code>{}</code></small>").format(_words(row), next(iter(row.values())))]
            for row in rows
        ]
    ]
    return h.div[h.h3[heading], items] if len(rows) <= SHOWN else h.details[h.summary[heading], items]


def _charts(before: State, after: State) -> Iterator[h.Node]:
    """Yield the charts that differ, both drawings side by side."""
    differing = _differing_charts(before, after)
    if differing:
        yield h.h2["Charts"]
    for name in differing:
        yield h.section[
            h.h3[_title(after.charts.get(name) or before.charts[name])],
            h.div(".cb-before-after")[
                [
                    h.figure[
                        h.figcaption[capital_text(one.name)],
                        _drawing(one.charts.get(name), f"{name}, {one.name}"),
                    ]
                    for one in (before, after)
                ]
            ],
        ]


def _differing_charts(before: State, after: State) -> list[str]:
    charts = sorted({*before.charts, *after.charts})
    return [name for name in charts if _picture(before.charts.get(name)) != _picture(after.charts.get(name))]


def _title(svg: bytes) -> str:
    """Return the title of a chart."""
    found = TITLE.search(svg.decode(errors="replace"))
    return unescape(found[1]) if found else ""


def _picture(svg: bytes | None) -> bytes | None:
    """Return what a chart draws, without the title, the sources and the day around it."""
    return svg and svg[svg.find(b'<svg x="0"') :]


def _drawing(svg: bytes | None, words: str) -> h.Node:
    if svg is None:
        return h.p["There was none."]
    return h.img(src=f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}", alt=words, loading="lazy")
