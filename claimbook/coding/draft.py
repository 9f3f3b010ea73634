"""Draft rows from an article: what can be read off its words.

Returns rows for every table: spans, values and qualifiers as printed, and what
the words around a figure say about what is counted, of whom, by whose word, when
and where. All but what is read off the figure itself is a guess, which ``check``
asks about until a person confirms it (``ledger.guesses``); what the words don't
say stays blank. A draft contains mistakes; it saves typing, not reading.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

from claimbook.coding.coverage import ASIDE, CLASSES, CoveredItem, mark_items, place_names, read_document, scan_text
from claimbook.coding.extract import (
    BOUNDS,
    DATE,
    DURATION,
    LOOK_BACK,
    MONEY,
    MONTHS,
    NUMBER,
    PERCENT,
    PLACE,
    WEEKDAY,
    WEEKDAYS,
    YEAR,
    Expression,
    bound_start,
    bounds_in,
    days_in,
    numbers_in,
    paragraph_bounds,
    weekdays_in,
)
from claimbook.coding.known_parties import UNNAMED, KnownParties
from claimbook.coding.lexicon import HARM, group_of
from claimbook.coding.precedents import Precedents
from claimbook.coding.reading import Figure, read_figures
from claimbook.coding.speakers import Speakers
from claimbook.coding.take import read_origin
from claimbook.errors import DataProblems, Problem
from claimbook.ledger.decisions import load_decisions
from claimbook.ledger.guesses import guessed_cells, open_guesses, write_guesses
from claimbook.ledger.package import DataPackage, TextRow, TextTables
from claimbook.ledger.vocabulary import WIDE, categories_of
from claimbook.ledger.wording import is_day, number_text, slug

# Words that limit a figure to a part of the civilians.
PARTS = {
    "women": {"subgroup": "women", "sex": "female", "age_group": "adult"},
    "children": {"subgroup": "children", "age_group": "child"},
}
PLACES_COUNTED = {
    "districts_attacked": r"districts?",
    "cities_attacked": r"cities|towns",
    "locations_attacked": r"locations?|places?|points?|sites?",
}
ATTACKED = re.compile(r"\b(?:attack|raid|hit|struck|target|assault|storm)\w*", re.IGNORECASE)
# Hours are the length of the violence only where the words say so.
LASTED = re.compile(r"\b(?:last|rag|continu|stayed|siege|battle|fighting|operation|for)\w*\b", re.IGNORECASE)
UNQUANTIFIED = re.compile(r"(?:dozen|score|hundred|thousand|million)s", re.IGNORECASE)
STATEMENTS = {
    "responsibility": r"(?:claim\w*|took) responsibility",
    "verification": r"(?:independent\w* (?:verif|confirm)\w+|unverified|(?:verified|confirmed|checked) by)",
    "accusation": r"(?:accus|blam|alleg)\w+",
    "denial": r"(?:den(?:y|ied|ies)|reject\w*)",
    "reaction": r"condemn\w*",
    "policy": r"(?:vow\w*|pledg\w*|promis\w+|order\w+|ruled out)",
    "demand": r"(?:demand\w*|urg\w+|call(?:s|ed)? for)",
    "disruption": r"(?:closed|suspended|blocked|shut(?: down)?|cut off|halted)",
    "ranking": r"(?:deadliest|bloodiest|worst|highest|heaviest)",
    "explanation": r"(?:in retaliation|in response to|because of)",
}
VIOLENCE = re.compile(r"\b(?:attack|raid|bomb|ambush|blast|explosion|assault|clash|storm|operation)\w*", re.IGNORECASE)
# "near Al-Osmo", "in Human Rights Hall", but not "towards Velmari lines".
PLACE_NAME = r"[A-Z][\w’'-]*(?: (?:of |the )?[A-Z][\w’'-]*){0,3}"
LIST_OF_NAMES = re.compile(rf"{PLACE_NAME}(?:, {PLACE_NAME})+,? and {PLACE_NAME}")
SOMEWHERE = re.compile(
    rf"\b(?:in|at|near|outside|between|towards?) (?P<name>{PLACE_NAME})(?!\w|['’])"
    r"(?! (?!and|or|on|in|at|by|to|from|when|where|after|before|during|for|with|as|is|was|were|has|had|have|said)[a-z])"
)
# The document's own day has a line to itself, or comes before the text in a dateline: "PORT AVEN, May 12, 2031 — ".
DATELINE_AFTER = re.compile(r"\s*(?:$|\n|[—–:-]\s|\([^)]*\)|\||\d{1,2}[:.]\d\d)")
LONG_COUNT = re.compile(r"\b(?:years?|months?|since|so far|decades?|annual\w*)\b", re.IGNORECASE)
FROM_ORIGIN = ("title", "publisher", "url", "published_on", "retrieved_on", "language")
SENTENCE_END = re.compile(r"(?<=[.?!]) |\n")
A_MONTH = timedelta(days=31)
LONGEST_SENTENCE = 600  # characters on either side of a figure
LONGEST_DATELINE = 8  # words before the day
AS_OF = re.compile(r"\b(?:as of|as at|by)\s$", re.IGNORECASE)
LONGEST_AS_OF = 8  # characters
YEAR_OF_READING = 2000  # for a day without a year, where only its form matters
BEGAN = re.compile(
    r"\b(?:began|begun|begins|starting|started|since|from|launched|cut|closed|suspended)\b[^.;]{0,25}$", re.I
)
NO_NAME = {*MONTHS, *WEEKDAYS, "The", "A", "An", "It", "He", "She", "They", "But", "In", "On", "At"}


def draft_rows(package: DataPackage, file: Path, source_id: str, today: str) -> dict[str, list[TextRow]]:
    """Return the rows that a document would add to each table.

    Parameters
    ----------
    package : DataPackage
        The ledger to add to; its places and parties are known.
    file : Path
        The document, UTF-8.
    source_id : str
        Id of the source, new or half coded.
    today : str
        Day of recording, ISO 8601.

    Returns
    -------
    dict of str to list of rows
        New rows by table. Spans that already anchor a row are not drafted again,
        so that a second run adds nothing.
    """
    tables = package.read_tables()
    text, checksum = read_document(file)
    _refuse_other_text(tables["sources"], source_id, checksum, file)
    if not re.search(r"[^\W\d_]", text):
        raise DataProblems([Problem(str(file), 0, "", "no text", "a report", "Name its text.")])
    origin = {key: value for key, value in read_origin(file, checksum).items() if key in FROM_ORIGIN and value}
    article = _article(package, tables, text, source_id, today, origin.get("published_on", ""))
    events = list(article.events(tables["event_reports"], tables["events"]))
    marked = mark_items(article.items, tables, load_decisions(package.folder), source_id)
    aside = [(one.item.start, one.item.end) for one in marked if one.outcome == ASIDE]
    claims, statements = list(article.claims()), list(article.statements())
    drafted: dict[str, list[TextRow]] = {
        "sources": [article.source(file.name, checksum) | origin],
        "parties": list(article.parties([*claims, *statements])),
        "places": list(article.new_places()),
        "events": events,
        "event_reports": list(article.reports()),
        "claims": claims,
        "statements": statements,
        "mentions": list(article.mentions(_frame(tables["places"]))),
        "indicators": list(article.indicators()),
    }
    _share_speakers(claims)
    by_id = {row["claim_id"]: row for row in (*claims, *tables["claims"])}
    for row in claims:
        if row.get("part_of") not in by_id:
            row["part_of"] = ""
        # Nobody replaces another's count, or that of another event.
        replaced = by_id.get(row.get("supersedes", ""), {})
        if any(replaced.get(column) != row.get(column) for column in ("claimant_id", "event_id")):
            row["supersedes"] = ""
    groups = _Groups(package)
    for table, rows in drafted.items():
        key = package.primary_key(table)[0]
        drafted[table] = list({row[key]: row for row in reversed(rows)}.values())[::-1]
    return {
        table: [
            _whole(package, table, groups.coded(row) if table == "claims" else row)
            for row in rows
            if not _is_there(package, table, row, tables[table]) and not _is_set_aside(row, aside)
        ]
        for table, rows in drafted.items()
    }


def _share_speakers(claims: list[TextRow]) -> None:
    """Give a figure that is told in nobody's name the speaker whom the text names where it repeats the figure."""

    def figure(row: TextRow) -> tuple[str, ...]:
        return tuple(row.get(column, "") for column in ("measure", "group", "value_low", "value", "value_high"))

    told: dict[tuple[str, ...], set[str]] = {}
    for row in claims:
        if row.get("claimant_id", UNNAMED) != UNNAMED:
            told.setdefault(figure(row), set()).add(row["claimant_id"])
    for row in claims:
        speakers = told.get(figure(row), set())
        if row.get("claimant_id") == UNNAMED and len(speakers) == 1:
            row |= {"claimant_id": min(speakers), "assertion": "attributed"}


