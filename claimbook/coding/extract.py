"""Extract numbers, sums, durations, days, weekdays and place names from text.

Returns ``Expression``s in the order of the text, never overlapping. ``numerals``
reads numbers and ``dateutil`` reads days; this module adds how reports combine
them with signs, units and bounds. Numbers that count nothing (ordinals, clock
times, ages, roads, weapons, pages) are left out; a pronoun that looks like a
number is listed like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import pairwise

from dateutil.parser import ParserError, parse

from claimbook.coding.numerals import Numeral, find_numerals

NUMBER, PERCENT, MONEY, DURATION = "number", "percent", "money", "duration"
DATE, WEEKDAY, PLACE = "date", "weekday", "place"

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
FULL_MONTHS = "|".join(MONTHS)
MONTH = f"(?:{FULL_MONTHS}|(?:{'|'.join(month[:3] for month in MONTHS)}|Sept)\\b\\.?)"
YEAR = r"(?:19|20)\d\d"
DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?: of)?"
TO = r"\s?(?:[-–—]|to|and|through)\s?"
UNIT = r"(?:second|minute|hour|day|night|week|month|year|decade)s?"
CURRENCY = r"(?:dollars|rupees|euros|pounds|yuan|dirhams)"

# Words that bound a figure, by qualifier. A figure without such words is exact.
BOUNDS = {
    "at_least": r"at least|no(?:t)? (?:fewer|less) than|(?:a )?minimum of|or more",
    "more_than": r"(?<!no )(?<!not )more than|over|upwards of|in excess of|above|(?<!never )exceed(?:s|ed|ing)?",
    "up_to": r"up to|as many as|at most|no(?:t)? more than|(?<!no )(?<!not )(?:fewer|less) than|a maximum of|under"
    r"|never exceed(?:s|ed|ing)",
    "about": r"ca?\b\.?|circa|near|about|around|nearly|almost|some|roughly|an estimated|approximately|close to"
    r"|just over|or so",
}
BOUND_SIGNS = {"+": "at_least", ">": "more_than", "~": "about", "≈": "about"}
BOUND_BEFORE = re.compile(rf"(?:\b(?:{'|'.join(BOUNDS.values())})\s{{1,3}}|[>~≈]\s?)\Z", re.IGNORECASE)
LONGEST_LINE = 100  # characters of a line that is wrapped
LONGEST_BOUND = 24  # characters before a number that can hold the words that bound it

MONTH_AFTER = "|".join(
    rf"(?<=\b{word} )"
    for word in ("in", "In", "since", "Since", "during", "by", "from", "until", "last", "this", "early", "late")
)
ORDINAL_OF = (
    "battalion|brigade|regiment|division|infantry|corps|army|century|anniversary|amendment|time|parallel|day|week|month|year"
    "|person|soldier|floor|round|session|district|attack"
)
DAY_PATTERN = "|".join(
    [
        rf"{YEAR}-\d\d-\d\d",
        r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}",
        # January 29 and 30, 2026 · January 29, 2026
        rf"{MONTH} {DAY}\b(?:{TO}{DAY}\b(?! ?(?:%|{UNIT}\b)))?(?:,? {YEAR}\b)?",
        # 29 January 2026 · 29-30 January
        rf"{DAY}(?:{TO}{DAY})? {MONTH}(?:,? {YEAR}\b)?",
        rf"(?:(?:early|mid|late)[- ])?{MONTH},? {YEAR}\b",
        # A month alone: "may" and "march" are also verbs, so these two need more than a capital letter.
        rf"(?:(?:early|mid|late)[- ])?\b(?:{'|'.join(m for m in MONTHS if m not in ('March', 'May'))})\b",
        # "may" and "march" after a word that a month follows.
        rf"(?:{MONTH_AFTER})(?:March|May)\b",
        rf"\bthe (?:3[01]|[12]\d|[1-9])(?:st|nd|rd|th)\b(?! (?:{ORDINAL_OF})\b| of {MONTH})",
        rf"(?<![\d,.]){YEAR}\b(?!\s?(?:%|hrs?\b|{UNIT}\b))",
        r"\b(?:[Tt]oday|[Yy]esterday|[Tt]omorrow)\b",
        r"\b(?:[Oo]ver )?[Tt]he (?:past|last) (?:day|week|month|year)\b",
        r"\b(?:[Ll]ast|[Tt]his|[Nn]ext) (?:week|month|year)\b",
    ]
)
DAYS = re.compile(rf"(?:late )?\b(?:(?:{'|'.join(WEEKDAYS)}),? )(?:{DAY_PATTERN})|(?:{DAY_PATTERN})")
WEEKDAY_WORDS = re.compile(rf"\b(?:{'|'.join(WEEKDAYS)})\b")
MONEY_BEFORE = re.compile(r"(?:[$€£₹¥]|\b(?:Rs|PKR|USD|US\$)\.?)\s?$")
MONEY_AFTER = re.compile(rf"\s{CURRENCY}\b", re.IGNORECASE)
PERCENT_AFTER = re.compile(r"\s?(?:%|(?:per ?cent|pc)\b)", re.IGNORECASE)
OR_MORE = re.compile(r"\+|\s?or (?P<more>more|so)\b", re.IGNORECASE)
# A number that counts nothing: clock, age, unit, road, weapon, page, distance, ordinal, note.
COUNTS_NOTHING_AFTER = re.compile(
    r"[:.]\d\d\b|[\s-]?(?:years?[ -]old|km\b|kilomet|miles?\b|met(?:er|re)|kg\b|tons?\b|tonnes?\b|mm\b"
    r"|[ap]\.?m\b|hrs\b|o.clock|(?:st|nd|rd|th)\b|-[a-z]+)|°|\]",
    re.IGNORECASE,
)
COUNTS_NOTHING_BEFORE = re.compile(
    r"(?:\b(?:Route|Highway|Road|Brigade|Battalion|Unit|Division|Resolution|Article|Section|No\.|Bulletin|Update"
    r"|Hill|Line|Camp|Ward|aged(?: (?:from|between))?"
    r"|aged (?:from|between) \d\d? (?:to|and)|age|age of|(?:man|woman|boy|girl) of|pages?|note|no"
    r"|(?:children|girls|boys|minors|women|men|people|those) (?:under|over)|kilomet(?:er|re))\s|\d[:.]|[A-Z]-|\[)$",
    re.IGNORECASE,
)
# An age after a name or a noun: "two brothers, 16 and 19, were".
AGE_BEFORE = re.compile(r"[^\W\d]{2},\s(?:aged\s)?(?:\d\d?(?:,\s|\sand\s|,\sand\s))*$")
AGE_AFTER = re.compile(r"(?:,|\sand\s\d\d?(?=[,.])|\.?$)")
AGE = re.compile(r"\b[\w-]+[ -]years?[ -]old\b", re.IGNORECASE)
# A person without a number: "a soldier", "her husband".
ONE_OF_A_KIND = re.compile(r"(?:an?|his|her|their|our|my|its)\s", re.IGNORECASE)
UNIT_AFTER = re.compile(rf"[- ]{UNIT}\b(?![- ]old)")
FARTHEST_OR = 2  # between two numbers joined by "or" that are one: "three or four"
LOOK_BACK = 30  # characters before a number that say what it is


@dataclass(frozen=True, order=True)
class Expression:
    """A number, date or place in a text: position (code points, end exclusive), kind and words."""

    start: int
    end: int
    kind: str
    words: str


def find_expressions(text: str, places: Mapping[str, str] | None = None) -> list[Expression]:
    """Find every number, sum, duration, day, weekday and known place in a text.

    Parameters
    ----------
    text : str
        Plain text.
    places : mapping of str to str, optional
        Place ids by name; spelling variants are names too.

    >>> [(item.kind, item.words) for item in find_expressions("On 1 May two men and 42-46% of $72 million")]
    [('date', '1 May'), ('number', 'two'), ('percent', '42-46%'), ('money', '$72 million')]
    """
    candidates = [
        *_matches(text, _place_pattern(tuple(sorted(places or ()))), PLACE),
        *_matches(text, DAYS, DATE),
        *_matches(text, WEEKDAY_WORDS, WEEKDAY),
        *(Expression(one.start, one.end, one.kind, text[one.start : one.end]) for one in read_numbers(text)),
    ]  # fmt: skip
    # If kinds overlap, the first in this order wins.
    taken: list[Expression] = []
    covered = bytearray(len(text))
    for item in candidates:
        if not any(covered[item.start : item.end]):
            covered[item.start : item.end] = b"\1" * (item.end - item.start)
            taken.append(item)
    return sorted(taken)


@dataclass(frozen=True)
class Number:
    """A number as a text prints it: position, kind, and its ends, which are equal but for a range.

    ``low`` and ``high`` are None for words that count without a number.
    """

    start: int
    end: int
    kind: str
    low: float | None
    high: float | None


def read_numbers(text: str) -> Iterator[Number]:
    """Yield each number that counts something, two ends of a range as one, and what it counts in.

    >>> [(one.kind, one.low, one.high) for one in read_numbers("5 to 6 men, at 18:45, for 3 days, on Route 60")]
    [('number', 5.0, 6.0), ('duration', 3.0, 3.0)]
    >>> [(one.kind, one.high) for one in read_numbers("Rs 10 crore, 62pc")]
    [('money', 100000000.0), ('percent', 62.0)]
    """
    numerals = list(find_numerals(text))
    skip = False
    for at, one in enumerate(numerals):
        if skip:
            skip = False
            continue
        before = text[max(0, one.start - LOOK_BACK) : one.start]
        start, low, high, end = one.start, one.value, one.value, one.end
        if at + 1 < len(numerals) and _is_range(text, before, one, numerals[at + 1]):
            high, end, skip = numerals[at + 1].value, numerals[at + 1].end, True
        money = MONEY_BEFORE.search(before)
        kind = NUMBER
        if money:
            kind, start = MONEY, one.start - len(money.group())
        elif after := MONEY_AFTER.match(text, end):
            kind, end = MONEY, after.end()
        elif after := PERCENT_AFTER.match(text, end):
            kind, end = PERCENT, after.end()
        elif after := UNIT_AFTER.match(text, end):
            kind, end = DURATION, after.end()
        elif _counts_nothing(text, before, one.start, end):
            continue
        elif after := OR_MORE.match(text, end):
            end = after.end()
        yield Number(start, end, kind, low, high)


def _is_range(text: str, before: str, one: Numeral, other: Numeral) -> bool:
    """Whether two numbers are the ends of one: "between 30 and 40", "30–40", "five to six", "three or four"."""
    between = text[one.end : other.start]
    joined = (re.search(r"\bbetween\s$", before, re.IGNORECASE) and between == " and ") or (
        re.fullmatch(r"\s?[-–—]\s?| to | or ", between)
        and not re.search(r"(?<!\brange )(?<!\branges )(?<!\branged )(?<!\branging )\bfrom\s$", before, re.IGNORECASE)
    )
    if not joined or one.value is None or other.value is None or one.value >= other.value:
        return False
    # "84 or 94" are two figures.
    return between != " or " or other.value - one.value <= FARTHEST_OR


def _counts_nothing(text: str, before: str, start: int, end: int) -> bool:
    if COUNTS_NOTHING_AFTER.match(text, end) or COUNTS_NOTHING_BEFORE.search(before):
        return True
    if text[start - 1 : start] in ("", "\n") and re.match(r"\.\s+[A-Z]", text[end : end + LOOK_BACK]):
        return True  # of a list: "12. Main incidents"
    if re.search(r"[A-Z][\w.]+ \($", before) and text[end : end + 1] == ")" and end - start <= 2:
        return True  # an age behind a name
    if re.search(r"\bat\s$", before) and re.fullmatch(r"[012]?\d\.[0-5]\d", text[start:end]):
        return True  # a clock: "at 18.45"
    return bool(
        re.fullmatch(r"\d\d?", text[start:end])
        and AGE_BEFORE.search(before)
        and AGE_AFTER.match(text[end : end + LOOK_BACK])
    )


def is_wrapped(text: str) -> bool:
    """Whether the lines of a text end where they are full, and not where a paragraph or a sentence does."""
    lines = text.splitlines()
    if max(map(len, lines), default=0) > LONGEST_LINE:
        return False
    ends = [line.rstrip() for line, after in pairwise(lines) if line.strip() and after.strip()]
    return sum(not line.endswith((".", "!", "?", ":", "”", '"')) for line in ends) > len(ends) / 2


def paragraph_bounds(text: str) -> list[tuple[int, int]]:
    r"""Return start and end, in code points, of each line with a non-blank character.

    >>> paragraph_bounds("one\n\n two")
    [(0, 3), (5, 9)]
    """
    bounds, position = [], 0
    for line in re.split(r"(\r\n|\n|\r)", text):
        if line.strip():
            bounds.append((position, position + len(line)))
        position += len(line)
    return bounds


def numbers_in(words: str) -> set[float]:
    """Return the numbers in a few words, in digits or spelled out; one for a person without a number.

    >>> sorted(numbers_in("42-46%")), numbers_in("over a dozen"), numbers_in("twenty-one"), numbers_in("$72 million")
    ([42.0, 46.0], {12.0}, {21.0}, {72000000.0})
    """
    words = AGE.sub(" ", words)
    found = {one.value for one in find_numerals(words) if one.value is not None}
    if re.search(r"\bdozens\b", words, re.IGNORECASE):
        found.add(12.0)
    return found or ({1.0} if ONE_OF_A_KIND.match(words) else set())


def bound_start(text: str, start: int) -> int:
    """Return where the words begin that bound the number at a position; the position itself if there are none.

    >>> bound_start("killing at least 27", 17)
    8
    """
    while found := BOUND_BEFORE.search(text[max(0, start - LONGEST_BOUND) : start]):
        start -= len(found.group())
    return start


def bounds_in(words: str) -> set[str]:
    """Return the qualifiers that the words around a figure express.

    >>> sorted(bounds_in("up to 84+")), bounds_in("nearly 40"), bounds_in("92")
    (['at_least', 'up_to'], {'about'}, set())
    """
    bounds = {code for code, bound in BOUNDS.items() if re.search(rf"\b(?:{bound})\b", words, re.IGNORECASE)}
    return bounds | {code for sign, code in BOUND_SIGNS.items() if sign in words}


def days_in(words: str, default_year: int | None = None) -> list[date]:
    """Return the days in a few words.

    A day without a year takes the year of another day, else the default. A month or
    a year alone is not a day.

    >>> [str(day) for day in days_in("late Friday, January 31, through Sunday, February 1, 2026")]
    ['2026-01-31', '2026-02-01']
    >>> [str(day) for day in days_in("January 29 and 30, 2026")]
    ['2026-01-29', '2026-01-30']
    """
    year = re.search(YEAR, words)
    days = []
    month = ""
    for match in re.finditer(rf"(?P<before>{DAY}) (?={MONTH})|(?P<month>{MONTH})|(?P<day>\b{DAY}\b)(?!\d)", words):
        if match["month"]:
            month = match["month"]
            before = re.search(rf"({DAY}) $", words[: match.start()])
            if before:
                days.append((before[1], month))
        elif match["day"] and month and not re.match(rf"\s?{YEAR}", words[match.end() :]):
            days.append((match["day"], month))
    of_year = year[0] if year else default_year
    read = [_read_day(f"{day} {month} {of_year}") for day, month in days if of_year]
    return [day for day in read if day]


def weekdays_in(words: str) -> list[str]:
    """Return the weekdays in a few words, in order."""
    return WEEKDAY_WORDS.findall(words)


def _read_day(words: str) -> date | None:
    try:
        read: datetime = parse(words, default=datetime(2000, 1, 1))
    except ParserError:
        return None
    return read.date()


def _matches(text: str, pattern: re.Pattern[str] | None, kind: str) -> Iterator[Expression]:
    for match in pattern.finditer(text) if pattern else ():
        yield Expression(match.start(), match.end(), kind, match.group())


@cache
def _place_pattern(names: tuple[str, ...]) -> re.Pattern[str] | None:
    longest_first = sorted(
        (*names, *(name.upper() for name in names)), key=len, reverse=True
    )  # datelines are in capitals
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b") if names else None
