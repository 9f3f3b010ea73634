"""Write the downloads of a chart: its rows, its specification, and a self-contained drawing."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claimbook.components.figure import FILES
from claimbook.components.page import Page
from claimbook.components.svg import framed
from claimbook.ledger.wording import number_text
from claimbook.publish.edition import Edition
from claimbook.publish.readable import text_cell


@dataclass(frozen=True)
class Chart:
    """A chart of the site: name of its downloads, words, page and place, wide specification."""

    name: str
    title: str
    subtitle: str
    docname: str
    place: str
    specification: str


def write_chart(
    edition: Edition, page: Page, data: Mapping[str, Any], svg: Callable[[str], str], png: Callable[..., bytes]
) -> Chart:
    """Write the downloads of a chart.

    Parameters
    ----------
    edition : Edition
    page : Page
    data : mapping
        The chart as ``components.figure`` stores it.
    svg : callable
        Returns the SVG of a specification.
    png : callable
        Returns the PNG of a specification with its title, subtitle, sources and the book.
    """
    wide = data["specifications"]["wide"]
    place = f"{page.docname}.html#{data['slug']}"
    chart = Chart(data["name"], data["title"], data["subtitle"], page.docname, place, wide)
    edition.write_json(f"charts/{chart.name}.json", json.loads(wide))
    edition.write(f"charts/{chart.name}.csv", rows_as_csv(data["rows"]))
    words = (data["title"], data["subtitle"], data["origin"], edition.credits)
    edition.write(f"charts/{chart.name}.svg", framed(svg(wide), *words))
    (edition.folder / "charts" / f"{chart.name}.png").write_bytes(png(wide, *words))
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
    if isinstance(value, float):
        return number_text(value)
    return text_cell(value) if isinstance(value, str) else str(value)
