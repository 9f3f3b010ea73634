"""The timeline: when each document says that something happened."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from claimbook.components.charts import day_chart
from claimbook.components.elements import (
    Fragment,
    claim_link,
    fragment,
    link,
    paragraph,
    publication,
    reported_days,
    source_link,
    time_tag,
)
from claimbook.components.figure import figure
from claimbook.components.page import Page
from claimbook.components.tables import Column, table
from claimbook.components.toll_rows import CITED, distinct_figures
from claimbook.ledger.records import known
from claimbook.ledger.vocabulary import DATE_PRECISION, EVENT_KINDS, NOT_STATED
from claimbook.ledger.wording import capital, counted, say_day, source_name

DATED_TO_THE_DAY = 1


def events_figure(page: Page) -> Fragment:
    """For each event, the days each document gives for it."""
    reports = page["reports"].sort_values(
        ["event_kind", "event_id", "start", "known_on", "report_id"], na_position="last"
    )
    rows = [
        {
            "panel": f"{EVENT_KINDS[report['event_kind']]}: {report['event']}",
            "text": f"{source_name(report)}, {_published(report)}{CITED if report['role'] == 'context' else ''}"
            + ("" if known(report["start"]) else ": no day printed"),
            "day": report["start"] if known(report["start"]) else None,
            # An open end is drawn to the day the document was published: it can't speak of later days.
            "until": (report["end"] if known(report["end"]) else report["known_on"])
            if known(report["start"])
            else None,
            "exact": bool(known(report["date_prec"]) and report["date_prec"] == DATED_TO_THE_DAY),
        }
        for _, report in reports.iterrows()
    ]
    data = pd.DataFrame(rows, columns=["panel", "text", "day", "until", "exact"]).assign(order=range(len(rows)))
    if data["day"].isna().all():
        return fragment(paragraph("No document that dates an event had been published by then."))
    described = "; ".join(
        f"{row.panel}, {row.text}" + (f": {say_day(row.day)} to {say_day(row.until)}" if known(row.day) else "")
        for row in data.itertuples()
    )
    return figure(
        page,
        "dates",
        title=_finding(reports),
        subtitle="Days that each document gives for each event",
        clock="by day of the event",
        charts=lambda width: day_chart(data, width),
        alternative=f"Bars from first to last day, one for each report. {described}. All days are in the table below.",
        table=reports_table(page, reports),
        rows=reports,
        note="Pale bars are not dated to the day. An open end is drawn to the day of publication.",
    )


def _published(report: Any) -> str:
    return say_day(report["published_on"]) if known(report["published_on"]) else "undated"


def _finding(reports: pd.DataFrame) -> str:
    exact = reports[(reports["date_prec"] == DATED_TO_THE_DAY) & reports["start"].notna()]
    starts = exact.groupby("event", sort=False)["start"].agg(["nunique", "min", "max"])
    differing = starts[starts["nunique"] > 1]
    if differing.empty:
        return "The documents agree on the first day of every event"
    event, row = differing.index[0], differing.iloc[0]
    return f"{event}: the first day is given as {say_day(row['min'])} or {say_day(row['max'])}"


def reports_table(page: Page, reports: pd.DataFrame) -> Markup:
    """Reports of dates in rows."""
    rows = [
        (
            report["event"],
            EVENT_KINDS[report["event_kind"]],
            link(page.row_href(report, "report_id"), reported_days(report)),
            capital(DATE_PRECISION[int(report["date_prec"])]) if known(report["date_prec"]) else NOT_STATED,
            report["attribution"] if known(report["attribution"]) else "the document itself",
            source_link(page, report),
            publication(report),
        )
        for _, report in reports.iterrows()
    ]
    columns = ("Event", "Kind", "Days", "Precision", "According to", "Document", "Published")
    filters = ("Event", "Kind", "Document")
    return table("Dates as each document gives them", [Column(name) for name in columns], rows, filters=filters)


def _of_whom(claim: Any) -> str:
    return f"{counted(claim)} (of a part of the time)" if claim["count_kind"] == "increment" else counted(claim)


def announcements_table(page: Page) -> Fragment:
    """The days on which a running count was announced, with what was announced of whom."""
    claims = page["claims"]
    claims = claims[(claims["measure"] == "killed") & claims["subgroup"].isna() & claims["restates"].isna()]
    rows = []
    for (day, _), of_day in claims.sort_values(["stated_on", "speaker"]).groupby(["stated_on", "speaker"], sort=False):
        ordered = distinct_figures(of_day).sort_values(["group", "value"])
        figures = [Markup("{} {}").format(claim_link(page, one), _of_whom(one)) for _, one in ordered.iterrows()]
        documents = [source_link(page, one) for _, one in of_day.drop_duplicates("source_id").iterrows()]
        rows.append(
            (time_tag(day), of_day.iloc[0]["speaker"], Markup("; ").join(figures), Markup("; ").join(documents))
        )
    if not rows:
        return fragment(paragraph("No announcement is known by its day."))
    columns = [Column(name) for name in ("Announced", "Speaker", "Figures", "Carried by")]
    return fragment(table("Announcements of running counts", columns, rows, filters=("Speaker",)))
