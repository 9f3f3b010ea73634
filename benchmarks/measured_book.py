"""What the chapters of the measured book select."""

from __future__ import annotations

import shutil
from pathlib import Path

from claimbook.build.parts import OURS, Parts
from claimbook.derived import derived_tables
from claimbook.ledger import load_ledger
from claimbook.pages import Page, book_pages
from claimbook.templates import CLAIM, SOURCE, Template, documents_with_a_page, of_source

BOOK = Path(__file__).parent / "book"
TEMPLATES = (
    Template("index", {"sources": SOURCE}),
    Template(
        "document", {"sources": SOURCE, "claims": CLAIM}, of_source, for_each=documents_with_a_page, folder="sources"
    ),
)


def pages_of(data: Path, parts: Parts) -> list[Page]:
    """The pages that a book has of a data package."""
    ledger = load_ledger(data)
    return list(book_pages(ledger, derived_tables(ledger), templates=parts.templates))


def measured_book(folder: Path) -> Parts:
    """The measured book's chapters under the real configuration."""
    shutil.copytree(BOOK, folder)
    shutil.copyfile(OURS.configuration, folder / "_config.yml")
    return Parts(folder, TEMPLATES)
