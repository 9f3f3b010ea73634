"""A chart as readers meet it: title, chart, note, source, table and downloads.

Takes an Altair chart in two widths, gives a ``<figure>`` whose specification is
in the page and whose picture is an inline SVG that shows without JavaScript.
A page carries the specification only; ``draw`` puts the picture in afterwards,
so that a page's own bytes never depend on a renderer. No request leaves the
site: no CDN, no random ids.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from typing import Any

import altair as alt
from markupsafe import Markup

from claimbook.pages import Page
from claimbook.view.html import Fragment, source_link
from claimbook.wording import listing, paragraph, time_tag

SVG = re.compile(
    r'(?P<open><div class="cb-chart cb-(?P<width>wide|narrow)"[^>]*>)'
    r'(?P<spec><script type="application/json" class="cb-spec">(?P<json>.*?)</script>)</div>',
    re.DOTALL,
)
# Filled in when the site is put together: a page's own bytes must not change with rows that it doesn't show.
VERSION_MARK = "⟦ledger version⟧"


def figure(
    page: Page,
    slug: str,
    *,
    title: str | Markup,
    subtitle: str,
    clock: str,
    charts: Callable[[Any], alt.TopLevelMixin],
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
        Gives the chart for ``'wide'`` and for ``'narrow'``.
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
            width, alternative, _embedded(charts(width).to_dict())
        )
        for width in ("wide", "narrow")
    )
    keys = Markup("").join(Markup('<span class="cb-key-{}">{}</span>').format(css, text) for css, text in key)
    documents = rows[["source_id", "publisher"]].drop_duplicates().sort_values("source_id")
    publishers = listing([source_link(page, document) for _, document in documents.iterrows()])
    html = Markup(
        '<figure class="cb-figure-block" id="{slug}">\n'
        '<p class="cb-title">{title}</p>\n'
        '<p class="cb-subtitle">{subtitle} <span class="cb-clock">{clock}</span></p>\n'
        "{keys}{pictures}\n<figcaption>{note}{origin}\n"
        "<details><summary>The figures as a table</summary>{table}</details>\n"
        '<p class="cb-downloads">Download: {downloads}</p></figcaption>\n</figure>'
    ).format(
        slug=slug,
        title=title,
        subtitle=subtitle,
        clock=clock,
        keys=Markup('<p class="cb-key">{}</p>').format(keys) if key else "",
        pictures=pictures,
        note=paragraph(note) if note else "",
        origin=paragraph(
            Markup("Source: {}.").format(publishers),
            Markup("As known on {}; ledger {}.").format(time_tag(page.as_of), VERSION_MARK),
        ),
        table=table,
        downloads=Markup(", ").join(
            Markup('<a href="{}charts/{}.{}" download>{}</a>').format(
                page.up, chart_name(page.docname, slug), kind, kind.upper()
            )
            for kind in ("csv", "json", "svg")
        ),
    )
    return Fragment(draw(html, svg) if page.by_hand else html)


def chart_name(docname: str, slug: str) -> str:
    """Name of a chart's downloads, unique in the book."""
    return f"{docname.replace('/', '-')}-{slug}"


def _embedded(specification: dict[str, Any]) -> Markup:
    text = json.dumps(specification, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # Inside a script element only "</" can end it; in JSON "\/" is the same character.
    return Markup('<script type="application/json" class="cb-spec">{}</script>').format(
        Markup(text.replace("</", "<\\/"))
    )


def specification(embedded: str) -> dict[str, Any]:
    """The specification as it stood before it was embedded."""
    parsed: dict[str, Any] = json.loads(embedded)
    return parsed


def draw(html: str, render: Callable[[str], str]) -> Markup:
    """Put each chart's picture beside its specification.

    Parameters
    ----------
    html : str
        HTML with figures made by ``figure``.
    render : callable
        Gives the SVG for the JSON text of a specification, such as ``svg``.
    """

    def picture(match: re.Match[str]) -> str:
        return f"{match['open']}{render(match['json'])}{match['spec']}</div>"

    return Markup(SVG.sub(picture, html))


def svg(embedded: str) -> str:
    """A specification as SVG, with ids that can't meet those of another chart on the page."""
    import vl_convert  # loads a JavaScript engine and its threads: never in a page's kernel

    text: str = vl_convert.vegalite_to_svg(
        json.loads(embedded), vl_version=".".join(alt.SCHEMA_VERSION[1:].split(".")[:2])
    )
    prefix = "c" + hashlib.sha256(embedded.encode()).hexdigest()[:8] + "-"
    text = re.sub(r'id="([^"]+)"', rf'id="{prefix}\1"', text)
    text = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}\1)", text)
    # The figure's label stands for the whole picture.
    return text.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
