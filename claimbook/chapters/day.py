"""One day as it was known then: the latest tolls, what was new, what was replaced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd
from markupsafe import Markup

from claimbook.analysis.claims import of_now
from claimbook.components.chapter import Chapter, reads
from claimbook.components.elements import (
    Fragment,
    fragment,
    lead,
    paragraph,
    source_links,
    time_tag,
    with_lead,
)
from claimbook.components.page import Page
from claimbook.components.selections import each_once, tolls
from claimbook.components.tables import claims_table
from claimbook.ledger.records import Claim, blanks_last
from claimbook.ledger.tables import Tables
from claimbook.ledger.wording import day_in_words


def of_day(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """Keep the latest tolls at the end of a day, the claims new on it, and those replaced on it."""
    claims, before = of_now(tables["claims"]), of_now(tables["before"])
    # A value that its speaker repeats is not replaced, nor one that turns out to be of a part.
    latest = set(_figures(claims[claims["latest"]]))
    lost = pd.Series([figure not in latest for figure in _figures(before)], index=before.index, dtype="bool")
    kept = claims["latest"] | claims["outcome"].isin(["narrower", "part_of_place", "part_of_time", "restated"])
    gone = ~before["claim_id"].isin(claims.loc[kept, "claim_id"])
    new, sources = claims[~claims["claim_id"].isin(set(before["claim_id"]))], tables["sources"]
    return {
        **tolls(tables, parameters),
        "sources": sources[sources["known_on"] >= min([*new["known_on"], parameters["as_of"]])],
        "new": new,
        "replaced": each_once(before[before["latest"] & lost & gone]),
    }


def _figures(claims: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    """Return what each claim counts, by whom, and its value with its bounds."""
    figure = ["speaker_id", "event_id", "measure", "group", "qualifier", "value_low", "value", "value_high"]
    return map(tuple, claims[figure].fillna(-1).to_numpy())


CHAPTER = Chapter("day", of_day, for_each=lambda tables: tables["days"], folder="known", by_day=True)


def _since(page: Page) -> str:
    """Return the first day whose reports are new here: the page's own, or an earlier one if it is for a month."""
    return min((claim.known_on for claim in page.new), default=page.as_of)


def _when(page: Page) -> str:
    """Return the time of the new reports in words."""
    return "on this day" if _since(page) == page.as_of else f"from {day_in_words(_since(page))} on"


@reads(sources=source_links, new="known_on")
def day_lead(page: Page) -> Fragment:
    """Name the documents published on the day."""
    since = _since(page)
    names = source_links(page, page.sources)
    when = "that day" if since == page.as_of else Markup("from {} on").format(time_tag(since))
    return with_lead(
        lead(
            Markup("What was known by the end of {}, and nothing later.").format(time_tag(page.as_of)),
            Markup("Published {}: {}.").format(when, names) if page.sources else "No report appeared that day.",
        ),
        paragraph("Undated reports are listed under the earliest day on which they can have been published."),
    )


@reads(new=[claims_table, "event_id", "restates", "known_on"])
def what_was_new(page: Page) -> Fragment:
    """List the claims that became known on the day."""
    return _claims(page, page.new, f"Figures published {_when(page)}", "No figure was new.")


@reads(replaced=[claims_table, "event_id", "restates"], new="known_on")
def what_was_replaced(page: Page) -> Fragment:
    """List the claims that were current the day before and no longer are."""
    caption = f"Earlier figures, followed by others {_when(page)}"
    return _claims(page, page.replaced, caption, "No earlier figure was followed by another.")


def _claims(page: Page, claims: Sequence[Claim], caption: str, none: str) -> Fragment:
    ordered = sorted(
        (claim for claim in claims if claim.restates is None),
        key=lambda one: blanks_last(one.event_id, one.measure, one.group, one.stated_on, one.value, one.claim_id),
    )
    return fragment(claims_table(page, caption, ordered) if ordered else paragraph(none))
