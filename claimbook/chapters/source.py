"""The page of one document: what it claims, next to the claims of others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from claimbook.analysis.claims import UNATTRIBUTED
from claimbook.components.cards import cards_read, claim_card, claim_facts, findings_about, indicator_card, listed
from claimbook.components.chapter import Chapter, reads
from claimbook.components.elements import (
    Fragment,
    addressed,
    cited,
    claim_link,
    clock_words,
    folded,
    fragment,
    in_print,
    lead,
    listing,
    only_dates,
    paragraph,
    period,
    publication,
    source_link,
    title_in_print,
    with_lead,
)
from claimbook.components.page import Page, anchor
from claimbook.components.selections import days_about, documents_with_a_page, of_source
from claimbook.components.tables import Column, table
from claimbook.ledger.records import Claim, Mention, Report, blanks_last, columns, grouped_by, unique_by
from claimbook.ledger.vocabulary import NOT_STATED, ROLES
from claimbook.ledger.wording import capital, count, figure_in_words, source_name, value_in_words

# How many tolls the first sentence names.
TOLD = 6

CHAPTER = Chapter("source", of_source, for_each=documents_with_a_page, folder="sources")


def _is_dataset(page: Page) -> bool:
    """Whether the page is of rows of a dataset, those of a month or a year."""
    return page.sources[0].role == "dataset"


@columns(
    figure_in_words, "speaker", "speaker_id", "span_start", "claim_id", "in_focus", "is_standing", "measure",
    "has_number", "part_of_place", "part_of_time", "event", "status", "source_id", clock_words,
)  # fmt: skip
def _in_short(page: Page) -> Markup:
    """Say what the document reports: how many were killed in all, by whose count, and how many figures there are.

    Of the rows of a dataset, what the last says.
    """
    number = cited(count(sum(int(source.numbers) for source in page.sources), "figure"))
    holds, day = Markup("The book holds {} from this report.").format(number), Markup("")
    killed = [claim for claim in _in_text_order(page) if claim.measure == "killed" and claim.is_standing]
    if _is_dataset(page):
        active = [claim for claim in page.claims if claim.status == "active"]
        rows = cited(count(len({claim.source_id for claim in active}), "row"))
        number = cited(count(len(active), "figure"))
        held = Markup("The book holds {} from {} of the dataset that this page shows.").format(number, rows)
        holds = held if active else Markup("The book holds no figure from the rows that this page shows.")
        last = max((claim.stated_on for claim in killed), default="")
        killed = sorted((claim for claim in killed if claim.stated_on == last), key=lambda claim: claim.part_of_time)
        day = Markup("{}: ").format(capital(clock_words(killed[0]))) if killed else day
    # Of the whole violence; of a report that has none, of single events, and in words.
    tolls = [claim for claim in killed if claim.in_focus and claim.has_number and not claim.part_of_place] or killed
    every = unique_by(tolls, lambda claim: (claim.speaker_id, figure_in_words(claim)))
    told = every[:TOLD]
    if not told:
        return lead(holds)
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
    said = Markup("{}{}{}.").format(day, Markup("; ").join(by_speaker), others)
    return lead(capital(said), holds)


def _address(url: str) -> Markup:
    return Markup('<a href="{0}" rel="nofollow"><cite>{0}</cite></a>').format(url)


@columns("span_start", "claim_id")
def _in_text_order(page: Page) -> list[Claim]:
    return sorted(page.claims, key=lambda claim: blanks_last(claim.span_start, claim.claim_id))


@reads(
    sources=[
        source_name, publication, title_in_print, "medium", "numbers", "url", "document_sha256", "notes", "role",
        "source_id",
    ],
    claims=_in_short,
)  # fmt: skip
def about_source(page: Page) -> Fragment:
    """Show what is known about the page's document, or about the last of its dataset's rows."""
    source = max(page.sources, key=lambda one: (one.known_on, one.source_id))
    kind = "a dataset; the book holds it row by row" if _is_dataset(page) else source.medium.replace("_", " ")
    facts: list[tuple[str | Markup, str | Markup]] = [
        ("Publisher", cited(listing(list(dict.fromkeys(map(source_name, page.sources)))))),
        ("Title as printed", title_in_print(source) if source.title else NOT_STATED),
        ("Last row of this page" if _is_dataset(page) else "Published", publication(source)),
        ("Kind", kind),
    ]
    if source.url:
        facts.append(("Address", _address(source.url)))
    if source.document_sha256:
        facts.append(("Checksum of the text", Markup("<code>{}</code>").format(source.document_sha256)))
    if source.notes:
        facts.append(("Note", cited(source.notes)))
    return with_lead(_in_short(page), Markup('<dl class="cb-facts">{}</dl>').format(listed(facts)))


@columns(value_in_words, "claimant")
def is_another(claim: Claim, other: Claim) -> bool:
    """Whether another voice gives another figure."""
    return claim.claimant != other.claimant and value_in_words(claim) != value_in_words(other)


@columns("event_id", "measure", "group", "source_id", is_another)
def _same(claim: Claim, others: Iterable[Claim]) -> list[Claim]:
    """Return the other figures of a claim's event, measure and group."""
    question = (claim.event_id, claim.measure, claim.group)
    same = [other for other in others if (other.event_id, other.measure, other.group) == question]
    return [other for other in same if other.source_id != claim.source_id or is_another(claim, other)]


