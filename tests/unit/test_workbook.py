"""A workbook to code in comes out of the schema, and its rows go into the tables, once and whole."""

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from support.packages import contents

from claimbook.cli import main
from claimbook.ledger.package import read_package

CLAIM = {
    "claim_id": "note-killed", "source_id": "gazette", "value_text": "12", "event_id": "osmo-prison",
    "claimant_id": "reed-league", "measure": "killed", "group": "militants", "qualifier": "exact", "value": 12.0,
    "count_kind": "not_stated", "assertion": "attributed", "verification": "none", "status": "active",
    "recorded_on": "2031-05-12",
}  # fmt: skip


@pytest.fixture
def workbook(invented: Path, tmp_path: Path) -> Path:
    file = tmp_path / "coding.xlsx"
    assert main(["workbook", str(file), "--data", str(invented)]) == 0
    return file


def fill(file: Path, table: str, *rows: dict[str, object]) -> None:
    book = load_workbook(file)
    heads = [cell.value for cell in book[table][1]]
    for row in rows:
        book[table].append([row.get(str(head), None) for head in heads])
    book.save(file)


def bring(file: Path, folder: Path) -> int:
    return main(["import", str(file), "--data", str(folder)])


def test_closed_lists_and_ids_are_drop_downs(invented: Path, workbook: Path):
    book = load_workbook(workbook)
    sheet = book["claims"]
    heads = [cell.value for cell in sheet[1]]
    assert heads == list(read_package(invented).fields("claims"))
    offered = {}
    for one in sheet.data_validations.dataValidation:
        place = str(one.formula1).partition("!")[2].replace("$", "")
        head = sheet.cell(1, next(iter(one.sqref.ranges)).min_col).value
        offered[head] = [cell[0].value for cell in book["lists"][place]]
    assert offered["group"] == read_package(invented).codes("groups")
    assert "osmo-prison" in offered["event_id"] and "reed-league" in offered["claimant_id"]
    assert book["lists"].sheet_state == "hidden"
    assert sheet["A1"].font.bold and "address of the claim" in sheet["A1"].comment.text


def test_typed_rows_become_rows_of_the_table_once(invented: Path, workbook: Path, capsys: pytest.CaptureFixture[str]):
    fill(workbook, "claims", CLAIM)
    assert bring(workbook, invented) == 0
    assert "claims.csv: 1 new row" in capsys.readouterr().out
    (row,) = [row for row in read_package(invented).read_rows("claims") if row["claim_id"] == "note-killed"]
    assert (row["value"], row["group"], row["recorded_on"]) == ("12", "militants", "2031-05-12")
    before = contents(invented)
    assert bring(workbook, invented) == 0
    assert contents(invented) == before


def test_faults_are_named_and_nothing_is_written(invented: Path, workbook: Path, capsys: pytest.CaptureFixture[str]):
    fill(workbook, "claims", CLAIM, CLAIM | {"value": 13.0}, CLAIM | {"claim_id": None})
    before = contents(invented)
    assert bring(workbook, invented) == 1
    said = capsys.readouterr().err
    assert "row 3, column value: found '13'; expected 12, as the row of this id" in said
    assert "row 4, column claim_id: found ''; expected an id" in said
    assert contents(invented) == before


def test_a_heading_of_no_column_is_named(invented: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    book = Workbook()
    book.active.title = "claims"
    book.active.append(["claim_id", "victims"])
    book.active.append(["a", "b"])
    book.save(tmp_path / "a.xlsx")
    assert bring(tmp_path / "a.xlsx", invented) == 1
    assert "column victims: found 'victims'; expected a column of claims" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"a,b\n1,2\n"])
def test_what_is_no_workbook_is_refused(
    invented: Path, tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
):
    file = tmp_path / "a.xlsx"
    file.write_bytes(content)
    assert bring(file, invented) == 1
    assert "expected a workbook (.xlsx)" in capsys.readouterr().err


def test_a_workbook_is_not_written_over_another_file(
    invented: Path, workbook: Path, capsys: pytest.CaptureFixture[str]
):
    before = workbook.read_bytes()
    assert main(["workbook", str(workbook), "--data", str(invented)]) == 1
    assert workbook.read_bytes() == before


def test_a_table_without_a_mapping_is_wrong_usage(invented: Path, tmp_path: Path):
    assert main(["import", str(tmp_path / "a.csv"), "--data", str(invented)]) == 2
