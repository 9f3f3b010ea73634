"""Draw charts: take a specification, return an SVG or a PNG.

Imports nothing else of the book, so that a process that only draws starts at
once. The engine is loaded with the first drawing, never in a page's kernel
during a build.
"""

from __future__ import annotations

import hashlib
import json
import re
import textwrap
from html import escape
from typing import Any

INK, FONT = "#222222", "Liberation Sans, Arial, Helvetica, sans-serif"
MARGIN, LINE = 12, 16  # pixels
SIZE = re.compile(r'width="(?P<width>[0-9.]+)" height="(?P<height>[0-9.]+)"')
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


def framed(picture: str, title: str, subtitle: str, origin: str, credits: str) -> str:
    """Return a drawing as a file of its own: on white, with its title above, its sources and the book below."""
    foot = f"{origin} {credits}"
    size = SIZE.search(picture)
    if not size:
        raise ValueError(f"{title}: the drawing has no size")
    width, height = float(size["width"]), float(size["height"])
    characters = int((width - 2 * MARGIN) / 6.5)
    above = [(line, "bold") for line in textwrap.wrap(title, characters)]
    above += [(line, "normal") for line in textwrap.wrap(subtitle, characters)]
    top = MARGIN + LINE * len(above)
    lines = [_line(text, MARGIN + LINE * number, weight) for number, (text, weight) in enumerate(above, 1)]
    below = [(text, top + height + LINE * number) for number, text in enumerate(textwrap.wrap(foot, characters), 1)]
    lines += [_line(text, y, "normal") for text, y in below]
    whole = below[-1][1] + MARGIN
    picture = picture.replace(' aria-hidden="true" focusable="false"', "", 1)
    picture = picture.replace("<svg ", f'<svg x="0" y="{top + 4:g}" ', 1)
    frame = f'width="{width:g}" height="{whole:g}" viewBox="0 0 {width:g} {whole:g}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {frame}>'
        f"<title>{escape(title)}</title><desc>{escape(f'{subtitle} {foot}')}</desc>"
        f'<rect width="100%" height="100%" fill="#FFFFFF"/>{"".join(lines)}{picture}</svg>\n'
    )


def _line(text: str, y: float, weight: str) -> str:
    return (
        f'<text x="{MARGIN}" y="{y:g}" font-family="{escape(FONT)}" font-size="12" font-weight="{weight}" fill="{INK}">'
        f"{escape(text)}</text>"
    )


def png(embedded: str, *words: str) -> bytes:
    """Return a specification as PNG, framed with the words of ``framed``, for places that show no SVG."""
    import vl_convert

    picture: bytes = vl_convert.svg_to_png(framed(svg(embedded), *words), scale=1.5)
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
