"""Findings on counts of places that differ from the places named.

Places are counted at the level of the claim: towns and sites for a count of
locations, their districts for a count of districts.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from claimbook.analysis.comparability import interval_in_words, interval_of
from claimbook.analysis.findings.finding import CONTRADICTION, Finding, document
from claimbook.ledger.records import Claim, each_row
from claimbook.ledger.vocabulary import MEASURES
from claimbook.ledger.wording import value_in_words

# The column of a mention to count, by what the claim counts.
LEVELS = {"districts_attacked": "district", "locations_attacked": "place_id", "cities_attacked": "place_id"}


def find_count_versus_list(claims: pd.DataFrame, mentions: pd.DataFrame) -> Iterator[Finding]:
    """Find counts of places that do not match the places named with them.

    Either a closed list has another length, or an open list is longer than the count.
    An open list that is shorter gives examples, and nothing is amiss.
    """
    listed = claims[claims["measure"].isin(LEVELS) & claims["claim_id"].isin(mentions["claim_id"])]
    names = mentions.groupby("claim_id")
    for claim in each_row(listed, Claim):
        named = names.get_group(claim.claim_id).dropna(subset=LEVELS[claim.measure])
        interval = interval_of(claim)
        if named.empty or interval is None:
            continue
        low, high = interval
        if "more_than" in claim.qualifier.split(";"):
            low += 1
        number = named[LEVELS[claim.measure]].nunique()
        closed = bool((named["list"] == "closed").all())
        if low <= number <= high or (number < low and not closed):
            continue
        yield Finding(
            "count-versus-list",
            CONTRADICTION,
            tuple(sorted([claim.claim_id, *named["mention_id"]])),
            f"{number} named against {interval_in_words((low, high))}",
            f"{document(claim)} counts {value_in_words(claim)} {MEASURES[claim.measure]} and names "
            f"{'places in ' if claim.measure == 'districts_attacked' else ''}{number} of them{_open(closed)}.",
        )


def _open(closed: bool) -> str:
    return "" if closed else ", as examples"
