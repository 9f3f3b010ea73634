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
from claimbook.analysis.claims import OUTCOMES, UNATTRIBUTED
from claimbook.analysis.comparability import DEGREES, INFINITY, compare, gap, interval_of
from claimbook.components.citations import sentence
from claimbook.components.tables import VERIFICATION_CELLS
from claimbook.ledger.records import Claim, Source, grouped_by, records_of, unique_by
from claimbook.ledger.vocabulary import BASES, CAUSES, EARLIER, NOT_STATED
from claimbook.ledger.wording import counted, day_in_words, figure_in_words, number_text, source_name, value_in_words
from claimbook.publish.edition import Edition

NAME = "claims-readable"
# What dates a statement, in words.
DATED_BY = {"release": "announcement", "publication": "publication", "earliest": "earliest possible publication"}
QUALIFIERS = {
    "exact": "no bound in print",
    "at_least": "at least",
    "more_than": "over",
    "up_to": "up to",
    "about": "about",
    "range": "a range",
    "unquantified": "no number in print",
}
# A spreadsheet takes cells that begin so for formulas.
FORMULA = ("=", "+", "-", "@")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
# Columns that hold days and numbers; all others are text, whatever they look like.
DAYS = ("said_on", "covers_from", "covers_to", "published_on")
NUMBERS = ("lowest", "highest", "paragraph")
WIDEST = 60  # characters of a column in the workbook
BREAKS = re.compile(r"[\r\n\t]+")
Row = Mapping[str, str | None]


def write_readable(edition: Edition) -> None:
    """Write ``data/claims-readable.csv`` and ``.xlsx``, and ``claims-readable.js`` for downloads of chosen rows."""
    # One line to a cell, whatever the note.
    rows = [{name: cell and BREAKS.sub(" ", cell) for name, cell in row.items()} for row in _rows(edition)]
    # With the mark of UTF-8, without which some spreadsheets misread every letter with an accent.
    edition.write(f"data/{NAME}.csv", "\ufeff" + "".join(_lines(rows)))
    head, *lines = _lines(rows)
    by_claim = {row["claim_id"]: line for row, line in zip(rows, lines, strict=True)}
    content = json.dumps({"head": head, "rows": by_claim}, ensure_ascii=False, separators=(",", ":"))
    edition.write(f"{NAME}.js", f"window.claimbookReadable = {content};\n")
    (edition.folder / f"data/{NAME}.xlsx").write_bytes(_workbook(rows, edition.title, edition.as_of))


def _rows(edition: Edition) -> Iterator[Row]:
    sources = {source.source_id: source for source in records_of(edition.tables["sources"], Source)}
    claims = records_of(edition.tables["claims"], Claim)
    on_one_subject = grouped_by((one for one in claims if one.latest), lambda one: one.subject_id)
    following = grouped_by((one for one in claims if one.is_whole and one.status == "active"), _series_and_day)
    for claim in claims:
        source, interval = sources[claim.source_id], interval_of(claim)
        yield {
            "figure": figure_in_words(claim),
            "lowest": number_text(interval[0]) if interval else None,
            "highest": number_text(interval[1]) if interval and interval[1] != INFINITY else None,
            "qualifier": "; ".join(QUALIFIERS[code] for code in claim.qualifier.split(";")),
            "counted": counted(claim),
            "who_said_it": claim.claimant,
            "through_whom": claim.relay,
            "counts_as": claim.speaker,
            "said_on": claim.stated_on,
            "day_known_from": DATED_BY[claim.clock],
            "covers_from": claim.scope_start,
            "covers_to": claim.scope_end,
            "place": claim.place,
            "event": claim.event,
            "earlier_event": "yes" if claim.event_kind in EARLIER else "no",
            "done_by": claim.perpetrator,
            "done_in": CAUSES[claim.cause] if claim.cause else None,
            "rests_on": BASES[claim.basis] if claim.basis else NOT_STATED,
            "verified": VERIFICATION_CELLS[claim.verification],
            "current_or_replaced": _standing(claim, following),
            "who_counts_whom": ANSWERS["counts"][claim.counts],
            "number_from_outside": ANSWERS["outside"][claim.outside],
            "contradicted": ANSWERS["contradicted"][claim.contradicted],
            "beside_others": "; ".join(_beside(claim, on_one_subject.get(claim.subject_id, ()))),
            "publisher": source_name(claim),
            "title": source.title,
            "published_on": claim.published_on,
            "address": source.url,
            "archived_address": source.archive_url,
            # In quotation marks: "10-12" alone becomes a day, "1,25,000" another number.
            "in_print": f"“{claim.value_text}”",
            "paragraph": None if claim.paragraph is None else str(claim.paragraph),
            "note": claim.notes,
            "claim_id": claim.claim_id,
            "permanent_address": f"{edition.address}{edition.front.row_href(claim)}",
            "citation": sentence(claim),
        }


