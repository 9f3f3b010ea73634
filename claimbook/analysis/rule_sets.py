"""Apply three published rule sets to the same ledger, side by side.

Returns for each rule set its low, best and high for each group, the claims that
set them, and how it uses every claim. We apply the rules: these are not figures
of UCDP, ACLED or Iraq Body Count. A rule that needs a judgement which
no decision holds gives no figure and says so. Rule sets are never ranked or
averaged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from claimbook.analysis.claims import OUTCOMES
from claimbook.analysis.estimates import Bound, Estimate, Judgements, estimate, highest, lowest
from claimbook.ledger.records import Claim, records_of
from claimbook.ledger.vocabulary import ALL, CIVILIANS, main_groups

PROVISIONAL = "Provisional"

# ACLED's numbers for words. It also counts "several", "few" and "many" as three or ten by the scale of the event:
# a judgement, so they are not counted here.
WORDS = {"dozens": 12.0, "hundreds": 100.0}


@dataclass(frozen=True)
class RuleSet:
    """A published method of making one figure of several.

    ``source`` and ``address`` say where the rules are published, ``read`` how much
    of them was available when they were written down here.
    """

    code: str
    name: str
    rule: str
    source: str
    address: str
    read: str


RULE_SETS = {
    one.code: one
    for one in (
        RuleSet(
            "acled",
            "ACLED",
            "One figure for all dead of an event, whoever they were: the lowest that is reported, until a better one "
            "appears. Words such as “dozens” count as fixed numbers.",
            "Armed Conflict Location & Event Data, ACLED Codebook, last updated 3 October 2024",
            "https://acleddata.com/methodology/acled-codebook",
            "The passage on fatalities was read in a stored copy.",
        ),
        RuleSet(
            "ibc",
            "Iraq Body Count",
            "Civilians only. A lowest and a highest figure; at least two independent sources, or it is provisional.",
            "Iraq Body Count, Methods, undated",
            "https://www.iraqbodycount.org/about/methods/1",
            "The overview and the section on data extraction were read in excerpts.",
        ),
        RuleSet(
            "ucdp",
            "Uppsala Conflict Data Program",
            "A low, a best and a high figure for the dead of each side and for civilians; best is the most reliable "
            "source’s, low and high are the ends of what is reliable.",
            "Vesco and others, The Underreported Death Toll of Wars, Journal of Conflict Resolution, 2026",
            "https://doi.org/10.1177/00220027261423826",
            "Describes the three figures; the codebook itself was not at hand.",
        ),
    )
}


@dataclass(frozen=True)
class RuleSetEstimate:
    """Bounds of a rule set for a group: low, best and high, each with the claims that set it."""

    rule_set: str
    group: str
    low: tuple[Bound, ...] = ()
    best: tuple[Bound, ...] = ()
    high: tuple[Bound, ...] = ()
    says: str = ""

    @property
    def numbers(self) -> tuple[float | None, float | None, float | None]:
        low, best, high = (sum(one.value for one in end) if end else None for end in (self.low, self.best, self.high))
        return low, best, high


def rule_set_estimates(claims: pd.DataFrame, event: str, judgements: Judgements | None = None) -> list[RuleSetEstimate]:
    """Return every rule set's estimates of the people killed in an event, in alphabetical order of rule sets."""
    given = judgements or Judgements()
    estimates = {
        group: estimate(claims, event, "killed", group, given)
        for group in dict.fromkeys((*main_groups(), CIVILIANS, ALL))
    }
    return [
        *acled(estimates, _in_words(claims, event)),
        *iraq_body_count(estimates),
        *ucdp(estimates, given),
    ]


def acled(estimates: dict[str, Estimate], in_words: Sequence[Bound] = ()) -> Iterator[RuleSetEstimate]:
    """Give one figure for all dead of the event, not by side: the lowest of the speakers' latest totals."""
    totals = []
    for speaker in sorted({row.speaker_id for one in estimates.values() for row in one.used}):
        parts = [_lowest_of(estimates[group].used, speaker, in_words, group) for group in main_groups()]
        whole = _lowest_of(estimates[ALL].used, speaker, in_words, ALL)
        own = [tuple(bound for bound in parts if bound)] if all(parts) else []
        own += [(whole,)] if whole else []
        # A total for all dead and totals for groups replace each other: the later ones are current.
        newest = max((_stated(total) for total in own), default="")
        totals += [total for total in own if _stated(total) == newest]
    if not totals:
        yield RuleSetEstimate("acled", ALL, says="No speaker gives a figure for all dead, or one for each group.")
        return
    least = min(totals, key=lambda total: (sum(one.value for one in total), [one.claim.claim_id for one in total]))
    how = "the sum of one speaker’s figures for the groups" if len(least) > 1 else "one speaker’s figure for all dead"
    yield RuleSetEstimate(
        "acled", ALL, least, least, least, f"The lowest total: {how}. Not divided over days and places here."
    )


