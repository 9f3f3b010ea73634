"""Cards of claims and background figures, each with its own address."""

from __future__ import annotations

from collections.abc import Sequence

import htpy as h
from markupsafe import Markup

from claimbook.analysis.answers import ANSWERS, QUESTIONS
from claimbook.analysis.claims import OUTCOMES, UNATTRIBUTED
from claimbook.components.chapter import reads
from claimbook.components.citations import as_known_on, cite_claim
from claimbook.components.elements import (
    cited,
    claim_link,
    clock_words,
    event_name,
    finding_link,
    folded,
    in_print,
    link,
    paragraph,
    publication,
    source_link,
    term,
    time_tag,
    window,
    years,
)
from claimbook.components.page import Page, anchor
from claimbook.ledger.records import Claim, Indicator, blanks_last, columns, given, unique_by
from claimbook.ledger.vocabulary import (
    ALL,
    ASSERTION,
    BASES,
    CAUSES,
    DATE_PRECISION,
    GROUPS,
    NOT_STATED,
    PEOPLE_HARMED,
    PLACE_PRECISION,
    VERIFICATION,
    VERIFIED,
    is_outside,
)
from claimbook.ledger.wording import (
    after_value,
    capital,
    counted,
    number_slug,
    source_name,
    speaker_path,
    value_in_words,
    years_in_words,
)

Fact = tuple[str | Markup, str | Markup]
ALL_FACTS = "Everything recorded about it"


@reads(findings=[finding_link, "rows"])
def findings_about(page: Page, row_id: str) -> Markup:
    """Return the findings that rest on a row, each linked to its place."""
    found = [finding for finding in page.findings if row_id in finding.rows.split(";")]
    return Markup(" ").join(finding_link(page, finding) for finding in found)


@reads(
    findings_about,
    announcements=["source_id", source_name, "url"],
)
def cards_read() -> None:
    """Carry what cards read besides the claims: name it in ``@reads`` of a chapter that shows cards."""


def listed(facts: Sequence[Fact]) -> Markup:
    """Return names and values as a description list."""
    return Markup("").join(Markup(h.dt[name]) + Markup(h.dd[capital(known)]) for name, known in facts)


def card(
    address: str, figure: str | Markup, what: str | Markup, facts: Sequence[Fact], in_short: str | Markup = ""
) -> Markup:
    """Return a box with its own address, headed by a number.

    Without a link in ``figure`` the number leads to the card itself. Where ``in_short`` says it in a
    sentence, the facts are closed until a reader opens them.
    """
    leading = figure if isinstance(figure, Markup) else h.a(href=f"#{address}")[figure]
    known = Markup(h.dl[listed(facts)])
    return Markup(
        h.article(id=address, class_="cb-card")[
            h.h3(class_="cb-card-figure")[leading, " ", h.span[what]],
            [paragraph(in_short), folded(ALL_FACTS, known)] if in_short else known,
        ]
    )


@columns("perpetrator", "group", "subgroup")
def said_of_all(claim: Claim) -> str:
    """Return the remark on one who is named for a total of all people, its own dead among them; else blank."""
    together = claim.perpetrator and claim.group == ALL and not claim.subgroup
    return " (said of all the dead together, of whichever side)" if together else ""


@columns(said_of_all, "measure", "perpetrator", "cause")
def who_did_it(claim: Claim) -> str:
    """Return who did it, and in what, as the text says; blank for counts of places and hours."""
    if claim.measure not in PEOPLE_HARMED:
        return ""
    by = claim.perpetrator or NOT_STATED
    if claim.cause:
        by += f", {CAUSES[claim.cause]}" if claim.perpetrator else f" ({CAUSES[claim.cause]})"
    return by + said_of_all(claim)


@columns(who_did_it)
def agency(claim: Claim) -> list[Fact]:
    """Return who did it as a fact of a card."""
    words = who_did_it(claim)
    return [("Who did it, says the report", words)] if words else []


@columns(*QUESTIONS, "group")
def answers(claim: Claim) -> list[Fact]:
    """Return what a reader asks of every count of people, with the answers."""
    if not GROUPS[claim.group]:  # hours, or places
        return []
    return [(question, capital(ANSWERS[name][getattr(claim, name)])) for name, question in QUESTIONS.items()]


