"""What changed in the ledger, when and why: the log that also makes the feed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup

from claimbook.components.chapter import Chapter, reads
from claimbook.components.elements import Fragment, bullets, cited, claim_link, folded, fragment, paragraph, time_tag
from claimbook.components.page import Page
from claimbook.components.tables import Column, table
from claimbook.ledger.records import Change, Claim, columns, grouped_by
from claimbook.ledger.tables import Tables
from claimbook.ledger.wording import after_value, capital, capital_text, count, day_in_words, figure_in_words

ROWS = {
    "claims": "claim", "statements": "statement", "event_reports": "date report", "mentions": "place name",
    "indicators": "background figure", "sources": "report", "events": "event", "places": "place",
    "parties": "party", "releases": "announcement", "measures": "measure",
}  # fmt: skip
PLURALS = {"party": "parties"}

# The columns whose names aren't the words for what they hold.
COLUMNS = {
    "basis": "what the count rests on", "cause": "cause or weapon", "claim_id": "claim of", "claimant_id": "speaker",
    "coordinates_from": "source of the coordinates", "count_kind": "kind of count", "data_from": "origin of the data",
    "date_prec": "precision of the date", "document_sha256": "checksum of the document", "notes": "note",
    "order_in_day": "order within the day", "perpetrator_id": "said to have done it", "published_on": "day published",
    "quotes": "repeats", "recorded_on": "day recorded", "relayed_by": "passed on by", "release_id": "announcement",
    "restates": "repeats", "scope_end": "last day counted", "scope_hours": "hours counted",
    "scope_place": "place counted", "scope_start": "first day counted", "span_end": "end of the quotation",
    "span_start": "start of the quotation", "stated_as_of": "as of", "stated_by": "speaker", "url": "address",
    "value_text": "as printed", "where_prec": "precision of the place",
}  # fmt: skip


def with_changed_claims(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """Keep the claims that a change names."""
    claims = tables["claims"]
    return {**tables, "claims": claims[claims["claim_id"].isin(set(tables["changes"]["row_id"]))]}


CHAPTER = Chapter("changes", with_changed_claims)


def change_in_words(change: Change, claim: Claim) -> str:
    """Return a change of a claim in a few words: the claim, its speaker and date, and the difference."""
    what = f"{figure_in_words(claim)} ({claim.speaker}, {day_in_words(claim.stated_on)})"
    if change.action == "added":
        return f"Added: {what}"
    return f"{capital_text(change.action)}: {what}; {_difference(change)}"


@columns("column", "old", "new")
def _difference(change: Change) -> str:
    """Return a cell before and after, its column in words: ``value: was 28, is 48 (+20)``; a text is quoted."""
    old, new = (f"“{cell}”" if cell and " " in cell else cell or "blank" for cell in (change.old, change.new))
    column = COLUMNS.get(change.column, change.column.removesuffix("_id").replace("_", " ")) if change.column else ""
    words = f"{column}: was {old}, is {new}" if column else "the whole row"
    try:
        return f"{words} ({float(new) - float(old):+g})"
    except ValueError:
        return words


def _counted(name: str, number: int) -> str:
    row = ROWS.get(name, name)
    return f"{number} {PLURALS[row]}" if number != 1 and row in PLURALS else count(number, row)


@columns(claim_link, after_value, "claimant")
def _claim(page: Page, claim: Claim) -> Markup:
    return Markup("{}{}, {}").format(claim_link(page, claim), after_value(claim), claim.claimant)


@columns("table", "action", "row_id")
def _touched(step: Sequence[Change]) -> str:
    """Return how many rows of each table a step touched, and how: ``2 claims added, 1 party corrected``."""
    by_kind = grouped_by(step, lambda one: (one.action, one.table))
    return ", ".join(
        f"{_counted(name, len({one.row_id for one in own}))} {action}" for (action, name), own in by_kind.items()
    )


@columns("table", "action", "row_id", _difference)
def _items(page: Page, claims: Mapping[str, Claim], step: Sequence[Change]) -> Iterator[Markup]:
    """Yield what a step changed: an added claim with its link, any other row by its id, with its cells."""
    for (name, action, row_id), of_row in grouped_by(step, lambda one: (one.table, one.action, one.row_id)).items():
        if name == "claims" and row_id in claims:
            row = _claim(page, claims[row_id])
        else:
            row = Markup("{} <code>{}</code>").format(capital(ROWS.get(name, name)), cited(row_id))
        cells = "; ".join(_difference(one) for one in of_row if one.column)
        yield Markup("{} {}{}").format(row, action, cited(f": {cells}") if cells else "")


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


@reads(claims=_claim, changes=["change_id", "date", "reason", _touched, _items])
def steps(page: Page) -> Fragment:
    """List each step of the ledger, newest first: its day and reason; what it touched opens on demand."""
    if not page.changes:
        return fragment(paragraph("No change is recorded."))
    claims = {claim.claim_id: claim for claim in page.claims}
    by_step = grouped_by(sorted(page.changes, key=lambda one: one.change_id), lambda one: (one.date, one.reason))
    return fragment(
        *(
            folded(
                Markup("{}: {}").format(time_tag(day), cited(f"{capital_text(reason).rstrip('.')} ({_touched(step)})")),
                bullets(_items(page, claims, step)),
            )
            for (day, reason), step in reversed(by_step.items())
        )
    )
