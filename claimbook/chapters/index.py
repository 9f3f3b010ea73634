"""The front page: what is claimed, by whom, as of when."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from claimbook.components.elements import (
    Fragment,
    cited,
    claim_link,
    clock_words,
    fragment,
    link,
    listing,
    paragraph,
    source_link,
    time_tag,
    window,
)
from claimbook.components.page import Page
from claimbook.components.toll_chart import tolls_figure
from claimbook.components.toll_rows import (
    MAIN_GROUPS,
    absent_row,
    claim_row,
    distinct_figures,
    focus_claims,
    panel_name,
    said,
    speakers,
)
from claimbook.ledger.vocabulary import VERIFIED
from claimbook.ledger.wording import capital, count, figure_text, say_day


def lead(page: Page) -> Fragment:
    """One sentence on what the book holds, and what nobody has verified."""
    documents = page["sources"][page["sources"]["role"] == "coded"]
    claims = focus_claims(page)
    latest = claims[claims["latest"]]
    confirmed = latest[latest["verification"] == "confirmed"]
    number = link("sources.html", count(len(documents), "document"), css="cb-count")
    verdict: str | Markup = (
        "No text that carries one of the latest tolls below reports an independent verification."
        if confirmed.empty
        else Markup("Called confirmed in the text that carries them: {}.").format(
            listing([claim_link(page, claim) for _, claim in confirmed.iterrows()])
        )
    )
    return fragment(
        paragraph(
            Markup("What was claimed about {}, by whom, and when: {}, read figure by figure.").format(
                cited(page.about["subject"]), number
            ),
            Markup("As known on {}.").format(time_tag(page.as_of)),
            css="cb-lead",
        ),
        paragraph(
            verdict,
            "The book averages nothing and estimates nothing: every figure that is claimed is somebody’s, "
            "and leads to its place in the document that carries it.",
        ),
        paragraph(
            Markup(
                "Later and parallel tolls, taken from other publications that are cited for them alone, are marked as "
                "cited. A speaker may have given others still; {} says which figures nobody gives."
            ).format(link("not-claimed.html", "What nobody claims", css="cb-page")),
        ),
    )


def toll_cards(page: Page) -> Fragment:
    """Three equal cards: for each group, every speaker's latest toll at one size."""
    claims = focus_claims(page)
    if claims.empty:
        return fragment()  # the figure below the cards says so
    parties = speakers(claims)
    cards = []
    for group in MAIN_GROUPS:
        entries = [_entry(page, party, claims[claims["group"] == group]) for _, party in parties.iterrows()]
        cards.append(
            Markup('<section class="cb-toll"><h3>{}</h3><dl>{}</dl></section>').format(
                panel_name(group), Markup("").join(entries)
            )
        )
    return fragment(Markup('<div class="cb-tolls">{}</div>').format(Markup("").join(cards)))


def _entry(page: Page, party: Any, claims: pd.DataFrame) -> Markup:
    own = claims[claims["speaker_id"] == party["speaker_id"]].sort_values(["source_id", "claim_id"])
    name = Markup('<dt class="cb-side-{}">{} said</dt>').format(party["side"], party["speaker"])
    if own.empty:
        return name + Markup('<dd><span class="cb-absent">not stated</span> <small>in these documents</small></dd>')
    latest = own[own["latest"]]
    of_figure = latest.assign(words=[figure_text(claim) for _, claim in latest.iterrows()]).groupby("words")
    details: dict[Markup, list[Markup]] = {}  # figures that differ in nothing else share a line
    for _, claim in distinct_figures(latest).iterrows():
        same = of_figure.get_group(figure_text(claim))
        details.setdefault(_detail(page, same), []).append(claim_link(page, claim))
    lines = [Markup("{} {}").format(listing(figures, last="or"), words) for words, figures in details.items()]
    in_full = own[own["latest_in_full"] & ~own["value"].isin(latest["value"])]
    earlier = Markup("")
    if len(in_full):
        earlier = Markup("<small>In the documents read in full: {}; {}.</small>").format(
            _figures(page, in_full), clock_words(in_full.iloc[0])
        )
    lines[-1] += earlier
    return name + Markup("").join(Markup("<dd>{}</dd>").format(line) for line in lines)


def _detail(page: Page, claims: pd.DataFrame) -> Markup:
    """When a figure was stated, of which days, whether it was verified, and which documents carry it."""
    stated = listing(list(dict.fromkeys(clock_words(claim) for _, claim in claims.iterrows())), last="or")
    windows = listing(list(dict.fromkeys(window(claim) for _, claim in claims.iterrows())), last="or")
    checks = listing(list(dict.fromkeys(VERIFIED[word] for word in claims["verification"])), last="or")
    return Markup("<small>{}; window {}; {}. {}{}</small>").format(
        capital(stated),
        windows,
        checks,
        "Cited from " if (claims["role"] == "context").all() else "",
        listing([source_link(page, claim) for _, claim in claims.drop_duplicates("source_id").iterrows()]),
    )


def _figures(page: Page, claims: pd.DataFrame) -> Markup:
    return listing([claim_link(page, claim) for _, claim in distinct_figures(claims).iterrows()], last="or")


def latest_tolls_figure(page: Page) -> Fragment:
    """Every speaker's latest toll for every group, on one axis."""
    claims = focus_claims(page)
    rows = []
    for group in MAIN_GROUPS:
        for _, party in speakers(claims).iterrows():
            own = claims[(claims["group"] == group) & (claims["speaker_id"] == party["speaker_id"])]
            standing = own[own["latest"] | ~own["value"].isin(own.loc[own["latest"], "value"])]
            for _, of_day in standing.sort_values("stated_on").groupby("stated_on"):
                rows += [claim_row(claim, panel_name(group)) for _, claim in distinct_figures(of_day).iterrows()]
            rows += [absent_row(panel_name(group), party)] if own.empty else []
    return tolls_figure(
        page,
        "latest-tolls",
        rows,
        claims,
        title=_finding(claims[claims["latest"]]),
        subtitle=f"People killed, by group and speaker: the latest toll of each, known on {say_day(page.as_of)}",
        caption="The latest tolls of people killed, by group and speaker",
        note="Where a later toll is cited only, the latest of the documents read in full is shown as well. "
        "Tolls of different speakers may be of different days and places; the table gives the window of each.",
    )


def _finding(claims: pd.DataFrame) -> str:
    """The group on which the speakers are furthest apart, with who said what."""
    gaps = []
    for group in MAIN_GROUPS:
        of_group = claims[(claims["group"] == group) & claims["value"].notna()]
        highest = of_group.groupby("speaker_id", sort=False)["value"].max()
        if len(highest) > 1:
            gaps.append((float(highest.max() - highest.min()), group))
    if not gaps:
        return "Each toll has one speaker; nobody else gives a figure to set beside it"
    _, group = max(gaps, key=lambda gap: gap[0])
    of_group = claims[claims["group"] == group]
    parts = [
        f"{party['speaker']} said {said(of_group[of_group['speaker_id'] == party['speaker_id']])}"
        for _, party in speakers(of_group).iterrows()
    ]
    return f"{panel_name(group)}: {'; '.join(parts)}"
