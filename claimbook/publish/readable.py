"""Write every claim in words, a row each, for people with a spreadsheet.

As CSV, as XLSX, and for the page of all claims. No cell can be taken for a
formula, and none of the words in print for a day.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from claimbook.analysis.answers import ANSWERS
from claimbook.analysis.claims import UNATTRIBUTED
from claimbook.analysis.comparability import DEGREES, INFINITY, compare, gap, interval_of
from claimbook.components.citations import plain_citation
from claimbook.components.elements import short_day
from claimbook.components.tables import VERIFICATION_CELLS
from claimbook.ledger.archives import pack, unpack
from claimbook.ledger.records import Claim, given, grouped_by, unique_by
from claimbook.ledger.vocabulary import (
    BASES,
    CAUSES,
    EARLIER,
    GROUPS,
    MEASURES,
    NOT_STATED,
    PEOPLE_HARMED,
    SAID_ON,
    SIDES,
)
from claimbook.ledger.wording import UNIDENTIFIED, day_in_words, figure_in_words, is_day, number_text, value_in_words
from claimbook.publish.edition import Edition

NAME = "claims-readable"
# What dates a statement, in words.
DATED_BY = {
    "release": "announcement",
    "as_of": "a day that the report names",
    "publication": "publication",
    "earliest": "earliest possible publication",
}
QUALIFIERS = {
    "exact": "exact, as printed",
    "at_least": "at least",
    "more_than": "over",
    "up_to": "up to",
    "about": "about",
    "range": "a range",
    "unquantified": "no number in print",
}
# A spreadsheet takes cells that begin so for formulas.
FORMULA = ("=", "+", "-", "@")
# What each column holds, in their order.
COLUMNS = {
    "figure": "The figure and what it counts.",
    "lowest": "The lowest number that the words allow, as a number: of “over 125” it is 125.",
    "highest": "The highest number that the words allow; blank if they set no upper end.",
    "qualifier": "How the document words the bound.",
    "group": "Who is counted.",
    "part_of_group": "The part of the group that is counted; blank for the whole.",
    "measure": "What happened to them.",
    "event": "What it is a figure of.",
    "earlier_event": "Whether that was before the episode that the book is about.",
    "place": "The place that it covers.",
    "covers_from": "First day covered, if printed.",
    "covers_to": "Last day covered, if printed.",
    "who_said_it": "The person or office that gives the figure.",
    "through_whom": "Who passed it on.",
    "speaker": "The party whose voice it counts as: that which the person or office speaks for.",
    "side": "The side of the speaker.",
    "said_on": "Day of the announcement; without one, that of publication.",
    "said_on_is": "Which of these the day is.",
    "status": "current: the latest figure of its speaker. Otherwise why it is not: replaced by a later one, part of"
    " the group (the latest of that part, or an earlier one), place or time, no named speaker, no number, repeated,"
    " withdrawn. Only current figures of one event, group and measure should be set beside each other.",
    "replaced_by": "What the same speaker said next, by whom, when, and its claim_id.",
    "who_counts_whom": "Whether the speaker counts its own people or another’s; blank where no people are counted.",
    "anybody_outside_counts": "Whether anybody outside the sides gives a number of the same.",
    "contradicted": "What contradicts it.",
    "others_on_the_same": "The latest figures of other speakers, with who, when, and how far both count the same.",
    "may_be_compared": "With which of these a ratio may be formed, and why not with the others.",
    "done_by": "Who did it, as the text says.",
    "cause": "What they died of or were captured in, as the text says.",
    "rests_on": "What the figure rests on, as the text says.",
    "verified": "What the report says of verification.",
    "publisher": "Who published the document.",
    "agency": "The news agency whose text it carries, if it names one.",
    "title": "Its title.",
    "published_on": "Its day, if printed.",
    "address": "Its address, if it has one.",
    "archived_address": "Address of an archived copy, if known.",
    "in_print": "The words that carry the figure, in quotation marks.",
    "paragraph": "The paragraph of the document, if it was read in full.",
    "note": "What the editors note.",
    "claim_id": "The id of the claim.",
    "revision": "Its last entry in the log of changes.",
    "permanent_address": "Its place in this book; relative to the book’s address where that is not set.",
    "citation": "A sentence to quote, with the dispute in it.",
}
# Columns that hold days and numbers; all others are text, whatever they look like.
DAYS = ("said_on", "covers_from", "covers_to", "published_on")
NUMBERS = ("lowest", "highest", "paragraph")
STATUS = {
    "used": "current",
    "part_of_place": "part of the place",
    "part_of_time": "part of the time",
    "unquantified": "no number",
    "unattributed": "no named speaker",
    "echoed": "a side’s number",
    "superseded": "replaced",
    "restated": "repeated",
    "repeated": "repeated",
    "withdrawn": "withdrawn",
}
PROPERTIES, TIME = "docProps/core.xml", re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
MOST_OF_A_CELL = 32_767  # characters, of a workbook
WIDEST = 60  # characters of a column in the workbook
BREAKS = re.compile(r"[\r\n\t]+")
Row = Mapping[str, str | None]


def write_readable(edition: Edition) -> None:
    """Write ``data/claims-readable.csv`` and ``.xlsx``, and ``claims-readable.js`` for downloads of chosen rows."""
    # One line to a cell, whatever the note.
    rows = [{name: cell and BREAKS.sub(" ", cell) for name, cell in row.items()} for row in _rows(edition)]
    head, *lines = _lines(rows)
    # With the mark of UTF-8, without which some spreadsheets misread every letter with an accent.
    edition.write(f"data/{NAME}.csv", "\ufeff" + head + "".join(lines))
    by_claim = {row["claim_id"]: line for row, line in zip(rows, lines, strict=True)}
    content = json.dumps({"head": head, "rows": by_claim}, ensure_ascii=False, separators=(",", ":"))
    edition.write(f"{NAME}.js", f"window.claimbookReadable = {content};\n")
    (edition.folder / f"data/{NAME}.xlsx").write_bytes(_workbook(rows, edition.title, edition.as_of))


def _rows(edition: Edition) -> Iterator[Row]:
    claims = edition.claims
    on_one_subject = grouped_by((one for one in claims if one.latest), lambda one: one.subject_id)
    following = grouped_by((one for one in claims if one.is_whole and one.status == "active"), _series_and_day)
    parts = grouped_by((one for one in claims if one.subgroup is not None), _part)
    last_of_part = {part: max(one.stated_on for one in of_part) for part, of_part in parts.items()}
    for claim in claims:
        source, interval = edition.sources[claim.source_id], interval_of(claim)
        beside = _beside(claim, on_one_subject.get(claim.subject_id, ()))
        row = {
            "figure": figure_in_words(claim),
            "lowest": number_text(interval[0]) if interval else None,
            "highest": number_text(interval[1]) if interval and interval[1] != INFINITY else None,
            "qualifier": "; ".join(QUALIFIERS[code] for code in claim.qualifier.split(";")),
            "group": GROUPS[claim.group],
            "part_of_group": "; ".join(filter(None, (claim.people, claim.subgroup))),
            "measure": MEASURES[claim.measure],
            "event": claim.event,
            "earlier_event": "yes" if claim.event_kind in EARLIER else "no",
            "place": claim.place,
            "covers_from": claim.scope_start,
            "covers_to": claim.scope_end,
            "who_said_it": claim.claimant,
            "through_whom": claim.relay,
            "speaker": claim.speaker,
            "side": SIDES[claim.side],
            "said_on": claim.stated_on,
            "said_on_is": DATED_BY[claim.clock],
            "status": _status(claim, last_of_part),
            "replaced_by": _followed_by(claim, following),
            "who_counts_whom": ANSWERS["counts"][claim.counts] if claim.measure in PEOPLE_HARMED else None,
            "anybody_outside_counts": ANSWERS["outside"][claim.outside],
            "contradicted": ANSWERS["contradicted"][claim.contradicted],
            "others_on_the_same": "; ".join(one for one, _ in beside),
            "may_be_compared": "; ".join(one for _, one in beside),
            "done_by": claim.perpetrator,
            "cause": CAUSES[claim.cause] if claim.cause else None,
            "rests_on": BASES[claim.basis] if claim.basis else NOT_STATED,
            "verified": VERIFICATION_CELLS[claim.verification],
            "publisher": claim.publisher or UNIDENTIFIED,
            "agency": claim.agency,
            "title": source.title,
            "published_on": claim.published_on,
            "address": source.url,
            "archived_address": source.archive_url,
            # In quotation marks: "10-12" alone becomes a day, "1,25,000" another number.
            "in_print": f"“{claim.value_text}”",
            "paragraph": None if claim.paragraph is None else str(claim.paragraph),
            "note": claim.notes,
            "claim_id": claim.claim_id,
            "revision": claim.revision,
            "permanent_address": f"{edition.address}{edition.front.row_href(claim)}",
            "citation": plain_citation(claim, edition.title, edition.as_of),
        }
        assert list(row) == list(COLUMNS)
        yield row


def _series_and_day(claim: Claim, day: str | None = None) -> tuple[str | None, ...]:
    question = claim.event_id, claim.question_place, claim.measure, claim.group, claim.people_of
    return claim.speaker_id, *question, day or claim.stated_on


def _status(claim: Claim, last_of_part: Mapping[Any, str]) -> str:
    """Return whether a figure is its speaker's latest or, if not, why, from a closed list."""
    if claim.outcome == "narrower":
        last = claim.stated_on == last_of_part[_part(claim)]
        return f"part of the group; {'latest' if last else 'earlier'}"
    return "current" if claim.latest else STATUS[claim.outcome]


