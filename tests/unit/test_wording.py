"""Corrections in words, as the feed and the page of changes say them."""

from claimbook.chapters.changes import said_of_claim


def test_a_corrected_number_is_said_with_its_difference():
    claim = {"qualifier": "exact", "value": 197.0, "group": "militants", "measure": "killed", "subgroup": None}
    claim |= {"speaker": "the army", "stated_on": "2026-02-03"}
    what = "197 militants killed (the army, 3 February 2026)"
    change = {"action": "corrected", "column": "value", "old": "177", "new": "197"}
    assert said_of_claim(change, claim) == f"Corrected: {what}; value: was 177, is 197 (+20)"
    assert said_of_claim({**change, "new": None}, claim).endswith("value: was 177, is blank")
    assert said_of_claim({**change, "action": "added"}, claim) == f"Added: {what}"
    withdrawn = {"action": "withdrawn", "column": "status", "old": "active", "new": "withdrawn"}
    assert said_of_claim(withdrawn, claim).startswith(f"Withdrawn: {what}; status: was active")
