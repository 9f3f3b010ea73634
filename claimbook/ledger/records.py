"""Rows of the ledger as typed records, one class for each table.

The fields of a record are the columns of its table in ``datapackage.json`` (a
test compares them), then the columns that ``analysis`` derives. A blank cell is
``None``. A record has only the columns it was read with; reading another one
raises an error that says where to declare it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Self, TypeVar, dataclass_transform

import pandas as pd


class Record:
    """A row of a table.

    >>> claim = Claim.of(qualifier="more_than", value=125.0)
    >>> claim.value
    125.0
    >>> claim.notes
    Traceback (most recent call last):
    AttributeError: notes is not among the columns of Claim that were read here: name it in @reads
    """

    __slots__ = ()

    @classmethod
    def of(cls, **cells: Any) -> Self:
        """Return a record with some of its columns."""
        record = object.__new__(cls)
        for name, cell in cells.items():
            object.__setattr__(record, name, cell)
        return record

    @property
    def cells(self) -> dict[str, Any]:
        """The columns that it has, in the order of its fields."""
        held = ((name, getattr(self, name, MISSING)) for name in columns_of(type(self)))
        return {name: cell for name, cell in held if cell is not MISSING}

    @property
    def for_anybody(self) -> dict[str, Any]:
        """Its columns without those of single pages."""
        return {name: cell for name, cell in self.cells.items() if name not in INTERNAL}

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={cell!r}' for name, cell in self.cells.items())})"

    if not TYPE_CHECKING:  # hidden from type checkers, which would otherwise accept any name

        def __getattr__(self, name: str) -> Any:
            kind = type(self).__name__
            if name in columns_of(type(self)):
                message = f"{name} is not among the columns of {kind} that were read here: name it in @reads"
            else:
                message = f"{kind} has no column {name}"
            raise AttributeError(message)


MISSING = object()
# Columns of single pages, which say nothing to anybody else.
INTERNAL = {
    "subject_id", "of_incident", "has_number", "has_page", "page_id", "question_place", "in_focus", "is_toll",
    "is_echo",
    "report_title", "report_url",  # the report's own row has them
}  # fmt: skip
R = TypeVar("R", bound=Record)
C = TypeVar("C")


@dataclass_transform(frozen_default=True, eq_default=False, field_specifiers=(field,))
def record(cls: type[R]) -> type[R]:
    """Make a class a record: frozen, compared by identity, without a constructor that needs every column."""
    made = dataclass(frozen=True, slots=True, eq=False, repr=False, init=False)(cls)
    _COLUMNS[made.__name__] = tuple(one.name for one in fields(made))  # type: ignore[arg-type]
    return made


def derived(about: str) -> Any:
    """Declare a column that ``analysis`` computes; ``about`` says what it means."""
    return field(metadata={"about": about})


_COLUMNS: dict[str, tuple[str, ...]] = {}


def columns_of(kind: type[Record]) -> tuple[str, ...]:
    """Return all columns of a class of records."""
    return _COLUMNS[kind.__name__]


def ledger_columns(kind: type[Record]) -> tuple[str, ...]:
    """Return the columns that are in the ledger itself."""
    every = fields(kind)  # type: ignore[arg-type]
    return tuple(one.name for one in every if "about" not in one.metadata)


F = TypeVar("F", bound=Callable[..., Any])


def columns(*needed: str | Callable[..., Any]) -> Callable[[F], F]:
    """Declare which columns of a record a function reads.

    Parameters
    ----------
    *needed : str or callable
        Names of columns, and other functions that declare theirs.

    >>> @columns("value", "qualifier")
    ... def in_words(claim): ...
    >>> @columns(in_words, "claim_id")
    ... def link_to(claim): ...
    >>> columns_read(link_to)
    ('value', 'qualifier', 'claim_id')
    """

    def declare(function: F) -> F:
        function.columns = tuple(dict.fromkeys(name for one in needed for name in columns_read(one)))  # type: ignore[attr-defined]
        return function

    return declare


def columns_read(needed: str | Callable[..., Any]) -> tuple[str, ...]:
    """Return the columns that a function declares; for a name, the name itself."""
    return (needed,) if isinstance(needed, str) else needed.columns  # type: ignore[attr-defined]


def records_from(kind: type[R], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[R]:
    """Return records for rows that list their cells in the order of ``columns``."""
    return [kind.of(**dict(zip(columns, row, strict=True))) for row in rows]


def records_of(frame: pd.DataFrame, kind: type[R]) -> list[R]:
    """Return the rows of a frame as records."""
    columns = cells_of(frame)
    return records_from(kind, list(columns), zip(*columns.values(), strict=True))


def each_row(frame: pd.DataFrame, kind: type[R]) -> Iterator[R]:
    """Yield the rows of a frame as read-only views that behave like records.

    For ledgers with millions of rows of which few cells are read: a view leaves the
    cells in their columns.
    """
    cells = cells_of(frame)
    view = type(f"{kind.__name__}View", (_View,), {name: _column(column) for name, column in cells.items()})
    return map(view, range(len(frame)))


class _View:
    """A row of a frame, known by its position."""

    __slots__ = ("at",)

    def __init__(self, at: int):
        self.at = at


def _column(cells: list[Any]) -> property:
    return property(lambda view: cells[view.at])


def cells_of(frame: pd.DataFrame) -> dict[str, list[Any]]:
    """Return the cells of a frame by column, blanks as ``None``.

    A blank is NA, or a number that isn't equal to itself: to ask pandas for the blanks
    of each column takes three times as long, and pages have many small tables.
    """
    return {
        str(name): [None if cell is None or cell is pd.NA or cell != cell else cell for cell in column.tolist()]
        for name, column in frame.items()
    }


def grouped_by(rows: Iterable[C], key: Callable[[C], Any]) -> dict[Any, list[C]]:
    """Group rows by the value of ``key``, in the order of each group's first row.

    >>> rows = [Claim.of(group="civilians"), Claim.of(group="militants"), Claim.of(group="civilians")]
    >>> {group: len(of_group) for group, of_group in grouped_by(rows, lambda row: row.group).items()}
    {'civilians': 2, 'militants': 1}
    """
    groups: dict[Any, list[C]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def unique_by(rows: Iterable[R], key: Callable[[R], Any]) -> list[R]:
    """Keep the first row for each value of ``key``, in order."""
    first: dict[Any, R] = {}
    for row in rows:
        first.setdefault(key(row), row)
    return list(first.values())


def blanks_last(*cells: Any) -> tuple[tuple[bool, Any], ...]:
    """Return a sort key that puts blank cells last.

    >>> sorted([None, 2, 1], key=blanks_last)
    [1, 2, None]
    """
    return tuple((cell is None, 0 if cell is None else cell) for cell in cells)


def given(cell: C | None) -> C:
    """Return a cell that cannot be blank here, because of a rule of the data package or a selection."""
    assert cell is not None
    return cell


def is_filled(cell: Any) -> bool:
    """Whether a cell of a frame, or of a row of text, is not blank."""
    # Much faster than pd.notna, and called millions of times for a large ledger.
    return not (cell is None or cell is pd.NA or cell != cell or cell == "")


def end_of_chain(start: str, onward: Mapping[str, str]) -> str:
    """Follow a chain of ids to its last element. A cycle returns the last id before it repeats."""
    seen = {start}
    while (following := onward.get(start, "")) and following not in seen:
        seen.add(following)
        start = following
    return start


@record
class Source(Record):
    """A row of ``sources``."""

    source_id: str
    title: str | None
    publisher: str | None
    agency: str | None
    url: str | None
    archive_url: str | None
    published_on: str | None
    published_earliest: str | None
    published_latest: str | None
    published_weekday: str | None
    retrieved_on: str | None
    medium: str
    language: str
    role: str
    document_file: str | None
    document_sha256: str | None
    revision_of: str | None
    status: str
    notes: str | None
    known_on: str = derived("Day on which it became known: printed, else the earliest possible one.")
    page_id: str = derived("Id of the page that shows it: its own, or for rows of a dataset the publisher and month.")
    numbers: int = derived("How many claims and indicators it carries.")
    has_page: bool = derived("Whether it has a page of its own.")


@record
class Party(Record):
    """A row of ``parties``."""

    party_id: str
    name: str
    role: str
    side: str
    speaks_for: str | None
    notes: str | None
    root: str = derived("The party that it speaks for in the end; itself if it speaks for no other.")


@record
class Place(Record):
    """A row of ``places``."""

    place_id: str
    name: str
    kind: str
    parent_id: str | None
    variants: str | None
    district: str | None
    latitude: float | None
    longitude: float | None
    where_prec: int | None
    coordinates_from: str | None
    notes: str | None


@record
class Event(Record):
    """A row of ``events``."""

    event_id: str
    name: str
    kind: str
    parent_id: str | None
    type_of_violence: int | None
    event_clarity: int | None
    notes: str | None


@record
class Report(Record):
    """A row of ``event_reports``."""

    report_id: str
    event_id: str
    source_id: str
    paragraph: int | None
    span_start: int | None
    span_end: int | None
    value_text: str | None
    start: str | None
    end: str | None
    start_weekday: str | None
    end_weekday: str | None
    date_prec: int | None
    attributed_to: str | None
    scope_place: str | None
    status: str
    notes: str | None
    publisher: str | None = derived("Its document's publisher.")
    agency: str | None = derived("The news agency whose text its document carries.")
    language: str = derived("Language of its report, a BCP 47 tag.")
    published_on: str | None = derived("Its document's day of publication.")
    known_on: str = derived("Day on which its document became known.")
    page_id: str = derived("Id of the page of its document.")
    event: str = derived("Name of the event.")
    event_kind: str = derived("Kind of the event.")
    attribution: str | None = derived("Name of the party that the document attributes the date to.")
    role: str = derived("Whether its document is read in full (coded) or only cited (context).")


@record
class Release(Record):
    """A row of ``releases``."""

    release_id: str
    series_id: str
    stated_on: str | None
    order_in_day: int | None
    event_id: str
    claimant_id: str
    source_id: str | None
    notes: str | None


@record
class Announcement(Release):
    """A row of ``releases`` with what it carries."""

    speaker: str | None = derived("Name of the speaker.")
    follows: str | None = derived("The announcement before it in its series.")
    claims: str = derived("Ids of its claims.")
    documents: str = derived("Ids of the documents that carry it.")


@record
class Claim(Record):
    """A row of ``claims``."""

    claim_id: str
    source_id: str
    paragraph: int | None
    span_start: int | None
    span_end: int | None
    value_text: str
    event_id: str
    release_id: str | None
    claimant_id: str
    relayed_by: str | None
    measure: str
    group: str
    subgroup: str | None
    people_of: str | None
    sex: str | None
    age_group: str | None
    source_label: str | None
    qualifier: str
    value_low: float | None
    value: float | None
    value_high: float | None
    count_kind: str
    scope_start: str | None
    scope_end: str | None
    scope_hours: float | None
    scope_place: str | None
    stated_as_of: str | None
    date_prec: int | None
    where_prec: int | None
    assertion: str
    verification: str
    perpetrator_id: str | None
    cause: str | None
    basis: str | None
    part_of: str | None
    restates: str | None
    supersedes: str | None
    status: str
    recorded_on: str
    notes: str | None
    publisher: str | None = derived("Its document's publisher.")
    agency: str | None = derived("The news agency whose text its document carries.")
    language: str = derived("Language of its report, a BCP 47 tag.")
    report_title: str | None = derived("Its document's title.")
    report_url: str | None = derived("Its document's address.")
    published_on: str | None = derived("Its document's day of publication.")
    known_on: str = derived("Day on which its document became known.")
    page_id: str = derived("Id of the page of its document.")
    role: str = derived("Whether its document is read in full (coded) or only cited (context).")
    speaker_id: str = derived("The root of the claimant's ``speaks_for``.")
    speaker: str = derived("Name of the speaker.")
    side: str = derived("Side of the speaker.")
    claimant: str = derived("Name of the claimant.")
    relay: str | None = derived("Name of the party that passed it on.")
    people: str | None = derived("Name of the party whose people are counted, if the text says so.")
    perpetrator: str | None = derived("Name of the party that is said to have done it.")
    event: str = derived("Name of the event.")
    event_kind: str = derived("Kind of the event.")
    place: str | None = derived("Name of the place.")
    stated_on: str = derived("Day of the statement.")
    clock: str = derived(
        "What dates the statement: release (its announcement), as_of (a day that the document names), publication, or "
        "earliest possible one."
    )
    order_in_day: int | None = derived("Which announcement of its day its own was, where a text shows it.")
    series_id: str | None = derived("The running count that its announcement belongs to.")
    announced_in: str | None = derived("The document that dates its announcement.")
    people_side: str | None = derived("Side of those counted; blank if they belong to none.")
    own_losses: bool = derived("Whether the speaker speaks of its own side's losses.")
    least: float | None = derived("The number printed, of a range its lower end.")
    question_place: str | None = derived("The place, if it sets the claim apart from others of its question.")
    part_of_place: bool = derived("Whether its place is inside that of another claim of its question.")
    part_of_time: bool = derived(
        "Whether it counts a part of the time only, by its own text or another of its announcement."
    )
    latest: bool = derived("Whether it is its speaker's latest figure.")
    outcome: str = derived("``used``, or why it is not used: a code of the list ``outcome``.")
    stood_until: str | None = derived("Day of its speaker's next figure.")
    next_clock: str | None = derived("What dates that next figure: see ``clock``.")
    counts: str = derived("Who counts whom: a code of the list of this name.")
    outside: str = derived("Whether anybody outside the sides gives a number: a code of the list of this name.")
    contradicted: str = derived("What contradicts it: a code of the list of this name.")
    of_incident: bool = derived("Whether its event has a page of its own.")
    in_focus: bool = derived("Whether it is about the event that the book is about.")
    subject_id: int = derived("Number that claims about one event, measure and group share.")
    has_number: bool = derived("Whether its number has a page.")
    revision: str | None = derived("Its last change in the log; blank if it isn't recorded yet.")
    is_standing: bool = derived("Neither withdrawn nor a repetition of another figure in the same document.")
    is_whole: bool = derived("Not of a part of the group, of the place or of the time only.")
    is_toll: bool = derived("A standing, whole count of people killed, with a number.")
    is_echo: bool = derived("Given by a speaker outside the sides, and a number that a side had given before.")


@record
class Statement(Record):
    """A row of ``statements``."""

    statement_id: str
    source_id: str
    paragraph: int | None
    span_start: int | None
    span_end: int | None
    value_text: str | None
    kind: str
    summary: str
    said_on: str | None
    speaker_id: str
    relayed_by: str | None
    target_id: str | None
    about: str | None
    answers: str | None
    polarity: str | None
    window_start: str | None
    window_end: str | None
    window_hours: float | None
    theme: str | None
    matter: str | None
    status: str
    notes: str | None
    publisher: str | None = derived("Its document's publisher.")
    agency: str | None = derived("The news agency whose text its document carries.")
    language: str = derived("Language of its report, a BCP 47 tag.")
    published_on: str | None = derived("Its document's day of publication.")
    known_on: str = derived("Day on which its document became known.")
    page_id: str = derived("Id of the page of its document.")
    speaker: str = derived("Name of the speaker.")
    relay: str | None = derived("Name of the party that passed it on.")
    target: str | None = derived("Name of the party it is about.")
    side: str = derived("Side of the speaker.")


@record
class Mention(Record):
    """A row of ``mentions``."""

    mention_id: str
    source_id: str
    paragraph: int | None
    span_start: int | None
    span_end: int | None
    value_text: str
    place_id: str
    where_prec: int | None
    role: str
    event_id: str | None
    claim_id: str | None
    list: str | None
    status: str
    notes: str | None
    publisher: str | None = derived("Its document's publisher.")
    agency: str | None = derived("The news agency whose text its document carries.")
    language: str = derived("Language of its report, a BCP 47 tag.")
    published_on: str | None = derived("Its document's day of publication.")
    known_on: str = derived("Day on which its document became known.")
    page_id: str = derived("Id of the page of its document.")
    place: str = derived("Name of the place.")
    district: str | None = derived("District of the place.")


@record
class Measure(Record):
    """A row of ``measures``."""

    measure: str
    definition: str


@record
class Indicator(Record):
    """A row of ``indicators``."""

    indicator_id: str
    source_id: str
    paragraph: int | None
    span_start: int | None
    span_end: int | None
    value_text: str
    topic: str
    measure: str
    measure_as_printed: str | None
    qualifier: str
    value_low: float | None
    value: float | None
    value_high: float | None
    unit: str
    area: str
    population: str
    stated_by: str
    quotes: str | None
    years_start: int | None
    years_end: int | None
    data_from: str | None
    status: str
    recorded_on: str
    notes: str | None
    publisher: str | None = derived("Its document's publisher.")
    agency: str | None = derived("The news agency whose text its document carries.")
    language: str = derived("Language of its report, a BCP 47 tag.")
    published_on: str | None = derived("Its document's day of publication.")
    known_on: str = derived("Day on which its document became known.")
    page_id: str = derived("Id of the page of its document.")
    speaker: str = derived("Name of the speaker.")
    area_name: str = derived("Name of the area.")
    area_kind: str = derived("Kind of the area.")
    area_district: str | None = derived("District of the area.")
    role: str = derived("Whether its document is read in full (coded) or only cited (context).")
    has_page: bool = derived("Whether its document has a page of its own.")


@record
class Change(Record):
    """A row of ``changes``."""

    change_id: str
    date: str
    table: str
    row_id: str
    action: str
    column: str | None
    old: str | None
    new: str | None
    reason: str
    author: str
    row_digest: str | None


@record
class Coverage(Record):
    """A row of ``coverage``."""

    source_id: str
    document_sha256: str
    kind: str
    coded: int
    set_aside: int
    missed: int


@record
class Outline(Record):
    """A row of ``outlines``."""

    place_id: str
    ring: int
    point: int
    longitude: float
    latitude: float


# Rows with a value, and rows with a source.
Valued = Claim | Indicator
Sourced = Source | Claim | Report | Statement | Mention | Indicator

# Tables that analysis derives.


@record
class Finding(Record):
    """A row of ``findings``: an inconsistency."""

    finding_id: str = derived("Its id: the code, and a digest of the rows' ids.")
    code: str = derived("The rule that found it.")
    severity: str = derived("``contradiction`` or ``tension``.")
    sentence: str = derived("What doesn’t fit, in one sentence.")
    arithmetic: str = derived("The sum or the comparison behind it.")
    rows: str = derived("Ids of the rows that it is about.")


@record
class Vintage(Record):
    """A row of ``vintages``: the origin of a quoted background figure."""

    indicator_id: str
    verdict: str
    named: bool
    origin: str | None
    newer: str | None
    age: int | None


@record
class EstimateRow(Record):
    """A row of ``estimates``: the bounds that a rule set finds for a group."""

    rule_set: str
    group: str
    low: float | None
    best: float | None
    high: float | None
    low_of: str | None
    best_of: str | None
    high_of: str | None
    says: str


@record
class RuleSetOutcome(Record):
    """A row of ``rule_set_outcomes``: how a rule set uses a claim."""

    claim_id: str
    rule_set: str
    outcome: str


@record
class AnswerCount(Record):
    """A row of ``answers``: how many claims have an answer to a question."""

    question: str
    answer: str
    claims: int


@record
class Number(Record):
    """A row of ``numbers``: a number that appears in claims or background figures."""

    number_id: str = derived("The number as the address of its page has it.")
    title: str = derived("Heading of its page.")
    rows: str = derived("Ids of the claims and background figures that print it.")
    printed_of: str = derived("What it counts in print.")
    events: str = derived("Of which events.")
    speakers: str = derived("Who gives it.")
    says: str = derived("What it is: a line for each speaker and thing counted.")
    value: float = derived("The number.")
    documents: int = derived("How many documents print it.")
    has_page: bool = derived("Whether it has a page.")


@record
class Day(Record):
    """A row of ``days``: a day on which claims became known."""

    as_of: str = derived("The day; in a long series the last day of a month with news.")
    title: str = derived("Heading of its page.")
    documents: int = derived("How many documents became known on it.")
    claims: int = derived("How many claims became known on it.")


@record
class PublishedVersion(Record):
    """A row of ``versions``: a published version of the ledger."""

    version: int
    date: str
    as_of: str
    ledger: str
    note: str


@record
class Incident(Record):
    """A row of ``incidents``: an event inside another that has figures of its own."""

    event_id: str
    title: str
    wider: str
    documents: int


@record
class Word(Record):
    """A code of a list, in words; only the files for programs have such rows."""

    word_id: str = derived("The list and the code.")
    list: str = derived("Where it is used: a list of the data package, or a column.")
    code: str = derived("The code.")
    label: str = derived("The code in words.")
    description: str | None = derived("What it means.")


@record
class Background(Record):
    """A row of ``background``: a sentence on what happened, and the documents that it rests on."""

    position: int
    text: str
    source_ids: str


@record
class Topic(Record):
    """A row of ``topics``: a topic of background figures."""

    topic: str
    title: str
    quoted: int
    numbers: int


@record
class District(Record):
    """A row of ``districts``: a district in which something happened."""

    district: str


@record
class Agreement(Record):
    """A row of ``agreement``: how far two readers agree on a column."""

    table: str
    column: str
    compared: int
    equal: int
    share: float
    kappa: float | None


@record
class DecisionRow(Record):
    """A row of ``decisions``: a human judgement about a document of the ledger."""

    decision_id: str
    action: str
    reason: str
    words: str
    number: int


@record
class DictionaryRow(Record):
    """A row of ``dictionary``: a column of a table and its meaning."""

    table: str
    about: str
    rows: int
    column: str
    type: str
    allowed: str
    description: str


# The record class of each table of the data package.
RECORDS: Mapping[str, type[Record]] = {
    "sources": Source,
    "parties": Party,
    "places": Place,
    "events": Event,
    "event_reports": Report,
    "releases": Release,
    "claims": Claim,
    "statements": Statement,
    "mentions": Mention,
    "measures": Measure,
    "indicators": Indicator,
    "changes": Change,
    "coverage": Coverage,
    "outlines": Outline,
}
