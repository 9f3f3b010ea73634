"""The page of one number: who printed it, of what, and what else was said."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from claimbook.analysis.claims import FATES, UNATTRIBUTED, page_of_topic
from claimbook.analysis.comparability import WINDOW, compare, gap, has_window
from claimbook.chapters.compare import say_comparison, say_gap
from claimbook.components.cards import card, grade, of_whom
from claimbook.components.citations import cite_claim
from claimbook.components.elements import (
    Fragment,
    bullets,
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
from claimbook.components.page import Page, anchor
from claimbook.components.selections import FIGURE
from claimbook.components.tables import Column, table
from claimbook.ledger.records import known
from claimbook.ledger.vocabulary import GROUPS, VERIFICATION
from claimbook.ledger.wording import counted, figure_text, speaker_path


def number_lead(page: Page) -> Fragment:
    """Where a number stands in print, in one sentence."""
    claims, indicators = page["claims"], page["indicators"]
    documents = {row["source_id"]: row for frame in (indicators, claims) for _, row in frame[::-1].iterrows()}
    names = listing([source_link(page, row) for row in reversed(documents.values())])
    of = [counted(claim) for _, claim in claims.iterrows()] + [str(one) for one in indicators["measure"]]
    return fragment(
        paragraph(
            Markup("Printed by {}, of {}.").format(names, cited(listing(list(dict.fromkeys(of))))),
            *_voices(claims),
            Markup("As known on {}.").format(time_tag(page.as_of)),
            css="cb-lead",
        ),
        paragraph(
            "The same number can stand for different things. Each entry below is one figure of one document; "
            "documents that repeat a speaker add no voice."
        ),
    )


def _voices(claims: pd.DataFrame) -> list[Markup]:
    """How many independent speakers stand behind the claims, however many documents carry them."""
    if claims.empty:
        return []
    speakers = claims.loc[claims["speaker_id"] != UNATTRIBUTED, "speaker_id"].nunique()
    return [Markup("Independent speakers who give it in a claim: {}.").format(cited(speakers or "none that is named"))]


def number_entries(page: Page) -> Fragment:
    """Each claim and background figure that prints the number, and what it does not mean."""
    claims = page["claims"].sort_values(["fate", "known_on", "claim_id"], key=_used_first)
    entries = [_entry(page, claim) for _, claim in claims.iterrows()]
    entries += [_background(page, indicator) for _, indicator in page["indicators"].iterrows()]
    return fragment(*entries)


def _used_first(column: pd.Series) -> pd.Series:
    return column.map({code: place for place, code in enumerate(FATES)}) if column.name == "fate" else column


def _entry(page: Page, claim: Any) -> Markup:
    facts = [
        ("Who said it", speaker_path(claim)),
        ("Stated", clock_words(claim)),
        ("Of what", cited(claim["event"])),
        ("Of which days", window(claim)),
        ("Where", claim["place"] if known(claim["place"]) else "not stated"),
        ("Document", source_link(page, claim)),
        ("How far to rely on it", grade(claim)),
        ("What it does not mean", bullets(_not_meant(page, claim))),
        ("Cite this", cite_claim(page, claim)),
    ]
    return card(anchor(claim), claim_link(page, claim), counted(claim), facts)


def _background(page: Page, indicator: Any) -> Markup:
    years = [int(indicator[name]) for name in ("years_start", "years_end") if known(indicator[name])]
    described = Markup(" to ").join(Markup("<time>{}</time>").format(year) for year in dict.fromkeys(years))
    facts = [
        ("Who said it", indicator["speaker"]),
        ("Area", of_whom(indicator)),
        ("Years described", described or "not stated"),
        ("Document", source_link(page, indicator)),
        ("Read against others", link(f"{page.up}{page_of_topic(indicator['topic'])}.html", "the figures of its topic")),
        ("What it does not mean", bullets([_not_of_now(indicator)])),
    ]
    figure = link(page.row_href(indicator, "indicator_id"), figure_text(indicator))
    return card(anchor(indicator, "indicator_id"), figure, cited(indicator["measure"]), facts)


def _not_of_now(indicator: Any) -> Markup:
    if not known(indicator["years_end"]):
        return Markup("Not known to be of the year in which it was printed: no year stands beside it.")
    years = Markup("<time>{}</time>").format(int(indicator["years_end"]))
    return Markup("Not of the year in which it was printed: the data end in {}.").format(years)


def _not_meant(page: Page, claim: Any) -> list[Markup]:
    """What a reader could take the figure for, from its codes."""
    group = GROUPS[claim["group"]]
    found = []
    if claim["measure"] == "killed" and claim["group"] not in ("all", "not_applicable"):
        found.append(Markup("Not all who were killed: {} only.").format(group))
    one_day = known(claim["scope_start"]) and claim["scope_start"] == claim["scope_end"]
    if claim["count_kind"] == "cumulative" and claim["measure"] in ("killed", "captured", "casualties") and not one_day:
        found.append(Markup("Not the toll of one day: a running total, as it stood when it was stated."))
    if claim["count_kind"] == "increment":
        found.append(Markup("Not the whole toll: the count of a part of the time."))
    if known(claim["subgroup"]):
        found.append(Markup("Not all {}: {} only.").format(group, claim["subgroup"]))
    if claim["qualifier"] != "exact":
        found.append(Markup("Not an exact number: it is printed as {}.").format(cited(figure_text(claim))))
    if claim["speaker_id"] == UNATTRIBUTED:
        found.append(Markup("Not known whose figure it is: the document names no speaker."))
    elif claim["side"] != "other" and claim["measure"] == "killed":
        whose = "its own side’s losses" if claim["own_losses"] else "people who are not of its own side"
        whose = "all who were killed, of whatever side" if claim["group"] == "all" else whose
        found.append(Markup("Not an outside count: given by {}, of {}.").format(claim["speaker"], whose))
    if claim["verification"] != "confirmed":
        found.append(Markup("Not verified. {}").format(VERIFICATION[claim["verification"]]))
    if claim["fate"] == "withdrawn":
        found.append(Markup("Not used any more: the editors have withdrawn the row."))
    if claim["fate"] == "superseded":
        found.append(Markup("Not the latest: it {}.").format(FATES["superseded"]))
    return found


def others_table(page: Page) -> Fragment:
    """What else is said of the same people, and whether the two can be compared."""
    claims, others = page["claims"], page["others"]
    parts = []
    for _, claim in _different(claims[claims["fate"] != "restated"]).iterrows():
        same = others
        for name in ("event_id", "measure", "group"):
            same = same[same[name] == claim[name]]
        rows = [
            _pair(page, claim, other) for _, other in same.sort_values(["value", "known_on", "claim_id"]).iterrows()
        ]
        if rows:
            where = [cited(claim["place"])] if known(claim["place"]) else []
            of_days = [window(claim)] if has_window(claim) else []
            scope = Markup(", ").join([cited(claim["speaker"]), clock_words(claim), *where, *of_days])
            caption = Markup("Others beside {} {}: {}").format(claim_link(page, claim), counted(claim), scope)
            columns = [Column(word) for word in ("Another figure", "Who said it", "Can they be compared?", "Apart by")]
            parts.append(table(caption, columns, rows))
    if claims.empty:
        return fragment(paragraph("A background figure is read against others on the page of its topic."))
    return fragment(*parts) if parts else fragment(paragraph("Nobody gives another figure of the same kind."))


def _different(claims: pd.DataFrame) -> pd.DataFrame:
    """One claim for each figure, question, speaker, day and scope; what several documents carry stands once."""
    same = [*FIGURE, "event_id", "measure", "group", "subgroup", "speaker_id", "stated_on", "scope_place", *WINDOW]
    # A document that is read in full stands for those that are only cited.
    return claims.sort_values(["role", "claim_id"]).drop_duplicates(same)


def _pair(page: Page, claim: Any, other: Any) -> tuple[str | Markup, ...]:
    comparison = compare(claim, other)
    between = gap(*sorted((claim, other), key=lambda row: float(row["value"]))) if comparison.allowed else None
    return (
        claim_link(page, other),
        Markup("{}, {}").format(other["speaker"], clock_words(other)),
        say_comparison(comparison, claim, other),
        say_gap(between),
    )
