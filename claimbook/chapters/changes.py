"""What changed in the ledger, when and why: the same log that the feed is made from."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from claimbook.components.elements import Fragment, bullets, cited, fragment, link, paragraph, time_tag
from claimbook.components.page import Page
from claimbook.components.tables import Column, table
from claimbook.ledger.records import known
from claimbook.ledger.wording import capital, count, counted, figure_text, say_day

ROWS = {
    "claims": "claim", "statements": "statement", "event_reports": "date report", "mentions": "place name",
    "indicators": "background figure", "sources": "document", "events": "event", "places": "place",
    "parties": "party", "releases": "announcement", "measures": "measure",
}  # fmt: skip
PLURALS = {"party": "parties"}


def said_of_claim(change: Any, claim: Any) -> str:
    """A change of a claim in a few words: the figure, by whom and of when, and what is another than before."""
    what = f"{figure_text(claim)} {counted(claim)} ({claim['speaker']}, {say_day(claim['stated_on'])})"
    if change["action"] == "added":
        return f"Added: {what}"
    return f"{capital(change['action'])}: {what}; {_difference(change)}"


def _difference(change: Any) -> str:
    """A cell before and after: ``value: was 177, is 197 (+20)``."""
    old, new = (str(change[name]) if known(change[name]) else "blank" for name in ("old", "new"))
    words = f"{change['column']}: was {old}, is {new}" if known(change["column"]) else "the whole row"
    try:
        return f"{words} ({float(new) - float(old):+g})"
    except ValueError:
        return words


def steps(page: Page) -> Fragment:
    """Each step of the ledger: its day and reason, and how many rows of which table it touched."""
    changes = page["changes"]
    if changes.empty:
        return fragment(paragraph("No change is recorded."))
    rows = []
    for (day, reason, action), step in changes.groupby(["date", "reason", "action"], sort=False):
        numbers = [_counted(name, len(of_table)) for name, of_table in step.groupby("table", sort=True)]
        rows.append((time_tag(day), capital(action), cited(reason), ", ".join(numbers)))
    columns = [Column(name) for name in ("Recorded on", "What", "Reason", "Rows")]
    return fragment(table("Steps of the ledger, newest first", columns, rows[::-1]))


def _counted(name: str, number: int) -> str:
    row = ROWS.get(name, name)
    return f"{number} {PLURALS[row]}" if number != 1 and row in PLURALS else count(number, row)


def corrections(page: Page) -> Fragment:
    """Every cell that was corrected, with what stood there, and every row that was superseded or withdrawn."""
    changes = page["changes"]
    changed = changes[changes["action"] != "added"].sort_values("change_id", ascending=False)
    if changed.empty:
        return fragment(paragraph("Nothing was corrected or withdrawn."))
    rows = [
        (
            Markup("<code>{}</code>").format(change["row_id"]),
            ROWS.get(change["table"], change["table"]),
            time_tag(change["date"]),
            capital(change["action"]),
            _difference(change),
            cited(change["reason"]),
        )
        for _, change in changed.iterrows()
    ]
    columns = [Column(name) for name in ("Row", "Table", "Recorded on", "What", "Change", "Reason")]
    return fragment(table("Corrections, newest first", columns, rows))


def claims_added(page: Page) -> Fragment:
    """The claims that each step added, folded, each a link to its card."""
    changes, claims = page["changes"], page["claims"].set_index("claim_id", drop=False)
    added = changes[(changes["action"] == "added") & (changes["table"] == "claims")]
    added = added[added["row_id"].isin(claims.index)]
    parts = []
    for (day, reason), step in reversed(list(added.groupby(["date", "reason"], sort=False))):
        items = [_claim(page, claims.loc[row]) for row in sorted(step["row_id"])]
        heading = Markup("{}, {}: {}").format(time_tag(day), cited(count(len(items), "claim")), cited(reason))
        parts.append(Markup("<details><summary>{}</summary>{}</details>").format(heading, bullets(items)))
    return fragment(*parts) if parts else fragment(paragraph("No claim was added."))


def _claim(page: Page, claim: pd.Series) -> Markup:
    return Markup("{} {}, {}").format(link(page.row_href(claim), figure_text(claim)), counted(claim), claim["claimant"])
