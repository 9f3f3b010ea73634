"""Write what machines read about a page: description, preview image, linked data; and the site map.

Absolute addresses appear only if the address of the site is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any
from xml.etree import ElementTree

from claimbook.analysis.claims import UNATTRIBUTED
from claimbook.components.citations import plain_citation, sentence
from claimbook.components.elements import LEAD
from claimbook.components.page import Page
from claimbook.ledger.records import Claim
from claimbook.ledger.vocabulary import MEASURES, PEOPLE_HARMED
from claimbook.ledger.wording import UNIDENTIFIED
from claimbook.publish.chart_files import Chart
from claimbook.publish.descriptions import KINDS, citation
from claimbook.publish.edition import Edition

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
LONGEST = 200  # characters of a description that search engines show
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def about_page(edition: Edition, page: Page, notebook: dict[str, Any]) -> dict[str, Any]:
    """Return what the layout puts into the head of a page."""
    known_on = page.parameters.get("as_of") or edition.as_of  # the page of a day doesn't know the days after it
    return {"description": describe(notebook), "linked": linked_data(edition, page), "known_on": known_on}


def name_previews(edition: Edition, about: dict[str, dict[str, Any]], charts: Sequence[Chart]) -> None:
    """Name the image shown where a page is shared: its first chart, else the book's first.

    Its address is whole if that of the site is known, else relative to the page.
    """
    if not charts:
        return
    first: dict[str, Chart] = {}
    for chart in charts:
        first.setdefault(chart.docname, chart)
    for docname, entry in about.items():
        if docname not in first and entry.get("known_on", edition.as_of) != edition.as_of:
            continue  # the book's first chart knows more than a page of an earlier day
        chart = first.get(docname, charts[0])
        before = edition.address or "../" * docname.count("/")
        entry["picture"] = {"address": f"{before}charts/{chart.name}.png", "says": chart.title}


def describe(notebook: dict[str, Any]) -> str:
    """Return a page's lead, else its first paragraph of prose, cut at the end of a sentence."""
    leads = (
        output["data"][LEAD]["text"]
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
        if LEAD in output.get("data", {})
    )
    prose = (describe_prose("".join(cell["source"])) for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    lead = next(leads, "")
    return _cut(lead) if lead else next(filter(None, prose), "")


def describe_prose(text: str) -> str:
    """Return the first paragraph of a text in Markdown as plain text; blank if there is none.

    >>> describe_prose("One file, `all.csv`, for [tables](tables).")
    'One file, all.csv, for tables.'
    """
    lines = FRONT_MATTER.sub("", text).splitlines()
    prose = [line for line in lines if line and not line.startswith("#")]
    return _cut(LINK.sub(r"\1", prose[0]).replace("`", "")) if prose else ""


def _cut(text: str) -> str:
    words = " ".join(text.split())
    if len(words) <= LONGEST:
        return words
    sentences = words[:LONGEST].rpartition(". ")
    return f"{sentences[0]}." if sentences[0] else f"{words[:LONGEST].rpartition(' ')[0]} …"


def linked_data(edition: Edition, page: Page) -> dict[str, Any]:
    """Return the page in terms of schema.org: the ledger as a ``Dataset``, a document's figures as ``Claim``."""
    if page.notebook == "data":
        return {"@context": "https://schema.org", **_dataset(edition)}
    if page.notebook == "source":
        claims = [_claim(edition, claim) for claim in page.claims if claim.status == "active"]
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
        "dateModified": edition.as_of,
        "temporalCoverage": f"{days.min()}/{days.max()}",
        "spatialCoverage": {"@type": "Place", "name": edition.area},
        "measurementTechnique": "Each figure coded as one document printed it, with its words and their position;"
        " none averaged.",
        "variableMeasured": sorted({f"people {MEASURES[code]}" for code in PEOPLE_HARMED}),
        "citation": citation(edition),
        **({"url": f"{edition.address}data.html"} if edition.address else {}),
        "distribution": [
            _download(edition, "ledger.zip", "application/zip"),
            _download(edition, "claims-readable.xlsx", KINDS[".xlsx"]),
            _download(edition, "claims-readable.csv", "text/csv"),
            _download(edition, "datapackage.json", "application/json"),
            _download(edition, "claims.json", "application/json"),
            *(_download(edition, f"{name}.csv", "text/csv") for name in names),
        ],
    }


def _download(edition: Edition, name: str, kind: str) -> dict[str, Any]:
    content = f"{edition.address}data/{name}"
    return {"@type": "DataDownload", "name": name, "contentUrl": content, "encodingFormat": kind}


def _claim(edition: Edition, claim: Claim) -> dict[str, Any]:
    said: dict[str, Any] = {
        "@type": "Claim",
        "@id": f"#{claim.claim_id}",
        "text": sentence(claim),
        "appearance": _work(edition, claim),
        "isPartOf": {"@type": "Dataset", "name": f"{edition.title}: claims ledger"},
        "citation": plain_citation(claim, edition.title, edition.as_of),
    }
    if claim.place:
        said["spatialCoverage"] = {"@type": "Place", "name": claim.place}
    if earliest := edition.first_appearances.get(claim.claim_id):
        said["firstAppearance"] = _work(edition, earliest)
    if claim.speaker_id != UNATTRIBUTED:
        said["author"] = _organization(claim.speaker)
    return said


def _work(edition: Edition, claim: Claim) -> dict[str, Any]:
    """Return the document of a claim."""
    work: dict[str, Any] = {
        "@type": "CreativeWork",
        "publisher": _organization(claim.publisher or UNIDENTIFIED),
        **({"sourceOrganization": _organization(claim.agency)} if claim.agency else {}),
    }
    if claim.published_on:
        work["datePublished"] = claim.published_on
    if url := edition.sources[claim.source_id].url:
        work["url"] = url
    return work


def _organization(name: str) -> dict[str, str]:
    return {"@type": "Organization", "name": name}


def write_sitemap(edition: Edition, docnames: Iterable[str]) -> None:
    """Write ``sitemap.xml`` with all pages, if the address of the site is known."""
    if not edition.address:
        return
    sites = ElementTree.Element("urlset", xmlns=SITEMAP)
    for docname in sorted(docnames):
        url = ElementTree.SubElement(sites, "url")
        ElementTree.SubElement(url, "loc").text = f"{edition.address}{docname}.html"
    ElementTree.indent(sites, space=" ")
    edition.write("sitemap.xml", ElementTree.tostring(sites, encoding="unicode", xml_declaration=True) + "\n")
