"""Two readings are paired by their words, counted per column, and every difference is settled."""

import pytest
from support.paths import DATA

from claimbook.chapters.inconsistencies import KINDS as FINDING_KINDS
from claimbook.coding.agreement import agreement_table, cohen_kappa, find_disagreements, find_unsettled, load_readings
from claimbook.ledger.decisions import Decision, load_decisions
from claimbook.ledger.package import ANCHORED, read_package


def reading(*rows: tuple[str, int, int, str]) -> list[dict[str, str]]:
    return [
        {"source_id": source, "span_start": str(start), "span_end": str(end), "value_text": "x" * (end - start)}
        | {"kind": kind}
        for source, start, end, kind in rows
    ]


FIRST = reading(("one", 0, 5, "a"), ("one", 10, 15, "a"), ("two", 0, 5, "b"))


LEDGER = [row | {"status": "active"} for row in FIRST]
SECOND = reading(("one", 2, 6, "b"), ("one", 10, 15, "a"), ("two", 9, 12, "b"))


def settle(expect: int, **target: object) -> Decision:
    name = "-".join(map(str, target.values()))
    return Decision(name, "settle", {"table": "claims", **target}, "rule", "words", "me", "2031-06-01", 1, expect)


def test_rows_about_the_same_words_are_paired():
    table = agreement_table({"claims": (FIRST, SECOND)}).set_index("column")
    assert table.loc["found", ["compared", "equal"]].tolist() == [4, 2]
    assert table.loc["kind", ["compared", "equal", "share"]].tolist() == [2, 1, 0.5]


def test_disagreements_name_the_cell_and_all_three_values():
    told = find_disagreements({"claims": (FIRST, SECOND)}, {"claims": LEDGER})
    assert [(one.column, one.row, one.first, one.second, one.ledger) for one in told] == [
        ("found", "two:0", "xxxxx", "", "xxxxx"),
        ("found", "two:9", "", "xxx", ""),
        ("kind", "one:0", "a", "b", "a"),
    ]


def test_the_ledger_departing_from_two_equal_readings_is_a_disagreement():
    departed = [*LEDGER[:2], LEDGER[2] | {"kind": "c"}]
    (told,) = find_disagreements({"claims": (FIRST, FIRST)}, {"claims": departed})
    assert (told.first, told.second, told.ledger) == ("b", "b", "c")


def test_a_withdrawn_row_counts_unless_another_took_its_place():
    withdrawn = LEDGER[2] | {"status": "withdrawn", "kind": "c"}
    for ledger, kinds in (([*LEDGER[:2], withdrawn], ["c"]), ([*LEDGER, withdrawn], [])):
        told = find_disagreements({"claims": (FIRST, FIRST)}, {"claims": ledger})
        assert [one.ledger for one in told] == kinds


def test_unsettled_and_surprised_decisions_are_named():
    told = find_disagreements({"claims": (FIRST, SECOND)}, {"claims": LEDGER})
    whole = [settle(1, column="kind"), settle(1, column="found", rows=["two:0"]), settle(1, column="found")]
    assert list(find_unsettled(whole, told)) == []
    (open_one,) = find_unsettled(whole[:2], told)
    assert (open_one.column, open_one.value) == ("found", "1 disagreements")
    (surprised,) = find_unsettled([settle(2, column="kind"), *whole[1:]], told)
    assert surprised.expected == "1, the number of disagreements it settles"


@pytest.mark.parametrize(
    ("pairs", "kappa"), [([("a", "a")] * 3, None), ([("a", "b"), ("b", "a")], -1.0), ([("a", "a"), ("b", "b")], 1.0)]
)
def test_kappa(pairs: list[tuple[str, str]], kappa: float | None):
    assert cohen_kappa(pairs) == kappa


def test_the_two_readings_of_the_book_are_settled():
    package = read_package(DATA)
    readings = load_readings(DATA)
    assert {table: len(first) > 0 and len(second) > 0 for table, (first, second) in readings.items()} == dict.fromkeys(
        ANCHORED, True
    )
    disagreements = find_disagreements(readings, {table: package.read_rows(table) for table in ANCHORED})
    assert len(disagreements) > 100
    assert list(find_unsettled(load_decisions(DATA), disagreements)) == []


def test_every_kind_and_theme_is_defined():
    vocabulary = read_package(DATA).vocabulary
    assert all(one.get("description") for name in ("statement_kinds", "themes") for one in vocabulary[name])
    assert FINDING_KINDS
