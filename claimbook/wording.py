"""The book's phrases: figures, days, windows and speakers in plain, neutral English.

Takes rows of the book tables, gives text or HTML in which every figure links to
its claim. The neutral nouns are here and nowhere else; the documents' own
labels are data (``source_label``). Decides nothing about what is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from claimbook.ledger import number_text

GROUPS = {
    "militants": "militants",
    "security_forces": "security forces",
    "civilians": "civilians",
    "prisoners": "prisoners",
    "all": "people",
    "not_applicable": "",
}
MEASURES = {
    "killed": "killed",
    "captured": "captured",
    "freed": "freed",
    "wounded": "wounded",
    "missing": "missing",
    "displaced": "displaced",
    "casualties": "killed or wounded",
    "attackers": "attackers",
    "districts_attacked": "districts attacked",
    "locations_attacked": "locations attacked",
    "cities_attacked": "cities attacked",
    "duration_hours": "hours",
}
TOPICS = {
    "poverty": "poverty",
    "literacy": "literacy",
    "mortality": "deaths of children",
    "resources": "resources",
    "money": "money for operations",
    "population": "population and area",
    "duration": "length of the conflict",
    "violence": "violence by year",
}
EVENT_KINDS = {
    "episode": "Episode",
    "attack": "Attacks",
    "raid": "Raids",
    "counter_operation": "Counter-operations",
    "prison_break": "Prison break",
    "service_outage": "Service outage",
    "statement": "Statement",
    "phase": "Phase",
    "earlier_episode": "Earlier episode",
}
BOUNDS = {"at_least": "at least ", "more_than": "over ", "up_to": "up to ", "about": "about "}
UNITS = {
    "percent": "{}%",
    "usd": "${}",
    "pkr": "Rs {}",
    "years": "{} years",
    "per_1000_births": "{} of 1,000 births",
}
# Large numbers of these are printed with commas.
GROUPED_UNITS = ("usd", "pkr", "residents")
STATEMENT_KINDS = {
    "accusation": "Accusation",
    "denial": "Denial",
    "responsibility": "Responsibility",
    "verification": "Verification",
    "ranking": "Ranking",
    "policy": "Policy",
    "demand": "Demand",
    "cause": "Cause",
    "explanation": "Explanation",
    "condition": "Circumstance",
    "disruption": "Disruption",
    "conduct": "Conduct",
    "name": "Name",
    "trend": "Trend",
    "warning": "Warning",
    "reaction": "Reaction",
    "contradiction": "Contradiction",
}
THEMES = {
    "poverty_and_development": "poverty and development",
    "resources": "resources",
    "political_exclusion": "political exclusion",
    "force": "force",
    "foreign_involvement": "foreign involvement",
    "constitutional_order": "constitutional order",
    "ethnic_nationalism": "identity and nation",
    "crime": "crime",
    "retaliation": "retaliation",
}
VERIFICATION = {
    "none": "The text says nothing of verification.",
    "unverified": "The text says that it is not independently verified.",
    "confirmed": "The text says that it is confirmed.",
}
ASSERTION = {
    "flat": "As a fact",
    "attributed": "As somebody’s words",
    "hedged": "With a word of doubt",
}
VERIFIED = {
    "none": "no word on verification",
    "unverified": "not independently verified, says the text",
    "confirmed": "confirmed, says the text",
}
# What its day says of a figure, by the clock that it is known by.
STATED = {"release": "stated", "publication": "published", "earliest": "not before"}
DATE_PRECISION = {
    1: "dated to the day",
    2: "dated to two to six days",
    3: "dated to a week",
    4: "dated to a month",
    5: "dated to a year",
}
PLACE_PRECISION = {
    1: "the report names the site",
    2: "the report names the town, not a site",
    3: "the report names the district only",
    4: "the report names the province only",
    5: "the report names the area only vaguely",
    6: "the report names the country only",
    7: "the report places it at sea or in the air",
}
NOT_STATED = "not stated"


def known(value: Any) -> bool:
    """Whether a cell holds something."""
    # Unlike pd.notna this costs nothing; it is asked millions of times of a large ledger.
    return not (value is None or value is pd.NA or value != value or value == "")


def figure_text(row: Any) -> str:
    """The figure with its qualifier in words.

    A figure printed with two bounds that exclude each other stays as printed,
    in quotation marks: choosing one of them would be a judgement.

    >>> figure_text({"qualifier": "more_than", "value": 125.0})
    'over 125'
    >>> figure_text({"qualifier": "range", "value_low": 42.0, "value_high": 46.0, "unit": "percent"})
    '42 to 46%'
    >>> figure_text({"qualifier": "at_least;up_to", "value": 84.0, "value_text": "up to 84+"})
    '“up to 84+”'
    >>> figure_text({"qualifier": "exact", "value": 72e6, "unit": "usd"})
    '$72,000,000'
    """
    bound = _bound(row["qualifier"])
    if bound is None:
        return f"“{row['value_text']}”"
    unit = row.get("unit", "")
    if "range" in row["qualifier"]:
        number = f"{number_text(row['value_low'])} to {number_text(row['value_high'])}"
    else:
        number = f"{row['value']:,.0f}" if unit in GROUPED_UNITS else number_text(row["value"])
    return f"{bound}{UNITS[unit].format(number) if unit in UNITS else number}"


@cache  # there are few, and a large ledger asks millions of times
def _bound(qualifier: str) -> str | None:
    """The words before a number; None where the figure is said as it is printed."""
    codes = set(qualifier.split(";"))
    if "unquantified" in codes or ("up_to" in codes and codes & {"at_least", "more_than"}):
        return None
    return "" if "range" in codes else next((words for code, words in BOUNDS.items() if code in codes), "")


def counted(row: Any) -> str:
    """What a claim counts: ``militants killed``, ``security forces (navy) killed``."""
    group = GROUPS[row["group"]]
    subgroup = f" ({row['subgroup']})" if known(row["subgroup"]) else ""
    return f"{group}{subgroup} {MEASURES[row['measure']]}".strip()


@lru_cache(maxsize=4096)
def say_day(day: str) -> str:
    """An ISO date in words: ``31 January 2026``; of a month ``July 2025``, of a year ``2025``."""
    if len(day) == len("2026"):
        return day
    whole = len(day) == len("2026-01-31")
    when = date.fromisoformat(day if whole else f"{day}-01")
    return f"{when.day} {when:%B} {when.year}" if whole else f"{when:%B} {when.year}"


def time_tag(day: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(day, say_day(day))


def period(start: Any, end: Any) -> Markup:
    """A window of days as HTML; an open end is said in words."""
    if known(start) and known(end):
        return time_tag(start) if start == end else Markup("{} to {}").format(time_tag(start), time_tag(end))
    if known(start):
        return Markup("from {}, end not stated").format(time_tag(start))
    if known(end):
        return Markup("until {}, start not stated").format(time_tag(end))
    return Markup(NOT_STATED)


DATED_TO_A_FEW_DAYS = 2


def reported_days(report: Any) -> Markup:
    """The days of a report; its own words where it isn't dated to a few days."""
    if known(report["date_prec"]) and report["date_prec"] <= DATED_TO_A_FEW_DAYS:
        return period(report["start"], report["end"])
    return Markup("<q>{}</q>").format(report["value_text"])


