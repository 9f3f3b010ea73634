"""Bad data is named by file, row, column and value, with what was expected and what to do."""

import json
from pathlib import Path

import pytest
from support.packages import edit_cell, replace_bytes
from support.paths import DATA

from claimbook.checks.structure import check_package
from claimbook.cli import main
from claimbook.errors import Problem, report
from claimbook.ledger.package import read_package


def only_problem(folder: Path) -> Problem:
    (problem,) = check_package(folder)
    return problem


def test_committed_package_is_sound_and_was_read():
    package = read_package(DATA)
    rows = {table: package.path(table).read_text("utf-8").count("\n") - 1 for table in package.resources}
    assert check_package(DATA) == []
    assert min(rows[table] for table in ("sources", "claims", "releases", "mentions", "indicators", "places")) > 0


def test_invented_package_is_sound(invented: Path):
    assert check_package(invented) == []


CELLS = [
    ("claims", "hp-rebels", "group", "rebels", "one of: militants, security_forces, civilians"),
    ("claims", "hp-rebels", "recorded_on", "2026-02-30", "a date such as 2026-01-31"),
    ("claims", "hp-rebels", "source_id", "nowhere", "an id of sources.csv"),
    ("claims", "hp-rebels", "value", "twelve", "a number of 0 or more, or blank"),
    ("claims", "hp-rebels", "value", "-12", "a number of 0 or more, or blank"),
    ("claims", "hp-rebels", "value", "1_000", "a number below a million million, in the digits 0 to 9"),
    ("claims", "hp-rebels", "value", "1e3", "a number below a million million, in the digits 0 to 9"),
    ("claims", "hp-rebels", "value", "１２", "a number below a million million, in the digits 0 to 9"),
    ("claims", "hp-rebels", "value", "", "a number, since the qualifier is exact"),
    ("claims", "hp-rebels", "assertion", "", "one of: flat, attributed, hedged"),
    ("claims", "hp-rebels", "qualifier", "roughly", "text of the form"),
    ("claims", "hp-rebels", "span_end", "99", "span_start plus the 2 characters of value_text"),
    ("claims", "hp-rebels", "paragraph", "", "paragraph, span_start and span_end, all or none"),
    ("claims", "hp-rebels", "scope_start", "2031-13-01", "a date such as"),
    ("claims", "hp-rebels", "restates", "gz-rebels", "a row of the same document"),
    ("claims", "hp-rebels", "part_of", "hp-rebels", "a chain that ends, not one that returns to this row"),
    ("claims", "hp-league", "qualifier", "unquantified", "blank, since the qualifier is unquantified"),
    ("claims", "hp-league", "sex", "female", "a subgroup beside it"),
    ("statements", "gz-admits", "about", "gz-own;hp-league", "ids of rows of the same document"),
    ("statements", "gz-admits", "answers", "lr-began", "a row of the same document"),
    ("statements", "gz-admits", "summary", "", "text"),
    ("sources", "gazette", "published_earliest", "", "a date, since published_on is blank"),
    ("sources", "gazette", "document_sha256", "", "a value, since role is coded"),
    ("parties", "vesla-government", "speaks_for", "vesla-officials", "a chain that ends"),
    ("event_reports", "harbour-post-fighting", "end", "2031-05-01", "nothing above end, which is 2031-05-01"),
]


@pytest.mark.parametrize(("table", "row", "column", "value", "expected"), CELLS)
def test_faulty_cell_is_named(invented: Path, table: str, row: str, column: str, value: str, expected: str):
    edit_cell(invented, table, row, column, value)
    found = check_package(invented)
    assert found, "the fault went unseen"
    assert all(problem.file.endswith(f"{table}.csv") and problem.row > 1 for problem in found)
    assert any(expected in problem.expected for problem in found)
    assert all(problem.action for problem in found)


@pytest.mark.parametrize(
    ("told", "value", "expected"),
    [
        ([{"text": "Fighting broke out.", "sources": ["nowhere"]}], "nowhere", "an id of sources.csv"),
        ([{"text": "", "sources": []}], "{'text': '', 'sources': []}", "a text, and a list of sources"),
        ([{"text": "Fighting broke out."}], "{'text': 'Fighting broke out.'}", "a text, and a list of sources"),
        ("Fighting broke out.", "{'text': 'Fighting broke out.'}", "a text, and a list of sources"),
        ([{"text": "So.", "sources": [[]]}], "{'text': 'So.', 'sources': [[]]}", "a text, and a list of sources"),
    ],
)
def test_a_story_without_sources_is_named(invented: Path, told: object, value: str, expected: str):
    descriptor = invented / "datapackage.json"
    content = json.loads(descriptor.read_text("utf-8"))
    content["claimbook"]["what_happened"] = told
    descriptor.write_text(json.dumps(content), "utf-8")
    problem = only_problem(invented)
    assert (problem.column, problem.value, problem.expected) == ("what_happened, sentence 1", value, expected)


def test_low_above_high_is_named(invented: Path):
    for column, value in {"qualifier": "range", "value": "", "value_low": "9", "value_high": "3"}.items():
        edit_cell(invented, "claims", "hp-rebels", column, value)
    assert str(only_problem(invented)) == (
        "row 2, column value_low: found '9'; expected nothing above value_high, which is 3. "
        "Correct one of the two cells."
    )


def test_missing_table_is_named(invented: Path):
    (invented / "claims.csv").unlink()
    assert report(check_package(invented)) == (
        f"{invented}/claims.csv\n"
        "  found no such file; expected a table with 40 columns, as datapackage.json says. "
        "Restore the file from version control, or write it again.\n"
        "1 problem in 1 file."
    )


