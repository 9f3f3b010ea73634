"""Can these two be compared? Every pair of tolls, with the lock that holds or fails in words."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pandas as pd
from markupsafe import Markup

from claimbook.pages import Page
from claimbook.reconcile.scope import compare, gap
from claimbook.view.html import Column, Fragment, claim_link, fragment, table
from claimbook.view.numbers import say_comparison, say_gap
from claimbook.view.rows import focus_claims, tolls
from claimbook.wording import counted, figure_text, paragraph


def pairs_table(page: Page) -> Fragment:
    """Every pair of different tolls of one group, either way round: those of two groups are never compared."""
    claims = _different(tolls(focus_claims(page)))
    pairs = [pair for _, of_group in claims.groupby("group") for pair in permutations(_each(of_group), 2)]
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


def _each(claims: pd.DataFrame) -> list[Any]:
    return [claim for _, claim in claims.iterrows()]


def _different(claims: pd.DataFrame) -> pd.DataFrame:
    """One claim for each figure, speaker and window; the document known first stands for the others."""
    figure = pd.Series([figure_text(claim) for _, claim in claims.iterrows()], index=claims.index, dtype="str")
    ordered = claims.assign(figure=figure).sort_values(["known_on", "claim_id"])
    once = ordered.drop_duplicates(["figure", "group", "speaker_id", "scope_start", "scope_end", "scope_hours"])
    return once.sort_values(["group", "value", "claim_id"])


def _named(page: Page, claim: Any) -> Markup:
    return Markup("{} {}, {}").format(claim_link(page, claim), counted(claim), claim["speaker"])
