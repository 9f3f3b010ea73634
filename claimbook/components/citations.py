"""Citations: a claim in one quotable sentence that includes the dispute, and files for reference managers."""

from __future__ import annotations

from markupsafe import Markup

from claimbook.analysis.claims import OUTCOMES
from claimbook.components.elements import cited, time_tag
from claimbook.components.page import Page
from claimbook.ledger.records import Claim, columns
from claimbook.ledger.vocabulary import STATED, VERIFIED
from claimbook.ledger.wording import day_in_words, figure_in_words, source_name, speaker_path

# Replaced when the site is built: a page must not change with rows that it does not show.
VERSION_MARK, DAY_MARK, DATE_MARK = "⟦ledger version⟧", "⟦last day⟧", "⟦last date⟧"


def chart_name(docname: str, slug: str) -> str:
    """Return the name of a chart's downloads, unique in the book."""
    return f"{docname.replace('/', '-')}-{slug}"


@columns(
    speaker_path, "clock", "stated_on", "verification", "outcome", "paragraph", source_name, figure_in_words, "event",
    "in_focus", "report_title", "published_on",
)  # fmt: skip
def sentence(claim: Claim) -> str:
    """Return the figure with its dispute: ``48 rebels killed (army, stated …; …). In: …``."""
    said = [speaker_path(claim), f"{STATED[claim.clock]} {day_in_words(claim.stated_on)}", VERIFIED[claim.verification]]
    said += [] if claim.outcome in ("used", "repeated") else [OUTCOMES[claim.outcome]]
    document = [source_name(claim)] + ([f"“{claim.report_title}”"] if claim.report_title else [])
    document += [day_in_words(claim.published_on)] if claim.published_on else []
    document += [f"paragraph {claim.paragraph}"] if claim.paragraph is not None else []
    # A figure of another event must not be taken for one of the event that the book is about.
    event = "" if claim.in_focus else f", {claim.event}"
    return f"{figure_in_words(claim)}{event} ({'; '.join(said)}). In: {', '.join(document)}"


@columns(sentence, "claim_id", "revision", "report_url")
def plain_citation(claim: Claim, title: str, as_of: str) -> str:
    """Return a ready citation as plain text."""
    edition = _edition(title, day_in_words(as_of), "claim", claim.claim_id, claim.revision)
    return f"{_with_address(claim)}. {edition.striptags()}"


@columns(sentence, "report_url")
def _with_address(claim: Claim) -> str:
    return f"{sentence(claim)}, {claim.report_url}" if claim.report_url else sentence(claim)


@columns(_with_address, "claim_id", "revision")
def citation(page: Page, claim: Claim) -> Markup:
    """Return a ready citation with the dispute in it.

    The date of access is left out, so that two builds give the same bytes.
    """
    edition = _edition(page.about["title"], last_day(page), "claim", claim.claim_id, claim.revision)
    return cited(Markup("{}. {}").format(_with_address(claim), edition))


def last_day(page: Page) -> str:
    """Return the last day that a page knows about, in words.

    A mark, filled when the site is written, unless the page reads the day: so a
    report of a new day changes only the pages that show it.
    """
    return day_in_words(page.as_of) if page.knows_its_day else DAY_MARK


def as_known_on(page: Page) -> Markup:
    """Say up to which day a page knows."""
    day = time_tag(page.as_of) if page.knows_its_day else Markup(f'<time datetime="{DATE_MARK}">{DAY_MARK}</time>')
    return Markup("As of {}.").format(day)


def _edition(title: str, day: str, kind: str, name: str, revision: str | None = None) -> Markup:
    """Name this edition of a row: book, address, its last change in the log, day.

    The ledger's version is left out: it would change the page with rows that it does
    not show.
    """
    changed = Markup(", revision <code>{}</code>").format(revision) if revision else ""
    return Markup("{}, {} <code>{}</code>{}, as of {}.").format(title, kind, name, changed, day)


@columns(citation)
def cite_claim(page: Page, claim: Claim) -> Markup:
    """Return the citation of a claim as text, with links to its files."""
    # Scripts offer to copy it, with the address of the claim on the site that shows it.
    words = Markup('<span class="cb-copy" data-address="{}">{}</span>').format(
        page.row_href(claim), citation(page, claim)
    )
    return Markup("{} As a file: {}.").format(words, cite_files(page, "claims", claim.claim_id))


def cite_files(page: Page, kind: str, name: str) -> Markup:
    """Link to the citation files for reference managers; ``kind`` is ``claims``, ``findings`` or ``charts``."""
    address = f"{page.up}cite/{kind}/{name}"
    return Markup('<a href="{0}.bib" download>BibTeX</a>, <a href="{0}.json" download>CSL-JSON</a>').format(address)


def cite_this(page: Page, kind: str, name: str, title: str | Markup) -> Markup:
    """Return a folded citation of a finding or a chart, as text and as files."""
    words = cited(Markup("{}. {}").format(title, _edition(page.about["title"], last_day(page), kind, name)))
    return Markup('<details class="cb-cite"><summary>Cite this</summary>{} As a file: {}.</details>').format(
        words, cite_files(page, f"{kind}s", name)
    )
