"""Pieces of a page: fragments, tables and claim cards as accessible HTML.

Takes text and markup, gives an object that a notebook shows. Knows no chapter
and no chart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from claimbook.components.page import Page
from claimbook.ledger.records import known
from claimbook.ledger.vocabulary import NOT_STATED
from claimbook.ledger.wording import figure_text, number_text, say_day, source_name


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


@dataclass(frozen=True)
class Fragment:
    """HTML that a notebook cell shows."""

    html: Markup

    def _repr_html_(self) -> str:
        return str(self.html)

    def __repr__(self) -> str:
        # Stands in the notebook beside the HTML; must not vary from run to run.
        return f"<{type(self).__name__} of {len(self.html)} characters>"


def fragment(*parts: str | Markup) -> Fragment:
    return Fragment(Markup("\n").join(parts))


def source_link(page: Page, source: Any) -> Markup:
    """A document's name as a link to its page, or to its place in the list of documents where it has none."""
    return link(source_href(page, source), source_name(source), css="cb-source")


def source_href(page: Page, source: Any) -> str:
    """Address of a document: its page, or its place in the list of documents."""
    listed = not source.get("home", OWN_PAGE).startswith(OWN_PAGE)
    return f"{page.up}sources.html#{source['source_id']}" if listed else page.source_href(source["source_id"])


def source_links(page: Page, documents: Any) -> Markup:
    """The documents of some rows as links in a list; where a publisher has several, each is linked by its number."""
    rows = [row for _, row in documents.drop_duplicates("source_id").sort_values("source_id").iterrows()]
    by_publisher: dict[str, list[Any]] = {}
    for row in rows:
        by_publisher.setdefault(source_name(row), []).append(row)
    names = []
    for name, own in by_publisher.items():
        links = [link(source_href(page, row), str(number), css="cb-source") for number, row in enumerate(own, 1)]
        several = Markup("{} ({})").format(name, Markup(", ").join(links))
        names.append(several if len(own) > 1 else source_link(page, own[0]))
    return listing(names)


OWN_PAGE = "sources/"


def addressed(address: str, content: str | Markup) -> Markup:
    """Part of a page with an address of its own."""
    return Markup('<span id="{}">{}</span>').format(address, content)


def claim_link(page: Page, claim: Any) -> Markup:
    """The figure as a link to its card."""
    return link(page.row_href(claim), figure_text(claim))


def clock_words(claim: Any) -> Markup:
    """When the figure was stated, and by which clock that is known."""
    words = {"release": "{}", "publication": "{}, on publication", "earliest": "not before {}, undated"}
    return Markup(words[claim["clock"]]).format(time_tag(claim["stated_on"]))


def findings_list(page: Page) -> Fragment:
    """The page's findings in a list, each a link to its place."""
    links = [_finding_link(page, one) for _, one in page["findings"].iterrows()]
    return fragment(bullets(links) if links else paragraph("None was found."))


def _finding_link(page: Page, finding: Any) -> Markup:
    return link(f"{page.up}inconsistencies.html#{finding['finding_id']}", finding["sentence"])


def publication(row: Any) -> Markup:
    """When the document of a row was published, as far as it says."""
    if known(row["published_on"]):
        return time_tag(row["published_on"])
    return Markup("not before {}, undated").format(time_tag(row["known_on"]))
