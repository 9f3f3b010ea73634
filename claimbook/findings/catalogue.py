"""Every finding of a ledger.

Takes the book tables, gives findings: each with a stable code, the rows it
rests on, the arithmetic and one plain sentence. The rules are pure ``find_*``
functions, one for each kind; none is keyed to a row of ours. A finding judges
nobody: it says which rows can't all be right, or what a reader would miss.
"""

from __future__ import annotations

import pandas as pd

from claimbook.findings.background import find_measure_mismatch, find_stale_vintage
from claimbook.findings.days import (
    find_date_conflict,
    find_statement_window,
    find_weekday_mismatch,
    find_window_mismatch,
)
from claimbook.findings.figures import (
    find_label_shift,
    find_mixed_releases,
    find_superseded_at_publication,
    find_total_mismatch,
    find_two_values,
    find_wording_contradiction,
)
from claimbook.findings.finding import Finding, Tables
from claimbook.findings.lists import find_count_versus_list
from claimbook.findings.said import find_coded_contradiction, find_verification_contradiction


def find_all(tables: Tables) -> list[Finding]:
    """Every finding of the ledger, sorted by code and rows."""
    claims = tables["claims"]
    standing = claims[claims["status"] == "active"]
    statements, reports = tables["statements"], tables["reports"]
    found = [
        *find_total_mismatch(standing),
        *find_two_values(standing),
        *find_mixed_releases(standing),
        *find_weekday_mismatch(reports, tables["sources"]),
        *find_window_mismatch(standing),
        *find_statement_window(statements, standing),
        *find_count_versus_list(standing, tables["mentions"]),
        *find_label_shift(standing),
        *find_superseded_at_publication(standing),
        *find_date_conflict(reports),
        *find_stale_vintage(tables["indicators"]),
        *find_measure_mismatch(tables["indicators"]),
        *find_verification_contradiction(statements),
        *find_wording_contradiction(standing),
        *find_coded_contradiction(statements),
    ]
    return sorted(found, key=lambda finding: (finding.code, finding.rows))


def findings_table(tables: Tables) -> pd.DataFrame:
    """The findings as a book table: ``finding_id, code, severity, sentence, arithmetic, rows``."""
    columns = ["finding_id", "code", "severity", "sentence", "arithmetic", "rows"]
    records = [
        (one.finding_id, one.code, one.severity, one.sentence, one.arithmetic, ";".join(one.rows))
        for one in find_all(tables)
    ]
    return pd.DataFrame(records, columns=columns, dtype="str")
