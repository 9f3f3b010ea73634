"""All tables that pages select from: the book tables, and what is derived from them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from claimbook.analysis.answers import answer, answers_table
from claimbook.analysis.claims import book_tables, of_now
from claimbook.analysis.estimates import Bound, judgements_of
from claimbook.analysis.findings.every import findings_table
from claimbook.analysis.numbers import numbers_table
from claimbook.analysis.rule_sets import RuleSetEstimate, rule_set_estimates, rule_set_outcomes
from claimbook.analysis.vintage import trace
from claimbook.coding.agreement import agreement_table, decisions_table, load_readings
from claimbook.ledger.decisions import load_decisions
from claimbook.ledger.dictionary import data_dictionary
from claimbook.ledger.records import Indicator, records_of
from claimbook.ledger.tables import Ledger, Tables
from claimbook.ledger.versions import read_versions
from claimbook.ledger.vocabulary import PEOPLE_HARMED, YEARLY
from claimbook.ledger.wording import day_in_words


def derived_tables(ledger: Ledger) -> Tables:
    """Return all tables that pages select from.

    Besides the book tables: ``findings``; ``answers``, counted, and each claim's own as
    columns of ``claims``; ``estimates`` and ``rule_set_outcomes`` of the main episode;
    ``numbers``, ``days``, ``versions``, ``incidents``, ``outlines``, ``changes``, ``coverage``, ``agreement``,
    ``decisions`` and the ``dictionary``; ``measures`` and ``vintages`` of background
    figures.
    """
    tables = book_tables(ledger)
    there = set(ledger["sources"]["source_id"])
    tables["findings"] = findings_table(tables)
    tables["claims"] = answer(tables["claims"], tables["findings"])
    tables["incidents"] = incidents_table(tables)
    tables["vintages"] = vintages_table(tables["indicators"])
    focus = ledger.about["focus_event"]
    tables["claims"] = tables["claims"].assign(
        in_focus=tables["claims"]["event_id"] == focus,
        of_incident=tables["claims"]["event_id"].isin(set(tables["incidents"]["event_id"])),
        # A number for each event, measure and group, which is faster to compare than three texts.
        subject_id=tables["claims"].groupby(["event_id", "measure", "group"]).ngroup(),
    )
    numbers = numbers_table(tables, focus)
    with_page = set(numbers.loc[numbers["has_page"], "value"])
    tables["claims"] = tables["claims"].assign(has_number=tables["claims"]["value"].isin(with_page))
    judgements = judgements_of(load_decisions(ledger.package.folder))
    estimates = rule_set_estimates(tables["claims"], focus, judgements)
    return tables | {
        "estimates": estimates_table(estimates),
        "rule_set_outcomes": rule_set_outcomes(tables["claims"], estimates, focus),
        "answers": answers_table(tables["claims"]),
        "numbers": numbers,
        "days": days_table(tables),
        "outlines": ledger["outlines"],
        "background": background_table(ledger),
        "changes": changes_table(ledger["changes"]),
        "measures": ledger["measures"],
        "versions": versions_table(ledger),
        "dictionary": data_dictionary(ledger.package, {name: len(frame) for name, frame in ledger.tables.items()}),
        "coverage": ledger["coverage"],
        "agreement": agreement_table(load_readings(ledger.package.folder, there)),
        "decisions": decisions_table(ledger.package, there),
    }


def estimates_table(estimates: Sequence[RuleSetEstimate]) -> pd.DataFrame:
    """Return the estimates of all rule sets as rows; ``low_of`` and the like name the claims that set them."""
    columns = ["rule_set", "group", "low", "best", "high", "low_of", "best_of", "high_of", "says"]
    rows = [
        (one.rule_set, one.group, *one.numbers, *map(_claims_of, (one.low, one.best, one.high)), one.says)
        for one in estimates
    ]
    types = {name: "Float64" if name in ("low", "best", "high") else "str" for name in columns}
    return pd.DataFrame(rows, columns=columns).astype(types)


def _claims_of(bounds: Sequence[Bound]) -> str:
    return ";".join(bound.claim.claim_id for bound in bounds)


def vintages_table(indicators: pd.DataFrame) -> pd.DataFrame:
    """Return the origins of the background figures quoted in documents read in full.

    ``indicator_id``, the ``verdict``, whether the document ``named`` an origin, the
    ``origin``, what was ``newer``, and the ``age`` of the data in years at the time
    of quoting; the last three are blank if unknown.
    """
    active = indicators[indicators["status"] == "active"]
    quoted = active.loc[(active["role"] == "coded") & (active["topic"] != YEARLY), "indicator_id"]
    rows = [
        (
            one.row.indicator_id,
            one.verdict,
            one.named,
            *(other.indicator_id if other else None for other in (one.origin, one.newer)),
            one.age,
        )
        for one in trace(records_of(active, Indicator), quoted)
    ]
    types = {"indicator_id": "str", "verdict": "str", "named": "bool", "origin": "str", "newer": "str", "age": "Int64"}
    return pd.DataFrame(rows, columns=list(types)).astype(types)


def changes_table(changes: pd.DataFrame) -> pd.DataFrame:
    """Return the corrections log without the full text of added rows."""
    return changes.assign(new=changes["new"].mask(changes["action"] == "added"))


def versions_table(ledger: Ledger) -> pd.DataFrame:
    """Return the published versions whose last day is known: ``version, date, as_of, ledger, note``."""
    types = {"version": "int64", "date": "str", "as_of": "str", "ledger": "str", "note": "str"}
    rows = [one.about for one in read_versions(ledger.package.folder) if one.about["as_of"] <= ledger.as_of]
    return pd.DataFrame(rows, columns=list(types)).astype(types)


def background_table(ledger: Ledger) -> pd.DataFrame:
    """Return what happened, in sentences whose sources are all known: ``position, text, source_ids``."""
    rows = [(at, one["text"], ";".join(one["sources"])) for at, one in enumerate(ledger.what_happened)]
    types = {"position": "int64", "text": "str", "source_ids": "str"}
    return pd.DataFrame(rows, columns=list(types)).astype(types)


def incidents_table(tables: Tables) -> pd.DataFrame:
    """Return events inside others with a figure about people: ``event_id, title, wider, documents``."""
    events, claims = tables["events"], of_now(tables["claims"])
    claims = claims[claims["is_standing"]]
    of_people = claims[claims["measure"].isin([*PEOPLE_HARMED, "attackers"])]
    inside = events[events["parent_id"].notna() & events["event_id"].isin(set(of_people["event_id"]))]
    names = dict(zip(events["event_id"], events["name"], strict=True))
    documents = claims.groupby("event_id")["source_id"].nunique()
    found = pd.DataFrame(
        {
            "event_id": inside["event_id"],
            "title": inside["name"],
            "wider": inside["parent_id"].map(names),
            "documents": inside["event_id"].map(documents),
        }
    )
    return found.astype({"wider": "str", "documents": "int64"}).sort_values("title", ignore_index=True)


# With more days than these, there is a page for each month.
MOST_DAYS = 62


def days_table(tables: Tables) -> pd.DataFrame:
    """Return the days on which claims about the episode became known: ``as_of, title, documents, claims``."""
    claims = of_now(tables["claims"])
    days = claims["known_on"]
    if days.nunique() > MOST_DAYS:  # each month on its last day with news
        days = days.groupby(days.str[:7]).transform("max")
    by_day = claims.groupby(days, sort=True)
    return (
        pd.DataFrame(
            {
                "as_of": list(by_day.groups),
                "documents": by_day["source_id"].nunique().to_numpy(),
                "claims": claims["restates"].isna().groupby(days).sum().to_numpy(),  # without repeats
            }
        )
        .assign(title=lambda days: [f"As of {day_in_words(day)}" for day in days["as_of"]])
        .astype({"as_of": "str"})
    )