def test_wrong_header_is_named(invented: Path):
    replace_bytes(invented / "parties.csv", b"party_id,name", b"party,name")
    problem = only_problem(invented)
    assert (problem.row, problem.column, problem.value) == (1, "party_id", "party")
    assert problem.expected.endswith("party_id,name,role,side,speaks_for,notes")


def test_other_encoding_is_named(invented: Path):
    replace_bytes(invented / "parties.csv", b"Reed League", b"R\xe9ed League")
    assert only_problem(invented).value == "byte 0xe9, which is not UTF-8"


def test_empty_folder_is_named(tmp_path: Path):
    assert only_problem(tmp_path).value == "no such file"
    assert only_problem(tmp_path / "absent").value == "no such folder"


def test_broken_quoting_is_named(invented: Path):
    with (invented / "parties.csv").open("a", encoding="utf-8") as file:
        file.write('x,"X,claimant,other,,\n')
    assert {problem.row for problem in check_package(invented)} == {6}


def test_open_quotation_in_a_table_of_two_columns_is_named(invented: Path):
    with (invented / "measures.csv").open("a", encoding="utf-8") as file:
        file.write('hardship,"Share of residents\n')
    problem = only_problem(invented)
    assert (problem.row, problem.value) == (3, "an odd number of quotation marks")


@pytest.mark.parametrize("added", ["short", 'lone,"a\rb"', "lone,a\rb"])
def test_a_row_of_too_few_cells_is_named(invented: Path, added: str):
    with (invented / "releases.csv").open("a", encoding="utf-8", newline="") as file:
        file.write(f"{added}\n")
    assert "releases.csv" in report(check_package(invented))


def test_duplicate_id_is_named(invented: Path):
    with (invented / "parties.csv").open("a", encoding="utf-8") as file:
        file.write("reed-league,The League,claimant,other,,\n")
    assert only_problem(invented).value == "reed-league"


def test_unknown_focus_event_is_named(invented: Path):
    replace_bytes(invented / "datapackage.json", b'"focus_event": "shore-fighting"', b'"focus_event": "elsewhere"')
    assert only_problem(invented).value == "focus_event elsewhere"


def test_unknown_focus_area_is_named(invented: Path):
    replace_bytes(invented / "datapackage.json", b'"focus_area": "vesla"', b'"focus_area": "elsewhere"')
    assert only_problem(invented).value == "focus_area elsewhere"


def test_background_figure_without_anchor_or_address_is_named(invented: Path):
    row = "far,far-away,,,,20%,poverty,monetary poverty headcount,,exact,,20,,percent,vesla,all,unattributed,"
    with (invented / "sources.csv").open("a", encoding="utf-8") as file:
        file.write("far-away,,Far Away,,,,2030-01-01,,,,,newspaper,en,context,,,,active,\n")
    with (invented / "indicators.csv").open("a", encoding="utf-8") as file:
        file.write(f"{row},2028,2028,,active,2031-06-01,\n")
    problem = only_problem(invented)
    assert (problem.row, problem.column, problem.value) == (3, "source_id", "far-away")
    assert "address" in problem.expected


def test_years_without_an_end_are_named(invented: Path):
    edit_cell(invented, "indicators", "hp-poverty", "years_end", "")
    problem = only_problem(invented)
    assert (problem.row, problem.column) == (2, "years_end") and "both or neither" in problem.expected


def test_measure_without_definition_is_named(invented: Path):
    edit_cell(invented, "indicators", "hp-poverty", "measure", "hardship")
    problem = only_problem(invented)
    assert (Path(problem.file).name, problem.row, problem.column) == ("indicators.csv", 2, "measure")


def test_one_id_for_rows_of_two_tables_is_named(invented: Path):
    """Findings name rows by id alone: they would show the wrong one."""
    edit_cell(invented, "indicators", "hp-poverty", "indicator_id", "hp-rebels")
    (invented / "changes.csv").unlink()
    problem = only_problem(invented)
    assert (Path(problem.file).name, problem.row, problem.value) == ("indicators.csv", 2, "hp-rebels")
    assert "claims.csv has a row with this one" in problem.expected


def test_all_problems_come_at_once(invented: Path):
    edit_cell(invented, "claims", "hp-rebels", "group", "rebels")
    edit_cell(invented, "claims", "gz-own", "recorded_on", "yesterday")
    (invented / "places.csv").unlink()
    files = [Path(problem.file).name for problem in check_package(invented)]
    assert files == ["claims.csv", "claims.csv", "places.csv"]


def test_repeats_are_capped_and_counted():
    problems = [Problem("claims.csv", row, "group", f"x{row}", "y", "z") for row in range(2, 102)]
    lines = report(problems).splitlines()
    assert len(lines) == 53
    assert lines[-2:] == ["  and 50 more in this file", "100 problems in 1 file."]


def test_command_exits_with_one(invented: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["check", "--data", str(invented)]) == 0
    edit_cell(invented, "claims", "hp-rebels", "group", "rebels")
    assert main(["check", "--data", str(invented)]) == 1
    assert "row 2, column group: found 'rebels'" in capsys.readouterr().out


def test_order_of_rows_is_free(invented: Path):
    for table in invented.glob("*.csv"):
        header, *rows = table.read_text("utf-8").splitlines(keepends=True)
        table.write_text(header + "".join(reversed(rows)), "utf-8")
    assert check_package(invented) == []


def test_check_changes_nothing(invented: Path):
    before = {path.name: path.read_bytes() for path in invented.iterdir()}
    edit_cell(invented, "claims", "hp-rebels", "group", "rebels")
    changed = (invented / "claims.csv").read_bytes()
    check_package(invented)
    assert {path.name: path.read_bytes() for path in invented.iterdir()} == before | {"claims.csv": changed}
