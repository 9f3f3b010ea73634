"""Findings are keyed to nothing of ours: other names and other weeks give the same findings."""

from datetime import date, timedelta
from pathlib import Path

import pandas as pd
from support.paths import DATA
from support.spec_tables import ledger_of

from claimbook.analysis.claims import UNATTRIBUTED, book_tables
from claimbook.analysis.findings.every import find_all, findings_table
from claimbook.analysis.findings.finding import CONTRADICTION, TENSION
from claimbook.ledger.tables import Ledger, load_ledger

LEDGER = load_ledger(DATA)


WEEKS = timedelta(weeks=52)


NAMED_AFTER = {"parties": ["name"], "places": ["name"], "events": ["name"], "sources": ["publisher"]}


def other_name(text: str) -> str:
    """Another id that sorts otherwise."""
    if not isinstance(text, str):
        return text  # a number that is a part of a key
    return text if text == UNATTRIBUTED else f"{text[::-1]}"


def later(day: str) -> str:
    return str(date.fromisoformat(day) + WEEKS)


def other_world(ledger: Ledger) -> Ledger:
    """The ledger with every id and name changed and every date moved by whole weeks."""
    tables = {}
    for name, frame in ledger.tables.items():
        schema = ledger.package.resources[name]["schema"]
        references = {column for key in schema.get("foreignKeys", []) for column in key["fields"]}
        renamed = references | set(schema["primaryKey"]) | set(NAMED_AFTER.get(name, []))
        moved = frame.copy()
        for column, field in ledger.package.fields(name).items():
            if column in renamed or column == "series_id":
                moved[column] = frame[column].map(other_name, na_action="ignore").astype("str")
            if column == "about":
                moved[column] = frame[column].map(
                    lambda ids: ";".join(map(other_name, ids.split(";"))), na_action="ignore"
                )
            if field["type"] == "date":
                moved[column] = (
                    frame[column]
                    .map(lambda day: str(date.fromisoformat(day) + WEEKS), na_action="ignore")
                    .astype("str")
                )
            if column in ("years_start", "years_end"):
                moved[column] = frame[column] + 1
        tables[name] = moved.sort_values(schema["primaryKey"], ignore_index=True)
    return Ledger(ledger.package, tables)


def essence(ledger: Ledger, rename: bool) -> set[tuple[str, str, frozenset[str]]]:
    return {
        (one.code, one.severity, frozenset(other_name(row) if rename else row for row in one.rows))
        for one in find_all(book_tables(ledger))
    }


def test_other_names_and_other_weeks_give_the_same_findings():
    found = essence(LEDGER, rename=True)
    assert len(found) > 10
    assert essence(other_world(LEDGER), rename=False) == found


def test_withdrawn_rows_are_not_found(tmp_path: Path):
    claims = LEDGER["claims"].assign(status="withdrawn")
    withdrawn = Ledger(LEDGER.package, {**LEDGER.tables, "claims": claims})
    codes = set(findings_table(book_tables(withdrawn))["code"])
    said = {"told-differently", "verification-contradiction", "who-began", "wording-contradiction"}
    assert codes == {"date-conflict", "stale-vintage", "weekday-mismatch"} | said


def test_ids_are_stable_and_unique():
    table = findings_table(book_tables(LEDGER))
    assert table["finding_id"].is_unique
    again = Ledger(LEDGER.package, {name: frame.iloc[::-1] for name, frame in LEDGER.tables.items()})
    reordered = Ledger(again.package, {name: frame.reset_index(drop=True) for name, frame in again.tables.items()})
    pd.testing.assert_frame_equal(findings_table(book_tables(reordered)), table)


def severities(*rows: dict[str, str]) -> dict[str, str]:
    said = {"speaker": "army", "group": "militants", "published": "2026-01-02"}
    named = [{"claim": f"c{at}", **said, **row} for at, row in enumerate(rows)]
    return {one.code: one.severity for one in find_all(book_tables(ledger_of(named)))}


def test_how_hard_figures_contradict_each_other():
    here, there = {"event_id": "ambush", "scope_place": "osmo"}, {"event_id": "ambush", "scope_place": "tarn"}
    exchanged = [
        {"document": "one", "figure": "5", **here}, {"document": "one", "figure": "11", **there},
        {"document": "two", "figure": "11", **here}, {"document": "two", "figure": "5", **there},
    ]  # fmt: skip
    assert severities(*exchanged) == {"accounts-differ": CONTRADICTION}
    assert severities(*exchanged[::2]) == {"accounts-differ": TENSION}
    two = [{"document": "one", "figure": "21"}, {"document": "one", "figure": "37"}]
    assert severities(*two) == {"two-values": CONTRADICTION}
    assert severities(*({**one, "count_kind": "cumulative"} for one in two)) == {"two-values": TENSION}
    later = {"published": "2026-01-09"}
    as_of = [{**one, **later, "stated_as_of": f"2026-01-0{day}"} for day, one in zip((4, 8), two, strict=True)]
    assert severities(*as_of) == {"two-values": TENSION}, "totals of two days that the report names"
    together = {"count_kind": "cumulative", "announced": "2026-01-01"}
    assert severities(*({**one, **together} for one in two)) == {"two-values": CONTRADICTION}