@columns(
    value_in_words, counted, after_value, speaker_path, window, clock_words, source_link, publication, cite_claim,
    answers, agency, in_print,
    event_name, "assertion", "source_label", "place", "date_prec", "where_prec", "stated_as_of", "verification",
    "has_number",
    "notes", "status", "restates", "outcome", "part_of", "latest", "speaker_id", "announced_in", "part_of_time",
    "span_start", "span_end", "paragraph", "basis", "side",
)  # fmt: skip
def claim_facts(page: Page, claim: Claim, same_scope: Sequence[Claim]) -> list[Fact]:
    """Return everything known about one claim.

    Parameters
    ----------
    page : Page
    claim : Claim
        One of the page's claims.
    same_scope : sequence of Claim
        Other voices' claims about the same event, measure and group.
    """
    # A number of hours says more than the code of its dates.
    dates = claim.date_prec if claim.scope_hours is None else None
    codes = ((dates, DATE_PRECISION), (claim.where_prec, PLACE_PRECISION))
    precision = [words[code] for code, words in codes if code is not None]
    nameless = claim.speaker_id == UNATTRIBUTED and claim.assertion == "attributed"
    # Hours and places are no running counts.
    latest = standing(page, claim) if GROUPS[claim.group] else Markup("")
    facts: list[Fact] = [
        (term(page.up, "Who said it"), speaker_path(claim)),
        ("How it is put", "Attributed, but to nobody by name" if nameless else ASSERTION[claim.assertion]),
        (term(page.up, "Counted", "label"), _counted_with_label(claim)),
        ("Event", event_name(page, claim)),
        (term(page.up, "Covers", "dates covered"), window(claim)),
        ("Place", claim.place or NOT_STATED),
        ("Precision", capital("; ".join(precision)) if precision else NOT_STATED),
        (term(page.up, "Stated", "dated by"), _stated(page, claim)),
        ("Total as of", time_tag(claim.stated_as_of) if claim.stated_as_of else NOT_STATED),
        ("Published", publication(claim)),
        *agency(claim),
        ("Basis given", BASES[claim.basis] if claim.basis else NOT_STATED),
        (term(page.up, "Verification"), VERIFICATION[claim.verification]),
        *answers(claim),
        *([(term(page.up, "Is it the latest?", "latest figure"), latest)] if latest else []),
        (term(page.up, "Other figures of this count", "degree of comparability"), _others(page, claim, same_scope)),
        (term(page.up, "Where in the report"), _locator(claim)),
    ]
    findings = findings_about(page, claim.claim_id)
    if findings:
        facts.append(("Inconsistencies", findings))
    if claim.notes:
        facts.append(("Note", cited(claim.notes)))
    facts.append(("Cite this", cite_claim(page, claim)))
    return facts


@columns(claim_facts)
def claim_card(page: Page, claim: Claim, facts: Sequence[Fact]) -> Markup:
    """Return the card of a claim at its own address, with its facts, or those that the page doesn't say for all."""
    latest = standing(page, claim) if GROUPS[claim.group] else Markup("")
    in_short = Markup("{}, {}. {}. {}").format(
        capital(speaker_path(claim)), clock_words(claim), capital(VERIFIED[claim.verification]), latest
    )
    return card(anchor(claim), value_in_words(claim), after_value(claim).strip(), facts, in_short)


def _counted_with_label(claim: Claim) -> Markup:
    words = counted(claim)
    if not claim.source_label or claim.source_label.lower() in words:
        return Markup("{}").format(words)
    return Markup("{}; the report’s own word is {}").format(words, in_print(claim, claim.source_label))


