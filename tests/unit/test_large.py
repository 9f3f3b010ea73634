"""Generated ledgers are sound and hold the findings of the real one; what a long series shows stays small."""

import json
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from large_ledger import write_ledger
from support.paths import DATA

from claimbook.analysis.claims import book_tables
from claimbook.analysis.findings.every import find_all
from claimbook.checks.structure import check_package
from claimbook.components import toll_rows
from claimbook.components.charts import ReleaseRow, Releases, days_between
from claimbook.ledger.records import Claim
from claimbook.ledger.tables import load_ledger


def test_generated_ledger_is_sound_and_finds_in_each_copy_what_it_finds_in_one(tmp_path: Path):
    counts = {}
    for copies in (1, 4):
        folder = tmp_path / str(copies)
        claims = write_ledger(DATA, folder, documents=5 * copies)
        assert check_package(folder) == []
        found = find_all(book_tables(load_ledger(folder)))
        counts[copies] = claims, len(found)
    assert counts[4] == tuple(4 * number for number in counts[1])
    assert counts[1][1] > 5


def test_a_long_series_is_drawn_by_months_on_an_axis_without_a_list_of_days():
    rows = [
        ReleaseRow(
            panel="Killed", day=day, until=until, value=float(at), value_high=None, label=str(at), side="north",
            speaker="North", said_by="North", said_on=day, covers="", report="Gazette", revises=None, own=True,
            row_ids=f"claim-{at}",
        )
        for at, (day, until) in enumerate(pairwise(days_between("2021-01-01", "2030-12-31")[::30]))
    ]  # fmt: skip
    drawn = json.dumps(Releases(rows, "Steps").specification("wide"))
    assert len(drawn) < 1500 * len(rows), "ten years of days in each layer took 150 kB"


def test_groups_are_asked_for_once_however_many_claims(monkeypatch: pytest.MonkeyPatch):
    claims = [
        Claim.of(
            claim_id=f"claim-{at}", event_id="war", group="soldiers", speaker_id="north", speaker="North", side="north",
            is_toll=True, status="active", measure="killed", latest=True, outcome="used", basis=None,
        )
        for at in range(50)
    ]  # fmt: skip
    page = SimpleNamespace(claims=claims, about={"focus_event": "war"})
    asked: list[int] = []
    focus = toll_rows.focus_claims
    monkeypatch.setattr(toll_rows, "focus_claims", lambda page: asked.append(1) or focus(page))
    toll_rows.compared(page)
    assert len(asked) < 5
