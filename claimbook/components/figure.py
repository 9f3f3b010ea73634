"""Charts as readers meet them: title, chart, note, source, table and downloads.

A cell that shows a figure stores two things: HTML with marks in place of the
drawings, and ``CHART``, the same as data (specifications, words and rows). The
builder reads the data, draws outside every kernel, writes the downloads and
replaces the marks. A page's bytes therefore never depend on a renderer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import htpy as h
import pandas as pd
from markupsafe import Markup

from claimbook.components.charts import Chart, Width
from claimbook.components.citations import as_known_on, chart_name, cite_this
from claimbook.components.elements import paragraph, source_links
from claimbook.components.page import ANCHORS, Page
from claimbook.components.svg import svg
from claimbook.ledger.records import Record, Source, Sourced
from claimbook.ledger.wording import listed, source_name

CHART = "application/vnd.claimbook.chart+json"
WIDTHS: tuple[Width, ...] = ("wide", "narrow")
FILES = ("csv", "json", "svg", "png")
MANY_SOURCES = 6  # more publishers than these are listed only when asked for

# How the marks of a key look, for a picture.
LOOKS = {
    "side-1": "blue", "side-2": "brown", "side-3": "purple", "side-4": "green", "own": "filled dot",
    "other": "open dot", "area": "filled area", "raided": "dashed area", "road": "square", "years": "bar",
    "published": "open circle", "quoted": "triangle",
}  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """A chart with its title, table and sources, shown by a cell and open to change.

    Attributes
    ----------
    html : Markup
        As stored in the page, with marks in place of the drawings.
    chart : Chart
        What it shows; ``figure.chart.to_altair()`` is an Altair chart.
    rows : sequence of Record
        The rows of the ledger behind it.
    data : mapping
        The content of ``CHART``.
    by_hand : bool
        Whether to draw at once, since no build will do it.
    """

    html: Markup
    chart: Chart
    rows: Sequence[Record]
    data: Mapping[str, Any]
    by_hand: bool = False

    @property
    def frame(self) -> pd.DataFrame:
        """The rows of the ledger behind it, for pandas."""
        return pd.DataFrame([row.cells for row in self.rows])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        html = fill(str(self.html), self.data, svg) if self.by_hand else str(self.html)
        return {"text/html": html, "text/plain": repr(self), CHART: {"charts": [dict(self.data)]}}

    def __repr__(self) -> str:
        # Stored in the notebook with the HTML, so it must not vary between runs.
        return f"<{type(self).__name__} {self.data['name']}>"


@dataclass(frozen=True)
class Figures:
    """Several figures shown by one cell."""

    figures: Sequence[Figure]

    @property
    def html(self) -> Markup:
        """The HTML of all of them."""
        return Markup("\n").join(one.html for one in self.figures)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundles = [one._repr_mimebundle_() for one in self.figures]
        charts = [chart for bundle in bundles for chart in bundle[CHART]["charts"]]
        html = "\n".join(bundle["text/html"] for bundle in bundles)
        return {"text/html": html, "text/plain": repr(self), CHART: {"charts": charts}}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {', '.join(one.data['name'] for one in self.figures)}>"


def figure(
    page: Page,
    slug: str,
    *,
    title: str | Markup,
    subtitle: str,
    chart: Chart,
    table: Markup,
    rows: Sequence[Sourced],
    note: str | Markup = "",
    key: Sequence[tuple[str, str]] = (),
) -> Figure:
    """Put a chart into its frame: title, key, text alternative, note, sources, table and downloads.

    Parameters
    ----------
    page : Page
    slug : str
        Its address on the page and the end of the name of its downloads.
    title : str
        The finding, in about ten words.
    subtitle : str
        Measure and place, and what its days or years are of.
    chart : Chart
    table : Markup
        All its figures.
    rows : sequence of records
        The rows of the ledger behind it: its sources and its CSV download.
    note : str, optional
        What could mislead; it travels with the picture.
    key : sequence of (css class, text)
        What the marks mean, in words.
    """
    name = chart_name(page.docname, slug)
    addresses = {getattr(row, ANCHORS[type(row)][0]): page.row_href(row) for row in rows if not isinstance(row, Source)}
    chart = replace(chart, rows=[row.linked(addresses) for row in chart.rows])
    alternative = f"{chart.describe()} All figures are in the table below."
    pictures = [
        h.div(class_=f"cb-chart cb-{width}", role="img", aria_label=alternative)[mark(name, width)] for width in WIDTHS
    ]
    keys = h.p(class_="cb-key")[(h.span(class_=f"cb-key-{css}")[text] for css, text in key)]
    downloads = Markup(", ").join(
        Markup('<a href="{}charts/{}.{}" download>{}</a>{}').format(page.up, name, kind, kind.upper(), mark(name, kind))
        for kind in FILES
    )
    names = sorted({source_name(row) for row in rows}, key=str.casefold)
    many, sources = len(names) > MANY_SOURCES, source_links(page, rows)
    html = h.figure(class_="cb-figure-block", id=slug)[
        h.p(class_="cb-title")[title],
        h.p(class_="cb-subtitle")[subtitle],
        keys if key else None,
        pictures,
        h.figcaption[
            paragraph(note) if note else None,
            paragraph("" if many else Markup("Source: {}.").format(sources), as_known_on(page)),
            h.details(".cb-sources")[
                h.summary[f"Source: {len(names)} publishers"], paragraph(Markup("{}.").format(sources))
            ]
            if many
            else None,
            h.details[h.summary["The figures as a table"], table],
            h.p(class_="cb-downloads")["Download: ", downloads],
            cite_this(page, "chart", name, title),
        ],
    ]
    data = {
        "name": name,
        "slug": slug,
        "title": plain(title),
        "subtitle": subtitle,
        "origin": f"{_in_words(key)}{plain(note)} Source: {listed(names)}.".strip(),
        "specifications": {width: embedded(chart.specification(width)) for width in WIDTHS},
        "rows": [row.for_anybody for row in rows],
    }
    return Figure(Markup(html), chart, rows, data, page.by_hand)


def _in_words(key: Sequence[tuple[str, str]]) -> str:
    """Return the key of a chart for a picture of it, in which no key is drawn."""
    told = "; ".join(f"{LOOKS[css]}: {text}" for css, text in key if css in LOOKS)
    return f"{told[0].upper()}{told[1:]}. " if told else ""


def plain(text: str | Markup) -> str:
    """Return text without markup and entities."""
    return text.striptags() if isinstance(text, Markup) else text


def mark(name: str, part: str) -> str:
    """Return what a page's HTML holds until the builder puts in a drawing or the size of a file."""
    return f"⟦{part} of {name}⟧"


def fill(
    html: str, chart: Mapping[str, Any], render: Callable[[str], str], sizes: Mapping[str, str] | None = None
) -> str:
    """Replace the marks of a chart by its drawings and the sizes of its files.

    Parameters
    ----------
    html : str
    chart : mapping
        The content of ``CHART``.
    render : callable
        Returns the SVG of a specification, which is given as JSON text.
    sizes : mapping of str to str, optional
        Text after the link to each kind of file.
    """
    for width, specification in chart["specifications"].items():
        script = f'<script type="application/json" class="cb-spec">{specification}</script>'
        html = html.replace(mark(chart["name"], width), render(specification) + script)
    for kind in FILES:
        html = html.replace(mark(chart["name"], kind), (sizes or {}).get(kind, ""))
    return html


def embedded(specification: Mapping[str, Any]) -> str:
    """Return a specification as JSON text that is safe inside a script element."""
    text = json.dumps(specification, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # "</" would end the element, and "<!--<script" would keep it from ending; in JSON \\u003c is the same character.
    return text.replace("<", "\\u003c")