def _article(
    package: DataPackage, tables: TextTables, text: str, source_id: str, today: str, published_on: str = ""
) -> _Article:
    """Return a reader of a text, which knows the ledger's names and the day that the source or its page states."""
    stated = next((row["published_on"] for row in tables["sources"] if row["source_id"] == source_id), "")
    names, known = place_names(tables["places"]), KnownParties(tables["parties"])
    precedents = Precedents(package, tables, source_id)
    return _Article(text, source_id, today, names, known, precedents, published_on or stated)


def draft_row_at(
    package: DataPackage, text: str, source_id: str, today: str, table: str, start: int, end: int
) -> TextRow:
    """Return the row that some words become: the number among them with its bound, and what can be guessed."""
    tables = package.read_tables()
    article = _article(package, tables, text, source_id, today)
    list(article.events(tables["event_reports"], tables["events"]))  # which keeps the event of each day
    return _whole(package, table, article.row_at(table, package.primary_key(table)[0], start, end))


def note_on_language(sources: Iterable[TextRow]) -> str:
    """Say what isn't read in a report that is not in English; blank for others."""
    language = next((row["language"] for row in sources if row.get("language")), "")
    own = language.lower().split("-")[0]
    if own in ("", "en"):
        return ""
    words = "" if own in ("ur", "fa", "ar") else "; numbers in words aren't found either"
    return f"The report is in {language}: claims are drafted from English only, so mark them yourself{words}."


