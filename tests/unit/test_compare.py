"""The sentence that compares two figures says no more than is known of both."""

import pytest
from support.spec_tables import ledger_of

from claimbook.analysis.claims import describe_claims
from claimbook.analysis.comparability import compare
from claimbook.chapters.compare import in_short, say_comparison, tolls_of_the_episode
from claimbook.ledger.records import Claim, records_of

DATES = {"scope_start": "2026-01-01", "scope_end": "2026-01-05"}
INNER = {"scope_start": "2026-01-02", "scope_end": "2026-01-03"}
SAID = {"announced": "2026-01-05", "published": "2026-01-05", "group": "security_forces"}


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ({"figure": "5", **DATES}, {"figure": "20", **DATES, "speaker": "rebels"}, "both can’t be right"),
        ({"figure": "5", **INNER}, {"figure": "20", **DATES, "speaker": "rebels"}, "overlap only in part"),
        ({"figure": "20", **INNER}, {"figure": "5", **DATES, "speaker": "rebels"}, "both can’t be right"),
        ({"figure": "100", "qualifier": "about"}, {"figure": "500", "speaker": "rebels"}, "leave its number open"),
        ({"figure": "5"}, {"figure": "20", "qualifier": "up_to", "speaker": "rebels"}, "to 20” has no lower limit"),
        (
            {"figure": "22"}, {"figure": "22", "qualifier": "more_than", "speaker": "rebels"},
            "They differ by a word: one says 22, the other “over 22”.",
        ),
        ({"figure": "22"}, {"figure": "22", "qualifier": "at_least", "speaker": "rebels"}, "22 is also “at least 22”"),
        ({"figure": "5"}, {"figure": "20", "speaker": "rebels"}, "don’t show how far they disagree"),
        ({"figure": "5"}, {"figure": "20", "group": "militants", "speaker": "rebels"}, "don’t count the same people"),
        ({"figure": "5", "announced": "2026-01-01"}, {"figure": "20", "announced": ""}, "the later replaced"),
    ],
)  # fmt: skip
def test_in_short(first: dict[str, str], second: dict[str, str], says: str):
    rows = [{"claim": name, "speaker": "army", **SAID, **row} for name, row in (("a", first), ("b", second))]
    one, other = records_of(describe_claims(ledger_of(rows)), Claim)
    assert says in in_short(compare(one, other), one, other)
    assert in_short(compare(one, other), one, other) == in_short(compare(other, one), other, one)


def test_a_count_of_a_sides_own_members_is_offered_beside_the_whole_group():
    rows = [
        {"claim": "whole", "speaker": "army", **SAID, "group": "militants", "figure": "216"},
        {"claim": "members", "speaker": "rebels", **SAID, "group": "militants", "subgroup": "members", "figure": "93"},
        {"claim": "soldiers", "speaker": "army", **SAID, "figure": "22"},
        {"claim": "marines", "speaker": "army", **SAID, "subgroup": "marines", "figure": "3"},
    ]
    claims = describe_claims(ledger_of(rows))
    offered = tolls_of_the_episode({"claims": claims.assign(in_focus=True)}, {})["claims"]
    assert sorted(offered["claim_id"]) == ["members", "soldiers", "whole"], "the army counts the whole of its own"


def test_hours_without_dates_are_a_length():
    rows = [
        {"claim": name, "speaker": name, **SAID, "figure": "5", "scope_hours": hours}
        for name, hours in (("army", "40"), ("rebels", ""))
    ]
    one, other = records_of(describe_claims(ledger_of(rows)), Claim)
    assert compare(one, other).dates == "one gives only a length: 40 hours"


def test_a_difference_that_is_not_given_has_its_reason():
    same = {"speaker": "army", **SAID, **DATES, "figure": "100", "qualifier": "about"}
    rows = [{"claim": "a", **same}, {"claim": "b", **same, "figure": "500", "speaker": "rebels"}]
    one, other = records_of(describe_claims(ledger_of(rows)), Claim)
    *_, apart = say_comparison(compare(one, other), one, other)
    assert apart == "not calculated: the words of a figure leave its number open"
