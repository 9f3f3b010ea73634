"""Pages: a chapter with its parameters and the rows selected for it.

A page reads only its selection. Rows are typed records, such as
``page.claims``; ``page.frame("claims")`` is the same table for pandas.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from claimbook.ledger.records import (
    Agreement,
    AnswerCount,
    Background,
    Change,
    Claim,
    Coverage,
    Day,
    DecisionRow,
    DictionaryRow,
    District,
    EstimateRow,
    Finding,
    Incident,
    Indicator,
    Measure,
    Mention,
    Number,
    Outline,
    Place,
    PublishedVersion,
    R,
    Report,
    RuleSetOutcome,
    Source,
    Statement,
    Topic,
    Vintage,
    cells_of,
    records_of,
)
from claimbook.ledger.tables import Tables
from claimbook.ledger.vocabulary import YEARLY, Vocabulary, adopt

ABOUT_FILE = "page.json"
# Declared like a table by what depends on the last day of the book.
ABOUT = "about"
OWN_PAGE = "sources/"

# The id column of each kind of row, and the prefix of its anchor. A claim's anchor is its id.
ANCHORS: Mapping[type, tuple[str, str]] = {
    Claim: ("claim_id", ""),
    Report: ("report_id", "date-"),
    Mention: ("mention_id", "place-"),
    Indicator: ("indicator_id", "indicator-"),
    Statement: ("statement_id", "statement-"),
}
Anchored = Claim | Report | Mention | Indicator | Statement


def anchor(row: Anchored) -> str:
    """Return the anchor of a row on its page.

    >>> anchor(Report.of(report_id="gazette-raid"))
    'date-gazette-raid'
    """
    column, prefix = ANCHORS[type(row)]
    return f"{prefix}{getattr(row, column)}"


@dataclass(frozen=True)
class Page:
    """One page of the book.

    Attributes
    ----------
    docname : str
        Its address on the site, without the ending.
    notebook : str
        The chapter that makes it.
    parameters : mapping of str to str
        Parameters that the notebook is executed with.
    tables : mapping of str to DataFrame
        The rows and columns that it may read.
    about : mapping of str to str
        Facts about the book: title, subject, focus event, ``as_of``.
    title : str
        Its heading; blank for the notebook's own.
    by_hand : bool
        Whether it was opened from a data package, without a build.
    vocabulary : mapping
        The package's own words.
    """

    docname: str
    notebook: str
    parameters: Mapping[str, str]
    tables: Tables
    about: Mapping[str, str]
    title: str = ""
    by_hand: bool = False
    vocabulary: Vocabulary = field(default_factory=dict)

    def frame(self, table: str) -> pd.DataFrame:
        """Return a table of the page's selection.

        Raises
        ------
        LookupError
            If no function that the notebook calls declares the table.
        """
        if table not in self.tables:
            raise LookupError(
                f"this page has {', '.join(sorted(self.tables)) or 'no table'}, and no {table}: what the notebook "
                f"calls must declare it, such as @reads({table}=…)"
            )
        return self.tables[table]

    def _records(self, table: str, kind: type[R]) -> list[R]:
        return records_of(self.frame(table), kind)

    @cached_property
    def claims(self) -> list[Claim]:
        """The claims that the chapter selects."""
        return self._records("claims", Claim)

    @cached_property
    def others(self) -> list[Claim]:
        """Other claims about the same event, measure and group."""
        return self._records("others", Claim)

    @cached_property
    def parts(self) -> list[Claim]:
        """Figures of a side for a part of its own people."""
        return self._records("parts", Claim)

    @cached_property
    def new(self) -> list[Claim]:
        """The claims that became known on the day."""
        return self._records("new", Claim)

    @cached_property
    def replaced(self) -> list[Claim]:
        """The claims that were replaced on the day."""
        return self._records("replaced", Claim)

    @cached_property
    def sources(self) -> list[Source]:
        """Documents."""
        return self._records("sources", Source)

    @cached_property
    def announcements(self) -> list[Source]:
        """The documents that date announcements."""
        return self._records("announcements", Source)

    @cached_property
    def reports(self) -> list[Report]:
        """When documents say that something happened."""
        return self._records("reports", Report)

    @cached_property
    def statements(self) -> list[Statement]:
        """Statements that count nothing."""
        return self._records("statements", Statement)

    @cached_property
    def mentions(self) -> list[Mention]:
        """Places that documents name."""
        return self._records("mentions", Mention)

    @cached_property
    def places(self) -> list[Place]:
        """Places."""
        return self._records("places", Place)

    @cached_property
    def outlines(self) -> list[Outline]:
        """Corners of the outlines of areas."""
        return self._records("outlines", Outline)

    @cached_property
    def indicators(self) -> list[Indicator]:
        """Background figures."""
        return self._records("indicators", Indicator)

    @cached_property
    def measures(self) -> list[Measure]:
        """Definitions of what background figures measure."""
        return self._records("measures", Measure)

    @cached_property
    def vintages(self) -> list[Vintage]:
        """Origins of quoted background figures."""
        return self._records("vintages", Vintage)

    @cached_property
    def topics(self) -> list[Topic]:
        """Topics of background figures."""
        return self._records("topics", Topic)

    @cached_property
    def districts(self) -> list[District]:
        """Districts in which something happened."""
        return self._records("districts", District)

    @cached_property
    def findings(self) -> list[Finding]:
        """Inconsistencies."""
        return self._records("findings", Finding)

    @cached_property
    def estimates(self) -> list[EstimateRow]:
        """Estimates of the rule sets."""
        return self._records("estimates", EstimateRow)

    @cached_property
    def rule_set_outcomes(self) -> list[RuleSetOutcome]:
        """Use of each claim by each rule set."""
        return self._records("rule_set_outcomes", RuleSetOutcome)

    @cached_property
    def answers(self) -> list[AnswerCount]:
        """How many claims have each answer."""
        return self._records("answers", AnswerCount)

    @cached_property
    def numbers(self) -> list[Number]:
        """Numbers that have a page."""
        return self._records("numbers", Number)

    @cached_property
    def incidents(self) -> list[Incident]:
        """Events inside others that have figures of their own."""
        return self._records("incidents", Incident)

    @cached_property
    def background(self) -> list[Background]:
        """What happened, in sentences."""
        return self._records("background", Background)

    @cached_property
    def days(self) -> list[Day]:
        """Days on which claims became known."""
        return self._records("days", Day)

    @cached_property
    def changes(self) -> list[Change]:
        """The corrections log."""
        return self._records("changes", Change)

    @cached_property
    def versions(self) -> list[PublishedVersion]:
        """Published versions of the ledger."""
        return self._records("versions", PublishedVersion)

    @cached_property
    def coverage(self) -> list[Coverage]:
        """How much of each document is coded."""
        return self._records("coverage", Coverage)

    @cached_property
    def agreement(self) -> list[Agreement]:
        """Agreement of two readers."""
        return self._records("agreement", Agreement)

    @cached_property
    def decisions(self) -> list[DecisionRow]:
        """Human judgements."""
        return self._records("decisions", DecisionRow)

    @cached_property
    def dictionary(self) -> list[DictionaryRow]:
        """Descriptions of the columns of the data package."""
        return self._records("dictionary", DictionaryRow)

    @property
    def as_of(self) -> str:
        """The last day that this page knows about, ISO 8601."""
        if not self.knows_its_day:
            raise LookupError("this page isn't given its last day: declare @reads(about='as_of')")
        return self.about["as_of"]

    @property
    def knows_its_day(self) -> bool:
        """Whether what the page shows depends on the last day of the book."""
        return "as_of" in self.about

    @property
    def up(self) -> str:
        """The relative address of the top of the site."""
        return "../" * self.docname.count("/")

    def source_href(self, page_id: str) -> str:
        """Return the address of a document's page."""
        return f"{self.up}{OWN_PAGE}{page_id}.html"

    def page_of(self, row: Anchored) -> str:
        """Return the name of the page that shows a row: its document's, or its topic's if the document has none."""
        if isinstance(row, Indicator) and not row.has_page:
            return page_of_topic(row.topic)
        return f"{OWN_PAGE}{row.page_id}"

    def row_href(self, row: Anchored) -> str:
        """Return the address of a row on the page that shows it."""
        return f"{self.up}{self.page_of(row)}.html#{anchor(row)}"