def append_draft(package: DataPackage, drafted: Mapping[str, list[TextRow]]) -> None:
    """Append drafted rows to their tables, and list what was guessed in them."""
    if guessed := guessed_cells(package, drafted):
        tables = package.read_tables()
        write_guesses(package, [*open_guesses(package, tables), *guessed])
    append_rows(package, drafted)


def append_rows(package: DataPackage, drafted: Mapping[str, list[TextRow]]) -> None:
    """Append rows to their tables."""
    for table, rows in drafted.items():
        if rows:
            package.write_rows(table, [*package.read_rows(table), *rows])


def _refuse_other_text(sources: list[TextRow], source_id: str, checksum: str, file: Path) -> None:
    """Refuse a text under the id of a source that was coded from another text, or that has another id."""
    for row in sources:
        same_id, same_text = row["source_id"] == source_id, row["document_sha256"] == checksum
        if same_id and not row["document_sha256"]:
            words = (
                f"{source_id}, whose row has no document_sha256",
                f"a source without a text: this one is {checksum}",
            )
            raise DataProblems([Problem(str(file), 0, "", *words, "Fill that cell, or use another id.")])
        if row["document_sha256"] and same_id != same_text:
            if same_id:
                words = (f"a text other than the one that {source_id} was coded from", "that text")
                raise DataProblems([Problem(str(file), 0, "", *words, "Use another id.")])
            owner = row["source_id"]
            words = (f"the text of {owner}", f"a text of {source_id}")
            raise DataProblems([Problem(str(file), 0, "", *words, f"Use --source {owner}.")])


