"""The front page: what is claimed, by whom, and when."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import htpy as h
from markupsafe import Markup

from claimbook.components.chapter import Chapter, reads
from claimbook.components.elements import (
    Fragment,
    cited,
    claim_link,
    clock_words,
    fragment,
    lead,
    link,
    listing,
    paragraph,
    source_link,
    time_tag,
    window,
    with_lead,
)
from claimbook.components.figure import Figure
from claimbook.components.page import Page
from claimbook.components.selections import latest_tolls
from claimbook.components.toll_chart import tolls_figure
from claimbook.components.toll_rows import (
    absent_row,
    claim_row,
    distinct_values,
    focus_claims,
    panel_name,
    part_of,
    part_row,
    speakers,
    values_in_words,
)
from claimbook.ledger.records import Claim, columns, given, grouped_by, unique_by
from claimbook.ledger.vocabulary import MAIN_GROUPS, VERIFIED
from claimbook.ledger.wording import capital, count, day_in_words, value_in_words

CHAPTER = Chapter("index", latest_tolls)


@reads(claims=[focus_claims, claim_link, "latest", "verification"], sources=["source_id", "role"])
def book_lead(page: Page) -> Fragment:
    """Say in one sentence what the book holds and what nobody has verified."""
    documents = [source for source in page.sources if source.role == "coded"]
    confirmed = [claim for claim in focus_claims(page) if claim.latest and claim.verification == "confirmed"]
    number = link("sources.html", count(len(documents), "document"), css="cb-count")
    verdict: str | Markup = (
        Markup("Called confirmed in the text that carries them: {}.").format(
            listing([claim_link(page, claim) for claim in confirmed])
        )
        if confirmed
        else "No text that carries one of the latest tolls below reports an independent verification."
    )
    return with_lead(
        lead(
            Markup("What was claimed about {}, by whom, and when: {}, read figure by figure.").format(
                cited(page.about["subject"]), number
            ),
            Markup("As known on {}.").format(time_tag(page.as_of)),
        ),
        paragraph(
            verdict,
            "The book averages nothing and estimates nothing: every figure that is claimed is somebody’s, "
            "and leads to its place in the document that carries it.",
        ),
        paragraph(
            Markup(
                "Later and parallel tolls, taken from other publications that are cited for them alone, are marked as "
                "cited. A speaker may have given others still; {} lists the gaps."
            ).format(link("not-claimed.html", "Not in our sources", css="cb-page")),
        ),
    )


@columns(claim_link, clock_words, window, source_link, "verification", "role")
def _detail(page: Page, claims: Sequence[Claim]) -> Markup:
    """Say when a figure was stated, which dates it covers, whether it was verified, and which documents carry it."""
    stated = listing(list(dict.fromkeys(clock_words(claim) for claim in claims)), last="or")
    windows = listing(list(dict.fromkeys(window(claim) for claim in claims)), last="or")
    checks = listing(list(dict.fromkeys(VERIFIED[claim.verification] for claim in claims)), last="or")
    return Markup("<small>{}; window {}; {}. {}{}</small>").format(
        capital(stated),
        windows,
        checks,
        "Cited from " if all(claim.role == "context" for claim in claims) else "",
        listing([source_link(page, claim) for claim in unique_by(claims, lambda claim: claim.source_id)]),
    )


PART = (part_of, part_row, claim_link, _detail)


@reads(claims=[focus_claims, speakers, distinct_values, _detail, "latest", "latest_in_full"], parts=PART)
def toll_cards(page: Page) -> Fragment:
    """Show three equal cards: each group with every speaker's latest toll."""
    claims = focus_claims(page)
    if not claims:
        return fragment()  # the chart below the cards says so
    cards = [
        h.section(class_="cb-toll")[
            h.h3[panel_name(group)],
            h.dl[[_entry(page, group, one, claims) for one in speakers(claims)]],
        ]
        for group in MAIN_GROUPS
    ]
    return fragment(Markup(h.div(class_="cb-tolls")[cards]))


