"""Decide whether two figures may be compared: intervals, periods and scopes.

Returns the verdict with its reasons in words. Does not judge who is right.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from claimbook.analysis.claims import UNATTRIBUTED
from claimbook.ledger.records import Claim, columns, given
from claimbook.ledger.vocabulary import GROUPS, MEASURES
from claimbook.ledger.wording import day_in_words, number_text

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


@columns("scope_start", "scope_end", "scope_hours", "count_kind")
def windows(first: Claim, second: Claim) -> str:
    """Return whether two figures cover the same days: ``same``, ``unstated`` or ``different``."""
    if has_window(first) and has_window(second):
        return "same" if window_in_words(first) == window_in_words(second) else "different"
    return "unstated" if first.count_kind == second.count_kind == "cumulative" else "different"


def has_window(claim: Claim) -> bool:
    return any(getattr(claim, name) is not None for name in WINDOW)


def window_in_words(claim: Claim) -> str:
    parts = [period_in_words(claim.scope_start, claim.scope_end)] if claim.scope_start is not None else []
    parts += [f"{number_text(claim.scope_hours)} hours"] if claim.scope_hours is not None else []
    return ", ".join(parts) or f"until {day_in_words(given(claim.scope_end))}"


def period_in_words(start: str | None, end: str | None) -> str:
    if end is None:
        return f"from {day_in_words(given(start))}"
    return day_in_words(end) if start == end else f"{day_in_words(given(start))} to {day_in_words(end)}"


def interval_in_words(interval: Interval) -> str:
    low, high = interval
    if low == high:
        return number_text(low)
    return f"{number_text(low)} or more" if high == INFINITY else f"{number_text(low)} to {number_text(high)}"


# Two claims are comparable only if all of these columns match: (column, label).
MUST_MATCH = (
    ("measure", "measure"),
    ("group", "group"),
    ("event_id", "event"),
    ("count_kind", "kind of count"),
    ("scope_place", "place"),
)
COUNT_KINDS = {"cumulative": "a running total", "increment": "the count of a part of the time"}
SAME, UNSTATED, NARROWER, DIFFERENT = "same", "unstated", "narrower", "different"


@dataclass(frozen=True)
class Comparison:
    """Whether two figures may be compared: ``verdict``, and the columns that prevent it, in words.

    ``same``: all columns match. ``unstated``: those that are stated match; running
    totals without dates must then have been current on a common day. ``narrower``:
    one covers a part of the other's group, so that both are shown but nothing is
    subtracted. ``different``: never compared.
    """

    verdict: str
    reasons: tuple[str, ...]

    @property
    def allowed(self) -> bool:
        """Whether a difference and a ratio may be given."""
        return self.verdict in (SAME, UNSTATED)


@columns(
    windows, "measure", "group", "subgroup", "event_id", "event", "scope_place", "place", "clock", "stated_on",
    "stood_until", "speaker_id",
)  # fmt: skip
def compare(first: Claim, second: Claim) -> Comparison:
    """Compare the scopes of two claims.

    Parameters
    ----------
    first, second : Claim
        With ``stood_until``.
    """
    failing = [
        f"{name}: {_column_in_words(column, first)} against {_column_in_words(column, second)}"
        for column, name in MUST_MATCH
        if None not in (one := (getattr(first, column), getattr(second, column))) and one[0] != one[1]
    ]
    days = windows(first, second)
    if days == SAME and first.scope_start is None and first.scope_end is None:
        days = UNSTATED  # the same number of hours, but which ones is not stated
    if days == DIFFERENT:
        failing.append(f"days: {_days_in_words(first)} against {_days_in_words(second)}")
    elif days == UNSTATED and "earliest" in (first.clock, second.clock):
        failing.append("day on which they stood: not known, since a document is undated")
    elif days == UNSTATED and not _stood_together(first, second):
        failing.append(
            f"day on which they stood: one {_validity_in_words(first)}; the other {_validity_in_words(second)}"
        )
    if failing:
        return Comparison(DIFFERENT, tuple(failing))
    parts = [row.subgroup for row in (first, second) if row.subgroup]
    if len(parts) == 1 or len(set(parts)) > 1:
        return Comparison(NARROWER, (f"part of the group: {' against '.join(parts)}",))
    unstated = [
        f"{name}: not printed for both"
        for column, name in MUST_MATCH
        if (getattr(first, column) is None) != (getattr(second, column) is None)
    ]
    if days == UNSTATED:
        printed = sum(has_window(row) for row in (first, second))
        unstated.append(
            ("days: printed for neither", "days: printed for one only", "days: which hours isn’t printed")[printed]
        )
    return Comparison(UNSTATED if unstated else SAME, tuple(unstated))


def _stood_together(first: Claim, second: Claim) -> bool:
    """Whether both were their speakers' current figure on some common day.

    For an unnamed speaker that is unknown.
    """
    if UNATTRIBUTED in (first.speaker_id, second.speaker_id):
        return bool(first.stated_on == second.stated_on)
    starts = max(first.stated_on, second.stated_on)
    return all(row.stood_until is None or starts < row.stood_until for row in (first, second))


def _validity_in_words(row: Claim) -> str:
    if row.speaker_id == UNATTRIBUTED:
        return f"known for {day_in_words(row.stated_on)} alone, since nobody is named"
    end = f", followed on {day_in_words(row.stood_until)}" if row.stood_until is not None else " on"
    return f"from {day_in_words(row.stated_on)}{end}"


def _column_in_words(column: str, row: Claim) -> str:
    words = {"measure": MEASURES, "group": GROUPS, "count_kind": COUNT_KINDS}
    if column in words:
        return words[column][getattr(row, column)] or "not of people"
    return str(getattr(row, {"event_id": "event", "scope_place": "place"}[column]))


def _days_in_words(row: Claim) -> str:
    return window_in_words(row) if has_window(row) else "not printed"


@dataclass(frozen=True)
class Gap:
    """How far two comparable figures are apart, in words that keep their bounds."""

    difference: str
    ratio: str


@columns(interval_of)
def gap(own: Claim, other: Claim) -> Gap | None:
    """Return the difference and the ratio of two comparable figures; ``None`` if a bound leaves them open.

    >>> gap(Claim.of(qualifier="exact", value=17.0), Claim.of(qualifier="exact", value=200.0))
    Gap(difference='183', ratio='11.8')
    >>> gap(Claim.of(qualifier="exact", value=17.0), Claim.of(qualifier="more_than", value=200.0))
    Gap(difference='183 or more', ratio='11.8 or more')
    """
    first, second = interval_of(own), interval_of(other)
    if first is None or second is None or first[0] <= 0 or first[1] == INFINITY:
        return None
    difference = (second[0] - first[1], second[1] - first[0])
    ratio = (second[0] / first[1], second[1] / first[0])
    return Gap(interval_in_words(difference), interval_in_words((_tenths(ratio[0]), _tenths(ratio[1]))))


def _tenths(value: float) -> float:
    return value if value == INFINITY else round(value, 1)
