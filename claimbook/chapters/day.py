"""What was known on one day: the tolls that stood, what was new, what was replaced."""

from __future__ import annotations

from markupsafe import Markup

from claimbook.components.elements import Fragment, fragment, listing, paragraph, source_link, time_tag
from claimbook.components.page import Page
from claimbook.components.tables import claims_table


def day_lead(page: Page) -> Fragment:
    """Which documents appeared on the day."""
    new = page["sources"][page["sources"]["known_on"] == page.as_of]
    names = listing([source_link(page, source) for _, source in new.iterrows()])
    return fragment(
        paragraph(
            Markup("What was known by the end of {}, and nothing later.").format(time_tag(page.as_of)),
            Markup("On this day appeared: {}.").format(names) if len(new) else "No document appeared on this day.",
            css="cb-lead",
        ),
        paragraph("An undated document stands on the earliest day on which it can have been published."),
    )


def what_was_new(page: Page) -> Fragment:
    """The figures that the day brought."""
    return _claims(page, "new", "Figures published on this day", "No figure was new.")


def what_was_replaced(page: Page) -> Fragment:
    """Figures that stood the day before and no longer did."""
    caption = "Latest figures of the day before that were replaced or withdrawn"
    return _claims(page, "replaced", caption, "No toll that stood before was replaced or withdrawn.")


def _claims(page: Page, name: str, caption: str, none: str) -> Fragment:
    claims = page[name].sort_values(["event_id", "measure", "group", "stated_on", "value", "claim_id"])
    return fragment(paragraph(none) if claims.empty else claims_table(page, caption, claims))
