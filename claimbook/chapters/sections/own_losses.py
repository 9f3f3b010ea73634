"""Compare what a side says about its own dead with what the other side says, day by day.

A pair of figures is joined only if the two can be compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from markupsafe import Markup

from claimbook.analysis.comparability import Comparison, Gap, compare, gap
from claimbook.components.chapter import reads
from claimbook.components.charts import PairRow, Pairs
from claimbook.components.elements import Fragment, claim_link, clock_words, fragment, paragraph, source_links, time_tag
from claimbook.components.figure import Figure, figure
from claimbook.components.page import Page
from claimbook.components.tables import Cell, Column, table
from claimbook.components.toll_rows import chart_key, panel_name
from claimbook.ledger.records import Claim, columns, given, grouped_by, unique_by
from claimbook.ledger.vocabulary import SIDE_OF_GROUP, is_outside
from claimbook.ledger.wording import capital, count, value_in_words

JOINED = (
    "A line joins two figures only where both print dates that overlap; the number beside the second says how many "
    "times the first it is, and nothing about who is right."
)
NOT_JOINED = "No figures are joined: no pair has overlapping dates."


@dataclass(frozen=True)
class Pair:
    """The current figures of a group's own side and of the other side on one day; ``None`` for a side without one.

    ``part`` is a side's figure for a part of the group, if it gives none for the whole.
    """

    group: str
    day: str
    own: Claim | None
    other: Claim | None
    part: Claim | None = None

    @property
    def event(self) -> str:
        """The event that both figures concern."""
        return given(self.own or self.other).event

    @property
    def comparison(self) -> Comparison | None:
        """Whether the two can be compared, and why."""
        return None if self.own is None or self.other is None else compare(self.own, self.other)

    @property
    def gap(self) -> Gap | None:
        """The difference between the two, if they can be compared."""
        held = self.comparison
        return gap(given(self.own), given(self.other)) if held and held.allowed else None

    @property
    def obstacle(self) -> str:
        """What prevents a comparison, in words; blank if nothing does."""
        held = self.comparison
        if held is None:
            silent = "its own side" if self.own is None else "the other side"
            if self.part is None:
                return f"our sources have no figure of {silent}"
            return f"{silent} gives only {value_in_words(self.part)} ({self.part.subgroup})"
        if not held.allowed:
            return f"no ratio, {(*held.differences, held.dates, *held.obstacles)[0]}"
        return "" if self.gap else "no ratio, one figure has no exact end"


# Columns read by a pair of claims, its chart and its table.
PAIR = (
    compare, gap, claim_link, clock_words, source_links, chart_key, value_in_words, "claim_id", "group", "side",
    "own_losses", "role",
    "stated_on", "event", "event_id", "speaker", "latest", "least",
)  # fmt: skip


@columns("subgroup", "measure", "status", "stated_on", "claim_id")
def _parts(claims: Sequence[Claim]) -> list[Claim]:
    """Return claims about people killed in a part of a group, by day of statement."""
    found = [
        one for one in _of_both_sides(claims) if one.subgroup and one.measure == "killed" and one.status == "active"
    ]
    return sorted(found, key=lambda one: (one.stated_on, one.claim_id))


@reads(claims=[*PAIR, _parts, "is_toll"])
def earlier_episodes_figure(page: Page) -> Figure | Fragment:
    """Show the same for each earlier episode, on the day by which both sides had spoken."""
    claims = [claim for claim in _of_both_sides(page.claims) if claim.is_toll]
    parts = _parts(page.claims)
    by_event = grouped_by(sorted(claims, key=lambda one: (one.stated_on, one.claim_id)), lambda one: one.event_id)
    pairs = [
        _with_part(pair, [part for part in parts if part.event_id == event])
        for event, of_event in by_event.items()
        for pair in _pairs(of_event)
    ]
    if not pairs:
        return fragment(paragraph("The ledger has no figure of an earlier episode."))
    drawn = sorted((_times(pair), pair.gap.ratio) for pair in pairs if pair.gap)
    title = "No figures of earlier episodes can be compared"
    if drawn:
        pairs_drawn, least, most = count(len(drawn), "comparable pair"), drawn[0][1], drawn[-1][1]
        title = f"In {pairs_drawn} the other side’s figure is {least} to {most} times the own one"
    caption = "Own losses and the other side’s claim, episode by episode"
    return figure(
        page,
        "earlier-episodes",
        title=title,
        subtitle="Each side’s own dead as it gives them, and as the other side claims them, when both had spoken",
        chart=_chart(_row(pair, pair.event, panel_name(pair.group)) for pair in pairs),
        table=_table(page, pairs, caption),
        rows=claims,
        key=chart_key(claims),
        note="A handful of episodes, chosen because figures of both sides could be read: no rule follows from them, "
        f"and no other figure can be corrected by them. {JOINED if drawn else NOT_JOINED}",
    )


def _times(pair: Pair) -> float:
    """Return the ratio of the other side's figure to the own figure."""
    return given(given(pair.other).least) / given(given(pair.own).least)


