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

from claimbook.analysis.claims import of_now
from claimbook.analysis.numbers import address_of
from claimbook.components.citations import sentence
from claimbook.ledger.records import (
    Announcement,
    Claim,
    Day,
    Event,
    Finding,
    Indicator,
    Number,
    Party,
    Place,
    Record,
    Release,
    Source,
    Statement,
    columns_of,
    grouped_by,
    records_of,
)
from claimbook.ledger.versions import VERSIONS, Version
from claimbook.ledger.wording import figure_in_words, value_in_words
from claimbook.publish.edition import Edition

FOLDER = "api/v1"
ROWS_OF_A_FILE = 1000
Row = dict[str, Any]
# Columns of single pages, which say nothing to anybody else.
INTERNAL = {"subject_id", "of_incident", "has_number", "has_page", "question_place", "in_focus", "is_toll"}


@dataclass(frozen=True)
class Resource:
    """A kind of row: what it is, its class of records, and columns that only these files have."""

    about: str
    kind: type[Record]
    more: Mapping[str, str]


PAGE = {"page": "Address on the site, relative to its top."}
RESOURCES: Mapping[str, Resource] = {
    "claims": Resource(
        "Every figure as published, and what follows for it from the others.",
        Claim,
        {
            "figure": "The figure and what it counts, in words.",
            "sentence": "The figure with who said it, when, and in what document, in one sentence to quote.",
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
    "statements": Resource("What is said without being a count.", Statement, PAGE),
    "indicators": Resource(
        "Background figures.", Indicator, {"figure": "The figure with its bound and unit, in words.", **PAGE}
    ),
    "findings": Resource("Inconsistencies, computed from the ledger.", Finding, PAGE),
    "numbers": Resource("Every number in print, with what can be said of it.", Number, PAGE),
    "days": Resource(
        "The state of knowledge at the end of each day on which documents appeared: ids of claims.",
        Day,
        {
            "new": "Claims that became known on this day, or since the last one that is listed.",
            "replaced": "Claims that were a latest toll before, and are none any more.",
            "latest": "Claims that are the latest toll of their speaker.",
            **PAGE,
        },
    ),
}
# The table of the data package behind a resource of another name.
TABLES = {"announcements": "releases"}
# Cells that list ids, or lines, joined in a table's one cell.
LISTS = {
    "rows": ";",
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
        "site": edition.address,
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
    cells = {name: cell for name, cell in record.cells.items() if cell is not None and name not in INTERNAL}
    return {name: _cell(name, cell) for name, cell in cells.items()}


def _cell(name: str, cell: Any) -> Any:
    if name in LISTS and isinstance(cell, str):
        return [one for one in cell.split(LISTS[name]) if one]
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _claims(edition: Edition) -> Iterator[Row]:
    for claim in records_of(edition.tables["claims"], Claim):
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
    for one in announcements(releases, records_of(of_now(edition.tables["claims"]), Claim)):
        yield {**_row(one), "claims": _ids(one.claims), "documents": _ids(one.documents)}


def _ids(cell: str) -> list[str]:
    return cell.split(";") if cell else []


def _sources(edition: Edition) -> Iterator[Row]:
    for source in records_of(edition.tables["sources"], Source):
        yield {**_row(source), **({"page": f"sources/{source.source_id}.html"} if source.has_page else {})}


def _plain(table: str, kind: type[Record]) -> Any:
    return lambda edition: map(_row, records_of(edition.tables[table], kind))


def _statements(edition: Edition) -> Iterator[Row]:
    for statement in records_of(edition.tables["statements"], Statement):
        yield {**_row(statement), "page": edition.front.row_href(statement)}


def _indicators(edition: Edition) -> Iterator[Row]:
    for indicator in records_of(edition.tables["indicators"], Indicator):
        page = edition.front.row_href(indicator)
        yield {**_row(indicator), "figure": value_in_words(indicator), "page": page}


def _findings(edition: Edition) -> Iterator[Row]:
    for finding in records_of(edition.tables["findings"], Finding):
        yield {**_row(finding), "page": f"inconsistencies.html#{finding.finding_id}"}


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


ROWS: Mapping[str, Any] = {
    "claims": _claims,
    "announcements": _announcements,
    "sources": _sources,
    "parties": _plain("parties", Party),
    "places": _plain("places", Place),
    "events": _plain("events", Event),
    "statements": _statements,
    "indicators": _indicators,
    "findings": _findings,
    "numbers": _numbers,
    "days": _days,
}
JSON_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean"}


def schema(edition: Edition) -> Row:
    """Return the JSON Schema of the files: one for a page of each resource, by name."""
    package = edition.ledger.package
    described = {
        name: {column: field["description"] for column, field in package.fields(TABLES.get(name, name)).items()}
        for name in RESOURCES
        if TABLES.get(name, name) in package.resources
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{edition.title}: rows of the ledger",
        "description": "A file matches the definition named in its 'resource'.",
        "$defs": {name: _schema_of(name, one, described.get(name, {})) for name, one in RESOURCES.items()},
    }


def _schema_of(name: str, resource: Resource, described: Mapping[str, str]) -> Row:
    about = {one.name: one.metadata.get("about", "") for one in fields(resource.kind)}  # type: ignore[arg-type]
    hints = typing.get_type_hints(resource.kind)
    columns = [one for one in columns_of(resource.kind) if one not in INTERNAL]
    properties = {
        column: {**_type_of(column, hints[column]), "description": described.get(column) or about[column]}
        for column in columns
    }
    more = {column: {**_more(column), "description": words} for column, words in resource.more.items()}
    rows = {
        "type": "array",
        "items": {"type": "object", "required": [columns[0]], "properties": {**properties, **more}},
    }
    return {
        "description": resource.about,
        "type": "object",
        "required": ["resource", "count", "rows"],
        "properties": {
            "resource": {"const": name},
            "count": {"type": "integer", "description": "Rows in all files of the resource."},
            "next": {"type": "string", "description": "The next file, in the same folder; absent in the last."},
            "rows": rows,
        },
    }


IDS = {"type": "array", "items": {"type": "string"}}


def _type_of(column: str, hint: Any) -> Row:
    if column in LISTS or (column in ("claims", "documents") and hint is str):
        return dict(IDS)
    parts = [one for one in (typing.get_args(hint) or (hint,)) if one is not types.NoneType]
    return {"type": JSON_TYPES[parts[0]]}


def _more(column: str) -> Row:
    return dict(IDS) if column in ("new", "replaced", "latest") else {"type": "string"}
