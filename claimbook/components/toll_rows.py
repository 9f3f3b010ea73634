"""Claims as rows of a chart, and the key of the chart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from claimbook.analysis.claims import UNATTRIBUTED
from claimbook.components.charts import LabelledRow
from claimbook.components.page import Page
from claimbook.ledger.records import Claim, blanks_last, columns, unique_by
from claimbook.ledger.vocabulary import GROUPS, MAIN_GROUPS, SIDE_ORDER, STATED
from claimbook.ledger.wording import capital, day_in_words, value_in_words

OWN_OR_OTHER = (("own", "its own side’s losses"), ("other", "what it says of others"))
# Distinguishes cited figures from those in documents read in full.
CITED = " (cited)"
CITED_KEY = ("cited", "dashed: cited from a publication that isn’t read in full")

Key = list[tuple[str, str]]


@columns("event_id", "group")
def focus_claims(page: Page) -> list[Claim]:
    """Return the page's claims about the episode that the book covers."""
    focus = page.about["focus_event"]
    return [claim for claim in page.claims if claim.event_id == focus and claim.group in MAIN_GROUPS]


@columns(focus_claims, "is_toll", "speaker_id")
def named_tolls(page: Page) -> list[Claim]:
    """Return tolls of named speakers on the episode."""
    return [claim for claim in focus_claims(page) if claim.is_toll and claim.speaker_id != UNATTRIBUTED]


@columns("speaker_id", "speaker", "side")
def speakers(claims: Iterable[Claim]) -> list[Claim]:
    """Return one claim of each independent speaker: the state first, then the armed group, then others."""
    named = [claim for claim in claims if claim.speaker_id != UNATTRIBUTED]
    distinct = unique_by(named, lambda claim: (claim.speaker_id, claim.speaker, claim.side))
    return sorted(distinct, key=lambda claim: (SIDE_ORDER[claim.side], claim.speaker_id))


@columns(speakers, "role")
def chart_key(claims: Sequence[Claim]) -> Key:
    """Return what colours and marks mean on a chart of claims."""
    spoken = [(claim.side, claim.speaker) for claim in speakers(claims)]
    return [*spoken, *OWN_OR_OTHER, *([CITED_KEY] if any(claim.role == "context" for claim in claims) else [])]


@columns("stated_on", "order_in_day")
def moment(claim: Claim) -> tuple[str, int]:
    """Return the day of an announcement and its order in that day, as far as known."""
    return claim.stated_on, claim.order_in_day or 0


@columns(value_in_words, "claim_id", "role", "speaker", "clock", "stated_on", "side", "own_losses")
def claim_row(claim: Claim, panel: str) -> LabelledRow:
    """Return a claim as a row of a chart."""
    cited = claim.role == "context"
    return LabelledRow(
        panel=panel,
        text=f"{claim.speaker}, {STATED[claim.clock]} {day_in_words(claim.stated_on)}{CITED if cited else ''}",
        label=value_in_words(claim),
        value=claim.value,
        value_high=claim.value_high,
        side=claim.side,
        own=claim.own_losses,
        cited=cited,
        row_ids=claim.claim_id,
    )


@columns("speaker_id", "group", "event_id", "stated_on", "claim_id")
def part_of(parts: Iterable[Claim], whole: Claim, group: str) -> Claim | None:
    """Return the latest figure that a speaker gives for a part of a group, of the same event as another claim."""
    same = [
        one for one in parts if (one.speaker_id, one.group, one.event_id) == (whole.speaker_id, group, whole.event_id)
    ]
    return max(same, key=lambda one: (one.stated_on, one.claim_id), default=None)


@columns(claim_row, "subgroup")
def part_row(part: Claim, panel: str) -> LabelledRow:
    """Return a figure for a part of a group as a row of a chart, which says so."""
    row = claim_row(part, panel)
    return replace(row, text=f"{row.text}: {part.subgroup} only")


def absent_row(panel: str, speaker: Claim) -> LabelledRow:
    """Return a row for a speaker who gives no figure: it has words and no mark."""
    return LabelledRow(panel=panel, text=f"{speaker.speaker}: not stated", label="", side=speaker.side)


@columns(value_in_words, "role", "claim_id", "group")
def distinct_values(claims: Iterable[Claim]) -> list[Claim]:
    """Return one claim for each group and value in words, smallest first.

    Of several documents with the same value, one read in full is preferred to one
    that is only cited.
    """
    ordered = sorted(claims, key=lambda claim: blanks_last(claim.value, claim.role, claim.claim_id))
    return unique_by(ordered, lambda claim: (claim.group, value_in_words(claim)))


@columns(distinct_values)
def values_in_words(claims: Iterable[Claim]) -> str:
    """Return the different values of some claims in words: ``17``, ``over 80, 84 or 94``."""
    *first, last = [value_in_words(claim) for claim in distinct_values(claims)]
    return f"{', '.join(first)} or {last}" if first else last


def panel_name(group: str) -> str:
    """Return the heading of a group's panel: ``Militants killed``."""
    return str(capital(f"{GROUPS[group]} killed"))
