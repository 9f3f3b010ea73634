"""A decision is whole, meets what it was made about, or stops the build and says so."""

from pathlib import Path

import pytest
import yaml
from support.paths import DATA, INVENTED, ROOT

from claimbook.analysis.tables import derived_tables
from claimbook.checks.structure import check_package
from claimbook.cli import main
from claimbook.errors import BookError, DataProblems
from claimbook.ledger.decisions import DECISIONS, REASONS, Decision, expecting, load_decisions
from claimbook.ledger.tables import load_ledger

WHOLE = {
    "id": "frame",
    "action": "set_aside",
    "target": "{kind: place, words: [Vesla]}",
    "expect": "{harbour-post: 2}",
    "reason": "frame",
    "words": "The province that all of it is about.",
    "author": "a reader",
    "date": "2031-06-01",
}


def write(folder: Path, **changes: str | None) -> None:
    cells = {name: value for name, value in (WHOLE | changes).items() if value is not None}
    lines = [f"{'- ' if place == 0 else '  '}{name}: {value}" for place, (name, value) in enumerate(cells.items())]
    (folder / DECISIONS).write_text("# A comment changes nothing.\n" + "\n".join(lines) + "\n", "utf-8")


def scan(folder: Path) -> int:
    documents = [str(path) for path in sorted((INVENTED / "documents").glob("*.txt"))]
    return main(["scan", *documents, "--data", str(folder), "--record"])


def test_a_whole_decision_is_applied(invented: Path):
    write(invented)
    (decision,) = load_decisions(invented)
    assert (decision.line, decision.date) == (2, "2031-06-01")
    scan(invented)
    assert check_package(invented) == []
    rows = (invented / "coverage.csv").read_text("utf-8")
    assert ",place,2,2,0" in rows


@pytest.mark.parametrize(
    ("changes", "column", "expected"),
    [
        ({"reason": "other"}, "reason", "is not one of"),
        ({"reason": "rule"}, "reason", "is not one of"),
        ({"action": "ignore"}, "action", "one of: set_aside, settle, rank"),
        ({"words": None}, "", "'words' is a required property"),
        ({"words": "so"}, "words", "too short"),
        ({"author": None}, "", "'author' is a required property"),
        ({"date": "yesterday"}, "date", "does not match"),
        ({"target": "{words: [Vesla]}"}, "target", "'kind' is a required property"),
        ({"target": "{kind: planet}"}, "target.kind", "is not one of"),
        ({"expect": "{harbour-post: 0}"}, "expect.harbour-post", "less than the minimum"),
        ({"expect": None}, "", "'expect' is a required property"),
        ({"expect": "{nowhere: 1}"}, "target", "an id of sources.csv"),
    ],
)
def test_a_faulty_decision_is_named(invented: Path, changes: dict[str, str | None], column: str, expected: str):
    scan(invented)
    write(invented, **changes)
    found = [problem for problem in check_package(invented) if problem.file.endswith(DECISIONS)]
    assert [(problem.row, problem.column) for problem in found] == [(2, column)]
    assert expected in found[0].expected and found[0].action


def test_what_is_no_list_or_no_yaml_is_named(invented: Path):
    for text in ("frame: yes\n", "- id: [\n", b"- id: caf\xe9\n".decode("latin-1")):
        (invented / DECISIONS).write_text(text, "latin-1")
        with pytest.raises(DataProblems, match=DECISIONS):
            load_decisions(invented)


def test_ids_are_unique(invented: Path):
    write(invented)
    path = invented / DECISIONS
    path.write_text(path.read_text("utf-8") * 2, "utf-8")
    with pytest.raises(DataProblems, match="an id of its own"):
        load_decisions(invented)


