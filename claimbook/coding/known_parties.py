"""Find the party of a ledger that a text names in its own words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from claimbook.ledger.package import TextRow

# Words that tell no party from another.
EMPTY_WORDS = {"the", "a", "an", "of", "and", "in", "for", "to", "from", "at", "on", "its", "his", "her", "their"}
UNNAMED = "unattributed"
FEWEST_LETTERS = 3  # of a word that can tell a party
STEM = 7  # letters that two forms of a word share: official and officials, Pakistan and Pakistani

FORMER = re.compile(r"\bformer\b", re.IGNORECASE)


class KnownParties:
    """The parties of a ledger, to be found by how a text names them.

    >>> known = KnownParties([{"party_id": "military", "name": "Osmian military (army)"}])
    >>> known.find("the army"), known.find("Osmian military"), known.find("police")
    ('military', 'military', '')
    """

    def __init__(self, parties: Iterable[TextRow]):
        self._names = [
            (set(_words(part)), row["party_id"])
            for row in parties
            if row["party_id"] != UNNAMED
            for part in [row["party_id"].replace("-", " "), *re.split(r"[(),]", row["name"])]
            if _words(part) and not FORMER.search(part)  # what somebody was speaks for nobody now
        ]

    def find(self, speaker: str) -> str:
        """Return the id of the party that a speaker's words name; blank if none, or more than one."""
        said = set(_words(speaker))
        # The whole name; "army" for the "Osmian army"; "Osmian army spokesman" for it; "army spokesman" for the "army".
        for found in (
            {party for name, party in self._names if name == said},
            {party for name, party in self._names if said and said < name},
            {party for name, party in self._names if len(name) > 1 and name < said},
            {party for name, party in self._names if name < said},
        ):
            if found:
                return found.pop() if len(found) == 1 else ""
        return ""


def _words(name: str) -> list[str]:
    words = re.findall(r"[^\W_]+", name.lower())
    return [word[:STEM] for word in words if word not in EMPTY_WORDS and len(word) >= FEWEST_LETTERS]
