"""Findings on values that can't all be right, or that say less than they seem to.

Within one document and between documents; only values of one scope are compared.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations, product

import pandas as pd

from claimbook.analysis.claims import REPEATING, UNATTRIBUTED, is_of_long_series, look_up
from claimbook.analysis.comparability import days_differ, disjoint, exclude, interval_in_words, interval_of
from claimbook.analysis.findings.finding import (
    CONTRADICTION,
    TENSION,
    Finding,
    by_id,
    document,
    grouped,
    ids_of,
    in_order,
    inside,
    joined,
    unique,
    without_what_differs,
)
from claimbook.ledger.records import Claim, each_row, given
from claimbook.ledger.vocabulary import SIDE_OF_GROUP, main_groups
from claimbook.ledger.wording import (
    capital_text,
    counted,
    day_in_words,
    figure_in_words,
    listed,
    number_text,
    value_in_words,
)

# A kind of finding that other modules ask for.
SUM_OF_ONE_SIDE = "sum-of-one-side"
# Claims about all groups together, each with its parts.
Wholes = Sequence[tuple[Claim, list[Claim]]]

# The columns read of an announced figure; reading all of them would take half as long again.
ANNOUNCED = [
    "claim_id", "source_id", "publisher", "agency", "value_text", "event_id", "measure", "group", "subgroup", "people",
    "qualifier", "value_low", "value", "value_high", "release_id", "series_id", "stated_on", "known_on",
]  # fmt: skip


def find_total_mismatch(claims: pd.DataFrame, wholes: Wholes) -> Iterator[Finding]:
    """Find wholes that differ from the sum of their parts: three groups, or the days of a period."""
    for whole, parts in (*wholes, *_windows_of_days(claims)):
        intervals = [interval_of(claim) for claim in (whole, *parts)]
        if None in intervals:
            continue
        target, *children = [one for one in intervals if one is not None]
        total = sum(low for low, _ in children), sum(high for _, high in children)
        if disjoint(target, total):
            yield Finding(
                "total-mismatch",
                CONTRADICTION,
                ids_of([whole, *parts]),
                _sum(parts),
                f"{document(whole)} gives {value_in_words(whole)} as the total, but its parts make "
                f"{interval_in_words(total)}.",
            )


def find_unexplained_rest(claims: pd.DataFrame) -> Iterator[Finding]:
    """Find figures of which several parts are given, and which these parts don't fill.

    A figure with dates is left out: the rest may be of its other days.
    """
    parted = claims[claims["part_of"].notna() & claims["subgroup"].isna() & claims["value"].notna()]
    wholes = by_id(claims, parted["part_of"])
    for parts in grouped(parted[parted["part_of"].isin(wholes.keys())], Claim, ["part_of", "measure", "group"]):
        whole = wholes[given(parts[0].part_of)]
        if len(parts) < 2 or whole.scope_start or (whole.measure, whole.group) != (parts[0].measure, parts[0].group):
            continue
        rest = _rest(whole, parts)
        if rest:
            rows = in_order(parts)
            named = " and ".join(value_in_words(row) for row in rows)
            yield Finding(
                "unexplained-rest",
                TENSION,
                ids_of([whole, *rows]),
                f"{value_in_words(whole)} − ({' + '.join(value_in_words(row) for row in rows)})",
                f"{document(whole)} gives {figure_in_words(whole)} and accounts for {named} of them: "
                f"{rest} are left over.",
            )


def _rest(whole: Claim, parts: Sequence[Claim]) -> str:
    """Return what the parts leave over, in words; blank if they may fill the whole."""
    total, intervals = interval_of(whole), [interval_of(row) for row in parts]
    if total is None or None in intervals:
        return ""
    least = sum(one[0] for one in intervals if one)
    # A part that is a lower bound is read at that bound, and the rest is then the most that there can be.
    rest = total[0] - least
    if rest <= 0:
        return ""
    open_ended = any(one and one[1] > one[0] for one in intervals)
    return f"up to {number_text(rest)}" if open_ended else interval_in_words((rest, total[1] - least))


def _sums_of(groups: Sequence[str]) -> list[list[str]]:
    """Return which groups a total may add up: all of them, or all but one side's."""
    sums = [[*groups], *([one for one in groups if one != group] for group in groups if group in SIDE_OF_GROUP)]
    return [one for one in sums if len(one) > 1]


