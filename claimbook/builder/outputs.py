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


def with_content(notebook: dict[str, Any]) -> dict[str, Any]:
    """Return a notebook without the sections whose cells show nothing.

    >>> cells = [
    ...     {"cell_type": "markdown", "source": "# A report"},
    ...     {"cell_type": "markdown", "source": "## Dates"},
    ...     {"cell_type": "code", "outputs": [{"data": {"text/html": ""}}]},
    ... ]
    >>> [cell["source"] for cell in with_content({"cells": cells})["cells"]]
    ['# A report']
    """
    sections: list[list[dict[str, Any]]] = [[]]
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown" and "".join(cell["source"]).startswith("## "):
            sections.append([])
        sections[-1].append(cell)
    first, *others = sections
    return {**notebook, "cells": [*first, *(cell for own in others if not _is_empty(own) for cell in own)]}


def _is_empty(section: list[dict[str, Any]]) -> bool:
    outputs = [output.get("data", {}) for cell in section[1:] for output in cell.get("outputs", [])]
    return len(section) > 1 and bool(outputs) and not any("".join(data.get(HTML, "x")).strip() for data in outputs)


def charts_of(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the charts in an output, as ``components.figure`` stores them."""
    charts: list[dict[str, Any]] = data.get(CHART, {}).get("charts", [])
    return charts
