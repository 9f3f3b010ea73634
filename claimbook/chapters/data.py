"""Downloads, and the meaning of every column."""

from __future__ import annotations

from markupsafe import Markup

from claimbook.components.chapter import Chapter, reads
from claimbook.components.elements import Fragment, cited, fragment
from claimbook.components.page import Page
from claimbook.components.tables import Column, table
from claimbook.ledger.records import grouped_by
from claimbook.ledger.wording import count

COLUMNS = (Column("Column"), Column("Holds"), Column("Meaning"))

CHAPTER = Chapter("data")


@reads(dictionary=["table", "about", "rows", "column", "allowed", "description"])
def dictionary_tables(page: Page) -> Fragment:
    """Show a table of columns for each file of the data package, under a link to the file."""
    parts = [
        Markup(
            '<p>Everything in one file: <a href="data/ledger.zip" download>ledger.zip</a>. '
            'The description alone: <a href="data/datapackage.json" download>datapackage.json</a>. '
            "The claims in words, for a spreadsheet: "
            '<a href="data/claims-readable.csv" download>claims-readable.csv</a>. '
            'The claims, each with its address and a sentence: <a href="data/claims.json" download>claims.json</a>. '
            'What can be computed from it: <a href="data/findings.json" download>findings.json</a>. '
            'What was judged by hand: <a href="data/decisions.csv" download>decisions.csv</a>. '
            'What each page is made from: <a href="pages.json" download>pages.json</a>. '
            'What changed, for feed readers: <a href="feed.xml">feed.xml</a>.</p>'
        )
    ]
    for name, columns in grouped_by(page.dictionary, lambda row: row.table).items():
        caption = Markup('<a href="data/{0}.csv" download>{0}.csv</a>, {1}: {2}').format(
            name, cited(count(columns[0].rows, "row")), cited(columns[0].about)
        )
        rows = [(Markup("<code>{}</code>").format(row.column), row.allowed, row.description) for row in columns]
        what = Markup("<p>{}</p><details><summary>Columns of {}.csv</summary>{}</details>")
        parts.append(what.format(caption, name, table(f"Columns of {name}.csv", COLUMNS, rows)))
    return fragment(*parts)