class _Article:
    """A document being drafted."""

    def __init__(
        self,
        text: str,
        source_id: str,
        today: str,
        places: Mapping[str, str],
        parties: KnownParties,
        precedents: Precedents,
        published_on: str,
    ):
        self.text, self.source_id, self.today, self.known, self.precedents = (
            text, source_id, today, parties, precedents,
        )  # fmt: skip
        self.speakers = Speakers(text)
        self.sentences = [0, *(match.end() for match in SENTENCE_END.finditer(text))]
        self.lines = [start for start, _ in paragraph_bounds(text)]
        self.places = dict(places)  # of the ledger; with those found in the text, every_place
        self.found_places = {
            match["name"]: slug(match["name"])
            for match in SOMEWHERE.finditer(text)
            if self._is_new_place(match["name"])
        }
        self.found_places |= {name: slug(name) for name in self._beside_places()}
        self.every_place = self.places | self.found_places
        self.items = scan_text(text, self.every_place)
        self.dateline = next((one for one in self.items if one.paragraph <= 5 and self._is_dateline(one)), None)
        self.events_by_day: dict[str, str] = {}
        self.only_event = ""
        stated = date.fromisoformat(published_on) if is_day(published_on) else None
        self.published = next(iter(days_in(self.dateline.item.words)), stated) if self.dateline else stated

    def _beside_places(self) -> Iterator[str]:
        """Yield names in a list of places of which one is known: "Quetta, Surab and Hub"."""
        for match in LIST_OF_NAMES.finditer(self.text):
            names = re.split(r", and |, | and ", match.group())
            if any(name in self.places or name in self.found_places for name in names):
                yield from (name for name in names if self._is_new_place(name) and not self.known.find(name))

    def source(self, name: str, sha256: str) -> TextRow:
        row = {"source_id": self.source_id, "role": "coded", "document_file": name, "document_sha256": sha256}
        letters = re.findall(r"[^\W\d_]", self.text)
        latin = sum(letter < "\u0250" for letter in letters)
        row |= {"status": "active", "medium": "news_site"} | ({"language": "en"} if latin > len(letters) / 2 else {})
        return row | ({"published_on": str(self.published)} if self.published else {})

    def claims(self) -> Iterator[TextRow]:
        """Return a claim for each number of people that something happened to, and of places and hours."""
        others = [(one.item.start, one.item.end) for one in self._items(DATE, WEEKDAY, PERCENT, MONEY, DURATION)]
        figures = read_figures(self.text, others)
        for figure in figures:
            if figure.low is None or figure.low.is_integer():  # half of them is no number of people
                yield self._claim(figure)
        people = bytearray(len(self.text))
        for figure in figures:
            people[figure.start : figure.end] = b"\1" * (figure.end - figure.start)
        for one in self._items(NUMBER, DURATION):
            counted = self._counted(one)
            if counted and not any(people[one.item.start : one.item.end]):
                row = self._figure(one, "claim_id", counted["measure"]) | counted
                yield row | self._told(one.item.start, counted["measure"])

    def _claim(self, figure: Figure) -> TextRow:
        """Return the row of a number of people; what the words don't say stays blank."""
        row = {
            "claim_id": self._claim_id(figure), "source_id": self.source_id,
            "paragraph": str(self._paragraph(figure.start)), "span_start": str(figure.start),
            "span_end": str(figure.end), "value_text": self.text[figure.start : figure.end],
            "measure": figure.measure, "group": figure.group, "source_label": figure.label,
            "qualifier": figure.qualifier, "status": "active",
        }  # fmt: skip
        row |= self._told(figure.number_start, figure.measure)
        if figure.whole and figure.whole.measure == figure.measure:
            row["part_of"] = self._claim_id(figure.whole)
        earlier = figure.replaces
        if earlier and (earlier.measure, earlier.group) == (figure.measure, figure.group):
            row["supersedes"] = self._claim_id(earlier)
        if figure.low is not None and figure.high is not None and figure.low != figure.high:
            row |= {"value_low": number_text(figure.low), "value_high": number_text(figure.high)}
        elif figure.high is not None:
            row["value"] = number_text(figure.high)
        return row | PARTS.get(figure.label.lower(), {})

    def _claim_id(self, figure: Figure) -> str:
        return f"{self.source_id}-{figure.measure}-{figure.number_start}"

    def _told(self, position: int, measure: str = "") -> TextRow:
        """Return who says a figure, of which event and where, as far as its sentence says or other reports suggest."""
        row = {"recorded_on": self.today, "count_kind": "not_stated", "verification": "none"}
        if speaker := self._party(position):
            row |= {"claimant_id": speaker, "assertion": "attributed"}
        elif self.known.has_unnamed:
            row |= {"claimant_id": UNNAMED, "assertion": "flat"}
        start, end = self._sentence(position)
        first, last = (bisect_left(self.items, place, key=lambda one: one.item.start) for place in (start, end))
        near = self.items[first:last]
        places = {self.every_place.get(one.item.words, "") for one in near if one.item.kind == PLACE}
        if len(places) == 1 and "" not in places:
            row["scope_place"] = min(places)
        dates = [one for one in near if one.item.kind == DATE and one is not self.dateline]
        days = {found[0] for found in map(self._days, dates) if found}
        of_day = {self.events_by_day[day] for day in days if day in self.events_by_day}
        of_all = set(self.events_by_day.values()) or {self.only_event} - {""}
        is_long = LONG_COUNT.search(self.text[start:end])
        event = of_day if of_day else set() if days or is_long else of_all
        if len(event) == 1:
            return row | {"event_id": event.pop()}
        if not self.precedents.is_near(self.published):
            return row
        if is_long or not all(map(self._is_recent, days)):
            return row
        # A month or a year alone.
        vague = (one.item.words for one in dates if not days_in(one.item.words, default_year=YEAR_OF_READING))
        if not all(map(self._is_of_now, vague)):
            return row
        likely = self.precedents.event_of_claim(measure)
        several = len(places) != 1 and self.precedents.is_whole(likely)
        whole = {"scope_place": self.precedents.focus_area} if several else {}
        return row | {"event_id": likely} | whole

    def _is_of_now(self, words: str) -> bool:
        """Whether a month or a year alone may be that of the report, or of the month before."""
        if self.published is None:
            return False
        near = {self.published, self.published - A_MONTH}
        year, month = re.search(YEAR, words), next((n for n, name in enumerate(MONTHS, 1) if name[:3] in words), 0)
        return (not year or int(year[0]) in {day.year for day in near}) and (
            not month or month in {day.month for day in near}
        )

    def _is_of_the_book(self, day: str) -> bool:
        """Whether a day is likely of the book's own event: the ledger has figures of that, and the day is near."""
        near = self.precedents.has_own_figures and self.precedents.is_near(self.published)
        return near and self._is_recent(day)

    def _is_recent(self, day: str) -> bool:
        """Whether a day is in the month before the report."""
        return self.published is not None and abs(self.published - date.fromisoformat(day)) <= A_MONTH

    def _party(self, position: int) -> str:
        """Return the party whose word something is: one of the ledger, else a new one; blank if nobody is named."""
        speaker = self.speakers.at(position)
        return (self.known.find(speaker) or slug(speaker)) if speaker else ""

    def _days(self, one: CoveredItem) -> list[str]:
        """Return the days in a date; one without a year is the last before the document's own day."""
        year = self.published.year if self.published else None
        days = days_in(one.item.words, default_year=year)
        if self.published and days and not re.search(YEAR, one.item.words) and days[0] > self.published + A_MONTH:
            days = days_in(one.item.words, default_year=self.published.year - 1)
        return [str(day) for day in days]

    def _is_dateline(self, one: CoveredItem) -> bool:
        """Whether a date is the document's own: on a line of its own, or in a dateline before the text."""
        start, end = one.item.start, one.item.end
        line = self.lines[one.paragraph - 1]
        before = self.text[line:start]
        return (
            one.item.kind == DATE
            and bool(days_in(one.item.words))
            and bool(DATELINE_AFTER.match(self.text[end:]))
            and not re.search(r"[.!?]\s|\b(?:on|in|since|of)\s$", before)
            and len(before.split()) <= LONGEST_DATELINE
        )

    def row_at(self, table: str, key: str, start: int, end: int) -> TextRow:
        """Return a row of a table on some words."""
        number = next((one for one in self.items if one.item.start < end and start < one.item.end), None)
        name = table.rstrip("s")
        if table in ("claims", "indicators") and number and CLASSES[number.item.kind] == "number":
            row = self._figure(number, key, name)
            if start < number.item.start or number.item.end < end:  # words that a person chose
                row |= {"span_start": str(start), "span_end": str(end), "value_text": self.text[start:end]}
            return row | (self._told(number.item.start) if table == "claims" else {"recorded_on": self.today})
        one = CoveredItem(self._paragraph(start), Expression(start, end, "", self.text[start:end]))
        row = self._anchored(one, key, name)
        if table == "claims":
            return row | self._told(start)
        if table == "statements":
            return row | {"speaker_id": self._party(end)}
        if table == "event_reports" and (days := self._days(one)):
            return row | {"start": days[0], "end": days[-1], "date_prec": "1"}
        if table == "event_reports" and self.published and (weekdays := weekdays_in(one.item.words)):
            # A weekday alone is the last one before the report.
            back = (self.published.weekday() - WEEKDAYS.index(weekdays[0])) % 7
            day = str(self.published - timedelta(days=back))
            return row | {"start": day, "end": day, "date_prec": "1", "start_weekday": weekdays[0]}
        if table == "mentions":
            return row | {"place_id": self.every_place.get(one.item.words, "")}
        return row

    def indicators(self) -> Iterator[TextRow]:
        for one in self._items(PERCENT, MONEY):
            unit = {"unit": "percent"} if one.item.kind == PERCENT else {"unit": "usd"} if "$" in one.item.words else {}
            yield self._figure(one, "indicator_id", "figure") | unit | {"recorded_on": self.today}

    def reports(self) -> Iterator[TextRow]:
        for one in self._items(DATE):
            days = self._days(one)
            if one is self.dateline or not days:
                continue
            weekdays = weekdays_in(one.item.words)
            # Of what began on a day the end is not said.
            began = len(days) == 1 and BEGAN.search(self.text[max(0, one.item.start - LOOK_BACK) : one.item.start])
            row = self._anchored(one, "report_id", "dated") | {"start": days[0], "end": "" if began else days[-1]}
            row |= {"event_id": self.events_by_day[days[0]]} if days[0] in self.events_by_day else {}
            row |= {"date_prec": "1"} | ({"start_weekday": weekdays[0]} if weekdays else {})
            yield row | ({"end_weekday": weekdays[-1]} if weekdays else {})

    def mentions(self, frame: set[str]) -> Iterator[TextRow]:
        for one in self._items(PLACE):
            place = self.every_place.get(one.item.words)
            if place and place not in frame:
                start, end = self._sentence(one.item.start)
                role = self.precedents.role(self.text[start:end], one.item.start - start)
                event = self.precedents.event_of_place(role)
                yield self._anchored(one, "mention_id", place) | {"place_id": place, "role": role, "event_id": event}

    def statements(self) -> Iterator[TextRow]:
        number = 0
        for kind, words in STATEMENTS.items():
            for match in re.finditer(rf"\b{words}\b(?: [\w’'-]+){{0,5}}", self.text):
                number += 1
                yield {
                    "statement_id": f"{self.source_id}-{kind}-{number}", "source_id": self.source_id,
                    "paragraph": str(self._paragraph(match.start())), "span_start": str(match.start()),
                    "span_end": str(match.end()), "value_text": match.group(), "kind": kind,
                    "speaker_id": self._states(kind, match.end()), "status": "active",
                }  # fmt: skip

    def _states(self, kind: str, position: int) -> str:
        """Return who makes a statement; a report itself says that nobody has verified something."""
        unnamed = UNNAMED if self.known.has_unnamed else ""
        return unnamed if kind == "verification" and unnamed else self._party(position) or unnamed

    def parties(self, rows: list[TextRow]) -> Iterator[TextRow]:
        """Return the parties that the ledger lacks: those who say a claim or a statement, and names that speak."""
        said = {row.get("claimant_id") or row.get("speaker_id", "") for row in rows}
        named: dict[str, str] = {}
        for name in self.speakers.names:
            speaks = slug(name) in said or re.fullmatch(PLACE_NAME, name)
            if slug(name) and speaks and name not in NO_NAME and not self.known.find(name) and name not in self.places:
                named.setdefault(slug(name), name)
        for party, name in sorted(named.items()):
            yield {"party_id": party, "name": name, "role": "claimant"}

    def new_places(self) -> Iterator[TextRow]:
        for name, place in sorted(self.found_places.items()):
            yield {"place_id": place, "name": name}

    def events(self, reports: list[TextRow], events: list[TextRow]) -> Iterator[TextRow]:
        """Return an event for each day of violence that no report of the ledger covers; keep the event of each day."""
        self.only_event = events[0]["event_id"] if len(events) == 1 else ""
        for one in self._items(DATE):
            days = self._days(one)
            start, end = self._sentence(one.item.start)
            sentence = self.text[start:end]
            as_of = AS_OF.search(self.text[max(0, one.item.start - LONGEST_AS_OF) : one.item.start])
            if one is self.dateline or not days or days[0] in self.events_by_day or as_of:
                continue
            covering = {
                row["event_id"]
                for row in reports
                if row["start"] and row["start"] <= days[0] <= (row["end"] or row["start"]) and row["event_id"]
            }
            if len(covering) == 1:
                self.events_by_day[days[0]] = covering.pop()
            elif (
                not covering
                and not self._is_of_the_book(days[0])
                and (VIOLENCE.search(sentence) or HARM.search(sentence))
            ):
                self.events_by_day[days[0]] = f"{self.source_id}-{days[0]}"
                yield {"event_id": f"{self.source_id}-{days[0]}"}

    def _items(self, *kinds: str) -> list[CoveredItem]:
        return [one for one in self.items if one.item.kind in kinds]

    def _anchored(self, one: CoveredItem, key: str, name: str) -> TextRow:
        return {
            key: f"{self.source_id}-{name.replace('_', '-')}-{one.item.start}", "source_id": self.source_id,
            "paragraph": str(one.paragraph), "span_start": str(one.item.start), "span_end": str(one.item.end),
            "value_text": one.item.words, "status": "active",
        }  # fmt: skip

    def _figure(self, one: CoveredItem, key: str, name: str) -> TextRow:
        """Return the anchor with the words that bound the number, and what they and the number mean."""
        row = self._anchored(one, key, name)
        start = bound_start(self.text, one.item.start)
        words = re.sub(r"[ -]hours?$", "", self.text[start : one.item.end])
        numbers = sorted(numbers_in(one.item.words))
        row |= {"span_start": str(start), "span_end": str(start + len(words)), "value_text": words}
        if UNQUANTIFIED.search(one.item.words) or not numbers:
            return row | {"qualifier": "unquantified"}
        if len(numbers) > 1:
            return row | {
                "qualifier": "range",
                "value_low": number_text(numbers[0]),
                "value_high": number_text(numbers[-1]),
            }
        printed = bounds_in(words)
        qualifiers = [code for code in BOUNDS if code in printed]
        return row | {"qualifier": ";".join(qualifiers) or "exact", "value": number_text(numbers[0])}

    def _counted(self, one: CoveredItem) -> TextRow:
        """Return what a number counts, by the words after it and the sentence around it; empty if unclear."""
        start, end = self._sentence(one.item.start)
        sentence = self.text[start:end]
        if one.item.kind == DURATION:
            of_violence = re.search(r"hours?$", one.item.words) and LASTED.search(sentence)
            if not of_violence or re.search(r"[Ll]ast $", self.text[max(0, one.item.start - 5) : one.item.start]):
                return {}
            return {"measure": "duration_hours", "group": "not_applicable"}
        counted = _nearest(_words_after(self.text, one.item.end), PLACES_COUNTED, 0)
        attacked = counted and ATTACKED.search(sentence) and not re.match(r" a day", self.text[one.item.end :])
        return {"measure": counted[0], "group": "not_applicable"} if counted and attacked else {}

    def _sentence(self, position: int) -> tuple[int, int]:
        """Return where the sentence around a position begins and ends."""
        at = bisect_right(self.sentences, position)
        end = self.sentences[at] if at < len(self.sentences) else len(self.text)
        return max(self.sentences[at - 1], position - LONGEST_SENTENCE), min(end, position + LONGEST_SENTENCE)

    def _paragraph(self, position: int) -> int:
        return bisect_right(self.lines, position)

    def _is_new_place(self, name: str) -> bool:
        return name not in self.places and not set(name.split()) & NO_NAME and bool(slug(name))


