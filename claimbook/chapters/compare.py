"""Compare two figures: how their dates are related, what differs, and how far apart they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import pandas as pd
from markupsafe import Markup

from claimbook.analysis.claims import UNATTRIBUTED, is_toll
from claimbook.analysis.comparability import (
    APART,
    DEGREES,
    INSIDE,
    OVERLAPPING,
    REPLACED,
    SAME,
    SAME_SPEAKER,
    UNDATED,
    WINDOW,
    Comparison,
    Gap,
    compare,
    contradict,
    count_others,
    exclude,
    gap,
    has_window,
    interval_of,
    why_no_gap,
    window_in_words,
)
from claimbook.components.chapter import Chapter, reads
from claimbook.components.elements import Fragment, claim_link, clock_words, fragment, link, paragraph
from claimbook.components.page import Page
from claimbook.components.selections import each_once
from claimbook.components.tables import Cell, Column, table
from claimbook.ledger.records import Claim, columns, given, grouped_by
from claimbook.ledger.tables import Tables
from claimbook.ledger.vocabulary import GROUPS, is_outside
from claimbook.ledger.wording import (
    after_value,
    capital,
    capital_text,
    counted,
    is_identified,
    listed,
    source_name,
    value_in_words,
)


def tolls_of_the_episode(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """Keep the tolls of the episode that the book covers, and a side's counts of its own members."""
    claims = tables["claims"]
    offered = (claims["is_toll"] | _of_own_members(claims)) & claims["in_focus"]
    return {**tables, "claims": each_once(claims[offered])}


def _of_own_members(claims: pd.DataFrame) -> pd.Series:
    """Return which claims count a part of a side's own dead, where it never counts the whole group."""
    speaks_of = claims["speaker_id"] + " " + claims["group"]
    counted_whole = set(speaks_of[claims["is_toll"] & claims["in_focus"]])
    toll_of_part = claims["subgroup"].notna() & claims["part_of"].isna() & is_toll(claims.assign(subgroup=None))
    return toll_of_part & claims["own_losses"] & ~speaks_of.isin(counted_whole)


# With more pairs than these, only those of neighbours are listed.
MOST_PAIRS = 1500

CHAPTER = Chapter("compare", tolls_of_the_episode)


@columns(
    contradict,
    count_others,
    exclude,
    interval_of,
    value_in_words,
    "speaker_id",
    "side",
    "stated_on",
    "stood_until",
    "outcome",
)
def in_short(comparison: Comparison, first: Claim, second: Claim) -> str:
    """Say in one sentence whether two claims contradict each other, as far as can be known."""
    if count_others(first, second):
        return "They don’t count the same people, so they needn’t agree."
    if comparison.degree == REPLACED or _followed(first, second):
        whose = "speaker" if is_outside(first.side) else "side"
        if comparison.degree == REPLACED:
            return f"One {whose}’s figures, one after the other: the later replaced the earlier."
        return (
            f"One {whose}’s figures, one after the other; the reports don’t say whether the later replaced the earlier."
        )
    if comparison.degree == APART:
        return "They count different days, so both can be right."
    if None in (interval_of(first), interval_of(second)):
        return "The words of one figure leave its number open, so the two can’t be compared."
    same = value_in_words(first) == value_in_words(second)
    for one in (first, second):
        if one.outcome == "echoed" and not contradict(first, second, comparison):
            echo = (
                f"{value_in_words(one)} is a number that one side had given before: nothing shows a count of its own."
            )
            return f"Both give the same number: {echo}" if same else capital_text(echo)
    if same:
        return "Both give the same number."
    if not exclude(first, second):
        return _room_for_both(*sorted((first, second), key=lambda claim: claim.qualifier != "exact"))
    if contradict(first, second, comparison):
        return "They count the same people over the same dates, and both can’t be right."
    if comparison.degree in (INSIDE, OVERLAPPING):
        return "They don’t agree, but their dates overlap only in part: both can be right."
    if comparison.degree == SAME:
        return "They cover the same dates but don’t agree."
    if first.speaker_id == second.speaker_id != UNATTRIBUTED:
        of_whom = "speaker" if is_outside(first.side) else "side"
        whose = "one speaker" if first.claimant == second.claimant else f"two voices of one {of_whom}"
        return f"Two figures from {whose} that don’t agree; the reports don’t say which is right."
    return "They differ. Whether both cover the same days isn’t said, so the reports don’t show how far they disagree."


