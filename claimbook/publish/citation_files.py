"""Write citations of claims, findings and charts for reference managers: BibTeX and CSL-JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pybtex.database import BibliographyData, Entry, Person
from pybtex.database.output.bibtex import Writer

from claimbook.components.citations import sentence
from claimbook.ledger.records import Finding, Source, records_of
from claimbook.publish.chart_files import Chart
from claimbook.publish.edition import Edition

# Characters with a meaning in TeX, and what replaces them.
NOT_IN_TEX: dict[str, str | int | None] = {"{": "(", "}": ")", "\\": "/", "$": "USD "}
WRITER = Writer()  # shared: looking it up by name takes as long as writing an entry


@dataclass(frozen=True)
class Cited:
    """Something to cite: kind, name, quotable sentence and place on the site; of a claim also revision and report.

    ``report`` is the address of the report or, without one, the checksum of its text.
    """

    kind: str
    name: str
    title: str
    place: str
    revision: str | None = None
    report: str = ""


def write_citations(edition: Edition) -> None:
    """Write two files for each claim and finding: ``cite/claims/<id>.bib``, ``.json``, and so on."""
    _write(edition, (*_claims(edition), *_findings(edition)))


def write_citations_of_charts(edition: Edition, charts: Iterable[Chart]) -> None:
    """Write the same for charts, which are known only when the pages are."""
    _write(edition, map(_chart, charts))


def _write(edition: Edition, cited: Iterable[Cited]) -> None:
    for one in cited:
        edition.write(f"cite/{one.kind}/{one.name}.bib", _bibtex(edition, one))
        edition.write_json(f"cite/{one.kind}/{one.name}.json", [_csl(edition, one)])


def _claims(edition: Edition) -> Iterator[Cited]:
    reports = {source.source_id: _report(source) for source in edition.sources.values()}
    for claim in edition.claims:
        place, report = edition.front.row_href(claim), reports[claim.source_id]
        yield Cited("claims", claim.claim_id, sentence(claim), place, claim.revision, report)


def _report(source: Source) -> str:
    return source.url or (f"text with SHA-256 {source.document_sha256}" if source.document_sha256 else "")


def _findings(edition: Edition) -> Iterator[Cited]:
    for finding in records_of(edition.tables["findings"], Finding):
        name = finding.finding_id
        yield Cited("findings", name, finding.sentence.rstrip("."), f"inconsistencies.html#{name}")


def _chart(chart: Chart) -> Cited:
    return Cited("charts", chart.name, f"{chart.title}. {chart.subtitle}", chart.place)


def _note(edition: Edition, one: Cited) -> str:
    """Name the place in this edition, without the date of access, so that two builds give the same bytes."""
    revision = f", revision {one.revision}" if one.revision else ""
    report = f"; report: {one.report}" if one.report else ""
    return f"{one.place}{revision}, as of {edition.as_of}{report}"


def _plain(words: str) -> str:
    """Return words of one line without what TeX takes for its own: braces, backslashes and dollar signs."""
    return " ".join(words.translate(str.maketrans(NOT_IN_TEX)).split())


def _bibtex(edition: Edition, one: Cited) -> str:
    fields = {
        "title": f"{{{_plain(one.title)}}}",  # in braces, so that no program changes its capitals
        "howpublished": edition.title,
        "year": edition.as_of[:4],
        "note": _note(edition, one),
    }
    if edition.address:
        fields["url"] = edition.address + one.place
    entry = Entry("misc", fields=fields, persons={"author": [Person(f"{{{edition.author}}}")]})
    text: str = WRITER.to_string(BibliographyData({one.name: entry}))
    return text


def _csl(edition: Edition, one: Cited) -> dict[str, object]:
    return {
        "id": one.name,
        "type": "entry",
        "title": one.title,
        "container-title": edition.title,
        "author": [{"literal": edition.author}],
        "issued": {"date-parts": [[int(part) for part in edition.as_of.split("-")]]},
        **({"version": one.revision} if one.revision else {}),
        "note": _note(edition, one),
        **({"URL": edition.address + one.place} if edition.address else {}),
    }
