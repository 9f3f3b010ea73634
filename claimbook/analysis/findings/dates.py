"""Findings on dates, weekdays and periods that do not fit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations

import pandas as pd

from claimbook.analysis.claims import look_up
from claimbook.analysis.comparability import (
    COUNT_KINDS,
    WINDOW,
    Interval,
    disjoint,
    has_window,
    period_in_words,
    window_in_words,
)
from claimbook.analysis.findings.finding import (
    CONTRADICTION,
    TENSION,
    Finding,
    by_id,
    document,
    grouped,
    ids_of,
    in_order,
    joined,
    unique,
    within,
)
from claimbook.ledger.records import Claim, Report, Source, Statement, each_row, given
from claimbook.ledger.wording import day_in_words, figure_in_words, number_text, value_in_words

# Maximum error in days for each UCDP date-precision code.
DAYS_OFF = {1: 0, 2: 6, 3: 7, 4: 31, 5: 366}


def find_weekday_mismatch(reports: pd.DataFrame, sources: pd.DataFrame) -> Iterator[Finding]:
    """Find weekdays that do not match the calendar."""
    dates: tuple[tuple[pd.DataFrame, type[Report] | type[Source], str, str, str], ...] = (
        (reports, Report, "report_id", "start", "start_weekday"),
        (reports, Report, "report_id", "end", "end_weekday"),
        (sources, Source, "source_id", "published_on", "published_weekday"),
    )
    for frame, kind, key, day, weekday in dates:
        dated = frame[frame[day].notna() & frame[weekday].notna()]
        for row in each_row(dated[pd.to_datetime(dated[day]).dt.day_name() != dated[weekday]], kind):
            printed = getattr(row, day)
            calendar = f"{date.fromisoformat(printed):%A}"
            yield Finding(
                "weekday-mismatch",
                CONTRADICTION,
                (getattr(row, key),),
                f"{day_in_words(printed)} was a {calendar}",
                f"{document(row)} prints {getattr(row, weekday)} for {day_in_words(printed)}, which was a {calendar}.",
            )


def find_date_conflict(reports: pd.DataFrame) -> Iterator[Finding]:
    """Find reports of one event whose dates do not overlap, or that give different start dates.

    Dates are widened by their precision; for reports without an end the start dates
    are compared.
    """
    dated = reports[reports["start"].notna() & reports["date_prec"].notna()].sort_values(["start", "report_id"])
    ended = dated["end"].notna()
    for rows_of_kind, days_of, severity, words in (
        (dated[~ended], _beginning, TENSION, "give different starting dates"),
        (dated[ended], _span, CONTRADICTION, "give different dates"),
    ):
        for rows in grouped(rows_of_kind, Report, ["event_id"], ["start", "end"]):
            pairs = [pair for pair in combinations(rows, 2) if disjoint(*map(days_of, pair))]
            if not pairs:
                continue
            involved = unique([row for pair in pairs for row in pair], "report_id")
            parts = "; ".join(f"{document(row)}: {_days_in_words(row)}" for row in involved)
            yield Finding(
                "date-conflict",
                severity,
                ids_of(involved, "report_id"),
                parts,
                f"{involved[0].event}: these reports {words}. {parts}.",
            )


def _days_in_words(report: Report) -> str:
    return period_in_words(report.start, report.end) if report.end else str(report.value_text)


def find_window_mismatch(claims: pd.DataFrame) -> Iterator[Finding]:
    """Find parts outside the period of their whole, and announcements with different periods."""
    windowed = claims[claims[list(WINDOW)].notna().any(axis=1)]
    parts = windowed[windowed["part_of"].notna()]
    of_whole = look_up(parts["part_of"], windowed, "scope_start", "scope_end")
    parts = parts[(of_whole["scope_start"] > parts["scope_start"]) | (of_whole["scope_end"] < parts["scope_end"])]
    wholes = by_id(windowed, parts["part_of"])
    for row in each_row(parts, Claim):
        whole = wholes[given(row.part_of)]
        if not within(row, whole):
            yield Finding(
                "window-mismatch",
                CONTRADICTION,
                ids_of([row, whole]),
                f"{window_in_words(row)} is not within {window_in_words(whole)}",
                f"{document(row)} makes {value_in_words(row)} a part of {value_in_words(whole)}, "
                f"but the part is of {window_in_words(row)} and the whole of {window_in_words(whole)}.",
            )
    announced = windowed[windowed["release_id"].notna() & ~windowed["part_of_time"]]
    figure = ["release_id", "measure", "group", "subgroup"]
    for same in grouped(announced, Claim, figure, WINDOW):
        rows = in_order(same)
        if len({window_in_words(row) for row in rows}) > 1:
            yield Finding(
                "window-mismatch",
                TENSION,
                ids_of(rows),
                joined(f"{document(row)}: {window_in_words(row)}" for row in rows),
                f"{figure_in_words(rows[0])}, one announcement, is printed with different windows.",
            )
    said = claims["count_kind"] != "not_stated"
    numbered = claims[claims["release_id"].notna() & claims["value"].notna() & said]
    for same in grouped(numbered, Claim, [*figure, "value"], ["count_kind"]):
        rows = in_order(same, ["count_kind"])
        windows = {window_in_words(row) if has_window(row) else "" for row in rows}
        if len(windows) == 1 and "" not in windows:
            continue  # on its first day a total is that day's count
        yield Finding(
            "window-mismatch",
            TENSION,
            ids_of(rows),
            joined(f"{document(row)}: {COUNT_KINDS[row.count_kind]}" for row in rows),
            f"{figure_in_words(rows[0])}, one announcement, is printed as a running total and as "
            "the count of a part of the time.",
        )


def find_statement_window(statements: pd.DataFrame, claims: pd.DataFrame) -> Iterator[Finding]:
    """Find statements about a figure that give another length of time, or other dates, than the figure."""
    judging = statements[statements["about"].notna()]
    rows_by_id = by_id(claims, [named for about in judging["about"] for named in about.split(";")])
    for row in each_row(judging, Statement):
        for claim in (rows_by_id[named] for named in given(row.about).split(";") if named in rows_by_id):
            said, printed = _statement_window(row), window_in_words(claim) if has_window(claim) else ""
            hours = row.window_hours is not None and claim.scope_hours is not None
            days = row.window_start is not None and claim.scope_start is not None
            if (hours and row.window_hours != claim.scope_hours) or (days and said != printed):
                yield Finding(
                    "window-mismatch",
                    CONTRADICTION,
                    (claim.claim_id, row.statement_id),
                    f"{said} against {printed}",
                    f"{document(row)} calls {figure_in_words(claim)} “{row.value_text}”: "
                    f"those words mean {said}, but the figure covers {printed}.",
                )


def _statement_window(statement: Statement) -> str:
    parts = (
        [period_in_words(statement.window_start, statement.window_end)] if statement.window_start is not None else []
    )
    parts += [f"{number_text(statement.window_hours)} hours"] if statement.window_hours is not None else []
    return ", ".join(parts)


def _beginning(report: Report) -> Interval:
    """Return the days on which it can have begun; the coded day is the first of them."""
    start = date.fromisoformat(given(report.start))
    return float(start.toordinal()), float(start.toordinal() + DAYS_OFF[given(report.date_prec)])


def _span(report: Report) -> Interval:
    off = timedelta(days=DAYS_OFF[given(report.date_prec)])
    start, end = (date.fromisoformat(given(day)) for day in (report.start, report.end))
    return float((start - off).toordinal()), float((end + off).toordinal())
