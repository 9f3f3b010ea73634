"""What a side says of its own dead against what the other side says, day by day.

Takes the page's tolls, gives pairs of figures that stood on one day. A pair is
joined only where the scope lock allows it; marks nobody as right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import pandas as pd
from markupsafe import Markup

from claimbook.analysis.claims import SIDE_OF_GROUP
from claimbook.analysis.comparability import Comparison, Gap, compare, gap
from claimbook.components.charts import pair_chart
from claimbook.components.elements import Fragment, claim_link, clock_words, fragment, paragraph, time_tag
from claimbook.components.figure import figure
from claimbook.components.page import Page
from claimbook.components.tables import Column, table
from claimbook.components.toll_chart import no_tolls
from claimbook.components.toll_rows import key_of, named_tolls, panel_name, said, tolls
from claimbook.ledger.wording import capital, count, figure_text, say_day


@dataclass(frozen=True)
class Pair:
    """On one day the standing figure of a group's own side and that of the other side; None where one gives none."""

    group: str
    day: str
    own: Any
    other: Any
    part: Any = None  # where one side gives none of the whole group: what it says of a part

    @property
    def event(self) -> str:
        """Of what both speak."""
        return str((self.other if self.own is None else self.own)["event"])

    @property
    def comparison(self) -> Comparison | None:
        return None if self.own is None or self.other is None else compare(self.own, self.other)

    @property
    def gap(self) -> Gap | None:
        held = self.comparison
        return gap(self.own, self.other) if held and held.allowed else None

    @property
    def words(self) -> str:
        """What stands in the way of a comparison, in words; blank where nothing does."""
        held = self.comparison
        if held is None:
            silent = "its own side" if self.own is None else "the other side"
            if self.part is None:
                return f"no figure of {silent} in the ledger"
            return f"{silent} gives only {figure_text(self.part)} ({self.part['subgroup']})"
        if not held.allowed:
            return f"not comparable, {held.reasons[0]}"
        return "" if self.gap else "not comparable, one figure has no exact end"


def own_and_enemy_figure(page: Page) -> Fragment:
    """What each side says of its own dead, and what the other side says, as both stood on each day."""
    claims = _of_both_sides(named_tolls(page))
    pairs = list(_pairs(claims))
    if not pairs:
        return no_tolls(page)
    return _pairs_figure(
        page,
        claims,
        pairs,
        [_row(pair, panel_name(pair.group), say_day(pair.day)) for pair in pairs],
        slug="own-and-claimed-losses",
        title=_title(claims),
        subtitle="Each side’s own dead as it gives them, and as the other side claims them, as they stood on each day",
        clock="by day of statement",
        caption="Own losses and the other side’s claim, day by day",
        note="A line joins two figures only where they are of one scope; the number behind the second is how many "
        "times the first it is, and says nothing of who is right. Where the days aren’t printed for both, both are "
        "running totals that stood on that day. A figure stands until its speaker gives another, so that a long "
        "silence makes a large number.",
    )


def earlier_episodes_figure(page: Page) -> Fragment:
    """The same for each earlier episode, as both sides' figures stood in the end."""
    told = _of_both_sides(page["claims"])
    claims = tolls(told)
    parts = told[told["subgroup"].notna() & (told["measure"] == "killed") & (told["status"] == "active")]
    pairs = [
        _with_part(pair, parts[parts["event_id"] == event])
        for event, of_event in claims.sort_values(["stated_on", "claim_id"]).groupby("event_id", sort=False)
        for pair in _pairs(of_event, last_only=True)
    ]
    if not pairs:
        return fragment(paragraph("No claim about an earlier episode had been published by then."))
    drawn = sorted((pair.other["value"] / pair.own["value"], pair.gap.ratio) for pair in pairs if pair.gap)
    title = "No figures of earlier episodes can be compared"
    if drawn:
        pairs_drawn, least, most = count(len(drawn), "comparable pair"), drawn[0][1], drawn[-1][1]
        title = f"In {pairs_drawn} the other side’s figure is {least} to {most} times the own one"
    return _pairs_figure(
        page,
        claims,
        pairs,
        [_row(pair, pair.event, panel_name(pair.group)) for pair in pairs],
        slug="earlier-episodes",
        title=title,
        subtitle="Each side’s own dead as it gives them, and as the other side claims them, when both had spoken",
        clock="by event",
        caption="Own losses and the other side’s claim, episode by episode",
        note="A handful of episodes, chosen because figures of both sides could be read: no rule follows from them, "
        "and no other figure can be corrected by them. A line joins two figures only where they are of one scope; "
        "the number behind the second is how many times the first it is, and says nothing of who is right.",
    )


def _of_both_sides(claims: pd.DataFrame) -> pd.DataFrame:
    """What either side says of the dead of a group that has a side."""
    return claims[claims["group"].isin(list(SIDE_OF_GROUP)) & (claims["side"] != "other")]


