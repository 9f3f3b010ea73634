"""Rows from a table of daily figures: read by a mapping, once, and nothing by halves."""

import csv
from datetime import date
from pathlib import Path

import pytest
import yaml
from openpyxl import Workbook
from support.other_conflicts import Told

from claimbook.checks.structure import check_package
from claimbook.cli import main
from claimbook.coding.import_table import EXAMPLE
from claimbook.ledger.package import read_package

TABLE = """report_date,killed_total,killed
2031-05-01,"1,032",1032
2031-05-02,1100,68
2031-05-03,,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = Told(tmp_path / "book", "Ministry", "civilians").write()
    for name, text in (("map.yml", EXAMPLE), ("daily.csv", TABLE)):
        (tmp_path / name).write_text(text, "utf-8")
    return folder


def bring(folder: Path, table: str = "daily.csv") -> int:
    return main(["import", str(folder.parent / table), "--map", str(folder.parent / "map.yml"), "--data", str(folder)])


def test_a_table_becomes_claims_and_only_what_is_new_is_added(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert bring(folder) == 0
    assert "sources.csv: 3 new rows; releases.csv: 3 new rows; claims.csv: 4 new rows" in capsys.readouterr().out
    assert check_package(folder) == []
    claims = {row["claim_id"]: row for row in read_package(folder).read_rows("claims")}
    total = claims["ministry-2031-05-01-killed-total"]
    assert (total["value"], total["value_text"], total["scope_end"]) == ("1032", "1,032", "2031-05-01")
    assert claims["ministry-2031-05-02-killed"]["scope_start"] == "2031-05-02"
    (folder.parent / "daily.csv").write_text(TABLE + "2031-05-04,1200,90\n", "utf-8")
    assert bring(folder) == 0
    assert "sources.csv: 1 new row; releases.csv: 1 new row; claims.csv: 2 new rows" in capsys.readouterr().out


def test_the_first_sheet_of_a_workbook_is_read_like_a_table(folder: Path):
    book = Workbook()
    for line in csv.reader(TABLE.splitlines()):
        book.active.append([date(2031, 5, int(line[0][-2:])) if "-" in line[0] else line[0], *line[1:]])
    book.save(folder.parent / "daily.xlsx")
    assert bring(folder, "daily.xlsx") == 0
    assert len(read_package(folder).read_rows("claims")) == 4


def test_json_is_read_like_a_table(folder: Path):
    (folder.parent / "daily.json").write_text('[{"report_date": "2031-05-01", "killed_total": 5, "killed": null}]')
    assert bring(folder, "daily.json") == 0
    assert [row["value"] for row in read_package(folder).read_rows("claims")] == ["5"]


def test_every_fault_is_named_and_nothing_is_written(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert bring(folder) == 0
    before = {path: path.read_bytes() for path in folder.iterdir()}
    (folder.parent / "daily.csv").write_text(TABLE.replace("1100,68", "1101,-68") + "yesterday,1,2\n", "utf-8")
    assert bring(folder) == 1
    said = capsys.readouterr().err
    for words in (
        "found '1101'; expected 1100, the value of",
        "found '-68'; expected a number of people such as 30",
        "found 'yesterday'",
    ):
        assert words in said
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("map.yml", "day: x", "found no source, speaker, event, series, claims; expected a mapping such as"),
        ("map.yml", "a: [", "not YAML in UTF-8"),
        ("daily.json", "{}", "expected a list of objects"),
        ("daily.ods", "", "save it as .xlsx or as CSV"),
    ],
)
def test_what_cannot_be_read_is_said(folder: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, said: str):
    (folder.parent / name).write_text(text, "utf-8")
    assert bring(folder, name if name != "map.yml" else "daily.csv") == 1
    assert said in capsys.readouterr().err


def test_figures_are_read_as_printed(folder: Path):
    table = "report_date,killed_total,killed\n2031-05-01,30+,20-25\n2031-05-02,~40,n/a\n"
    (folder.parent / "daily.csv").write_text(table, "utf-8")
    assert bring(folder) == 0
    cells = ("qualifier", "value_low", "value", "value_high", "value_text")
    claims = [tuple(row[name] for name in cells) for row in read_package(folder).read_rows("claims")]
    assert claims == [
        ("at_least", "", "30", "", "30+"), ("range", "20", "", "25", "20-25"), ("about", "", "40", "", "~40"),
    ]  # fmt: skip


def test_a_column_can_say_who_speaks(folder: Path, capsys: pytest.CaptureFixture[str]):
    mapping = yaml.safe_load(EXAMPLE)
    mapping["speaker"] = {"column": "by", "parties": {"Health Ministry": "ministry"}}
    mapping["source"]["id"] = "{by}-{report_date}"
    del mapping["claims"]["killed_total"]
    (folder.parent / "map.yml").write_text(yaml.safe_dump(mapping), "utf-8")
    (folder.parent / "daily.csv").write_text("report_date,by,killed\n2031-05-01,Health Ministry,3\n", "utf-8")
    assert bring(folder) == 0
    assert [row["claimant_id"] for row in read_package(folder).read_rows("claims")] == ["ministry"]
    (folder.parent / "daily.csv").write_text("report_date,by,killed\n2031-05-02,Red Cross,3\n", "utf-8")
    assert bring(folder) == 1
    assert "found 'Red Cross'; expected a name that the mapping’s speaker.parties gives" in capsys.readouterr().err


def test_an_id_that_the_ledger_lacks_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]):
    (folder.parent / "map.yml").write_text(EXAMPLE.replace("speaker: ministry ", "speaker: Reported by "), "utf-8")
    assert bring(folder) == 1
    assert "found Reported by; expected an id of parties.csv" in capsys.readouterr().err


def test_rows_of_one_day_that_cannot_be_told_apart_are_refused(folder: Path, capsys: pytest.CaptureFixture[str]):
    (folder.parent / "daily.csv").write_text(TABLE + "2031-05-01,7,8\n", "utf-8")
    assert bring(folder) == 1
    assert "the value of ministry-2031-05-01-killed-total further up. Name in the mapping" in capsys.readouterr().err


def test_a_wrong_word_of_the_mapping_is_one_problem_that_lists_the_right_ones(
    folder: Path, capsys: pytest.CaptureFixture[str]
):
    (folder.parent / "map.yml").write_text(EXAMPLE.replace("{measure: killed", "{measure: slain"), "utf-8")
    assert bring(folder) == 1
    said = capsys.readouterr().err
    assert "claims.killed_total.measure: found slain; expected one of: killed, " in said
    assert "2 problems in 1 file." in said, "one for each column of the mapping, none for the rows of the table"


@pytest.mark.parametrize(
    ("written", "cells", "days"),
    [
        ("%d/%m/%Y", ("01/05/2031", "02/05/2031"), [("2031-05-01", "2031-05-01"), ("2031-05-02", "2031-05-02")]),
        ("%Y-%m", ("2031-04", "2031-05"), [("2031-04-01", "2031-04-30"), ("2031-05-01", "2031-05-31")]),
    ],
)
def test_days_may_be_written_otherwise_and_a_month_stands_on_its_last_day(
    folder: Path, written: str, cells: tuple[str, str], days: list[tuple[str, str]]
):
    (folder.parent / "daily.csv").write_text(
        f"report_date,killed_total,killed\n{cells[0]},,3\n{cells[1]},,4\n", "utf-8"
    )
    (folder.parent / "map.yml").write_text(EXAMPLE.replace("%Y-%m-%d", written), "utf-8")
    assert bring(folder) == 0
    package = read_package(folder)
    assert [(row["scope_start"], row["scope_end"]) for row in package.read_rows("claims")] == days
    known = [row["published_on"] or row["published_earliest"] for row in package.read_rows("sources")]
    assert known == [last for _, last in days]
    assert all(f"={cell} of" in row["notes"] for cell, row in zip(cells, package.read_rows("sources"), strict=True))
    assert check_package(folder) == []


def test_cells_without_a_figure_are_counted_by_what_they_hold(folder: Path, capsys: pytest.CaptureFixture[str]):
    (folder.parent / "daily.csv").write_text(TABLE.replace("1100,68", "n/a,n/a"), "utf-8")
    assert bring(folder) == 0
    assert "Left out, as no figure: 2 cells with 'n/a'; 2 blank cells" in capsys.readouterr().out


def test_a_file_that_is_missing_is_named_without_a_number(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert bring(folder, "absent.csv") == 1
    assert capsys.readouterr().err.strip() == f"{folder.parent / 'absent.csv'}: No such file or directory"


HEAD = "report_date,killed_total,killed\n"
TIDY = "grp," + HEAD + "all,2031-05-01,1,5\ncivilians,2031-05-01,1,5\n"


@pytest.mark.parametrize(
    ("change", "table", "said"),
    [
        (("%Y-%m-%d", "%Y"), TABLE, "day_format: found %Y; expected a form that names the year and the month"),
        (("%Y-%m-%d", "%d/%m"), TABLE, "day_format: found %d/%m; expected a form"),
        (("day: report_date", "day: date"), TABLE, "rows 2, 3 and 4, column date: found 'no such column'; expected a"),
        (("ministry-{report_date}", "ministry-{reprt_date}"), TABLE, "column reprt_date: found 'no such column'"),
        (("ministry-{report_date}", "минздрав-{report_date}"), TABLE, "expected Latin letters, as the id of a source"),
        (("ministry-{report_date}", "ministry"), TABLE, "Name in the mapping’s source.id what tells the rows of a day"),
        (("", ""), HEAD + "2031-05-01,1,032,68\n", "row 2: found '4 cells'; expected 3, as in the heading"),
        (("", ""), "report_date,killed,killed\n2031-05-01,1,2\n", "found 'killed'; expected each heading once"),
        (("", ""), "report_date;killed_total;killed\n2031-05-01;1;2\n", "Save the table as CSV with commas"),
        (("", ""), "", "found no rows; expected a table with a heading and rows"),
        (("", ""), HEAD, "found no rows; expected a table with a heading and rows"),
        (("group: all, count_kind: inc", 'group: "{grp}", count_kind: inc'), TIDY, "expected 5, the value of"),
    ],
)  # fmt: skip
def test_what_would_be_read_wrongly_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], change: tuple[str, str], table: str, said: str
):
    (folder.parent / "map.yml").write_text(EXAMPLE.replace(*change) if change[0] else EXAMPLE, "utf-8")
    (folder.parent / "daily.csv").write_text(table, "utf-8")
    assert bring(folder) == 1
    assert said in capsys.readouterr().err
    assert read_package(folder).read_rows("claims") == []


def test_blank_and_odd_cells_of_a_mapping_are_text(folder: Path):
    mapping = EXAMPLE.replace("count_kind: increment", "count_kind: increment, notes: no, subgroup: , scope_hours: 024")
    (folder.parent / "map.yml").write_text(mapping.replace("place: area", "place:"), "utf-8")
    assert bring(folder) == 0
    row = next(row for row in read_package(folder).read_rows("claims") if row["count_kind"] == "increment")
    assert (row["notes"], row["subgroup"], row["scope_hours"], row["scope_place"]) == ("no", "", "024", "")


def test_two_publishers_never_share_a_source(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert bring(folder) == 0
    (folder.parent / "map.yml").write_text(EXAMPLE.replace("publisher: Health ministry", "publisher: Another"), "utf-8")
    assert bring(folder) == 1
    assert "an id of its own: the ledger has it, of Health ministry" in capsys.readouterr().err


def test_columns_in_other_letters_have_ids_of_their_own(folder: Path):
    (folder.parent / "daily.csv").write_text("report_date,всего,погибшие\n2031-05-01,9,5\n", "utf-8")
    mapping = EXAMPLE.replace("  killed_total:", "  всего:").replace("  killed:", "  погибшие:")
    (folder.parent / "map.yml").write_text(
        mapping.replace(
            "measure: killed, group: all, count_kind: inc", "measure: wounded, group: all, count_kind: inc"
        ),
        "utf-8",
    )
    assert bring(folder) == 0
    assert len({row["claim_id"] for row in read_package(folder).read_rows("claims")}) == 2


def test_dates_of_a_sheet_are_read_whatever_the_format(folder: Path):
    book = Workbook()
    for line in (["report_date", "killed_total", "killed"], [date(2031, 5, 1), 3, 3], ["02/05/2031", 5, 2]):
        book.active.append(line)
    book.save(folder.parent / "daily.xlsx")
    (folder.parent / "map.yml").write_text(EXAMPLE.replace("%Y-%m-%d", "%d/%m/%Y"), "utf-8")
    assert bring(folder, "daily.xlsx") == 0
    assert [row["published_on"] for row in read_package(folder).read_rows("sources")] == ["2031-05-01", "2031-05-02"]
