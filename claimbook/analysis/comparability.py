"""Say how far two figures count the same thing: intervals, dates and scopes.

Returns a degree with its reasons in words. Does not judge who is right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import floor

from claimbook.analysis.claims import UNATTRIBUTED
from claimbook.ledger.records import Claim, columns, given
from claimbook.ledger.vocabulary import GROUPS, MEASURES, is_outside
from claimbook.ledger.wording import count, day_in_words, long_number_text, number_text

Interval = tuple[float, float]

INFINITY = float("inf")
# A claim has a period if any of these columns is filled.
WINDOW = ["scope_start", "scope_end", "scope_hours"]


@columns("qualifier", "value_low", "value", "value_high")
def interval_of(claim: Claim) -> Interval | None:
    """Return the interval that a figure allows, ends included; ``None`` if unknown.

    >>> interval_of(Claim.of(qualifier="more_than", value=125.0))
    (125.0, inf)
    >>> interval_of(Claim.of(qualifier="about", value=70.0)) is None
    True
    """
    kind = _kind(claim.qualifier)
    if kind == "open":
        return None
    if kind == "range":
        return given(claim.value_low), given(claim.value_high)
    value = given(claim.value)
    if kind == "exact":
        return value, value
    return (value, INFINITY) if kind == "lower" else (0.0, value)


@cache  # few distinct values, asked for millions of times in a large ledger
def _kind(qualifier: str) -> str:
    """Return which ends a figure has: ``exact``, ``range``, ``lower``, ``upper``, or ``open`` if unknown."""
    codes = set(qualifier.split(";"))
    lower, upper = bool(codes & {"at_least", "more_than"}), "up_to" in codes
    if codes & {"about", "unquantified"} or (lower and upper):  # two contradictory bounds
        return "open"
    if "range" in codes:
        return "range"
    return "lower" if lower else "upper" if upper else "exact"


def disjoint(first: Interval, second: Interval) -> bool:
    return first[1] < second[0] or second[1] < first[0]


@columns(interval_of)
def exclude(first: Claim, second: Claim) -> bool:
    """Whether no number fits both figures; never so if a figure leaves its number open."""
    intervals = interval_of(first), interval_of(second)
    return None not in intervals and disjoint(*intervals)  # type: ignore[arg-type]


@columns("scope_start", "scope_end", "scope_hours", "part_of_time")
def days_differ(first: Claim, second: Claim) -> bool:
    """Whether two figures are of different days, as far as is printed.

    A figure without printed days may be of any, unless one of the two is the count of
    a part of the time.
    """
    if has_window(first) and has_window(second):
        return window_in_words(first) != window_in_words(second)
    return first.part_of_time or second.part_of_time


def has_window(claim: Claim) -> bool:
    return any(getattr(claim, name) is not None for name in WINDOW)


def window_in_words(claim: Claim, of: str = "") -> str:
    """Return which dates a figure covers, without the year of another day; blank if it says nothing of them."""
    parts = [period_in_words(claim.scope_start, claim.scope_end, of)] if claim.scope_start is not None else []
    parts += [f"{number_text(claim.scope_hours)} hours"] if claim.scope_hours is not None else []
    if claim.scope_start is None and claim.scope_end is not None:
        parts.append(f"until {day_in_words(claim.scope_end, of)}")
    return ", ".join(parts)


def covered_in_words(claim: Claim) -> str:
    """Return the same as what a figure covers: ``the days from 3 May 2031``, ``3 May 2031``, ``40 hours``."""
    words = window_in_words(claim)
    return f"the days {words}" if words.startswith(("from ", "until ")) else words


def period_in_words(start: str | None, end: str | None, of: str = "") -> str:
    if end is None:
        return f"from {day_in_words(given(start), of)}"
    return day_in_words(end, of) if start == end else f"{day_in_words(given(start), of)} to {day_in_words(end, of)}"


def interval_in_words(interval: Interval, above: bool = False) -> str:
    """Return an interval in words; ``above`` if its lower end is itself excluded."""
    low, high = map(long_number_text, interval)
    if low == high:
        return low
    if interval[1] == INFINITY:
        return f"more than {low}" if above else f"{low} or more"
    return f"{low} to {high}"


# Two figures count the same only if these columns match: (column, label).
MUST_MATCH = (
    ("measure", "measure"), ("group", "group"), ("people_of", "people of"), ("event_id", "event"),
    ("scope_place", "place"),
)  # fmt: skip
COUNT_KINDS = {
    "cumulative": "a running total",
    "increment": "a count for part of the period",
    "not_stated": "not said to be a running total or a part",
}

# How two figures are related by the days that they count, from the most to the least known in common.
SAME, INSIDE, OVERLAPPING = "same", "inside", "overlapping"
OPEN, ONE_UNDATED, UNDATED, APART = "open", "one_undated", "undated", "apart"
REPLACED = "replaced"
DEGREES = {
    SAME: "same dates",
    INSIDE: "one period inside the other",
    OVERLAPPING: "overlapping dates",
    OPEN: "dates given in part",
    ONE_UNDATED: "only one of the two gives dates",
    UNDATED: "neither says which days it covers",
    APART: "no common date",
    REPLACED: "replaced",
}
SAME_SPEAKER = "speaker: the same for both"
# Two speakers whose figures cover overlapping dates must have spoken within so many days.
DAYS_APART = 2


@dataclass(frozen=True)
class Comparison:
    """How far two figures count the same thing.

    Attributes
    ----------
    degree : str
        A key of ``DEGREES``.
    share : float
        Days that both count, of all days that either counts: 0 to 1. Only printed
        dates count, so it is 0 where one figure prints none or leaves an end open.
    dates : str
        The dates of both, in words.
    differences : tuple of str
        In what else the two differ, in words.
    obstacles : tuple of str
        Why no ratio is given, besides the dates and the differences, in words.
    """

    degree: str
    share: float
    dates: str
    differences: tuple[str, ...]
    obstacles: tuple[str, ...]

    @property
    def allowed(self) -> bool:
        """Whether a difference and a ratio are given: printed dates in common, and nothing against it."""
        return self.share > 0 and not self.differences and not self.obstacles

    @property
    def reasons(self) -> tuple[str, ...]:
        """The dates, the differences and the obstacles, in words."""
        return (self.dates, *self.differences, *self.obstacles)


@columns(
    *WINDOW, "part_of_time", "value_low", "value", "value_high", "measure", "group", "people_of", "people", "subgroup",
    "event_id", "event", "scope_place", "place", "clock", "stated_on", "order_in_day", "stood_until", "speaker_id",
    "side",
)  # fmt: skip
def compare(first: Claim, second: Claim) -> Comparison:
    """Say how far two claims count the same thing, and what prevents a ratio.

    A ratio needs printed dates on both sides: the same ones, or overlapping ones if
    both spoke within two days of each other; the figure of each side must not have
    been replaced when the later of the two spoke. So a figure that says less about
    itself is never more comparable.

    Parameters
    ----------
    first, second : Claim
        With ``stood_until``.
    """
    differences = (*_other_scopes(first, second),)
    degree, share = _days_in_common(first, second)
    dates, obstacles = _dates_in_words(first, second, degree), (*_obstacles(first, second, degree),)
    if not differences and degree != APART and _replaces(first, second):
        degree, dates, obstacles = REPLACED, _replaced_in_words(first, second), (SAME_SPEAKER,)
    return Comparison(degree, share, dates, differences, obstacles)


def _other_scopes(first: Claim, second: Claim) -> Iterator[str]:
    """Yield the columns in which two claims differ, in words."""
    for column, name in MUST_MATCH:
        if getattr(first, column) != getattr(second, column):
            yield f"{name}: {_column_in_words(column, first)} against {_column_in_words(column, second)}"
        elif getattr(first, column) is None and column != "people_of":  # the group says whose they are
            yield f"{name}: printed for neither"
    if first.subgroup != second.subgroup:
        one, other = (f"only {row.subgroup}" if row.subgroup else "the whole group" for row in (first, second))
        yield f"part of the group: one counts {one}, the other {other}"


@columns(*(column for column, _ in MUST_MATCH), "subgroup")
def count_others(first: Claim, second: Claim) -> bool:
    """Whether two claims say that they count different people, places or events; what one leaves blank may match."""
    scopes = [(getattr(first, column), getattr(second, column)) for column, _ in MUST_MATCH]
    return first.subgroup != second.subgroup or any(one != other for one, other in scopes if None not in (one, other))


def _days_in_common(first: Claim, second: Claim) -> tuple[str, float]:
    """Return how the days of two claims are related, and their share in common."""
    undated = sum(row.scope_start is None and row.scope_end is None for row in (first, second))
    if undated:
        return (ONE_UNDATED, UNDATED)[undated - 1], 0.0
    spans = _span(first), _span(second)
    if None in spans:
        return OPEN, 0.0
    common, together = _common_days(first, second)
    if not common:
        return APART, 0.0
    if spans[0] == spans[1]:
        return SAME, 1.0
    lengths = {end - start + 1 for start, end in filter(None, spans)}
    return (INSIDE if common in lengths else OVERLAPPING), common / together


def _span(claim: Claim) -> tuple[int, int] | None:
    """Return the first and the last day that a claim prints, as ordinals; none if it leaves an end open."""
    if claim.scope_start is None or claim.scope_end is None:
        return None
    return date.fromisoformat(claim.scope_start).toordinal(), date.fromisoformat(claim.scope_end).toordinal()


def _common_days(first: Claim, second: Claim) -> tuple[int, int]:
    """Return how many days two claims with printed dates have in common, and how many either has."""
    (start, end), (other_start, other_end) = given(_span(first)), given(_span(second))
    common = max(0, min(end, other_end) - max(start, other_start) + 1)
    return common, (end - start + 1) + (other_end - other_start + 1) - common


def _replaces(first: Claim, second: Claim) -> bool:
    """Whether one speaker gave one figure later than the other, of the same thing."""
    return (
        first.speaker_id == second.speaker_id != UNATTRIBUTED
        and (is_later(first, second) or is_later(second, first))
        and first.clock == second.clock == "release"
        and (first.value, first.value_low, first.value_high) != (second.value, second.value_low, second.value_high)
        and not (first.part_of_time or second.part_of_time)
    )


@columns("stated_on", "order_in_day")
def is_later(one: Claim, other: Claim) -> bool:
    """Whether one figure is known to be of a later statement than another: of a later day, or later on the same."""
    if one.stated_on != other.stated_on:
        return one.stated_on > other.stated_on
    orders = one.order_in_day, other.order_in_day
    return None not in orders and given(orders[0]) > given(orders[1])


def _replaced_in_words(first: Claim, second: Claim) -> str:
    whose = "speaker" if is_outside(first.side) else "side"
    if first.stated_on == second.stated_on:
        return f"the same {whose}’s later figure of {day_in_words(first.stated_on)} replaced the earlier one"
    earlier, later = sorted((first.stated_on, second.stated_on))
    return f"the same {whose}’s figure of {day_in_words(later)} replaced that of {day_in_words(earlier)}"


def _dates_in_words(first: Claim, second: Claim, degree: str) -> str:
    dates = [window_in_words(row) if has_window(row) else "" for row in (first, second)]
    if degree == SAME:
        return f"both cover {dates[0]}"
    if degree == UNDATED:
        lengths = [*filter(None, dates)]
        if not lengths:
            return "neither gives its dates"
        if len(lengths) == 1:
            return f"one gives only a length: {lengths[0]}"
        return f"both give only a length: {' and '.join(dict.fromkeys(lengths))}"
    open_ended = ("from ", "until ")
    covered = [
        f"covers {'the time ' if of_one.startswith(open_ended) else ''}{of_one}" if of_one else "gives no dates"
        for of_one in dates
    ]
    in_common = ""
    if degree in (INSIDE, OVERLAPPING):
        common, _ = _common_days(first, second)
        in_common = f"; {count(common, 'day')} in both"
    return f"one {covered[0]}, the other {covered[1]}{in_common}"


def _obstacles(first: Claim, second: Claim, degree: str) -> Iterator[str]:
    """Yield why no ratio is given, in words; undated figures need no other reason."""
    if degree not in (SAME, INSIDE, OVERLAPPING):
        return
    if UNATTRIBUTED in (first.speaker_id, second.speaker_id):
        unnamed = first.speaker_id == second.speaker_id
        yield "speaker: neither names one" if unnamed else "speaker: one names none"
        return
    if first.speaker_id == second.speaker_id:
        yield SAME_SPEAKER
        return
    if degree != SAME and (first.part_of_time or second.part_of_time):
        yield "kind of count: one covers only part of the period"
    if not first.clock == second.clock == "release":
        yield "day of statement: not known for both"
        return
    days = [date.fromisoformat(row.stated_on) for row in (first, second)]
    apart = abs((days[0] - days[1]).days)
    if degree != SAME and apart > DAYS_APART:
        yield f"day of statement: {apart} days apart"
    last = max(first.stated_on, second.stated_on)
    for row in (first, second):
        if row.stood_until is not None and row.stood_until <= last:
            yield f"replaced: one was followed by another figure, of {day_in_words(row.stood_until)}"


def _column_in_words(column: str, row: Claim) -> str:
    words = {"measure": MEASURES, "group": GROUPS}
    if column in words:
        return words[column][getattr(row, column)] or "not of people"
    return str(
        getattr(row, {"event_id": "event", "scope_place": "place", "people_of": "people"}[column]) or "not printed"
    )


@columns("scope_start", "scope_end", interval_of)
def contradict(first: Claim, second: Claim, comparison: Comparison) -> bool:
    """Whether two comparable figures can't both be right: of the same dates, or more in a part of the other's.

    Of dates that only overlap both can be right, however far the figures are apart.
    """
    if not comparison.allowed or not exclude(first, second):
        return False
    if comparison.degree == INSIDE:
        inner, outer = sorted((first, second), key=lambda claim: _span(claim)[1] - _span(claim)[0])  # type: ignore[index]
        return given(interval_of(inner))[0] > given(interval_of(outer))[1]
    return comparison.degree == SAME


@dataclass(frozen=True)
class Gap:
    """How far two comparable figures are apart, in words that keep their bounds."""

    difference: str
    ratio: str


@columns(interval_of, "qualifier")
def gap(own: Claim, other: Claim) -> Gap | None:
    """Return the difference and the ratio of two comparable figures; ``None`` if a bound leaves them open.

    >>> gap(Claim.of(qualifier="exact", value=17.0), Claim.of(qualifier="exact", value=200.0))
    Gap(difference='183', ratio='11.8')
    >>> gap(Claim.of(qualifier="exact", value=17.0), Claim.of(qualifier="more_than", value=200.0))
    Gap(difference='more than 183', ratio='more than 11.7')
    """
    first, second = interval_of(own), interval_of(other)
    if first is None or second is None or first[0] <= 0 or first[1] == INFINITY:
        return None
    if second[0] < first[1]:  # one number fits both
        return None
    difference = (second[0] - first[1], second[1] - first[0])
    ratio = (second[0] / first[1], second[1] / first[0])
    above = "more_than" in other.qualifier
    # Rounded down where it is a least number.
    tenths = floor(ratio[0] * 10) / 10 if ratio[1] == INFINITY else round(ratio[0], 1)
    most = ratio[1] if ratio[1] == INFINITY else round(ratio[1], 1)
    return Gap(interval_in_words(difference, above), interval_in_words((tenths, most), above))


@columns(interval_of)
def why_no_gap(one: Claim, other: Claim) -> str:
    """Say why two comparable figures have no difference.

    >>> why_no_gap(Claim.of(qualifier="more_than", value=150.0), Claim.of(qualifier="more_than", value=200.0))
    'both are only minimums'
    >>> why_no_gap(Claim.of(qualifier="up_to", value=20.0), Claim.of(qualifier="exact", value=50.0))
    'the lower figure may be zero'
    """
    intervals = interval_of(one), interval_of(other)
    if None in intervals:
        return "the words of a figure leave its number open"
    if exclude(one, other):
        return "the lower figure may be zero"
    open_above = sum(interval is not None and interval[1] == INFINITY for interval in intervals)
    return ("one number fits both", "one figure is only a minimum", "both are only minimums")[open_above]
