"""Write a small, sound data package for another conflict, to be filled."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claimbook.checks.structure import check_package
from claimbook.errors import BookError
from claimbook.files import quoted
from claimbook.ledger.dictionary import readme
from claimbook.ledger.package import DESCRIPTOR, MAKERS, ON_THE_BOOK, DataPackage, TextRow, read_package
from claimbook.ledger.vocabulary import ALL

# The day of the example, and what marks it as one.
DAY, EXAMPLE = "2000-01-01", "An example, to show what a row looks like: replace it."
BEGIN = """## How to go on

1. Replace the example: the rows of `sources.csv`, `claims.csv`, `releases.csv`, `parties.csv`, `places.csv` and
   `events.csv`. Every column is explained below.
2. `claimbook check --data {folder}` lists every fault with its row, column and what to do. Repeat until it says
   *sound*.
3. `claimbook build --data {folder} --out {folder}-book` writes the site. Its *Codebook* says what becomes a row.
4. `claimbook record --data {folder} --reason "The first reports"` begins the public log of changes.

What is easily missed:

- A source has the role `coded` if its text is at hand and every figure in it is a row with its place in the text.
  All others are `context`: the book calls them seen in part. Say in `notes` what was seen, such as an excerpt only.
- A row of `releases.csv` says on which day something was announced. Without one, a figure is dated by `stated_as_of`,
  if that is earlier, or by its report, and the book says so.
- A figure of the same speaker, event, measure and group that is later takes the place of the earlier one. `supersedes`
  says so where the text does; such a fall isn't listed as an inconsistency.
- A place is on the map, and in the list of places, if `mentions.csv` says which report names it, and as what.
- If somebody could dispute how you coded a row, say why in its `notes`. `decisions.yml` is for choices between two
  readings of a `coded` text, for ranking speakers and for figures that nobody should use; CONTRIBUTING.md of the
  project shows its form.

