"""Phrases of the book: figures, dates, periods and speakers in plain, neutral English.

Takes records and returns text. Neutral nouns come from ``vocabulary``; a
document's own labels are data (``source_label``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache, lru_cache

from markupsafe import Markup, escape

from claimbook.ledger.records import Claim, Indicator, Sourced, Valued, columns, given
from claimbook.ledger.vocabulary import (
    BOUNDS,
    FORMATS,
    GROUPED_UNITS,
    GROUPS,
    MEASURES,
    NOT_STATED,
    ONE_OF_GROUP,
    SEVERAL_OF_GROUP,
)

FIVE_DIGITS = 10_000


def count(number: int, noun: str) -> str:
    """Return a number and its noun in agreement: ``1 file``, ``2 files``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def number_text(value: float) -> str:
    """Return a number as tables show it: ``92``, ``71.2``."""
    return f"{value:.15g}"


def long_number_text(value: float) -> str:
    """Return a number as text shows it, with commas from five digits on: ``2026``, ``73,419``."""
    return f"{value:,.15g}" if value >= FIVE_DIGITS else number_text(value)


@columns("qualifier", "value_text", "value_low", "value", "value_high")
def value_in_words(row: Valued) -> str:
    """Return a figure with its qualifier in words.

    A figure with two contradictory bounds, or a range with a bound, is quoted as
    printed, since choosing one would be a judgement.

    >>> from claimbook.ledger.vocabulary import adopt
    >>> adopt({"units": [{"value": "percent", "format": "{}%"}, {"value": "usd", "format": "${}", "grouped": True}]})
    >>> value_in_words(Claim.of(qualifier="more_than", value=125.0))
    'over 125'
    >>> value_in_words(Indicator.of(qualifier="range", value_low=42.0, value_high=46.0, unit="percent"))
    '42 to 46%'
    >>> value_in_words(Claim.of(qualifier="at_least;up_to", value=84.0, value_text="up to 84+"))
    '“up to 84+”'
    >>> value_in_words(Claim.of(qualifier="range;up_to", value_text="at most 20 to 25"))
    '“at most 20 to 25”'
    >>> value_in_words(Indicator.of(qualifier="exact", value=72e6, unit="usd"))
    '$72,000,000'
    """
    bound = _bound(row.qualifier)
    if bound is None:
        return f"“{row.value_text}”"
    unit = getattr(row, "unit", "")  # a claim counts people and has no unit
    if "range" in row.qualifier:
        number = f"{long_number_text(given(row.value_low))} to {long_number_text(given(row.value_high))}"
    else:
        number = f"{given(row.value):,.0f}" if unit in GROUPED_UNITS else long_number_text(given(row.value))
    if not unit:
        return f"{bound}{number}"
    return bound + (FORMATS[unit].replace("{}", number) if unit in FORMATS else f"{number} {unit.replace('_', ' ')}")


@cache  # few distinct values, asked for millions of times in a large ledger
def _bound(qualifier: str) -> str | None:
    """Return the words before a number; ``None`` if the figure is quoted as printed."""
    codes = set(qualifier.split(";"))
    two_bounds = "up_to" in codes and codes & {"at_least", "more_than"}
    if "unquantified" in codes or two_bounds or ("range" in codes and len(codes) > 1):
        return None
    return next((words for code, words in BOUNDS.items() if code in codes), "")


@columns("group", "subgroup", "people")
def people_counted(row: Claim) -> str:
    """Return whom a claim counts: ``security forces (navy)``, ``civilians of the North``."""
    group = f"{GROUPS[row.group]} of {row.people}" if row.people is not None else GROUPS[row.group]
    return f"{group} ({row.subgroup})" if row.subgroup is not None else group


@columns(people_counted, "measure")
def counted(row: Claim) -> str:
    """Return what a claim counts: ``security forces (navy) killed``, ``civilians of the North killed``."""
    return f"{people_counted(row)} {MEASURES[row.measure]}".strip()


@columns(value_in_words, counted)
def figure_in_words(claim: Claim) -> str:
    """Return a figure and what it counts, as a reader would say it.

    >>> from claimbook.ledger.vocabulary import adopt
    >>> one = {"value": "security_forces", "label": "forces", "singular": "member of the forces"}
    >>> adopt({"groups": [one], "measures": [{"value": "killed", "label": "killed"}]})
    >>> navy = Claim.of(
    ...     qualifier="exact", value_text="one", value_low=None, value=1.0, value_high=None,
    ...     group="security_forces", subgroup="navy", people=None, measure="killed",
    ... )
    >>> figure_in_words(navy)
    '1 member of the forces (navy) killed'
    """
    return value_in_words(claim) + after_value(claim)


