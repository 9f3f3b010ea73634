"""Read the tables of the method pages and build the small ledger that each describes."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from claimbook.ledger.tables import Ledger, load_ledger
from support.packages import write_invented_package


def read_tables(path: Path) -> list[list[dict[str, str]]]:
    """Each Markdown table of a file as rows by heading."""
    tables: list[list[list[str]]] = [[]]
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("|"):
            tables[-1].append([cell.strip() for cell in line.strip("|").split("|")])
        elif tables[-1]:
            tables.append([])
    return [[dict(zip(head, row, strict=True)) for row in rows] for head, _, *rows in filter(None, tables)]


def claim(**cells: object) -> dict[str, object]:
    """A claim with everything that a test doesn't speak of."""
    usual: dict[str, object] = {
        "event_id": "fighting",
        "measure": "killed",
        "group": "militants",
        "count_kind": "not_stated",
        "scope_place": "here",
        "status": "active",
        "qualifier": "exact",
        "verification": "none",
    }
    return usual | cells


# Headings of the method tables that stand for a column of another name.
COLUMNS = {"claim": "claim_id", "report": "report_id", "indicator": "indicator_id", "statement": "statement_id"}


COLUMNS |= {"figure": "value"}


COLUMNS |= {"speaker": "claimant_id", "document": "source_id"}


NOT_COLUMNS = {"announced", "order_in_day", "published", "speaks for", "but", "latest", "named", "list"}


NOT_COLUMNS |= {"called of hours", "outcome", "compared", "counts", "outside", "contradicted", "side", "verdict"}


SIDES = {"army": "state", "rebels": "armed_group"}  # where a table has no column of sides


NUMBERS = {"value", "value_low", "value_high", "scope_hours", "date_prec", "years_end"}


KEPT = TemporaryDirectory()  # to the end of the run


@cache
def without_rows() -> Ledger:
    """The tables of the invented package; only their columns are used."""
    return load_ledger(write_invented_package(Path(KEPT.name) / "spec"))


def ledger_of(rows: list[dict[str, str]]) -> Ledger:
    """The small ledger that a method table describes: a source for each document, a release for each announcement."""
    empty = without_rows()
    kind = next(iter(rows[0]))
    given: dict[str, list[dict[str, object]]] = {name: [] for name in empty.tables}
    given["events"] = [
        {"event_id": "fighting", "name": "Fighting", "kind": "episode"},
        {"event_id": "ambush", "name": "Ambush", "kind": "attack", "parent_id": "fighting"},
    ]
    given["places"] = [{"place_id": "here", "name": "Here"}]
    given["places"] += [{"place_id": town, "name": town.title(), "parent_id": "here"} for town in ("osmo", "tarn")]
    parties: dict[str, dict[str, object]] = {}
    for row in rows:
        low, _, high = row.get("figure", "").partition(" to ")
        if high:  # a range
            row = {**row, "figure": "", "value_low": low, "value_high": high, "qualifier": "range"}
        cells: dict[str, object] = {
            COLUMNS.get(name, name): float(value) if COLUMNS.get(name, name) in NUMBERS else value
            for name, value in row.items()
            if value and name not in NOT_COLUMNS
        }
        cells |= dict([row["but"].split("=")]) if row.get("but") else {}
        cells.setdefault("source_id", f"document of {row[kind]}")
        given["sources"].append({"source_id": cells["source_id"], "published_on": row.get("published", "2026-01-01")})
        if row.get("announced"):
            order = row.get("order_in_day", "")
            release = {"release_id": f"release-{row['announced']}-{order}", "stated_on": row["announced"]}
            release |= {"series_id": "toll", "order_in_day": order or None}
            given["releases"].append(release)
            cells["release_id"] = release["release_id"]
        speaker, parent = row.get("speaker", "army"), row.get("speaks for")
        for party in filter(None, (speaker, parent)):
            parties.setdefault(
                party, {"party_id": party, "name": party, "side": row.get("side", SIDES.get(party, "other"))}
            )
        if parent:
            parties[speaker]["speaks_for"] = parent
        match kind:
            case "claim":
                given["claims"].append(claim(claimant_id=speaker) | cells)
                given["mentions"] += [
                    {"mention_id": f"{row['claim']}-{place}", "claim_id": row["claim"], "place_id": place}
                    | {"list": row["list"], "source_id": cells["source_id"], "status": "active"}
                    for place in filter(None, row.get("named", "").split(", "))
                ]
                if row.get("called of hours"):
                    said = {"statement_id": f"{row['claim']}-said", "about": row["claim"], "kind": "ranking"}
                    said |= {"source_id": cells["source_id"], "status": "active"}
                    given["statements"].append(said | {"window_hours": float(row["called of hours"])})
            case "statement":
                usual = {"speaker_id": speaker, "status": "active", "summary": "So it is said."}
                given["statements"].append(usual | cells)
            case "report":
                given["event_reports"].append({"event_id": "fighting", "status": "active"} | cells)
            case "indicator":
                usual = {"qualifier": "exact", "status": "active", "stated_by": "army", "area": "here"}
                given["indicators"].append(usual | cells)
    given["parties"] = list(parties.values())
    tables = {}
    for name, frame in empty.tables.items():
        content = pd.DataFrame(given[name], columns=list(frame.columns)).drop_duplicates(ignore_index=True)
        tables[name] = content.astype(frame.dtypes.to_dict())
    return Ledger(empty.package, tables)