def find_sum_of_one_side(claims: pd.DataFrame) -> Iterator[Finding]:
    """Find totals that are the sum of what one speaker gave for each group on one day.

    Such a total is no count of its own, unless its document says how it was counted, or says that it is of
    these groups only and gives their figures, or is one of a long series, which meets a sum by chance.
    The parts are all main groups, or all but those of one side, of the same place as
    the total; of several days the latest before the total is taken.
    """
    counted_whole = claims[claims["value"].notna() & claims["restates"].isna()]
    told = counted_whole["basis"].isna() | counted_whole["basis"].isin(REPEATING)
    added = counted_whole[counted_whole["subgroup"].isna()].groupby("part_of")["value"].sum()
    with_parts = counted_whole["subgroup"].notna() & counted_whole["claim_id"].map(added).eq(
        counted_whole["value"]
    ).fillna(False)
    totals = counted_whole[(counted_whole["group"] == "all") & told & ~with_parts & ~is_of_long_series(counted_whole)]
    named = counted_whole[(counted_whole["speaker_id"] != UNATTRIBUTED) & counted_whole["subgroup"].isna()]
    parts = named[named["group"].isin(main_groups()) & named["event_id"].isin(set(totals["event_id"]))]
    sums: dict[tuple[str, str, str | None, float | None], list[list[list[Claim]]]] = {}
    for of_day in grouped(parts, Claim, ["event_id", "measure", "speaker_id", "stated_on", "scope_place"]):
        # The rows of each group by value: several documents may carry one figure.
        figures = {rows[0].group: _by(rows, "value") for rows in _by(in_order(of_day), "group")}
        for groups in _sums_of(main_groups()):
            for combined in product(*(figures.get(group, []) for group in groups)):
                total = sum(given(rows[0].value) for rows in combined)
                matter = (of_day[0].event_id, of_day[0].measure, of_day[0].scope_place, total)
                sums.setdefault(matter, []).append(list(combined))
    for whole in each_row(totals, Claim):
        found = [
            one
            for one in sums.get((whole.event_id, whole.measure, whole.scope_place, whole.value), [])
            if one[0][0].stated_on <= whole.stated_on
        ]
        if found:
            latest = max(found, key=lambda one: (one[0][0].stated_on, len(one)))
            here = [[row for row in rows if row.source_id == whole.source_id] for rows in latest]
            chosen = [row for rows in (here if all(here) else latest) for row in rows]
            values = " + ".join(number_text(given(rows[0].value)) for rows in latest)
            yield Finding(
                SUM_OF_ONE_SIDE,
                TENSION,
                ids_of([whole, *chosen]),
                f"{values} = {number_text(given(whole.value))}",
                f"{_giving(whole)}. "
                f"{'That' if whole.qualifier == 'exact' else number_text(given(whole.value))} is the sum of {values}, "
                f"{'both' if len(latest) == 2 else 'all'} given by {chosen[0].speaker} "
                f"{'as of' if chosen[0].clock == 'as_of' else 'on'} {day_in_words(chosen[0].stated_on)}: "
                "nothing suggests a separate count.",
            )


def find_two_values(claims: pd.DataFrame) -> Iterator[Finding]:
    """Find figures that exclude each other in one document, from one speaker, on one subject and period.

    A repeated figure counts once, and one that another of the document replaces not at
    all. It is a contradiction, or a tension if each belongs to an announcement of its
    own day, if each is given by another voice of the same side, if all are running
    totals, or if one is given with a word of doubt.
    """
    named = claims[(claims["speaker_id"] != UNATTRIBUTED) & claims["subgroup"].isna()]
    scope = ["source_id", "speaker_id", "event_id", "measure", "group", "count_kind", "scope_place"]
    for every in grouped(named, Claim, scope, ["qualifier", "value_low", "value", "value_high"]):
        replaced = {row.supersedes for row in every}
        same = [row for row in every if row.claim_id not in replaced]
        excluding = {
            frozenset(row.restates or row.claim_id for row in pair): pair
            for pair in combinations(in_order(same), 2)
            if not days_differ(*pair) and not inside(*pair) and exclude(*pair)
        }
        pairs = [pair for figures, pair in excluding.items() if len(figures) > 1]
        if not pairs:
            continue
        involved = unique([row for pair in pairs for row in pair])
        # Successive figures of one running count contradict each other only on paper: their dates explain them.
        announced = [row.stated_on for row in involved if row.clock in ("release", "as_of")]
        successive = len(set(announced)) == len(involved)
        if successive:
            involved, announced = sorted(involved, key=lambda row: row.stated_on), sorted(announced)
        doubted = any(row.assertion == "hedged" for row in involved)
        rising = all(row.count_kind == "cumulative" for row in involved) and (
            len({row.release_id or row.claim_id for row in involved}) > 1
        )
        # Two offices of one side that differ are no slip of the report.
        offices = not successive and len({row.claimant for row in involved}) == len(involved)
        told_by = {row.claim_id: f" ({row.claimant})" if offices else "" for row in involved}
        if successive:
            told_by = {row.claim_id: f" ({day_in_words(row.stated_on)})" for row in involved}
        figures = list(dict.fromkeys(f"{value_in_words(row)}{told_by[row.claim_id]}" for row in involved))
        what = "totals of different days" if successive else "figures that don’t agree"
        yield Finding(
            "two-values",
            TENSION if successive or doubted or offices or rising else CONTRADICTION,
            ids_of(involved),
            "; ".join(_held_against(one, other, successive) for one, other in pairs),
            f"{document(involved[0])} gives {what} from {involved[0].speaker} for {counted(involved[0])}: "
            f"{listed(figures)}.",
        )


