"""Statements that count nothing: who accuses, answers, explains, decides and describes.

Each leads to its place in its document. The summaries are the book's own; a few
of the document's words are on the document's page.
"""

from __future__ import annotations

from collections.abc import Sequence

import htpy as h
from markupsafe import Markup

from claimbook.analysis.claims import UNATTRIBUTED
from claimbook.components.chapter import Chapter, reads
from claimbook.components.elements import (
    Fragment,
    cited,
    folded,
    fragment,
    in_print,
    link,
    paragraph,
    source_link,
    time_tag,
)
from claimbook.components.page import Page, anchor
from claimbook.components.tables import Column, table
from claimbook.ledger.records import Statement, blanks_last, columns, given, grouped_by
from claimbook.ledger.vocabulary import SIDES, STATEMENT_KINDS, THEMES, side_rank, tone
from claimbook.ledger.wording import capital, capital_text, count

CHAPTER = Chapter("statements", shows=("statements",))


@columns("side", "speaker", "speaker_id", "known_on", "source_id", "span_start", "statement_id")
def _by_speaker(statements: Sequence[Statement]) -> list[Statement]:
    """Group statements by speaker, in the order of the sides, then those of the documents themselves."""

    def place(one: Statement) -> tuple[object, ...]:
        rank = len(SIDES) if one.speaker_id == UNATTRIBUTED else side_rank(one.side)
        return blanks_last(rank, one.speaker, one.known_on, one.source_id, one.span_start, one.statement_id)

    return sorted(statements, key=place)


@columns(in_print, "statement_id", "page_id", "summary", "kind", "value_text")
def _said(page: Page, statement: Statement) -> Markup:
    """Return the summary of a statement, linked to its place; a name is quoted with it."""
    summary = statement.summary.removesuffix(".") if statement.kind == "name" else statement.summary
    said = link(page.row_href(statement), summary, css="cb-said")
    return (
        Markup("{}: {}").format(said, in_print(statement, statement.value_text)) if statement.kind == "name" else said
    )


@columns("kind", "theme", "relay", "said_on", source_link)
def _details(page: Page, statement: Statement, with_kind: bool) -> Markup:
    """Return what goes with a summary: kind, theme, date and document."""
    parts: list[str | Markup] = [STATEMENT_KINDS[statement.kind]] if with_kind else []
    parts += [THEMES[statement.theme]] if statement.theme else []
    parts += [f"relayed by {statement.relay}"] if statement.relay else []
    parts += [_said_when(statement.said_on)] if statement.said_on else []
    return Markup(" · ").join([*parts, source_link(page, statement)])


def _said_when(said_on: str) -> Markup:
    """Return the day, month or year of a statement."""
    return Markup("said {} {}").format("on" if said_on.count("-") == 2 else "in", time_tag(said_on))


@reads(statements=[_by_speaker, _said, _details])
def statements_list(page: Page, *kinds: str) -> Fragment:
    """List the statements of some kinds by speaker."""
    rows = _by_speaker([statement for statement in page.statements if statement.kind in kinds])
    if not rows:
        return fragment(paragraph("No report says anything of the kind."))
    entries: list[h.Element] = []
    for speaker, own in grouped_by(rows, lambda row: row.speaker_id).items():
        name = "Said by a report itself, or by nobody named" if speaker == UNATTRIBUTED else own[0].speaker
        entries.append(h.dt(class_=f"cb-side-{tone(own[0].side)}")[capital(name)])
        entries += [h.dd[_said(page, row), " ", h.small[_details(page, row, len(kinds) > 1)]] for row in own]
    return fragment(Markup(h.dl(class_="cb-statements")[entries]))


@reads(statements=[_by_speaker, _said, source_link, "kind", "target"])
def statements_table(page: Page) -> Fragment:
    """List all statements, to be searched and narrowed down; contradictions are what a reader found, said by nobody."""
    rows = [
        (
            _said(page, row),
            "The report itself" if row.speaker_id == UNATTRIBUTED else capital(row.speaker),
            capital(row.target) if row.target else "",
            STATEMENT_KINDS[row.kind],
            source_link(page, row),
        )
        for row in _by_speaker([statement for statement in page.statements if statement.kind != "contradiction"])
    ]
    if not rows:
        return fragment(paragraph("No such statement was found in the reports read in full."))
    names, filters = ("What is said", "By", "About", "Kind", "Report"), ("By", "About", "Kind", "Report")
    return fragment(table("All statements", [Column(name) for name in names], rows, filters=filters))


@columns("speaker", "speaker_id", "summary", "side")
def _by_whom(statement: Statement) -> Markup:
    """Return the speaker of a statement, or nothing where its summary names the speaker or where none is named."""
    named = statement.speaker_id == UNATTRIBUTED or statement.summary.startswith(f"{capital_text(statement.speaker)} ")
    return Markup() if named else Markup(h.span(class_=f"cb-side-{tone(statement.side)}")[capital(statement.speaker)])


