"""Corrections in words, as the feed and the page of changes say them."""

from claimbook.chapters.changes import change_in_words
from claimbook.ledger.records import Change, Claim


def test_a_corrected_number_is_said_with_its_difference():
    claim = Claim.of(
        qualifier="exact", value=197.0, value_low=None, value_high=None, group="militants", measure="killed",
        subgroup=None, people=None, speaker="the army", stated_on="2026-02-03",
    )  # fmt: skip
    what = "197 militants killed (the army, 3 February 2026)"
    change = Change.of(action="corrected", column="value", old="177", new="197")
    assert change_in_words(change, claim) == f"Corrected: {what}; value: was 177, is 197 (+20)"
    assert change_in_words(Change.of(**change.cells | {"new": None}), claim).endswith("value: was 177, is blank")
    assert change_in_words(Change.of(**change.cells | {"action": "added"}), claim) == f"Added: {what}"
    withdrawn = Change.of(action="withdrawn", column="status", old="active", new="withdrawn")
    assert change_in_words(withdrawn, claim).startswith(f"Withdrawn: {what}; status: was active")
