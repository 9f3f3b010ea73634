"""Everything that a document prints is found, and is coded or set aside."""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from support.documents import find_documents, needs_documents
from support.labels import read_labels
from support.paths import DATA, INVENTED, SCANNED

from claimbook.cli import main
from claimbook.coding.coverage import CLASSES, CODED, MISSED, scan_files, scan_text
from claimbook.coding.extract import days_in, find_expressions, numbers_in, weekdays_in
from claimbook.coding.listing import list_items
from claimbook.ledger.package import read_package

PASSAGE = SCANNED / "passage.txt"


KNOWN_PLACES = dict.fromkeys(("Vesla", "Tarn", "Osmo", "Usmo", "Kell", "Hask"), "somewhere")


def read_passage() -> tuple[str, list[tuple[str, int, int]]]:
    """The labelled passage without its marks, and what was marked: class, start and end."""
    text, labels, end = "", [], 0
    marked = PASSAGE.read_text("utf-8")
    for mark in re.finditer(r"\{(\w+)\|([^}]*)\}", marked):
        text += marked[end : mark.start()]
        labels.append((CLASSES[mark[1]], len(text), len(text) + len(mark[2])))
        text += mark[2]
        end = mark.end()
    return text + marked[end:], labels


def test_recall_and_precision_on_the_labelled_passage(capsys: pytest.CaptureFixture[str]):
    text, labels = read_passage()
    assert len(text.split()) >= 600 and len(labels) > 90
    found = [(CLASSES[item.kind], item.start, item.end) for item in find_expressions(text, KNOWN_PLACES)]

    def meet(one: tuple[str, int, int], other: tuple[str, int, int]) -> bool:
        return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]

    for kind in ("number", "date", "place"):
        wanted, listed = ([one for one in those if one[0] == kind] for those in (labels, found))
        missed = [text[start:end] for _, start, end in wanted if not any(meet((kind, start, end), f) for f in listed)]
        wrong = [text[start:end] for _, start, end in listed if not any(meet((kind, start, end), w) for w in wanted)]
        assert missed == [], kind
        assert len(wrong) <= len(listed) * 0.1, wrong
        with capsys.disabled():
            print(
                f"\n{kind}s: {len(wanted)} labelled, all found; {len(listed)} listed, {len(wrong)} wrong {wrong}",
                end="",
            )


@pytest.mark.parametrize(
    ("passage", "found", "right"),
    [
        ("held-out", 0.95, 0.95),
        ("tuned", 0.96, 0.95),
        ("tuned-2", 0.98, 0.95),
        ("tuned-3", 0.96, 0.95),
        ("tuned-4", 0.96, 0.95),
    ],
)
def test_numbers_of_the_labelled_reports(passage: str, found: float, right: float, capsys: pytest.CaptureFixture[str]):
    labelled = met = listed = true = 0
    for file in sorted((SCANNED / passage).glob("*.txt")):
        text, labels = read_labels(file)
        wanted = [
            (start, end) for start, end, fields in labels if len(fields) == 5 or fields[0] in ("people", "number")
        ]
        others = [(start, end) for start, end, fields in labels if fields[0] in ("percent", "money", "duration")]
        items = [one.item for one in scan_text(text, {}) if CLASSES[one.item.kind] == "number"]
        labelled, listed = labelled + len(wanted), listed + len(items)
        met += sum(any(item.start < end and start < item.end for item in items) for start, end in wanted)
        true += sum(any(item.start < end and start < item.end for start, end in wanted + others) for item in items)
    with capsys.disabled():
        print(f"\n{passage}: {met} of {labelled} numbers found; {true} of {listed} listed are numbers", end="")
    assert labelled > 250 and met / labelled >= found and true / listed >= right


