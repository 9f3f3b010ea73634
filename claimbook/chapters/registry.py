"""Which chapters the book has, and which rows and columns each may read.

A new chapter is a notebook in ``chapters/`` and an entry in ``TEMPLATES``. What
it selects is all that it can see, so that one changed cell touches the pages
that show it and no other.
"""

from __future__ import annotations

from claimbook.components.chapter import Template
from claimbook.components.selections import (
    COMPARED,
    COUNTED,
    FIGURE,
    FIGURE_FINDINGS,
    SHOWN,
    announced,
    documents_with_a_page,
    latest_tolls,
    named_places,
    of_day,
    of_kind,
    of_number,
    of_source,
    of_the_past,
    of_topic,
    people_counted,
    quoted_figures,
    sources_of,
    tolls_of_the_episode,
    topics_table,
    with_their_rows,
    without_history,
)

ANCHOR = ["paragraph", "span_start", "span_end", "value_text"]
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
TOLL = [*dict.fromkeys([*SHOWN, *COMPARED, "side", "own_losses", "status", "restates"])]
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


ROOT_CAUSES = {
    "indicators": TRACED,
    "vintages": VINTAGE,
    "measures": MEASURE,
    "statements": EXPLANATION,
    "topics": ["topic", "title", "quoted", "figures"],
    "districts": ["district"],
}


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
        "number",
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
