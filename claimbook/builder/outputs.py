"""Read what the cells of an executed notebook show: HTML, and charts as data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from claimbook.components.figure import CHART

HTML = "text/html"


def shown(notebook: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what each cell shows, by MIME type; ``text/html`` as one text that can be replaced."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if HTML in data:
                data[HTML] = "".join(data[HTML])
                yield data


def charts_of(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the charts in an output, as ``components.figure`` stores them."""
    charts: list[dict[str, Any]] = data.get(CHART, {}).get("charts", [])
    return charts
