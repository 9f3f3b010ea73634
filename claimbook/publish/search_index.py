"""Write the index behind the search field: figures, and names in every spelling, each with its page.

Sphinx indexes words and glossary terms; this index adds what Sphinx lacks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from claimbook.ledger.records import Number, Party, Place, Source, records_of
from claimbook.ledger.wording import source_name
from claimbook.publish.edition import Edition


def write_index(edition: Edition) -> None:
    """Write ``find-index.js``: a script rather than JSON, so that it also works from a disk."""
    figures = [
        {
            "value": number.value,
            "name": number.title,
            "href": f"figures/{number.number_id}.html",
            "of": number.printed_of.split("; "),
            "by": number.speakers,
        }
        for number in records_of(edition.tables["numbers"], Number)
    ]
    names = sorted((*_places(edition), *_parties(edition), *_documents(edition)), key=_order)
    index = json.dumps({"figures": figures, "names": names}, ensure_ascii=False, indent=0)
    edition.write("find-index.js", f"claimbookFind({index});\n")


def _order(entry: dict[str, Any]) -> tuple[str, str]:
    return entry["name"].casefold(), entry["href"]


def _entry(name: str, says: str, href: str, *spellings: str) -> dict[str, Any]:
    return {"name": name, "says": says, "href": href, "spellings": [name, *spellings]}


def _places(edition: Edition) -> Iterator[dict[str, Any]]:
    named = set(edition.tables["mentions"]["place_id"])
    for place in records_of(edition.ledger["places"], Place):
        if place.place_id in named:
            variants = place.variants.split(";") if place.variants else []
            yield _entry(place.name, f"place, {place.kind}", f"places.html#{place.place_id}", *variants)


def _parties(edition: Edition) -> Iterator[dict[str, Any]]:
    """Return those who give or relay a claim; the table of all claims lists theirs."""
    claims = edition.ledger["claims"]
    speaking = {*claims["claimant_id"].dropna(), *claims["relayed_by"].dropna()}
    for party in records_of(edition.ledger["parties"], Party):
        if party.party_id in speaking:
            href = f"claims.html?search={quote(party.name)}"
            yield _entry(party.name, "party: its claims", href, *_initials(party.name))


def _initials(name: str) -> list[str]:
    """Return the initials of a name of several words: ``ISPR``."""
    words = re.split(r"[\s-]+", name.partition(" (")[0])
    initials = "".join(word[0] for word in words if word[:1].isupper())
    return [initials] if len(initials) > 2 else []


def _documents(edition: Edition) -> Iterator[dict[str, Any]]:
    for source in records_of(edition.tables["sources"], Source):
        place = f"/{source.source_id}.html" if source.has_page else f".html#{source.source_id}"
        title = [source.title] if source.title else []
        says = f"document, titled “{source.title}”" if title else "document without a title"
        yield _entry(source_name(source), says, f"sources{place}", *title)
