"""The page of one document: what it claims, beside what others claim."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from claimbook.analysis.claims import UNATTRIBUTED
from claimbook.chapters.places import ROLES
from claimbook.components.cards import claim_card, indicator_card, listed
from claimbook.components.elements import Fragment, addressed, cited, fragment, link, paragraph, period, publication
from claimbook.components.page import Page, anchor
from claimbook.components.tables import Column, table
from claimbook.components.toll_chart import tolls_figure
from claimbook.components.toll_rows import (
    MAIN_GROUPS,
    OWN_OR_OTHER,
    claim_row,
    distinct_figures,
    focus_claims,
    key_of,
    panel_name,
    tolls,
)
from claimbook.ledger.records import known
from claimbook.ledger.vocabulary import NOT_STATED
from claimbook.ledger.wording import source_name


def about_source(page: Page) -> Fragment:
    """What is known of a page's document."""
    source = page["sources"].iloc[0]
    facts: list[tuple[str, str | Markup]] = [
        ("Publisher", cited(source_name(source))),
        ("Title as printed", cited(source["title"]) if known(source["title"]) else NOT_STATED),
        ("Published", publication(source)),
        ("Kind", source["medium"].replace("_", " ")),
        ("Figures in this book", link(f"{page.up}data.html", str(source["figures"]))),
    ]
    if known(source["url"]):
        facts.append(("Address", Markup('<a href="{0}" rel="nofollow"><cite>{0}</cite></a>').format(source["url"])))
    if known(source["document_sha256"]):
        facts.append(("Checksum of the text", Markup("<code>{}</code>").format(source["document_sha256"])))
    if known(source["notes"]):
        facts.append(("Note", cited(source["notes"])))
    return fragment(Markup('<dl class="cb-facts">{}</dl>').format(listed(facts)))


def beside_others_figure(page: Page) -> Fragment:
    """This document's tolls beside those of the other documents."""
    own, others = tolls(focus_claims(page)), tolls(focus_claims(page, "others"))
    if own.empty:
        subject = cited(page.about["subject"])
        return fragment(paragraph(Markup("This document gives no running total for {}.").format(subject)))
    rows = []
    for group in (group for group in MAIN_GROUPS if (own["group"] == group).any()):
        here, there = own[own["group"] == group], others[others["group"] == group]
        elsewhere = there[~there["value"].isin(set(here["value"]))]  # what the others repeat is shown once
        named = elsewhere["speaker_id"] != UNATTRIBUTED
        # Of one figure with and without a speaker, the speaker's stands for both.
        elsewhere = elsewhere[named | ~elsewhere["value"].isin(set(elsewhere.loc[named, "value"]))]
        for claims, is_here in ((here, True), (elsewhere, False)):
            rows += [
                claim_row(claim, panel_name(group)) | {"own": is_here}
                for _, claim in distinct_figures(claims).iterrows()
            ]
    shown = pd.concat([own, others])
    speaking = [entry for entry in key_of(shown) if entry not in OWN_OR_OTHER]
    return tolls_figure(
        page,
        "beside-others",
        rows,
        shown,
        title="The tolls of this document beside those of the others",
        subtitle="People killed, cumulative; a toll that several documents give is shown once",
        caption="Tolls of this document and of the others",
        note="Figures of other documents may be of other days; each leads to its own card.",
        key=(*speaking, ("own", "in this document"), ("other", "only in others")),
    )


def claim_cards(page: Page) -> Fragment:
    """A card for each claim of the document, in the order of the text."""
    claims = page["claims"].sort_values(["span_start", "claim_id"])
    if claims.empty:
        return fragment(paragraph("This document is cited for single facts; no claim is coded from it."))
    others = page["others"]
    cards = []
    for _, claim in claims.iterrows():
        same = others[
            (others["event_id"] == claim["event_id"])
            & (others["measure"] == claim["measure"])
            & (others["group"] == claim["group"])
        ]
        cards.append(claim_card(page, claim, same))
    return fragment(*cards)


def dates_and_places(page: Page) -> Fragment:
    """The dates and places that the document gives, each with its address."""
    dated = [
        (
            addressed(anchor(report, "report_id"), report["event"]),
            period(report["start"], report["end"]),
            _in_print(report),
        )
        for _, report in page["reports"].iterrows()
    ]
    named = [
        (
            addressed(anchor(mention, "mention_id"), mention["place"]),
            ROLES[mention["role"]],
            _in_print(mention),
        )
        for _, mention in page["mentions"].iterrows()
    ]
    parts = []
    if dated:
        parts.append(table("Dates", [Column("Event"), Column("Days"), Column("In print")], dated))
    if named:
        parts.append(table("Places", [Column("Place"), Column("Named as"), Column("In print")], named))
    return fragment(*parts) if parts else fragment(paragraph("This document dates and places no event."))


def _in_print(row: Any) -> Markup:
    """The words of a row, and the paragraph where the document is read in full."""
    words = Markup("<q>{}</q>").format(row["value_text"])
    return Markup("paragraph {}: {}").format(row["paragraph"], words) if known(row["paragraph"]) else words


def indicator_cards(page: Page) -> Fragment:
    """A card for each background figure of the document."""
    indicators = page["indicators"]
    if indicators.empty:
        return fragment(paragraph("This document quotes no background figure."))
    return fragment(*(indicator_card(page, indicator) for _, indicator in indicators.iterrows()))
