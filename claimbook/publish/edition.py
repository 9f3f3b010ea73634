"""One edition of the book, from which all files beside its pages are made.

Writes only under ``folder``, which becomes the top of the site. Two editions of
one ledger are the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claimbook.components.page import Page
from claimbook.ledger.tables import Ledger, Tables


@dataclass(frozen=True)
class Edition:
    """Pages, ledger and derived tables of one build.

    Attributes
    ----------
    author : str
        Publisher, from ``_config.yml``.
    address : str
        Address of the site with a final slash; blank if unknown.
    folder : path
        Folder for the files beside the pages.
    """

    pages: Sequence[Page]
    ledger: Ledger
    tables: Tables
    author: str
    address: str
    folder: Path

    @property
    def front(self) -> Page:
        return self.pages[0]

    @property
    def title(self) -> str:
        return self.front.about["title"]

    @property
    def as_of(self) -> str:
        return self.front.as_of

    @property
    def licence(self) -> dict[str, str]:
        return self.ledger.package.licence

    def write(self, name: str, text: str) -> None:
        """Write a file of the site."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def write_json(self, name: str, content: Any) -> None:
        self.write(name, json.dumps(content, ensure_ascii=False, indent=1) + "\n")
