"""Draw charts: a specification in, an SVG or a PNG out.

Imports nothing of the book, so that a process that only draws starts at once.
The engine is loaded when the first picture is drawn, never in a page's kernel
during a build.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

INK, FONT = "#222222", "Liberation Sans, Arial, Helvetica, sans-serif"
VEGA_LITE = re.compile(r"/vega-lite/v(\d+\.\d+)")


def svg(embedded: str) -> str:
    """A specification as SVG, with ids that can't meet those of another chart on the page."""
    import vl_convert  # loads a JavaScript engine and its threads

    specification = json.loads(embedded)
    text: str = vl_convert.vegalite_to_svg(specification, vl_version=_version(specification))
    prefix = "c" + hashlib.sha256(embedded.encode()).hexdigest()[:8] + "-"
    text = re.sub(r'id="([^"]+)"', rf'id="{prefix}\1"', text)
    text = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}\1)", text)
    # The figure's label stands for the whole picture.
    return text.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


def png(embedded: str) -> bytes:
    """A specification as a picture for places that show no SVG, on white and at twice the size."""
    import vl_convert

    specification = {**json.loads(embedded), "background": "#FFFFFF"}
    picture: bytes = vl_convert.vegalite_to_png(specification, vl_version=_version(specification), scale=2)
    return picture


def _version(specification: dict[str, Any]) -> str | None:
    """The version of Vega-Lite that a specification is written in."""
    found = VEGA_LITE.search(specification["$schema"])
    return found[1] if found else None


def chart_engine() -> str:
    """The script that makes a chart interactive, of the version that draws the pictures; leaks no name."""
    import vl_convert

    bundle = vl_convert.javascript_bundle("window.claimbookVega = { embed: vegaEmbed };")
    return f"(function () {{\n{bundle}\n}})();\n"
