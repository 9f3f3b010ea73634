"""How complete and how repeatable the coding is: coverage, agreement, decisions."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from claimbook.coding.agreement import FOUND
from claimbook.components.elements import Fragment, cited, fragment, paragraph, source_link
from claimbook.components.page import Page
from claimbook.components.tables import Column, table
from claimbook.ledger.decisions import REASONS, SET_ASIDE, SETTLE
from claimbook.ledger.wording import number_text


def coverage_table(page: Page) -> Fragment:
    """For each document, what of its numbers, days and places is coded, set aside or missed."""
    coverage = page["coverage"]
    if coverage.empty:
        return fragment(paragraph("No document of this ledger has been scanned."))
    sources = page["sources"].set_index("source_id", drop=False)
    fates = ["coded", "set_aside", "missed"]
    rows = [
        [source_link(page, sources.loc[one["source_id"]]), KINDS[one["kind"]], *(str(one[fate]) for fate in fates)]
        for _, one in coverage.iterrows()
    ]
    for kind, of_kind in coverage.groupby("kind", sort=False):
        rows.append(["All documents", KINDS[kind], *(str(of_kind[fate].sum()) for fate in fates)])
    columns = [Column("Document"), Column("What was looked for")]
    columns += [Column(words, numeric=True) for words in ("Coded", "Set aside", "Missed")]
    return fragment(table("What the documents print, and what became of it", columns, rows))


KINDS = {"number": "numbers, sums and lengths of time", "date": "days and weekdays", "place": "known places"}


def set_aside_table(page: Page) -> Fragment:
    """How many items were set aside for which reason."""
    return _reasons(page, SET_ASIDE, "Set aside, by reason", "Items")


def agreement_tables(page: Page) -> Fragment:
    """How far the two readings agree, column by column."""
    agreement = page["agreement"]
    if agreement.empty:
        return fragment(paragraph("No document of this ledger has been read twice."))
    parts = []
    for name, of_table in agreement.groupby("table", sort=False):
        rows = [
            [
                "rows that both have" if row["column"] == FOUND else Markup("<code>{}</code>").format(row["column"]),
                str(row["compared"]),
                str(row["equal"]),
                f"{number_text(round(100 * row['share'], 1))}%",
                "all of one value" if pd.isna(row["kappa"]) else f"{row['kappa']:.2f}",
            ]
            for _, row in of_table.iterrows()
        ]
        rows[0][4] = "not defined"
        columns = [Column("Column")]
        columns += [Column(words, numeric=True) for words in ("Compared", "Alike", "Share", "Cohen’s kappa")]
        parts.append(table(Markup("Agreement of two readings: <code>{}</code>").format(name), columns, rows))
    return fragment(*parts)


def settled_table(page: Page) -> Fragment:
    """How many disagreements were settled for which reason."""
    return _reasons(page, SETTLE, "Disagreements settled, by reason", "Cells or rows")


def decisions_table(page: Page) -> Fragment:
    """Every decision with its words."""
    decisions = page["decisions"]
    if decisions.empty:
        return fragment(paragraph("No decision is recorded."))
    rows = [
        [
            Markup('<code id="decision-{0}">{0}</code>').format(row["decision_id"]),
            str(row["number"]),
            REASONS[row["action"]][row["reason"]],
            cited(row["words"]),
        ]
        for _, row in decisions.iterrows()
    ]
    columns = [Column("Decision"), Column("About", numeric=True), Column("Reason"), Column("In this case")]
    return fragment(table("Every decision on the coding", columns, rows))


def _reasons(page: Page, action: str, caption: str, counted: str) -> Fragment:
    decisions = page["decisions"][page["decisions"]["action"] == action]
    if decisions.empty:
        return fragment(paragraph("None is recorded."))
    by_reason = decisions.groupby("reason")["number"].sum()
    rows = [
        [Markup("<code>{}</code>").format(reason), words, str(by_reason[reason])]
        for reason, words in REASONS[action].items()
        if reason in by_reason
    ]
    columns = [Column("Reason"), Column("What it says"), Column(counted, numeric=True)]
    return fragment(table(caption, columns, rows))
