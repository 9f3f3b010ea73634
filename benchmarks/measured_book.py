"""What the chapters of the measured book select."""

from __future__ import annotations

import shutil
from pathlib import Path

from claimbook.chapters.registry import CLAIM, SOURCE

from claimbook.analysis.tables import derived_tables
from claimbook.book.pages import book_pages
from claimbook.book.project import THIS_PROJECT, Project
from claimbook.components.chapter import Template
from claimbook.components.page import Page
from claimbook.components.selections import documents_with_a_page, of_source
from claimbook.ledger.tables import load_ledger

BOOK = Path(__file__).parent / "book"
TEMPLATES = (
    Template("index", {"sources": SOURCE}),
    Template(
        "document", {"sources": SOURCE, "claims": CLAIM}, of_source, for_each=documents_with_a_page, folder="sources"
    ),
)


def pages_of(data: Path, project: Project) -> list[Page]:
    """The pages that a book has of a data package."""
    ledger = load_ledger(data)
    return list(book_pages(ledger, derived_tables(ledger), templates=project.templates))


def measured_book(folder: Path) -> Project:
    """The measured book's chapters under the real configuration."""
    shutil.copytree(BOOK, folder)
    shutil.copyfile(THIS_PROJECT.configuration, folder / "_config.yml")
    return Project(folder, TEMPLATES)
