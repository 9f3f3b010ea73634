"""Figures that no source gives, and what the reports give that could check a count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from claimbook.analysis.claims import UNATTRIBUTED
from claimbook.components.chapter import Chapter, reads
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
)
from claimbook.components.page import Page
from claimbook.components.selections import in_turn, without_history
from claimbook.components.tables import Column, table
from claimbook.components.toll_rows import compared, distinct_values, latest_of
from claimbook.ledger.records import Claim, columns, grouped_by
from claimbook.ledger.tables import Tables
from claimbook.ledger.vocabulary import BASES, GROUPS, MAIN, MEASURES, NOT_STATED, PEOPLE_HARMED, SIDES, is_outside
from claimbook.ledger.wording import after_value, capital, capital_text, count, short_name, speaker_path

# What a figure can rest on that somebody else could see.
SEEN = ("bodies", "witness")


def people_counted(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """Keep claims about people, without repeats inside a document, and each named place once."""
    claims = tables["claims"]
    people = claims["measure"].isin(list(PEOPLE_HARMED))
    counted = claims[people & claims["is_standing"]]
    seen = claims["basis"].isin(SEEN) | (~people & claims["group"].isin(list(MAIN)))
    places = tables["mentions"].drop_duplicates("place_id").sort_values("place_id")
    return {
        **tables,
        "claims": counted.sort_values(["measure", "group", "side", "scope_place"]),
        "others": claims[seen & claims["is_standing"] & claims["least"].notna()],
        "mentions": places,
    }


CHAPTER = Chapter("not-claimed", in_turn(without_history, people_counted))


@columns("side", "speaker")
def _voice(claims: Sequence[Claim], side: str) -> str:
    """Return who speaks for a side, if only one does; else the side's own name."""
    voices = {claim.speaker for claim in claims if claim.side == side}
    return voices.pop() if len(voices) == 1 and not is_outside(side) else SIDES[side]


@reads(claims=[_voice, "measure", "group", "side", "least"])
def who_claims_what(page: Page) -> Fragment:
    """Say what no side gives a figure of; of everything else, show how many figures each side gives."""
    rows, missing = [], []
    for measure in PEOPLE_HARMED:
        given = {claim.group for claim in page.claims if claim.measure == measure}
        # What is given of other groups only, such as prisoners freed, isn't missed of the main ones; nor is
        # "killed or wounded", which counts two measures together.
        together = {*MEASURES[measure].split(" or ")} <= {MEASURES[one] for one in PEOPLE_HARMED if one != measure}
        looked_for = given if together or (given and given.isdisjoint(MAIN)) else given | {*MAIN}
        numbered = {claim.group for claim in page.claims if claim.measure == measure and claim.least is not None}
        nobody = [group for group in GROUPS if group in looked_for - numbered and not together]
        if nobody:
            who = "anybody" if MAIN and not numbered else listing([GROUPS[group] for group in nobody], "or")
            missing.append(Markup("{} {}").format(who, MEASURES[measure]))
        for group in [group for group in GROUPS if group in given]:
            here = [claim for claim in page.claims if (claim.measure, claim.group) == (measure, group)]
            cells = [_number([claim for claim in here if claim.side == side]) for side in SIDES]
            rows.append((capital(f"{GROUPS[group]} {MEASURES[measure]}"), *cells))
    heads = [Column("Counted"), *(Column(capital_text(_voice(page.claims, side))) for side in SIDES)]
    return fragment(
        paragraph(Markup("No source gives a number for any of these: {}.").format(cited(Markup("; ").join(missing))))
        if missing
        else "",
        table("Figures from each side, counted once for each report that carries them", heads, rows, matrix=True),
    )


def _number(claims: Sequence[Claim]) -> Markup:
    numbers = [claim for claim in claims if claim.least is not None]
    if numbers:
        return link("claims.html", count(len(numbers), "figure"), css="cb-count")
    if claims:
        return link("claims.html", "in words only", css="cb-count")
    return Markup('<span class="cb-none">none</span>')


@columns(claim_link, distinct_values, "speaker_id", "speaker")
def _by_speaker(page: Page, claims: Sequence[Claim]) -> Markup:
    """Return figures, a line for each speaker."""
    lines = [
        Markup("<div>{}: {}</div>").format(
            capital("no speaker named" if speaker == UNATTRIBUTED else short_name(own[0].speaker)),
            listing([claim_link(page, one) for one in distinct_values(own)]),
        )
        for speaker, own in grouped_by(claims, lambda one: one.speaker_id).items()
    ]
    return Markup("").join(lines) or Markup("none")


@columns(
    _by_speaker, latest_of, compared, "stated_on", "in_focus", "measure", "group", "is_whole", "least", "speaker_id"
)  # fmt: skip
def _killed(page: Page, seen: Claim, when: str) -> Markup:
    """Return what is said of the same people killed: on the day of a figure, other than that figure, or last."""
    if when == LAST:
        return _by_speaker(page, [one for side in compared(page) for one in latest_of(page, side, seen.group)])
    of_group = [one for one in page.claims if (one.measure, one.group) == ("killed", seen.group) and one.in_focus]
    whole = [one for one in of_group if one.is_whole and one.least is not None and one.stated_on == seen.stated_on]
    itself = (seen.measure, seen.speaker_id, seen.least)
    return _by_speaker(page, [one for one in whole if (one.measure, one.speaker_id, one.least) != itself])


LAST, THAT_DAY = "Killed, by the latest counts", "Killed, by the counts of that day"


@reads(
    claims=_killed,
    others=[
        claim_link, after_value, speaker_path, clock_words, source_link, "basis", "group", "measure", "stated_on",
        "claim_id", "speaker_id", "least",
    ],
)  # fmt: skip
def what_could_check(page: Page) -> Fragment:
    """Show figures of bodies, of what witnesses saw and of attackers beside the counts of people killed."""
    rows = [
        (
            Markup("{}{}").format(claim_link(page, one), after_value(one)),
            capital(BASES[one.basis] if one.basis else NOT_STATED),
            Markup("{}, {} <small>{}</small>").format(
                capital(speaker_path(one)), clock_words(one), source_link(page, one)
            ),
            _killed(page, one, THAT_DAY),
            _killed(page, one, LAST),
        )
        for one in sorted(page.others, key=lambda one: (one.stated_on, one.claim_id))
    ]
    if not rows:
        return fragment(paragraph("No report gives a number of bodies, of attackers or of what witnesses saw."))
    names = ("Figure", "Rests on", "Who said it", THAT_DAY, LAST)
    return fragment(table("Figures that a count could be held against", [Column(name) for name in names], rows))


@reads(claims=["measure", "scope_place", "least"], mentions=["place_id", "place"])
def places_without_tolls(page: Page) -> Fragment:
    """List the places named for the violence for which no document gives a toll."""
    counted = {claim.scope_place for claim in page.claims if claim.measure == "killed" and claim.least is not None}
    if not page.mentions:
        return fragment(paragraph("No place is named in the ledger."))
    without = sorted(mention.place for mention in page.mentions if mention.place_id not in counted)
    if not without:
        return fragment(paragraph("Every place that is named has a toll."))
    return fragment(
        paragraph(
            Markup("For these places, which the reports name, there is no figure of people killed in {}: {}.").format(
                cited(page.about["subject"]), Markup(", ").join(without)
            ),
            Markup("The reports that name them are listed under {}.").format(
                link("places.html", "Places", css="cb-page")
            ),
        )
    )