@pytest.mark.parametrize(
    ("text", "numbers", "dates"),
    [
        ("At 3:30 pm and at 18.45 shells fell on Velmar; by 2000 hrs it was quiet.", [], []),
        ("The 53rd battalion left Route 60 with M-16 rifles and an AK-47; see page 12 and note [3].", [], []),
        ("There were 85 attacks in May and 53 in March.", ["85", "53"], ["May", "March"]),
        ("Sixty-three percent; five per cent, 62pc", ["Sixty-three percent", "five per cent", "62pc"], []),
        ("About 2.5 lakh fled; Rs 10 crore was promised; 1,25,000 came.", ["2.5 lakh", "Rs 10 crore", "1,25,000"], []),
        ("9,000–11,000 dead; 84 or 94; three or four men", ["9,000–11,000", "84", "94", "three or four"], []),
        ("A soldier and a child were killed, and a horse looked on.", ["A soldier", "a child"], []),
        ("A couple of soldiers, a pair of gunmen, a handful of villagers", ["A couple", "a pair", "a handful"], []),
        ("Children under 15 and a third of the 12-member council", ["a third"], []),
        ("On the 3rd of February the second most senior officer left.", [], ["3rd of February"]),
    ],
)  # fmt: skip
def test_numbers_are_told_from_names_clocks_and_ages(text: str, numbers: list[str], dates: list[str]):
    items = [one.item for one in scan_text(text, {})]
    assert [one.words for one in items if CLASSES[one.kind] == "number"] == numbers
    assert [one.words for one in items if one.kind == "date"] == dates


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("over 125", {125}),
        ("84+", {84}),
        ("42-46%", {42, 46}),
        ("1,200", {1200}),
        ("one", {1}),
        ("twenty-one", {21}),
        ("over a dozen", {12}),
        ("two dozen", {24}),
        ("dozens", {12}),
        ("$72 million", {72e6}),
        ("40-hour", {40}),
        ("late January", set()),
    ],
)
def test_numbers_in_words(words: str, numbers: set[float]):
    assert numbers_in(words) == numbers


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("January 29 and 30, 2026", ["2026-01-29", "2026-01-30"]),
        ("January 29, 2026, and continued through February 2, 2026", ["2026-01-29", "2026-02-02"]),
        ("3 May", ["2031-05-03"]),
        ("Feb. 4, 2026", ["2026-02-04"]),
        ("late January", []),
        ("2024", []),
        ("Over the past week", []),
    ],
)
def test_days_in_words(words: str, days: list[str]):
    assert [str(day) for day in days_in(words, default_year=2031)] == days


def test_weekdays_in_words():
    assert weekdays_in("late Friday, January 31, through Sunday") == ["Friday", "Sunday"]


def test_items_never_overlap_and_stand_where_they_say():
    text, _ = read_passage()
    items = find_expressions(text, KNOWN_PLACES)
    assert all(text[item.start : item.end] == item.words for item in items)
    assert all(one.end <= other.start for one, other in pairwise(items))


@needs_documents
def test_nothing_is_missed_in_the_documents_and_the_coverage_is_current():
    package = read_package(DATA)
    scanned, _, problems = scan_files(package, sorted(find_documents().glob("*.txt")))
    assert problems == []
    assert sorted(scanned) == sorted(row["source_id"] for row in package.read_rows("sources") if row["role"] == "coded")
    for row in package.read_rows("coverage"):
        of_kind = [one for one in scanned[row["source_id"]] if CLASSES[one.item.kind] == row["kind"]]
        assert int(row["coded"]) == sum(one.outcome == CODED for one in of_kind) and row["missed"] == "0"
        assert int(row["coded"]) + int(row["set_aside"]) == len(of_kind)


def test_missed_items_are_listed(invented: Path, capsys: pytest.CaptureFixture[str]):
    document = INVENTED / "documents" / "harbour-post.txt"
    assert main(["scan", str(document), "--data", str(invented), "--missed"]) == 0
    printed = capsys.readouterr()
    assert "harbour-post: 12 items, 8 coded, 0 set aside, 4 missed" in printed.out
    assert "paragraph 1, 0 to 5: place, missed\n    ⟦Vesla⟧" in printed.out
    assert "Code each missed item, or set it aside in decisions.yml with a reason." in printed.err


def test_forms_carry_the_same_items(invented: Path, capsys: pytest.CaptureFixture[str]):
    document = str(INVENTED / "documents" / "harbour-post.txt")
    main(["scan", document, "--data", str(invented), "--json"])
    records = json.loads(capsys.readouterr().out)
    main(["scan", document, "--data", str(invented), "--csv"])
    assert len(capsys.readouterr().out.splitlines()) == len(records) + 1
    assert {record["outcome"] for record in records} == {CODED, MISSED}


def test_a_document_that_is_no_source_is_scanned_but_not_recorded(invented: Path, capsys: pytest.CaptureFixture[str]):
    passage = str(PASSAGE)
    assert main(["scan", passage, "--data", str(invented), "--record"]) == 1
    assert "no source has the checksum of passage.txt" in capsys.readouterr().err
    assert read_package(invented).read_rows("coverage") == []


def test_record_writes_the_counts(invented: Path):
    documents = [str(path) for path in sorted((INVENTED / "documents").glob("*.txt"))]
    main(["scan", *documents, "--data", str(invented), "--record"])
    rows = read_package(invented).read_rows("coverage")
    assert len(rows) == 9 and {row["kind"] for row in rows} == {"number", "date", "place"}
    assert main(["check", "--data", str(invented)]) == 0


def test_a_document_that_is_not_utf_8_is_named(invented: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    broken = tmp_path / "broken.txt"
    broken.write_bytes(b"caf\xe9")
    assert main(["scan", str(broken), "--data", str(invented)]) == 1
    assert "byte 0xe9 at 3; expected UTF-8" in capsys.readouterr().err


def test_listing_says_what_became_of_each(invented: Path):
    scanned, texts, _ = scan_files(read_package(invented), [INVENTED / "documents" / "gazette.txt"])
    assert "gz-soldiers" in list_items(scanned, texts, "text")
