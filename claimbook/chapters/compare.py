"""Can I compare these? Every pair of tolls, with what allows or prevents a comparison."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations

from markupsafe import Markup

from claimbook.analysis.comparability import DEGREES, REPLACED, Comparison, Gap, compare, gap
from claimbook.components.chapter import Chapter, reads
from claimbook.components.elements import Fragment, claim_link, fragment, paragraph, time_tag
from claimbook.components.page import Page
from claimbook.components.selections import each_once
from claimbook.components.tables import Cell, Column, table
from claimbook.ledger.records import Claim, columns, given, grouped_by
from claimbook.ledger.tables import Tables
from claimbook.ledger.wording import capital, counted


def tolls_of_the_episode(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """Keep the tolls of the episode that the book covers."""
    claims = tables["claims"]
    return {**tables, "claims": each_once(claims[claims["is_toll"] & claims["in_focus"]])}


CHAPTER = Chapter("compare", tolls_of_the_episode)


@reads(claims=[compare, gap, claim_link, counted, "speaker", "stated_on"])
def pairs_table(page: Page) -> Fragment:
    """List every pair of different tolls for one group, in both orders; groups are never mixed."""
    claims = sorted(page.claims, key=lambda claim: (claim.group, given(claim.value), claim.claim_id))
    pairs = [
        pair
        for of_group in grouped_by(claims, lambda claim: claim.group).values()
        for pair in permutations(of_group, 2)
    ]
    rows = []
    for first, second in pairs:
        comparison = compare(first, second)
        rows.append(
            (
                _named(page, first),
                _named(page, second),
                *say_comparison(comparison, first, second),
            )
        )
    if not rows:
        return fragment(paragraph("There are no two tolls to compare."))
    names = ("One figure", "The other", *COMPARED)
    filters = ("One figure", "The other", "Their dates")
    return fragment(table("Every pair of tolls of one group", [Column(name) for name in names], rows, filters=filters))


def _named(page: Page, claim: Claim) -> Markup:
    return Markup("{} {}, {}, {}").format(
        claim_link(page, claim), counted(claim), claim.speaker, time_tag(claim.stated_on)
    )


# The columns of what holds between two claims.
COMPARED = ("Their dates", "What else differs", "Apart by")


@columns(compare, gap)
def say_comparison(comparison: Comparison, first: Claim, second: Claim) -> tuple[Cell, Cell, Cell]:
    """Say how the dates of two claims are related, what else differs, and how far their values are apart."""
    dates = Markup("{} <small>{}</small>").format(capital(DEGREES[comparison.degree]), capital(comparison.dates))
    others = () if comparison.degree == REPLACED else (*comparison.differences, *comparison.obstacles)
    return dates, capital("; ".join(others)) or "nothing", say_gap(comparison, gap_between(comparison, first, second))


@columns(gap)
def gap_between(comparison: Comparison, first: Claim, second: Claim) -> Gap | None:
    """Return how far the higher of two claims is above the lower; ``None`` if they count different things."""
    if not comparison.allowed and comparison.degree != REPLACED:
        return None
    return gap(*sorted((first, second), key=lambda claim: given(claim.value)))


def say_gap(comparison: Comparison, between: Gap | None) -> str:
    """Say how far two values are apart: the difference, and the ratio where one is given."""
    if between is None:
        return "not calculated"
    if between.difference == "0":
        return "0; the same"
    return between.difference if comparison.degree == REPLACED else f"{between.difference}; {between.ratio} times"