def _of_both_sides(claims: Sequence[Claim]) -> list[Claim]:
    """Return claims about the dead of a group that has a side."""
    return [claim for claim in claims if claim.group in SIDE_OF_GROUP and not is_outside(claim.side)]


def _chart(rows: Iterator[PairRow]) -> Pairs:
    return Pairs(list(rows), "Pairs of dots, one pair to a row")


def _pairs(claims: Sequence[Claim]) -> Iterator[Pair]:
    """Return the figures of both sides as they stood on the last day, for each group."""
    for group in SIDE_OF_GROUP:
        of_group = [claim for claim in claims if claim.group == group]
        own = [claim for claim in of_group if claim.own_losses]
        other = [claim for claim in of_group if not claim.own_losses]
        if of_group:
            day = max(claim.stated_on for claim in of_group)
            yield from (Pair(group, day, *sides) for sides in product(_current(own), _current(other)))


def _with_part(pair: Pair, parts: Sequence[Claim]) -> Pair:
    """Add a figure for a part of the group from the side that gives none for the whole."""
    if pair.own is not None and pair.other is not None:
        return pair
    silent = [part for part in parts if part.group == pair.group and part.own_losses == (pair.own is None)]
    return replace(pair, part=silent[-1]) if silent else pair


def _current(claims: Sequence[Claim]) -> list[Claim | None]:
    """Return the latest claims, one for each value; ``[None]`` if there are none."""
    latest = [claim for claim in claims if claim.stated_on == max(one.stated_on for one in claims)]
    ordered = sorted(
        latest, key=lambda claim: (given(claim.least), claim.qualifier != "exact", claim.role, claim.claim_id)
    )
    return [*unique_by(ordered, lambda claim: claim.least)] or [None]


def _row(pair: Pair, panel: str, what: str) -> PairRow:
    """Return a pair as a row of the chart, with its words for the text alternative."""
    text = what + (f": {pair.obstacle}" if pair.obstacle else "")
    own, other = pair.own, pair.other
    own_label = value_in_words(own) if own else ""
    times = f" × {pair.gap.ratio}" if pair.gap else ""
    other_label = f"{value_in_words(other)}{times}" if other else ""
    spoken = [text]
    spoken += [f"{own.speaker} {own_label}"] if own else []
    spoken += [f"{other.speaker} {other_label}"] if other else []
    return PairRow(
        panel=panel,
        text=text,
        short=text.split(",")[0],  # on a phone the reason is in the table only
        spoken=", ".join(spoken),
        row_ids=";".join(claim.claim_id for claim in (own, other) if claim),
        joined=pair.gap is not None,
        own=own.least if own else None,
        own_label=own_label,
        own_side=own.side if own else "other",
        other=other.least if other else None,
        other_label=other_label,
        other_side=other.side if other else "other",
    )


def _table(page: Page, pairs: Sequence[Pair], caption: str) -> Markup:
    episodes = len({pair.event for pair in pairs}) > 1
    rows: list[tuple[Cell, ...]] = [
        (
            *((pair.event,) if episodes else ()),
            panel_name(pair.group),
            time_tag(pair.day),
            *(_stated(page, one, pair.part) for one in (pair.own, pair.other)),
            pair.gap.difference if pair.gap else "not calculated",
            pair.gap.ratio if pair.gap else "not calculated",
            capital(pair.obstacle or "; ".join(pair.comparison.reasons if pair.comparison else ()) or "same scope"),
        )
        for pair in pairs
    ]
    names = ["Event"] if episodes else []
    names += [
        "Killed",
        "Figures stated by",
        "Own side says",
        "The other side says",
        "Apart by",
        "Ratio",
        "Why not compared",
    ]
    return table(caption, [Column(name) for name in names], rows)


@columns(claim_link, clock_words, "subgroup")
def _stated(page: Page, claim: Claim | None, part: Claim | None) -> Cell:
    """Return a side's figure, or its figure for a part of the group; neither may be there."""
    if claim is not None:
        return Markup("{} ({})").format(claim_link(page, claim), clock_words(claim))
    return Markup("{} ({} only)").format(claim_link(page, part), part.subgroup) if part else "not stated"
