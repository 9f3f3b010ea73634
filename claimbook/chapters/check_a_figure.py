"""Hold a copy of a document against what was coded from it, in the reader's browser."""

from __future__ import annotations

from markupsafe import Markup

from claimbook.components.chapter import Chapter, reads
from claimbook.components.elements import Fragment, cited, fragment, source_link
from claimbook.components.page import Page
from claimbook.components.tables import Column, table

CHAPTER = Chapter("check-a-figure")


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


@reads(sources=[source_link, "title", "document_sha256", "known_on"])
def documents(page: Page) -> Fragment:
    """List the documents that a copy can be held against, with their checksums."""
    rows = [
        (source_link(page, source), cited(source.title or "no title"), Markup("<code>{}</code>").format(digest))
        for source in sorted(page.sources, key=lambda one: (one.known_on, one.source_id))
        if (digest := source.document_sha256)
    ]
    columns = [Column(name) for name in ("Report", "Title", "SHA-256 of its text")]
    return fragment(table("Reports that were read in full", columns, rows))