def page_of_topic(topic: str) -> str:
    """Return the name of the page that shows a topic's background figures."""
    return "history" if topic == YEARLY else f"root-causes/{topic}"


def page_inputs(page: Page) -> dict[str, str]:
    """Return the files that a page reads, by name: its selection, and facts about the book."""
    files = {f"{name}.json": write_selection(frame) for name, frame in page.tables.items()}
    identity = {"docname": page.docname, "about": dict(page.about), "title": page.title}
    identity["vocabulary"] = dict(page.vocabulary)
    return files | {ABOUT_FILE: json.dumps(identity, ensure_ascii=False) + "\n"}


def write_selection(frame: pd.DataFrame) -> str:
    """Return a table as JSON: ``columns``, the pandas type of each as ``types``, and the rows as ``data``.

    Objects are text: a selection of many columns is made much faster of objects than of pandas' ``str``.
    """
    types = ["str" if dtype == "object" else str(dtype) for dtype in frame.dtypes]
    content = {"types": types, "columns": list(frame.columns)}
    cells = zip(*cells_of(frame).values(), strict=True)
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in cells)
    return json.dumps(content)[:-1] + f', "data": [\n{rows}\n]}}\n'


def read_selection(text: str) -> pd.DataFrame:
    """Read what ``write_selection`` wrote, with types and blanks; much faster than ``pandas.read_json``."""
    content = json.loads(text)
    cells = list(zip(*content["data"], strict=True)) or [()] * len(content["columns"])
    typed = zip(content["columns"], content["types"], cells, strict=True)
    return pd.DataFrame({name: pd.array(values, dtype=dtype) for name, dtype, values in typed})


def read_page(folder: Path, notebook: str, parameters: Mapping[str, str]) -> Page:
    """Read the inputs that a build prepared for a page, and adopt its words."""
    identity = json.loads((folder / ABOUT_FILE).read_text(encoding="utf-8"))
    adopt(identity["vocabulary"])
    tables = {
        path.stem: read_selection(path.read_text(encoding="utf-8"))
        for path in folder.glob("*.json")
        if path.name != ABOUT_FILE
    }
    return Page(
        identity["docname"],
        notebook,
        parameters,
        tables,
        identity["about"],
        identity["title"],
        vocabulary=identity["vocabulary"],
    )
