"""The theme as a Sphinx extension: layout, styles and scripts. Named in ``_config.yml``.

Knows nothing about claims, and loads nothing from another address.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

FOLDER = Path(__file__).parent
# In the order of loading: the first sets the colours before anything is drawn.
SCRIPTS = {"early.js": None, "page.js": "defer", "tables.js": "defer", "charts.js": "defer"}
LINK_TO_TABLE = re.compile(r'<a class="headerlink"[^>]*>[^<]*</a>')  # numbered by position, so it would change
TABLE_OF_PROSE = re.compile(r'<table class="docutils.*?</table>', re.DOTALL)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_html_theme("claimbook", str(FOLDER))
    for name, loading in SCRIPTS.items():
        app.add_js_file(name, **({"loading_method": loading} if loading else {}))
    app.connect("doctree-resolved", _give_captions)
    app.connect("html-page-context", _give_frame)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _give_captions(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Name each table of a prose page by the bold line above it, else by its section."""
    from docutils import nodes

    for number, table in enumerate(list(doctree.findall(nodes.table)), 1):
        place = table.parent.index(table)
        above = table.parent[place - 1] if place else None
        parts = [part for part in above or () if part.astext()]
        words: list[nodes.Node] = [nodes.Text("The same, continued")]
        if isinstance(above, nodes.paragraph) and [type(part) for part in parts] == [nodes.strong]:
            words = [part.deepcopy() for part in parts[0]]
            table.parent.remove(above)
        elif not isinstance(above, nodes.table):
            words = [nodes.Text(_section_of(table)[0].astext())]
        table.insert(0, nodes.title("", "", *words))
        table["ids"] = [f"table-{number}"]  # Sphinx needs one if there is a title


def _section_of(node: nodes.Node) -> nodes.Element:
    from docutils import nodes

    while not isinstance(node, nodes.section):
        node = node.parent
    return node


def _give_frame(app: Sphinx, docname: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Put tables of prose into the box that all tables have, and name the scripts of the theme to the layout."""
    context["theme_scripts"] = [f"_static/{name}" for name in SCRIPTS]
    if "body" in context:
        context["body"] = TABLE_OF_PROSE.sub(_boxed, context["body"])


def _boxed(table: re.Match[str]) -> str:
    scoped = LINK_TO_TABLE.sub("", table[0]).replace('<th class="head">', '<th scope="col">')
    return f'<div class="cb-table">{scoped}</div>'
