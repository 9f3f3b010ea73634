"""The book as it stood on a day: what had been published by then, and what that day changed."""

from __future__ import annotations

from markupsafe import Markup

from claimbook.pages import Page
from claimbook.view.html import Column, Fragment, claims_table, fragment, source_link, table
from claimbook.wording import link, listing, paragraph, time_tag


def days_table(page: Page) -> Fragment:
    """The days on which something with a claim appeared, each a link to its page."""
    rows = [
        (link(f"{page.up}known/{day['as_of']}.html", time_tag(day["as_of"])), str(day["documents"]), str(day["claims"]))
        for _, day in page["days"].iterrows()
    ]
    columns = [Column("Day"), Column("Documents that appeared", numeric=True), Column("Their figures", numeric=True)]
    return fragment(table("Days on which figures were published", columns, rows))


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