@columns(counted, "qualifier", "value_text", "value", "group", "people")
def after_value(claim: Claim) -> str:
    """Return what is said of a figure after its value, with the blank between: `` militants killed``.

    Words in place of a number may name the people themselves, who aren't named twice.

    >>> from claimbook.ledger.vocabulary import adopt
    >>> words = [{"value": "civilians", "label": "civilians"}]
    >>> adopt({"groups": words, "measures": [{"value": "killed", "label": "killed"}]})
    >>> said = {"qualifier": "unquantified", "group": "civilians", "people": None, "measure": "killed"}
    >>> after_value(Claim.of(value_text="many", value=None, subgroup=None, **said))
    ': civilians killed'
    >>> after_value(Claim.of(value_text="dozens of civilians", value=None, subgroup="in custody", **said))
    ' (in custody) killed'
    """
    words = counted(claim)
    if claim.qualifier == "unquantified":
        group = GROUPS[claim.group]
        is_named = claim.people is None and group and group.casefold() in given(claim.value_text).casefold()
        return words.removeprefix(group) if is_named else f": {words}"
    people = ONE_OF_GROUP if claim.value == 1 else SEVERAL_OF_GROUP
    if claim.group in people:
        words = words.replace(GROUPS[claim.group], people[claim.group], 1)
    return f" {words}"


def capital_text(text: str) -> str:
    """Capitalise the first letter of plain text."""
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=4096)
def day_in_words(day: str, of: str = "") -> str:
    """Return an ISO date in words, without its year if that is the year of another day.

    >>> day_in_words("2026-01-31"), day_in_words("2025-07"), day_in_words("2025")
    ('31 January 2026', 'July 2025', '2025')
    >>> day_in_words("2026-01-31", "2026-02-06")
    '31 January'
    """
    if len(day) == len("2026"):
        return day
    whole = len(day) == len("2026-01-31")
    when = date.fromisoformat(day if whole else f"{day}-01")
    year = "" if when.year == int(of[:4] or 0) else f" {when.year}"
    return f"{when.day} {when:%B}{year}" if whole else f"{when:%B}{year}"


def listed(parts: Iterable[str]) -> str:
    """List parts in words, each once.

    >>> listed(["one", "two", "one", "three"])
    'one, two and three'
    """
    each = list(dict.fromkeys(parts))
    comma, before_last = separators(each)
    return before_last.join(filter(None, [comma.join(each[:-1]), *each[-1:]]))


def separators(parts: Sequence[str], last: str = "and") -> tuple[str, str]:
    """Return what separates the parts of a list, and what comes before the last; semicolons if a part has a comma.

    >>> separators(["Gazette", "Courier, a weekly", "Herald"])
    ('; ', '; and ')
    """
    if not any("," in part for part in parts):
        return ", ", f" {last} "
    return "; ", f", {last} " if len(parts) == 2 else f"; {last} "


def _closed(who: str) -> str:
    """Return a name before other words: after an apposition with a comma."""
    return f"{who}," if "," in who else who


def according_to(who: str, when: str, announced: bool) -> str:
    """Return whose figure it is, and when it was announced or, in brackets, what is known of its day.

    >>> according_to("the army", "2 May 2031", True)
    'according to the army on 2 May 2031'
    >>> according_to("A. Bo, minister", "2 May 2031", True)
    'according to A. Bo, minister, on 2 May 2031'
    >>> according_to("officials", "reported 2 May 2031", False)
    'according to officials (reported 2 May 2031)'
    """
    if not announced:
        return f"according to {who} ({when})"
    return f"according to {_closed(who)} on {when}"


def said_that(who: str, when: str, announced: bool) -> str:
    """Return the beginning of a sentence that says what somebody claimed, and when.

    >>> said_that("the army", "2 May 2031", True)
    'the army said on 2 May 2031 that'
    >>> said_that("A. Bo, minister", "reported 2 May 2031", False)
    'A. Bo, minister, said, as reported on 2 May 2031, that'
    >>> said_that("the army", "undated, not before 2 May 2031", False)
    'the army said (undated, not before 2 May 2031) that'
    """
    said = f"{_closed(who)} said"
    if announced:
        return f"{said} on {when} that"
    day = when.removeprefix("reported ")
    return f"{said} ({when}) that" if day == when else f"{said}, as reported on {day}, that"


