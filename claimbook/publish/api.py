"""Write the ledger for programs: small JSON files at addresses that stay, under ``api/v1/``.

Each file holds one page of one resource; ``index.json`` names all of them, and
``schema.json`` describes their rows. Within ``v1`` columns may be added; none is
renamed or removed. Rows leave out what is unknown.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from claimbook.analysis.answers import ANSWERS
from claimbook.analysis.claims import OUTCOMES, of_now
from claimbook.analysis.comparability import COUNT_KINDS
from claimbook.analysis.numbers import address_of
from claimbook.chapters.inconsistencies import KINDS
from claimbook.components.citations import sentence
from claimbook.components.page import Anchored
from claimbook.components.selections import ROWS_OF_FINDINGS
from claimbook.ledger.records import (
    INTERNAL,
    Announcement,
    Change,
    Claim,
    Day,
    Event,
    Finding,
    Indicator,
    Mention,
    Number,
    Party,
    Place,
    Record,
    Release,
    Report,
    Source,
    Statement,
    Word,
    columns_of,
    grouped_by,
    records_of,
)
from claimbook.ledger.versions import FOLDER, VERSIONS, Version
from claimbook.ledger.vocabulary import ASSERTION, VERIFICATION, categories_of
from claimbook.ledger.wording import figure_in_words, value_in_words
from claimbook.publish.edition import Edition
from claimbook.publish.readable import DATED_BY, QUALIFIERS

ROWS_OF_A_FILE = 1000
Row = dict[str, Any]


@dataclass(frozen=True)
class Resource:
    """A kind of row: what it is, its class of records, and the schema of columns that only these files have."""

    about: str
    kind: type[Record]
    more: Mapping[str, Row]


def text(about: str) -> Row:
    """Return the schema of a text."""
    return {"type": "string", "description": about}


def texts(about: str) -> Row:
    """Return the schema of a list of texts."""
    return {**TEXTS, "description": about}


TEXTS: Row = {"type": "array", "items": {"type": "string"}}
# The rows that a finding is about.
REFERENCES: Row = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["resource", "id"],
        "properties": {"resource": {"enum": list(ROWS_OF_FINDINGS)}, "id": {"type": "string"}},
    },
    "description": "The rows that it is about: resource and id of each.",
}
PAGE = {"page": text("Address on the site, relative to its top.")}
RESOURCES: Mapping[str, Resource] = {
    "claims": Resource(
        "Every figure as published, and what follows for it from the others.",
        Claim,
        {
            "figure": text("The figure and what it counts, in words."),
            "sentence": text("The figure with who said it, when, and in what document, in one sentence to quote."),
            **PAGE,
        },
    ),
    "announcements": Resource(
        "What one speaker said at one time of one event; several documents can carry it.",
        Announcement,
        {},
    ),
    "sources": Resource("Documents.", Source, PAGE),
    "parties": Resource("Who speaks, who passes on, and who is spoken of.", Party, {}),
    "places": Resource("Places.", Place, {}),
    "events": Resource("Events: the episode, what happened inside it, and what went before.", Event, {}),
    "statements": Resource("What is said without being a count, without what was withdrawn.", Statement, PAGE),
    "reports": Resource("When documents say that something happened, without what was withdrawn.", Report, PAGE),
    "mentions": Resource("Places that documents name, without what was withdrawn.", Mention, PAGE),
    "indicators": Resource(
        "Background figures.", Indicator, {"figure": text("The figure with its bound and unit, in words."), **PAGE}
    ),
    "findings": Resource(
        "Inconsistencies, computed from the ledger.",
        Finding,
        {"refers_to": REFERENCES, **PAGE},
    ),
    "numbers": Resource("Every number in print, with what can be said of it.", Number, PAGE),
    "days": Resource(
        "The state of knowledge at the end of each day on which documents appeared: ids of claims.",
        Day,
        {
            "new": texts("Claims that became known on this day, or since the last one that is listed."),
            "replaced": texts("Claims that were a latest toll before, and are none any more."),
            "latest": texts("Claims that are the latest toll of their speaker."),
            **PAGE,
        },
    ),
    "changes": Resource("The log of every row added, corrected or withdrawn, with the reason.", Change, {}),
    "words": Resource("What each code means.", Word, {}),
}
# The table of the data package behind a resource of another name.
TABLES = {"announcements": "releases", "reports": "event_reports"}
# The lists of codes that the method has, whatever the data package.
CODES: Mapping[str, Mapping[str, str]] = {
    "outcome": OUTCOMES,
    **ANSWERS,
    "finding": KINDS,
    "qualifier": QUALIFIERS,
    "verification": VERIFICATION,
    "assertion": ASSERTION,
    "clock": DATED_BY,
    "next_clock": DATED_BY,
    "count_kind": COUNT_KINDS,
}
# Texts that list ids, or lines, joined in a table's one cell. Columns of these names that hold numbers stay numbers.
LISTS = {
    "qualifier": ";",
    "rows": ";",
    "claims": ";",
    "documents": ";",
    "says": "\n",
    "events": "; ",
    "speakers": "; ",
    "about": ";",
    "answers": ";",
    "variants": ";",
    "printed_of": "; ",
}


def write_api(edition: Edition, versions: Sequence[Version]) -> None:
    """Write the files of this edition, and those of the published versions."""
    files = {}
    for name in RESOURCES:
        files[name] = _write_pages(edition, name, list(ROWS[name](edition)))
    _write(edition, f"{FOLDER}/schema.json", schema(edition))
    for version in versions:
        version.unpack(edition.folder / FOLDER)
    published = [
        {**version.about, "index": f"{version.number}/index.json", "files": len(version.names)} for version in versions
    ]
    _write(edition, f"{FOLDER}/index.json", {**_about(edition), "files": files, VERSIONS: published})


def _about(edition: Edition) -> Row:
    return {
        "title": edition.title,
        "description": edition.ledger.about["description"],
        "as_of": edition.as_of,
        "ledger": edition.ledger.version,
        "licence": edition.licence["path"],
        **({"site": edition.address} if edition.address else {}),
        "schema": "schema.json",
    }


def _write_pages(edition: Edition, name: str, rows: list[Row]) -> Row:
    """Write a resource and return its entry in the index."""
    pages = [rows[at : at + ROWS_OF_A_FILE] for at in range(0, len(rows), ROWS_OF_A_FILE)] or [[]]
    paths = [f"{name}.json", *(f"{name}-{number}.json" for number in range(2, len(pages) + 1))]
    for path, page, following in zip(paths, pages, [*paths[1:], None], strict=True):
        onward = {"next": following} if following else {}
        _write(edition, f"{FOLDER}/{path}", {"resource": name, "count": len(rows), **onward, "rows": page})
    return {"about": RESOURCES[name].about, "rows": len(rows), "first": paths[0], "files": paths}


def _write(edition: Edition, name: str, content: Any) -> None:
    edition.write(name, json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n")


def _row(record: Record) -> Row:
    """Return the filled cells of a record that are for anybody."""
    return {name: _cell(name, cell) for name, cell in record.for_anybody.items() if cell is not None}


def _cell(name: str, cell: Any) -> Any:
    if name in LISTS and isinstance(cell, str):
        return [one for one in cell.split(LISTS[name]) if one]
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _claims(edition: Edition) -> Iterator[Row]:
    for claim in edition.claims:
        said = {"figure": figure_in_words(claim), "sentence": sentence(claim)}
        yield {**_row(claim), **said, "page": edition.front.row_href(claim)}


def announcements(releases: Iterable[Release], claims: Iterable[Claim]) -> list[Announcement]:
    """Return each announcement with its claims, the documents that carry it, and the one before it in its series."""
    carried = grouped_by((one for one in claims if one.release_id), lambda one: one.release_id)
    last: dict[str, str] = {}
    made = {}
    for release in sorted(releases, key=lambda one: (one.stated_on or "", one.order_in_day or 0, one.release_id)):
        own = carried.get(release.release_id, [])
        made[release.release_id] = Announcement.of(
            **release.cells,
            speaker=own[0].speaker if own else None,
            follows=last.get(release.series_id),
            claims=";".join(one.claim_id for one in own),
            documents=";".join(dict.fromkeys(one.source_id for one in own)),
        )
        last[release.series_id] = release.release_id
    return [made[name] for name in sorted(made)]


def _announcements(edition: Edition) -> Iterator[Row]:
    releases = records_of(edition.ledger["releases"], Release)
    claims = records_of(of_now(edition.tables["claims"]), Claim)
    return map(_row, announcements(releases, claims))


def _sources(edition: Edition) -> Iterator[Row]:
    for source in edition.sources.values():
        yield {**_row(source), **({"page": f"sources/{source.page_id}.html"} if source.has_page else {})}


def _plain(table: str, kind: type[Record]) -> Any:
    return lambda edition: map(_row, records_of(edition.tables[table], kind))


def _anchored(table: str, kind: type[Anchored]) -> Any:
    """Return the rows of a table, each with its place on the site."""
    return lambda edition: (
        {**_row(row), "page": edition.front.row_href(row)} for row in records_of(edition.tables[table], kind)
    )


def _indicators(edition: Edition) -> Iterator[Row]:
    for indicator in records_of(edition.tables["indicators"], Indicator):
        page = edition.front.row_href(indicator)
        yield {**_row(indicator), "figure": value_in_words(indicator), "page": page}


def _findings(edition: Edition) -> Iterator[Row]:
    resource_of = {row: name for name in ROWS_OF_FINDINGS for row in edition.tables[name].iloc[:, 0]}
    for finding in records_of(edition.tables["findings"], Finding):
        refers = [{"resource": resource_of[row], "id": row} for row in finding.rows.split(";")]
        yield {**_row(finding), "refers_to": refers, "page": f"inconsistencies.html#{finding.finding_id}"}


def _numbers(edition: Edition) -> Iterator[Row]:
    for number in records_of(edition.tables["numbers"], Number):
        yield {**_row(number), "page": address_of(number)}


def _days(edition: Edition) -> Iterator[Row]:
    days = {day.as_of: day for day in records_of(edition.tables["days"], Day)}
    for page in edition.pages:
        if page.notebook == "day":
            claims = page.frame("claims")
            yield {
                **_row(days[page.parameters["as_of"]]),
                "new": page.frame("new")["claim_id"].tolist(),
                "replaced": page.frame("replaced")["claim_id"].tolist(),
                "latest": claims.loc[claims["latest"] & claims["is_toll"], "claim_id"].tolist(),
                "page": f"{page.docname}.html",
            }


def _words(edition: Edition) -> Iterator[Row]:
    for name, categories in edition.ledger.package.vocabulary.items():
        for one in categories:
            about = {"description": one["description"]} if one.get("description") else {}
            yield _word(name, one["value"], one["label"]) | about
    for name, words in CODES.items():
        yield from (_word(name, code, label) for code, label in words.items())


def _word(name: str, code: str, label: str) -> Row:
    return {"word_id": f"{name}/{code}", "list": name, "code": code, "label": label}


ROWS: Mapping[str, Any] = {
    "claims": _claims,
    "announcements": _announcements,
    "sources": _sources,
    "parties": _plain("parties", Party),
    "places": _plain("places", Place),
    "events": _plain("events", Event),
    "statements": _anchored("statements", Statement),
    "reports": _anchored("reports", Report),
    "mentions": _anchored("mentions", Mention),
    "indicators": _indicators,
    "findings": _findings,
    "numbers": _numbers,
    "days": _days,
    "changes": _plain("changes", Change),
    "words": _words,
}
JSON_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean"}


def schema(edition: Edition) -> Row:
    """Return the JSON Schema of the files: one definition for a file of each resource."""
    package = edition.ledger.package
    definitions = {}
    for name, resource in RESOURCES.items():
        table = TABLES.get(name, name)
        there = table in package.resources
        definitions[name] = _schema_of(
            name, resource, package.fields(table) if there else {}, package.references(table) if there else {}
        )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{edition.title}: files of api/v1",
        "description": "A file matches the definition that its 'resource' names. A cell that is unknown is left out.",
        "oneOf": [{"$ref": f"#/$defs/{name}"} for name in definitions],
        "$defs": definitions,
    }


def _schema_of(
    name: str, resource: Resource, described: Mapping[str, Mapping[str, Any]], refers: Mapping[str, str]
) -> Row:
    about = {one.name: one.metadata.get("about", "") for one in fields(resource.kind)}  # type: ignore[arg-type]
    hints = typing.get_type_hints(resource.kind)
    columns = [one for one in columns_of(resource.kind) if one not in INTERNAL]
    properties = {}
    for column in columns:
        field = described.get(column, {})
        properties[column] = {
            **_type_of(column, hints[column], field),
            "description": _of_json(field.get("description") or about[column]),
            **({"x-refers-to": refers[column]} if column in refers else {}),
        }
    rows = {
        "type": "array",
        "items": {"type": "object", "required": [columns[0]], "properties": {**properties, **resource.more}},
    }
    return {
        "description": resource.about,
        "type": "object",
        "required": ["resource", "count", "rows"],
        "properties": {
            "resource": {"const": name},
            "count": {"type": "integer", "description": "Rows in all files of the resource."},
            "next": {"type": "string", "description": "The next file, in the same folder; left out in the last."},
            "rows": rows,
        },
    }


def _of_json(words: str) -> str:
    """Return the description of a table's column as it is true of JSON: lists are arrays, blanks are left out."""
    plain = words.replace("a semicolon list of", "a list of").replace(", separated by semicolons", "")
    return plain.replace("blank", "left out").replace("``", "")


def _type_of(column: str, hint: Any, field: Mapping[str, Any]) -> Row:
    kind = next(one for one in (typing.get_args(hint) or (hint,)) if one is not types.NoneType)
    if column in LISTS and kind is str:
        return TEXTS
    codes = [one["value"] for one in categories_of(field)]
    if codes and kind is str:
        return {"type": "string", "enum": codes}
    return {"type": JSON_TYPES[kind], **({"format": "date"} if field.get("type") == "date" else {})}
