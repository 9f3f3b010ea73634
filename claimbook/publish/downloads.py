"""Write the ledger as downloads: tables, claims and findings as JSON, description, and one zip of all."""

from __future__ import annotations

import shutil
import zipfile
from typing import Any

import pandas as pd

from claimbook.analysis.claims import OUTCOMES
from claimbook.analysis.comparability import INFINITY, interval_of
from claimbook.components.citations import sentence
from claimbook.components.tables import VERIFICATION_CELLS
from claimbook.ledger.package import DESCRIPTOR, WHAT_HAPPENED
from claimbook.ledger.records import Claim, Source, records_of
from claimbook.ledger.tables import to_csv
from claimbook.ledger.vocabulary import EARLIER
from claimbook.ledger.wording import counted, number_text, source_name, value_in_words
from claimbook.publish.edition import Edition

# What dates a statement, in words.
DATED_BY = {"release": "announcement", "publication": "publication", "earliest": "earliest possible publication"}
# A spreadsheet takes cells that begin so for formulas.
FORMULA = ("=", "+", "-", "@")
# The published columns of a claim, without those computed for single pages.
CLAIM = [
    "claim_id", "source_id", "publisher", "published_on", "known_on", "value_text", "qualifier", "value_low",
    "value", "value_high", "measure", "group", "subgroup", "people_of", "sex", "age_group", "source_label", "event_id",
    "event", "claimant", "relay", "speaker", "side", "count_kind", "scope_start", "scope_end", "scope_hours",
    "scope_place", "stated_on", "clock", "verification", "assertion", "perpetrator", "cause", "basis",
    "part_of", "restates", "status", "outcome", "latest", "counts", "outside", "contradicted", "paragraph",
    "span_start", "span_end", "notes",
]  # fmt: skip


def _write_descriptor(edition: Edition) -> None:
    """Write the descriptor, without sentences that rest on documents that this edition doesn't know."""
    package, told = edition.ledger.package, edition.ledger.what_happened
    if told == package.what_happened:
        shutil.copyfile(package.folder / DESCRIPTOR, edition.folder / "data" / DESCRIPTOR)
    else:
        own = {**package.descriptor["claimbook"], WHAT_HAPPENED: told}
        edition.write_json(f"data/{DESCRIPTOR}", {**package.descriptor, "claimbook": own})


def _readable(edition: Edition) -> pd.DataFrame:
    """Return every claim in words, one to a row, for people with a spreadsheet; no cell can be taken for a formula."""
    sources = {source.source_id: source for source in records_of(edition.tables["sources"], Source)}
    rows = []
    for claim in records_of(edition.tables["claims"], Claim):
        source, interval = sources[claim.source_id], interval_of(claim)
        rows.append(
            {
                "figure": value_in_words(claim),
                "lowest": number_text(interval[0]) if interval else None,
                "highest": number_text(interval[1]) if interval and interval[1] != INFINITY else None,
                "counted": counted(claim),
                "who_said_it": claim.claimant,
                "through_whom": claim.relay,
                "counts_as": claim.speaker,
                "said_on": claim.stated_on,
                "day_known_from": DATED_BY[claim.clock],
                "covers_from": claim.scope_start,
                "covers_to": claim.scope_end,
                "place": claim.place,
                "event": claim.event,
                "earlier_event": "yes" if claim.event_kind in EARLIER else "no",
                "verified": VERIFICATION_CELLS[claim.verification],
                "use": OUTCOMES[claim.outcome],
                "followed_by_another_on": claim.stood_until,
                "publisher": source_name(claim),
                "title": source.title,
                "published_on": claim.published_on,
                "address": source.url,
                "in_print": claim.value_text,
                "note": claim.notes,
                "page_in_this_book": f"{edition.address}sources/{claim.source_id}.html#{claim.claim_id}",
                "citation": sentence(claim),
            }
        )
    frame = pd.DataFrame(rows)
    return frame.map(lambda cell: f"'{cell}" if isinstance(cell, str) and cell[:1] in FORMULA else cell)


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
    edition.write("data/claims-readable.csv", _readable(edition).to_csv(index=False, lineterminator="\n"))
    edition.write_json(
        "data/claims.json", [_claim(edition, row) for row in records_of(edition.tables["claims"], Claim)]
    )
    files = sorted(folder.iterdir())
    with zipfile.ZipFile(folder / "ledger.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            entry = zipfile.ZipInfo(path.name)  # without file times, so that the zip is the same every day
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())


def _claim(edition: Edition, row: Claim) -> dict[str, Any]:
    """Return what is known about a claim, its address on the site, and its quotable sentence."""
    said = {name: cell for name in CLAIM if (cell := getattr(row, name)) is not None}
    return {**said, "page": edition.front.row_href(row), "sentence": sentence(row)}
