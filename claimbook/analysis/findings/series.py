"""Find what doesn't fit between announcements: totals that fall, and speakers who exclude each other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pandas as pd

from claimbook.analysis.claims import UNATTRIBUTED
from claimbook.analysis.comparability import DAYS_APART, compare, contradict, exclude, interval_of
from claimbook.analysis.findings.finding import TENSION, Finding, grouped, ids_of, in_order
from claimbook.ledger.records import Claim, given
from claimbook.ledger.wording import capital_text, day_in_words, figure_in_words, value_in_words

# Announcements of one running total agree in these columns.
TOTAL = ["speaker_id", "event_id", "measure", "group", "subgroup", "people_of", "scope_place"]


def find_total_falls(claims: pd.DataFrame) -> Iterator[Finding]:
    """Find running totals that fall from one announcement to the next, unless the later one says that it corrects."""
    announced = claims[claims["release_id"].notna() & ~claims["part_of_time"] & claims["restates"].isna()]
    totals = announced[(announced["speaker_id"] != UNATTRIBUTED) & announced["least"].notna()]
    for of_total in grouped(totals, Claim, TOTAL, ["stated_on"]):
        days: dict[tuple[str, int], list[Claim]] = {}
        for row in in_order(of_total):
            days.setdefault((row.stated_on, row.order_in_day or 0), []).append(row)
        for before, after in pairwise(days[when] for when in sorted(days)):
            # Of several figures of one moment, the least that the first said and the most that the second said.
            first, second = min(before, key=_least), max(after, key=_most)
            falls = exclude(first, second) and _most(second) < _least(first)
            if falls and not _starts_anew(first, second) and second.supersedes != first.claim_id:
                yield Finding(
                    "total-falls",
                    TENSION,
                    ids_of([first, second]),
                    f"{value_in_words(first)} on {day_in_words(first.stated_on)}, {value_in_words(second)} on "
                    f"{day_in_words(second.stated_on)}",
                    f"{capital_text(first.speaker)} gave {figure_in_words(first)} on {day_in_words(first.stated_on)} "
                    f"and fewer, {value_in_words(second)}, on {day_in_words(second.stated_on)}.",
                )


def _least(claim: Claim) -> float:
    return given(claim.least)


def _most(claim: Claim) -> float:
    interval = interval_of(claim)
    return interval[1] if interval else float("inf")


def _starts_anew(first: Claim, second: Claim) -> bool:
    """Whether two totals don't say that they count from the same day; two that say nothing are of one series."""
    return first.scope_start != second.scope_start


def find_speakers_differ(claims: pd.DataFrame) -> Iterator[Finding]:
    """Find figures of two speakers that can be compared and exclude each other: the last such pair of each two."""
    named = claims[(claims["speaker_id"] != UNATTRIBUTED) & claims["restates"].isna() & claims["least"].notna()]
    question = ["event_id", "measure", "group", "subgroup", "people_of", "scope_place"]
    for of_question in grouped(named, Claim, question, ["speaker_id"]):
        last: dict[tuple[str, ...], tuple[Claim, Claim]] = {}
        rows = sorted(of_question, key=lambda row: (row.stated_on, row.claim_id))
        same_dates: dict[tuple[str | None, str | None], list[Claim]] = {}
        near = 0
        for at, row in enumerate(rows):
            while _day(row) - _day(rows[near]) > DAYS_APART:
                near += 1
            dates = row.scope_start, row.scope_end
            for other in [*same_dates.get(dates, ()), *rows[near:at]]:
                if other.speaker_id != row.speaker_id and exclude(other, row) and compare(other, row).allowed:
                    last[tuple(sorted((other.speaker_id, row.speaker_id)))] = other, row
            same_dates.setdefault(dates, []).append(row)
        for pair in last.values():
            first, second = sorted(pair, key=lambda row: (given(row.least), row.claim_id))
            end = ": both can’t be right" if contradict(first, second, compare(first, second)) else ""
            yield Finding(
                "speakers-differ",
                TENSION,
                ids_of([first, second]),
                f"{value_in_words(first)} and {value_in_words(second)} can’t both be the total",
                f"{capital_text(first.speaker)} gave {figure_in_words(first)}, {second.speaker} "
                f"{value_in_words(second)}, for dates that overlap{end}.",
            )


def _day(claim: Claim) -> int:
    return date.fromisoformat(claim.stated_on).toordinal()
