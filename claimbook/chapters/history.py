"""What went before: phases as documents date them, and series of years by publisher.

Takes the page's reports and yearly figures, gives charts in which each
publisher stays by itself. Joins no series, fills no gap, sums nothing.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from claimbook.components.charts import series_chart, vintage_chart
from claimbook.components.elements import (
    Fragment,
    addressed,
    cited,
    fragment,
    link,
    paragraph,
    publication,
    small,
    source_link,
)
from claimbook.components.figure import figure
from claimbook.components.page import Page, anchor
from claimbook.components.tables import Column, table
from claimbook.ledger.records import known
from claimbook.ledger.vocabulary import NOT_STATED
from claimbook.ledger.wording import capital, count, figure_text, source_name

NOT_FOUND = "no figure found"


def phases_figure(page: Page) -> Fragment:
    """From when to when each phase lasted, as each document says."""
    reports = page["reports"][page["reports"]["start"].notna()]
    if reports.empty:
        return fragment(paragraph("No document that dates a phase had been published by then."))
    first = reports.groupby("event_id")["start"].transform("min")
    reports = reports.assign(first=first).sort_values(["first", "event_id", "start", "known_on", "report_id"])
    rows = [
        {
            "panel": report["event"],
            "text": f"{_span(report)}: {source_name(report)}",
            "short": _span(report),
            "start": _year(report["start"]),
            # An open end is drawn to the year of publication: it can't speak of later ones.
            "end": _year(report["end"] if known(report["end"]) else report["known_on"]) + 1,
            "published": None,
            "quoted": None,
        }
        for _, report in reports.iterrows()
    ]
    data = pd.DataFrame(rows).assign(order=range(len(rows)))
    described = "; ".join(f"{row['panel']}, {row['text']}" for row in rows)
    return figure(
        page,
        "phases",
        title=_title(reports),
        subtitle="Years that each document gives for each phase",
        clock="by year of the phase",
        charts=lambda width: vintage_chart(data if width == "wide" else data.assign(text=data["short"]), width),
        alternative=f"Bars on a calendar of years, one for each document and phase. {described}. "
        "All years are in the table below.",
        table=_phases_table(page, reports),
        rows=reports,
        note="An open end is drawn to the year of publication. What begins or ends a phase is its author’s judgement.",
    )


def _year(day: str) -> int:
    return int(day[:4])


def _span(report: Any) -> str:
    start = str(_year(report["start"]))
    if not known(report["end"]):
        return f"since {start}"
    end = str(_year(report["end"]))
    return start if end == start else f"{start}–{end}"


def _title(reports: pd.DataFrame) -> str:
    for event, rows in reports.groupby("event", sort=False):
        open_ended = rows[rows["end"].isna()]
        starts = sorted({_year(day) for day in open_ended["start"]})
        if len(starts) > 1:
            return f"{event}: documents let it begin between {starts[0]} and {starts[-1]}"
    return "The documents agree on the years of every phase"


def _phases_table(page: Page, reports: pd.DataFrame) -> Markup:
    rows = [
        (
            report["event"],
            link(page.row_href(report, "report_id"), Markup("<time>{}</time>").format(_span(report))),
            Markup("<q>{}</q>").format(report["value_text"]),
            report["attribution"] if known(report["attribution"]) else "the document itself",
            source_link(page, report),
            publication(report),
        )
        for _, report in reports.iterrows()
    ]
    names = ("Phase", "Years", "In print", "According to", "Document", "Published")
    return table("Phases as each document dates them", [Column(name) for name in names], rows)


def series_figure(page: Page) -> Fragment:
    """Yearly counts, a panel for each publisher and each thing that it counts."""
    every = page["indicators"]
    indicators = every[every["years_end"].notna() & every["value"].notna()]
    if indicators.empty:
        return fragment(paragraph("No yearly count had been published by then."))
    rows = [row for (measure, _), series in _series(indicators) for row in _years_of(str(measure), series)]
    data = pd.DataFrame(rows).assign(order=range(len(rows)))
    data["value"] = data["value"].astype("Float64")
    described = "; ".join(f"{row['panel']}, {row['text']}: {row['label']}" for row in rows if row["value"] is not None)
    publishers = indicators["speaker"].nunique()
    return figure(
        page,
        "series",
        title=f"{indicators['measure'].nunique()} series by {count(publishers, 'maker')}, each by its own definition",
        subtitle="Violence in a year, as each publisher counts it",
        clock="by year",
        charts=lambda width: series_chart(data, width),
        alternative=f"Bars, one for each year, in a panel for each series. {described}. "
        "All figures are in the table below.",
        table=series_table(page, addresses=False).html,
        rows=indicators,
        note="Each panel has its own definition, in the table. Series of different panels are never joined, averaged "
        "or summed. A year without a bar is one for which no figure was found, not one without deaths.",
    )


def _series(indicators: pd.DataFrame) -> Any:
    ordered = indicators.sort_values(["measure", "years_end", "known_on", "indicator_id"])
    return ordered.groupby(["measure", "unit"], sort=True)


def _years_of(measure: str, series: pd.DataFrame) -> list[dict[str, Any]]:
    """A row for each year from the first to the last; more than one where a figure was revised."""
    rows = []
    for year in range(int(series["years_end"].min()), int(series["years_end"].max()) + 1):
        of_year = series[series["years_end"] == year]
        empty: dict[str, Any] = {"panel": capital(measure), "text": str(year), "value": None, "label": NOT_FOUND}
        rows += [
            {
                **empty,
                "text": f"{year}, as of {row['known_on'][:4]}" if len(of_year) > 1 else str(year),
                "value": float(row["value"]),
                "label": figure_text(row),
            }
            for _, row in of_year.iterrows()
        ] or [empty]
    return rows


def series_table(page: Page, addresses: bool = True) -> Fragment:
    """The yearly counts, each at its address, with what is counted."""
    definitions = dict(zip(page["measures"]["measure"], page["measures"]["definition"], strict=True))
    rows = []
    for _, series in _series(page["indicators"]):
        for _, row in series.iterrows():
            number = link(page.row_href(row, "indicator_id"), figure_text(row))
            if addresses:
                number = addressed(anchor(row, "indicator_id"), number)
            year = str(int(row["years_end"])) if known(row["years_end"]) else NOT_STATED
            rows.append(
                (
                    number,
                    Markup("<time>{}</time>").format(year),
                    Markup("{} {}").format(capital(row["measure"]), small(definitions[row["measure"]])),
                    cited(row["speaker"]),
                    source_link(page, row),
                    cited(row["notes"]) if known(row["notes"]) else "",
                )
            )
    if not rows:
        return fragment(paragraph("No yearly count had been published by then."))
    names = ("Figure", "Year", "Counts", "By", "Published in", "Note")
    return fragment(table("Yearly counts", [Column(name, numeric=name == "Figure") for name in names], rows))
