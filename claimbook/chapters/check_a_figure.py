"""Hold a copy of a document against what was coded from it, in the reader's browser."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from claimbook.components.chapter import Chapter, reads
from claimbook.components.elements import Fragment, fragment, source_link, title_in_print
from claimbook.components.page import Page
from claimbook.components.tables import Column, table
from claimbook.ledger.tables import Tables


def with_a_checksum(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """Keep the documents that a copy can be held against."""
    sources = tables["sources"]
    return {**tables, "sources": sources[sources["document_sha256"].notna()]}


CHAPTER = Chapter("check-a-figure", with_a_checksum, shows=("sources",))


@reads()
def checker(page: Page) -> Fragment:
    """Show a field for a copy of a document; its script is loaded here only."""
    return fragment(
        Markup(
            '<div class="cb-check" data-load="document-rows.js _static/check.js">'
            "<noscript><p>The field needs scripts. Without them, compare the checksum of your copy"
            " (<code>sha256sum FILE</code>) with the list below, and look up each figure by its position, which"
            " its card gives.</p></noscript></div>"
        )
    )


@reads(sources=[source_link, title_in_print, "document_sha256", "known_on"])
def documents(page: Page) -> Fragment:
    """List the documents that a copy can be held against, with their checksums."""
    rows = [
        (
            source_link(page, source),
            title_in_print(source) if source.title else "no title",
            Markup("<code>{}</code>").format(source.document_sha256),
        )
        for source in sorted(page.sources, key=lambda one: (one.known_on, one.source_id))
    ]
    columns = [Column(name) for name in ("Report", "Title", "SHA-256 of its text")]
    return fragment(table("Reports that were read in full", columns, rows))
