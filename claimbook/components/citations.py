"""A claim in one sentence that can be quoted, with the dispute in it; and ready citations."""

from __future__ import annotations

from markupsafe import Markup

from claimbook.analysis.claims import OUTCOMES
from claimbook.components.elements import cited
from claimbook.components.page import Page
from claimbook.ledger.records import Claim, columns
from claimbook.ledger.vocabulary import STATED, VERIFIED
from claimbook.ledger.wording import counted, day_in_words, source_name, speaker_path, value_in_words

# Filled in when the site is put together: a page's own bytes must not change with rows that it doesn't show.
VERSION_MARK = "⟦ledger version⟧"


def chart_name(docname: str, slug: str) -> str:
    """Name of a chart's downloads, unique in the book."""
    return f"{docname.replace('/', '-')}-{slug}"


@columns(
    speaker_path, "clock", "stated_on", "verification", "outcome", "paragraph", source_name, value_in_words, counted
)  # fmt: skip
def sentence(claim: Claim) -> str:
    """The figure with the dispute in it: ``197 militants killed (security forces, stated …; …). In: …``."""
    said = [speaker_path(claim), f"{STATED[claim.clock]} {day_in_words(claim.stated_on)}", VERIFIED[claim.verification]]
    said += [] if claim.outcome in ("used", "repeated") else [OUTCOMES[claim.outcome]]
    document = [source_name(claim)] + ([f"paragraph {claim.paragraph}"] if claim.paragraph is not None else [])
    return f"{value_in_words(claim)} {counted(claim)} ({'; '.join(said)}). In: {', '.join(document)}"


def citation(page: Page, claim: Claim) -> Markup:
    """A ready citation, with the dispute in it and without the day of reading: two builds are the same bytes."""
    return cited(Markup("{}. {}").format(sentence(claim), _edition(page, "claim", claim.claim_id)))


def _edition(page: Page, kind: str, name: str) -> Markup:
    """The place in this edition of the book: its address, what the book knew, and the version of the ledger."""
    return Markup("{}, {} <code>{}</code>, as known on {}, ledger {}.").format(
        page.about["title"], kind, name, day_in_words(page.as_of), VERSION_MARK
    )


@columns(sentence, "claim_id")
def cite_claim(page: Page, claim: Claim) -> Markup:
    """The citation of a claim as text, and where it is as a file."""
    return Markup("{} As a file: {}.").format(citation(page, claim), cite_files(page, "claims", claim.claim_id))


def cite_files(page: Page, kind: str, name: str) -> Markup:
    """Links to the citation for programs that manage references; ``kind`` is ``claims``, ``findings`` or ``charts``."""
    address = f"{page.up}cite/{kind}/{name}"
    return Markup('<a href="{0}.bib" download>BibTeX</a>, <a href="{0}.json" download>CSL-JSON</a>').format(address)


def cite_this(page: Page, kind: str, name: str, title: str | Markup) -> Markup:
    """A folded citation of a finding or a chart, as text and as files."""
    words = cited(Markup("{}. {}").format(title, _edition(page, kind, name)))
    return Markup('<details class="cb-cite"><summary>Cite this</summary>{} As a file: {}.</details>').format(
        words, cite_files(page, f"{kind}s", name)
    )
