"""How the coding was checked: how complete it is, how far two readings agree, and what was decided."""

from __future__ import annotations

from markupsafe import Markup

from claimbook.coding.agreement import FOUND
from claimbook.components.chapter import Chapter, reads
from claimbook.components.elements import Fragment, cited, folded, fragment, paragraph, source_link
from claimbook.components.page import Page
from claimbook.components.selections import sources_of
from claimbook.components.tables import Cell, Column, table
from claimbook.ledger.decisions import REASONS, SET_ASIDE, SETTLE
from claimbook.ledger.records import grouped_by
from claimbook.ledger.wording import number_text

CHAPTER = Chapter("coding", sources_of("coverage"))

KINDS = {"number": "numbers, sums and lengths of time", "date": "days and weekdays", "place": "known places"}


@reads(coverage=["source_id", "kind", "coded", "set_aside", "missed"], sources=[source_link])
def coverage_table(page: Page) -> Fragment:
    """Show for each document how many numbers, days and places are coded, set aside or missed."""
    if not page.coverage:
        return fragment(paragraph("No document of this ledger has been scanned."))
    sources = {source.source_id: source for source in page.sources}
    rows: list[list[Cell]] = [
        [
            source_link(page, sources[one.source_id]),
            KINDS[one.kind],
            str(one.coded),
            str(one.set_aside),
            str(one.missed),
        ]
        for one in page.coverage
    ]
    for kind, of_kind in grouped_by(page.coverage, lambda one: one.kind).items():
        sums = (sum(getattr(one, name) for one in of_kind) for name in ("coded", "set_aside", "missed"))
        rows.append(["All documents", KINDS[kind], *map(str, sums)])
    columns = [Column("Document"), Column("What was looked for")]
    columns += [Column(words, numeric=True) for words in ("Coded", "Set aside", "Missed")]
    return fragment(folded("By document", table("What the documents print, and what became of it", columns, rows)))


@reads(decisions=["action", "reason", "number"])
def set_aside_table(page: Page) -> Fragment:
    """Show how many items were set aside for which reason."""
    return _reasons(page, SET_ASIDE, "Set aside, by reason", "Items")


@reads(agreement=["table", "column", "compared", "equal", "share", "kappa"])
def agreement_tables(page: Page) -> Fragment:
    """Show how far the two readings agree, column by column."""
    if not page.agreement:
        return fragment(paragraph("No document of this ledger has been read twice."))
    parts = []
    for name, of_table in grouped_by(page.agreement, lambda row: row.table).items():
        rows: list[list[Cell]] = [
            [
                "rows that both have" if row.column == FOUND else Markup("<code>{}</code>").format(row.column),
                str(row.compared),
                str(row.equal),
                f"{number_text(round(100 * row.share, 1))}%",
                "all of one value" if row.kappa is None else f"{row.kappa:.2f}",
            ]
            for row in of_table
        ]
        rows[0][4] = "not defined"
        columns = [Column("Column")]
        columns += [Column(words, numeric=True) for words in ("Compared", "Alike", "Share", "Cohen’s kappa")]
        rows_of = Markup("Agreement of two readings: <code>{}</code>").format(name)
        parts.append(folded(rows_of, table(rows_of, columns, rows)))
    return fragment(*parts)


@reads(decisions=["action", "reason", "number"])
def settled_table(page: Page) -> Fragment:
    """Show how many disagreements were settled for which reason."""
    return _reasons(page, SETTLE, "Disagreements settled, by reason", "Cells or rows")


@reads(decisions=["decision_id", "action", "reason", "words", "number"])
def decisions_table(page: Page) -> Fragment:
    """List every decision with its words."""
    if not page.decisions:
        return fragment(paragraph("No decision is recorded."))
    rows = [
        [
            Markup('<code id="decision-{0}">{0}</code>').format(row.decision_id),
            str(row.number),
            REASONS[row.action][row.reason],
            cited(row.words),
        ]
        for row in page.decisions
    ]
    columns = [Column("Decision"), Column("About", numeric=True), Column("Reason"), Column("In this case")]
    return fragment(folded("Every decision on the coding", table("Every decision on the coding", columns, rows)))


def _reasons(page: Page, action: str, caption: str, counted: str) -> Fragment:
    decisions = [row for row in page.decisions if row.action == action]
    if not decisions:
        return fragment(paragraph("None is recorded."))
    by_reason = grouped_by(decisions, lambda row: row.reason)
    rows = [
        [Markup("<code>{}</code>").format(reason), words, str(sum(row.number for row in by_reason[reason]))]
        for reason, words in REASONS[action].items()
        if reason in by_reason
    ]
    columns = [Column("Reason"), Column("What it says"), Column(counted, numeric=True)]
    return fragment(table(caption, columns, rows))
