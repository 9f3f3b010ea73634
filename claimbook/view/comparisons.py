"""Can these two be compared? Every pair of tolls, with the lock that holds or fails in words; and the gaps."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import pandas as pd
from markupsafe import Markup

from claimbook.pages import Page
from claimbook.reconcile.describe import SIDE_OF_GROUP, UNATTRIBUTED
from claimbook.reconcile.scope import compare, gap
from claimbook.view.html import Column, Fragment, claim_link, fragment, table
from claimbook.view.numbers import VERDICTS, say_gap
from claimbook.view.rows import focus_claims, panel_name, tolls
from claimbook.wording import capital, counted, figure_text, paragraph, say_day, time_tag


def pairs_table(page: Page) -> Fragment:
    """Every pair of different tolls of one group: those of two groups are never compared."""
    claims = _different(tolls(focus_claims(page)))
    pairs = [pair for _, of_group in claims.groupby("group") for pair in combinations(_each(of_group), 2)]
    rows = []
    for first, second in pairs:
        comparison = compare(first, second)
        between = gap(*sorted((first, second), key=lambda row: float(row["value"]))) if comparison.allowed else None
        rows.append(
            (
                _named(page, first),
                _named(page, second),
                VERDICTS[comparison.verdict],
                capital("; ".join(comparison.reasons)) if comparison.reasons else "All that is coded is equal",
                say_gap(between),
            )
        )
    if not rows:
        return fragment(paragraph("There are no two tolls to compare."))
    names = ("One figure", "The other", "Can they be compared?", "Why", "Apart by")
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


def gap_table(page: Page) -> Fragment:
    """Own losses against the other side's claim, on every day on which one of the two was stated."""
    claims = tolls(focus_claims(page))
    rows: list[tuple[str | Markup, ...]] = []
    for group in SIDE_OF_GROUP:
        of_group = claims[(claims["group"] == group) & (claims["speaker_id"] != UNATTRIBUTED)]
        own, other = of_group[of_group["own_losses"]], of_group[~of_group["own_losses"] & (of_group["side"] != "other")]
        days = sorted(set(of_group["stated_on"]))
        if own.empty and len(other):
            absent = "no figure of its own side’s losses"
            rows.append(
                (
                    panel_name(group),
                    "every day",
                    absent,
                    _said(page, other),
                    "not drawn",
                    "not drawn",
                    "One side gives none",
                )
            )
        for day in days:
            first, second = _standing(own, day), _standing(other, day)
            if len(first) and len(second):
                rows += [_gap_row(page, group, day, *pair) for pair in product(_rows(first), _rows(second))]
    names = ("Killed", "As stated by", "Own side says", "The other side says", "Apart by", "Times", "What holds")
    if not rows:
        return fragment(paragraph("No group’s losses are given by both sides."))
    return fragment(table("Own losses and the other side’s claim, day by day", [Column(name) for name in names], rows))


def _said(page: Page, claims: pd.DataFrame) -> Markup:
    return Markup(", ").join(claim_link(page, claim) for claim in _rows(claims))


def _standing(claims: pd.DataFrame, day: str) -> pd.DataFrame:
    """The latest of some figures stated by a day."""
    by_then = claims[claims["stated_on"] <= day]
    return by_then[by_then["stated_on"] == by_then["stated_on"].max()]


def _rows(claims: pd.DataFrame) -> list[Any]:
    """One claim for each value, an exact one where there is one: what is printed with and without a bound is one."""
    loose = claims["qualifier"] != "exact"
    ordered = claims.assign(loose=loose).sort_values(["value", "loose", "role", "claim_id"])
    return _each(ordered.drop_duplicates("value"))


def _gap_row(page: Page, group: str, day: str, own: Any, other: Any) -> tuple[str | Markup, ...]:
    comparison = compare(own, other)
    between = gap(own, other) if comparison.allowed else None
    return (
        panel_name(group),
        time_tag(day),
        Markup("{} ({})").format(claim_link(page, own), say_day(own["stated_on"])),
        Markup("{} ({})").format(claim_link(page, other), say_day(other["stated_on"])),
        between.difference if between else "not drawn",
        between.ratio if between else "not drawn",
        capital("; ".join(comparison.reasons)) if comparison.reasons else "Same scope",
    )