def _series_and_day(claim: Claim, day: str | None = None) -> tuple[str | None, ...]:
    question = claim.event_id, claim.question_place, claim.measure, claim.group, claim.people_of
    return claim.speaker_id, *question, day or claim.stated_on


def _standing(claim: Claim, following: Mapping[Any, Sequence[Claim]]) -> str:
    """Say whether a figure is its speaker's latest or, if not, why, and what it gave next."""
    if claim.latest:
        return f"the latest figure of its speaker; {OUTCOMES[claim.outcome]}"
    said = OUTCOMES[claim.outcome]
    if claim.outcome != "superseded" or claim.stood_until is None:
        return said
    then = following.get(_series_and_day(claim, claim.stood_until), ())
    figures = dict.fromkeys(value_in_words(one) for one in then if one.claim_id != claim.claim_id)
    when = f", stated {day_in_words(claim.stood_until)}"
    return f"{said}: {' and '.join(figures)}{when}" if figures else f"{said}{when}"


def _beside(claim: Claim, latest: Sequence[Claim]) -> Iterator[str]:
    """Yield the latest figures of other speakers on the same subject, and how far they count the same."""
    if claim.subgroup is not None or claim.part_of_time:
        return
    others = [one for one in latest if one.speaker_id not in (claim.speaker_id, UNATTRIBUTED)]
    for other in unique_by(others, lambda one: (value_in_words(one), one.speaker_id)):
        compared = compare(claim, other)
        apart = gap(claim, other) if compared.allowed else None
        ratio = f", {apart.ratio} times as many" if apart else ""
        said = f"{other.claimant}, {day_in_words(other.stated_on)}; {DEGREES[compared.degree]}{ratio}"
        yield f"{value_in_words(other)} ({said})"


def _lines(rows: Sequence[Row]) -> list[str]:
    """Return the rows as lines of CSV, with a heading."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    lines = []
    for cells in [list(rows[0]) if rows else [], *(map(_cell, row.values()) for row in rows)]:
        writer.writerow(cells)
        lines.append(buffer.getvalue())
        buffer.seek(0)
        buffer.truncate()
    return lines


def _cell(cell: str | None) -> str:
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
        if name in DAYS and DAY.fullmatch(text):
            cell.value, cell.number_format = date.fromisoformat(text), "yyyy-mm-dd"
        else:
            cell.value = text
            cell.data_type = "s"  # a text that begins with "=" is no formula
        return cell

    heads = [WriteOnlyCell(sheet, name) for name in names]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    for row in rows:
        sheet.append([made(name, text) for name, text in row.items()])
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(1, len(names)))}{len(rows) + 1}"
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        ExcelWriter(book, archive).save()
    return _without_times(written, day)


TIME = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def _without_times(written: io.BytesIO, day: str) -> bytes:
    """Return a workbook with the edition's day in place of every time of this build."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(written) as archive, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as again:
        for name in archive.namelist():
            content = archive.read(name)
            if name == "docProps/core.xml":
                content = TIME.sub(rb"\g<1>" + f"{day}T00:00:00Z".encode(), content)
            again.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
