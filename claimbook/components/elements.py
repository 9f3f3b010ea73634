"""Small pieces of a page: dates, links, lists and paragraphs as HTML.

Sentences and cells are made of these. Larger blocks are in ``tables``,
``cards`` and ``figure``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from claimbook.analysis.comparability import WINDOW, covered_in_words, has_window
from claimbook.components.chapter import reads
from claimbook.components.page import Page
from claimbook.ledger.records import (
    Claim,
    Finding,
    Indicator,
    Report,
    Source,
    Sourced,
    columns,
    given,
    grouped_by,
    unique_by,
)
from claimbook.ledger.vocabulary import NOT_STATED, SAID_ON
from claimbook.ledger.wording import capital, day_in_words, number_text, separators, source_name, value_in_words

DATED_TO_A_FEW_DAYS = 2
LANGUAGE = "en"  # of the pages
# Findings that a page lists openly.
MOST_FINDINGS = 5
LEAD = "application/vnd.claimbook.lead+json"


@dataclass(frozen=True)
class Fragment:
    """HTML that a notebook cell shows. ``lead`` is the page in one sentence, used where pages are listed."""

    html: Markup
    lead: str = ""

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/html": str(self.html), "text/plain": repr(self)}
        return bundle | ({LEAD: {"text": self.lead}} if self.lead else {})

    def __repr__(self) -> str:
        # Stored in the notebook with the HTML, so it must not vary between runs.
        return f"<{type(self).__name__} of {len(self.html)} characters>"


def fragment(*parts: str | Markup) -> Fragment:
    """Join parts into what a cell shows."""
    return Fragment(Markup("\n").join(parts))


def lead(*sentences: str | Markup) -> Markup:
    """Return a page's first paragraph, which says what the page is about."""
    return paragraph(*sentences, css="cb-lead")


def with_lead(first: Markup, *others: str | Markup) -> Fragment:
    """Join parts into what a cell shows, beginning with the page's lead."""
    return Fragment(Markup("\n").join((first, *others)), lead=first.striptags())


def time_tag(day: str, of: str = "") -> Markup:
    """Return an ISO date in words, marked up as a time; without its year if that is the year of another day.

    >>> time_tag("2026-01-31")
    Markup('<time datetime="2026-01-31">31 January 2026</time>')
    >>> time_tag("2026-01-31", "2026-02-06")
    Markup('<time datetime="2026-01-31">31 January</time>')
    """
    return Markup('<time datetime="{}">{}</time>').format(day, day_in_words(day, of))


def period(start: str | None, end: str | None) -> Markup:
    """Return first and last day in words; an open end is stated."""
    if start and end:
        return time_tag(start) if start == end else Markup("{} to {}").format(time_tag(start), time_tag(end))
    if start:
        return Markup("from {}, end not stated").format(time_tag(start))
    if end:
        return Markup("until {}, start not stated").format(time_tag(end))
    return Markup(NOT_STATED)


@columns("date_prec", "start", "end", "value_text", "language")
def reported_days(report: Report) -> Markup:
    """Return the days of a report, or the report's own words if it is not dated to a few days."""
    if report.date_prec is not None and report.date_prec <= DATED_TO_A_FEW_DAYS:
        return period(report.start, report.end)
    return in_print(report, report.value_text)


@columns(*WINDOW, "part_of_time")
def only_dates(claim: Claim) -> Markup:
    """Return the dates of a figure that counts only part of the time, small; blank for a total."""
    if not claim.part_of_time:
        return Markup("")
    return Markup(" {}").format(small(f"only {covered_in_words(claim) if has_window(claim) else 'part of the time'}"))


@columns("scope_start", "scope_end", "scope_hours")
def window(claim: Claim) -> Markup:
    """Return the days or hours that a claim covers."""
    parts = []
    if claim.scope_start or claim.scope_end:
        parts.append(period(claim.scope_start, claim.scope_end))
    if claim.scope_hours is not None:
        hours = number_text(claim.scope_hours)
        parts.append(Markup('<time datetime="PT{0}H">{0} hours</time>').format(hours))
    return Markup(", ").join(parts) if parts else Markup(NOT_STATED)


def listing(parts: Sequence[str | Markup], last: str = "and") -> Markup:
    """Join parts into a list in a sentence.

    >>> listing(["a", "b", "c"])
    Markup('a, b and c')
    """
    if len(parts) < 2:
        return Markup("").join(parts)
    comma, before_last = separators([Markup(part).striptags() for part in parts], last)
    return Markup(before_last).join([Markup(comma).join(parts[:-1]), parts[-1]])


def link(href: str, text: str | Markup, css: str = "cb-value") -> Markup:
    """Return a link; its default style is that of a number leading to its claim."""
    return Markup('<a class="{}" href="{}">{}</a>').format(css, href, text)


def cited(text: str | Markup) -> Markup:
    """Mark words or numbers that come from the ledger unchanged."""
    return Markup("<cite>{}</cite>").format(text)


@columns("language")
def in_print(row: Sourced | Source, words: str | None) -> Markup:
    """Return words of a report in quotation marks, with their language if it isn't the book's.

    >>> in_print(Claim.of(language="en"), "48 dead")
    Markup('<q>48 dead</q>')
    >>> in_print(Claim.of(language="ka"), "100 ადამიანი")
    Markup('<q lang="ka" dir="auto">100 ადამიანი</q>')
    """
    return Markup("<q{}>{}</q>").format(_language(row), words)


@columns("language", "title")
def title_in_print(source: Source) -> Markup:
    """Return the title of a report, with its language if it isn't the book's."""
    return Markup("<cite{}>{}</cite>").format(_language(source), source.title)


