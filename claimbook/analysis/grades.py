"""Grade documents and figures on the two scales of the Admiralty code.

Each document gets a reliability (A to F) and each claim a credibility (1 to 6),
with reasons. The rules know no side: a party is graded by what it speaks about,
its own dead or the other side's. The two grades are never combined.
"""

from __future__ import annotations

from collections import Counter
from itertools import permutations

import pandas as pd

from claimbook.analysis.claims import UNATTRIBUTED
from claimbook.analysis.comparability import SAME, compare, disjoint, interval_of
from claimbook.analysis.findings.finding import CONTRADICTION, grouped
from claimbook.ledger.records import Claim, Source, records_of
from claimbook.ledger.tables import Tables

# The wording of the scale.
RELIABILITY = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "reliability can’t be judged",
}
CREDIBILITY = {
    1: "confirmed by other sources",
    2: "probably true",
    3: "possibly true",
    4: "doubtful",
    5: "improbable",
    6: "truth can’t be judged",
}
# One contradiction may be a slip; with this many a document is not usually reliable.
CONTRADICTIONS_OF_D = 2


def grade_sources(tables: Tables) -> pd.DataFrame:
    """Return the reliability of each document: ``source_id, reliability, reliability_why``.

    A single ledger shows only internal coherence. A needs a history of reliability
    and E a history of deceit, so neither is given.
    """
    against_itself = _against_itself(tables)
    claims = tables["claims"]
    standing = claims[claims["status"] == "active"]
    unnamed = set(standing.loc[standing["speaker_id"] == UNATTRIBUTED, "source_id"])
    rows = []
    for source in records_of(tables["sources"], Source):
        number = against_itself[source.source_id]
        if source.role != "coded":
            grade, why = "F", "only an excerpt was read"
        elif source.publisher is None:
            grade, why = "F", "it names no publisher"
        elif source.published_on is None:
            grade, why = "F", "it is undated"
        elif number >= CONTRADICTIONS_OF_D:
            grade, why = "D", "it contradicts itself more than once"
        elif number:
            grade, why = "C", "it contradicts itself once"
        elif source.source_id in unnamed:
            grade, why = "C", "it gives figures without saying whose they are"
        else:
            grade, why = "B", "it names a speaker for every figure, and nothing in it contradicts itself"
        rows.append((source.source_id, grade, why))
    return pd.DataFrame(rows, columns=["source_id", "reliability", "reliability_why"], dtype="str")


def _against_itself(tables: Tables) -> Counter[str]:
    """Count the contradictions within each document."""
    frames = [tables[name] for name in ("claims", "reports", "statements", "mentions", "indicators")]
    origin = {row: source for one in frames for row, source in zip(one.iloc[:, 0], one["source_id"], strict=True)}
    found = tables["findings"]
    named = found.loc[found["severity"] == CONTRADICTION, "rows"].str.split(";")
    documents = [{origin[row] for row in rows if row in origin} for rows in named]
    return Counter(next(iter(sources)) for sources in documents if len(sources) == 1)


def grade_claims(tables: Tables) -> pd.DataFrame:
    """Return the credibility of each claim: ``claim_id, credibility, credibility_why``."""
    claims = tables["claims"]
    doubted = _doubted(tables)
    standing = claims[claims["status"] == "active"]
    graded: dict[str, tuple[int, str]] = {}
    for rows in grouped(standing, Claim, ["event_id", "measure", "group"]):
        supported = _supported(rows)
        for row in rows:
            graded[row.claim_id] = _credibility(row, row.claim_id in doubted, supported.get(_signature(row)))
    columns = ["claim_id", "credibility", "credibility_why"]
    frame = pd.DataFrame([(name, *grade) for name, grade in graded.items()], columns=columns)
    return frame.astype({"claim_id": "str", "credibility": "Int64", "credibility_why": "str"})


def _doubted(tables: Tables) -> set[str]:
    """Return figures that their own document contradicts.

    If parts do not add up to a whole, the sum is in doubt, not one of them.
    """
    claims, found = tables["claims"], tables["findings"]
    document_and_group = {row.claim_id: (row.source_id, row.group) for row in records_of(claims[_WHOSE], Claim)}
    doubted = set()
    for rows in found.loc[found["code"] == "wording-contradiction", "rows"]:
        named = [name for name in rows.split(";") if name in document_and_group]
        if len({document_and_group[name] for name in named}) == 1:
            doubted |= set(named)
    return doubted


_WHOSE = ["claim_id", "source_id", "group"]


def _credibility(row: Claim, doubted: bool, support: str | None) -> tuple[int, str]:
    if row.speaker_id == UNATTRIBUTED:
        return 6, "the document doesn’t say whose figure it is"
    if row.qualifier == "unquantified":
        return 6, "it is printed without a number"
    if doubted:
        return 4, "its own document contradicts it"
    if support == "equal":
        return 1, "another independent speaker gives the same figure of the same days"
    if support == "fits":
        return 2, "another independent speaker gives a figure that it agrees with"
    if row.own_losses:
        if support == "excluded":
            return 3, "a party gives it of its own losses; a comparable figure of another speaker excludes it"
        return 2, "a party gives it of its own losses, and no comparable figure of another speaker excludes it"
    if row.side == "other":
        return 3, "the speaker is no party to the fighting; nobody else gives a figure that agrees"
    of_losses = "" if row.group == "not_applicable" else " of others’ losses"
    return 6, f"a party says it{of_losses}, and no independent speaker gives a figure that agrees"


_SCOPE = (
    "speaker_id", "own_losses", "measure", "group", "event_id", "event", "count_kind", "scope_place", "place",
    "subgroup", "scope_start", "scope_end", "scope_hours", "qualifier", "value_low", "value", "value_high",
    "stated_on", "stood_until", "clock",
)  # fmt: skip


def _signature(row: Claim) -> tuple[str, ...]:
    return tuple("" if (cell := getattr(row, name)) is None else str(cell) for name in _SCOPE)


def _supported(rows: list[Claim]) -> dict[tuple[str, ...], str]:
    """Say for each figure whether another speaker's is equal, fits, or excludes it."""
    # A repeated figure counts once.
    different = {_signature(row): row for row in rows if row.speaker_id != UNATTRIBUTED and interval_of(row)}
    found: dict[tuple[str, ...], str] = {}
    for (mine, row), (_, other) in permutations(different.items(), 2):
        comparison = compare(row, other)
        if row.speaker_id == other.speaker_id or not comparison.allowed:
            continue
        own, theirs = interval_of(row), interval_of(other)
        assert own and theirs
        if disjoint(own, theirs):
            kind = "excluded"
        else:
            kind = "equal" if own == theirs and own[0] == own[1] and comparison.verdict == SAME else "fits"
        if mine not in found or STRENGTH.index(kind) < STRENGTH.index(found[mine]):
            found[mine] = kind
    return found


STRENGTH = ("equal", "fits", "excluded")
