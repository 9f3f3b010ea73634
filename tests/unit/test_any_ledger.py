"""What must hold for any ledger, drawn at random: outcomes, ends, days and scopes."""

from dataclasses import replace
from itertools import combinations

import pandas as pd
from hypothesis import Phase, given, settings
from hypothesis import strategies as some
from support.campaigns import examples
from support.spec_tables import ledger_of

from claimbook.analysis.claims import OUTCOMES, UNATTRIBUTED
from claimbook.analysis.comparability import MUST_MATCH, compare
from claimbook.analysis.estimates import Judgements, estimate
from claimbook.analysis.rule_sets import OUTCOMES_UNDER_RULES, RULE_SETS, rule_set_estimates, rule_set_outcomes
from claimbook.analysis.tables import derived_tables
from claimbook.book.pages import book_pages
from claimbook.components.page import page_inputs
from claimbook.ledger.records import Claim, records_of
from claimbook.ledger.tables import Ledger

DAYS = [f"2026-01-0{day}" for day in range(1, 7)]


# A ledger takes a tenth of a second: explaining and shrinking a failure would take many minutes.
MANY = settings(deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate], database=None)


CLAIMS = some.fixed_dictionaries(
    {
        "speaker": some.sampled_from(["army", "rebels", "monitors", UNATTRIBUTED]),
        "group": some.sampled_from(["militants", "security_forces", "civilians", "all"]),
        "published": some.sampled_from(DAYS),
        "figure": some.integers(0, 300).map(str),
        "qualifier": some.sampled_from(["exact", "at_least", "more_than", "up_to", "about"]),
        "scope_start": some.sampled_from(["", "2026-01-01", "2026-01-02"]),
        "scope_end": some.sampled_from(["", "2026-01-02", "2026-01-04"]),
        "but": some.sampled_from(["", "", "", "count_kind=increment", "subgroup=officers", "status=withdrawn"]),
    }
)


@some.composite
def ledgers(draw: some.DrawFn) -> Ledger:
    rows = draw(some.lists(CLAIMS, min_size=1, max_size=9))
    announced = {row["published"]: draw(some.sampled_from(["", row["published"]])) for row in rows}
    return ledger_of(
        [
            {"claim": f"claim-{number}", "announced": announced[row["published"]], **row}
            for number, row in enumerate(rows)
        ]
    )


@settings(MANY, max_examples=examples(40))
@given(ledgers(), some.permutations(["army", "rebels", "monitors"]), some.booleans())
def test_outcomes_ends_and_order(ledger: Ledger, ranked: list[str], disbelieve: bool):
    tables = derived_tables(ledger)
    claims = tables["claims"]
    assert claims["claim_id"].is_unique and set(claims["outcome"]) <= set(OUTCOMES)
    assert list(claims["claim_id"]) == list(ledger["claims"]["claim_id"]), "no claim vanishes, none is counted twice"
    used = claims[claims["outcome"] == "used"]
    highest = used.sort_values("value")["claim_id"].tolist()[-1:]
    judgements = Judgements(tuple(ranked), frozenset(highest if disbelieve else []))
    for group in claims["group"].unique():
        found = estimate(claims, "fighting", "killed", group, judgements)
        ends = [end.value for end in (found.low, found.best, found.high) if end]
        assert not found.best or ends == sorted(ends), "low ≤ best ≤ high"
        assert found.speakers == used.loc[used["group"] == group, "speaker_id"].nunique()
    estimates = rule_set_estimates(claims, "fighting", judgements)
    outcomes = rule_set_outcomes(claims, estimates, "fighting")
    assert len(outcomes) == len(claims) * len(RULE_SETS) and set(outcomes["outcome"]) <= set(OUTCOMES_UNDER_RULES)
    backwards = Ledger(ledger.package, {name: frame.iloc[::-1] for name, frame in ledger.tables.items()})
    sorted_again = {
        name: frame.sort_values(frame.columns[0], ignore_index=True) for name, frame in backwards.tables.items()
    }
    again = derived_tables(Ledger(ledger.package, sorted_again))
    for name in ("claims", "estimates", "rule_set_outcomes", "findings", "numbers"):
        pd.testing.assert_frame_equal(again[name], tables[name])


