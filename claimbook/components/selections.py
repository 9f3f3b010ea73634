"""Selections of rows that chapters share."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from claimbook.analysis.claims import EARLIER, PHASE, YEARLY
from claimbook.analysis.tables import Tables, of_now
from claimbook.components.chapter import Selector
from claimbook.ledger.records import known
from claimbook.ledger.vocabulary import TOPICS
from claimbook.ledger.wording import say_day, source_name

FIGURE = ["qualifier", "value_low", "value", "value_high"]
# What is shown of a claim in a row of a table, what two claims are compared by, and what says how a claim is meant.
SHOWN = [
    "claim_id", "source_id", "publisher", "value_text", *FIGURE, "measure", "group", "subgroup", "event_id", "claimant",
    "relay", "stated_on", "clock", "scope_start", "scope_end", "scope_hours", "verification", "role",
]  # fmt: skip
COMPARED = [
    "claim_id", "source_id", "value_text", *FIGURE, "measure", "group", "subgroup", "event_id", "event", "count_kind",
    "scope_start", "scope_end", "scope_hours", "scope_place", "place", "stated_on", "stood_until", "clock", "known_on",
    "speaker_id", "speaker",
]  # fmt: skip
COUNTED = ["measure", "group", "side", "scope_place"]


def latest_tolls(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """The tolls that stand: of all documents, and of those that are read in full."""
    claims, sources = of_now(tables["claims"]), tables["sources"]
    latest = claims[(claims["latest"] | claims["latest_in_full"]) & (claims["measure"] == "killed")]
    return {**tables, "claims": latest, "sources": sources[sources["role"] == "coded"]}


def sources_of(*names: str) -> Selector:
    """All rows, but only the documents that some tables come from."""

    def select(tables: Tables, parameters: Mapping[str, str]) -> Tables:
        used = {source for name in names for source in tables[name]["source_id"]}
        return {**tables, "sources": tables["sources"][tables["sources"]["source_id"].isin(used)]}

    return select


def without_history(select: Selector) -> Selector:
    """Of the claims and the reports those that are not of earlier events."""

    def of_the_episode(tables: Tables, parameters: Mapping[str, str]) -> Tables:
        return select({**tables, **{name: of_now(tables[name]) for name in ("claims", "reports")}}, parameters)

    return of_the_episode


def of_source(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """The rows of one document, and the claims of the others on the same questions."""
    here = parameters["source_id"]
    own = {name: tables[name][tables[name]["source_id"] == here] for name in (*ROWS_OF_FINDINGS, "sources")}
    claims = tables["claims"]
    same = claims[claims["question"].isin(own["claims"]["question"]) & (claims["source_id"] != here)]
    whole = same["restates"].isna() & same["subgroup"].isna() & (same["count_kind"] == "cumulative")
    rows = {here, *(row for name in ROWS_OF_FINDINGS for row in own[name].iloc[:, 0])}
    findings = tables["findings"]
    touching = findings["rows"].map(lambda named: bool(rows & set(named.split(";")))).astype(bool)
    announced = tables["sources"]["source_id"].isin(set(own["claims"]["announced_in"].dropna()))
    fates = tables["rule_set_fates"]
    return {
        **own,
        "others": same[whole & (same["status"] == "active")],
        "findings": findings[touching],
        "announcements": tables["sources"][announced],
        "rule_set_fates": fates[fates["claim_id"].isin(set(own["claims"]["claim_id"]))],
    }


def named_places(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """The places that documents name, those documents, and where their counts and names differ."""
    chosen = of_kind("count-versus-list")(sources_of("mentions")(tables, parameters), parameters)
    places = tables["places"]
    return {**chosen, "places": places[places["place_id"].isin(set(tables["mentions"]["place_id"]))]}


FIGURE_FINDINGS = (
    "label-shift", "mixed-releases", "superseded-at-publication", "total-mismatch", "two-values",
    "verification-contradiction", "window-mismatch", "wording-contradiction",
)  # fmt: skip
# Tables whose rows a finding can rest on.
ROWS_OF_FINDINGS = ("claims", "reports", "statements", "mentions", "indicators")


def of_kind(*codes: str) -> Selector:
    """All rows, but only the findings of some kinds."""

    def select(tables: Tables, parameters: Mapping[str, str]) -> Tables:
        return {**tables, "findings": tables["findings"][tables["findings"]["code"].isin(codes)]}

    return select


def announced(select: Selector) -> Selector:
    """Of the claims those whose announcement is known."""

    def of_releases(tables: Tables, parameters: Mapping[str, str]) -> Tables:
        claims = tables["claims"]
        chosen = (claims["clock"] == "release") & (claims["measure"] == "killed")
        return select({**tables, "claims": claims[chosen]}, parameters)

    return of_releases


def with_their_rows(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """The findings, and of the other tables only the rows that they name."""
    named = {row for rows in tables["findings"]["rows"] for row in rows.split(";")}
    rows = {name: tables[name] for name in (*ROWS_OF_FINDINGS, "sources")}
    return {**tables, **{name: frame[frame.iloc[:, 0].isin(named)] for name, frame in rows.items()}}


def of_number(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """The claims and background figures that print a number, and the other standing claims on the same questions."""
    numbers = tables["numbers"]
    (ids,) = numbers.loc[numbers["number_id"] == parameters["number_id"], "rows"].str.split(";")
    claims, indicators = tables["claims"], tables["indicators"]
    printing = claims["claim_id"].isin(ids)
    standing = (claims["status"] == "active") & claims["restates"].isna() & claims["value"].notna()
    of_these = claims["question"].isin(claims.loc[printing, "question"])
    return {
        **tables,
        "claims": claims[printing],
        "indicators": indicators[indicators["indicator_id"].isin(ids)],
        "others": each_once(claims.loc[standing & ~printing & of_these, COMPARED]),
    }


def people_counted(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """The claims that count people, repeats inside a document left out; each place that is named, once."""
    claims = tables["claims"]
    standing = (claims["status"] == "active") & claims["restates"].isna() & claims["value"].notna()
    counted = standing & claims["measure"].isin(OF_PEOPLE) & (claims["group"] != "not_applicable")
    places = tables["mentions"].drop_duplicates("place_id").sort_values("place_id")
    return {**tables, "claims": claims[counted].sort_values(COUNTED), "mentions": places}


OF_PEOPLE = ("killed", "wounded", "captured", "missing", "displaced")


def each_once(claims: pd.DataFrame) -> pd.DataFrame:
    """Of each figure, speaker and window the claim that was known first; documents that repeat it add nothing.

    Done here and not by the page, so that one more document with the same figure touches no page that shows it once.
    """
    same = [*FIGURE, "event_id", "measure", "group", "subgroup", "speaker_id", "count_kind"]
    same += ["scope_start", "scope_end", "scope_hours"]
    first = claims.sort_values(["known_on", "claim_id"]).drop_duplicates(same)
    return first.sort_values("claim_id")


def tolls_of_the_episode(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """The claims of people killed in the episode that the book is about."""
    claims = tables["claims"]
    whole = (claims["status"] == "active") & claims["restates"].isna() & claims["subgroup"].isna()
    tolls = (claims["measure"] == "killed") & (claims["count_kind"] == "cumulative") & claims["value"].notna()
    return {**tables, "claims": each_once(claims[whole & tolls & claims["in_focus"]])}


def of_day(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """The tolls that stood at the end of a day, the claims that it brought, and those that it replaced."""
    claims, before = of_now(tables["claims"]), of_now(tables["before"])
    # A figure that its speaker gives again is not replaced.
    asked = ["speaker_id", "event_id", "measure", "group", "value"]
    stood, stands = (set(map(tuple, one.loc[one["latest"], asked].to_numpy())) for one in (before, claims))
    lost = [row in stood - stands for row in map(tuple, before[asked].to_numpy())]
    return {
        **latest_tolls(tables, parameters),
        "sources": tables["sources"],
        "new": claims[claims["known_on"] == parameters["as_of"]],
        "replaced": before[before["latest"] & pd.Series(lost, index=before.index, dtype="bool")],
    }


# Which themes of explanation speak of what a topic measures; the others have none of their own.
THEMES_OF_TOPIC = {
    "poverty": ("poverty_and_development",),
    "literacy": ("poverty_and_development",),
    "mortality": ("poverty_and_development",),
    "resources": ("resources",),
    "money": ("force",),
}


def topics_table(tables: Tables) -> pd.DataFrame:
    """The topics of the background figures: ``topic, title``, how many ``figures`` and ``quoted`` ones each has."""
    indicators = tables["indicators"]
    rates = indicators[(indicators["status"] == "active") & (indicators["topic"] != YEARLY)]
    by_topic = rates.groupby("topic", sort=True)
    quoted = rates[rates["role"] == "coded"].groupby("topic").size()
    return (
        pd.DataFrame({"topic": list(by_topic.groups), "figures": by_topic.size().to_numpy()})
        .assign(
            title=lambda topics: [f"Root causes: {TOPICS[topic]}" for topic in topics["topic"]],
            quoted=lambda topics: [int(quoted.get(topic, 0)) for topic in topics["topic"]],
        )
        .astype({"topic": "str", "title": "str"})
    )


def quoted_figures(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """The figures that the documents read in full quote, what each is traced to, and the causes that are named."""
    statements = tables["statements"]
    return {
        **tables,
        **_measured(tables, tables["indicators"]["indicator_id"].isin(_traced(tables["vintages"]))),
        "statements": statements[statements["kind"] == "cause"],
        "topics": topics_table(tables),
        "districts": _districts(tables).iloc[:0],
    }


def of_topic(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """All background figures of a topic, and the causes named that speak of it."""
    topic = parameters["topic"]
    vintages, statements = tables["vintages"], tables["statements"]
    indicators = tables["indicators"]
    here = indicators["topic"] == topic
    quoted = vintages[vintages["indicator_id"].isin(set(indicators.loc[here, "indicator_id"]))]
    themes = THEMES_OF_TOPIC.get(topic, ())
    return {
        **tables,
        **_measured(tables, here | indicators["indicator_id"].isin(_traced(quoted))),
        "vintages": quoted,
        "statements": statements[(statements["kind"] == "cause") & statements["theme"].isin(themes)],
        "topics": topics_table(tables).iloc[:0],
        "districts": _districts(tables),
    }


def _traced(vintages: pd.DataFrame) -> set[str]:
    """The quoted figures with what each is traced to."""
    return {row for name in ("indicator_id", "origin", "newer") for row in vintages[name].dropna()}


def _districts(tables: Tables) -> pd.DataFrame:
    """The districts of the places where the documents say that something happened."""
    mentions = tables["mentions"]
    return mentions.loc[mentions["role"] != "road_end", ["district"]].dropna().drop_duplicates().sort_values("district")


def of_the_past(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """Earlier phases and episodes, and the series of years."""
    claims, reports = tables["claims"], tables["reports"]
    conflicts = of_kind("date-conflict")(tables, parameters)["findings"]
    phases = reports[reports["event_kind"] == PHASE]
    named = set(phases["report_id"])
    return {
        **tables,
        **_measured(tables, tables["indicators"]["topic"] == YEARLY),
        "claims": claims[claims["event_kind"].isin(EARLIER)],
        "reports": phases,
        "findings": conflicts[conflicts["rows"].map(lambda rows: bool(named & set(rows.split(";")))).astype(bool)],
    }


def _measured(tables: Tables, chosen: pd.Series) -> dict[str, pd.DataFrame]:
    """Some of the background figures that stand, with what they measure."""
    indicators, measures = tables["indicators"], tables["measures"]
    rows = indicators[chosen & (indicators["status"] == "active")]
    return {"indicators": rows, "measures": measures[measures["measure"].isin(set(rows["measure"]))]}


def documents_with_a_page(tables: Tables) -> pd.DataFrame:
    """Documents in reading order: those read in full first, then by day."""
    sources = tables["sources"]
    chosen = sources[sources["has_page"]].sort_values(["role", "known_on", "source_id"])
    days = [say_day(day) if known(day) else "undated" for day in chosen["published_on"]]
    names = [source_name(source) for _, source in chosen.iterrows()]
    return chosen.assign(title=[f"{name}, {day}" for name, day in zip(names, days, strict=True)])
