"""Chapters of the measured book, and the rows that they select."""

from __future__ import annotations

import shutil
from pathlib import Path

from claimbook.analysis.tables import derived_tables
from claimbook.book.pages import book_pages
from claimbook.book.project import THIS_PROJECT, Project
from claimbook.components.chapter import Chapter
from claimbook.components.page import Page
from claimbook.components.selections import documents_with_a_page, of_source
from claimbook.components.tables import claims_table
from claimbook.ledger.records import columns_read
from claimbook.ledger.tables import load_ledger

BOOK = Path(__file__).parent / "book"
SOURCE = ("source_id", "publisher", "role")
CHAPTERS = (
    Chapter("index", reads={"sources": SOURCE}),
    Chapter(
        "document",
        of_source,
        for_each=documents_with_a_page,
        folder="sources",
        reads={"sources": SOURCE, "claims": (*columns_read(claims_table), "claim_id", "claimant")},
    ),
)


def pages_of(data: Path, project: Project) -> list[Page]:
    """Return the pages that a book makes of a data package."""
    ledger = load_ledger(data)
    return list(book_pages(ledger, derived_tables(ledger), project=project))


def measured_book(folder: Path) -> Project:
    """Copy the measured book's chapters, with the real configuration, and return the project."""
    shutil.copytree(BOOK, folder)
    shutil.copyfile(THIS_PROJECT.configuration, folder / "_config.yml")
    return Project(folder, CHAPTERS)