@columns(_same, "speaker_id", "stated_on")
def _of_others(page: Page, claim: Claim) -> list[Claim]:
    """Return the figures that others give of what a row of a dataset counts, from the days about it."""
    days = days_about(claim.stated_on)
    near = (one for one in page.others if one.stated_on in days and one.speaker_id != claim.speaker_id)
    return _same(claim, near)


@columns(figure_in_words, only_dates, "status")
def _told(claim: Claim) -> Markup:
    """Return a figure of a row in short, with what limits it."""
    return cited(figure_in_words(claim)) + only_dates(claim) + ("" if claim.status == "active" else " (withdrawn)")


@columns(claim_card, _of_others, _told, "source_id", "part_of_time")
def _rows_of_dataset(page: Page) -> Iterator[Markup]:
    """Yield each row of a dataset: its day and its figures, which open to their cards.

    What is the same of every figure is said once, below the rows.
    """
    claims = _in_text_order(page)
    of_source = grouped_by(claims, lambda claim: claim.source_id)
    every = {claim.claim_id: claim_facts(page, claim, _of_others(page, claim)) for claim in claims}
    first, *others = every.values()
    common = [fact for fact in first if all(fact in facts for facts in others)] if others else []
    for source in sorted(page.sources, key=lambda one: (one.known_on, one.source_id)):
        own = sorted(of_source.get(source.source_id, []), key=lambda claim: claim.part_of_time)  # totals first
        if own:
            told = Markup("; ").join(map(_told, own[:TOLD]))
            more = "; and more" if len(own) > TOLD else ""
            said = Markup("{}: {}{}").format(publication(source), told, more)
            row = cited(source.notes) if source.notes else ""
            at = _address(source.url) if source.url else ""
            cards = (
                claim_card(page, claim, [fact for fact in every[claim.claim_id] if fact not in common]) for claim in own
            )
            yield folded(said, paragraph(row, at), _side_by_side(cards))
    if common:
        yield folded(
            "The same of each figure on this page", Markup('<dl class="cb-facts">{}</dl>').format(listed(common))
        )


@reads(
    cards_read,
    sources=[publication, "role", "source_id", "notes", "url"],
    claims=[claim_card, _rows_of_dataset, "speaker"],
    others=[
        claim_link, source_link, is_another, "speaker", "speaker_id", "known_on", "event_id", "measure", "group",
        "stated_on",
    ],
)  # fmt: skip
def claim_cards(page: Page) -> Fragment:
    """Show a card for each claim of the document, in the order of the text."""
    if not page.claims:
        what = "These rows are" if _is_dataset(page) else "This report is"
        return fragment(paragraph(f"{what} cited for single facts that are no figures."))
    if _is_dataset(page):
        return fragment(*_rows_of_dataset(page))
    claims = _in_text_order(page)
    cards = (claim_card(page, claim, claim_facts(page, claim, _same(claim, page.others))) for claim in claims)
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
