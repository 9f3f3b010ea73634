"""Findings on accounts of one matter that differ: who began, who killed, how many in one incident, and others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from operator import attrgetter

import pandas as pd

from claimbook.analysis.claims import UNATTRIBUTED
from claimbook.analysis.comparability import days_differ, exclude
from claimbook.analysis.findings.finding import (
    CONTRADICTION,
    TENSION,
    Finding,
    document,
    grouped,
    ids_of,
    in_order,
    joined,
    unique,
    without_what_differs,
)
from claimbook.ledger.records import Claim, Statement, given, grouped_by, records_of
from claimbook.ledger.vocabulary import CAUSES, PEOPLE_HARMED
from claimbook.ledger.wording import (
    count,
    counted,
    day_in_words,
    figure_in_words,
    is_identified,
    listed,
    value_in_words,
)


def find_who_began(statements: pd.DataFrame, parties: pd.DataFrame) -> Iterator[Finding]:
    """Find accounts in which one side acted first, beside accounts in which another did."""
    sides = dict(zip(parties["party_id"], parties["side"], strict=True))
    ordered = _as_told(statements[(statements["kind"] == "sequence") & statements["target_id"].notna()])
    by_side = grouped_by(ordered, lambda row: sides[given(row.target_id)])
    if len(by_side) > 1:
        by_teller = grouped_by(ordered, lambda row: (row.source_id, row.speaker_id)).values()
        torn = [rows for rows in by_teller if len({sides[given(row.target_id)] for row in rows}) > 1]
        of_one_side = [[row for row in rows if not any(row in both for both in torn)] for rows in by_side.values()]
        accounts = [_who_names(rows, _targets(rows)) for rows in of_one_side if rows]
        accounts += [_who_names(rows, "both" if len(by_side) == 2 else _targets(rows)) for rows in torn]
        yield Finding(
            "who-began",
            TENSION,
            ids_of(ordered, "statement_id"),
            _in_print(ordered),
            f"Reports disagree on who acted first: {'; '.join(accounts)}.",
        )


def _as_told(statements: pd.DataFrame) -> list[Statement]:
    """Return statements in the order in which their documents became known."""
    told = records_of(statements, Statement)
    return sorted(told, key=lambda row: (row.known_on, row.source_id, row.statement_id))


def _in_print(rows: Sequence[Statement]) -> str:
    return "; ".join(f"“{row.value_text}”" for row in rows)


def _targets(rows: Sequence[Statement]) -> str:
    return listed(given(row.target) for row in rows)


def _who_names(rows: Sequence[Statement], named: str) -> str:
    tellers = list(dict.fromkeys(map(_teller, rows)))
    return f"{listed(tellers)} {'names' if len(tellers) == 1 else 'name'} {named}"


def _teller(row: Statement) -> str:
    where = document(row)
    where = where if is_identified(row) else where[0].lower() + where[1:]
    return where if row.speaker_id == UNATTRIBUTED else f"{row.speaker} in {where}"


def find_told_differently(statements: pd.DataFrame) -> Iterator[Finding]:
    """Find statements of several reports or speakers that tell one matter differently, as a reader has coded."""
    for rows in grouped_by(_as_told(statements[statements["matter"].notna()]), lambda row: row.matter).values():
        accounts = grouped_by(rows, lambda row: (row.source_id, row.speaker_id))
        if len(accounts) > 1:
            yield Finding(
                "told-differently",
                TENSION,
                ids_of(rows, "statement_id"),
                _in_print(rows),
                " ".join(f"{document(of[0])}: {' '.join(row.summary for row in of)}" for of in accounts.values()),
            )


def _counts_people(claims: pd.DataFrame) -> pd.Series:
    return claims["measure"].isin(list(PEOPLE_HARMED))


def find_attribution_differs(claims: pd.DataFrame) -> Iterator[Finding]:
    """Find one announced figure that documents attribute to different parties or causes.

    A document that names a cause and nobody isn't set against one that names somebody: silence is no other account.
    """
    told = claims[
        claims["release_id"].notna() & claims["measure"].isin(list(PEOPLE_HARMED)) & claims["subgroup"].isna()
    ]
    told = told[told["cause"].notna()].assign(is_named=told["perpetrator_id"].notna())
    figure = ["release_id", "event_id", "measure", "group", "value", "is_named"]
    for same in grouped(told, Claim, figure, ["perpetrator_id", "cause"]):
        accounts = grouped_by(in_order(same), _account)
        if len({row.source_id for row in same}) < 2 or len(accounts) < 2:
            continue
        first = same[0]
        words = "; ".join(f"{account} ({joined(map(document, rows))})" for account, rows in accounts.items())
        yield Finding(
            "attribution-differs",
            TENSION,
            ids_of(same),
            "; ".join(accounts),
            f"{without_what_differs(same)}, announced on {day_in_words(first.stated_on)}: {words}.",
        )


def _account(row: Claim) -> str:
    cause = CAUSES[given(row.cause)]
    return f"{cause} by {row.perpetrator}" if row.perpetrator else f"{cause}, nobody named"


def find_accounts_differ(claims: pd.DataFrame, events: pd.DataFrame) -> Iterator[Finding]:
    """Find figures of one matter that exclude each other, in several documents.

    All are of one day and one speaker, or nobody is named for any of them. Of an
    incident, which is an event inside another, every document counts. The toll of a
    whole episode grows within a day, so there only figures count that were announced,
    in an order that isn't known. Two documents that exchange two places make one
    finding.
    """
    incidents = claims["event_id"].isin(set(events.loc[events["parent_id"].notna(), "event_id"]))
    announced = (claims["clock"] == "release") & claims["order_in_day"].isna() & ~claims["part_of_time"]
    told = claims[_counts_people(claims) & (incidents | announced)]
    # A document that names no speaker tells its own account, on the day of its publication.
    told = told.assign(told_on=told["stated_on"].mask(told["speaker_id"] == UNATTRIBUTED, ""))
    matter = ["event_id", "speaker_id", "measure", "group", "subgroup", "people_of"]
    differing = [
        rows
        for same in grouped(told, Claim, [*matter, "scope_place", "told_on"], ["source_id"])
        if (rows := unique([row for pair in combinations(in_order(same), 2) if _differ(*pair) for row in pair]))
    ]
    of_place = {rows[0].claim_id: rows for rows in differing}
    for firsts in grouped_by([rows[0] for rows in differing], attrgetter(*matter)).values():
        places = [of_place[first.claim_id] for first in in_order(firsts, ["place"])]
        exchanged = len(places) == 2 and _exchanged(*places)
        for rows in [[*places[0], *places[1]]] if exchanged else places:
            by_value = grouped_by(rows, value_in_words)
            yield Finding(
                "accounts-differ",
                CONTRADICTION if exchanged else TENSION,
                ids_of(rows),
                " against ".join(by_value),
                f"{rows[0].event}: {_two_places(rows) if exchanged else _one_place(rows)}.",
            )


def _exchanged(here: Sequence[Claim], there: Sequence[Claim]) -> bool:
    """Whether two documents give the same two figures of one day for two places, the other way round."""
    one, other = ({row.source_id: value_in_words(row) for row in rows} for rows in (here, there))
    both = [*here, *there]
    places, days = {row.place for row in both}, {row.stated_on for row in both}
    exchanged = len(here) == len(there) == 2 and other == dict(zip(one, reversed(one.values()), strict=True))
    return exchanged and len(places - {None}) == 2 and len(days) == 1


def _two_places(rows: Sequence[Claim]) -> str:
    (first, second), (other, _) = grouped_by(rows, lambda row: row.source_id).values()
    there = f"{figure_in_words(first)} in {first.place} and {value_in_words(second)} in {second.place}"
    citing = "naming no speaker" if first.speaker_id == UNATTRIBUTED else f"citing {first.speaker}"
    name = document(other) if document(other) != document(first) else "another report"
    return f"{document(first)}, {citing}, gives {there}; {name} has them the other way round"


def _one_place(rows: Sequence[Claim]) -> str:
    first, by_value = rows[0], grouped_by(rows, value_in_words)
    where = f" in {first.place}" if first.place else ""
    # The day of an undated document is only the earliest that it can be of.
    day = "" if any(row.clock in ("as_of", "earliest") for row in rows) else f"on {day_in_words(first.stated_on)}, "
    figures = count(len(by_value), "figure")
    several = f"{day}{first.speaker} gave {figures} of {counted(first)}{where}"
    if first.speaker_id == UNATTRIBUTED:
        several = f"reports that name no speaker give {figures} of {counted(first)}{where}"
    words = ", ".join(f"{value} ({joined(map(document, of))})" for value, of in by_value.items())
    return f"{several}: {words}"


def _differ(one: Claim, other: Claim) -> bool:
    """Whether two documents give numbers that exclude each other; "over 145" and 145 differ by a word only."""
    numbers_differ = one.value != other.value or one.value is None
    return one.source_id != other.source_id and numbers_differ and not days_differ(one, other) and exclude(one, other)
