"""Answer for every number in print: who gave it, of whom, on which day, and whether it was replaced."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from urllib.parse import quote

import pandas as pd

from claimbook.analysis.claims import SERIES_IN_FULL, UNATTRIBUTED
from claimbook.analysis.comparability import covered_in_words, has_window
from claimbook.analysis.findings.values import SUM_OF_ONE_SIDE
from claimbook.ledger.records import Claim, Finding, Indicator, Number, Valued, grouped_by, records_of
from claimbook.ledger.tables import Tables
from claimbook.ledger.vocabulary import PEOPLE_HARMED, SAID_ON
from claimbook.ledger.wording import (
    according_to,
    capital_text,
    count,
    counted,
    days_in_words,
    figure_in_words,
    followed,
    long_number_text,
    number_slug,
    source_name,
    value_in_words,
    years_in_words,
)

BACKGROUND = "background figure"


def numbers_table(tables: Tables, focus: str) -> pd.DataFrame:
    """Return every number in a claim, or in a background figure of a document read in full, smallest first.

    Figures cited only for comparison are listed under an existing number; they never
    create one. Columns: ``number_id, value, title``, the ``rows`` that contain it,
    what it counts (``printed_of``), of which ``events``, by which ``speakers``, in
    how many ``documents``, whether it ``has_page``, and the answer to what it is,
    ``says``, a line for each speaker and thing counted. The event ``focus`` comes
    first.
    """
    rows: dict[float, dict[str, Valued]] = {}
    valued: list[Valued] = [*records_of(tables["claims"], Claim), *records_of(tables["indicators"], Indicator)]
    for row in valued:
        for value in (row.value_low, row.value, row.value_high):
            if value is not None:
                row_id = row.claim_id if isinstance(row, Claim) else row.indicator_id
                rows.setdefault(value, {})[row_id] = row
    readers = {value for value, printing in rows.items() if any(map(_for_readers, printing.values()))}
    long = _long_series(row for row in valued if isinstance(row, Claim))
    sums = _sums(records_of(tables["findings"], Finding))
    records = [
        {
            "number_id": number_slug(value),
            "value": value,
            "title": f"The number {long_number_text(value)}",
            "rows": ";".join(sorted(printing)),
            "printed_of": "; ".join(sorted({_printed_of(row) for row in printing.values()})),
            "events": "; ".join(_events(printing.values(), focus)),
            "speakers": "; ".join(sorted({row.speaker for row in printing.values()})),
            "documents": len({row.source_id for row in printing.values()}),
            "has_page": _gains_a_page([*printing.values()], long),
            "says": "\n".join(dict.fromkeys(_says(printing.values(), focus, sums))),
        }
        for value, printing in sorted(rows.items())
        if value in readers
    ]
    texts = ("number_id", "title", "rows", "printed_of", "events", "speakers", "says")
    types = dict.fromkeys(texts, "str") | {"value": "float64", "documents": "int64", "has_page": "bool"}
    return pd.DataFrame(records, columns=list(types)).astype(types)


def address_of(number: Number) -> str:
    """Return the address of a number's page or, without one, of its claims in the register."""
    return (
        f"figures/{number.number_id}.html"
        if number.has_page
        else f"claims.html?search={quote(long_number_text(number.value))}"
    )


def _series(claim: Claim) -> tuple[str | None, ...]:
    return claim.speaker_id, claim.event_id, claim.measure, claim.group, claim.subgroup


def _long_series(claims: Iterable[Claim]) -> set[tuple[str | None, ...]]:
    """Return the series that are too long for a page for each number."""
    days: dict[tuple[str | None, ...], set[str]] = {}
    for claim in claims:
        days.setdefault(_series(claim), set()).add(claim.stated_on)
    return {series for series, of_series in days.items() if len(of_series) > SERIES_IN_FULL}


def _gains_a_page(rows: Collection[Valued], long: Collection[tuple[str | None, ...]]) -> bool:
    """Whether a number has more to say than a line of the register: in long series, only if speakers share it."""
    claims = [row for row in rows if isinstance(row, Claim)]
    speakers: dict[tuple[str, ...], set[str]] = {}
    for claim in claims:
        speakers.setdefault((claim.event_id, claim.measure, claim.group), set()).add(claim.speaker_id)
    shared = any(len(of_matter) > 1 for of_matter in speakers.values())
    return shared or len(claims) < len(rows) or not all(_series(claim) in long for claim in claims)


def _for_readers(row: Valued) -> bool:
    return isinstance(row, Claim) or row.role == "coded"


def _printed_of(row: Valued) -> str:
    return capital_text(counted(row) if isinstance(row, Claim) else row.measure)


def _events(rows: Iterable[Valued], focus: str) -> list[str]:
    """Return the events that a number is of, the one that the book is about first."""
    named = {(row.event_id != focus, row.event) for row in rows if isinstance(row, Claim)}
    return [event for _, event in sorted(named)] or [BACKGROUND.capitalize()]


