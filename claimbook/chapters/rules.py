"""The rules in full: each in words, with a small table that runs as a test."""

from __future__ import annotations

from claimbook.analysis.answers import ANSWERS, QUESTIONS
from claimbook.analysis.claims import is_standing, is_toll, is_whole
from claimbook.components.chapter import Chapter, reads
from claimbook.components.elements import Fragment, fragment
from claimbook.components.page import Page
from claimbook.components.tables import Column, table
from claimbook.ledger.wording import capital

CHAPTER = Chapter("rules")


def words_for_claims(page: Page) -> Fragment:
    """Explain a standing claim, a whole count and a toll, in the words of the rules themselves."""
    names = {"standing": is_standing, "whole": is_whole, "a toll": is_toll}
    rows = [(name, (rule.__doc__ or "").strip()) for name, rule in names.items()]
    return fragment(table("What a claim is called", [Column("A claim is"), Column("if it is")], rows))


@reads(answers=["question", "answer", "claims"])
def answers_table(page: Page) -> Fragment:
    """Show how many claims have each answer."""
    rows = [
        (QUESTIONS[one.question], capital(ANSWERS[one.question][one.answer]), str(one.claims)) for one in page.answers
    ]
    columns = [Column("Question"), Column("Answer"), Column("Claims", numeric=True)]
    return fragment(table("What every claim answers", columns, rows))
