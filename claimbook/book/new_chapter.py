"""Write the two files of a new chapter and its line in the contents."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from claimbook.book.project import LIBRARY, Project
from claimbook.errors import BookError

MODULE = '''"""{title}."""

from __future__ import annotations

from claimbook.components.chapter import Chapter, reads
from claimbook.components.elements import Fragment, fragment
from claimbook.components.figure import Figure
from claimbook.components.page import Page
from claimbook.components.selections import tolls
from claimbook.components.tables import claims_table
from claimbook.components.toll_chart import counts_figure
from claimbook.components.toll_rows import focus_claims, shown_groups

# ``tolls`` selects the rows that the page gets: what is said of people killed.
CHAPTER = Chapter("{name}", tolls)


@reads(counts_figure)
def tolls_chart(page: Page) -> Figure | Fragment:
    """Show how the count of each side rose, in panels by group."""
    return counts_figure(page, "tolls", shown_groups(page), title="How each side’s count rose")


@reads(claims=[focus_claims, claims_table])
def tolls_table(page: Page) -> Fragment:
    """List every figure of people killed."""
    return fragment(claims_table(page, "Figures of people killed", focus_claims(page)))
'''

PARAMETERS = """# Parameters; a build gives its own.
data_dir: str = "../data"  # a data package, or the inputs that the build prepared for this page
as_of: str = ""  # day up to which the page may know, such as 2026-02-01; blank for all there is"""

OPEN = """from claimbook import open_page
from claimbook.chapters import {module}

page = open_page("{name}", data_dir=data_dir, as_of=as_of)"""


def new_chapter(project: Project, name: str, title: str, after: str = "") -> list[Path]:
    """Write a chapter that builds: its notebook, its module and its line in the contents.

    Parameters
    ----------
    project : Project
    name : str
        Lower-case words joined by hyphens, such as ``by-outlet``.
    title : str
        The heading of its page.
    after : str
        The chapter that it follows in the contents; blank for the last one of the first part of the contents.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    BookError
        If the name is not such words, a file is there already, or ``after`` is not in the contents.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        raise BookError(f"invalid name {name!r}: use lower-case words joined by hyphens, such as by-outlet")
    module = name.replace("-", "_")
    notebook, code = project.notebook(name), LIBRARY / "chapters" / f"{module}.py"
    there = [path for path in (notebook, code, project.chapters / f"{name}.md") if path.exists()]
    if there:
        raise BookError("\n".join(f"{path} exists already: choose another name, or edit it" for path in there))
    contents = _with_line(project.contents.read_text(encoding="utf-8"), name, after)
    notebook.write_text(_notebook(name, module, title), encoding="utf-8")
    code.write_text(MODULE.format(name=name, title=title), encoding="utf-8")
    project.contents.write_text(contents, encoding="utf-8")
    return [notebook, code, project.contents]


def _with_line(contents: str, name: str, after: str) -> str:
    """Return the contents with one more line; everything else in the file is kept, comments too."""
    lines = contents.splitlines(keepends=True)
    entries = [at for at, line in enumerate(lines) if re.match(r"\s*- file: ", line)]
    if after:
        places = [at for at in entries if lines[at].split()[-1] == after]
    else:  # up to the first gap between entries
        places = [at for at in entries if at + 1 not in entries][:1]
    if not places:
        raise BookError(f"no chapter {after or 'in the first part'} in _toc.yml: name one of its chapters with --after")
    indent = re.match(r"\s*", lines[places[0]])
    lines.insert(places[0] + 1, f"{indent[0] if indent else ''}- file: {name}\n")
    return "".join(lines)


def _notebook(name: str, module: str, title: str) -> str:
    def cell(kind: str, source: str, **metadata: Any) -> dict[str, Any]:
        own: dict[str, Any] = {"execution_count": None, "outputs": []} if kind == "code" else {}
        return {"cell_type": kind, "metadata": metadata, "source": source.splitlines(keepends=True), **own}

    cells = [
        cell("markdown", f"# {title}\n\nSay here, in a sentence, what this page shows."),
        cell("code", PARAMETERS, tags=["parameters"]),
        cell("code", OPEN.format(module=module, name=name)),
        cell("code", f"{module}.tolls_chart(page)"),
        cell("markdown", "## In a table"),
        cell("code", f"{module}.tolls_table(page)"),
    ]
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    notebook = {
        "cells": [{"id": f"cell-{at}", **one} for at, one in enumerate(cells)],
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
