"""A claim in one sentence that can be quoted: the figure, who said it, and what is disputed about it."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from claimbook.pages import Page
from claimbook.reconcile.describe import FATES
from claimbook.view.picture import VERSION_MARK
from claimbook.wording import STATED, VERIFIED, cited, counted, figure_text, known, say_day, source_name, speaker_path


def citation(page: Page, claim: Any) -> Markup:
    """A ready citation, with the dispute in it and without the day of reading: two builds are the same bytes."""
    said = [
        speaker_path(claim),
        f"{STATED[claim['clock']]} {say_day(claim['stated_on'])}",
        VERIFIED[claim["verification"]],
    ]
    said += [] if claim["fate"] in ("used", "repeated") else [FATES[claim["fate"]]]
    document = [source_name(claim)] + ([f"paragraph {claim['paragraph']}"] if known(claim.get("paragraph")) else [])
    return cited(
        Markup("{} {} ({}). In: {}. {}, claim <code>{}</code>, as known on {}, ledger {}.").format(
            figure_text(claim),
            counted(claim),
            "; ".join(said),
            ", ".join(document),
            page.about["title"],
            claim["claim_id"],
            say_day(page.as_of),
            VERSION_MARK,
        )
    )
