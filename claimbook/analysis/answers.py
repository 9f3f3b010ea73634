"""Answer what a reader asks of every claim: who counts whom, who else counts, what contradicts it.

Plain answers from closed lists, in place of a mark. They are the same for both
sides, and say nothing of who is right.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from claimbook.analysis.claims import REPEATING, UNATTRIBUTED
from claimbook.analysis.findings.finding import CONTRADICTION
from claimbook.analysis.findings.values import SUM_OF_ONE_SIDE
from claimbook.ledger.vocabulary import ALL, OUTSIDE

# The questions, and their possible answers by code.
QUESTIONS = {
    "counts": "Who counts whom?",
    "outside": "Has anybody outside the sides given a number?",
    "contradicted": "Is it contradicted?",
}
ANSWERS = {
    "counts": {
        "own": "one side counts its own people",
        "enemy": "one side counts another side’s people",
        "others": "a side counts civilians, or people of several groups",
        "outside": "somebody outside the sides counts",
        "unnamed": "not known: nobody is named",
    },
    "outside": {
        "yes": "yes",
        "itself": "this speaker only",
        "unnumbered": "this speaker, without a number; nobody else has a count of their own in our sources",
        "echo": "only a number that a side had given before, or one side’s figures added up",
        "no": "not for these people and dates in our sources",
    },
    "contradicted": {
        "itself": "yes: its own report says two different things about it",
        "others": "yes, by another report",
        "speaker": "not known: others give a different number, maybe for other dates",
        "differs": "in part: its own side or its reports also give another number",
        "nothing": "not by a figure that is known to cover the same people and dates",
    },
}
# Kinds of finding in which figures of the same differ, though both may be right.
DIFFERING = ("accounts-differ", "two-values", "total-falls")
# Claims on the same matter.
SAME = ("event_id", "measure", "group")


def answer(claims: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """Return claims with the answers ``counts``, ``outside`` and ``contradicted``: codes of ``ANSWERS``.

    Withdrawn claims are answered for too, but count as nobody's number.
    """
    counts = pd.Series("others", index=claims.index, dtype="str")
    counts = counts.mask(claims["people_side"].notna(), "enemy").mask(claims["own_losses"], "own")
    counts = counts.mask(claims["side"].isin(list(OUTSIDE)), "outside").mask(
        claims["speaker_id"] == UNATTRIBUTED, "unnamed"
    )
    return claims.assign(
        counts=counts, outside=_outside(claims, counts, findings), contradicted=_contradicted(claims, findings)
    )


def _outside(claims: pd.DataFrame, counts: pd.Series, findings: pd.DataFrame) -> pd.Series:
    """Return whether anybody outside the sides gives a number of their own for the same event, measure and group."""
    giving = (counts == "outside") & (claims["status"] == "active") & claims["least"].notna()
    added_up = findings.loc[findings["code"] == SUM_OF_ONE_SIDE, "rows"].str.split(";").explode()
    is_sum = claims["claim_id"].isin(added_up) & (claims["group"] == ALL)
    own = giving & ~claims["is_echo"] & ~claims["basis"].isin(REPEATING) & ~is_sum
    speakers, echoing = (_speakers_on(claims, those) for those in (own, giving))
    alone = (own & (speakers == 1)).to_numpy()
    found = pd.Series("no", index=claims.index, dtype="str").mask(echoing > 0, "echo").mask(speakers > 0, "yes")
    unnumbered = (counts == "outside") & (claims["status"] == "active") & claims["least"].isna() & (found != "yes")
    return found.mask(alone, "itself").mask(unnumbered, "unnumbered")


def _speakers_on(claims: pd.DataFrame, those: pd.Series) -> pd.Series:
    """Return for each claim how many speakers of some claims speak of the same matter.

    A figure for a part of a group speaks of no more than that part.
    """
    part = claims["subgroup"].notna()
    return _speakers(claims, those & ~part, [*SAME]) + _speakers(claims, those & part, [*SAME, "subgroup"])


def _speakers(claims: pd.DataFrame, those: pd.Series, same: list[str]) -> pd.Series:
    speakers = claims[those].drop_duplicates([*same, "speaker_id"]).groupby(same, as_index=False).size()
    numbers = claims[same].merge(speakers, on=same, how="left")["size"].fillna(0)
    return numbers.set_axis(claims.index)


def _contradicted(claims: pd.DataFrame, findings: pd.DataFrame) -> pd.Series:
    """Return whether a contradiction names each claim, else whether another speaker gives a different number."""
    document = dict(zip(claims["claim_id"], claims["source_id"], strict=True))
    within: set[str] = set()
    between: set[str] = set()
    for rows in findings.loc[findings["severity"] == CONTRADICTION, "rows"].str.split(";"):
        named = [row for row in rows if row in document]
        (within if len({document[row] for row in named}) == 1 else between).update(named)
    ids = claims["claim_id"]
    differing = findings.loc[findings["code"].isin(DIFFERING), "rows"].str.split(";").explode()
    found = pd.Series("nothing", index=claims.index, dtype="str").mask(_has_a_rival(claims), "speaker")
    # An announcement that one report contradicts is the same announcement in the others.
    number = claims["release_id"].astype("str")
    for column in (*SAME, "least"):
        number += "|" + claims[column].astype("str")
    number = number.where(claims["release_id"].notna())
    differs = ids.isin(differing)
    found = found.mask(differs | (number.notna() & number.isin(number[differs])), "differs")
    return found.mask(ids.isin(between), "others").mask(ids.isin(within), "itself")


def _has_a_rival(claims: pd.DataFrame) -> pd.Series:
    """Return whether another named speaker gives a different number of the same whole group."""
    given: dict[tuple[str, ...], dict[str, set[float]]] = {}
    named = (claims["status"] == "active") & claims["least"].notna() & claims["subgroup"].isna()
    named &= claims["speaker_id"] != UNATTRIBUTED
    for *question, speaker, value in claims.loc[named, [*SAME, "speaker_id", "value"]].itertuples(index=False):
        given.setdefault(tuple(question), {}).setdefault(speaker, set()).add(value)

    def has_one(*row: Any) -> bool:
        *question, speaker, value, subgroup = row
        if pd.isna(value) or not pd.isna(subgroup):
            return False
        others = given.get(tuple(question), {})
        return any(one != speaker and bool(values - {value}) for one, values in others.items())

    rows = zip(*(claims[name] for name in (*SAME, "speaker_id", "value", "subgroup")), strict=True)
    return pd.Series([has_one(*row) for row in rows], index=claims.index, dtype="bool")


def answers_table(claims: pd.DataFrame) -> pd.DataFrame:
    """Return how many claims have each answer: ``question, answer, claims``, in the order of ``ANSWERS``."""
    active = claims[claims["status"] == "active"]
    rows = [
        (question, code, int((active[question] == code).sum())) for question, codes in ANSWERS.items() for code in codes
    ]
    return pd.DataFrame(rows, columns=["question", "answer", "claims"])
