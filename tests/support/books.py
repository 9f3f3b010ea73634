"""Read whole books and add cells to their chapters."""

import shutil
from pathlib import Path

import nbformat

from claimbook.analysis.tables import derived_tables
from claimbook.book.pages import book_pages
from claimbook.book.project import THIS_PROJECT, Project
from claimbook.builder.site import begin_edition
from claimbook.ledger.tables import load_ledger
from support.paths import ROOT


def tree(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file below a folder, by path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def whole_book(out: Path) -> dict[str, bytes]:
    """Return every file of a site and of its executed pages."""
    return {
        f"{part}/{name}": content
        for part in ("html", "pages")
        for name, content in tree((out / part).resolve()).items()
    }


def with_cell(folder: Path, **cells: str) -> Project:
    """Copy the chapters and append a cell to those that are named."""
    folder.mkdir()
    for path in (THIS_PROJECT.contents, THIS_PROJECT.configuration):
        shutil.copyfile(path, folder / path.name)
    shutil.copytree(ROOT / "chapters", folder / "chapters")
    for name, code in cells.items():
        path = folder / "chapters" / f"{name.replace('_', '-')}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        notebook.cells.append(nbformat.v4.new_code_cell(code))
        nbformat.write(notebook, path)
    return Project(folder)


def files_beside(data: Path, into: Path) -> Path:
    """Return what a book publishes beside its pages, without executing any."""
    ledger = load_ledger(data)
    tables = derived_tables(ledger)
    into.mkdir(parents=True)
    return begin_edition(list(book_pages(ledger, tables)), ledger, tables, into, THIS_PROJECT).folder
