"""Write the downloads of a chart: its rows, its specification, and a self-contained drawing."""

from __future__ import annotations

import csv
import io
import json
import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from claimbook.components.figure import FILES
from claimbook.components.page import Page
from claimbook.components.svg import FONT, INK
from claimbook.ledger.wording import day_in_words, number_text
from claimbook.publish.edition import Edition

MARGIN, LINE = 12, 16  # pixels
SIZE = re.compile(r'width="(?P<width>[0-9.]+)" height="(?P<height>[0-9.]+)"')


@dataclass(frozen=True)
class Chart:
    """A chart of the site: name of its downloads, words, page and place, wide specification."""

    name: str
    title: str
    subtitle: str
    docname: str
    place: str
    specification: str


def write_chart(edition: Edition, page: Page, data: Mapping[str, Any], svg: Callable[[str], str]) -> Chart:
    """Write the downloads of a chart.

    Parameters
    ----------
    edition : Edition
    page : Page
    data : mapping
        The chart as ``components.figure`` stores it.
    svg : callable
        Returns the SVG of a specification.
    """
    wide = data["specifications"]["wide"]
    place = f"{page.docname}.html#{data['slug']}"
    chart = Chart(data["name"], data["title"], data["subtitle"], page.docname, place, wide)
    edition.write_json(f"charts/{chart.name}.json", json.loads(wide))
    edition.write(f"charts/{chart.name}.csv", rows_as_csv(data["rows"]))
    edition.write(f"charts/{chart.name}.svg", _alone(edition, chart, data["origin"], svg(wide)))
    return chart


def sizes(edition: Edition, data: Mapping[str, Any]) -> dict[str, str]:
    """Return the sizes of a chart's files, in words."""

    def size(kind: str) -> str:
        kilobytes = (edition.folder / f"charts/{data['name']}.{kind}").stat().st_size / 1000
        return f" ({max(1, round(kilobytes))} kB)"

    return {kind: size(kind) for kind in FILES}


def rows_as_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return rows of the ledger as CSV: ids, numbers and ISO dates, blank if unknown.

    >>> print(rows_as_csv([{"claim_id": "gazette-rebels", "value": 12.0, "notes": None}]), end="")
    claim_id,value,notes
    gazette-rebels,12,
    """
    buffer = io.StringIO()
    columns = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(row.get(name)) for name in columns] for row in rows)
    return buffer.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return number_text(value) if isinstance(value, float) else str(value)


def _alone(edition: Edition, chart: Chart, origin: str, picture: str) -> str:
    """Return the drawing as a file of its own: with title, sources, day and licence inside."""
    size = SIZE.search(picture)
    if not size:
        raise ValueError(f"{chart.name}: the drawing has no size")
    width, height = float(size["width"]), float(size["height"])
    characters = int((width - 2 * MARGIN) / 6.5)
    above = [(line, "bold") for line in textwrap.wrap(chart.title, characters)]
    above += [(line, "normal") for line in textwrap.wrap(chart.subtitle, characters)]
    below = f"{origin} {edition.title}, as known on {day_in_words(edition.as_of)}. {edition.licence['title']}."
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
