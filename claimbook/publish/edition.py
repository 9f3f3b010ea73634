"""One edition of the book, from which all files beside its pages are made.

Writes only under ``folder``, which becomes the top of the site. Two editions of
one ledger are the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from claimbook.components.page import Page
from claimbook.files import inside
from claimbook.ledger.records import Claim, Source, grouped_by, records_of
from claimbook.ledger.tables import Ledger, Tables
from claimbook.ledger.wording import counted, day_in_words, value_in_words


def credits_of(front: Page, ledger: Ledger) -> str:
    """Return the book, its last day and its licence in words, as they stand below a picture."""
    day = day_in_words(last_day_of(front, ledger))
    return f"{ledger.about['title']}, as of {day}. {ledger.package.licence['title']}."


def last_day_of(front: Page, ledger: Ledger) -> str:
    """Return the book's last day, which a front page need not show."""
    return front.parameters.get("as_of") or ledger.as_of


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
        return self.ledger.about["title"]

    @property
    def as_of(self) -> str:
        return last_day_of(self.front, self.ledger)

    @property
    def licence(self) -> dict[str, str]:
        return self.ledger.package.licence

    @property
    def credits(self) -> str:
        """What is said of the book below a picture."""
        return credits_of(self.front, self.ledger)

    @cached_property
    def claims(self) -> list[Claim]:
        """All claims."""
        return records_of(self.tables["claims"], Claim)

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The documents by id."""
        return {source.source_id: source for source in records_of(self.tables["sources"], Source)}

    @cached_property
    def first_appearances(self) -> dict[str, Claim]:
        """For each claim of an announcement, that of the earliest document with the same figure of it."""
        claims = [one for one in self.claims if one.release_id and one.status == "active"]
        by_day = sorted(claims, key=lambda one: (one.known_on, one.source_id, one.claim_id))
        alike = grouped_by(by_day, lambda one: (one.release_id, counted(one), value_in_words(one)))
        return {one.claim_id: of_figure[0] for of_figure in alike.values() for one in of_figure}

    @property
    def area(self) -> str:
        """Name of the widest place that the book is about."""
        places = self.tables["places"].set_index("place_id")
        return str(places.at[self.ledger.about["focus_area"], "name"])

    def write(self, name: str, text: str) -> None:
        """Write a file of the site."""
        path = inside(self.folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def write_json(self, name: str, content: Any) -> None:
        self.write(name, json.dumps(content, ensure_ascii=False, indent=1) + "\n")