def _words_after(text: str, position: int) -> str:
    """Return up to four words that follow, before any punctuation mark."""
    after = re.match(r"(?: [\w’'-]+){0,4}", text[position:])
    return after.group() if after else ""


def _nearest(text: str, patterns: Mapping[str, str], position: int) -> tuple[str, str] | None:
    """Return the pattern that matches closest to a position, with the matched text."""
    found = [
        (abs(match.start() - position), name, match.group())
        for name, words in patterns.items()
        for match in re.finditer(rf"\b(?:{words})\b", text)
    ]
    return min(found)[1:] if found else None


def _frame(places: list[TextRow]) -> set[str]:
    """Return countries and provinces, which a report names throughout and in no role."""
    return {row["place_id"] for row in places if row["kind"] in WIDE}


def _is_there(package: DataPackage, table: str, row: TextRow, rows: list[TextRow]) -> bool:
    """Whether the table has the row: by its id, or by an anchor on the same words."""
    key = package.primary_key(table)[0]
    if any(one[key] == row[key] for one in rows):
        return True
    if "span_start" not in row:
        return False
    start, end = int(row["span_start"]), int(row["span_end"])
    return any(
        one["source_id"] == row["source_id"]
        and one["span_start"].isdigit()
        and int(one["span_start"]) < end
        and start < int(one["span_end"])
        for one in rows
    )