def _sums(findings: Iterable[Finding]) -> dict[str, str]:
    """Return the sentences on totals that add up one side's figures, by the rows that they name."""
    return {row: one.sentence for one in findings if one.code == SUM_OF_ONE_SIDE for row in one.rows.split(";")}


def _says(rows: Collection[Valued], focus: str, sums: dict[str, str]) -> Iterator[str]:
    claims = sorted(
        (row for row in rows if isinstance(row, Claim) and row.status == "active"),
        key=lambda claim: (
            claim.event_id != focus,
            claim.measure not in PEOPLE_HARMED,  # hours and places after people
            not claim.is_whole,
            claim.stated_on,
            claim.speaker_id == UNATTRIBUTED,
            claim.qualifier != "exact",
            claim.claim_id,
        ),
    )
    if not claims and all(isinstance(row, Claim) for row in rows):
        yield "The editors have withdrawn every row with this number."
    # Reports of one announcement may word its bound differently: it is still one figure.
    words: dict[tuple[object, ...], str] = {}

    def what(one: Claim) -> tuple[object, ...]:
        number = (one.least, one.value_high, one.part_of_time, one.question_place)
        said, of_what = value_in_words(one), counted(one)
        said = words.setdefault((one.release_id, of_what, *number), said) if one.release_id else said
        return one.event_id, of_what, one.speaker_id, said, *number

    for same in grouped_by(claims, what).values():
        yield _said_of(same, focus, sums)
    for row in rows:
        if isinstance(row, Indicator):
            years = f"of {years_in_words(row)}" if row.years_start else "no year stated"
            named = row.stated_by != UNATTRIBUTED
            who = f"according to {row.speaker}" if named else f"printed by {source_name(row)}, which names no speaker"
            part = "" if row.population == "all" else f", {row.population} residents"
            yield f"{value_in_words(row)}, {row.measure} ({row.area_name}{part}), {who}: {years}."


def _of_one_period(claims: Sequence[Claim]) -> bool:
    """Whether figures for part of the time are one: of one day of statement, or all of the same printed days."""
    if len({one.stated_on for one in claims}) == 1:
        return True
    return len({(one.scope_start, one.scope_end) for one in claims}) == 1 and bool(claims[0].scope_start)


def _said_of(claims: Sequence[Claim], focus: str, sums: dict[str, str]) -> str:
    """Say in a sentence or two what claims of one speaker, event and group are.

    >>> army = Claim.of(
    ...     claim_id="gazette-rebels", source_id="gazette", publisher="Gazette", event_id="raid", event="Raid",
    ...     qualifier="exact", value_low=None, value=12.0, value_high=None, value_text="12", group="militants",
    ...     measure="killed", subgroup=None, people=None, speaker_id="army", speaker="the army", claimant="the army",
    ...     stated_on="2031-05-02", clock="release", stood_until="2031-05-04", next_clock="release", notes=None,
    ...     role="coded", part_of_time=False, question_place=None,
    ... )
    >>> _said_of([army], "raid", {})
    '12 militants killed, according to the army on 2 May 2031. The army gave another figure on 4 May 2031.'
    """
    first, last = claims[0], max(claims, key=lambda one: one.stated_on)
    # Of a total, not of its parts, which the same finding names.
    added_up = [sums[one.claim_id] for one in claims if one.group == "all" and one.claim_id in sums]
    claimants = list(dict.fromkeys(one.claimant for one in claims))
    who = claimants[0] if len(claimants) == 1 else first.speaker
    announced = sorted({one.stated_on for one in claims if one.clock == "release"})
    days = announced or [first.stated_on]
    if last.part_of_time and not _of_one_period(claims):
        days = sorted({one.stated_on for one in claims})
    what = figure_in_words(first) + (f" in {first.place}" if first.question_place else "")
    what += "" if first.event_id == focus else f" ({first.event})"
    when = SAID_ON["release" if announced else first.clock].format(days_in_words(days))
    if first.speaker_id == UNATTRIBUTED:
        when = f"announced {when}" if announced else when
        said = [f"{what}, according to {source_name(first)}, which names no speaker ({when})."]
    else:
        said = [f"{what}, {according_to(who, when, bool(announced))}."]
    documents = len({one.source_id for one in claims})
    if apart := len({one.stated_on for one in claims}) if last.part_of_time and not _of_one_period(claims) else 0:
        said.append(f"These are {count(apart, 'figure')}, each for part of the time.")
    elif documents > 1:
        said.append(f"{count(documents, 'report')} carry it.")
    if last.part_of_time:
        windows = {covered_in_words(one) for one in claims if has_window(one)}
        said += [] if apart else [f"It covers only {windows.pop() if len(windows) == 1 else 'part of the time'}."]
    elif last.stood_until and first.speaker_id != UNATTRIBUTED:
        said.append(f"{capital_text(followed(last))}.")
    # The note on a row is on one report: with several it would seem to be on all.
    note = [first.notes] if documents == 1 and first.notes and not added_up else []
    return " ".join([added_up[0]] if added_up else [capital_text(said[0]), *said[1:], *note])