@columns(_said, _by_whom, source_link)
def _line(page: Page, statement: Statement) -> h.Renderable:
    """Return a statement with its speaker, if it doesn't name the speaker itself, and its report."""
    who = _by_whom(statement)
    return h.fragment[_said(page, statement), " ", h.small[who, " · " if who else "", source_link(page, statement)]]


@columns(_line)
def _lines(page: Page, statements: Sequence[Statement]) -> Markup:
    return Markup(h.ul(class_="cb-said")[[h.li[_line(page, one)] for one in statements]])


@reads(statements=[_by_speaker, _line, _lines, "answers", "kind", "theme"])
def answers_list(page: Page) -> Fragment:
    """List accusations with their answers in the same document, then accusations and denials without one.

    Those about politics and other causes are folded.
    """
    answering = [statement for statement in page.statements if statement.answers]
    answered = {statement.answers for statement in answering}
    alone = [
        one
        for one in _by_speaker(page.statements)
        if one.kind in ("accusation", "denial") and one.statement_id not in answered and not one.answers
    ]
    of_causes = [one for one in alone if one.theme]
    by_id = {statement.statement_id: statement for statement in page.statements}
    entries: list[h.Element] = []
    for asked, answers in grouped_by(answering, lambda row: given(row.answers)).items():
        entries.append(h.dt[_line(page, by_id[asked])])
        for answer in answers:
            who = _by_whom(answer)
            entries.append(h.dd[_said(page, answer), (" ", h.small[who]) if who else ""])
    answers_shown = Markup(h.dl(class_="cb-statements")[entries])
    shown = [answers_shown if entries else paragraph("No report sets an answer beside an accusation.")]
    if len(alone) > len(of_causes):
        shown.append(paragraph("Accusations and denials that stand alone in their report:"))
        shown.append(_lines(page, [one for one in alone if not one.theme]))
    if of_causes:
        folding = f"{count(len(of_causes), 'accusation')} about politics, resources and other causes, without an answer"
        shown.append(folded(cited(folding), _lines(page, of_causes)))
    return fragment(*shown)


def _by_theme(statements: Sequence[Statement]) -> dict[str, list[Statement]]:
    """Group the causes named by theme, each by speaker."""
    causes = [statement for statement in _by_speaker(statements) if statement.kind == "cause"]
    by_theme = grouped_by(causes, lambda row: row.theme)
    return {theme: by_theme[theme] for theme in THEMES if theme in by_theme}


@reads(statements=[_by_speaker, _line, "kind", "theme"])
def explanations_list(page: Page) -> Fragment:
    """List the causes named, by theme, each with its speaker and document."""
    by_theme = _by_theme(page.statements)
    if not by_theme:
        return fragment(paragraph("No report names a cause of this kind."))
    entries: list[h.Element] = []
    for theme, named in by_theme.items():
        entries.append(h.dt[capital(THEMES[theme])])
        entries += [h.dd[_line(page, row)] for row in named]
    return fragment(Markup(h.dl(class_="cb-statements")[entries]))


@columns(in_print, "statement_id", "summary", "paragraph", "value_text", "speaker", "speaker_id", "relay", "target")
def _with_words(row: Statement) -> h.Element:
    """Return a statement at its address, with the words that carry it."""
    place = "" if row.paragraph is None else f"; paragraph {row.paragraph}"
    words = Markup("{}{}{}: {}").format(*_who(row), place, in_print(row, row.value_text))
    return h.li(id=anchor(row))[cited(row.summary), " ", h.small[cited(words)]]


@reads(statements=[_with_words, "statement_id", "kind", "span_start"])
def statements_of_source(page: Page) -> Fragment:
    """List all statements of a document by kind, in the order of its text, with their addresses and words."""
    in_order = sorted(page.statements, key=lambda row: blanks_last(row.span_start, row.statement_id))
    by_kind = grouped_by(in_order, lambda row: row.kind)
    return fragment(
        *(
            folded(
                cited(Markup("{} ({})").format(words, len(by_kind[kind]))),
                Markup(h.ul(class_="cb-said")[[_with_words(row) for row in by_kind[kind]]]),
            )
            for kind, words in STATEMENT_KINDS.items()
            if kind in by_kind
        )
    )


def _who(statement: Statement) -> tuple[str, str]:
    """Say who makes the statement, and about whom."""
    relay = f", relayed by {statement.relay}" if statement.relay else ""
    unnamed = statement.speaker_id == UNATTRIBUTED
    name = "The report itself" if unnamed else f"{capital_text(statement.speaker)}{relay}"
    return name, f", about {statement.target}" if statement.target and statement.target != statement.speaker else ""