def test_a_guard_that_fails_stops_the_build(invented: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    write(invented)
    scan(invented)
    write(invented, expect="{harbour-post: 3}")
    assert main(["build", "--data", str(invented), "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert "found '2'; expected 3, which is what decisions.yml sets aside in harbour-post" in said
    assert scan(invented) == 1
    assert "found '3'; expected 2, the number of items it sets aside there" in capsys.readouterr().err


def test_a_decision_that_meets_nothing_is_named(invented: Path, capsys: pytest.CaptureFixture[str]):
    write(invented, target="{kind: place, words: [Atlantis]}")
    assert scan(invented) == 1
    assert "expected 0, the number of items it sets aside there" in capsys.readouterr().err


def test_a_settling_decision_that_settles_nothing_is_named(invented: Path):
    target = "{table: claims, column: qualifier}"
    write(invented, action="settle", reason="rule", target=target, expect="3")
    (problem,) = check_package(invented)
    assert (problem.column, problem.value) == ("expect", "3")
    assert problem.expected == "0, the number of disagreements it settles"


@pytest.mark.parametrize(
    ("changes", "value", "expected"),
    [
        ({"action": "rank", "target": "{parties: [reed-league]}", "expect": "4", "reason": "method"}, None, ""),
        ({"action": "rank", "target": "{parties: [reed-league]}", "expect": "5", "reason": "method"}, "5", "4, the"),
        ({"action": "rank", "target": "{parties: [vesla-officials]}", "expect": "4", "reason": "method"},
         "vesla-officials", "speaks for itself"),
        ({"action": "unreasonable", "target": "{claim: hp-league}", "expect": "20", "reason": "no_ground"}, None, ""),
        ({"action": "unreasonable", "target": "{claim: hp-league}", "expect": "30", "reason": "no_ground"}, "30", "20"),
        ({"action": "unreasonable", "target": "{claim: nobody}", "expect": "30", "reason": "no_ground"},
         "nobody", "an id of claims.csv"),
    ],
)  # fmt: skip
def test_a_judgement_is_guarded(invented: Path, changes: dict[str, str], value: str | None, expected: str):
    write(invented, **changes)
    found = check_package(invented)
    assert [problem.value for problem in found] == ([value] if value else [])
    assert all(expected in problem.expected for problem in found)


def test_a_judgement_moves_what_the_rule_sets_give(invented: Path):
    """Best is blank until a speaker is ranked; a high that isn't believed no longer sets the end."""
    before = derived_tables(load_ledger(invented))["estimates"].set_index(["rule_set", "group"])
    assert before["best"].drop("acled").isna().all()
    write(invented, action="rank", target="{parties: [reed-league]}", expect="4", reason="method")
    ranked = derived_tables(load_ledger(invented))["estimates"].set_index(["rule_set", "group"])
    assert ranked.loc[("ucdp", "security_forces"), "best_of"] == "gz-soldiers"
    write(invented, action="unreasonable", target="{claim: gz-soldiers}", expect="25", reason="no_ground")
    doubted = derived_tables(load_ledger(invented))["estimates"].set_index(["rule_set", "group"])
    assert ranked.loc[("ucdp", "security_forces"), "high"] == 25 > doubted.loc[("ucdp", "security_forces"), "high"]


def test_reasons_have_no_other():
    closed = {reason for reasons in REASONS.values() for reason in reasons}
    assert not {"other", "misc", "various"} & closed
    assert {decision.reason for decision in load_decisions(DATA)} <= {
        r for reasons in REASONS.values() for r in reasons
    }


def test_a_new_document_adds_to_what_a_decision_expects(invented: Path):
    write(invented, expect="{other-report: 1}")
    before = (invented / DECISIONS).read_text("utf-8")
    assert scan(invented) == 0
    (decision,) = load_decisions(invented)
    assert decision.expect == {"other-report": 1, "harbour-post": 2}
    assert (invented / DECISIONS).read_text("utf-8") == before.replace("t: 1}", "t: 1, harbour-post: 2}")


def test_expectations_follow_a_document_that_is_being_coded():
    text = (
        "- id: frame\n  action: set_aside\n  target: {kind: place}\n  expect: {a: 1,\n    b: 2}\n  reason: frame\n"
        "  words: named all over\n  author: me\n  date: 2031-06-01\n# Of one document.\n"
        "- id: b-number-7\n  action: set_aside\n  target:\n    kind: number\n    source: b\n  expect:\n    b: 1\n"
        "  reason: no_rows\n  words: counts vehicles\n  author: me\n  date: 2031-06-01\n"
    )

    def decisions(of: str) -> list[Decision]:
        entries = yaml.safe_load(of) or []
        lines = [number for number, line in enumerate(of.splitlines(), start=1) if line.startswith("- id")]
        kept = [{name: cell for name, cell in entry.items() if name != "id"} for entry in entries]
        return [
            Decision(entry["id"], line=line, **rest) for entry, line, rest in zip(entries, lines, kept, strict=True)
        ]

    assert expecting(text, decisions(text), "b", {"frame": 2}) == text
    more = expecting(text, decisions(text), "b", {"frame": 3, "b-number-7": 0})
    assert [(one.decision_id, one.expect) for one in decisions(more)] == [("frame", {"a": 1, "b": 3})]
    assert "# Of one document." in more
    new = expecting(text, decisions(text), "c", {"b-number-7": 1})
    assert [one.expect for one in decisions(new)] == [{"a": 1, "b": 2}, {"b": 1, "c": 1}]
    noted = text.replace("b: 2}", "b: 2}  # as read").rstrip("\n")
    assert decisions(expecting(noted, decisions(noted), "b", {"frame": 3}))[0].expect == {"a": 1, "b": 3}
    with pytest.raises(BookError, match="line 1: expect b: 3; write it there by hand"):
        odd = text.replace("  expect: {a: 1,\n    b: 2}", "  'expect': {a: 1, b: 2}")
        expecting(odd, decisions(odd), "b", {"frame": 3})


def test_the_guide_names_every_reason():
    guide = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert [one for reasons in REASONS.values() for one in reasons if f"`{one}`" not in guide] == []
