"""Write the ledger as downloads: tables, claims and findings as JSON, description, and one zip of all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from claimbook.coding.agreement import READINGS
from claimbook.components.citations import sentence
from claimbook.ledger.archives import pack
from claimbook.ledger.decisions import DECISIONS
from claimbook.ledger.package import DESCRIPTOR, WHAT_HAPPENED
from claimbook.ledger.records import Claim
from claimbook.ledger.tables import to_csv
from claimbook.publish.annotations import write_annotations
from claimbook.publish.descriptions import write_descriptions
from claimbook.publish.edition import Edition
from claimbook.publish.other_shapes import write_other_shapes
from claimbook.publish.readable import write_readable

# The published columns of a claim, without those computed for single pages.
CLAIM = [
    "claim_id", "source_id", "publisher", "agency", "published_on", "known_on", "value_text", "qualifier", "value_low",
    "value", "value_high", "measure", "group", "subgroup", "people_of", "sex", "age_group", "source_label", "event_id",
    "event", "claimant", "relay", "speaker", "side", "count_kind", "scope_start", "scope_end", "scope_hours",
    "scope_place", "stated_on", "clock", "verification", "assertion", "perpetrator", "cause", "basis",
    "part_of", "restates", "status", "outcome", "latest", "counts", "outside", "contradicted", "revision", "paragraph",
    "span_start", "span_end", "notes",
]  # fmt: skip


def _write_descriptor(edition: Edition) -> None:
    """Write the descriptor, its schemas within, without sentences on documents that this edition doesn't know."""
    package = edition.ledger.package
    own = {**package.descriptor["claimbook"], WHAT_HAPPENED: edition.ledger.what_happened}
    own = {name: value for name, value in own.items() if value}
    edition.write_json(f"data/{DESCRIPTOR}", {**package.descriptor, "claimbook": own})


def write_downloads(edition: Edition) -> None:
    """Write the tables of this edition under ``data/``."""
    folder = edition.folder / "data"
    for name, frame in edition.ledger.tables.items():
        edition.write(f"data/{name}.csv", to_csv(frame))
    _write_descriptor(edition)
    edition.write("data/decisions.csv", to_csv(edition.tables["decisions"]))
    edition.write_json(
        "data/findings.json",
        [{**row, "rows": row["rows"].split(";")} for row in edition.tables["findings"].to_dict("records")],
    )
    write_readable(edition)
    edition.write_json("data/claims.json", [_claim(edition, row) for row in edition.claims])
    write_other_shapes(edition)
    write_annotations(edition)
    write_descriptions(edition)
    own = _only_in_the_zip(edition)
    # Without the decisions the counts of what is set aside can't be checked.
    files = {path.name: path for path in folder.iterdir() if own or path.name != "coverage.csv"} | own
    (folder / "ledger.zip").write_bytes(pack({name: files[name].read_bytes() for name in sorted(files)}))


def _only_in_the_zip(edition: Edition) -> dict[str, Path]:
    """Return the decisions and the two readings, by their names in the data package.

    With them the zip is a whole data package. An edition as of an earlier day
    has none, since they speak of later documents too.
    """
    package = edition.ledger.package
    if len(edition.ledger["sources"]) < len(package.read_rows("sources")):
        return {}
    paths = [package.folder / DECISIONS, *(package.folder / READINGS).rglob("*.csv")]
    return {path.relative_to(package.folder).as_posix(): path for path in paths if path.is_file()}


def _claim(edition: Edition, row: Claim) -> dict[str, Any]:
    """Return what is known about a claim, its address on the site, and its quotable sentence."""
    said = {name: cell for name in CLAIM if (cell := getattr(row, name)) is not None}
    return {**said, "page": edition.front.row_href(row), "sentence": sentence(row)}
