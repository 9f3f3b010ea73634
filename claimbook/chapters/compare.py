"""Can these two be compared? Every pair of tolls, with the lock that holds or fails in words."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from typing import Any

from markupsafe import Markup

from claimbook.analysis.comparability import DIFFERENT, NARROWER, SAME, UNSTATED, Comparison, Gap, compare, gap
from claimbook.components.elements import Fragment, claim_link, fragment, paragraph, time_tag
from claimbook.components.page import Page
from claimbook.components.tables import Column, table
from claimbook.ledger.wording import capital, count, counted

VERDICTS = {
    SAME: "yes",
    UNSTATED: "yes, as far as is printed",
    NARROWER: "side by side only",
    DIFFERENT: "no",
}


def pairs_table(page: Page) -> Fragment:
    """Every pair of different tolls of one group, either way round: those of two groups are never compared."""
    claims = page["claims"].sort_values(["group", "value", "claim_id"])
    pairs = [
        pair
        for _, of_group in claims.groupby("group")
        for pair in permutations([claim for _, claim in of_group.iterrows()], 2)
    ]
    rows = []
    for first, second in pairs:
        comparison = compare(first, second)
        between = gap(*sorted((first, second), key=lambda row: float(row["value"]))) if comparison.allowed else None
        rows.append(
            (
                _named(page, first),
                _named(page, second),
                say_comparison(comparison, first, second),
                say_gap(between),
            )
        )
    if not rows:
        return fragment(paragraph("There are no two tolls to compare."))
    names = ("One figure", "The other", "Can they be compared?", "Apart by")
    filters = ("One figure", "The other", "Can they be compared?")
    return fragment(table("Every pair of tolls of one group", [Column(name) for name in names], rows, filters=filters))


def _named(page: Page, claim: Any) -> Markup:
    return Markup("{} {}, {}, {}").format(
        claim_link(page, claim), counted(claim), claim["speaker"], time_tag(claim["stated_on"])
    )


def say_comparison(comparison: Comparison, first: Any, second: Any) -> Markup:
    """Whether two figures can be compared, and beneath it why, and how far apart they were stated."""
    reasons = list(comparison.reasons) or ["all that is coded is equal"]
    days = abs((date.fromisoformat(first["stated_on"]) - date.fromisoformat(second["stated_on"])).days)
    if comparison.allowed and days:
        reasons.append(f"stated {count(days, 'day')} apart, the earlier when less was known")
    return Markup("{} <small>{}</small>").format(capital(VERDICTS[comparison.verdict]), capital("; ".join(reasons)))


def say_gap(between: Gap | None) -> str:
    """How far two figures are apart: by how many, and how many times."""
    if between and between.difference == "0":
        return "0; the same"
    return f"{between.difference}; {between.ratio} times" if between else "not drawn"
