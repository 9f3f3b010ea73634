"""All claims in one table that can be searched, sorted and filtered, and is complete without scripts."""

from __future__ import annotations

from markupsafe import Markup

from claimbook.analysis.claims import OUTCOMES
from claimbook.components.chapter import Chapter, reads
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

FILTERS = ("Counted", "Event", "Speaker", "Said on", "Report", "Status")
KINDS_OF_SOURCE = {"coded": "read in full", "context": "cited", "dataset": "a dataset"}
CLOCKS = {
    "release": "announced",
    "as_of": "as of this day",
    "publication": "reported",
    "earliest": "at the earliest, undated",
}

CHAPTER = Chapter("claims")


@reads(
    claims=[
        claim_link, counted, window, speaker_path, source_link, publication, "event_id", "event", "speaker",
        "stated_on", "clock", "role", "verification", "outcome",
    ]
)  # fmt: skip
def explorer(page: Page) -> Fragment:
    """List each claim with its origin and its use, the newest first."""
    rows = []
    for claim in sorted(page.claims, key=lambda one: (one.stated_on, one.claim_id), reverse=True):
        rows.append(
            (
                addressed(claim.claim_id, claim_link(page, claim)),
                Markup("{} {}").format(capital(counted(claim)), small(Markup("covers {}").format(window(claim)))),
                claim.event,
                Markup("{} {}").format(
                    capital(claim.speaker),
                    small(f"as {path}" if (path := speaker_path(claim)) != claim.speaker else ""),
                ),
                Markup("{} {}").format(time_tag(claim.stated_on), small(CLOCKS[claim.clock])),
                Markup("{} {}").format(
                    source_link(page, claim),
                    small(Markup("{}; {}").format(publication(claim), KINDS_OF_SOURCE[claim.role])),
                ),
                Markup("{} {}").format(
                    capital(OUTCOMES[claim.outcome].removeprefix("is ")),
                    small(f"verified: {VERIFICATION_CELLS[claim.verification]}"),
                ),
            )
        )
    names = ("Figure", *FILTERS)
    return fragment(
        table(
            "Every claim in the ledger",
            [Column(name, numeric=name == "Figure") for name in names],
            rows,
            filters=FILTERS,
            words=f"{page.up}claims-readable.js",
        )
    )
