"""Find the chapters of a project and the columns that their pages read.

A chapter is a notebook and a module of the same name. The columns of its pages
follow from the functions that the notebook calls; there is no list of them.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Collection, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

from claimbook.book.project import Project
from claimbook.components.chapter import Chapter, Reads, reads_of, union_of
from claimbook.errors import BookError

ROOM = "claimbook.chapters"


class ChapterError(BookError):
    """A chapter lacks its module, its line in the contents, or a ``Chapter``."""


def chapters_of(project: Project) -> list[Chapter]:
    """Return the chapters of a project in the order of its contents; those with many pages come last.

    Raises
    ------
    ChapterError
        If a notebook has no module, or the contents and the chapters differ.
    """
    chapters = list(project.own_chapters) or [
        chapter for path in sorted(project.chapters.glob("*.ipynb")) for chapter in _chapters_in(path)
    ]
    contents = reading_order(project)
    _require_same(project, contents, chapters)
    return sorted(chapters, key=lambda one: contents.index(one.notebook) if not one.for_each else len(contents))


def _chapters_in(path: Path) -> list[Chapter]:
    """Return the chapters that a notebook's module defines."""
    name = f"{ROOM}.{path.stem.replace('-', '_')}"
    try:
        module = import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        place = f"claimbook/chapters/{path.stem.replace('-', '_')}.py"
        raise ChapterError(f"chapters/{path.name} has no module {place}: write it, or remove the notebook") from None
    found = [value for value in vars(module).values() if isinstance(value, Chapter) and value.notebook == path.stem]
    if not found:
        raise ChapterError(f"{name} defines no Chapter({path.stem!r})")
    return found


def reading_order(project: Project) -> list[str]:
    """Return the pages that the contents name, in order."""
    toc: dict[str, Any] = yaml.safe_load(project.contents.read_text(encoding="utf-8"))
    return [toc["root"], *_files(toc)]


def contents_of(project: Project, pages: Collection[str]) -> str:
    """Return the contents with only the pages that there are; a part without any goes, too."""
    toc: dict[str, Any] = yaml.safe_load(project.contents.read_text(encoding="utf-8"))
    return yaml.safe_dump(_with_pages(toc, pages), allow_unicode=True, sort_keys=False)


def _with_pages(part: Any, pages: Collection[str]) -> Any:
    """Return a part of the contents without missing pages; pages below one that is missing take its place."""
    if isinstance(part, list):
        kept = [_with_pages(one, pages) for one in part]
        return [one for several in kept for one in (several if isinstance(several, list) else [several]) if one]
    if not isinstance(part, dict):
        return part
    inner = {name: _with_pages(value, pages) for name, value in part.items()}
    filled = {name: one for name, one in inner.items() if one != []}
    if part.get("file", "") not in {"", *pages}:
        return [one for value in inner.values() if isinstance(value, list) for one in value]
    # A part of the contents is its caption and its chapters: without these it goes.
    lists = [value for value in inner.values() if isinstance(value, list)]
    return filled if {"file", "root"} & {*part} or not lists or any(lists) else {}


def _files(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if "file" in part:
            yield part["file"]
        for value in part.values():
            yield from _files(value)
    elif isinstance(part, list):
        for value in part:
            yield from _files(value)


def _require_same(project: Project, contents: list[str], chapters: list[Chapter]) -> None:
    """Compare the contents with the chapters, before anything is executed."""
    wanted = {chapter.notebook for chapter in chapters if not chapter.for_each}
    wanted |= {path.stem for path in project.chapters.glob("*.md")}
    problems = [f"{name} is not in _toc.yml: add '- file: {name}'" for name in sorted(wanted - set(contents))]
    problems += [f"_toc.yml names {name}, but chapters/ has no such page" for name in sorted(set(contents) - wanted)]
    if problems:
        raise ChapterError("\n".join(problems))


def columns_of_pages(project: Project, chapter: Chapter) -> Reads:
    """Return the columns that a chapter's pages get: all that its notebook's functions declare."""
    notebook = project.notebook(chapter.notebook).read_text(encoding="utf-8")
    return union_of([dict(chapter.reads), *(reads_of(component) for component in _components(notebook))])


def components_of(project: Project, name: str) -> list[Callable[..., Any]]:
    """Return the functions that a chapter's notebook calls and that read a page, in order."""
    components = _components(project.notebook(name).read_text(encoding="utf-8"))
    return [one for one in dict.fromkeys(components) if hasattr(one, "reads")]


def _components(notebook: str) -> Iterator[Callable[..., Any]]:
    """Find the functions of the library that a notebook calls."""
    cells = json.loads(notebook)["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    tree = ast.parse("\n".join(line for line in code.splitlines() if not line.lstrip().startswith(("%", "!"))))
    named: dict[str, Any] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("claimbook."):
            module = import_module(node.module or "")
            for alias in node.names:
                value = getattr(module, alias.name, None) or import_module(f"{node.module}.{alias.name}")
                named[alias.asname or alias.name] = value
    called: list[Any] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in named:
            called.append(named[node.id])
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in named:
            called.append(getattr(named[node.value.id], node.attr, None))
    yield from filter(callable, called)
