"""Which pages the book has, and what each may read.

Takes the book tables, gives pages: a chapter template, its parameters and the
rows *and columns* selected for it. A page reads its selection and nothing else,
so that one changed cell touches the pages that show it and no other. A new
chapter is a notebook in ``chapters/`` and an entry in ``TEMPLATES``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from claimbook.agreement import agreement_table, decisions_table, load_readings
from claimbook.check import require_sound
from claimbook.dictionary import data_dictionary
from claimbook.findings.catalogue import findings_table
from claimbook.ledger import Ledger, load_ledger
from claimbook.package import DESCRIPTOR
from claimbook.reconcile import book_tables
from claimbook.wording import say_day, source_name

Tables = Mapping[str, pd.DataFrame]
Selector = Callable[[Tables, Mapping[str, str]], Tables]

ABOUT_FILE = "page.json"

ANCHOR = ["paragraph", "span_start", "span_end", "value_text"]
FIGURE = ["qualifier", "value_low", "value", "value_high"]
SOURCE = ["source_id", "publisher", "known_on", "published_on", "role"]
FINDING = ["finding_id", "code", "severity", "sentence", "arithmetic", "rows"]
DOCUMENT = [*SOURCE, "published_earliest", "medium", "title", "url", "figures", "notes"]
PLACE = ["place_id", "name", "kind", "district", "where_prec"]
CLAIM = [
    "claim_id", "source_id", "publisher", "value_text", "measure", "group", "subgroup", "event_id", "event",
    "claimant", "relay", "speaker_id", "speaker", "side", *FIGURE, "count_kind", "scope_start", "scope_end",
    "scope_hours", "stated_on", "clock", "announced_in", "known_on", "own_losses", "restates", "part_of",
    "verification", "status", "latest",
]  # fmt: skip
CLAIM_CARD = [
    *dict.fromkeys(
        [
            *CLAIM,
            "published_on",
            *ANCHOR,
            "source_label",
            "place",
            "date_prec",
            "where_prec",
            "assertion",
            "stated_as_of",
            "notes",
        ]
    )
]
INDICATOR = [
    "indicator_id", "source_id", "publisher", "known_on", "value_text", "topic", "measure", "measure_as_printed",
    *FIGURE, "unit", "area_name", "population", "speaker", "years_start", "years_end", "quotes", "status", "paragraph",
    "span_start", "span_end", "notes",
]  # fmt: skip
REPORT = [
    "report_id", "event_id", "event", "kind", "source_id", "publisher", "known_on", "published_on", "value_text",
    "start", "end", "start_weekday", "end_weekday", "date_prec", "attribution", "paragraph", "notes",
]  # fmt: skip
STATEMENT = [
    "statement_id", "source_id", "publisher", "known_on", "kind", "summary", "value_text", "paragraph", "span_start",
    "said_on", "speaker_id", "speaker", "relay", "side", "target", "answers", "polarity", "theme", "notes",
]  # fmt: skip
COVERAGE = ["source_id", "kind", "coded", "set_aside", "missed"]
AGREEMENT = ["table", "column", "compared", "equal", "share", "kappa"]
DECISION = ["decision_id", "action", "reason", "words", "number"]
MENTION = ["mention_id", "source_id", "paragraph", "place_id", "place", "value_text", "role", "event_id", "list"]


@dataclass(frozen=True)
class Template:
    """A chapter and what it selects.

    Attributes
    ----------
    name : str
        File name in ``chapters/`` without its ending, and the page's address.
    columns : mapping
        The columns it may read of each book table.
    select : callable
        The rows it may read, from all tables and its parameters.
    for_each : callable, optional
        The rows for each of which a page is made, from all tables: the first
        column is the page's parameter, and its value the page's address.
    folder : str
        Where those pages stand.
    """

    name: str
    columns: Mapping[str, list[str]]
    select: Selector = lambda tables, parameters: tables
    for_each: Callable[[Tables], pd.DataFrame] | None = None
    folder: str = ""


@dataclass(frozen=True)
class Page:
    """One page of the book: a template with its parameters and its selected rows."""

    docname: str
    template: Template
    parameters: Mapping[str, str]
    tables: Tables
    about: Mapping[str, str]
    title: str = ""
    by_hand: bool = False  # opened from a data package by a person, with no build around it

    def __getitem__(self, table: str) -> pd.DataFrame:
        """The page's selection of a book table, or of one that its template made: ``page["claims"]``."""
        return self.tables[table]

    @property
    def as_of(self) -> str:
        """The day up to which this page knows, ISO 8601."""
        return self.about["as_of"]

    @property
    def up(self) -> str:
        """The way from this page to the top of the site."""
        return "../" * self.docname.count("/")

    def source_href(self, source_id: str) -> str:
        return f"{self.up}sources/{source_id}.html"

    def row_href(self, row: Any, key: str = "claim_id") -> str:
        """Address of a claim, report, mention or indicator on the page of its source."""
        return f"{self.source_href(row['source_id'])}#{anchor(row, key)}"