def _held_against(one: Claim, other: Claim, successive: bool) -> str:
    if not successive:
        return f"{value_in_words(one)} against {value_in_words(other)}"
    return "; ".join(f"{value_in_words(row)} on {day_in_words(row.stated_on)}" for row in (one, other))


def find_mixed_releases(claims: pd.DataFrame) -> Iterator[Finding]:
    """Find documents that combine figures of different announcements, group by group."""
    beside = ["source_id", "series_id", "event_id", "measure"]
    for of_document in grouped(_announced(claims), Claim, beside, ["release_id"]):
        newest = [row for of_group in _by(of_document, "group") for row in _newest(of_group)]
        if len({row.release_id for row in newest}) > 1:
            rows = in_order(newest, ["stated_on", "group"])
            parts = joined(f"{figure_in_words(row)}, stated on {day_in_words(row.stated_on)}" for row in rows)
            yield Finding(
                "mixed-releases",
                TENSION,
                ids_of(rows),
                parts,
                f"{document(rows[0])} sets figures of different days side by side: {parts}.",
            )


# Words in place of a name, which call nobody anything; those of other languages make a finding more at most.
NO_LABEL = ("others", "people", "them", "those", "many", "several")


def _giving(claim: Claim) -> str:
    """Say who gives a figure: a speaker in a document, or a document that names none."""
    if claim.speaker_id == UNATTRIBUTED:
        return f"{document(claim)} gives {figure_in_words(claim)}"
    return f"{capital_text(claim.claimant)} spoke of {figure_in_words(claim)} ({document(claim)})"


def find_label_shift(claims: pd.DataFrame) -> Iterator[Finding]:
    """Find figures of one announcement that appear with different labels; totals have no label."""
    announced = claims[claims["release_id"].notna() & claims["value"].notna() & claims["source_label"].notna()]
    announced = announced[(announced["group"] != "all") & ~announced["source_label"].str.casefold().isin(NO_LABEL)]
    figure = ["release_id", "measure", "group", "value"]
    for same in grouped(announced, Claim, figure, ["source_label"]):
        rows = in_order(same)
        if len({given(row.source_label).casefold() for row in rows}) > 1:
            labels: dict[str, str] = {}
            for row in rows:
                labels.setdefault(given(row.source_label).casefold(), f"“{row.source_label}”")
            called = list(labels.values())
            yield Finding(
                "label-shift",
                TENSION,
                ids_of(rows),
                ", ".join(called),
                f"The same people, {without_what_differs(rows)}, are called {listed(called)}.",
            )


def find_superseded_at_publication(claims: pd.DataFrame) -> Iterator[Finding]:
    """Find a document's latest figures that had been replaced before it was published."""
    count = ["series_id", "measure", "group"]
    for of_series in grouped(_announced(claims), Claim, count, ["stated_on"]):
        announced = {of_day[0].stated_on: of_day for of_day in _by(of_series, "stated_on")}
        days = sorted(announced)
        for of_document in _by(of_series, "source_id"):
            given, printed = (max(row.stated_on for row in of_document), max(row.known_on for row in of_document))
            before = bisect_left(days, printed)
            if not before or days[before - 1] <= given:
                continue
            replaced = days[before - 1]
            rows = in_order(_newest(of_document))
            same = {row.value for row in rows}
            # A later announcement of the same figure replaces nothing.
            newer = in_order([row for row in announced[replaced] if row.value not in same])
            if not newer:
                continue
            first = next((row for row in newer if row.qualifier == "exact"), newer[0])
            yield Finding(
                "superseded-at-publication",
                TENSION,
                ids_of([*rows, *newer]),
                f"given on {day_in_words(given)}, replaced on {day_in_words(replaced)}, "
                f"printed on {day_in_words(printed)}",
                f"{document(rows[0])}, of {day_in_words(printed)}, gives {figure_in_words(rows[0])}; "
                f"{value_in_words(first)} had been announced on {day_in_words(replaced)}.",
            )