@settings(MANY, max_examples=examples(40))
@given(ledgers())
def test_no_ratio_crosses_a_scope(ledger: Ledger):
    for first, second in combinations(records_of(derived_tables(ledger)["claims"], Claim), 2):
        comparison = compare(first, second)
        assert comparison.degree == compare(second, first).degree
        if comparison.allowed:
            assert all(
                getattr(first, name) == getattr(second, name) for name in (*(one for one, _ in MUST_MATCH), "subgroup")
            )
            assert first.speaker_id != second.speaker_id
            assert comparison.share > 0, "printed dates in common"


# What a row of claims can lose; a statement without its announcement is dated by its document.
LOSSES = (
    {"scope_start": None}, {"scope_end": None}, {"scope_start": None, "scope_end": None}, {"scope_hours": None},
    {"scope_place": None}, {"count_kind": "not_stated"}, {"release_id": None}, {"claimant_id": UNATTRIBUTED},
)  # fmt: skip


@settings(MANY, max_examples=examples(80))
@given(ledgers(), some.sampled_from(LOSSES), some.integers(0, 8))
def test_a_row_that_loses_information_is_never_more_comparable(ledger: Ledger, loss: dict[str, str | None], place: int):
    claims = ledger["claims"]
    if loss == {"count_kind": "not_stated"}:  # a part of the time is a narrower scope, not a gap
        claims = claims.assign(count_kind=claims["count_kind"].replace("increment", "cumulative"))
    poorer = claims.copy()
    poorer.loc[place % len(claims), list(loss)] = [pd.NA if value is None else value for value in loss.values()]
    unnamed = pd.DataFrame([{"party_id": UNATTRIBUTED, "name": UNATTRIBUTED, "side": "other"}])
    parties = pd.concat([ledger["parties"], unnamed]).drop_duplicates("party_id", ignore_index=True)
    before, after = (
        records_of(
            derived_tables(Ledger(ledger.package, {**ledger.tables, "claims": rows, "parties": parties}))["claims"],
            Claim,
        )
        for rows in (claims, poorer)
    )
    name = claims["claim_id"].iloc[place % len(claims)]
    for richer_pair, poorer_pair in zip(combinations(before, 2), combinations(after, 2), strict=True):
        if name in {one.claim_id for one in richer_pair}:
            was, is_now = compare(*richer_pair), compare(*poorer_pair)
            assert is_now.share <= was.share
            assert was.allowed or not is_now.allowed


@settings(MANY, max_examples=examples(15))
@given(ledgers(), CLAIMS)
def test_what_is_published_later_changes_no_earlier_day(ledger: Ledger, later: dict[str, str]):
    about = replace(
        ledger.package,
        descriptor={
            **ledger.package.descriptor,
            "claimbook": {"subject": "it", "focus_event": "fighting", "focus_area": "here"},
        },
    )
    ledger = Ledger(about, ledger.tables)
    pages = _day_pages(ledger)
    for page in pages:
        day = page.parameters["as_of"]
        assert all(
            frame["known_on"].max() <= day for frame in page.tables.values() if len(frame) and "known_on" in frame
        )
    last = max(page.parameters["as_of"] for page in pages)
    more = _with_a_later_claim(ledger, later)
    earlier = {page.docname: page_inputs(page) for page in _day_pages(more) if page.parameters["as_of"] <= last}
    assert {page.docname: page_inputs(page) for page in pages} == earlier


def _day_pages(ledger: Ledger) -> list:
    return [page for page in book_pages(ledger, derived_tables(ledger)) if page.docname.startswith("known/")]


def _with_a_later_claim(ledger: Ledger, row: dict[str, str]) -> Ledger:
    new = ledger_of([{**row, "claim": "later-claim", "published": "2026-02-01", "but": ""}])
    tables = {
        name: pd.concat([frame, new.tables[name]]).drop_duplicates(frame.columns[0], ignore_index=True)
        if name in ("sources", "claims", "parties")
        else frame
        for name, frame in ledger.tables.items()
    }
    return Ledger(
        ledger.package, {name: frame.sort_values(frame.columns[0], ignore_index=True) for name, frame in tables.items()}
    )