# Ids are unique in their table, anchors on their page. A claim's anchor is its id.
ANCHOR_PREFIX = {
    "claim_id": "", "report_id": "date-", "mention_id": "place-", "indicator_id": "indicator-",
    "statement_id": "statement-",
}  # fmt: skip


def anchor(row: Any, key: str = "claim_id") -> str:
    """Where a row stands on the page of its source."""
    return f"{ANCHOR_PREFIX[key]}{row[key]}"


def latest_tolls(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    claims, sources = tables["claims"], tables["sources"]
    latest = claims[claims["latest"] & (claims["measure"] == "killed")]
    return {**tables, "claims": latest, "sources": sources[sources["role"] == "coded"]}


def sources_of(*names: str) -> Selector:
    """All rows, but only the documents that some tables come from."""

    def select(tables: Tables, parameters: Mapping[str, str]) -> Tables:
        used = {source for name in names for source in tables[name]["source_id"]}
        return {**tables, "sources": tables["sources"][tables["sources"]["source_id"].isin(used)]}

    return select


def of_source(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """The rows of one document, and the claims of the others on the same questions."""
    here = parameters["source_id"]
    own = {name: frame[frame["source_id"] == here] if "source_id" in frame else frame for name, frame in tables.items()}
    claims = tables["claims"]
    asked = own["claims"][["event_id", "measure", "group"]].drop_duplicates()
    same = claims[claims["status"] == "active"].merge(asked, on=["event_id", "measure", "group"])
    others = same[(same["source_id"] != here) & same["restates"].isna() & same["subgroup"].isna()]
    rows = {here, *(row for name in ROWS_OF_FINDINGS for row in own[name].iloc[:, 0])}
    findings = tables["findings"]
    touching = findings["rows"].map(lambda named: bool(rows & set(named.split(";")))).astype(bool)
    announced = tables["sources"]["source_id"].isin(set(own["claims"]["announced_in"].dropna()))
    return {
        **own,
        "others": others.sort_values("claim_id"),
        "findings": findings[touching],
        "announcements": tables["sources"][announced],
    }


def named_places(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """The places that documents name, those documents, and where their counts and names differ."""
    chosen = of_kind("count-versus-list")(sources_of("mentions")(tables, parameters), parameters)
    places = tables["places"]
    return {**chosen, "places": places[places["place_id"].isin(set(tables["mentions"]["place_id"]))]}


FIGURE_FINDINGS = (
    "label-shift", "mixed-releases", "superseded-at-publication", "total-mismatch", "two-values",
    "verification-contradiction", "window-mismatch", "wording-contradiction",
)  # fmt: skip
# Tables whose rows a finding can rest on.
ROWS_OF_FINDINGS = ("claims", "reports", "statements", "mentions", "indicators")


def of_kind(*codes: str) -> Selector:
    """All rows, but only the findings of some kinds."""

    def select(tables: Tables, parameters: Mapping[str, str]) -> Tables:
        return {**tables, "findings": tables["findings"][tables["findings"]["code"].isin(codes)]}

    return select


def with_their_rows(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """The findings, and of the other tables only the rows that they name."""
    named = {row for rows in tables["findings"]["rows"] for row in rows.split(";")}
    rows = {name: tables[name] for name in (*ROWS_OF_FINDINGS, "sources")}
    return {**tables, **{name: frame[frame.iloc[:, 0].isin(named)] for name, frame in rows.items()}}


def documents_with_a_page(tables: Tables) -> pd.DataFrame:
    """Documents in reading order: those read in full first, then by day."""
    sources = tables["sources"]
    return sources[sources["has_page"]].sort_values(["role", "known_on", "source_id"])


TEMPLATES = (
    Template("index", {"claims": CLAIM, "sources": ["source_id", "role"]}, latest_tolls),
    Template("timeline", {"reports": REPORT, "findings": FINDING}, of_kind("date-conflict", "weekday-mismatch")),
    Template("casualty-claims", {"claims": CLAIM, "findings": FINDING}, of_kind(*FIGURE_FINDINGS)),
    Template("statements", {"statements": STATEMENT}),
    Template(
        "places",
        {"mentions": MENTION, "sources": ["source_id", "publisher", "known_on"], "places": PLACE, "findings": FINDING},
        named_places,
    ),
    Template(
        "inconsistencies",
        {
            "findings": FINDING,
            "claims": ["claim_id", "source_id", "publisher", *FIGURE, "value_text", "group", "subgroup", "measure"],
            "reports": ["report_id", "source_id", "publisher", "event", "start", "end", "value_text"],
            "statements": ["statement_id", "source_id", "publisher", "value_text"],
            "mentions": ["mention_id", "source_id", "publisher", "place"],
            "indicators": ["indicator_id", "source_id", "publisher", *FIGURE, "unit", "value_text", "measure"],
            "sources": ["source_id", "publisher"],
        },
        with_their_rows,
    ),
    Template(
        "root-causes", {"indicators": INDICATOR, "sources": ["source_id", "role"]}, sources_of("indicators")
    ),
    Template("sources", {"sources": [*DOCUMENT, "has_page"]}),
    Template(
        "source",
        {
            "sources": [*DOCUMENT, "language", "document_sha256"],
            "announcements": ["source_id", "publisher", "url"],
            "claims": CLAIM_CARD,
            "others": CLAIM,
            "reports": REPORT,
            "statements": STATEMENT,
            "mentions": MENTION,
            "indicators": INDICATOR,
            "findings": FINDING,
        },
        of_source,
        for_each=documents_with_a_page,
        folder="sources",
    ),
    Template(
        "methods",
        {
            "coverage": COVERAGE,
            "agreement": AGREEMENT,
            "decisions": DECISION,
            "sources": ["source_id", "publisher"],
        },
        sources_of("coverage"),
    ),
    Template("data", {"dictionary": ["table", "about", "rows", "column", "type", "allowed", "description"]}),
)  # fmt: skip


def derived_tables(ledger: Ledger) -> Tables:
    """All that pages select from: the book tables, and what is found and counted in them."""
    tables = book_tables(ledger)
    known = set(ledger["sources"]["source_id"])
    return tables | {
        "dictionary": data_dictionary(ledger.package, {name: len(frame) for name, frame in ledger.tables.items()}),
        "findings": findings_table(tables),
        "coverage": ledger["coverage"],
        "agreement": agreement_table(load_readings(ledger.package.folder, known)),
        "decisions": decisions_table(ledger.package, known),
    }


def book_pages(
    ledger: Ledger, tables: Tables, as_of: str = "", templates: Sequence[Template] = TEMPLATES
) -> list[Page]:
    """Every page of the book on this ledger, in reading order.

    Parameters
    ----------
    ledger : Ledger
        Everything, or what was known by ``as_of``.
    tables : mapping of str to DataFrame
        Its ``derived_tables``.
    as_of : str
        The day asked for, ISO 8601; blank for all there is.
    templates : sequence of Template
    """
    about = {**ledger.about, "as_of": as_of or ledger.as_of}
    return [page for template in templates for page in _pages_of(template, tables, about, as_of)]


def _pages_of(template: Template, tables: Tables, about: Mapping[str, str], as_of: str) -> Iterator[Page]:
    if template.for_each is None:
        yield _select(template.name, template, tables, {"as_of": as_of}, about)
        return
    rows = template.for_each(tables)
    key = rows.columns[0]
    for _, row in rows.iterrows():
        title = f"{source_name(row)}, {say_day(row['published_on']) if pd.notna(row['published_on']) else 'undated'}"
        parameters = {"as_of": as_of, key: row[key]}
        yield _select(f"{template.folder}/{row[key]}", template, tables, parameters, about, title)


def _select(
    docname: str,
    template: Template,
    tables: Tables,
    parameters: Mapping[str, str],
    about: Mapping[str, str],
    title: str = "",
) -> Page:
    rows = template.select(tables, parameters)
    selected = {name: rows[name][columns].reset_index(drop=True) for name, columns in template.columns.items()}
    return Page(docname, template, parameters, selected, about, title)


def page_inputs(page: Page) -> dict[str, str]:
    """The files a page reads, by name: its selection, and what the book says of itself."""
    files = {f"{name}.json": write_selection(frame) for name, frame in page.tables.items()}
    identity = {"docname": page.docname, "about": dict(page.about), "title": page.title}
    return files | {ABOUT_FILE: json.dumps(identity, indent=1, ensure_ascii=False) + "\n"}


def write_selection(frame: pd.DataFrame) -> str:
    """A table as JSON: ``types`` (the pandas type of each of its ``columns``) and ``data``, a list for each row."""
    types = json.dumps([str(dtype) for dtype in frame.dtypes])
    rows: str = frame.to_json(orient="split", index=False, indent=1, force_ascii=False)
    return rows.replace("{", f'{{\n "types":{types},', 1) + "\n"


def read_selection(text: str) -> pd.DataFrame:
    """What ``write_selection`` wrote, with types and blanks kept; a fraction of the time of ``pandas.read_json``."""
    content = json.loads(text)
    cells = list(zip(*content["data"], strict=True)) or [()] * len(content["columns"])
    typed = zip(content["columns"], content["types"], cells, strict=True)
    return pd.DataFrame({name: pd.array(values, dtype=dtype) for name, dtype, values in typed})


def open_page(template: str, data_dir: str, as_of: str = "", **parameters: str) -> Page:
    """What a chapter reads: the selection prepared by the build, or the same prepared here from a data package.

    Parameters
    ----------
    template : str
        Name of the chapter.
    data_dir : str
        The page's own inputs, or a data package such as ``../data``.
    as_of : str
        Day up to which the page may know, ISO 8601; blank for all.
    **parameters : str
        The template's own parameters. By hand a blank one means the first row.

    Raises
    ------
    TypeError, ValueError
        Where a parameter is of another type, no date, or names no row.
    """
    for name, value in {"data_dir": data_dir, "as_of": as_of, **parameters}.items():
        if not isinstance(value, str):
            raise TypeError(f"parameter {name} is {value!r}; expected text")
    if as_of:
        date.fromisoformat(as_of)
    folder = Path(data_dir)
    if not (folder / DESCRIPTOR).exists():
        return _read_page(folder, template, {"as_of": as_of, **parameters})
    wanted = next(entry for entry in TEMPLATES if entry.name == template)
    require_sound(folder)
    ledger = load_ledger(folder)
    if as_of:
        ledger = ledger.as_known_on(as_of)
    candidates = book_pages(ledger, derived_tables(ledger), as_of, [wanted])
    for page in candidates:
        if all(page.parameters[name] == value for name, value in parameters.items() if value):
            return replace(page, by_hand=True)
    raise ValueError(f"no page of {template} for {parameters}")


def _read_page(folder: Path, template: str, parameters: Mapping[str, str]) -> Page:
    """What a build prepared."""
    identity = json.loads((folder / ABOUT_FILE).read_text(encoding="utf-8"))
    tables = {
        path.stem: read_selection(path.read_text(encoding="utf-8"))
        for path in folder.glob("*.json")
        if path.name != ABOUT_FILE
    }
    selected = Template(template, {name: list(frame.columns) for name, frame in tables.items()})
    return Page(identity["docname"], selected, parameters, tables, identity["about"], identity["title"])
