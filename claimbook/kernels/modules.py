"""Find the modules that shape a page: those that its notebook imports, and their imports.

A page's key names them. A changed word in the command line therefore executes no
page, and one in a chapter's module only that chapter's pages. Imports are read
from the source without running it. Modules that select rows are not included:
their changes show in the page's inputs.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from claimbook.book.project import LIBRARY, digest

PACKAGE = LIBRARY.name
# These execute every page; their own imports run outside the kernel.
KERNEL = ("execute", "forkserver", "isolation", "modules", "read_guard")


def modules_of(notebook: str) -> dict[str, str]:
    """Return the modules that shape a page, each with the digest of its source.

    Parameters
    ----------
    notebook : str
        The chapter, as JSON.
    """
    cells = json.loads(notebook)["cells"]
    return _modules_of("\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"))


@cache  # many pages are of one chapter, and differ only in their prose
def _modules_of(code: str) -> dict[str, str]:
    lines = [line for line in code.splitlines() if not line.lstrip().startswith(("%", "!"))]
    found = {PACKAGE, *(f"{PACKAGE}.kernels.{name}" for name in KERNEL)}
    for name in (PACKAGE, *_imported("\n".join(lines))):
        found |= _closure(name)
    return {name: _source_digest(name) for name in sorted(found)}


@cache
def _closure(name: str) -> frozenset[str]:
    """Return a module and everything that it imports, directly or not."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += _imports_of(one)
    return frozenset(found)


@cache
def _imports_of(name: str) -> list[str]:
    """Return the modules that a module imports itself."""
    return _imported(_path(name).read_text(encoding="utf-8"))


def _imported(source: str) -> list[str]:
    """Return the modules of the library that a piece of code imports, anywhere in it."""
    return [name for node in ast.walk(ast.parse(source)) for name in _names(node) if _path(name).exists()]


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name.startswith(f"{PACKAGE}."))
    elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == PACKAGE:
        yield node.module or ""
        yield from (f"{node.module}.{alias.name}" for alias in node.names)  # it may be a module


def _path(name: str) -> Path:
    path = LIBRARY.parent.joinpath(*name.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@cache
def _source_digest(name: str) -> str:
    return digest(_path(name).read_text(encoding="utf-8"))