def _is_set_aside(row: TextRow, aside: list[tuple[int, int]]) -> bool:
    """Whether a decision says that the words of a row are none."""
    if "span_start" not in row:
        return False
    low, high = int(row["span_start"]), int(row["span_end"])
    return any(low <= start and end <= high for start, end in aside)


class _Groups:
    """The groups of a package, by the words that it and the lexicon have for people."""

    def __init__(self, package: DataPackage):
        self.codes = package.codes("groups")
        self.by_noun: dict[str, set[str]] = {}
        self.by_kind: dict[str, set[str]] = {}
        for one in package.vocabulary["groups"]:
            for noun in {str(one.get(key, "")).lower() for key in ("value", "label", "singular")} - {""}:
                self.by_noun.setdefault(noun, set()).add(one["value"])
                self.by_kind.setdefault(group_of(noun)[0], set()).add(one["value"])

    def coded(self, row: TextRow) -> TextRow:
        """Return a claim with the package's own code for its group; blank if that is not clear."""
        kind = row["group"]
        for found in (
            self.by_noun.get(row.get("source_label", "").lower(), set()),
            {kind} & set(self.codes),
            self.by_kind.get(kind, set()),
        ):
            if found:
                return row | {"group": min(found) if len(found) == 1 else ""}
        return row | {"group": ""}


def _whole(package: DataPackage, table: str, row: TextRow) -> TextRow:
    """Return a row with all columns; a code that the package doesn't have stays blank."""
    fields = package.fields(table)
    codes = {name: {one["value"] for one in categories_of(field)} for name, field in fields.items()}
    cells = {column: row.get(column, "") for column in fields}
    return {column: value if not codes[column] or value in codes[column] else "" for column, value in cells.items()}
