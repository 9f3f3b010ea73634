"""Write every anchored row as a web annotation, so that other programs can show it in the document.

W3C Web Annotation Data Model, https://www.w3.org/TR/annotation-model/. Each has two
targets. The document's address is searched by its words: a live page has no fixed
positions. The coded text, named by its checksum (RFC 6920), has the position. The
quotation is the figure as printed, a few words at most; the text around it is not ours
to repeat.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

from claimbook.components.citations import sentence
from claimbook.components.page import Anchored, anchor
from claimbook.ledger.records import Claim, Indicator, Mention, Report, Source, Statement, records_of
from claimbook.ledger.wording import source_name, value_in_words
from claimbook.publish.edition import Edition

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
TABLES: tuple[tuple[str, type[Anchored]], ...] = (
    ("claims", Claim),
    ("indicators", Indicator),
    ("mentions", Mention),
    ("reports", Report),
    ("statements", Statement),
)


def write_annotations(edition: Edition) -> None:
    """Write ``data/annotations.jsonld``: a collection with one page of annotations."""
    items = list(_annotations(edition))
    identity = f"{edition.address}data/annotations.jsonld"
    edition.write_json(
        "data/annotations.jsonld",
        {
            "@context": CONTEXT,
            "id": identity,
            "type": "AnnotationCollection",
            "label": f"{edition.title}: coded figures, dates, places and statements",
            "total": len(items),
            "first": {"id": f"{identity}#page", "type": "AnnotationPage", "startIndex": 0, "items": items},
        },
    )


def anchored(edition: Edition) -> Iterator[tuple[Source, Anchored]]:
    """Yield every anchored row that stands, with its document."""
    for table, kind in TABLES:
        for row in records_of(edition.tables[table], kind):
            if row.span_start is not None and row.status == "active":
                yield edition.sources[row.source_id], row


def write_document_rows(edition: Edition) -> None:
    """Write ``document-rows.js``: the checksum and the anchored rows of each document read in full."""
    documents: dict[str, dict[str, Any]] = {}
    for source, row in anchored(edition):
        of_source = documents.setdefault(
            source.source_id,
            {
                "name": source.title or f"{source_name(source)} ({source.source_id})",
                "href": edition.front.source_href(source.page_id),
                "sha256": source.document_sha256,
                "rows": [],
            },
        )
        of_source["rows"].append(
            {
                "id": anchor(row),
                "start": row.span_start,
                "end": row.span_end,
                "words": row.value_text,
                "says": words_of(row),
                "href": edition.front.row_href(row),
            }
        )
    for of_source in documents.values():
        of_source["rows"].sort(key=lambda row: (row["start"], row["end"], row["id"]))
    content = json.dumps(list(documents.values()), ensure_ascii=False, separators=(",", ":"))
    edition.write("document-rows.js", f"window.claimbookRows = {content};\n")


def _annotations(edition: Edition) -> Iterator[dict[str, Any]]:
    for source, row in anchored(edition):
        yield {
            "id": f"{edition.address}{edition.front.row_href(row)}",
            "type": "Annotation",
            "motivation": "identifying",
            "creator": {"type": "Organization", "name": edition.author},
            "rights": edition.licence["path"],
            "body": {
                "type": "TextualBody",
                "value": words_of(row),
                "format": "text/plain",
                "language": "en",
                "purpose": "describing",
            },
            "target": list(_targets(source, row)),
        }


def words_of(row: Anchored) -> str:
    """Return what a row says, in words."""
    if isinstance(row, Claim):
        return sentence(row)
    if isinstance(row, Indicator):
        return f"{row.measure}: {value_in_words(row)} ({row.area_name}; {row.speaker})"
    if isinstance(row, Mention):
        return f"Names {row.place}"
    if isinstance(row, Statement):
        return f"{row.speaker}: {row.summary}"
    return f"Date of: {row.event}"


def _targets(source: Source, row: Anchored) -> Iterator[dict[str, Any]]:
    quotation = {"type": "TextQuoteSelector", "exact": row.value_text}
    if source.url:
        yield {"type": "SpecificResource", "source": source.url, "selector": quotation}
    if source.document_sha256:
        position = {"type": "TextPositionSelector", "start": row.span_start, "end": row.span_end}
        yield {
            "type": "SpecificResource",
            "source": {"id": named_by_checksum(source.document_sha256), "type": "Text", "format": "text/plain"},
            "selector": [position, quotation],
        }


def named_by_checksum(sha256: str) -> str:
    """Return the name of a text by its SHA-256 (RFC 6920).

    >>> named_by_checksum("5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03")
    'ni:///sha-256;WJG1tSLV3whtD_CxEPvZ0hu0_HFjrzTQgoai6Eb2vgM'
    """
    return f"ni:///sha-256;{base64.urlsafe_b64encode(bytes.fromhex(sha256)).decode().rstrip('=')}"
