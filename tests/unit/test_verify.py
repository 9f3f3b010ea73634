"""The rows stand in the documents, and a row that doesn't is named."""

import re
from pathlib import Path

import pytest
from support.documents import find_documents, needs_documents
from support.packages import edit_cell
from support.paths import DATA, INVENTED

from claimbook.checks.documents import verify_package
from claimbook.cli import main

DOCUMENTS = INVENTED / "documents"


def faults(package: Path, documents: Path = DOCUMENTS) -> list[tuple[str, str, str]]:
    problems, _ = verify_package(package, documents)
    return [(Path(problem.file).stem, problem.column, problem.expected) for problem in problems]


@needs_documents
def test_every_row_of_the_book_stands_in_its_document():
    problems, rows = verify_package(DATA, find_documents())
    assert problems == []
    assert rows > 300


def test_crlf_no_break_space_and_astral_characters_are_counted_as_they_are(invented: Path):
    text = (DOCUMENTS / "lake-radio.txt").read_bytes().decode()
    assert "\r\n" in text and "\u00a0" in text and max(text) > "\uffff"
    assert faults(invented) == []


def test_shifted_span_is_named(invented: Path):
    row = re.search(r"hp-league,harbour-post,3,(\d+),(\d+)", (invented / "claims.csv").read_text("utf-8"))
    for column, offset in (("span_start", int(row[1]) + 1), ("span_end", int(row[2]) + 1)):
        edit_cell(invented, "claims", "hp-league", column, str(offset))
    ((table, column, expected),) = faults(invented)
    assert (table, column) == ("claims", "value_text")
    assert expected.startswith("'0 ', the words at")


def test_changed_digit_is_named(invented: Path):
    edit_cell(invented, "claims", "hp-league", "value", "30")
    assert faults(invented) == [("claims", "value", "a number of '20'")]


def test_wrong_paragraph_is_named(invented: Path):
    edit_cell(invented, "claims", "hp-league", "paragraph", "2")
    assert faults(invented) == [("claims", "paragraph", "3, which contains the span")]


def test_changed_document_is_named(invented: Path, tmp_path: Path):
    documents = tmp_path / "documents"
    documents.mkdir()
    for path in DOCUMENTS.iterdir():
        (documents / path.name).write_bytes(path.read_bytes().replace(b"20 soldiers", b"30 soldiers"))
    named = faults(invented, documents)
    assert [entry[:2] for entry in named] == [("sources", "document_sha256")], "none of its text is repeated"


@pytest.mark.parametrize("name", ["../secret.txt", "/proc/self/environ", "link.txt"])
def test_a_document_elsewhere_is_not_read(invented: Path, tmp_path: Path, name: str):
    documents = tmp_path / "documents"
    documents.mkdir()
    (tmp_path / "secret.txt").write_text("20 secrets", "utf-8")
    (documents / "link.txt").symlink_to(tmp_path / "secret.txt")
    edit_cell(invented, "sources", "harbour-post", "document_file", name)
    assert ("sources", "document_file", f"a file in {documents}") in faults(invented, documents)


def test_missing_document_is_named(invented: Path, tmp_path: Path):
    assert {entry[1] for entry in faults(invented, tmp_path)} == {"document_file"}


def test_command(invented: Path, capsys: pytest.CaptureFixture[str]):
    arguments = ["verify", "--data", str(invented), "--documents", str(DOCUMENTS)]
    assert main(arguments) == 0
    assert capsys.readouterr().out == "All 16 anchored rows match their documents.\n"
    edit_cell(invented, "claims", "hp-league", "value", "30")
    assert main(arguments) == 1


def test_a_changed_count_of_the_coverage_is_named(invented: Path):
    documents = [str(path) for path in sorted(DOCUMENTS.glob("*.txt"))]
    main(["scan", *documents, "--data", str(invented), "--record"])
    assert faults(invented) == []
    path = invented / "coverage.csv"
    path.write_text(path.read_text("utf-8").replace(",number,5,0,", ",number,6,0,", 1), "utf-8")
    ((table, column, expected),) = faults(invented)
    assert (table, column) == ("coverage", "coded")
    assert expected == "5, the count of a scan of the document"


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("start", "2031-05-02", "2031-05-01, the day in 'Friday, 1 May'"),
        ("start_weekday", "Sunday", "a weekday of 'Friday, 1 May'"),
        ("start_weekday", "", "Friday, printed in 'Friday, 1 May'"),
    ],
)
def test_a_day_or_weekday_that_is_not_printed_is_named(invented: Path, column: str, value: str, expected: str):
    edit_cell(invented, "event_reports", "lake-radio-fighting", column, value)
    assert faults(invented) == [("event_reports", column, expected)]


def test_a_bound_that_is_not_printed_is_named(invented: Path):
    edit_cell(invented, "claims", "gz-soldiers", "qualifier", "at_least")
    assert faults(invented) == [("claims", "qualifier", "more_than, as in 'over 25'")]


def test_only_the_documents_at_hand_can_be_compared(invented: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "lake-radio.txt").write_bytes((DOCUMENTS / "lake-radio.txt").read_bytes())
    command = ["verify", "--data", str(invented), "--documents", str(tmp_path)]
    assert main(command) == 1
    assert main([*command, "--source", "lake-radio"]) == 0
    assert main([*command, "--source", "lake"]) == 1
    assert "found lake; expected the id of a source with a document" in capsys.readouterr().err
