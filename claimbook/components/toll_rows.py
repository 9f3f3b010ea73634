"""Claims as rows of a chart, and the key of the chart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from claimbook.analysis.claims import REPEATING, UNATTRIBUTED
from claimbook.components.page import Page
from claimbook.ledger.records import Claim, blanks_last, columns, given, grouped_by, unique_by
from claimbook.ledger.vocabulary import GROUPS, is_outside, main_groups, side_rank, tone
from claimbook.ledger.wording import capital, capital_text, value_in_words

OWN_OR_OTHER = (("own", "a side’s own dead"), ("other", "its count of others"))
# Marks figures of documents that are not read in full.
CITED = " (seen in part)"

Key = list[tuple[str, str]]


@columns("event_id")
def focus_claims(page: Page) -> list[Claim]:
    """Return the page's claims about the episode that the book covers."""
    return [claim for claim in page.claims if claim.event_id == page.about["focus_event"]]


@columns("latest", "is_toll", "outcome", "basis")
def _is_own_toll(claim: Claim) -> bool:
    """Whether somebody outside the sides counts for themselves, and repeats no side's figure."""
    return claim.latest and claim.is_toll and claim.outcome == "used" and claim.basis not in REPEATING


@columns(focus_claims, _is_own_toll, "group", "is_toll", "speaker_id", "side", "stated_on")
def shown_groups(page: Page) -> list[str]:
    """Return the groups whose tolls are set beside each other.

    These are the main ones, those of a side that counts no other, and those of which
    somebody outside the sides keeps a running count.
    """
    tolls = [claim for claim in focus_claims(page) if claim.is_toll]
    main = main_groups() if any(claim.group in main_groups() for claim in tolls) else []
    heard = {claim.speaker_id for claim in tolls if claim.group in main}
    unheard = [one for one in tolls if one.speaker_id not in heard and not (main and is_outside(one.side))]
    counted = {claim.group for claim in unheard if claim.speaker_id != UNATTRIBUTED or not main}
    outside = grouped_by((one for one in tolls if is_outside(one.side)), lambda one: (one.speaker_id, one.group))
    for (_, group), own in outside.items():
        if any(map(_is_own_toll, own)) and len({one.stated_on for one in own}) > 1:  # a running count
            counted.add(group)
    return [*main, *(group for group in GROUPS if group in counted and group not in main)]


@columns("speaker_id", "speaker", "side")
def speakers(claims: Iterable[Claim]) -> list[Claim]:
    """Return one claim of each independent speaker: in the order of the sides."""
    named = [claim for claim in claims if claim.speaker_id != UNATTRIBUTED]
    distinct = unique_by(named, lambda claim: (claim.speaker_id, claim.speaker, claim.side))
    return sorted(distinct, key=lambda claim: (side_rank(claim.side), claim.speaker_id))


@columns(speakers)
def chart_key(claims: Sequence[Claim]) -> Key:
    """Return what colours and marks mean on a chart of claims."""
    return [*((f"side-{tone(claim.side)}", capital_text(claim.speaker)) for claim in speakers(claims)), *OWN_OR_OTHER]


@columns(focus_claims, shown_groups, speakers, _is_own_toll)
def compared(page: Page) -> list[Claim]:
    """Return one claim of each speaker whose tolls are set beside each other.

    These are the parties to the violence, and whoever outside them has a toll of its
    own; every speaker, if none of these speaks.
    """
    groups = {*shown_groups(page)}  # once: asked for each claim it takes the square of a long series
    claims = [claim for claim in focus_claims(page) if claim.group in groups]
    counting = {claim.speaker_id for claim in claims if _is_own_toll(claim)}
    every = speakers(claims)
    return [one for one in every if not is_outside(one.side) or one.speaker_id in counting] or every


@columns(
    focus_claims, _is_own_toll, "speaker_id", "side", "measure", "latest", "own_losses", "subgroup", "stated_on",
    "claim_id",
)  # fmt: skip
def latest_of(page: Page, side: Claim, group: str) -> list[Claim]:
    """Return a speaker’s latest tolls of a group; of a side that gives none, its latest count of a part of its people.

    Of somebody outside the sides who counts for themselves, no figure that repeats a side's.
    """
    said = [claim for claim in focus_claims(page) if claim.speaker_id == side.speaker_id]
    if is_outside(side.side) and any(map(_is_own_toll, said)):
        said = [claim for claim in said if _is_own_toll(claim) or not claim.latest]
    own = [claim for claim in said if claim.group == group]
    whole = [claim for claim in own if claim.latest and claim.measure == "killed"]
    parts = [claim for claim in own if claim.own_losses and claim.subgroup and claim.measure == "killed"]
    newest = max((claim.stated_on for claim in parts), default="")
    return whole or sorted((claim for claim in parts if claim.stated_on == newest), key=lambda one: one.claim_id)[:1]


@columns(latest_of, "is_standing", "part_of_time", "part_of_place", "subgroup", "least")
def tolls_of(page: Page, side: Claim, group: str) -> list[Claim]:
    """Return all running totals of a side that count the same people as its latest of a group."""
    latest = latest_of(page, side, group)
    counting = {claim.subgroup for claim in latest}
    return [
        claim
        for claim in focus_claims(page)
        if (claim.speaker_id, claim.group, claim.measure) == (side.speaker_id, group, "killed")
        and claim.is_standing
        and not (claim.part_of_time or claim.part_of_place)
        and claim.least is not None
        and claim.subgroup in counting
    ]


@columns("stated_on", "order_in_day")
def moment(claim: Claim) -> tuple[str, int]:
    """Return the day of an announcement and its order in that day, as far as known."""
    return claim.stated_on, claim.order_in_day or 0


@columns(moment, "least", "qualifier", "role", "claim_id")
def last_of_day(claims: Sequence[Claim]) -> Claim:
    """Return the last total of a day: of several, one of the highest, with an exact value if there is one."""
    last = [claim for claim in claims if moment(claim) == max(map(moment, claims))]
    highest = [claim for claim in last if claim.least == max(given(one.least) for one in last)]
    exact = [claim for claim in highest if claim.qualifier == "exact"]
    return min(exact or highest, key=lambda claim: (claim.role, claim.claim_id))


@columns(value_in_words, "least", "role", "claim_id", "group")
def distinct_values(claims: Iterable[Claim]) -> list[Claim]:
    """Return one claim for each group and value in words, smallest first.

    Of several documents with the same value, one read in full is preferred to one
    that is only cited.
    """
    ordered = sorted(claims, key=lambda claim: blanks_last(claim.least, claim.role, claim.claim_id))
    return unique_by(ordered, lambda claim: (claim.group, value_in_words(claim)))


def panel_name(group: str) -> str:
    """Return the heading of a group's panel: ``Militants killed``."""
    return str(capital(f"{GROUPS[group]} killed"))
