"""The list of documents."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from claimbook.components.chapter import Chapter, reads
from claimbook.components.elements import (
    Fragment,
    addressed,
    fragment,
    link,
    listing,
    paragraph,
    publication,
    small,
    source_link,
    title_in_print,
)
from claimbook.components.page import Page
from claimbook.components.selections import when_published
from claimbook.components.tables import Column, table
from claimbook.ledger.records import Source, columns, grouped_by, unique_by
from claimbook.ledger.wording import count, source_name

CHAPTER = Chapter("sources")


@reads(sources=[source_link, publication, "role", "medium", "numbers", "title"])
def sources_table(page: Page) -> Fragment:
    """List the documents that are coded in full."""
    coded = [source for source in page.sources if source.role == "coded"]
    rows = [
        (
            source_link(page, source),
            publication(source),
            source.medium.replace("_", " "),
            link(page.source_href(source.source_id), str(source.numbers)),
            source.title or "no title printed",
        )
        for source in sorted(coded, key=lambda source: (source.known_on, source.source_id))
    ]
    columns = [
        Column("Report"),
        Column("Published"),
        Column("Kind"),
        Column("Figures", numeric=True),
        Column("Title"),
    ]
    return fragment(table("Reports read in full, figure by figure", columns, rows) if rows else "")


@columns(title_in_print, "url")
def _title(source: Source) -> Markup:
    """Return a document's title linked to its address; if an excerpt shows no title, the address itself."""
    title = title_in_print(source) if source.title else Markup("title not seen")
    if not source.url:
        return title
    return Markup('<a href="{}" rel="nofollow">{}</a>').format(source.url, title)


@columns("role", "has_page")
def _in_pages(source: Source) -> bool:
    """Whether a document is a row of a dataset that pages show month by month."""
    return source.role == "dataset" and source.has_page


@columns(_in_pages, _title, source_name, publication, "page_id", "source_id")
def _datasets(page: Page) -> Iterator[Markup]:
    """Yield the table of datasets, each with the pages that show its rows."""
    ordered = sorted(filter(_in_pages, page.sources), key=lambda source: (source.known_on, source.source_id))
    rows = []
    for name, own in grouped_by(ordered, source_name).items():
        shown = unique_by(own, lambda one: one.page_id)
        pages = [link(page.source_href(one.page_id), when_published(one)) for one in shown]
        last = Markup("{}, the last {}").format(count(len(own), "row"), publication(own[-1]))
        rows.append((name, last, _title(own[-1]), listing(pages)))
    columns = [Column(name) for name in ("Publisher", "Rows", "Title as printed", "Its figures, month by month")]
    if rows:
        yield table("Datasets, held row by row", columns, rows)


@reads(sources=[source_link, publication, _title, _datasets, "notes"])
def context_tables(page: Page) -> Fragment:
    """List the documents cited for single facts: claims and dates, then background figures."""
    context = [source for source in page.sources if source.role != "coded" and not _in_pages(source)]
    if all(source.role == "coded" for source in page.sources):
        return fragment(paragraph("No report is cited beyond those read in full."))
    ordered = sorted(context, key=lambda source: (source.known_on, source.source_id))
    parts = []
    for has_page, what in ((True, "claims and dates"), (False, "background figures and the days of announcements")):
        rows = [
            (
                source_link(page, source) if has_page else addressed(source.source_id, source_name(source)),
                publication(source),
                Markup("{} {}").format(_title(source), small(source.notes) if source.notes else ""),
            )
            for source in ordered
            if source.has_page == has_page
        ]
        columns = [Column(name) for name in ("Publisher", "Published", "Title as printed, and what to know of it")]
        parts += [table(f"Reports cited for {what}", columns, rows)] if rows else []
    return fragment(*parts, *_datasets(page))