def _language(row: Sourced | Source) -> Markup:
    """Return the attributes of words in another language than the book's."""
    own = row.language.partition("-")[0] == LANGUAGE
    return Markup("") if own else Markup(' lang="{}" dir="auto"').format(row.language)


# What a cell says where nobody gives a figure.
NO_FIGURE = Markup('<span class="cb-absent">no figure</span>')


def small(text: str | Markup) -> Markup:
    """Return secondary text in a cell; the column's filter ignores it."""
    return Markup("<small>{}</small>").format(text)


def paragraph(*sentences: str | Markup, css: str = "") -> Markup:
    """Join sentences into a paragraph."""
    attribute = Markup(' class="{}"').format(css) if css else Markup("")
    return Markup("<p{}>{}</p>").format(attribute, Markup(" ").join(sentences))


def term(up: str, word: str, name: str = "") -> Markup:
    """Link a word to its glossary entry; ``name`` is the entry if its form differs."""
    slug = (name or word).lower().replace(" ", "-")
    return Markup('<a class="cb-term" href="{}glossary.html#term-{}">{}</a>').format(up, slug, word)


def bullets(items: Iterable[str | Markup]) -> Markup:
    """Return a bulleted list."""
    return Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(capital(item)) for item in items))


def folded(summary: str | Markup, *parts: str | Markup) -> Markup:
    """Return parts that stay closed until a reader opens them, or an address inside them is followed."""
    return Markup("<details><summary>{}</summary>{}</details>").format(summary, Markup("\n").join(parts))


def addressed(address: str, content: str | Markup) -> Markup:
    """Give part of a page its own address."""
    return Markup('<span id="{}">{}</span>').format(address, content)


@columns("source_id", "page_id")
def source_href(page: Page, source: Sourced) -> str:
    """Return the address of a document: its page, or its place in the list of documents."""
    listed = isinstance(source, Indicator) and not source.has_page
    return f"{page.up}sources.html#{source.source_id}" if listed else page.source_href(source.page_id)


@columns(source_href, source_name)
def source_link(page: Page, source: Sourced) -> Markup:
    """Return a document's name, linked to the document."""
    return link(source_href(page, source), source_name(source), css="cb-source")


@columns(source_link)
def source_links(page: Page, rows: Iterable[Sourced]) -> Markup:
    """Link to the pages of the documents of some rows; several of one publisher are numbered."""
    documents = unique_by(rows, lambda row: row.page_id)
    documents = sorted(documents, key=lambda row: (row.publisher is None, source_name(row).casefold(), row.source_id))
    names = []
    for name, own in grouped_by(documents, source_name).items():
        links = [link(source_href(page, row), str(number), css="cb-source") for number, row in enumerate(own, 1)]
        several = Markup("{} ({})").format(name, Markup(", ").join(links))
        names.append(several if len(own) > 1 else source_link(page, own[0]))
    return listing(names)


@columns("claim_id", "page_id", value_in_words)
def claim_link(page: Page, claim: Claim) -> Markup:
    """Return a claim's value in words, linked to its card."""
    return link(page.row_href(claim), value_in_words(claim))


@columns("clock", "stated_on")
def clock_words(claim: Claim) -> Markup:
    """Say when a claim was stated, and what dates it."""
    return Markup(SAID_ON[claim.clock]).format(time_tag(claim.stated_on))


@columns("clock", "stated_on")
def short_day(claim: Claim, of: str = "") -> str:
    """Say in a few words when a claim was stated; without its year if that is the year of another day.

    >>> short_day(Claim.of(clock="publication", stated_on="2026-02-05"), "2026-02-06")
    'reported 5 February'
    """
    return SAID_ON[claim.clock].format(day_in_words(claim.stated_on, of))


@columns("event", "event_id", "of_incident")
def event_name(page: Page, claim: Claim) -> Markup:
    """Return the name of a claim's event, linked to the event's page if it has one."""
    return incident_link(page, claim.event_id, claim.event) if claim.of_incident else cited(claim.event)


def incident_link(page: Page, event_id: str, name: str) -> Markup:
    """Return the name of an incident, linked to its page."""
    return link(f"{page.up}incidents/{event_id}.html", cited(name), css="cb-page")


@columns("speaker_id", "speaker")
def speaker_name(page: Page, claim: Claim) -> Markup:
    """Return the name of an independent speaker, linked to what it claimed."""
    return link(f"{page.up}speakers/{claim.speaker_id}.html", capital(claim.speaker), css="cb-page")


@columns("published_on", "known_on")
def publication(row: Sourced) -> Markup:
    """Say when a row's document was published, as far as that is known."""
    if row.published_on:
        return time_tag(row.published_on)
    return Markup(SAID_ON["earliest"]).format(time_tag(row.known_on))


@columns("finding_id", "sentence")
def finding_link(page: Page, finding: Finding) -> Markup:
    """Return a finding's sentence, linked to the finding."""
    return link(f"{page.up}inconsistencies.html#{finding.finding_id}", cited(finding.sentence))


@reads(findings=finding_link)
def findings_list(page: Page) -> Fragment:
    """List the page's findings, each linked."""
    links = [finding_link(page, finding) for finding in page.findings]
    if not links:
        return fragment(paragraph("No inconsistency was found."))
    first, others = links[:MOST_FINDINGS], links[MOST_FINDINGS:]
    more = [folded(cited(f"{len(others)} more"), bullets(others))] if others else []
    return fragment(bullets(first), *more)


@columns("years_start", "years_end")
def years(indicator: Indicator) -> Markup:
    """Return the years that a background figure describes."""
    if indicator.years_start is None:
        return Markup(NOT_STATED)
    first, last = indicator.years_start, given(indicator.years_end)
    return Markup("<time>{}</time>").format(str(first) if first == last else f"{first}–{last}")
