"""Earlier violence: phases as documents date them, and yearly counts by publisher.

Each publisher's series stands alone: none is joined, filled or summed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from claimbook.analysis.claims import PHASE
from claimbook.components.chapter import Chapter, reads
from claimbook.components.charts import BarRow, Bars, Calendar, CalendarRow
from claimbook.components.elements import (
    Fragment,
    addressed,
    bullets,
    cited,
    fragment,
    in_print,
    link,
    listing,
    paragraph,
    publication,
    source_link,
    source_links,
)
from claimbook.components.figure import Figure, figure
from claimbook.components.page import Page, anchor
from claimbook.components.selections import measured, of_kind
from claimbook.components.tables import Column, table
from claimbook.ledger.records import Indicator, Report, columns, given, grouped_by
from claimbook.ledger.tables import Tables
from claimbook.ledger.vocabulary import EARLIER, NOT_STATED, YEARLY
from claimbook.ledger.wording import capital, count, source_name, value_in_words

NOT_FOUND = "no figure found"


def of_the_past(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """Keep earlier phases and episodes, and the yearly counts."""
    claims, reports = tables["claims"], tables["reports"]
    conflicts = of_kind("date-conflict")(tables, parameters)["findings"]
    phases = reports[reports["event_kind"] == PHASE]
    named = set(phases["report_id"])
    return {
        **tables,
        **measured(tables, tables["indicators"]["topic"] == YEARLY),
        "claims": claims[claims["event_kind"].isin(list(EARLIER))],
        "reports": phases,
        "findings": conflicts[conflicts["rows"].map(lambda rows: bool(named & set(rows.split(";")))).astype(bool)],
    }


CHAPTER = Chapter("history", of_the_past, shows=("reports", "claims", "indicators"))


@columns("start", "end")
def _span(report: Report) -> str:
    start = given(report.start)[:4]
    if report.end is None:
        return f"since {start}"
    end = report.end[:4]
    return start if end == start else f"{start}–{end}"


@columns(_span, source_link, publication, in_print, "report_id", "event", "value_text", "attribution")
def _phases_table(page: Page, reports: Sequence[Report]) -> Markup:
    rows = [
        (
            report.event,
            link(page.row_href(report), Markup("<time>{}</time>").format(_span(report))),
            in_print(report, report.value_text),
            capital(report.attribution or "the report itself"),
            source_link(page, report),
            publication(report),
        )
        for report in reports
    ]
    names = ("Phase", "Years", "In print", "According to", "Report", "Published")
    return table("Phases as each report dates them", [Column(name) for name in names], rows)


@reads(reports=[_phases_table, source_links, "event_id"])
def phases_figure(page: Page) -> Figure | Fragment:
    """Show when each phase began and ended, according to each document."""
    dated = [report for report in page.reports if report.start]
    if not dated:
        return fragment(paragraph("No report dates a phase."))
    by_event = grouped_by(dated, lambda report: report.event_id)
    first = {event: min(given(report.start) for report in own) for event, own in by_event.items()}
    reports = sorted(
        dated, key=lambda one: (first[one.event_id], one.event_id, given(one.start), one.known_on, one.report_id)
    )
    rows = [
        CalendarRow(
            panel=report.event,
            row_ids=report.report_id,
            text=f"{_span(report)}: {source_name(report)}",
            start=int(given(report.start)[:4]),
            # An open end is drawn up to the year of publication: the document cannot know later years.
            end=int((report.end or report.known_on)[:4]) + 1,
        )
        for report in reports
    ]
    return figure(
        page,
        "phases",
        title=_title(reports),
        subtitle="Years that each report gives for each phase",
        chart=Calendar(rows, "Bars on a calendar of years, one for each report and phase"),
        table=_phases_table(page, reports),
        rows=reports,
        note="An open end is drawn to the year of publication. What begins or ends a phase is its author’s judgement.",
    )


def _title(reports: Sequence[Report]) -> str:
    for event, own in grouped_by(reports, lambda report: report.event).items():
        starts = sorted({given(report.start)[:4] for report in own if report.end is None})
        if len(starts) > 1:
            return f"{event}: reports say it began between {starts[0]} and {starts[-1]}"
    several = len(reports) > len({report.event for report in reports})
    return "The reports agree on the years of every phase" if several else "One report dates each phase"


def _series(indicators: Sequence[Indicator]) -> dict[tuple[str, str], list[Indicator]]:
    """Return the yearly counts by measure and unit, each ordered by year."""
    ordered = sorted(
        indicators, key=lambda one: (one.measure, one.unit, one.years_end or 9999, one.known_on, one.indicator_id)
    )
    return grouped_by(ordered, lambda one: (one.measure, one.unit))


@reads(
    indicators=[
        value_in_words, source_link, "unit", "indicator_id", "has_page", "topic", "measure",
        "years_end", "known_on", "speaker", "notes",
    ],
    measures=["measure", "definition"],
)  # fmt: skip
def series_table(page: Page) -> Fragment:
    """List the yearly counts, each at its address, with what is counted."""
    definitions = {one.measure: one.definition for one in page.measures}
    rows = []
    for series in _series(page.indicators).values():
        for row in series:
            value = link(page.row_href(row), value_in_words(row))
            year = NOT_STATED if row.years_end is None else str(row.years_end)
            rows.append(
                (
                    addressed(anchor(row), value),
                    Markup("<time>{}</time>").format(year),
                    capital(row.measure),
                    cited(capital(row.speaker)),
                    source_link(page, row),
                    cited(row.notes) if row.notes else "",
                )
            )
    if not rows:
        return fragment(paragraph("The ledger has no yearly count."))
    names = ("Figure", "Year", "Counts", "By", "Published in", "Note")
    by_measure = grouped_by([row for own in _series(page.indicators).values() for row in own], lambda one: one.measure)
    counts = {name: listing(sorted({row.speaker for row in own})) for name, own in by_measure.items()}
    meant = bullets(
        Markup("{} ({}): {}").format(cited(capital(name)), cited(speaker), cited(definitions[name]))
        for name, speaker in counts.items()
    )
    counts_table = table("Yearly counts", [Column(name, numeric=name == "Figure") for name in names], rows)
    return fragment(meant, counts_table)


@reads(series_table, indicators=[source_links, value_in_words])
def series_figure(page: Page) -> Figure | Fragment:
    """Show the yearly counts, a panel for each organisation and measure."""
    indicators = [one for one in page.indicators if one.years_end is not None and one.value is not None]
    if not indicators:
        return series_table(page)
    rows = [row for (measure, _), series in _series(indicators).items() for row in _years_of(measure, series)]
    measures, counting = ({getattr(one, name) for one in indicators} for name in ("measure", "speaker"))
    return figure(
        page,
        "series",
        title=f"{len(measures)} series by {count(len(counting), 'organisation')}, each by its own definition",
        subtitle="Violence in a year, as each organisation counts it",
        chart=Bars(rows, "Bars, one for each year, in a panel for each series", "Number in a year", "Year"),
        table=series_table(page).html,
        rows=indicators,
        note="Each panel has its own definition, above the table. Series of different panels are never joined, "
        "averaged or summed. A year without a bar is one for which no figure was found, not one without deaths.",
    )


def _years_of(measure: str, series: Sequence[Indicator]) -> list[BarRow]:
    """Return a row for each year from first to last; several if a number was revised."""
    panel = str(capital(measure))
    ends = [given(row.years_end) for row in series]
    rows = []
    for year in range(min(ends), max(ends) + 1):
        of_year = [row for row in series if row.years_end == year]
        rows += [
            BarRow(
                panel,
                text=f"{year}, as of {row.known_on[:4]}" if len(of_year) > 1 else str(year),
                label=value_in_words(row),
                value=row.value,
                row_ids=row.indicator_id,
            )
            for row in of_year
        ] or [BarRow(panel, text=str(year), label=NOT_FOUND)]
    return rows
