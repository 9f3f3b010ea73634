"""Can these two be compared? Every pair of tolls, with the lock that holds or fails in words."""

from __future__ import annotations

from itertools import permutations
from typing import Any

from markupsafe import Markup

from claimbook.pages import Page
from claimbook.reconcile.scope import compare, gap
from claimbook.view.html import Column, Fragment, claim_link, fragment, table
from claimbook.view.numbers import say_comparison, say_gap
from claimbook.wording import counted, paragraph


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
                say_comparison(comparison),
                say_gap(between),
            )
        )
    if not rows:
        return fragment(paragraph("There are no two tolls to compare."))
    names = ("One figure", "The other", "Can they be compared?", "Apart by")
    filters = ("One figure", "The other", "Can they be compared?")
    return fragment(table("Every pair of tolls of one group", [Column(name) for name in names], rows, filters=filters))


def _named(page: Page, claim: Any) -> Markup:
    return Markup("{} {}, {}").format(claim_link(page, claim), counted(claim), claim["speaker"])