def _pairs_figure(
    page: Page,
    claims: pd.DataFrame,
    pairs: list[Pair],
    rows: list[dict[str, Any]],
    slug: str,
    caption: str,
    **words: Any,
) -> Fragment:
    data = pd.DataFrame(rows).assign(order=range(len(rows)))
    described = "; ".join(f"{row['panel']}, {row['said']}" for row in rows)
    return figure(
        page,
        slug,
        charts=lambda width: pair_chart(data if width == "wide" else data.assign(text=data["short"]), width),
        alternative=f"Pairs of dots, one pair to a row. {described}. All figures are in the table below.",
        table=_table(page, pairs, caption),
        rows=claims,
        key=key_of(claims),
        **words,
    )


def _pairs(claims: pd.DataFrame, last_only: bool = False) -> Iterator[Pair]:
    for group in SIDE_OF_GROUP:
        of_group = claims[claims["group"] == group]
        own, other = of_group[of_group["own_losses"]], of_group[~of_group["own_losses"]]
        days = sorted(set(of_group["stated_on"]))
        for day in days[-1:] if last_only else days:
            yield from (Pair(group, day, *sides) for sides in product(_standing(own, day), _standing(other, day)))


def _with_part(pair: Pair, parts: pd.DataFrame) -> Pair:
    """The pair, with a figure of a part of the group from the side that gives none of the whole."""
    if pair.own is not None and pair.other is not None:
        return pair
    silent = parts[(parts["group"] == pair.group) & (parts["own_losses"] == (pair.own is None))]
    return pair if silent.empty else replace(pair, part=silent.iloc[-1])


def _standing(claims: pd.DataFrame, day: str) -> list[Any]:
    """The latest figures stated by a day, one claim for each value: an exact one where there is one; or nobody's."""
    by_then = claims[claims["stated_on"] <= day]
    latest = by_then[by_then["stated_on"] == by_then["stated_on"].max()]
    if latest.empty:
        return [None]
    loose = latest["qualifier"] != "exact"
    ordered = latest.assign(loose=loose).sort_values(["value", "loose", "role", "claim_id"])
    return [claim for _, claim in ordered.drop_duplicates("value").iterrows()]


def _row(pair: Pair, panel: str, what: str) -> dict[str, Any]:
    """A pair as a row of the chart, with what is said of it where it isn't seen."""
    text = what + (f": {pair.words}" if pair.words else "")
    # On a phone the reason stands in the table only.
    short = text.split(",")[0]
    row: dict[str, Any] = {
        "panel": panel,
        "text": text,
        "short": short,
        "joined": pair.gap is not None,
    }
    spoken = [text]
    for name, claim in (("own", pair.own), ("other", pair.other)):
        absent = claim is None
        times = f" × {pair.gap.ratio}" if pair.gap and name == "other" else ""
        row |= {
            name: pd.NA if absent else claim["value"],
            f"{name}_label": "" if absent else f"{figure_text(claim)}{times}",
            f"{name}_side": "other" if absent else claim["side"],
            f"{name}_cited": not absent and claim["role"] == "context",
        }
        spoken += [] if absent else [f"{claim['speaker']} {row[f'{name}_label']}"]
    return row | {"said": ", ".join(spoken)}


def _table(page: Page, pairs: list[Pair], caption: str) -> Markup:
    episodes = len({pair.event for pair in pairs}) > 1
    rows = [
        (
            *((pair.event,) if episodes else ()),
            panel_name(pair.group),
            time_tag(pair.day),
            _figure(page, pair.own),
            _figure(page, pair.other),
            pair.gap.difference if pair.gap else "not drawn",
            pair.gap.ratio if pair.gap else "not drawn",
            capital(pair.words or "; ".join(pair.comparison.reasons if pair.comparison else ()) or "same scope"),
        )
        for pair in pairs
    ]
    names = ["Event"] if episodes else []
    names += ["Killed", "As stated by", "Own side says", "The other side says", "Apart by", "Times", "What holds"]
    return table(caption, [Column(name) for name in names], rows)


def _figure(page: Page, claim: Any) -> str | Markup:
    if claim is None:
        return "not stated"
    return Markup("{} ({})").format(claim_link(page, claim), clock_words(claim))


def _title(claims: pd.DataFrame) -> str:
    for group, of_group in claims[claims["latest"]].groupby("group"):
        own, other = of_group[of_group["own_losses"]], of_group[~of_group["own_losses"]]
        if len(own) and len(other):
            both = product(*([row for _, row in side.iterrows()] for side in (own, other)))
            alike = any(compare(*pair).allowed for pair in both)
            counts = f"{said(own)} by their own side’s count, {said(other)} by the other side’s"
            return f"{panel_name(group)}: {counts}{'' if alike else '; the two can’t be compared'}"
    return "No group’s losses are given by both sides"