def find_wording_contradiction(claims: pd.DataFrame, wholes: Wholes) -> Iterator[Finding]:
    """Find figures with an upper and a lower bound at once, or contradicted by their own parts."""
    several = [codes for codes in claims["qualifier"].unique() if ";" in codes]
    for row in each_row(claims[claims["qualifier"].isin(several)], Claim):
        qualifiers = set(row.qualifier.split(";"))
        if "up_to" in qualifiers and qualifiers & {"at_least", "more_than"}:
            yield Finding(
                "wording-contradiction",
                CONTRADICTION,
                ids_of([row]),
                f"at most {number_text(given(row.value))} and at least {number_text(given(row.value))}",
                f"{document(row)} prints {value_in_words(row)}, a lower and an upper bound on one figure.",
            )
    met: set[str] = set()
    for whole, parts in wholes:
        exact = all(row.qualifier == "exact" for row in parts)
        if "more_than" in whole.qualifier.split(";") and exact:
            total = sum(given(row.value) for row in parts)
            if total == whole.value:
                met.add(whole.claim_id)
                yield Finding(
                    "wording-contradiction",
                    TENSION,  # the total may include somebody whom no part counts
                    ids_of([whole, *parts]),
                    _sum(parts),
                    f"{document(whole)} prints {value_in_words(whole)}, but its parts make exactly "
                    f"{number_text(total)}.",
                )
    repeating = claims[claims["restates"].notna()]
    repeated = look_up(repeating["restates"], claims, "qualifier", "value")
    repeating = repeating[(repeated["value"] == repeating["value"]) & (repeated["qualifier"] != repeating["qualifier"])]
    firsts = by_id(claims, repeating["restates"])
    for row in each_row(repeating, Claim):
        first = firsts[given(row.restates)]
        if first.claim_id not in met and _at_its_own_bound(first, row):
            yield Finding(
                "wording-contradiction",
                TENSION,  # the exact number may be the other, rounded
                ids_of([first, row]),
                f"{value_in_words(first)} and {value_in_words(row)}",
                f"{document(row)} prints {figure_in_words(first)} and, in another place, {value_in_words(row)}.",
            )


def _at_its_own_bound(first: Claim, second: Claim) -> bool:
    """Whether one says "more than" a number and the other exactly that number."""
    qualifiers = {first.qualifier, second.qualifier}
    return qualifiers == {"more_than", "exact"} and first.value == second.value


def complete_wholes(claims: pd.DataFrame) -> Iterator[tuple[Claim, list[Claim]]]:
    """Yield claims about all groups together whose groups are each given once, with those parts."""
    parted = claims[claims["part_of"].notna() & claims["subgroup"].isna()]
    wholes = by_id(claims[claims["group"] == "all"], parted["part_of"])
    for same in grouped(parted[parted["part_of"].isin(wholes.keys())], Claim, ["part_of", "measure"]):
        whole = wholes[given(same[0].part_of)]
        complete = sorted(row.group for row in same) == sorted(main_groups())
        if complete and whole.measure == same[0].measure:
            yield whole, in_order(same, ["group"])


def _windows_of_days(claims: pd.DataFrame) -> Iterator[tuple[Claim, list[Claim]]]:
    """Yield claims about several days whose days are each given once as increments, with those parts."""
    parted = claims[(claims["count_kind"] == "increment") & claims["part_of"].notna() & claims["subgroup"].isna()]
    wholes = by_id(claims, parted["part_of"])
    for same in grouped(parted, Claim, ["part_of", "measure", "group"]):
        whole = wholes.get(given(same[0].part_of))
        if whole is None or (whole.measure, whole.group) != (same[0].measure, same[0].group):
            continue
        parts = in_order(same, ["scope_start"])
        days = [day for part in parts for day in _days_of(part)]
        if days and days == list(_days_of(whole)):
            yield whole, parts


def _days_of(claim: Claim) -> list[date]:
    if claim.scope_start is None or claim.scope_end is None:
        return []
    first, last = (date.fromisoformat(day) for day in (claim.scope_start, claim.scope_end))
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _announced(claims: pd.DataFrame) -> pd.DataFrame:
    """Return figures of dated announcements, without those of a part of the time."""
    dated = claims["series_id"].notna() & (claims["clock"] == "release")
    return claims.loc[dated & ~claims["part_of_time"], ANNOUNCED]


def _by(rows: Sequence[Claim], column: str) -> list[list[Claim]]:
    groups: dict[str, list[Claim]] = {}
    for row in rows:
        groups.setdefault(getattr(row, column), []).append(row)
    return list(groups.values())


def _newest(rows: Sequence[Claim]) -> list[Claim]:
    """Return the rows of the latest day."""
    day = max(row.stated_on for row in rows)
    return [row for row in rows if row.stated_on == day]


def _sum(parts: Sequence[Claim]) -> str:
    total = sum(row.value for row in parts if row.value is not None)
    return " + ".join(value_in_words(row) for row in parts) + f" = {number_text(total)}"