The words of the conflict are in `datapackage.json`: under `categories` of a field stands each code with its `label`
in the plural. A group has its `singular`, a `plural` if its label names a body, the `side` whose people it is, and
`main` if the front page has a row for it. Without `main`, it is there only for a side that counts no other group as a
whole, or if somebody outside the sides keeps a running count of it. A side that takes no part is `outside`.
`people_of` is for people of a party whom no group names. Add, rename, remove and reorder words as the conflict asks;
some of the kinds of events, topics and units are of another book. Under `claimbook` stand the subject, what happened
(each sentence with its sources), why the book stops on its last day (words that go on after “The book stops on 3 May
2031,”), who makes it, and what limits it. Tables without rows need no file; columns of your own may follow those of
the schema. A chapter for which there is no row is left out of the book.
"""


@dataclass(frozen=True)
class NewPackage:
    """What a new book is about.

    Attributes
    ----------
    folder : Path
        Where the package is written; must not exist, or be empty.
    title : str
        The title of the book.
    subject : str
        What it is about, as the end of a sentence: "the war in …".
    area : str
        The widest place of its figures.
    sides : sequence of str
        Names of the sides that take part.
    groups : sequence of str
        Names of the groups whose dead are counted; "soldiers: North" are of that side.
    """

    folder: Path
    title: str
    subject: str
    area: str
    sides: Sequence[str]
    groups: Sequence[str]


def new_package(wanted: NewPackage, like: DataPackage) -> list[Path]:
    """Write a sound package that builds at once, with the schema of another one and one example of a claim.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    BookError
        If the folder holds anything, a name has no letter, a group names no side, or a check refuses what would be
        written. Nothing is written then.
    """
    sides = {_code(name): name.strip() for name in wanted.sides}
    groups = [_group(words, sides) for words in wanted.groups]
    codes = [*sides, "other", *(one["value"] for one in groups)]
    if not all(words.isprintable() for words in (wanted.title, wanted.subject, wanted.area)):
        raise BookError("give title, subject and area in one line each, in characters that print")
    if not sides or not groups:
        raise BookError("name at least one side and one group")
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice or len(sides) < len(wanted.sides):
        which = f" ({', '.join(twice)})" if twice else ""
        raise BookError(
            f"name each side and each group once{which}, and no side called other; of two sides’ soldiers write whose: "
            "'Ostmark soldiers: Ostmark'"
        )
    if wanted.folder.exists() and (not wanted.folder.is_dir() or any(wanted.folder.iterdir())):
        raise BookError(f"{wanted.folder} is not empty: name a new folder")
    descriptor = _descriptor(wanted, like, sides, groups)
    tables = _example(wanted, sides, groups)
    with tempfile.TemporaryDirectory() as name:
        package = _written(Path(name), descriptor, tables)
        if problems := check_package(package.folder):
            raise BookError("\n".join(dict.fromkeys(f"{one.column}: {one}" for one in problems)))
    wanted.folder.mkdir(parents=True, exist_ok=True)
    package = _written(wanted.folder, descriptor, tables)
    text = readme(package)
    heading, _, rest = text.partition("\n\n")
    guide = wanted.folder / "README.md"
    guide.write_text(f"{heading}\n\n{BEGIN.format(folder=quoted(wanted.folder))}\n{rest}", encoding="utf-8")
    return [wanted.folder / DESCRIPTOR, guide, *(package.path(table) for table in tables)]


def _written(folder: Path, descriptor: Mapping[str, Any], tables: Mapping[str, list[TextRow]]) -> DataPackage:
    """Write a package's descriptor and rows."""
    (folder / DESCRIPTOR).write_text(json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    package = read_package(folder)
    for table, rows in tables.items():
        package.write_rows(table, rows)
    return package


def _code(name: str) -> str:
    """Return a name as a code: small letters and digits, joined by underscores."""
    code = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    if not code:
        raise BookError(f"no letter of a to z or digit in the name {name!r}: give it one to make a code of")
    return code


def _group(words: str, sides: Mapping[str, str]) -> dict[str, Any]:
    """Return a group as a category, from its plural and, after a colon, its side."""
    plural, colon, side = (part.strip() for part in words.partition(":"))
    if colon and _code(side) not in sides:
        raise BookError(f"{side!r} of the group {words!r} is none of the sides {', '.join(sides.values())}")
    # Of a plural that only adds an s; others are given by hand, as the guide says.
    one = {"singular": plural.removesuffix("s")} if re.search(r"[^es]s$", plural) and plural != "troops" else {}
    own = {"side": _code(side)} if colon else {}
    return {"value": _code(plural), "label": plural, **one, **own, "main": True}


def _descriptor(
    wanted: NewPackage, like: DataPackage, sides: Mapping[str, str], groups: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return the descriptor: the schema of another package with this one's own words."""
    resources = json.loads(json.dumps(like.descriptor["resources"]))
    own = {
        ("parties", "side"): [
            *({"value": code, "label": name} for code, name in sides.items()),
            {"value": "other", "label": "others", "outside": True},
        ],
        ("claims", "group"): [
            *groups,
            *([] if any(one["value"] == ALL for one in groups) else [_all_people()]),
            {"value": "not_applicable", "label": ""},
        ],
    }
    for resource in resources:
        if resource["name"] == "outlines":
            resource["description"] = (
                "Outlines of areas for the map. Say here where they come from, and under what licence."
            )
        for field in resource["schema"]["fields"]:
            field |= {"categories": own[key]} if (key := (resource["name"], field["name"])) in own else {}
    return {
        "profile": like.descriptor.get("profile", "tabular-data-package"),
        "name": _code(wanted.title).replace("_", "-"),
        "title": wanted.title,
        "description": f"What was claimed about {wanted.subject}, by whom, for which days, and where it differs.",
        "version": "0.1.0",
        "licenses": like.descriptor["licenses"],
        "claimbook": {
            "subject": wanted.subject,
            "focus_event": "episode",
            "focus_area": "area",
            **dict.fromkeys((*MAKERS, *ON_THE_BOOK), ""),
            "what_happened": [],
        },
        "resources": resources,
    }


def _all_people() -> dict[str, Any]:
    return {"value": ALL, "label": "people", "singular": "person"}


def _example(
    wanted: NewPackage, sides: Mapping[str, str], groups: Sequence[Mapping[str, Any]]
) -> dict[str, list[TextRow]]:
    """Return the rows of an example: one report that carries one announcement."""
    names = [*sides.items(), ("other", "others")]
    parties = [
        {"party_id": code.replace("_", "-"), "name": name, "role": "claimant", "side": code}
        for code, name in names[:-1]
    ]
    unnamed = {"party_id": "unattributed", "name": "No speaker named", "role": "claimant", "side": "other"}
    speaker = parties[0]["party_id"]
    claim = {
        "claim_id": "example-claim",
        "source_id": "example-report",
        "value_text": "12",
        "event_id": "episode",
        "release_id": "example-announcement",
        "claimant_id": speaker,
        "measure": "killed",
        "group": str(groups[0]["value"]),
        "qualifier": "exact",
        "value": "12",
        "count_kind": "cumulative",
        "scope_end": DAY,
        "scope_place": "area",
        "assertion": "attributed",
        "verification": "none",
        "status": "active",
        "recorded_on": DAY,
        "notes": EXAMPLE,
    }
    source = {
        "source_id": "example-report",
        "title": "An example",
        "publisher": "Example",
        "url": "https://example.org/",
        "published_on": DAY,
        "medium": "report",
        "language": "en",
        "role": "context",
        "status": "active",
        "notes": EXAMPLE,
    }
    release = {
        "release_id": "example-announcement",
        "series_id": "example",
        "stated_on": DAY,
        "event_id": "episode",
        "claimant_id": speaker,
        "source_id": "example-report",
    }
    return {
        "sources": [source],
        "parties": [*parties, unnamed],
        "places": [{"place_id": "area", "name": wanted.area, "kind": "province"}],
        "events": [{"event_id": "episode", "name": wanted.title, "kind": "episode"}],
        "releases": [release],
        "claims": [claim],
    }
