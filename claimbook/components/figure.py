"""A chart as readers meet it: title, chart, note, source, table and downloads.

Takes a chart in two widths, gives a ``<figure>`` whose specification is in the
page and whose picture is an inline SVG that shows without JavaScript. A page
carries the specification only; ``picture`` puts the SVG in afterwards, so that
a page's own bytes never depend on a renderer. No request leaves the site: no
CDN, no random ids.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup

from claimbook.components.charts import Specification, Width
from claimbook.components.citations import cite_this
from claimbook.components.elements import Fragment, paragraph, source_links, term, time_tag
from claimbook.components.page import Page
from claimbook.components.svg import VERSION_MARK, chart_name, draw, svg

WIDTHS: tuple[Width, ...] = ("wide", "narrow")


def figure(
    page: Page,
    slug: str,
    *,
    title: str | Markup,
    subtitle: str,
    clock: str,
    charts: Callable[[Width], Specification],
    alternative: str,
    table: Markup,
    rows: Any,
    note: str | Markup = "",
    key: Sequence[tuple[str, str]] = (),
) -> Fragment:
    """A chart in its ``<figure>``.

    Parameters
    ----------
    slug : str
        Its address on the page and the name of its downloads.
    title : str
        The finding, in about ten words.
    subtitle : str
        Measure, place and window.
    clock : str
        Which clock the chart uses: by release, by event, by data year.
    charts : callable
        Gives the specification for ``'wide'`` and for ``'narrow'``.
    alternative : str
        What the chart shows, for those who don't see it.
    table : Markup
        All its figures.
    rows : DataFrame
        The rows it shows; their ``source_id`` and ``publisher`` are its sources.
    key : sequence of (css class, text)
        What the marks mean, in words.
    """
    pictures = Markup("").join(
        Markup('<div class="cb-chart cb-{}" role="img" aria-label="{}">{}</div>').format(
            width, alternative, _embedded(charts(width))
        )
        for width in WIDTHS
    )
    keys = Markup("").join(Markup('<span class="cb-key-{}">{}</span>').format(css, text) for css, text in key)
    html = Markup(
        '<figure class="cb-figure-block" id="{slug}">\n'
        '<p class="cb-title">{title}</p>\n'
        '<p class="cb-subtitle">{subtitle} <span class="cb-clock">{clock}</span></p>\n'
        "{keys}{pictures}\n<figcaption>{note}{origin}\n"
        "<details><summary>The figures as a table</summary>{table}</details>\n"
        '<p class="cb-downloads">Download: {downloads}</p>{cite}</figcaption>\n</figure>'
    ).format(
        slug=slug,
        title=title,
        subtitle=subtitle,
        clock=term(page.up, clock, "clock"),
        keys=Markup('<p class="cb-key">{}</p>').format(keys) if key else "",
        pictures=pictures,
        note=paragraph(note) if note else "",
        origin=paragraph(
            Markup('<span class="cb-origin">Source: {}.</span>').format(source_links(page, rows)),
            Markup("As known on {}; ledger {}.").format(time_tag(page.as_of), VERSION_MARK),
        ),
        cite=cite_this(page, "chart", chart_name(page.docname, slug), title),
        table=table,
        downloads=Markup(", ").join(
            Markup('<a href="{}charts/{}.{}" download>{}</a>').format(
                page.up, chart_name(page.docname, slug), kind, kind.upper()
            )
            for kind in ("csv", "json", "svg")
        ),
    )
    return Fragment(Markup(draw(html, svg)) if page.by_hand else html)


def _embedded(specification: dict[str, Any]) -> Markup:
    text = json.dumps(specification, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # Inside a script element only "</" can end it; in JSON "\/" is the same character.
    return Markup('<script type="application/json" class="cb-spec">{}</script>').format(
        Markup(text.replace("</", "<\\/"))
    )