def _entry(page: Page, group: str, speaker: Claim, claims: Sequence[Claim]) -> Markup:
    """Return what a speaker says about a group; a speaker of neither side who says nothing is left out."""
    own = [claim for claim in claims if (claim.group, claim.speaker_id) == (group, speaker.speaker_id)]
    own = sorted(own, key=lambda claim: (claim.source_id, claim.claim_id))
    name = Markup('<dt class="cb-side-{}">{} said</dt>').format(speaker.side, speaker.speaker)
    if not own and speaker.side == "other":
        return Markup("")
    if not own:
        part = part_of(page.parts, speaker, group)
        if part:
            return name + Markup("<dd>{} <small>{} only, not the whole group.</small>{}</dd>").format(
                claim_link(page, part), part.subgroup, _detail(page, [part])
            )
        return name + Markup('<dd><span class="cb-absent">not stated</span> <small>in these documents</small></dd>')
    latest = [claim for claim in own if claim.latest]
    same = grouped_by(latest, value_in_words)
    details: dict[Markup, list[Markup]] = {}  # values with the same details share a line
    for claim in distinct_values(latest):
        details.setdefault(_detail(page, same[value_in_words(claim)]), []).append(claim_link(page, claim))
    lines = [Markup("{} {}").format(listing(values, last="or"), words) for words, values in details.items()]
    values = {claim.value for claim in latest}
    in_full = [claim for claim in own if claim.latest_in_full and claim.value not in values]
    if in_full:
        lines[-1] += Markup("<small>In the documents read in full: {}; {}.</small>").format(
            listing([claim_link(page, claim) for claim in distinct_values(in_full)], last="or"),
            clock_words(in_full[0]),
        )
    return name + Markup("").join(Markup("<dd>{}</dd>").format(line) for line in lines)


@reads(claims=[focus_claims, speakers, distinct_values, claim_row, tolls_figure, "latest"], parts=PART)
def latest_tolls_figure(page: Page) -> Figure | Fragment:
    """Show every speaker's latest toll for every group, on one axis."""
    claims = focus_claims(page)
    rows = []
    for group in MAIN_GROUPS:
        for speaker in speakers(claims):
            own = [claim for claim in claims if (claim.group, claim.speaker_id) == (group, speaker.speaker_id)]
            latest = {claim.value for claim in own if claim.latest}
            shown = [claim for claim in own if claim.latest or claim.value not in latest]
            for _, of_day in groupby(sorted(shown, key=_stated_on), key=_stated_on):
                rows += [claim_row(claim, panel_name(group)) for claim in distinct_values(of_day)]
            if not own and speaker.side != "other":
                part = part_of(page.parts, speaker, group)
                rows.append(part_row(part, panel_name(group)) if part else absent_row(panel_name(group), speaker))
    return tolls_figure(
        page,
        "latest-tolls",
        rows,
        claims,
        title=_title([claim for claim in claims if claim.latest]),
        subtitle=f"People killed, by group and speaker: the latest toll of each, known on {day_in_words(page.as_of)}",
        caption="The latest tolls of people killed, by group and speaker",
        note="Where a later toll is cited only, the latest of the documents read in full is shown as well. "
        "Tolls of different speakers may be of different days and places; the table gives the window of each.",
    )


def _stated_on(claim: Claim) -> str:
    return claim.stated_on


def _title(claims: Sequence[Claim]) -> str:
    """Name the group on which speakers differ most, with their figures."""
    gaps = []
    for group in MAIN_GROUPS:
        of_group = [claim for claim in claims if claim.group == group and claim.value is not None]
        by_speaker = grouped_by(of_group, lambda claim: claim.speaker_id)
        highest = [max(given(claim.value) for claim in own) for own in by_speaker.values()]
        if len(highest) > 1:
            gaps.append((max(highest) - min(highest), group))
    if not gaps:
        return "Each toll has one speaker; nobody else gives a figure to set beside it"
    _, group = max(gaps, key=lambda gap: gap[0])
    of_group = [claim for claim in claims if claim.group == group]
    by_speaker = grouped_by(of_group, lambda claim: claim.speaker_id)
    parts = [f"{one.speaker} said {values_in_words(by_speaker[one.speaker_id])}" for one in speakers(of_group)]
    return f"{panel_name(group)}: {'; '.join(parts)}"