@columns("status", "restates", "outcome", "part_of", "latest", "qualifier", "speaker_id", "side")
def standing(page: Page, claim: Claim) -> Markup:
    """Say whether a claim is still its speaker's latest figure; all who speak for a side are one speaker."""
    whose = "its speaker" if is_outside(claim.side) else "its side"
    if claim.status == "withdrawn":
        return Markup("Withdrawn; kept for its address.")
    if claim.restates:
        return Markup("Repeats {} of the same report.").format(link(f"#{claim.restates}", "another figure"))
    if claim.outcome in ("narrower", "part_of_place", "part_of_time"):
        if claim.part_of:
            return Markup("A part of {}.").format(link(f"#{claim.part_of}", "a larger figure"))
        return Markup("Not a figure of the whole: it {}.").format(OUTCOMES[claim.outcome])
    if claim.latest:
        return Markup("The latest figure of {}. {}").format(whose, as_known_on(page))
    if claim.qualifier == "unquantified":
        return Markup("It has no number, so it is never a latest figure.")
    if claim.speaker_id == UNATTRIBUTED:
        return Markup("No speaker is named, so it is nobody’s latest figure.")
    if claim.outcome == "repeated":
        return Markup("{} gave it again later, unchanged.").format(capital(whose))
    return Markup("Followed by a later figure of {}.").format(whose)


def _stated(page: Page, claim: Claim) -> Markup:
    """Return the date of the statement, and where it is known from if the document itself does not give it."""
    words = clock_words(claim)
    origin = next((source for source in page.announcements if source.source_id == claim.announced_in), None)
    if claim.clock != "release" or origin is None or claim.announced_in == claim.source_id:
        return words
    name: str | Markup = source_name(origin)
    if origin.url:
        name = Markup('<a href="{}" rel="nofollow">{}</a>').format(origin.url, name)
    return Markup("{}, the day of the announcement, taken from {}").format(words, name)


def _others(page: Page, claim: Claim, others: Sequence[Claim]) -> Markup:
    if claim.subgroup or claim.part_of_time:
        return Markup("Not compared: this counts a part of the group or of the time.")
    # List a figure of one speaker once, from the earliest document, however many repeat it.
    by_value = sorted(others, key=lambda other: blanks_last(other.value, other.known_on, other.claim_id))
    distinct = unique_by(by_value, lambda other: (value_in_words(other), other.speaker_id))
    if not distinct:
        return Markup("Nobody else gives one.")
    said = [
        Markup("{} ({}, in {})").format(claim_link(page, other), other.claimant, source_link(page, other))
        for other in distinct
    ]
    beside = Markup("")
    if claim.has_number:
        number = link(f"{page.up}figures/{number_slug(given(claim.value))}.html", "what can be compared", css="cb-page")
        beside = Markup(". See {}.").format(number)
    return Markup("; ").join(said) + beside


def _locator(row: Claim | Indicator) -> Markup:
    """Say where a row is in its document; a cited document has no positions."""
    if row.span_start is None:
        return cited(in_print(row, row.value_text))
    place = Markup("Paragraph {}, characters {} to {}: {}")
    return cited(place.format(row.paragraph, row.span_start, row.span_end, in_print(row, row.value_text)))


@columns(
    value_in_words, years, "indicator_id", "measure", "area_name", "population", "measure_as_printed", years_in_words,
    "speaker", "paragraph", "span_start", "span_end", "notes", in_print,
)  # fmt: skip
def indicator_card(page: Page, indicator: Indicator) -> Markup:
    """Return a background figure as a card at its own address."""
    facts: list[Fact] = [
        ("Measures", f"{indicator.measure}, {of_whom(indicator)}"),
        ("Called in print", indicator.measure_as_printed or NOT_STATED),
        ("Years described", cited(years_in_words(indicator))),
        ("Who said it", indicator.speaker),
        ("Where in the report", _locator(indicator)),
    ]
    findings = findings_about(page, indicator.indicator_id)
    if findings:
        facts.append(("Inconsistencies", findings))
    if indicator.notes:
        facts.append(("Note", cited(indicator.notes)))
    in_short = Markup("{}; {}").format(
        capital(of_whom(indicator)),
        Markup("of {}.").format(years(indicator)) if indicator.years_start is not None else "the report gives no year.",
    )
    return card(anchor(indicator), value_in_words(indicator), cited(f"({indicator.measure})"), facts, in_short)


@columns("area_name", "population")
def of_whom(indicator: Indicator) -> str:
    """Return the area, and which of its residents if the figure covers only some."""
    part = "" if indicator.population == "all" else f", {indicator.population} residents"
    return f"{indicator.area_name}{part}"
