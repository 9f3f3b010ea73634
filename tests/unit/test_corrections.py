"""The corrections log: nothing changes unrecorded, and what was recorded can be read back."""

import json
from collections import Counter
from pathlib import Path

import pytest
from support.packages import edit_cell
from support.paths import DATA

from claimbook.checks.structure import check_package
from claimbook.cli import main
from claimbook.ledger.corrections import find_changes, recorded_rows
from claimbook.ledger.package import read_package


def log(folder: Path) -> list[dict[str, str]]:
    return read_package(folder).read_rows("changes")


def record(folder: Path, reason: str = "First record.") -> int:
    return main(["record", "--data", str(folder), "--reason", reason, "--author", "a reader", "--date", "2031-06-02"])


def test_every_row_of_the_book_is_recorded():
    package = read_package(DATA)
    tables = {table: package.read_rows(table) for table in package.resources}
    assert find_changes(package, tables, tables["changes"]) == []


def test_new_rows_are_recorded_whole(invented: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["check", "--data", str(invented)]) == 0
    assert "not recorded yet: run claimbook record --reason TEXT" in capsys.readouterr().out
    assert record(invented) == 0
    rows = log(invented)
    assert {row["action"] for row in rows} == {"added"} and len({row["change_id"] for row in rows}) == len(rows)
    (added,) = [row for row in rows if row["row_id"] == "gz-own"]
    assert json.loads(added["new"])["value"] == "4"
    assert record(invented) == 0 and len(log(invented)) == len(rows)


def test_an_unrecorded_edit_stops_the_check(invented: Path):
    record(invented)
    edit_cell(invented, "claims", "gz-own", "notes", "Corrected.")
    (problem,) = check_package(invented)
    assert (Path(problem.file).name, problem.row, problem.value) == ("claims.csv", 9, "gz-own")
    assert "claimbook record --reason TEXT" in problem.action


def test_a_correction_is_recorded_with_old_and_new(invented: Path):
    record(invented)
    edit_cell(invented, "claims", "gz-own", "verification", "unverified")
    assert record(invented, "The text says so.") == 0
    assert check_package(invented) == []
    change = log(invented)[-1]
    told = [change[name] for name in ("action", "row_id", "column", "old", "new", "reason", "author", "date")]
    assert told == [
        "corrected", "gz-own", "verification", "none", "unverified", "The text says so.", "a reader", "2031-06-02",
    ]  # fmt: skip
    assert recorded_rows(log(invented))["claims", "gz-own"]["verification"] == "unverified"


def test_a_recorded_row_may_not_vanish(invented: Path):
    record(invented)
    path = invented / "claims.csv"
    path.write_text("".join(line for line in path.open(encoding="utf-8") if not line.startswith("gz-own")), "utf-8")
    assert "no row gz-own" in {problem.value for problem in check_package(invented)}


def test_a_superseded_claim_is_recorded(invented: Path):
    record(invented)
    edit_cell(invented, "claims", "gz-soldiers", "supersedes", "hp-league")
    record(invented, "A later figure of the same speaker.")
    (change,) = [row for row in log(invented) if row["action"] == "superseded"]
    assert (change["row_id"], change["new"]) == ("hp-league", "gz-soldiers")
    assert check_package(invented) == []


def test_an_unsound_row_is_not_recorded(invented: Path, capsys: pytest.CaptureFixture[str]):
    edit_cell(invented, "claims", "gz-own", "group", "nobody")
    assert record(invented) == 1 and log(invented) == []
    assert "one of: militants" in capsys.readouterr().err


def test_a_recorded_report_is_withdrawn_and_keeps_its_rows(invented: Path):
    record(invented)
    assert main(["withdraw", "gazette", "--data", str(invented)]) == 0
    package = read_package(invented)
    claims = {row["claim_id"]: row["status"] for row in package.read_rows("claims")}
    assert Counter(claims.values()) == {"active": 6, "withdrawn": 3}
    record(invented, "Taken back by its publisher.")
    assert {row["action"] for row in log(invented) if row["reason"].startswith("Taken")} == {"withdrawn"}
    assert check_package(invented) == []


def test_withdrawing_what_is_not_there_is_wrong_usage(invented: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["withdraw", "nowhere", "--data", str(invented)]) == 2
    assert "no source nowhere" in capsys.readouterr().err
