"""Downloads, and the meaning of every column."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from claimbook.components.chapter import Chapter, reads
from claimbook.components.elements import Fragment, cited, folded, fragment, paragraph
from claimbook.components.page import Page
from claimbook.components.tables import Column, table
from claimbook.ledger.records import grouped_by
from claimbook.ledger.vocabulary import Category
from claimbook.ledger.wording import count

COLUMNS = (Column("Column"), Column("Holds"), Column("Meaning"))

TAKEN = (Column("File"), Column("For"))
# What readers take away.
FILES = (
    (
        '<a href="data/claims-readable.xlsx" download>claims-readable.xlsx</a>,'
        ' <a href="data/claims-readable.csv" download>.csv</a>',
        "Claims in words, with who said each, what else was said and a citation: for a spreadsheet",
    ),
    ('<a href="data/ledger.zip" download>ledger.zip</a>', "Everything: a whole data package"),
    ('<a href="data/datapackage.json" download>datapackage.json</a>', "The meaning of every table and column"),
    ('<a href="data/claims.json" download>claims.json</a>', "Claims for a program, with all computed columns"),
    ('<a href="data/findings.json" download>findings.json</a>', "Inconsistencies, computed"),
    ('<a href="data/decisions.csv" download>decisions.csv</a>', "Judgements made by hand"),
    ('<a href="api/v1/index.json">api/v1/index.json</a>', "All files for programs, at permanent addresses"),
    ('<a href="pages.json" download>pages.json</a>', "What each page is made from"),
    ('<a href="feed.xml">feed.xml</a>', "Changes, for feed readers"),
)

CHAPTER = Chapter("data")


@reads(dictionary=["table", "about", "rows", "column", "allowed", "description"])
def dictionary_tables(page: Page) -> Fragment:
    """Show a table of columns for each file of the data package, under a link to the file."""
    parts = [table("Which file do I need?", TAKEN, [(Markup(files), what) for files, what in FILES])]
    for name, columns in grouped_by(page.dictionary, lambda row: row.table).items():
        caption = Markup('<a href="data/{0}.csv" download>{0}.csv</a>, {1}: {2}').format(
            name, cited(count(columns[0].rows, "row")), cited(columns[0].about)
        )
        rows = [(Markup("<code>{}</code>").format(row.column), row.allowed, row.description) for row in columns]
        columns_of = f"Columns of {name}.csv"
        parts += [paragraph(caption), folded(columns_of, table(columns_of, COLUMNS, rows))]
    return fragment(*parts)


# What each list of codes is for, in the order shown.
WORDS = {
    "sides": "Sides",
    "groups": "Groups of people",
    "measures": "What is counted",
    "causes": "What people were killed or captured in",
    "bases": "What a figure rests on",
    "event_kinds": "Kinds of events",
    "roles": "What a place is named as",
    "statement_kinds": "Kinds of statements",
    "themes": "What causes and accusations are about",
    "topics": "Topics of background figures",
    "units": "Units of background figures",
}


def words_tables(page: Page) -> Fragment:
    """Show for each list of codes what its codes mean in this book."""
    return fragment(*(folded(name, _words(name, page.vocabulary[code])) for code, name in WORDS.items()))


def _words(name: str, categories: Sequence[Category]) -> Markup:
    rows = [
        (Markup("<code>{}</code>").format(one["value"]), cited(one["label"]), cited(one.get("description", "")))
        for one in categories
    ]
    return table(name, (Column("Code"), Column("In words"), Column("Meaning")), rows)
