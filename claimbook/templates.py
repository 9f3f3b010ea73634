"""Which chapters the book has, and which rows and columns each may read.

A new chapter is a notebook in ``chapters/`` and an entry in ``TEMPLATES``. What
it selects is all that it can see, so that one changed cell touches the pages
that show it and no other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from claimbook.derived import Tables, of_now
from claimbook.reconcile.describe import EARLIER, PHASE, YEARLY
from claimbook.wording import TOPICS, known, say_day, source_name

Selector = Callable[[Tables, Mapping[str, str]], Tables]

ANCHOR = ["paragraph", "span_start", "span_end", "value_text"]
FIGURE = ["qualifier", "value_low", "value", "value_high"]
SOURCE = ["source_id", "publisher", "known_on", "published_on", "role"]
GRADES = ["reliability", "reliability_why", "credibility", "credibility_why"]
FINDING = ["finding_id", "code", "severity", "sentence", "arithmetic", "rows"]
DOCUMENT = [*SOURCE, "published_earliest", "medium", "title", "url", "figures", "notes"]
PLACE = ["place_id", "name", "kind", "district", "where_prec", "latitude", "longitude"]
OUTLINE = ["place_id", "ring", "point", "longitude", "latitude"]
CLAIM = [
    "claim_id", "source_id", "publisher", "value_text", "measure", "group", "subgroup", "event_id", "event",
    "claimant", "relay", "speaker_id", "speaker", "side", *FIGURE, "count_kind", "scope_start", "scope_end",
    "scope_hours", "stated_on", "clock", "announced_in", "known_on", "own_losses", "restates", "part_of",
    "verification", "status", "latest", "latest_in_full", "fate", "role", "scope_place", "place",
]  # fmt: skip
CLAIM_CARD = [
    *dict.fromkeys(
        [
            *CLAIM,
            "published_on",
            *ANCHOR,
            "source_label",
            "date_prec",
            "where_prec",
            "assertion",
            "stated_as_of",
            "notes",
            *GRADES,
        ]
    )
]
# A background figure: what stands on its card, what it is traced and compared by, and a count of a year.
MEASURED = [
    "indicator_id", "source_id", "publisher", "home", "value_text", *FIGURE, "unit", "measure", "speaker", "years_end",
    "notes",
]  # fmt: skip
INDICATOR_CARD = [
    *MEASURED, "measure_as_printed", "area_name", "population", "years_start", "paragraph", "span_start", "span_end",
]  # fmt: skip
TRACED = [
    *MEASURED, "known_on", "topic", "measure_as_printed", "area", "area_name", "area_kind", "area_district",
    "population", "years_start", "data_from", "role",
]  # fmt: skip
REPORT = [
    "report_id", "event_id", "event", "event_kind", "source_id", "publisher", "known_on", "published_on", "value_text",
    "start", "end", "start_weekday", "end_weekday", "date_prec", "attribution", "paragraph", "notes", "role",
]  # fmt: skip
DATED = [
    "report_id", "event_id", "event", "source_id", "publisher", "known_on", "published_on", "value_text", "start",
    "end", "attribution",
]  # fmt: skip
STATEMENT = [
    "statement_id", "source_id", "publisher", "known_on", "kind", "summary", "value_text", "paragraph", "span_start",
    "said_on", "speaker_id", "speaker", "relay", "side", "target", "answers", "polarity", "theme", "notes",
]  # fmt: skip
# What is shown of a background figure beside claims.
BACKGROUND = [
    "indicator_id", "source_id", "publisher", "home", "value_text", "topic", "measure", *FIGURE, "unit", "area_name",
    "population", "speaker", "years_start", "years_end",
]  # fmt: skip
VINTAGE = ["indicator_id", "verdict", "named", "origin", "newer", "age"]
EXPLANATION = [
    "statement_id", "source_id", "publisher", "known_on", "kind", "summary", "span_start", "speaker_id", "speaker",
    "side", "theme",
]  # fmt: skip
ESTIMATE = ["rule_set", "group", "low", "best", "high", "low_of", "best_of", "high_of", "says"]
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
TOLL = [*dict.fromkeys([*SHOWN, *COMPARED, "side", "own_losses", "status", "restates"])]
COUNTED = ["measure", "group", "side", "scope_place"]
MEANT = [*dict.fromkeys([*SHOWN, *COMPARED, "side", "own_losses", "fate", "paragraph", "published_on", *GRADES])]
FOUND = [
    "claim_id", "source_id", "publisher", *FIGURE, "value_text", "event_id", "event", "group", "subgroup", "measure",
]  # fmt: skip
MEASURE = ["measure", "definition"]
UNDER_RULES = ["claim_id", "rule_set", "fate"]
COVERAGE = ["source_id", "kind", "coded", "set_aside", "missed"]
AGREEMENT = ["table", "column", "compared", "equal", "share", "kappa"]
DECISION = ["decision_id", "action", "reason", "words", "number"]
CHANGE = ["change_id", "date", "table", "row_id", "action", "column", "old", "new", "reason"]
CHANGED = ["claim_id", "source_id", "value_text", *FIGURE, "measure", "group", "subgroup", "claimant"]
MENTION = ["mention_id", "source_id", "paragraph", "place_id", "place", "value_text", "role", "event_id", "list"]


@dataclass(frozen=True)
class Template:
    """A chapter and what it selects.

    Attributes
    ----------
    name : str
        The page's address and, but for ``chapter``, its file name in ``chapters/`` without the ending.
    chapter : str
        The file name where several templates share a notebook.
    columns : mapping
        The columns it may read of each book table.
    select : callable
        The rows it may read, from all tables and its parameters.
    for_each : callable, optional
        The rows for each of which a page is made, from all tables: the first
        column is the page's parameter, and its value the page's address;
        ``title`` is its heading.
    folder : str
        Where those pages stand.
    by_day : bool
        Whether the parameter is ``as_of``, so that each page has only what was
        known on its day; ``before`` is then what was known on the day before it.
    """

    name: str
    columns: Mapping[str, list[str]]
    select: Selector = lambda tables, parameters: tables
    for_each: Callable[[Tables], pd.DataFrame] | None = None
    folder: str = ""
    by_day: bool = False
    chapter: str = ""

    @property
    def notebook(self) -> str:
        return self.chapter or self.name


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


ROOT_CAUSES = {
    "indicators": TRACED,
    "vintages": VINTAGE,
    "measures": MEASURE,
    "statements": EXPLANATION,
    "topics": ["topic", "title", "quoted", "figures"],
    "districts": ["district"],
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


TEMPLATES = (
    Template("index", {"claims": CLAIM, "sources": ["source_id", "role"]}, latest_tolls),
    Template(
        "timeline",
        {"reports": REPORT, "findings": FINDING, "claims": [*SHOWN, "speaker", "restates", "count_kind"]},
        without_history(announced(of_kind("date-conflict", "weekday-mismatch"))),
    ),
    Template(
        "casualty-claims",
        {
            "claims": [*CLAIM, "stood_until"],
            "findings": FINDING,
            "estimates": ESTIMATE,
            "rule_set_fates": UNDER_RULES,
        },
        without_history(of_kind(*FIGURE_FINDINGS)),
    ),
    Template(
        "numbers",
        {"numbers": ["number_id", "value", "title", "of", "speakers", "documents"]},
    ),
    Template(
        "figure",
        {
            "claims": MEANT,
            "indicators": BACKGROUND,
            "others": COMPARED,
        },
        of_number,
        for_each=lambda tables: tables["numbers"],
        folder="figures",
    ),
    Template("claims", {"claims": [*CLAIM, "paragraph", "published_on", *GRADES]}),
    Template("compare", {"claims": COMPARED}, tolls_of_the_episode),
    Template("not-claimed", {"claims": COUNTED, "mentions": ["place_id", "place"]}, without_history(people_counted)),
    Template("known", {"days": ["as_of", "documents", "claims"]}),
    Template(
        "day",
        {
            "sources": [*SOURCE],
            "claims": [*SHOWN, "speaker_id", "speaker", "side", "own_losses", "latest", "latest_in_full"],
            "new": SHOWN,
            "replaced": SHOWN,
        },
        of_day,
        for_each=lambda tables: tables["days"],
        folder="known",
        by_day=True,
    ),
    Template("statements", {"statements": STATEMENT}),
    Template(
        "places",
        {
            "mentions": ["mention_id", "source_id", "publisher", "place_id", "role"],
            "sources": ["source_id", "publisher", "known_on"],
            "places": PLACE,
            "findings": FINDING,
            "outlines": OUTLINE,
        },
        named_places,
    ),
    Template(
        "inconsistencies",
        {
            "findings": FINDING,
            "claims": FOUND,
            "reports": ["report_id", "source_id", "publisher", "event", "start", "end", "date_prec", "value_text"],
            "statements": ["statement_id", "source_id", "publisher", "value_text"],
            "mentions": ["mention_id", "source_id", "publisher", "place"],
            "indicators": ["indicator_id", "source_id", "publisher", "home", *FIGURE, "unit", "value_text", "measure"],
            "sources": ["source_id", "publisher"],
        },
        with_their_rows,
    ),
    Template("root-causes", ROOT_CAUSES, quoted_figures),
    Template(
        "topic",
        ROOT_CAUSES,
        of_topic,
        for_each=topics_table,
        folder="root-causes",
        chapter="root-causes",
    ),
    Template(
        "history",
        {
            "reports": DATED,
            "claims": TOLL,
            "indicators": [*MEASURED, "known_on"],
            "measures": MEASURE,
            "findings": FINDING,
        },
        of_the_past,
    ),
    Template("sources", {"sources": [*DOCUMENT, "has_page"]}),
    Template(
        "source",
        {
            "sources": [*DOCUMENT, "language", "document_sha256"],
            "announcements": ["source_id", "publisher", "url"],
            "claims": CLAIM_CARD,
            "others": TOLL,
            "reports": REPORT,
            "statements": STATEMENT,
            "mentions": MENTION,
            "indicators": INDICATOR_CARD,
            "findings": FINDING,
            "rule_set_fates": UNDER_RULES,
        },
        of_source,
        for_each=documents_with_a_page,
        folder="sources",
    ),
    Template(
        "methods",
        {
            "coverage": COVERAGE,
            "agreement": AGREEMENT,
            "decisions": DECISION,
            "sources": ["source_id", "publisher"],
        },
        sources_of("coverage"),
    ),
    Template("changes", {"changes": CHANGE, "claims": CHANGED}),
    Template("data", {"dictionary": ["table", "about", "rows", "column", "type", "allowed", "description"]}),
)  # fmt: skip
