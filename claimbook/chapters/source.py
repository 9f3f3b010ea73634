"""The page of one document: what it claims, next to the claims of others."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from claimbook.analysis.claims import UNATTRIBUTED
from claimbook.components.cards import cards_read, claim_card, findings_about, indicator_card, listed
from claimbook.components.chapter import Chapter, reads
from claimbook.components.elements import (
    Fragment,
    addressed,
    cited,
    claim_link,
    fragment,
    in_print,
    lead,
    listing,
    paragraph,
    period,
    publication,
    source_link,
    title_in_print,
    with_lead,
)
from claimbook.components.page import Page, anchor
from claimbook.components.selections import documents_with_a_page, of_source
from claimbook.components.tables import Column, table
from claimbook.ledger.records import Claim, Mention, Report, blanks_last, columns, grouped_by, unique_by
from claimbook.ledger.vocabulary import NOT_STATED, ROLES
from claimbook.ledger.wording import capital, count, figure_in_words, source_name, value_in_words

# How many tolls the first sentence names.
TOLD = 6

CHAPTER = Chapter("source", of_source, for_each=documents_with_a_page, folder="sources")


@columns(
    figure_in_words, "speaker", "speaker_id", "span_start", "claim_id", "in_focus", "is_standing", "measure",
    "has_number", "part_of_place", "part_of_time", "event",
)  # fmt: skip
def _in_short(page: Page) -> Markup:
    """Say what the document reports: how many were killed in all, by whose count, and how many figures there are."""
    number = cited(count(int(page.sources[0].numbers), "figure"))
    killed = [claim for claim in _in_text_order(page) if claim.measure == "killed" and claim.is_standing]
    # Of the whole violence; of a report that has none, of single events, and in words.
    tolls = [claim for claim in killed if claim.in_focus and claim.has_number and not claim.part_of_place] or killed
    every = unique_by(tolls, lambda claim: (claim.speaker_id, figure_in_words(claim)))
    told = every[:TOLD]
    if not told:
        return lead(Markup("The book holds {} from this report.").format(number))
    by_speaker = [
        Markup("{}: {}").format(
            "no speaker named" if speaker == UNATTRIBUTED else own[0].speaker,
            cited(
                listing(
                    [
                        f"{figure_in_words(claim)}{' (part of the period only)' if claim.part_of_time else ''}"
                        f"{'' if claim.in_focus else f' ({claim.event})'}"
                        for claim in own
                    ]
                )
            ),
        )
        for speaker, own in grouped_by(told, lambda claim: claim.speaker_id).items()
    ]
    others = "; and more below" if len(every) > len(told) else ""
    said = Markup("{}{}.").format(Markup("; ").join(by_speaker), others)
    return lead(capital(said), Markup("The book holds {} from this report.").format(number))


@columns("span_start", "claim_id")
def _in_text_order(page: Page) -> list[Claim]:
    return sorted(page.claims, key=lambda claim: blanks_last(claim.span_start, claim.claim_id))


@reads(
    sources=[source_name, publication, title_in_print, "medium", "numbers", "url", "document_sha256", "notes"],
    claims=_in_short,
)
def about_source(page: Page) -> Fragment:
    """Show what is known about the page's document."""
    (source,) = page.sources
    facts: list[tuple[str | Markup, str | Markup]] = [
        ("Publisher", cited(source_name(source))),
        ("Title as printed", title_in_print(source) if source.title else NOT_STATED),
        ("Published", publication(source)),
        ("Kind", source.medium.replace("_", " ")),
    ]
    if source.url:
        facts.append(("Address", Markup('<a href="{0}" rel="nofollow"><cite>{0}</cite></a>').format(source.url)))
    if source.document_sha256:
        facts.append(("Checksum of the text", Markup("<code>{}</code>").format(source.document_sha256)))
    if source.notes:
        facts.append(("Note", cited(source.notes)))
    return with_lead(_in_short(page), Markup('<dl class="cb-facts">{}</dl>').format(listed(facts)))


@columns(value_in_words, "claimant")
def is_another(claim: Claim, other: Claim) -> bool:
    """Whether another voice gives another figure."""
    return claim.claimant != other.claimant and value_in_words(claim) != value_in_words(other)


@reads(
    cards_read,
    claims=[claim_card, "event_id", "speaker"],
    others=[
        claim_link,
        source_link,
        is_another,
        "speaker",
        "speaker_id",
        "known_on",
        "event_id",
        "measure",
        "group",
    ],
)
def claim_cards(page: Page) -> Fragment:
    """Show a card for each claim of the document, in the order of the text."""
    if not page.claims:
        return fragment(paragraph("This report is cited for single facts; no claim is coded from it."))
    cards = []
    for claim in _in_text_order(page):
        question = (claim.event_id, claim.measure, claim.group)
        same = [other for other in page.others if (other.event_id, other.measure, other.group) == question]
        same = [other for other in same if other.source_id != claim.source_id or is_another(claim, other)]
        cards.append(claim_card(page, claim, same))
    return fragment(_side_by_side(cards))


def _side_by_side(cards: Iterable[Markup]) -> Markup:
    return Markup('<div class="cb-closed">{}</div>').format(Markup("").join(cards))


@columns(in_print, "value_text", "paragraph")
def _in_print(row: Report | Mention) -> Markup:
    """Return the words of a row, and their paragraph if the document is read in full."""
    words = in_print(row, row.value_text)
    return words if row.paragraph is None else Markup("paragraph {}: {}").format(row.paragraph, words)


@reads(reports=[_in_print, "report_id", "event", "start", "end"], mentions=[_in_print, "mention_id", "place", "role"])
def dates_and_places(page: Page) -> Fragment:
    """List the dates and places that the document gives, each with its address."""
    dated = [
        (addressed(anchor(report), report.event), period(report.start, report.end), _in_print(report))
        for report in page.reports
    ]
    named = [
        (addressed(anchor(mention), mention.place), ROLES[mention.role], _in_print(mention))
        for mention in page.mentions
    ]
    parts = []
    if dated:
        parts.append(table("Dates", [Column("Event"), Column("Days"), Column("In print")], dated))
    if named:
        parts.append(table("Places", [Column("Place"), Column("Named as"), Column("In print")], named))
    return fragment(*parts)


@reads(findings_about, indicators=[indicator_card, "unit"])
def indicator_cards(page: Page) -> Fragment:
    """Show a card for each background figure of the document."""
    if not page.indicators:
        return fragment()
    return fragment(_side_by_side(indicator_card(page, indicator) for indicator in page.indicators))
