"""The downloads of a chart: its rows, its specification, and a picture that says what it is of.

Takes the HTML of a page, with the figures of ``view.figure``. Draws nothing.
"""

from __future__ import annotations

import csv
import io
import json
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from bs4 import BeautifulSoup, Tag

from claimbook.components.page import Page
from claimbook.components.svg import FONT, INK, SVG, chart_name
from claimbook.ledger.wording import say_day
from claimbook.publish.edition import Edition

BLOCK = re.compile(r'<figure class="cb-figure-block" id="(?P<slug>[^"]+)".*?</figure>', re.DOTALL)
DOWNLOAD = re.compile(r'href="(?:\.\./)*(?P<file>charts/[^"]+)" download>[A-Z]+</a>')
MARGIN, LINE = 12, 16  # pixels
SIZE = re.compile(r'width="(?P<width>[0-9.]+)" height="(?P<height>[0-9.]+)"')


@dataclass(frozen=True)
class Chart:
    """A chart of the site: the name of its downloads, its words, its page and place, its wide specification."""

    name: str
    title: str
    subtitle: str
    docname: str
    place: str
    specification: str


def write_charts(edition: Edition, page: Page, html: str, svg: Callable[[str], str]) -> list[Chart]:
    """The downloads of the charts in a piece of a page's HTML; ``svg`` gives the picture of a specification."""
    charts = []
    for block in BLOCK.finditer(html):
        parts = BeautifulSoup(block[0], "html.parser")
        wide = next(match["json"] for match in SVG.finditer(block[0]) if match["width"] == "wide")
        chart = Chart(
            chart_name(page.docname, block["slug"]),
            _text(parts.select_one(".cb-title")),
            _text(parts.select_one(".cb-subtitle")),
            page.docname,
            f"{page.docname}.html#{block['slug']}",
            wide,
        )
        origin = _text(parts.select_one(".cb-origin"))
        edition.write_json(f"charts/{chart.name}.json", json.loads(wide))
        edition.write(f"charts/{chart.name}.csv", _as_csv(parts.find("table")))
        edition.write(f"charts/{chart.name}.svg", _alone(edition, chart, origin, svg(wide)))
        charts.append(chart)
    return charts


def with_sizes(edition: Edition, html: str) -> str:
    """Say beside each link to a chart's file how large it is."""

    def sized(link: re.Match[str]) -> str:
        kilobytes = (edition.folder / link["file"]).stat().st_size / 1000
        return f"{link[0]} ({max(1, round(kilobytes))} kB)"

    return DOWNLOAD.sub(sized, html)


def _text(part: Tag | None) -> str:
    return " ".join(part.get_text(" ", strip=True).split()) if part else ""


def _as_csv(table: Tag | None) -> str:
    """The figure's own table as CSV: the file holds what the page shows."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for row in table.find_all("tr") if table else []:
        writer.writerow([cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])])
    return buffer.getvalue()


def _alone(edition: Edition, chart: Chart, origin: str, picture: str) -> str:
    """The picture for a file of its own: with the title, the sources, the day and the licence inside."""
    size = SIZE.search(picture)
    if not size:
        raise ValueError(f"{chart.name}: the picture has no size")
    width, height = float(size["width"]), float(size["height"])
    characters = int((width - 2 * MARGIN) / 6.5)
    above = [(line, "bold") for line in textwrap.wrap(chart.title, characters)]
    above += [(line, "normal") for line in textwrap.wrap(chart.subtitle, characters)]
    below = (
        f"{origin} {edition.title}, as known on {say_day(edition.as_of)}, ledger {edition.ledger.version}."
        f" {edition.licence['title']}."
    )
    top = MARGIN + LINE * len(above)
    lines = [_line(text, MARGIN + LINE * number, weight) for number, (text, weight) in enumerate(above, 1)]
    foot = [(text, top + height + LINE * number) for number, text in enumerate(textwrap.wrap(below, characters), 1)]
    lines += [_line(text, y, "normal") for text, y in foot]
    whole = foot[-1][1] + MARGIN
    picture = picture.replace(' aria-hidden="true" focusable="false"', "", 1)
    picture = picture.replace("<svg ", f'<svg x="0" y="{top + 4:g}" ', 1)
    frame = f'width="{width:g}" height="{whole:g}" viewBox="0 0 {width:g} {whole:g}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {frame}>'
        f"<title>{escape(chart.title)}</title><desc>{escape(f'{chart.subtitle} {below}')}</desc>"
        f'<rect width="100%" height="100%" fill="#FFFFFF"/>{"".join(lines)}{picture}</svg>\n'
    )


def _line(text: str, y: float, weight: str) -> str:
    return (
        f'<text x="{MARGIN}" y="{y:g}" font-family="{escape(FONT)}" font-size="12" font-weight="{weight}" fill="{INK}">'
        f"{escape(text)}</text>"
    )
