"""What machines are told of a page: its description, its picture, linked data; and the map of the site.

Absolute addresses appear only where the site's own address is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from xml.etree import ElementTree

from claimbook.analysis.claims import UNATTRIBUTED
from claimbook.components.citations import sentence
from claimbook.components.elements import LEAD
from claimbook.components.page import Page
from claimbook.ledger.records import Claim
from claimbook.ledger.wording import source_name
from claimbook.publish.chart_files import Chart
from claimbook.publish.edition import Edition

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
LONGEST = 200  # characters of a description that are shown where pages are listed
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def about_page(edition: Edition, page: Page, notebook: dict[str, Any]) -> dict[str, Any]:
    """What the layout puts into the head of a page."""
    return {"description": describe(notebook), "linked": linked_data(edition, page)}


def write_previews(
    edition: Edition, about: dict[str, dict[str, Any]], charts: Sequence[Chart], png: Callable[[str], bytes]
) -> None:
    """The picture that stands for a page where it is shared: its first chart, else the first of the book.

    Nothing where the site's address is not known, since such pictures need one.
    """
    if not edition.address or not charts:
        return
    first: dict[str, Chart] = {}
    for chart in charts:
        first.setdefault(chart.docname, chart)
    for chart in first.values():
        (edition.folder / "charts" / f"{chart.name}.png").write_bytes(png(chart.specification))
    for docname, entry in about.items():
        chart = first.get(docname, charts[0])
        entry["picture"] = {"address": f"{edition.address}charts/{chart.name}.png", "says": chart.title}


def describe(notebook: dict[str, Any]) -> str:
    """A page's lead, else its first paragraph of prose, cut at the end of a sentence."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            described = describe_prose("".join(cell["source"]))
            if described:
                return described
        for output in cell.get("outputs", []):
            lead = output.get("data", {}).get(LEAD)
            if lead:
                return _cut(lead["text"])
    return ""


def describe_prose(text: str) -> str:
    """The first paragraph of a text in Markdown, without its links; blank where it has none."""
    prose = [line for line in text.splitlines() if line and not line.startswith("#")]
    return _cut(LINK.sub(r"\1", prose[0])) if prose else ""


def _cut(text: str) -> str:
    words = " ".join(text.split())
    if len(words) <= LONGEST:
        return words
    sentences = words[:LONGEST].rpartition(". ")
    return f"{sentences[0]}." if sentences[0] else f"{words[:LONGEST].rpartition(' ')[0]} …"


def linked_data(edition: Edition, page: Page) -> dict[str, Any]:
    """The page in the words of schema.org: the ledger as a ``Dataset``, a document's figures as ``Claim``."""
    if page.notebook == "data":
        return {"@context": "https://schema.org", **_dataset(edition)}
    if page.notebook == "source":
        claims = [_claim(claim) for claim in page.claims if claim.status == "active"]
        return {"@context": "https://schema.org", "@graph": claims} if claims else {}
    return {}


def _dataset(edition: Edition) -> dict[str, Any]:
    names = sorted(edition.ledger.tables)
    days = edition.tables["claims"]["stated_on"]
    return {
        "@type": "Dataset",
        "name": f"{edition.title}: claims ledger",
        "description": edition.ledger.about["description"],
        "creator": {"@type": "Organization", "name": edition.author},
        "license": edition.licence["path"],
        "isAccessibleForFree": True,
        "version": edition.ledger.version,
        "dateModified": edition.as_of,
        "temporalCoverage": f"{days.min()}/{days.max()}",
        **({"url": f"{edition.address}data.html"} if edition.address else {}),
        "distribution": [
            _download(edition, "ledger.zip", "application/zip"),
            _download(edition, "datapackage.json", "application/json"),
            _download(edition, "claims.json", "application/json"),
            *(_download(edition, f"{name}.csv", "text/csv") for name in names),
        ],
    }


def _download(edition: Edition, name: str, kind: str) -> dict[str, Any]:
    content = f"{edition.address}data/{name}"
    return {"@type": "DataDownload", "name": name, "contentUrl": content, "encodingFormat": kind}


def _claim(claim: Claim) -> dict[str, Any]:
    appearance: dict[str, Any] = {"@type": "CreativeWork", "publisher": _organization(source_name(claim))}
    if claim.published_on:
        appearance["datePublished"] = claim.published_on
    said: dict[str, Any] = {
        "@type": "Claim",
        "@id": f"#{claim.claim_id}",
        "text": sentence(claim),
        "appearance": appearance,
    }
    if claim.speaker_id != UNATTRIBUTED:
        said["author"] = _organization(claim.speaker)
    return said


def _organization(name: str) -> dict[str, str]:
    return {"@type": "Organization", "name": name}


def write_sitemap(edition: Edition, docnames: Iterable[str]) -> None:
    """``sitemap.xml`` of all pages; nothing where the site's address is not known."""
    if not edition.address:
        return
    sites = ElementTree.Element("urlset", xmlns=SITEMAP)
    for docname in sorted(docnames):
        url = ElementTree.SubElement(sites, "url")
        ElementTree.SubElement(url, "loc").text = f"{edition.address}{docname}.html"
    ElementTree.indent(sites, space=" ")
    edition.write("sitemap.xml", ElementTree.tostring(sites, encoding="unicode", xml_declaration=True) + "\n")
