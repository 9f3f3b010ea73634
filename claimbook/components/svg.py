"""Draw charts: take a specification, return an SVG or a PNG.

Imports nothing else of the book, so that a process that only draws starts at
once. The engine is loaded with the first drawing, never in a page's kernel
during a build.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

INK, FONT = "#222222", "Liberation Sans, Arial, Helvetica, sans-serif"
LINKS = re.compile(r"</?a\b[^>]*>")
VEGA_LITE = re.compile(r"/vega-lite/v(\d+\.\d+)")


def svg(embedded: str) -> str:
    """Return a specification as SVG, with ids that are unique among the charts of a page."""
    import vl_convert  # loads a JavaScript engine and its threads

    specification = json.loads(embedded)
    text: str = vl_convert.vegalite_to_svg(specification, vl_version=_version(specification))
    prefix = "c" + hashlib.sha256(embedded.encode()).hexdigest()[:8] + "-"
    text = re.sub(r'id="([^"]+)"', rf'id="{prefix}\1"', text)
    text = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}\1)", text)
    # A picture has no links: where scripts run, its marks lead to their rows; the table below it does so for all.
    text = LINKS.sub("", text)
    # The label of the figure replaces those of the marks.
    return text.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


def png(embedded: str) -> bytes:
    """Return a specification as PNG on white at twice the size, for places that show no SVG."""
    import vl_convert

    specification = {**json.loads(embedded), "background": "#FFFFFF"}
    picture: bytes = vl_convert.vegalite_to_png(specification, vl_version=_version(specification), scale=2)
    return picture


def _version(specification: dict[str, Any]) -> str | None:
    """Return the version of Vega-Lite that a specification names."""
    found = VEGA_LITE.search(specification["$schema"])
    return found[1] if found else None


def chart_engine() -> str:
    """Return the script that makes charts interactive, of the version that draws them; it adds no global name."""
    import vl_convert

    bundle = vl_convert.javascript_bundle("window.claimbookVega = { embed: vegaEmbed };")
    return f"(function () {{\n{bundle}\n}})();\n"
