"""Find every finding of a ledger.

Each has a stable code, the rows it rests on, the arithmetic and one plain
sentence. The rules are pure ``find_*`` functions, one for each kind, and none
mentions a particular row. A finding blames nobody: it says which rows can't all
be right, or what a reader would miss.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pandas as pd

from claimbook.analysis.comparability import WINDOW
from claimbook.analysis.findings.accounts import (
    find_accounts_differ,
    find_attribution_differs,
    find_told_differently,
    find_who_began,
)
from claimbook.analysis.findings.dates import (
    find_date_conflict,
    find_statement_window,
    find_weekday_mismatch,
    find_window_mismatch,
)
from claimbook.analysis.findings.finding import Finding
from claimbook.analysis.findings.indicators import find_measure_mismatch, find_stale_vintage, naming_their_origin
from claimbook.analysis.findings.places import find_count_versus_list
from claimbook.analysis.findings.series import find_speakers_differ, find_total_falls
from claimbook.analysis.findings.statements import find_coded_contradiction, find_verification_contradiction
from claimbook.analysis.findings.values import (
    complete_wholes,
    find_label_shift,
    find_mixed_releases,
    find_sum_of_one_side,
    find_superseded_at_publication,
    find_total_mismatch,
    find_two_values,
    find_unexplained_rest,
    find_wording_contradiction,
)
from claimbook.ledger.tables import Tables

# The columns of a claim that the rules read.
CLAIM = [
    "claim_id", "source_id", "publisher", "agency", "value_text", "measure", "group", "subgroup", "source_label",
    "event_id", "speaker_id", "speaker", "claimant", "qualifier", "value_low", "value", "value_high", "count_kind",
    "part_of_time", *WINDOW, "scope_place", "place", "basis", "event", "cause", "perpetrator_id", "perpetrator",
    "release_id", "series_id", "stated_on", "order_in_day", "stood_until", "supersedes",
    "least", "people_of", "people", "clock", "known_on", "restates", "part_of", "assertion",
]  # fmt: skip


def find_all(tables: Tables) -> list[Finding]:
    """Return every finding of the ledger, sorted by code and rows."""
    collecting = gc.isenabled()
    gc.disable()  # it would walk millions of rows of a large ledger again and again, none of them garbage
    try:
        found = list(_find(tables))
    finally:
        if collecting:
            gc.enable()
    return sorted(found, key=lambda finding: (finding.code, finding.rows))


def _find(tables: Tables) -> Iterator[Finding]:
    claims = tables["claims"]
    standing = claims.loc[claims["status"] == "active", CLAIM]
    statements, reports = tables["statements"], tables["reports"]
    wholes = list(complete_wholes(standing))
    yield from find_total_mismatch(standing, wholes)
    yield from find_sum_of_one_side(standing)
    yield from find_two_values(standing)
    yield from find_mixed_releases(standing)
    yield from find_weekday_mismatch(reports, tables["sources"])
    yield from find_window_mismatch(standing)
    yield from find_statement_window(statements, standing)
    yield from find_count_versus_list(standing, tables["mentions"])
    yield from find_label_shift(standing)
    yield from find_superseded_at_publication(standing)
    yield from find_date_conflict(reports)
    quoted = naming_their_origin(tables["indicators"])
    yield from find_stale_vintage(quoted)
    yield from find_measure_mismatch(quoted)
    yield from find_verification_contradiction(statements)
    yield from find_wording_contradiction(standing, wholes)
    yield from find_coded_contradiction(statements)
    yield from find_accounts_differ(standing, tables["events"])
    yield from find_attribution_differs(standing)
    yield from find_unexplained_rest(standing)
    yield from find_total_falls(standing)
    yield from find_speakers_differ(standing)
    yield from find_who_began(statements, tables["parties"])
    yield from find_told_differently(statements)


def findings_table(tables: Tables) -> pd.DataFrame:
    """Return the findings as a table: ``finding_id, code, severity, sentence, arithmetic, rows``."""
    columns = ["finding_id", "code", "severity", "sentence", "arithmetic", "rows"]
    records = [
        (one.finding_id, one.code, one.severity, one.sentence, one.arithmetic, ";".join(one.rows))
        for one in find_all(tables)
    ]
    return pd.DataFrame(records, columns=columns, dtype="str")