def window(row: Any) -> Markup:
    """The days or hours that a figure is said to be of."""
    parts = []
    if known(row["scope_start"]) or known(row["scope_end"]):
        parts.append(period(row["scope_start"], row["scope_end"]))
    if known(row["scope_hours"]):
        hours = number_text(row["scope_hours"])
        parts.append(Markup('<time datetime="PT{0}H">{0} hours</time>').format(hours))
    return Markup(", ").join(parts) if parts else Markup(NOT_STATED)


def say_years(indicator: Any) -> str:
    """The years that a background figure's data describe, in words."""
    if not known(indicator["years_start"]):
        return NOT_STATED
    start, end = int(indicator["years_start"]), int(indicator["years_end"])
    return str(start) if start == end else f"{start}–{end}"


def source_name(source: Any) -> str:
    """Who published a document, in words."""
    return source["publisher"] if known(source["publisher"]) else "Publisher not identified"


def speaker_path(claim: Any) -> str:
    """Who said it, through whom: ``Pakistani security forces, relayed by state media``."""
    relay = f", relayed by {claim['relay']}" if known(claim["relay"]) else ""
    return f"{claim['claimant']}{relay}"


def listing(parts: Sequence[str | Markup], last: str = "and") -> Markup:
    """Parts in a row: ``a``, ``a and b``, ``a, b and c``."""
    if len(parts) < 2:
        return Markup("").join(parts)
    return Markup("{} {} {}").format(Markup(", ").join(parts[:-1]), last, parts[-1])


def link(href: str, text: str | Markup, css: str = "cb-figure") -> Markup:
    return Markup('<a class="{}" href="{}">{}</a>').format(css, href, text)


def cited(text: str | Markup) -> Markup:
    """Words or numbers that the ledger carries and nobody computed here."""
    return Markup("<cite>{}</cite>").format(text)


def small(text: str | Markup) -> Markup:
    """What stands beneath the words of a cell, and is no part of what its column is filtered by."""
    return Markup("<small>{}</small>").format(text)


def paragraph(*sentences: str | Markup, css: str = "") -> Markup:
    attribute = Markup(' class="{}"').format(css) if css else Markup("")
    return Markup("<p{}>{}</p>").format(attribute, Markup(" ").join(sentences))


def term(up: str, word: str, name: str = "") -> Markup:
    """A word of the book, linked to what the glossary says of it; ``name`` where the glossary has another form."""
    slug = (name or word).lower().replace(" ", "-")
    return Markup('<a class="cb-term" href="{}glossary.html#term-{}">{}</a>').format(up, slug, word)


def bullets(items: Iterable[str | Markup]) -> Markup:
    return Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(item) for item in items))


def capital(text: str | Markup) -> Markup:
    """First letter large; leaves markup alone."""
    plain = escape(text)
    return Markup(plain[:1].upper() + plain[1:])
