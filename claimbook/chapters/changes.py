"""What changed in the ledger, when and why: the log that also makes the feed."""

from __future__ import annotations

from markupsafe import Markup

from claimbook.components.chapter import Chapter, reads
from claimbook.components.elements import Fragment, bullets, cited, claim_link, fragment, paragraph, time_tag
from claimbook.components.page import Page
from claimbook.components.tables import Column, table
from claimbook.ledger.records import Change, Claim, columns, grouped_by
from claimbook.ledger.wording import capital, count, counted, day_in_words, value_in_words

ROWS = {
    "claims": "claim", "statements": "statement", "event_reports": "date report", "mentions": "place name",
    "indicators": "background figure", "sources": "document", "events": "event", "places": "place",
    "parties": "party", "releases": "announcement", "measures": "measure",
}  # fmt: skip
PLURALS = {"party": "parties"}

CHAPTER = Chapter("changes")


def change_in_words(change: Change, claim: Claim) -> str:
    """Return a change of a claim in a few words: the claim, its speaker and date, and the difference."""
    what = f"{value_in_words(claim)} {counted(claim)} ({claim.speaker}, {day_in_words(claim.stated_on)})"
    if change.action == "added":
        return f"Added: {what}"
    return f"{capital(change.action)}: {what}; {_difference(change)}"


@columns("column", "old", "new")
def _difference(change: Change) -> str:
    """Return a cell before and after: ``value: was 28, is 48 (+20)``."""
    old, new = change.old or "blank", change.new or "blank"
    words = f"{change.column}: was {old}, is {new}" if change.column else "the whole row"
    try:
        return f"{words} ({float(new) - float(old):+g})"
    except ValueError:
        return words


@reads(versions=["version", "date", "as_of", "ledger", "note"])
def published_versions(page: Page) -> Fragment:
    """List the published versions, the newest first, each with its files and what it changed."""
    if not page.versions:
        return fragment(paragraph("No version is published yet."))
    rows = [
        (
            cited(Markup('<a href="api/v1/{0}/index.json">Version {0}</a>').format(one.version)),
            time_tag(one.date),
            time_tag(one.as_of),
            Markup("<code>{}</code>").format(one.ledger),
            cited(one.note),
            Markup('<a href="changes/{}.html">before and after</a>').format(one.version) if one.version > 1 else "–",
        )
        for one in sorted(page.versions, key=lambda one: -one.version)
    ]
    columns = [
        Column(name) for name in ("Files", "Published on", "Covers reports up to", "Ledger", "Note", "What it changed")
    ]
    return fragment(table("Published versions, newest first", columns, rows))


@reads(changes=["change_id", "date", "reason", "action", "table"])
def steps(page: Page) -> Fragment:
    """List each step of the ledger: its day, its reason, and how many rows of each table it touched."""
    if not page.changes:
        return fragment(paragraph("No change is recorded."))
    rows = []
    for (day, reason, action), step in grouped_by(page.changes, lambda one: (one.date, one.reason, one.action)).items():
        by_table = grouped_by(step, lambda one: one.table)
        numbers = [_counted(name, len({one.row_id for one in of_table})) for name, of_table in sorted(by_table.items())]
        rows.append((time_tag(day), capital(action), cited(reason), ", ".join(numbers)))
    columns = [Column(name) for name in ("Recorded on", "What", "Reason", "Rows")]
    return fragment(table("Steps of the ledger, newest first", columns, rows[::-1]))


def _counted(name: str, number: int) -> str:
    row = ROWS.get(name, name)
    return f"{number} {PLURALS[row]}" if number != 1 and row in PLURALS else count(number, row)


@reads(changes=["change_id", "date", "reason", "action", "table", "row_id", _difference])
def corrections(page: Page) -> Fragment:
    """List corrected cells with their former value, and superseded or withdrawn rows."""
    changed = [change for change in page.changes if change.action != "added"]
    if not changed:
        return fragment(paragraph("Nothing was corrected or withdrawn."))
    rows = [
        (
            Markup("<code>{}</code>").format(change.row_id),
            ROWS.get(change.table, change.table),
            time_tag(change.date),
            capital(change.action),
            cited(_difference(change)),
            cited(change.reason),
        )
        for change in sorted(changed, key=lambda one: one.change_id, reverse=True)
    ]
    columns = [Column(name) for name in ("Row", "Table", "Recorded on", "What", "Change", "Reason")]
    return fragment(table("Corrections, newest first", columns, rows))


@reads(claims=[claim_link, counted, "claimant"], changes=["date", "reason", "action", "table", "row_id"])
def claims_added(page: Page) -> Fragment:
    """List the claims that each step added, folded, each linked to its card."""
    claims = {claim.claim_id: claim for claim in page.claims}
    added = [one for one in page.changes if one.action == "added" and one.table == "claims" and one.row_id in claims]
    parts = []
    for (day, reason), step in reversed(grouped_by(added, lambda one: (one.date, one.reason)).items()):
        items = [_claim(page, claims[row_id]) for row_id in sorted(one.row_id for one in step)]
        heading = Markup("{}, {}: {}").format(time_tag(day), cited(count(len(items), "claim")), cited(reason))
        parts.append(Markup("<details><summary>{}</summary>{}</details>").format(heading, bullets(items)))
    return fragment(*parts) if parts else fragment(paragraph("No claim was added."))


def _claim(page: Page, claim: Claim) -> Markup:
    return Markup("{} {}, {}").format(claim_link(page, claim), counted(claim), claim.claimant)