@columns("qualifier", "value", value_in_words)
def _room_for_both(first: Claim, second: Claim) -> str:
    """Say why two figures don't exclude each other; an exact one comes first."""
    exact, bound = value_in_words(first), value_in_words(second)
    if first.qualifier == "exact" and second.qualifier in ("more_than", "at_least", "up_to"):
        if first.value == second.value:
            differs = second.qualifier == "more_than"
            also = f"Both can be right: {exact} is also “{bound}”."
            return f"They differ by a word: one says {exact}, the other “{bound}”." if differs else also
        limit = "lower" if second.qualifier == "up_to" else "upper"
        return f"“{bound}” has no {limit} limit, so {exact} can be right, too; the two may still be different counts."
    return "Their bounds leave room for one number; the two may still be different counts."


def _followed(first: Claim, second: Claim) -> bool:
    """Whether one speaker's earlier figure no longer stood when it gave the other."""
    if first.speaker_id != second.speaker_id or first.speaker_id == UNATTRIBUTED:
        return False
    earlier, later = sorted((first, second), key=lambda claim: claim.stated_on)
    return earlier.stood_until is not None and earlier.stood_until <= later.stated_on != earlier.stated_on


# The columns of what holds between two claims.
COMPARED = ("In short", "Their dates", "What else differs", "Difference")


@columns(*WINDOW, value_in_words, "claimant")
def _dates_of_each(comparison: Comparison, first: Claim, second: Claim) -> str:
    """Say which dates each of two figures covers; once, if they are the same or neither gives any."""
    windows = [window_in_words(one) if has_window(one) else "not given" for one in (first, second)]
    if windows[0] == windows[1]:
        return "" if comparison.degree == UNDATED and not has_window(first) else capital_text(windows[0])
    names = [value_in_words(one) for one in (first, second)]
    names = names if names[0] != names[1] else [one.claimant for one in (first, second)]
    return "; ".join(f"{name}: {of_one}" for name, of_one in zip(names, windows, strict=True))


@columns(
    compare, gap, in_short, why_no_gap, _dates_of_each, "speaker_id", "claimant", "stated_on", "clock",
    "source_id", "own_losses", "side", "measure",
)  # fmt: skip
def say_comparison(comparison: Comparison, first: Claim, second: Claim) -> tuple[Cell, Cell, Cell, Cell]:
    """Say what holds between two claims, how their dates are related, what else differs, and how far apart they are."""
    degree = "" if comparison.degree == REPLACED else capital(DEGREES[comparison.degree])
    dates = Markup("{} <small>{}</small>").format(degree, _dates_of_each(comparison, first, second))
    told = [*comparison.differences, *(obstacle for obstacle in comparison.obstacles if obstacle != SAME_SPEAKER)]
    # What is told with its reason isn't named before it.
    others = [one for one in _who_and_when(first, second) if not any(more.startswith(f"{one}:") for more in told)]
    others = list(dict.fromkeys([*others, *told]))
    between = gap_between(comparison, first, second)
    nothing = "nothing" if first.source_id == second.source_id else "nothing but the report"
    differing = capital("; ".join(others)) or nothing
    apart: Cell = say_gap(comparison, between) + ("" if between else _why_no_gap(comparison, first, second))
    if between and comparison.degree == REPLACED:
        apart = Markup("{} <small>{}</small>").format(apart, rises_link())
    return in_short(comparison, first, second), dates, differing, apart


def rises_link(up: str = "") -> Markup:
    """Link to the table that shows, for each total, how far it rose and what was announced as new."""
    return link(f"{up}casualty-claims.html#how-far-each-total-rose", "What was announced as new", css="cb-page")


def _why_no_gap(comparison: Comparison, first: Claim, second: Claim) -> str:
    """Say why no difference is given."""
    if comparison.allowed or comparison.degree == REPLACED:
        return ": " + why_no_gap(first, second)
    if comparison.differences or set(comparison.obstacles) - {SAME_SPEAKER}:
        return ": see what else differs"
    if comparison.obstacles:
        return ": both are one speaker’s"
    return ": they have no day in common" if comparison.degree == APART else ": the dates are incomplete"


