"""The tables of the methods page are the rule: each is built as a ledger and must come out as it says."""

import re

import pytest
from support.paths import SPECS
from support.spec_tables import ledger_of, read_tables

from claimbook.analysis.answers import ANSWERS, QUESTIONS
from claimbook.analysis.claims import OUTCOMES, book_tables, describe_claims
from claimbook.analysis.comparability import DEGREES, compare
from claimbook.analysis.estimates import Judgements
from claimbook.analysis.findings.every import find_all
from claimbook.analysis.rule_sets import OUTCOMES_UNDER_RULES, RULE_SETS, rule_set_estimates, rule_set_outcomes
from claimbook.analysis.tables import derived_tables
from claimbook.analysis.vintage import VERDICTS as VINTAGES
from claimbook.analysis.vintage import trace
from claimbook.chapters.compare import gap_between, say_gap
from claimbook.chapters.inconsistencies import KINDS
from claimbook.chapters.number import TELLING
from claimbook.ledger.records import Claim, Indicator, records_of

LATEST = read_tables(SPECS / "latest.md")


FINDINGS = list(
    zip(
        read_tables(SPECS / "findings.md"),
        re.findall(r"^Finds (.+)\.$", (SPECS / "findings.md").read_text("utf-8"), re.MULTILINE),
        strict=True,
    )
)


def found_in(words: str) -> list[tuple[str, tuple[str, ...]]]:
    """What a method table must find: ``nothing``, or codes with the rows they name."""
    return [(code, tuple(rows.split(", "))) for code, rows in re.findall(r"`(\S+)`: ([^;]+)", words)]


def test_specs_were_read():
    assert [len(table) for table in LATEST] == [3, 4, 8, 4, 2, 2]
    codes = [code for _, words in FINDINGS for code, _ in found_in(words)]
    assert set(codes) == set(KINDS), "every kind has a ledger that sets it off"
    assert len([words for _, words in FINDINGS if words == "nothing"]) >= 12


@pytest.mark.parametrize(("rows", "words"), FINDINGS, ids=range(len(FINDINGS)))
def test_findings(rows: list[dict[str, str]], words: str):
    found = find_all(book_tables(ledger_of(rows)))
    assert [(finding.code, finding.rows) for finding in found] == found_in(words)
    assert all(finding.sentence and finding.arithmetic for finding in found)


@pytest.mark.parametrize("rows", LATEST, ids=range(len(LATEST)))
def test_latest(rows: list[dict[str, str]]):
    claims = describe_claims(ledger_of(rows)).set_index("claim_id")
    assert {row["claim"]: row["latest"] for row in rows} == {
        name: "yes" if latest else "no" for name, latest in claims["latest"].items()
    }


@pytest.mark.parametrize("rows", read_tables(SPECS / "outcomes.md"), ids=["each", "again", "order"])
def test_outcomes(rows: list[dict[str, str]]):
    claims = describe_claims(ledger_of(rows)).set_index("claim_id")
    assert {row["claim"]: row["outcome"] for row in rows} == claims["outcome"].to_dict()
    used = {word for table in read_tables(SPECS / "outcomes.md") for row in table for word in [row["outcome"]]}
    assert used == set(OUTCOMES) == set(TELLING), "every outcome has a claim that meets it, and its turn on a page"


COMPARISONS = read_tables(SPECS / "comparisons.md")


@pytest.mark.parametrize("rows", COMPARISONS, ids=range(len(COMPARISONS)))
def test_comparisons(rows: list[dict[str, str]]):
    claims = describe_claims(ledger_of(rows))
    first, second, *_ = records_of(claims, Claim)
    comparison, backwards = compare(first, second), compare(second, first)
    apart = say_gap(comparison, gap_between(comparison, first, second))
    assert f"{DEGREES[comparison.degree]}: {apart}" == rows[1]["compared"]
    assert (backwards.degree, backwards.share) == (comparison.degree, comparison.share)
    assert sorted(len(reasons) for reasons in (comparison.reasons, backwards.reasons))[0] > 0


def test_every_degree_has_a_ledger():
    assert {rows[1]["compared"].split(":")[0] for rows in COMPARISONS} == set(DEGREES.values())


VINTAGE_SPECS = read_tables(SPECS / "vintages.md")


@pytest.mark.parametrize("rows", VINTAGE_SPECS, ids=range(len(VINTAGE_SPECS)))
def test_vintages(rows: list[dict[str, str]]):
    expected = {row["indicator"]: row["verdict"] for row in rows if row["verdict"]}
    traced = trace(records_of(book_tables(ledger_of(rows))["indicators"], Indicator), expected)
    assert {one.row.indicator_id: one.verdict for one in traced} == expected


def test_every_vintage_has_a_ledger():
    assert {row["verdict"] for rows in VINTAGE_SPECS for row in rows} - {""} == set(VINTAGES)


RULES = read_tables(SPECS / "rule-sets.md")


WORDS_OF_RULES = re.findall(r"^\*\*(.*)\*\*$", (SPECS / "rule-sets.md").read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize(
    ("rows", "expected", "words"),
    list(zip(RULES[::2], RULES[1::2], WORDS_OF_RULES, strict=True)),
    ids=range(len(RULES) // 2),
)
def test_rule_sets(rows: list[dict[str, str]], expected: list[dict[str, str]], words: str):
    judged = dict(re.findall(r"`(ranked|unreasonable): (\S+)`", words))
    judgements = Judgements(
        tuple(filter(None, [judged.get("ranked")])), frozenset(filter(None, [judged.get("unreasonable")]))
    )
    tables = book_tables(ledger_of(rows))
    estimates = rule_set_estimates(tables["claims"], "fighting", judgements)
    found = []
    for one in estimates:
        ends = [
            f"{number:g} of {', '.join(bound.claim.claim_id for bound in end)}" if end else ""
            for number, end in zip(one.numbers, (one.low, one.best, one.high), strict=True)
        ]
        found.append(
            dict(zip(("rule set", "group", "low", "best", "high"), (one.rule_set, one.group, *ends), strict=True))
        )
        assert one.says
    assert found == expected
    outcomes = rule_set_outcomes(tables["claims"], estimates, "fighting")
    assert not outcomes.duplicated(["claim_id", "rule_set"]).any()
    assert len(outcomes) == len(rows) * len(RULE_SETS)
    assert set(outcomes["outcome"]) <= set(OUTCOMES_UNDER_RULES)


ANSWERED = read_tables(SPECS / "answers.md")


@pytest.mark.parametrize("rows", ANSWERED, ids=range(len(ANSWERED)))
def test_answers(rows: list[dict[str, str]]):
    claims = derived_tables(ledger_of(rows))["claims"]
    assert claims[["claim_id", *QUESTIONS]].to_numpy().tolist() == [
        [row[name] for name in ("claim", *QUESTIONS)] for row in rows
    ]


def test_every_answer_but_one_has_a_ledger():
    given = {(name, row[name]) for rows in ANSWERED for row in rows for name in QUESTIONS}
    every = {(name, code) for name, codes in ANSWERS.items() for code in codes}
    assert every - given == {("contradicted", "others")}
