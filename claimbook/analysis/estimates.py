"""Estimate a toll from a ledger: the current figures, their speakers, and the bounds.

For one event, measure and group. A best figure is given only if an editor's
decision ranks a speaker first. Unused claims keep their reason as ``outcome``.
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
    """Decisions of editors: speakers in order of reliability, and figures not accepted as upper bounds."""

    ranked: tuple[str, ...] = ()
    unreasonable: frozenset[str] = frozenset()


def judgements_of(decisions: Sequence[Decision]) -> Judgements:
    """Collect the decisions that rank speakers or disbelieve a figure; later ranks follow earlier ones."""
    ranked = [party for one in decisions if one.action == RANK for party in one.target["parties"]]
    disbelieved = {one.target["claim"] for one in decisions if one.action == UNREASONABLE}
    return Judgements(tuple(dict.fromkeys(ranked)), frozenset(disbelieved))


@dataclass(frozen=True)
class Bound:
    """A number at one end of the claimed range, and the claim that sets it."""

    value: float
    claim: Claim


@dataclass(frozen=True)
class Estimate:
    """The current figures for one event, measure and group, and their bounds.

    Attributes
    ----------
    used : list of Claim
        The current figures, smallest first.
    low, best, high : Bound or None
        ``None`` if it can't be given.
    """

    used: Sequence[Claim]
    low: Bound | None
    best: Bound | None
    high: Bound | None

    @property
    def speakers(self) -> int:
        """Number of independent speakers with a current figure."""
        return len({row.speaker_id for row in self.used})


def estimate(
    claims: pd.DataFrame, event: str, measure: str, group: str, judgements: Judgements | None = None
) -> Estimate:
    """Reconcile the claims about one event, measure and group.

    Parameters
    ----------
    claims : DataFrame
        The book table.
    event, measure, group : str
    judgements : Judgements, optional
        By default none.
    """
    given = judgements or Judgements()
    here = claims[(claims["event_id"] == event) & (claims["measure"] == measure) & (claims["group"] == group)]
    used = records_of(here[here["outcome"] == "used"].sort_values(["least", "claim_id"]), Claim)
    if len({(row.question_place, row.people_of) for row in used}) > 1:
        return Estimate([], None, None, None)  # no bound spans several places or peoples
    believed = [row for row in used if row.claim_id not in given.unreasonable]
    return Estimate(used, lowest(used), _best(believed, given.ranked), highest(believed))


def lowest(rows: Sequence[Claim]) -> Bound | None:
    """Return the claim with the lowest lower bound."""
    bounds = [Bound(interval[0], row) for row in rows if (interval := interval_of(row))]
    return min(bounds, key=_place, default=None)


def highest(rows: Sequence[Claim]) -> Bound | None:
    """Return the claim with the highest upper bound; without one, its number counts."""
    bounds = [Bound(_upper(row, interval), row) for row in rows if (interval := interval_of(row))]
    return max(bounds, key=lambda bound: (bound.value, bound.claim.claim_id), default=None)


def _upper(row: Claim, interval: tuple[float, float]) -> float:
    return given(row.value) if interval[1] == INFINITY else interval[1]


def _place(bound: Bound) -> tuple[float, str]:
    return bound.value, bound.claim.claim_id


def _best(used: Sequence[Claim], ranked: Sequence[str]) -> Bound | None:
    """Return the figure of the highest-ranked speaker if it gives exactly one."""
    for speaker in ranked:
        own = [row for row in used if row.speaker_id == speaker and interval_of(row)]
        if own:
            return Bound(given(own[0].value), own[0]) if len(own) == 1 and "range" not in own[0].qualifier else None
    return None
