"""All claims in one table that can be searched, sorted and filtered, and is complete without scripts."""

from __future__ import annotations

from markupsafe import Markup

from claimbook.analysis.claims import OUTCOMES
from claimbook.analysis.grades import CREDIBILITY, RELIABILITY
from claimbook.components.chapter import Chapter, reads
from claimbook.components.citations import citation, cite_claim
from claimbook.components.elements import (
    Fragment,
    addressed,
    claim_link,
    fragment,
    publication,
    small,
    source_link,
    time_tag,
    window,
)
from claimbook.components.page import Page
from claimbook.components.tables import VERIFICATION_CELLS, Column, table
from claimbook.ledger.wording import capital, counted, speaker_path

FILTERS = ("Counted", "Event", "Speaker", "Stated", "Document", "Verified, says the text", "Standing")
KINDS_OF_SOURCE = {"coded": "read in full", "context": "cited"}
CLOCKS = {"release": "announced", "publication": "on publication", "earliest": "at the earliest; undated"}

CHAPTER = Chapter("claims")


@reads(
    claims=[
        claim_link, counted, window, speaker_path, source_link, publication, cite_claim, "event_id", "event", "speaker",
        "stated_on", "clock", "role", "verification", "outcome", "credibility", "credibility_why", "reliability",
    ]
)  # fmt: skip
def explorer(page: Page) -> Fragment:
    """List each claim with its origin, its use, its grade and a citation."""
    rows = []
    for claim in sorted(
        page.claims, key=lambda one: (one.event_id, one.measure, one.group, one.stated_on, one.claim_id)
    ):
        grade: str | Markup = "not graded"
        if claim.credibility is not None:
            grade = Markup("{}{} {}").format(claim.reliability, claim.credibility, small(claim.credibility_why or ""))
        rows.append(
            (
                addressed(claim.claim_id, claim_link(page, claim)),
                Markup("{} {}").format(capital(counted(claim)), small(Markup("days: {}").format(window(claim)))),
                claim.event,
                Markup("{} {}").format(claim.speaker, small(Markup("as {}").format(speaker_path(claim)))),
                Markup("{} {}").format(time_tag(claim.stated_on), small(CLOCKS[claim.clock])),
                Markup("{} {}").format(
                    source_link(page, claim),
                    small(Markup("{}; {}").format(publication(claim), KINDS_OF_SOURCE[claim.role])),
                ),
                VERIFICATION_CELLS[claim.verification],
                capital(OUTCOMES[claim.outcome]),
                grade,
                Markup("<details><summary>Cite</summary>{}</details>").format(citation(page, claim)),
            )
        )
    names = ("Figure", *FILTERS, "Grade", "Citation")
    return fragment(table("Every claim in the ledger", [Column(name) for name in names], rows, filters=FILTERS))


def grade_tables(page: Page) -> Fragment:
    """Explain the letters and the numbers of a grade."""
    letters = [(letter, capital(words)) for letter, words in RELIABILITY.items()]
    numbers = [(str(number), capital(words)) for number, words in CREDIBILITY.items()]
    return fragment(
        table("Reliability of a document", [Column("Letter"), Column("Meaning")], letters),
        table("Credibility of a claim", [Column("Number"), Column("Meaning")], numbers),
    )