def _who_and_when(first: Claim, second: Claim) -> Iterator[str]:
    """Yield whether two claims are of different speakers, or voices of one, and of different days."""
    if first.speaker_id != second.speaker_id:
        of_own = first.own_losses != second.own_losses and not (is_outside(first.side) or is_outside(second.side))
        yield "speaker: one counts its own side’s dead, the other its opponent’s" if of_own else "speaker"
    elif first.claimant != second.claimant:
        yield f"who spoke for the side: {listed([first.claimant, second.claimant])}"
    if first.source_id != second.source_id and "earliest" in (first.clock, second.clock):
        yield "day of statement: not known for both"
    elif first.stated_on != second.stated_on:
        yield "day of statement"


@columns(gap, "least")
def gap_between(comparison: Comparison, first: Claim, second: Claim) -> Gap | None:
    """Return how far the higher of two claims is above the lower; ``None`` if they count different things."""
    if not comparison.allowed and comparison.degree != REPLACED:
        return None
    return gap(*sorted((first, second), key=lambda claim: given(claim.least)))


def say_gap(comparison: Comparison, between: Gap | None) -> str:
    """Say how far two values are apart: the difference, and the ratio where one is given."""
    if between is None:
        return "not calculated"
    if between.difference == "0":
        return "0; the same"
    return between.difference if comparison.degree == REPLACED else f"{between.difference}; {between.ratio} times"


@columns("speaker_id", "subgroup", "stated_on", "claim_id")
def _neighbours(claims: Sequence[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Pair each claim with the last one before it of each speaker: linear in the claims of a long series."""
    last: dict[str, Claim] = {}
    for claim in sorted(claims, key=lambda one: (one.stated_on, one.claim_id)):
        yield from ((before, claim) for before in last.values())
        last[f"{claim.speaker_id};{claim.subgroup or ''}"] = claim


@columns("latest", "speaker_id", "group", "stated_on")
def _pair_to_open_with(pairs: Sequence[tuple[Claim, Claim]]) -> tuple[Claim, Claim] | None:
    """Return the latest figures of two speakers for the first group that has such: the page opens with them."""
    latest = [pair for pair in pairs if all(one.latest for one in pair) and pair[0].speaker_id != pair[1].speaker_id]
    groups = list(GROUPS)
    return min(
        sorted(latest, key=lambda pair: [one.stated_on for one in pair], reverse=True),
        key=lambda pair: groups.index(pair[0].group),
        default=None,
    )


@reads(
    claims=[
        say_comparison,
        _neighbours,
        _pair_to_open_with,
        "least",
        claim_link,
        after_value,
        source_name,
        "speaker",
        "claimant",
        "stated_on",
        clock_words,
    ]
)
def pairs_table(page: Page) -> Fragment:
    """List every pair of different totals of one group, for scripts to pick from; groups are never mixed."""
    claims = sorted(page.claims, key=lambda claim: (claim.group, given(claim.least), claim.claim_id))
    groups = list(grouped_by(claims, lambda claim: claim.group).values())
    if sum(len(of_group) * (len(of_group) - 1) // 2 for of_group in groups) > MOST_PAIRS:
        pairs = [pair for of_group in groups for pair in _neighbours(of_group)]
        which = "Each figure beside the speaker’s next one, and beside what others said last by then"
    else:
        pairs = [pair for of_group in groups for pair in combinations(of_group, 2)]
        which = "Every pair of totals of one group"
    rows, opening = [], _pair_to_open_with(pairs)
    for pair in pairs:
        first, second = pair
        comparison = compare(first, second)
        rows.append(
            (
                _named(page, first, example=pair is opening),
                _named(page, second),
                *say_comparison(comparison, first, second),
            )
        )
    if not rows:
        return fragment(paragraph("There are no two tolls to compare."))
    names = ("One figure", "The other", *COMPARED)
    pairs_of_all = table(which, [Column(name) for name in names], rows)
    return fragment(
        Markup(
            '<div class="cb-pick"></div><details class="cb-pairs"><summary>The pairs as a table</summary>{}</details>'
        ).format(pairs_of_all)
    )


def _named(page: Page, claim: Claim, example: bool = False) -> Markup:
    unnamed = claim.speaker_id == UNATTRIBUTED
    return Markup('{} <b data-counted="{}"{}{}>{}</b>, {}, {} <small>in {}</small>').format(
        claim_link(page, claim),
        counted(claim),
        Markup(" data-unnamed") if unnamed else "",
        Markup(" data-example") if example else "",
        after_value(claim).strip(),
        claim.claimant,
        clock_words(claim),
        source_name(claim) if is_identified(claim) else "a report of an unidentified publisher",
    )
