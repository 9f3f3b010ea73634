"""Draft rows from an article: what can be read off its words.

Returns rows for every table: spans, values and qualifiers as printed, and what
the words next to a figure say about what is counted and how. Cells that need a
judgement (whose figure, which event, how it is attributed) stay blank, and
``check`` refuses the row until they are filled. A draft contains mistakes; it
saves typing, not reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from claimbook.coding.coverage import CoveredItem, place_names, read_document, scan_text
from claimbook.coding.extract import (
    BOUNDS,
    DATE,
    DURATION,
    MONEY,
    MONTHS,
    NUMBER,
    PERCENT,
    PLACE,
    WEEKDAY,
    WEEKDAYS,
    bound_start,
    bounds_in,
    days_in,
    numbers_in,
    weekdays_in,
)
from claimbook.coding.reading import Figure, read_figures
from claimbook.errors import DataProblems, Problem
from claimbook.ledger.package import DataPackage, TextRow

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
NAME = r"[A-Z][\w’'-]+(?: (?:of |the |and )?[A-Z][\w’'-]+){0,3}"
SPEECH = r"(?:said|says|claimed|told|announced|vowed|accused|denied|blamed|condemned|rejected|put)"
SPEAKERS = re.compile(rf"\b({NAME}) {SPEECH}\b|\b(?:[Aa]ccording to|said) (?:the )?({NAME})")
SOMEWHERE = re.compile(r"\b(?:in|at|near|outside|between|towards?) ([A-Z][a-z]+(?: [A-Z][a-z]+)?)")
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
    tables = {table: package.read_rows(table) for table in package.resources}
    text, checksum = read_document(file)
    _refuse_other_text(tables["sources"], source_id, checksum, file)
    article = _Article(text, source_id, today, place_names(tables["places"]))
    known = {part.lower() for row in tables["parties"] for part in re.split(r"[(),]", row["name"]) if part.strip()}
    drafted: dict[str, list[TextRow]] = {
        "sources": [article.source(file.name, checksum)],
        "parties": list(article.parties(known)),
        "places": list(article.new_places()),
        "events": list(article.events(tables["event_reports"])),
        "event_reports": list(article.reports()),
        "claims": list(article.claims()),
        "statements": list(article.statements()),
        "mentions": list(article.mentions(_frame(tables["places"]))),
        "indicators": list(article.indicators()),
    }
    return {
        table: [_whole(package, table, row) for row in rows if not _is_there(package, table, row, tables[table])]
        for table, rows in drafted.items()
    }


def append_rows(package: DataPackage, drafted: Mapping[str, list[TextRow]]) -> None:
    """Append drafted rows to their tables."""
    for table, rows in drafted.items():
        if rows:
            package.write_rows(table, [*package.read_rows(table), *rows])


def _refuse_other_text(sources: list[TextRow], source_id: str, checksum: str, file: Path) -> None:
    """Refuse a text under the id of a source that was coded from another text, or that has another id."""
    for row in sources:
        same_id, same_text = row["source_id"] == source_id, row["document_sha256"] == checksum
        if row["document_sha256"] and same_id != same_text:
            if same_id:
                words = (f"a text other than the one that {source_id} was coded from", "that text", "Use another id.")
            else:
                owner = row["source_id"]
                words = (f"the text of {owner}", f"a text of {source_id}", f"Use --source {owner}.")
            raise DataProblems([Problem(str(file), 0, "", *words)])


class _Article:
    """A document being drafted."""

    def __init__(self, text: str, source_id: str, today: str, places: Mapping[str, str]):
        self.text, self.source_id, self.today = text, source_id, today
        self.places = dict(places)
        self.found_places = {
            match[1]: slug(match[1]) for match in SOMEWHERE.finditer(text) if self._is_new_place(match[1])
        }
        self.items = scan_text(text, self.places | self.found_places)
        # The first date near the top is taken as the document's own.
        self.dateline = next((one for one in self.items if one.item.kind == DATE and one.paragraph <= 3), None)
        self.year = None if self.dateline is None else _year(self.dateline.item.words)

    def source(self, name: str, sha256: str) -> TextRow:
        days = days_in(self.dateline.item.words) if self.dateline else []
        row = {"source_id": self.source_id, "language": "en", "role": "coded", "document_file": name}
        row |= {"document_sha256": sha256, "status": "active"}
        return row | ({"published_on": str(days[0])} if days else {})

    def claims(self) -> Iterator[TextRow]:
        """Return a claim for each number of people that something happened to, and of places and hours."""
        others = [(one.item.start, one.item.end) for one in self._items(DATE, WEEKDAY, PERCENT, MONEY, DURATION)]
        figures = read_figures(self.text, others)
        for figure in figures:
            yield self._claim(figure)
        people = [(figure.start, figure.end) for figure in figures]
        for one in self._items(NUMBER, DURATION):
            counted = self._counted(one)
            if counted and not any(one.item.start < end and start < one.item.end for start, end in people):
                yield self._figure(one, "claim_id", counted["measure"]) | counted | {"recorded_on": self.today}

    def _claim(self, figure: Figure) -> TextRow:
        """Return the row of a number of people; what the words don't say stays blank."""
        row = {
            "claim_id": f"{self.source_id}-{figure.measure}-{figure.number_start}", "source_id": self.source_id,
            "paragraph": str(self._paragraph(figure.start)), "span_start": str(figure.start),
            "span_end": str(figure.end), "value_text": self.text[figure.start : figure.end],
            "measure": figure.measure, "group": figure.group, "source_label": figure.label,
            "qualifier": figure.qualifier, "status": "active", "recorded_on": self.today,
        }  # fmt: skip
        if figure.low is not None and figure.low != figure.high:
            row |= {"value_low": f"{figure.low:.10g}", "value_high": f"{figure.high:.10g}"}
        elif figure.high is not None:
            row["value"] = f"{figure.high:.10g}"
        return row | PARTS.get(figure.label.lower(), {})

    def indicators(self) -> Iterator[TextRow]:
        for one in self._items(PERCENT, MONEY):
            unit = {"unit": "percent"} if one.item.kind == PERCENT else {"unit": "usd"} if "$" in one.item.words else {}
            yield self._figure(one, "indicator_id", "figure") | unit | {"recorded_on": self.today}

    def reports(self) -> Iterator[TextRow]:
        for one in self._items(DATE):
            days = days_in(one.item.words, default_year=self.year)
            if one is self.dateline or not days:
                continue
            weekdays = weekdays_in(one.item.words)
            row = self._anchored(one, "report_id", "dated") | {"start": str(days[0]), "end": str(days[-1])}
            row |= {"date_prec": "1"} | ({"start_weekday": weekdays[0]} if weekdays else {})
            yield row | ({"end_weekday": weekdays[-1]} if weekdays else {})

    def mentions(self, frame: set[str]) -> Iterator[TextRow]:
        for one in self._items(PLACE):
            place = (self.places | self.found_places).get(one.item.words)
            if place and place not in frame:
                yield self._anchored(one, "mention_id", place) | {"place_id": place}

    def statements(self) -> Iterator[TextRow]:
        number = 0
        for kind, words in STATEMENTS.items():
            for match in re.finditer(rf"\b{words}\b(?: [\w’'-]+){{0,5}}", self.text):
                number += 1
                yield {
                    "statement_id": f"{self.source_id}-{kind}-{number}", "source_id": self.source_id,
                    "paragraph": str(self._paragraph(match.start())), "span_start": str(match.start()),
                    "span_end": str(match.end()), "value_text": match.group(), "kind": kind, "status": "active",
                }  # fmt: skip

    def parties(self, known: set[str]) -> Iterator[TextRow]:
        names = {name for match in SPEAKERS.finditer(self.text) for name in match.groups() if name}
        for name in sorted(names - NO_NAME - set(self.places) - set(self.found_places)):
            if not any(part in name.lower() or name.lower() in part for part in known):
                yield {"party_id": slug(name), "name": name, "role": "claimant"}

    def new_places(self) -> Iterator[TextRow]:
        for name, place in sorted(self.found_places.items()):
            yield {"place_id": place, "name": name}

    def events(self, reports: list[TextRow]) -> Iterator[TextRow]:
        """Return an event for each day of violence that no report of the ledger covers."""
        drafted: set[str] = set()
        for one in self._items(DATE):
            days = [str(day) for day in days_in(one.item.words, default_year=self.year)]
            covered = any(
                row["start"] <= day <= (row["end"] or row["start"]) for row in reports if row["start"] for day in days
            )
            if one is self.dateline or not days or covered or not VIOLENCE.search(self._sentence(one)[0]):
                continue
            event = f"{self.source_id}-{days[0]}"
            if event not in drafted:
                drafted.add(event)
                yield {"event_id": event}

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
            return row | {"qualifier": "range", "value_low": f"{numbers[0]:g}", "value_high": f"{numbers[-1]:g}"}
        printed = bounds_in(words)
        qualifiers = [code for code in BOUNDS if code in printed]
        return row | {"qualifier": ";".join(qualifiers) or "exact", "value": f"{numbers[0]:.10g}"}

    def _counted(self, one: CoveredItem) -> TextRow:
        """Return what a number counts, by the words after it and the sentence around it; empty if unclear."""
        sentence, _ = self._sentence(one)
        if one.item.kind == DURATION:
            of_violence = re.search(r"hours?$", one.item.words) and LASTED.search(sentence)
            if not of_violence or re.search(r"[Ll]ast $", self.text[max(0, one.item.start - 5) : one.item.start]):
                return {}
            return {"measure": "duration_hours", "group": "not_applicable"}
        counted = _nearest(_words_after(self.text, one.item.end), PLACES_COUNTED, 0)
        attacked = counted and ATTACKED.search(sentence) and not re.match(r" a day", self.text[one.item.end :])
        return {"measure": counted[0], "group": "not_applicable"} if counted and attacked else {}

    def _sentence(self, one: CoveredItem) -> tuple[str, int]:
        """Return the sentence of an item, and the position of the item in it."""
        ends = (". ", "\n\n", "? ", "! ")
        start = max(self.text.rfind(end, 0, one.item.start) for end in ends) + 1
        end = min((at for end in ends if (at := self.text.find(end, one.item.end)) >= 0), default=len(self.text))
        return self.text[start:end], one.item.start - start

    def _paragraph(self, position: int) -> int:
        return sum(bool(line.strip()) for line in re.split(r"\r\n|\n|\r", self.text[: position + 1]))

    def _is_new_place(self, name: str) -> bool:
        return name not in self.places and not set(name.split()) & NO_NAME


def slug(name: str) -> str:
    """Return a readable id: ``New Osmo`` becomes ``new-osmo``."""
    return "-".join(re.findall(r"[a-z0-9]+", name.lower()))


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
    return {row["place_id"] for row in places if row["kind"] in ("country", "province")}


def _year(words: str) -> int | None:
    match = re.search(r"\b\d{4}\b", words)
    return int(match.group()) if match else None


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


def _whole(package: DataPackage, table: str, row: TextRow) -> TextRow:
    return {column: row.get(column, "") for column in package.fields(table)}
