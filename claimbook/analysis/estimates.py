"""One question asked of a ledger: who gives which figure, and between which ends they lie.

Takes the described claims, gives for one event, measure and group the figures
that stand, the number of independent speakers, and the ends of what is claimed.
What is not used has its outcome in the claims themselves. Gives a best figure only
where an editor's decision ranks a speaker first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from claimbook.analysis.comparability import INFINITY, interval_of
from claimbook.ledger.decisions import RANK, UNREASONABLE, Decision
from claimbook.ledger.records import Claim, given, records_of


@dataclass(frozen=True)
class Judgements:
    """What editors decided beyond what is printed: speakers in order of trust, and highs not to be believed."""

    ranked: tuple[str, ...] = ()
    unreasonable: frozenset[str] = frozenset()


def judgements_of(decisions: Sequence[Decision]) -> Judgements:
    """The decisions that rank speakers or disbelieve a high; later ranks follow earlier ones."""
    ranked = [party for one in decisions if one.action == RANK for party in one.target["parties"]]
    disbelieved = {one.target["claim"] for one in decisions if one.action == UNREASONABLE}
    return Judgements(tuple(dict.fromkeys(ranked)), frozenset(disbelieved))


@dataclass(frozen=True)
class Bound:
    """A number at one end of what is claimed, and the claim that sets it."""

    value: float
    claim: Claim


@dataclass(frozen=True)
class Estimate:
    """What a ledger says to one question.

    Attributes
    ----------
    used : list of rows
        The figures that stand, smallest first.
    low, best, high : Bound or None
        None where nobody may give one.
    """

    used: Sequence[Claim]
    low: Bound | None
    best: Bound | None
    high: Bound | None

    @property
    def speakers(self) -> int:
        """How many independent speakers give a figure that stands."""
        return len({row.speaker_id for row in self.used})


def estimate(
    claims: pd.DataFrame, event: str, measure: str, group: str, judgements: Judgements | None = None
) -> Estimate:
    """Reconcile the claims on one question.

    Parameters
    ----------
    claims : DataFrame
        The book table; what was not known by a day is not in it.
    event, measure, group : str
    judgements : Judgements, optional
        None at all where absent.
    """
    given = judgements or Judgements()
    here = claims[(claims["event_id"] == event) & (claims["measure"] == measure) & (claims["group"] == group)]
    used = records_of(here[here["outcome"] == "used"].sort_values(["value", "claim_id"]), Claim)
    believed = [row for row in used if row.claim_id not in given.unreasonable]
    return Estimate(used, lowest(used), _best(believed, given.ranked), highest(believed))


def lowest(rows: Sequence[Claim]) -> Bound | None:
    """The claim with the lowest lower bound."""
    bounds = [Bound(interval[0], row) for row in rows if (interval := interval_of(row))]
    return min(bounds, key=_place, default=None)


def highest(rows: Sequence[Claim]) -> Bound | None:
    """The claim with the highest upper bound; one without an upper bound counts as the number in print."""
    bounds = [Bound(_upper(row, interval), row) for row in rows if (interval := interval_of(row))]
    return max(bounds, key=lambda bound: (bound.value, bound.claim.claim_id), default=None)


def _upper(row: Claim, interval: tuple[float, float]) -> float:
    return given(row.value) if interval[1] == INFINITY else interval[1]


def _place(bound: Bound) -> tuple[float, str]:
    return bound.value, bound.claim.claim_id


def _best(used: Sequence[Claim], ranked: Sequence[str]) -> Bound | None:
    """The figure of the speaker ranked highest, where it gives exactly one."""
    for speaker in ranked:
        own = [row for row in used if row.speaker_id == speaker and interval_of(row)]
        if own:
            return Bound(given(own[0].value), own[0]) if len(own) == 1 and "range" not in own[0].qualifier else None
    return None
