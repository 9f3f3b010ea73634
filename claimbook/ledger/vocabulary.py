"""Words for the codes of the ledger, in plain, neutral English.

The codes of a conflict, such as its groups and sides, are the package's: each is a
category of a field in ``datapackage.json``, with its words. ``adopt`` makes one
package's words those of this process; the mappings below then read them. Codes of
the method, which the same rules use for every conflict, have their words here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

# The lists that a package defines, and the table and field that holds each as categories.
LISTS = {
    "sides": ("parties", "side"),
    "groups": ("claims", "group"),
    "measures": ("claims", "measure"),
    "causes": ("claims", "cause"),
    "bases": ("claims", "basis"),
    "event_kinds": ("events", "kind"),
    "roles": ("mentions", "role"),
    "statement_kinds": ("statements", "kind"),
    "themes": ("statements", "theme"),
    "topics": ("indicators", "topic"),
    "units": ("indicators", "unit"),
}
# What a category may say beside its value and its label: the property, and the lists that use it.
PROPERTIES = {
    "singular": ("groups",),  # one of them: "civilian"
    "plural": ("groups",),  # several of them, if the label names a body: "members of the army"
    "side": ("groups",),  # whose losses they are
    "main": ("groups",),  # whether their tolls are compared, in the order of the list
    "outside": ("sides",),  # whether it takes no part in the violence
    "people": ("measures",),  # whether it counts what was done to people
    "before": ("event_kinds",),  # whether it is background, before the episode
    "format": ("units",),  # how a number is printed: "{}%"
    "grouped": ("units",),  # whether large numbers get commas
}
Category = Mapping[str, Any]
Vocabulary = Mapping[str, Sequence[Category]]


class Words(Mapping[str, Any]):
    """What the current package says of each code of a list, in the order of the list.

    A code without the property is left out, but every code has a label: without
    words of its own it is read as it is written.
    """

    def __init__(self, name: str, key: str = "label"):
        self._name, self._key = name, key
        self._of: dict[str, Any] = {}
        _EVERY.append(self)

    def adopt(self, vocabulary: Vocabulary) -> None:
        of_codes = vocabulary.get(self._name, ())
        self._of = {one["value"]: one[self._key] for one in of_codes if one.get(self._key) not in (None, False)}

    def __getitem__(self, code: str) -> Any:
        if code not in self._of and self._key == "label":
            return code.replace("_", " ")
        return self._of[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._of)

    def __len__(self) -> int:
        return len(self._of)


_EVERY: list[Words] = []


def adopt(vocabulary: Vocabulary) -> None:
    """Make the words of one package those of this process: whoever loads its ledger or a page of it does so."""
    for words in _EVERY:
        words.adopt(vocabulary)


def categories_of(field: Mapping[str, Any]) -> list[Category]:
    """Return the categories of a field, each with ``value`` and ``label``; a plain list of codes is enough.

    >>> categories_of({"name": "cause", "constraints": {"enum": ["air_strike"]}})
    [{'label': 'air strike', 'value': 'air_strike'}]
    """
    listed = field.get("categories") or field.get("constraints", {}).get("enum") or []
    whole = [one if isinstance(one, Mapping) else {"value": one} for one in listed]
    return [{"label": str(one["value"]).replace("_", " "), **one} for one in whole]


SIDES, OUTSIDE = Words("sides"), Words("sides", "outside")
GROUPS, ONE_OF_GROUP, SEVERAL_OF_GROUP = Words("groups"), Words("groups", "singular"), Words("groups", "plural")
SIDE_OF_GROUP, MAIN = Words("groups", "side"), Words("groups", "main")
MEASURES, PEOPLE_HARMED = Words("measures"), Words("measures", "people")
CAUSES, BASES = Words("causes"), Words("bases")
EVENT_KINDS, EARLIER = Words("event_kinds"), Words("event_kinds", "before")
ROLES = Words("roles")
STATEMENT_KINDS, THEMES = Words("statement_kinds"), Words("themes")
TOPICS = Words("topics")
FORMATS, GROUPED_UNITS = Words("units", "format"), Words("units", "grouped")

# Kinds of places that are too large for a point or a page of their own.
WIDE = ("country", "province", "sea")
# All people, whatever their group.
ALL = "all"
# The group that rule sets for civilians read.
CIVILIANS = "civilians"
# Colours for sides; the style sheet names them by number. Others are grey.
TONES = ("1", "2", "3", "4")
OUTSIDE_TONE = "0"


def fighting_sides() -> list[str]:
    """Return the sides that take part in the violence, in the order of the list."""
    return [side for side in SIDES if side not in OUTSIDE]


def is_outside(side: str) -> bool:
    """Whether a side takes no part in the violence."""
    return side in OUTSIDE


def side_rank(side: str) -> int:
    """Return the place of a side in the order in which speakers are named."""
    return [*SIDES].index(side) if side in SIDES else len(SIDES)


def tone(side: str) -> str:
    """Return the number of a side's colour."""
    sides = fighting_sides()
    return TONES[sides.index(side) % len(TONES)] if side in sides else OUTSIDE_TONE


def the_sides() -> str:
    """Return "the two sides", or as many as there are."""
    numbers = {1: "one side", 2: "the two sides", 3: "the three sides", 4: "the four sides"}
    return numbers.get(len(fighting_sides()), "the sides")


def main_groups() -> list[str]:
    """Return the groups whose tolls are compared; all people, if the package names none."""
    return list(MAIN) or [ALL]


# The topic of yearly counts, which the history shows.
YEARLY = "violence"
BOUNDS = {"at_least": "at least ", "more_than": "over ", "up_to": "up to ", "about": "about "}
VERIFICATION = {
    "none": "Not mentioned.",
    "unverified": "Not independently verified, says the report.",
    "confirmed": "Confirmed, says the report.",
}
ASSERTION = {
    "flat": "As a fact",
    "attributed": "Attributed to a speaker",
    "hedged": "Hedged in the report",
}
VERIFIED = {
    "none": "verification not mentioned",
    "unverified": "not independently verified, says the report",
    "confirmed": "confirmed, says the report",
}
# When something was said, by what dates it, the best first.
SAID_ON = {"release": "{}", "as_of": "as of {}", "publication": "reported {}", "earliest": "undated, not before {}"}
# The verb for a figure's date, by where the date comes from.
STATED = {"release": "stated", "as_of": "as of", "publication": "published", "earliest": "not before"}
DATE_PRECISION = {
    1: "dated to the day",
    2: "dated to two to six days",
    3: "dated to a week",
    4: "dated to a month",
    5: "dated to a year",
}
PLACE_PRECISION = {
    1: "the report names the site",
    2: "the report names the town, not a site",
    3: "the report names districts only",
    4: "the report names the province or region only",
    5: "the report names the area only vaguely",
    6: "the report names the country only",
    7: "the report places it at sea or in the air",
}
NOT_STATED = "not stated"