@columns("speaker", "stood_until", "next_clock", "stated_on")
def followed(claim: Claim) -> str:
    """Say that a claim's speaker gave another figure later, and when, as far as that is known.

    >>> said = {"speaker": "the army", "stood_until": "2031-05-04"}
    >>> followed(Claim.of(**said, stated_on="2031-05-02", next_clock="release"))
    'the army gave another figure on 4 May 2031'
    >>> followed(Claim.of(**said, stated_on="2031-05-02", next_clock="publication"))
    'another figure of the army was reported on 4 May 2031'
    >>> followed(Claim.of(**said, stated_on="2031-05-04", next_clock="release"))
    'the army gave another figure later that day'
    """
    if claim.stood_until == claim.stated_on and claim.next_clock == "release":
        return f"{claim.speaker} gave another figure later that day"
    day = day_in_words(given(claim.stood_until))
    if claim.next_clock in ("release", "as_of"):
        return f"{claim.speaker} gave another figure {'on' if claim.next_clock == 'release' else 'as of'} {day}"
    reported = f"reported on {day}" if claim.next_clock == "publication" else f"in an undated report, not before {day}"
    return f"another figure of {claim.speaker} was {reported}"


def short_name(name: str) -> str:
    """Return the initials that a name gives in brackets, else the name.

    >>> short_name("the Free River League (FRL)"), short_name("the army (press office)")
    ('the FRL', 'the army (press office)')
    """
    initials = re.fullmatch(r"(the )?.*\(([A-Z]{2,6})\)", name)
    return f"{initials[1] or ''}{initials[2]}" if initials else name


def days_in_words(days: Sequence[str]) -> str:
    """Return ISO dates in their order as one list, each month and year once.

    >>> days_in_words(["2026-01-31", "2026-02-01", "2026-02-02"])
    '31 January, 1 and 2 February 2026'
    >>> days_in_words(["2025-12-31", "2026-01-01"])
    '31 December 2025 and 1 January 2026'
    """
    months: dict[str, list[str]] = {}
    for day in days:
        number, month = day_in_words(day).split(" ", 1)
        months.setdefault(month, []).append(number)
    years = [month.rsplit(" ", 1)[1] for month in months]
    said = []
    for at, (month, numbers) in enumerate(months.items()):
        name = month if years[at : at + 2] != [years[at]] * 2 else month.rsplit(" ", 1)[0]
        said.append(f"{listed(numbers)} {name}")
    # Days of the last month have an "and" of their own.
    return listed(said) if len(numbers) == 1 else ", ".join(said)


def is_day(text: str) -> bool:
    """Whether a text is a whole day, ISO 8601.

    >>> is_day("2026-02-01"), is_day("2026-2-1"), is_day("20260201")
    (True, False, False)
    """
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


@columns("years_start", "years_end")
def years_in_words(indicator: Indicator) -> str:
    """Return the years that a background figure describes, in words."""
    if indicator.years_start is None:
        return NOT_STATED
    start, end = indicator.years_start, indicator.years_end
    return str(start) if start == end else f"{start}–{end}"


UNIDENTIFIED = "Unidentified publisher"


@columns("publisher", "agency")
def is_identified(source: Sourced) -> bool:
    """Whether it is known who published a document, or whose text it is."""
    return bool(source.publisher or source.agency)


@columns("publisher", "agency")
def source_name(source: Sourced) -> str:
    """Return who published a document, and the agency whose text it is.

    >>> from claimbook.ledger.records import Source
    >>> source_name(Source.of(publisher="Gazette", agency="A press agency"))
    'A press agency via Gazette'
    >>> [source_name(Source.of(publisher=None, agency=agency)) for agency in ("A press agency", None)]
    ['A press agency via an unidentified publisher', 'Unidentified publisher']
    """
    if source.agency:
        return f"{source.agency} via {source.publisher or 'an unidentified publisher'}"
    return source.publisher or UNIDENTIFIED


@columns("claimant", "relay")
def speaker_path(claim: Claim) -> str:
    """Return who said it, and through whom: ``the army, relayed by state radio``."""
    relay = f", relayed by {claim.relay}" if claim.relay is not None else ""
    return f"{claim.claimant}{relay}"


def capital(text: str | Markup) -> Markup:
    """Capitalise the first letter; leave markup unchanged."""
    plain = escape(text)
    return Markup(plain[:1].upper() + plain[1:])


def slug(name: str) -> str:
    """Return a readable id: ``New Osmo`` becomes ``new-osmo``, ``Ömer`` ``omer``; blank if it has no Latin letter."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain.lower()))


def number_slug(value: float) -> str:
    """Return a number as the address of its page: ``48``, ``71-2``."""
    return number_text(value).replace(".", "-")