def _part(claim: Claim) -> tuple[str | None, ...]:
    """Return what makes two figures of one speaker count the same part of a group."""
    return *_series_and_day(claim)[:-1], claim.subgroup, str(claim.part_of_time)


def _followed_by(claim: Claim, following: Mapping[Any, Sequence[Claim]]) -> str | None:
    """Say what its speaker gave next: figure, who, day and id of each."""
    if claim.stood_until is None or claim.outcome != "superseded":
        return None
    then = following.get(_series_and_day(claim, claim.stood_until), ())
    others = unique_by((one for one in then if one.claim_id != claim.claim_id), _as_said)
    when = SAID_ON[given(claim.next_clock)].format(day_in_words(claim.stood_until))
    said = (f"{_as_said(one)}, {short_day(one)} [{one.claim_id}]" for one in others)
    return "; ".join(said) or when


def _as_said(claim: Claim) -> str:
    return f"{value_in_words(claim)} ({claim.claimant})"


def _beside(claim: Claim, latest: Sequence[Claim]) -> list[tuple[str, str]]:
    """Return the latest figures of other speakers on the same, each with whether the two may be compared, and why."""
    if claim.subgroup is not None or claim.part_of_time:
        return []
    others = [one for one in latest if one.speaker_id not in (claim.speaker_id, UNATTRIBUTED)]
    pairs = []
    for other in unique_by(others, lambda one: (value_in_words(one), one.speaker_id)):
        compared = compare(claim, other)
        apart = gap(claim, other) if compared.allowed else None
        said = (
            f"{value_in_words(other)} ({other.claimant}, {day_in_words(other.stated_on)}; {DEGREES[compared.degree]})"
        )
        ratio = f"yes: {apart.ratio} times as many" if apart else f"no: {', '.join(compared.reasons)}"
        pairs.append((said, f"{value_in_words(other)}: {ratio}"))
    return pairs


