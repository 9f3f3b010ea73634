"""Describe the data for machines: Croissant, RO-Crate and Zenodo, beside the data package.

Croissant 1.1 (http://mlcommons.org/croissant/1.1), RO-Crate 1.2
(https://w3id.org/ro/crate/1.2), and the metadata of a Zenodo deposit
(https://help.zenodo.org/docs/github/describe-software/zenodo-json).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from claimbook.publish.edition import Edition

CROISSANT, CRATE, ZENODO = "croissant.json", "ro-crate-metadata.json", ".zenodo.json"
KINDS = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".yml": "application/yaml",
}
CROISSANT_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
# Days stay text: a year alone is a date of the ledger too, and a blank one is unknown.
CROISSANT_TYPES = {"integer": "sc:Integer", "number": "sc:Float"}


def write_descriptions(edition: Edition) -> None:
    """Write the descriptions of the files that are in ``data/`` so far."""
    files = sorted(path for path in (edition.folder / "data").iterdir() if path.is_file())
    edition.write_json(f"data/{ZENODO}", zenodo(edition))
    edition.write_json(f"data/{CROISSANT}", croissant(edition, files))
    edition.write_json(f"data/{CRATE}", crate(edition, files))


def citation(edition: Edition) -> str:
    """Return how to cite the ledger, in one sentence."""
    ledger = f"claims ledger, as of {edition.as_of}"
    where = f" {edition.address}" if edition.address else ""
    return f"{edition.author}: {edition.title}, {ledger}.{where}"


def zenodo(edition: Edition) -> dict[str, Any]:
    """Return the metadata of a deposit."""
    return {
        "title": f"{edition.title}: claims ledger",
        "upload_type": "dataset",
        "description": edition.ledger.about["description"],
        "creators": [{"name": edition.author}],
        "publication_date": edition.as_of,
        "access_right": "open",
        "license": edition.licence["name"].lower(),
        "language": "eng",
        "keywords": ["casualty recording", "claims", edition.ledger.about["subject"]],
    }


def _about(edition: Edition) -> dict[str, Any]:
    return {
        "name": f"{edition.title}: claims ledger",
        "description": edition.ledger.about["description"],
        "datePublished": edition.as_of,
    }


def croissant(edition: Edition, files: list[Path]) -> dict[str, Any]:
    """Return the description of the tables as record sets."""
    return {
        "@context": CROISSANT_CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        **_about(edition),
        "version": edition.ledger.package.descriptor["version"],
        "license": edition.licence["path"],
        "creator": {"@type": "sc:Organization", "name": edition.author},
        "citeAs": citation(edition),
        "isLiveDataset": True,
        "url": f"{edition.address}data.html",
        "inLanguage": "en",
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": path.name,
                "name": path.name,
                "contentUrl": f"{edition.address}data/{path.name}" if edition.address else path.name,
                "encodingFormat": KINDS.get(path.suffix, "application/octet-stream"),
                "sha256": _checksum(path),
            }
            for path in files
            if path.suffix == ".csv"
        ],
        "recordSet": list(_record_sets(edition)),
    }


def _record_sets(edition: Edition) -> Iterator[dict[str, Any]]:
    package = edition.ledger.package
    for table, resource in package.resources.items():
        yield {
            "@type": "cr:RecordSet",
            "@id": table,
            "name": table,
            "description": resource["description"],
            "key": {"@id": f"{table}/{package.primary_key(table)[0]}"},
            "field": [
                {
                    "@type": "cr:Field",
                    "@id": f"{table}/{name}",
                    "name": name,
                    "description": field["description"],
                    "dataType": CROISSANT_TYPES.get(field["type"], "sc:Text"),
                    "source": {"fileObject": {"@id": f"{table}.csv"}, "extract": {"column": name}},
                }
                for name, field in package.fields(table).items()
            ],
        }


def crate(edition: Edition, files: list[Path]) -> dict[str, Any]:
    """Return the description of all files as a research object."""
    tables = edition.ledger.package.resources
    described = [
        {
            "@id": path.name,
            "@type": "File",
            "name": path.name,
            "encodingFormat": KINDS.get(path.suffix, "application/octet-stream"),
            "contentSize": str(path.stat().st_size),
            "sha256": _checksum(path),
            **({"description": tables[path.stem]["description"]} if path.stem in tables else {}),
        }
        for path in files
    ]
    return {
        "@context": "https://w3id.org/ro/crate/1.2/context",
        "@graph": [
            {
                "@id": CRATE,
                "@type": "CreativeWork",
                "about": {"@id": "./"},
                "conformsTo": {"@id": "https://w3id.org/ro/crate/1.2"},
            },
            {
                "@id": "./",
                "@type": "Dataset",
                **_about(edition),
                "license": {"@id": edition.licence["path"]},
                "author": {"@id": "#editors"},
                "publisher": {"@id": "#editors"},
                "creditText": citation(edition),
                "version": edition.ledger.version,
                "hasPart": [{"@id": one["@id"]} for one in described],
            },
            {"@id": "#editors", "@type": "Organization", "name": edition.author},
            {
                "@id": edition.licence["path"],
                "@type": "CreativeWork",
                "name": edition.licence["title"],
                "identifier": edition.licence["name"],
            },
            *described,
        ],
    }


def _checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
