"""What is said without being a count: who accuses, answers, explains, decides and describes.

Takes a page's statements, gives lists and tables in which each statement leads
to its place in the document that carries it. The words are the book's own
summaries; the documents' words stand on their pages, a few at a time.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd
from markupsafe import Markup

from claimbook.analysis.claims import UNATTRIBUTED
from claimbook.components.elements import Fragment, cited, fragment, link, paragraph, source_link, time_tag
from claimbook.components.page import Page, anchor
from claimbook.components.tables import Column, table
from claimbook.components.toll_rows import SIDE_ORDER
from claimbook.ledger.records import known
from claimbook.ledger.vocabulary import STATEMENT_KINDS, THEMES
from claimbook.ledger.wording import capital


def statements_list(page: Page, *kinds: str) -> Fragment:
    """The statements of some kinds under their speakers: state, armed group, others, then the documents themselves."""
    rows = _by_speaker(page["statements"][page["statements"]["kind"].isin(kinds)])
    if rows.empty:
        return fragment(paragraph("No document of the ledger says anything of the kind."))
    entries = []
    for speaker, own in rows.groupby("speaker_id", sort=False):
        name = "Said by a document itself, or by nobody named" if speaker == UNATTRIBUTED else own.iloc[0]["speaker"]
        entries.append(Markup('<dt class="cb-side-{}">{}</dt>').format(own.iloc[0]["side"], capital(name)))
        entries += [
            Markup("<dd>{} <small>{}</small></dd>").format(_said(page, row), _beside(page, row, len(kinds) > 1))
            for _, row in own.iterrows()
        ]
    return fragment(Markup('<dl class="cb-statements">{}</dl>').format(Markup("").join(entries)))


def _beside(page: Page, row: Any, with_kind: bool) -> Markup:
    """What stands behind a summary: its kind, whom it is about, its theme, when it was said, and its document."""
    parts: list[str | Markup] = [STATEMENT_KINDS[row["kind"]]] if with_kind else []
    parts += [f"about {row['target']}"] if known(row["target"]) and row["target"] != row["speaker"] else []
    parts += [THEMES[row["theme"]]] if known(row["theme"]) else []
    parts += [f"relayed by {row['relay']}"] if known(row["relay"]) else []
    parts += [_said_when(row["said_on"])] if known(row["said_on"]) else []
    return Markup(" · ").join([*parts, source_link(page, row)])


def _said_when(said_on: str) -> Markup:
    """The day, month or year in which something was said."""
    return Markup("said {} {}").format("on" if said_on.count("-") == 2 else "in", time_tag(said_on))


def answers_list(page: Page) -> Fragment:
    """Accusations, each above what is answered to it in the same document."""
    statements = page["statements"]
    answering = statements[statements["answers"].notna()]
    if answering.empty:
        return fragment(paragraph("No document of the ledger sets an answer beside an accusation."))
    by_id = statements.set_index("statement_id", drop=False)
    entries = []
    for asked, answers in answering.groupby("answers", sort=False):
        first = by_id.loc[asked]
        entries.append(
            Markup("<dt>{}: {} <small>{}</small></dt>").format(
                capital(first["speaker"]), _said(page, first), source_link(page, first)
            )
        )
        entries += [
            Markup("<dd>{}: {}</dd>").format(capital(answer["speaker"]), _said(page, answer))
            for _, answer in answers.iterrows()
        ]
    return fragment(Markup('<dl class="cb-statements">{}</dl>').format(Markup("").join(entries)))


def themes_table(page: Page) -> Fragment:
    """Which causes are named by whom: how many statements, with the documents they stand in."""
    causes = page["statements"][page["statements"]["kind"] == "cause"]
    if causes.empty:
        return fragment(paragraph("No document of the ledger names a cause."))
    rows = []
    for theme in [theme for theme in THEMES if (causes["theme"] == theme).any()]:
        named = _by_speaker(causes[causes["theme"] == theme])
        speakers = Counter(
            "no speaker named" if row["speaker_id"] == UNATTRIBUTED else row["speaker"] for _, row in named.iterrows()
        )
        documents = named.drop_duplicates("source_id")
        rows.append(
            [
                THEMES[theme],
                Markup("; ").join(cited(f"{name} ({number})") for name, number in speakers.items()),
                Markup(", ").join(source_link(page, row) for _, row in documents.iterrows()),
            ]
        )
    columns = [Column("Cause named"), Column("By whom, in how many statements"), Column("Documents")]
    return fragment(table("Causes of the conflict, as named by whom", columns, rows))


def explanations_list(page: Page) -> Fragment:
    """The causes that are named, by theme: each with who names it and in which document."""
    causes = _by_speaker(page["statements"][page["statements"]["kind"] == "cause"])
    if causes.empty:
        return fragment(paragraph("No document of the ledger names a cause of this kind."))
    entries = []
    for theme in [theme for theme in THEMES if (causes["theme"] == theme).any()]:
        entries.append(Markup("<dt>{}</dt>").format(capital(THEMES[theme])))
        entries += [
            Markup('<dd><span class="cb-side-{}">{}</span>: {} <small>{}</small></dd>').format(
                row["side"],
                "No speaker named" if row["speaker_id"] == UNATTRIBUTED else capital(row["speaker"]),
                _said(page, row),
                source_link(page, row),
            )
            for _, row in causes[causes["theme"] == theme].iterrows()
        ]
    return fragment(Markup('<dl class="cb-statements">{}</dl>').format(Markup("").join(entries)))


def statements_of_source(page: Page) -> Fragment:
    """All statements of a document, in the order of its text, each with its address and its words."""
    statements = page["statements"].sort_values(["span_start", "statement_id"])
    if statements.empty:
        return fragment(paragraph("No statement is coded from this document."))
    items = [
        Markup('<li id="{}"><strong>{}.</strong> {} <small>{}</small></li>').format(
            anchor(row, "statement_id"),
            STATEMENT_KINDS[row["kind"]],
            cited(row["summary"]),
            cited(Markup("{}{}; paragraph {}: <q>{}</q>").format(*_who(row), row["paragraph"], row["value_text"])),
        )
        for _, row in statements.iterrows()
    ]
    return fragment(Markup('<ul class="cb-said">{}</ul>').format(Markup("").join(items)))


def _who(row: Any) -> tuple[str, str]:
    """Who says it, and of whom."""
    relay = f", relayed by {row['relay']}" if known(row["relay"]) else ""
    name = "The document itself" if row["speaker_id"] == UNATTRIBUTED else f"{capital(row['speaker'])}{relay}"
    return name, f", about {row['target']}" if known(row["target"]) and row["target"] != row["speaker"] else ""


def _by_speaker(statements: pd.DataFrame) -> pd.DataFrame:
    unnamed = statements["speaker_id"] == UNATTRIBUTED
    ranked = statements.assign(rank=statements["side"].map(SIDE_ORDER).mask(unnamed, 3))
    return ranked.sort_values(["rank", "speaker", "known_on", "source_id", "span_start", "statement_id"])


def _said(page: Page, row: Any) -> Markup:
    return link(page.row_href(row, "statement_id"), row["summary"], css="cb-said")
