"""Write the feed: each claim added, corrected, superseded or withdrawn, with the reason, newest first.

Made from the corrections log, like the page *What changed*. Atom (RFC 4287).
"""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from claimbook.chapters.changes import change_in_words
from claimbook.components.citations import sentence
from claimbook.ledger.records import Change, Claim, records_of
from claimbook.ledger.tables import Tables
from claimbook.publish.edition import Edition

ATOM = "http://www.w3.org/2005/Atom"
ENTRIES = 200  # the newest; data/changes.csv has all of them


def write_feed(edition: Edition) -> None:
    """Write ``feed.xml``."""
    feed = ElementTree.Element("feed", xmlns=ATOM)
    identity = f"{edition.title} {edition.front.about['subject']}"
    _add(feed, "id", _urn(identity))
    _add(feed, "title", f"{edition.title}: changes of the ledger")
    _add(feed, "subtitle", f"Claims added, corrected, superseded and withdrawn. Ledger {edition.ledger.version}.")
    _add(ElementTree.SubElement(feed, "author"), "name", edition.author)
    _add(feed, "rights", edition.licence["title"])
    if edition.address:
        ElementTree.SubElement(feed, "link", rel="self", href=f"{edition.address}feed.xml")
    ElementTree.SubElement(feed, "link", rel="alternate", href=f"{edition.address}changes.html")
    entries = changes_of_claims(edition.tables)[:ENTRIES]
    _add(feed, "updated", _moment(entries[0][0].date if entries else edition.as_of))
    for change, claim in entries:
        entry = ElementTree.SubElement(feed, "entry")
        _add(entry, "id", _urn(f"{identity} {change.change_id}"))
        _add(entry, "title", change_in_words(change, claim))
        _add(entry, "updated", _moment(change.date))
        place = edition.front.row_href(claim)
        ElementTree.SubElement(entry, "link", rel="alternate", href=f"{edition.address}{place}")
        ElementTree.SubElement(entry, "category", term=change.action)
        _add(entry, "content", f"{sentence(claim)}. Reason: {change.reason}.")
    ElementTree.indent(feed, space=" ")
    edition.write("feed.xml", ElementTree.tostring(feed, encoding="unicode", xml_declaration=True) + "\n")


def changes_of_claims(tables: Tables) -> list[tuple[Change, Claim]]:
    """Return the changes of claims, each with its claim, newest first."""
    claims = {claim.claim_id: claim for claim in records_of(tables["claims"], Claim)}
    changes = tables["changes"]
    of_claims = changes[(changes["table"] == "claims") & changes["row_id"].isin(list(claims))]
    newest_first = of_claims.sort_values("change_id", ascending=False)
    return [(change, claims[change.row_id]) for change in records_of(newest_first, Change)]


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = text


def _urn(name: str) -> str:
    """Return an id that does not depend on the site's address."""
    return uuid5(NAMESPACE_URL, name).urn


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"
