"""The tables of the methods page are the rule: each is built as a ledger and must come out as it says."""

from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT, write_invented_package

from claimbook.ledger import Ledger, load_ledger
from claimbook.reconcile import describe_claims

SPECS = ROOT / "chapters" / "specs"


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
        "count_kind": "cumulative",
        "status": "active",
        "qualifier": "exact",
        "verification": "none",
    }
    return usual | cells


def ledger_of(rows: list[dict[str, str]], folder: Path) -> Ledger:
    """The small ledger that a table of a spec describes: a source for each row, a release for each announcement."""
    empty = load_ledger(write_invented_package(folder))
    claims, sources, releases, parties = [], [], [], {}
    for row in rows:
        extra = dict([row["but"].split("=")]) if row.get("but") else {}
        announced = row.get("announced")
        release = f"release-{announced}" if announced else None
        cells = {"claim_id": row["claim"], "source_id": f"s-{row['claim']}", "claimant_id": row["speaker"]}
        cells |= {"group": row.get("group", "militants"), "value": float(row["figure"]), "release_id": release}
        claims.append(claim(**cells) | extra)
        sources.append({"source_id": f"s-{row['claim']}", "published_on": row["published"]})
        releases += [{"release_id": release, "stated_on": announced}] if announced else []
        parent = row.get("speaks for")
        for party in filter(None, (row["speaker"], parent)):
            parties.setdefault(party, {"party_id": party, "name": party, "side": "other"})
        if parent:
            parties[row["speaker"]]["speaks_for"] = parent
    given = {"claims": claims, "sources": sources, "releases": releases, "parties": list(parties.values())}
    given["events"] = [{"event_id": "fighting", "name": "Fighting"}]
    tables = {}
    for name, frame in empty.tables.items():
        content = pd.DataFrame(given.get(name, []), columns=list(frame.columns)).drop_duplicates(ignore_index=True)
        tables[name] = content.astype(frame.dtypes.to_dict())
    return Ledger(empty.package, tables)


LATEST = read_tables(SPECS / "latest.md")


def test_specs_were_read():
    assert [len(table) for table in LATEST] == [3, 4, 7, 2]


@pytest.mark.parametrize("rows", LATEST, ids=range(len(LATEST)))
def test_latest(rows: list[dict[str, str]], tmp_path: Path):
    claims = describe_claims(ledger_of(rows, tmp_path / "spec")).set_index("claim_id")
    assert {row["claim"]: row["latest"] for row in rows} == {
        name: "yes" if latest else "no" for name, latest in claims["latest"].items()
    }
