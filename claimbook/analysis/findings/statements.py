"""Findings on statements that contradict each other.

Verification affirmed and denied for one row, and contradictions that only a
reader can see and has coded.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pandas as pd

from claimbook.analysis.findings.finding import CONTRADICTION, TENSION, Finding, document
from claimbook.ledger.records import Statement, given, records_of


def find_verification_contradiction(statements: pd.DataFrame) -> Iterator[Finding]:
    """Find documents that call the same row both verified and not verified."""
    remarks = statements[(statements["kind"] == "verification") & statements["about"].notna()]
    for _, of_document in remarks.groupby("source_id"):
        rows = records_of(of_document.sort_values("statement_id"), Statement)
        affirming = [row for row in rows if row.polarity == "affirms"]
        denying = [row for row in rows if row.polarity == "denies"]
        for yes, no in product(affirming, denying):
            both = sorted(set(given(yes.about).split(";")) & set(given(no.about).split(";")))
            if both:
                yield Finding(
                    "verification-contradiction",
                    TENSION,  # a speaker may have confirmed what nobody else could check
                    tuple(sorted([yes.statement_id, no.statement_id, *both])),
                    f"“{no.value_text}” against “{yes.value_text}”",
                    f"{document(yes)} writes “{no.value_text}” and also “{yes.value_text}”, about the same figures.",
                )


def find_coded_contradiction(statements: pd.DataFrame) -> Iterator[Finding]:
    """Find contradictions that a reader has coded."""
    for row in records_of(statements[statements["kind"] == "contradiction"], Statement):
        about = row.about.split(";") if row.about else []
        yield Finding(
            "wording-contradiction",
            CONTRADICTION,
            tuple(sorted([row.statement_id, *about])),
            f"“{row.value_text}”, found by reading",
            f"{document(row)}: {row.summary}",
        )
