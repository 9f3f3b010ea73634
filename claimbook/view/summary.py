"""The front page: what is claimed, by whom, as of when."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
from markupsafe import Markup

from claimbook.pages import Page
from claimbook.view.charts import labelled_rows_chart
from claimbook.view.figure import figure
from claimbook.view.html import Fragment, claim_link, claims_table, clock_words, fragment, source_link
from claimbook.view.rows import (
    MAIN_GROUPS,
    absent_row,
    claim_row,
    describe_rows,
    distinct_figures,
    focus_claims,
    key_of,
    speakers,
)
from claimbook.wording import GROUPS, capital, cited, figure_text, link, listing, paragraph, say_day, time_tag


def lead(page: Page) -> Fragment:
    """One sentence on what the book holds, and what nobody has verified."""
    documents = page["sources"][page["sources"]["role"] == "coded"]
    claims = focus_claims(page)
    confirmed = claims[claims["verification"] == "confirmed"]
    count = link("sources.html", f"{len(documents)} documents" if len(documents) != 1 else "1 document", css="cb-count")
    verdict = (
        "None of the latest tolls below is called confirmed in the text that carries it."
        if confirmed.empty
        else Markup("Called confirmed in the text that carries them: {}.").format(
            listing([claim_link(page, claim) for _, claim in confirmed.iterrows()])
        )
    )
    return fragment(
        paragraph(
            Markup("What was claimed about {}, by whom, and when: {}, read figure by figure.").format(
                cited(page.about["subject"]), count
            ),
            Markup("As known on {}.").format(time_tag(page.as_of)),
            css="cb-lead",
        ),
        paragraph(
            verdict,
            "The book averages nothing and gives no figure of its own: every figure is somebody’s, "
            "and leads to the words that carry it.",
        ),
    )


def toll_cards(page: Page) -> Fragment:
    """Three equal cards: for each group, every speaker's latest toll at one size."""
    claims = focus_claims(page)
    parties = speakers(claims)
    cards = []
    for group in MAIN_GROUPS:
        entries = [_entry(page, party, claims[claims["group"] == group]) for _, party in parties.iterrows()]
        cards.append(
            Markup('<section class="cb-toll"><h3>{} killed</h3><dl>{}</dl></section>').format(
                capital(GROUPS[group]), Markup("").join(entries)
            )
        )
    return fragment(Markup('<div class="cb-tolls">{}</div>').format(Markup("").join(cards)))


def _entry(page: Page, party: Any, claims: pd.DataFrame) -> Markup:
    own = claims[claims["speaker_id"] == party["speaker_id"]].sort_values(["value", "claim_id"])
    name = Markup('<dt class="cb-side-{}">{} said</dt>').format(party["side"], party["speaker"])
    if own.empty:
        return name + Markup('<dd><span class="cb-absent">not stated</span> <small>in these documents</small></dd>')
    figures = listing([claim_link(page, claim) for _, claim in distinct_figures(own).iterrows()], last="or")
    newest = own.iloc[-1]
    return name + Markup("<dd>{} <small>{}, {}</small></dd>").format(
        figures, clock_words(newest), source_link(page, newest)
    )


def tolls_figure(page: Page) -> Fragment:
    """Every speaker's latest toll for every group, on one axis."""
    claims = focus_claims(page)
    parties = speakers(claims)
    rows = []
    for group in MAIN_GROUPS:
        for _, party in parties.iterrows():
            own = distinct_figures(claims[(claims["group"] == group) & (claims["speaker_id"] == party["speaker_id"])])
            for _, claim in own.sort_values("value").iterrows():
                rows.append(claim_row(claim, f"{capital(GROUPS[group])} killed"))
            if own.empty:
                rows.append(absent_row(f"{capital(GROUPS[group])} killed", party))
    data = pd.DataFrame(rows).assign(order=range(len(rows)))

    def charts(width: Any) -> alt.TopLevelMixin:
        return labelled_rows_chart(data, width, "People killed, as claimed")

    return figure(
        page,
        "latest-tolls",
        title=_finding(claims),
        subtitle=f"People killed, by group and speaker: the latest toll of each, known on {say_day(page.as_of)}",
        clock="by day of statement",
        charts=charts,
        alternative=describe_rows(data, "the latest tolls of people killed, by group and speaker", page),
        table=claims_table(page, "The latest toll of each speaker", claims),
        rows=claims,
        note="Tolls of different speakers may be of different days and places; the table gives the window of each.",
        key=key_of(claims),
    )


def _finding(claims: pd.DataFrame) -> str:
    """The group on which two speakers are furthest apart, in words that hold for any ledger."""
    for group in MAIN_GROUPS:
        of_group = claims[(claims["group"] == group) & claims["value"].notna()]
        if of_group["speaker_id"].nunique() > 1:
            low, high = of_group.loc[of_group["value"].idxmin()], of_group.loc[of_group["value"].idxmax()]
            return f"Of {GROUPS[group]}, {figure_text(low)} killed or {figure_text(high)}: it depends on who speaks"
    return "Each toll has one speaker; nobody else gives a figure to set beside it"