def _lines(rows: Sequence[Row]) -> list[str]:
    """Return the rows as lines of CSV, with a heading."""
    buffer = io.StringIO()
    # Every cell in quotation marks, so that none is divided where a spreadsheet takes semicolons too.
    writer = csv.writer(buffer, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    lines = []
    for cells in [list(rows[0]) if rows else [], *(map(text_cell, row.values()) for row in rows)]:
        writer.writerow(cells)
        lines.append(buffer.getvalue())
        buffer.seek(0)
        buffer.truncate()
    return lines


def text_cell(cell: str | None) -> str:
    """Return a cell as no spreadsheet takes it for a formula.

    >>> text_cell("=1+1"), text_cell("over 145"), text_cell(None)
    ("'=1+1", 'over 145', '')
    """
    text = cell or ""
    return f"'{text}" if text.startswith(FORMULA) else text


def _workbook(rows: Sequence[Row], title: str, day: str) -> bytes:
    """Return the rows as a workbook: days as days, numbers as numbers, all else as text; the same bytes every time."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.writer.excel import ExcelWriter

    book: Any = Workbook(write_only=True)
    book.properties.title, book.properties.creator = title, ""
    sheet = book.create_sheet("claims")
    sheet.freeze_panes = "B2"
    names = list(rows[0]) if rows else []
    for at, name in enumerate(names, start=1):
        longest = max(len(row[name] or "") for row in rows)
        sheet.column_dimensions[get_column_letter(at)].width = min(WIDEST, max(longest, len(name)) + 2)

    def made(name: str, text: str | None) -> Any:
        if text is None or text == "":
            return None
        if name in NUMBERS:
            return float(text)
        cell = WriteOnlyCell(sheet)
        if name in DAYS and is_day(text):
            cell.value, cell.number_format = date.fromisoformat(text), "yyyy-mm-dd"
        else:
            cell.value = text if len(text) <= MOST_OF_A_CELL else f"{text[: MOST_OF_A_CELL - 1]}…"
            cell.data_type = "s"  # a text that begins with "=" is no formula
        return cell

    heads = [WriteOnlyCell(sheet, name) for name in names]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    for row in rows:
        sheet.append([made(name, text) for name, text in row.items()])
    explained = book.create_sheet("columns")
    explained.column_dimensions["A"].width, explained.column_dimensions["B"].width = 26, 100
    for cells in (("column", "holds"), *COLUMNS.items()):
        explained.append(cells)
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(1, len(names)))}{len(rows) + 1}"
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        ExcelWriter(book, archive).save()
    files = unpack(written.getvalue())
    # The edition's day in place of every time of this build.
    files[PROPERTIES] = TIME.sub(rb"\g<1>" + f"{day}T00:00:00Z".encode(), files[PROPERTIES])
    return pack(files)
