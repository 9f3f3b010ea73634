"""Guess what a report leaves to its reader: the event, the area and the role of a place.

Reads what the ledger's other reports have and what the package is about. Each
answer is a guess that a person confirms; who killed whom is never guessed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable
from datetime import date, timedelta

from claimbook.ledger.package import DataPackage, TextRow, TextTables
from claimbook.ledger.vocabulary import categories_of
from claimbook.ledger.wording import is_day

# Words for what was done to a place, by the letters that open the code of a role.
ATTACKED = re.compile(r"\b(?:attack|assault|hit|struck|target|storm|bomb|ravag|ambush|blast)\w*", re.IGNORECASE)
NEAR = timedelta(days=62)
AROUND = 300  # characters on either side of a place
FEWEST_LETTERS = 4  # of a code's beginning that a word of the text shares


class Precedents:
    """What rows of other reports make likely in a new one.

    Parameters
    ----------
    package : DataPackage
    tables : mapping of str to list of rows
        Its rows.
    source_id : str
        The new report, whose own rows are no precedent.
    """

    def __init__(self, package: DataPackage, tables: TextTables, source_id: str):
        def others(table: str) -> list[TextRow]:
            return [row for row in tables[table] if row["source_id"] != source_id and row["status"] == "active"]

        self.focus_event = package.about["focus_event"]
        self.focus_area = package.about["focus_area"]
        self.roles = [str(one["value"]) for one in categories_of(package.fields("mentions")["role"])]
        own = {row["source_id"] for row in others("claims") if row["event_id"] == self.focus_event}
        self.has_own_figures = bool(own)
        known = [
            row["published_on"] or row["published_earliest"] for row in tables["sources"] if row["source_id"] in own
        ]
        self._published = sorted(filter(is_day, known))
        self._event_of_measure = _usual((row["measure"], row["event_id"]) for row in others("claims"))
        self._event_of_role = _usual((row["role"], row["event_id"]) for row in others("mentions"))

    def is_near(self, published: date | None) -> bool:
        """Whether a report appeared within two months of those on the book's own event; true while there are none."""
        if published is None or not self._published:
            return published is not None
        first, last = (date.fromisoformat(self._published[at]) for at in (0, -1))
        return first - NEAR <= published <= last + NEAR

    def event_of_claim(self, measure: str) -> str:
        """Return the event that most figures of a measure are of; else the book's own."""
        return self._event_of_measure.get(measure) or self.focus_event

    def is_whole(self, event: str) -> bool:
        """Whether an event is the book's own, whose figures are of the whole area unless a report says otherwise."""
        return event == self.focus_event

    def event_of_place(self, role: str) -> str:
        """Return the event that most places of a role are named for; blank if there is none."""
        return self._event_of_role.get(role, "")

    def role(self, sentence: str, position: int) -> str:
        """Return as what a sentence names a place, by the nearest word that shares its beginning with a role's code.

        Parameters
        ----------
        sentence : str
        position : int
            Where the place is in it.
        """
        start = max(0, position - AROUND)
        sentence, position = sentence[start : position + AROUND], position - start
        found = [
            (abs(match.start() - position), role)
            for role in self.roles
            for match in re.finditer(rf"\b{re.escape(_stem(role))}", sentence, re.IGNORECASE)
        ]
        attacked = next((role for role in self.roles if ATTACKED.match(role)), "")
        found += [(abs(match.start() - position), attacked) for match in ATTACKED.finditer(sentence) if attacked]
        return min(found)[1] if found else ""


def _stem(code: str) -> str:
    """Return the beginning of a code that its other forms share: "raid" of ``raided``."""
    return re.sub(r"(?:ed|es|s)$", "", code.replace("_", " "))[: max(FEWEST_LETTERS, len(code) - 2)]


def _usual(pairs: Iterable[tuple[Hashable, str]]) -> dict[Hashable, str]:
    """Return for each key the value that more than half of its pairs have."""
    counts: dict[Hashable, Counter[str]] = {}
    for key, value in pairs:
        counts.setdefault(key, Counter())[value] += 1
    first = {key: of_key.most_common(1)[0] for key, of_key in counts.items()}
    return {key: value for key, (value, times) in first.items() if 2 * times > counts[key].total()}
