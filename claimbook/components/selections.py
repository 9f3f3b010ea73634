"""Selections of rows that several chapters share.

A selection takes all tables and a page's parameters and returns the tables with
fewer rows. ``in_turn`` applies several, in reading order.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

import pandas as pd

from claimbook.analysis.claims import SERIES_IN_FULL, of_now
from claimbook.components.chapter import Select
from claimbook.ledger.records import Source, cells_of, records_of
from claimbook.ledger.tables import Tables
from claimbook.ledger.wording import day_in_words, source_name

# Days before and after, in which a page of a long series shows other figures.
DAYS_NEAR = 3
# Tables with rows that a finding can name.
ROWS_OF_FINDINGS = ("claims", "reports", "statements", "mentions", "indicators")


def in_turn(*steps: Select) -> Select:
    """Apply several selections, each to the result of the one before."""

    def select(tables: Tables, parameters: Mapping[str, str]) -> Tables:
        for step in steps:
            tables = step(tables, parameters)
        return tables

    return select


def tolls(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """Keep what is said today of people killed."""
    claims = of_now(tables["claims"])
    return {**tables, "claims": claims[(claims["measure"] == "killed") & claims["is_standing"]]}


def sources_of(*names: str) -> Select:
    """Keep only the documents that some tables come from."""

    def select(tables: Tables, parameters: Mapping[str, str]) -> Tables:
        used = {source for name in names for source in tables[name]["source_id"]}
        return {**tables, "sources": tables["sources"][tables["sources"]["source_id"].isin(used)]}

    return select


def without_history(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """Drop claims and reports about earlier events."""
    return {**tables, **{name: of_now(tables[name]) for name in ("claims", "reports")}}


def of_kind(*codes: str) -> Select:
    """Keep only findings of some kinds."""

    def select(tables: Tables, parameters: Mapping[str, str]) -> Tables:
        return {**tables, "findings": tables["findings"][tables["findings"]["code"].isin(codes)]}

    return select


def with_their_rows(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """Keep the findings, and of the other tables only the rows that they name."""
    named = {row for rows in tables["findings"]["rows"] for row in rows.split(";")}
    rows = {name: tables[name] for name in (*ROWS_OF_FINDINGS, "sources")}
    return {**tables, **{name: frame[frame.iloc[:, 0].isin(named)] for name, frame in rows.items()}}


def naming(rows: set[str], findings: pd.DataFrame) -> pd.DataFrame:
    """Keep the findings that name at least one of some rows."""
    touching = findings["rows"].map(lambda named: not rows.isdisjoint(named.split(";")))
    return findings[touching.astype(bool)]


def about(rows: set[str], statements: pd.DataFrame) -> set[str]:
    """Return the ids of the statements that are about some rows."""
    touching = statements["about"].fillna("").map(lambda named: not rows.isdisjoint(named.split(";")))
    return set(statements.loc[touching.astype(bool), "statement_id"])


def of_source(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """Keep the rows of a page's document or dataset, and all claims about the same events, measures and groups."""
    here = parameters["source_id"]
    own = {name: tables[name][tables[name]["page_id"] == here] for name in (*ROWS_OF_FINDINGS, "sources")}
    own["sources"] = own["sources"][own["sources"]["has_page"]]
    claims = tables["claims"]
    same = claims["subject_id"].isin(own["claims"]["subject_id"])
    rows = {row for name in own for row in own[name].iloc[:, 0]}
    announced = tables["sources"]["source_id"].isin(set(own["claims"]["announced_in"].dropna()))
    return {
        **own,
        "others": near_in_time(claims[same & claims["is_standing"] & claims["is_whole"]], own["claims"]),
        "findings": naming(rows, tables["findings"]),
        "announcements": tables["sources"][announced],
    }


def near_in_time(others: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """Leave out, of matters with figures of many days, those stated long before or after a page's own.

    So a page of a long series ends, and a new figure changes only the pages of the
    days about it.
    """
    if len(others) <= SERIES_IN_FULL:  # then no matter has more days
        return others
    days = others.groupby("subject_id")["stated_on"].nunique()
    long = others["subject_id"].isin(days.index[days > SERIES_IN_FULL])
    if not long.any():
        return others
    stated: dict[int, set[str]] = {}
    for subject, day in own[["subject_id", "stated_on"]].itertuples(index=False):
        stated.setdefault(subject, set()).update(days_about(day))
    near = [
        day in stated.get(subject, ()) for subject, day in others[["subject_id", "stated_on"]].itertuples(index=False)
    ]
    return others[~long | pd.Series(near, index=others.index, dtype="bool")]


@cache
def days_about(day: str) -> frozenset[str]:
    """Return a day and those near it, before and after, ISO 8601."""
    middle = date.fromisoformat(day).toordinal()
    near = range(max(middle - DAYS_NEAR, 1), min(middle + DAYS_NEAR, date.max.toordinal()) + 1)
    return frozenset(date.fromordinal(one).isoformat() for one in near)


def documents_with_a_page(tables: Tables) -> pd.DataFrame:
    """Sort documents for reading, those read in full first, then by date; rows of a dataset share a page."""
    sources = tables["sources"]
    chosen = sources[sources["has_page"]].sort_values(["role", "known_on", "source_id"]).drop_duplicates("page_id")
    titles = [f"{source_name(source)}, {when_published(source)}" for source in records_of(chosen, Source)]
    return pd.DataFrame({"source_id": chosen["page_id"], "title": titles})


def when_published(source: Source) -> str:
    """Return the day of a document, or the month or year of the rows of a dataset that its page shows."""
    if source.role == "dataset":
        return day_in_words(source.page_id.rpartition("_")[2])
    return day_in_words(source.published_on) if source.published_on else "undated"


def each_once(claims: pd.DataFrame) -> pd.DataFrame:
    """Keep one claim for each figure of an announcement, and for each other figure of one speaker and period.

    What several documents carry of one announcement is one figure; the claim with
    printed dates is kept, else the earliest. Done in the selection rather than on the
    page, so that another document with the same value leaves the page unchanged.
    """
    figure = ["release_id", "qualifier", "value_low", "value", "value_high", "event_id", "measure", "group", "subgroup"]
    figure += ["speaker_id"]
    period = ["count_kind", "scope_start", "scope_end", "scope_hours"]
    cells = cells_of(claims[[*figure, *period, "known_on", "claim_id"]])
    undated = [start is None for start in cells["scope_start"]]
    order = sorted(zip(undated, cells["known_on"], cells["claim_id"], range(len(claims)), strict=True))
    kept: dict[tuple[object, ...], tuple[str, int]] = {}
    for _, _, claim_id, at in order:
        names = figure if cells["release_id"][at] is not None else [*figure, *period]
        kept.setdefault(tuple(cells[name][at] for name in names), (claim_id, at))
    return claims.iloc[[at for _, at in sorted(kept.values())]]


def measured(tables: Tables, chosen: pd.Series) -> dict[str, pd.DataFrame]:
    """Keep some of the background figures that are not withdrawn, with the definitions of their measures."""
    indicators, measures = tables["indicators"], tables["measures"]
    rows = indicators[chosen & (indicators["status"] == "active")]
    return {"indicators": rows, "measures": measures[measures["measure"].isin(set(rows["measure"]))]}