def _lowest_of(used: Sequence[Claim], speaker: str, in_words: Sequence[Bound], group: str) -> Bound | None:
    said = [one for one in in_words if one.claim.speaker_id == speaker and one.claim.group == group]
    return lowest([row for row in used if row.speaker_id == speaker]) or next(iter(said), None)


def _stated(total: Sequence[Bound]) -> str:
    return str(max(one.claim.stated_on for one in total))


def iraq_body_count(estimates: dict[str, Estimate]) -> Iterator[RuleSetEstimate]:
    """Give lowest to highest for civilians over independent speakers; provisional if there is only one."""
    civilians = estimates[CIVILIANS]
    says = (
        f"{PROVISIONAL}: one independent speaker." if civilians.speakers == 1 else "Lowest to highest of the speakers."
    )
    yield _range("ibc", CIVILIANS, civilians, says)


def ucdp(estimates: dict[str, Estimate], given: Judgements) -> Iterator[RuleSetEstimate]:
    """Give low, best and high for each group; best only if a speaker is ranked first."""
    for group in main_groups():
        one = estimates[group]
        low, best, high = ((bound,) if bound else () for bound in (one.low, one.best, one.high))
        says = "Best is the figure of the speaker ranked first." if best else _no_best(one, given)
        yield RuleSetEstimate("ucdp", group, low, best, high, says)


def _no_best(one: Estimate, given: Judgements) -> str:
    if not one.used:
        return "No figure is given, or those given count different people or places."
    if one.speakers == 1:
        return "No best: only one speaker gives a figure."
    if not given.ranked:
        return "No best: nobody has recorded which speaker is the more reliable."
    return "No best: no speaker that is ranked gives exactly one figure."


def _range(code: str, group: str, one: Estimate, says: str) -> RuleSetEstimate:
    low, high = lowest(one.used), highest(one.used)
    if not low or not high:
        return RuleSetEstimate(code, group, says="No figure is given, or those given count different people or places.")
    return RuleSetEstimate(code, group, (low,), (), (high,), says)


def _in_words(claims: pd.DataFrame, event: str) -> list[Bound]:
    """Return tolls of named speakers in words that ACLED's table translates."""
    here = claims[
        (claims["event_id"] == event) & (claims["measure"] == "killed") & (claims["outcome"] == "unquantified")
    ]
    words = {row.claim_id: set(row.value_text.lower().split()) & set(WORDS) for row in records_of(here, Claim)}
    return [
        Bound(min(WORDS[word] for word in words[row.claim_id]), row)
        for row in records_of(here, Claim)
        if words[row.claim_id]
    ]


def rule_set_outcomes(claims: pd.DataFrame, estimates: Sequence[RuleSetEstimate], event: str) -> pd.DataFrame:
    """Return how each rule set uses each toll of an event: ``claim_id, rule_set, outcome``.

    Each claim has exactly one outcome under each rule set: the bound it sets,
    ``between`` the bounds, or why it is left out.
    """
    rows = []
    for row in records_of(claims[(claims["event_id"] == event) & (claims["measure"] == "killed")], Claim):
        for code in RULE_SETS:
            rows.append((row.claim_id, code, _outcome(row, [one for one in estimates if one.rule_set == code])))
    return pd.DataFrame(rows, columns=["claim_id", "rule_set", "outcome"], dtype="str")


def _outcome(row: Claim, estimates: Sequence[RuleSetEstimate]) -> str:
    set_here = [
        name
        for name in ("low", "best", "high")
        if any(row.claim_id == bound.claim.claim_id for one in estimates for bound in getattr(one, name))
    ]
    if set_here:
        return "total" if estimates[0].rule_set == "acled" else "_".join(set_here)
    if row.outcome != "used":
        return str(row.outcome)
    if row.group not in {one.group for one in estimates} and estimates[0].rule_set != "acled":
        return "other_group"
    return "between" if estimates[0].rule_set != "acled" else "not_lowest"


# How a rule set uses a claim: the reasons for leaving one out, and the uses of current ones.
OUTCOMES_UNDER_RULES = OUTCOMES | {
    "low": "used as the low figure",
    "best": "used as the best figure",
    "high": "used as the high figure",
    "low_best": "used as the low and the best figure",
    "low_high": "used as the low and the high figure",
    "best_high": "used as the best and the high figure",
    "low_best_high": "used as low, best and high figure",
    "between": "not used: it lies between the low and the high",
    "total": "is in the total",
    "not_lowest": "isn’t part of the lowest total, which this rule set takes",
    "other_group": "not counted: this rule set leaves that group out",
}
