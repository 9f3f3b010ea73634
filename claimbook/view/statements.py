"""What is said without being a count: who accuses, answers, explains, decides and describes.

Takes a page's statements, gives tables in which each statement leads to its
place in the document that carries it. The words are the book's own summaries;
the documents' words stand on their pages, a few at a time.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd
from markupsafe import Markup

from claimbook.pages import Page, anchor
from claimbook.view.html import Column, Fragment, fragment, source_link, table
from claimbook.wording import STATEMENT_KINDS, THEMES, cited, known, link, paragraph


def statements_table(page: Page, caption: str, *kinds: str) -> Fragment:
    """The statements of some kinds, by speaker: state, armed group, others, then what no speaker is named for.

    Statements of one kind, speaker and summary that several documents carry
    stand in rows of their own: each is a document's.
    """
    rows = _by_speaker(page["statements"][page["statements"]["kind"].isin(kinds)])
    if rows.empty:
        return fragment(paragraph("No document known by then says anything of the kind."))
    with_targets = rows["target"].notna().any()
    with_kinds = len(kinds) > 1
    with_themes = rows["theme"].notna().any()
    columns = [Column("Who says it"), Column("What is said")]
    columns += [Column("Kind")] if with_kinds else []
    columns += [Column("Of whom")] if with_targets else []
    columns += [Column("Theme")] if with_themes else []
    columns += [Column("Document")]
    cells = []
    for _, row in rows.iterrows():
        line: list[str | Markup] = [_speaker(row), _said(page, row)]
        line += [STATEMENT_KINDS[row["kind"]]] if with_kinds else []
        line += [row["target"] if known(row["target"]) else "nobody named"] if with_targets else []
        line += [THEMES[row["theme"]] if known(row["theme"]) else "none given"] if with_themes else []
        cells.append([*line, source_link(page, row)])
    return fragment(table(caption, columns, cells))


def answers_table(page: Page) -> Fragment:
    """Accusations, each beside what is answered to it in the same document."""
    statements = page["statements"]
    answering = statements[statements["answers"].notna()]
    if answering.empty:
        return fragment(paragraph("No document known by then carries an answer."))
    rows = []
    by_id = statements.set_index("statement_id", drop=False)
    for asked, answers in answering.groupby("answers", sort=False):
        first = by_id.loc[asked]
        for _, answer in answers.iterrows():
            rows.append(
                [
                    first["speaker"],
                    _said(page, first),
                    answer["speaker"],
                    _said(page, answer),
                    source_link(page, answer),
                ]
            )
    columns = [Column(name) for name in ("Who accuses", "Of what", "Who answers", "What", "Document")]
    return fragment(table("Accusations that a document sets beside an answer", columns, rows))


def themes_table(page: Page) -> Fragment:
    """Which causes are named by whom: how many statements, with the documents they stand in."""
    causes = page["statements"][page["statements"]["kind"] == "cause"]
    if causes.empty:
        return fragment(paragraph("No document known by then names a cause."))
    rows = []
    for theme in [theme for theme in THEMES if (causes["theme"] == theme).any()]:
        named = _by_speaker(causes[causes["theme"] == theme])
        speakers = Counter(named["speaker"].map(lambda name: "no speaker named" if name == "unattributed" else name))
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


def statements_of_source(page: Page) -> Fragment:
    """All statements of a document, in the order of its text, each with its address and its words."""
    statements = page["statements"].sort_values(["span_start", "statement_id"])
    if statements.empty:
        return fragment(paragraph("No statement is coded from this document."))
    rows = [
        [
            Markup('<span id="{}">{}</span>').format(anchor(row, "statement_id"), STATEMENT_KINDS[row["kind"]]),
            row["summary"],
            _speaker(row),
            row["target"] if known(row["target"]) else "nobody named",
            cited(Markup("paragraph {}: <q>{}</q>").format(row["paragraph"], row["value_text"])),
        ]
        for _, row in statements.iterrows()
    ]
    columns = [Column(name) for name in ("Kind", "What is said", "Who says it", "Of whom", "In print")]
    return fragment(table("Statements, in the order of the text", columns, rows))


def _by_speaker(statements: pd.DataFrame) -> pd.DataFrame:
    order = {"state": 0, "armed_group": 1, "other": 2}
    unnamed = statements["speaker_id"] == "unattributed"
    ranked = statements.assign(rank=statements["side"].map(order).mask(unnamed, 3))
    return ranked.sort_values(["rank", "speaker", "known_on", "source_id", "span_start", "statement_id"])


def _speaker(row: Any) -> str:
    name = "the document itself" if row["speaker_id"] == "unattributed" else row["speaker"]
    return f"{name}, relayed by {row['relay']}" if known(row["relay"]) else name


def _said(page: Page, row: Any) -> Markup:
    return link(page.row_href(row, "statement_id"), row["summary"], css="cb-said")
