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

# Words that many offices share: they name one only beside others.
SHARED = {
    word[:STEM] for word in ("official", "provincial", "local", "senior", "government", "authorities", "source",
    "spokesman", "spokesperson", "federal", "security", "department")
}  # fmt: skip
FORMER = re.compile(r"\bformer\b", re.IGNORECASE)


class KnownParties:
    """The parties of a ledger, to be found by how a text names them.

    >>> known = KnownParties([{"party_id": "military", "name": "Osmian military (army)"}])
    >>> known.find("the army"), known.find("Osmian military"), known.find("police")
    ('military', 'military', '')
    """

    def __init__(self, parties: Iterable[TextRow]):
        parties = list(parties)
        self.has_unnamed = any(row["party_id"] == UNNAMED for row in parties)
        self._names = [
            (words_of(part), row["party_id"])
            for row in parties
            if row["party_id"] != UNNAMED
            for part in [row["party_id"].replace("-", " "), *re.split(r"[(),]", row["name"])]
            if words_of(part) and not FORMER.search(part)  # what somebody was speaks for nobody now
        ]

        self._every: dict[str, set[str]] = {}
        for name, party in self._names:
            self._every.setdefault(party, set()).update(name)

    def find(self, speaker: str) -> str:
        """Return the id of the party that a speaker's words name; blank if none, or more than one."""
        said = words_of(speaker)
        # The whole name; "army" for the "Osmian army".
        for found in (
            {party for name, party in self._names if name == said},
            {party for name, party in self._names if said - SHARED and said < name},
        ):
            if found:
                return found.pop() if len(found) == 1 else ""
        return self._named_within(said)

    def _named_within(self, said: set[str]) -> str:
        """Return the party of which most words are said: "Osmian army spokesman" for the "Osmian army".

        Of two that are said as far, the one with fewer words that aren't: a minister, and not a minister and the army.
        """
        within: dict[str, set[str]] = {}
        for name, party in self._names:
            if name < said:
                within.setdefault(party, set()).update(name)
        ranked = sorted((-len(words), len(self._every[party] - said), party) for party, words in within.items())
        return ranked[0][2] if ranked[:1] and ranked[0][:2] not in [one[:2] for one in ranked[1:]] else ""


def words_of(name: str) -> set[str]:
    """Return the beginnings of the words of a name, without those that tell nothing apart."""
    words = re.findall(r"[^\W_]+", name.lower())
    return {word[:STEM] for word in words if word not in EMPTY_WORDS and len(word) >= FEWEST_LETTERS}
