"""Timeline: when each document says that something happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import htpy as h
from markupsafe import Markup

from claimbook.analysis.comparability import WINDOW, has_window, window_in_words
from claimbook.components.chapter import Chapter, reads
from claimbook.components.charts import DayRow, Days
from claimbook.components.elements import (
    NO_FIGURE,
    Fragment,
    cited,
    claim_link,
    fragment,
    lead,
    link,
    listing,
    paragraph,
    publication,
    reported_days,
    source_link,
    source_links,
    time_tag,
    with_lead,
)
from claimbook.components.figure import Figure, figure
from claimbook.components.page import Page
from claimbook.components.selections import in_turn, of_kind, without_history
from claimbook.components.tables import Column, claims_table, table
from claimbook.components.toll_rows import CITED, distinct_values, moment, shown_groups
from claimbook.ledger.records import Claim, Report, blanks_last, columns, given, grouped_by, unique_by
from claimbook.ledger.tables import Tables
from claimbook.ledger.vocabulary import DATE_PRECISION, EVENT_KINDS, GROUPS, NOT_STATED, side_rank
from claimbook.ledger.wording import capital, capital_text, count, counted, day_in_words, source_name, value_in_words

DATED_TO_THE_DAY = 1


def announced(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """Keep only claims of people killed whose announcement is dated."""
    claims = tables["claims"]
    return {**tables, "claims": claims[(claims["clock"] == "release") & (claims["measure"] == "killed")]}


FINDINGS = ("date-conflict", "weekday-mismatch", "who-began")


def without_phases(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """Leave out conflicts of dates that no shown report takes part in: those of earlier phases."""
    findings, shown = tables["findings"], set(tables["reports"]["report_id"])
    here = findings["rows"].map(lambda rows: bool(shown & set(rows.split(";")))).astype(bool)
    return {**tables, "findings": findings[here | (findings["code"] != "date-conflict")]}


CHAPTER = Chapter("timeline", in_turn(without_history, announced, of_kind(*FINDINGS), without_phases))


@columns("report_id", "event", "event_kind", "date_prec", "attribution", reported_days, source_link, publication)
def reports_table(page: Page, reports: Sequence[Report]) -> Markup:
    """List reports of dates."""
    rows = [
        (
            report.event,
            EVENT_KINDS[report.event_kind],
            link(page.row_href(report), reported_days(report)),
            capital(DATE_PRECISION[report.date_prec]) if report.date_prec is not None else NOT_STATED,
            capital(report.attribution or "the report itself"),
            source_link(page, report),
            publication(report),
        )
        for report in reports
    ]
    columns = ("Event", "Kind", "Days", "Precision", "According to", "Report", "Published")
    filters = ("Event", "Kind", "Report")
    return table("Dates as each report gives them", [Column(name) for name in columns], rows, filters=filters)


@columns("event_kind", "event_id", "start", "known_on", "report_id")
def _in_order(reports: Iterable[Report]) -> list[Report]:
    """Sort reports by event, the earliest event first, then by the day that they give."""
    by_event = grouped_by(reports, lambda one: one.event_id)
    first = {event: min(one.start or "9" for one in own) for event, own in by_event.items()}
    return sorted(
        (one for own in by_event.values() for one in own),
        key=lambda one: (first[one.event_id], one.event_id, *blanks_last(one.start, one.known_on, one.report_id)),
    )


@columns(source_link, "attribution")
def _told_by(page: Page, report: Report) -> Markup:
    """Return a report, with whom it cites."""
    citing = Markup(" <small>(citing {})</small>").format(report.attribution) if report.attribution else ""
    return Markup("{}{}").format(source_link(page, report), citing)


@reads(reports=[_in_order, _told_by, "event", "date_prec", "start"])
def when_it_began(page: Page) -> Fragment:
    """Say for how many events reports give different first days; list these days, each with its reports."""
    dated = [report for report in _in_order(page.reports) if _is_exact(report)]
    days_of = {
        event: grouped_by(own, lambda report: given(report.start))
        for event, own in grouped_by(dated, lambda report: report.event).items()
    }
    differing = {event: by_day for event, by_day in days_of.items() if len(by_day) > 1}
    if not dated:
        return with_lead(lead("No report in this ledger gives the first day of an event."))
    if not differing:
        return with_lead(lead("No two reports give different first days of an event."))
    lines = [
        h.li[
            cited(event),
            ": ",
            Markup("; ").join(
                Markup("{} in {}").format(time_tag(day), listing([_told_by(page, one) for one in same]))
                for day, same in by_day.items()
            ),
            ".",
        ]
        for event, by_day in differing.items()
    ]
    events = count(len(days_of), "dated event")
    return with_lead(
        lead(Markup("For {}, reports give different first days.").format(cited(f"{len(differing)} of {events}"))),
        Markup(h.ul[lines]),
    )


@reads(reports=[reports_table, source_links, "event_id", "role"])
def events_figure(page: Page) -> Figure | Fragment:
    """Show for each event the dates that each document gives."""
    reports = _in_order(page.reports)
    rows = [_row(report) for report in reports]
    if not any(row.day for row in rows):
        return fragment()  # the first sentence says it
    return figure(
        page,
        "dates",
        title=_title(reports),
        subtitle="Days that each report gives for each event",
        chart=Days(rows, "Bars from first to last day, one for each report"),
        table=reports_table(page, reports),
        rows=reports,
        note="Faint bars: not dated to the day, or no last day is given; without one, the bar runs to the day of "
        "publication.",
    )


def _row(report: Report) -> DayRow:
    published = day_in_words(report.published_on) if report.published_on else "undated"
    text = f"{source_name(report)}, {published}{CITED if report.role == 'context' else ''}"
    return DayRow(
        panel=report.event,
        text=text if report.start else f"{text}: no day given",
        day=report.start,
        # An open end is drawn up to the day of publication: the document cannot know later days.
        until=(report.end or report.known_on) if report.start else None,
        exact=report.date_prec == DATED_TO_THE_DAY and report.end is not None,
        row_ids=report.report_id,
    )


def _is_exact(report: Report) -> bool:
    """Whether a report dates the first day."""
    return report.date_prec == DATED_TO_THE_DAY and report.start is not None


def _title(reports: Sequence[Report]) -> str:
    exact = [report for report in reports if _is_exact(report)]
    for event, own in grouped_by(exact, lambda report: report.event).items():
        starts = [given(report.start) for report in own]
        if min(starts) != max(starts):
            return f"{event}: the first day is given as {day_in_words(min(starts))} or {day_in_words(max(starts))}"
    if not exact:
        return "No report gives the first day of an event"
    events = len({report.event for report in exact})
    if len(exact) == events:
        return f"{count(events, 'event')} dated, each by one report"
    return "The reports agree on the first day of every event that they date"


@columns("value", "part_of_time", "subgroup", claim_link)
def _in_cell(page: Page, claims: Sequence[Claim]) -> Markup:
    """Return the figures of one group in an announcement, each once."""
    shown = sorted(distinct_values(claims), key=lambda claim: (claim.part_of_time, *blanks_last(claim.value)))
    return Markup(", ").join(Markup("{}{}").format(claim_link(page, one), _limit(one)) for one in shown)


@columns("part_of_time", "subgroup")
def _limit(claim: Claim) -> Markup:
    """Return what a figure leaves out, in brackets; blank for a whole count."""
    if claim.part_of_time:
        return Markup(" (for part of the time)")
    return Markup(" ({} only)").format(cited(claim.subgroup)) if claim.subgroup else Markup("")


@columns(source_link, "published_on", "stated_on")
def _carried(page: Page, claim: Claim) -> Markup:
    """Return a document, and how many days after the announcement it was published."""
    if claim.published_on is None:
        return Markup("{} (undated)").format(source_link(page, claim))
    days = (date.fromisoformat(claim.published_on) - date.fromisoformat(claim.stated_on)).days
    later = Markup(" ({} later)").format(count(days, "day")) if days > 0 else ""
    return Markup("{}{}").format(source_link(page, claim), later)


@columns("counts", "is_whole", "least", "restates")
def _totals_announced(claims: Iterable[Claim]) -> list[Claim]:
    """Return the sides' totals of each other's dead or, if there are none, every total."""
    wholes = [claim for claim in claims if claim.is_whole and claim.least is not None and not claim.restates]
    return [claim for claim in wholes if claim.counts == "enemy"] or wholes


@columns(*WINDOW, "claim_id", "stated_on", value_in_words, counted, "speaker")
def _covering(page: Page, announced: Sequence[Claim]) -> Iterator[DayRow]:
    """Return a row for each period that reports give for one announced total, or one row without days."""
    windowed = unique_by([claim for claim in announced if has_window(claim)], window_in_words)
    for claim in windowed or announced[:1]:
        dates = ""
        if not has_window(claim):
            dates = ": no dates given"
        elif claim.scope_start is None:
            dates = f": {window_in_words(claim)}, no first day given"
        yield DayRow(
            panel=f"{capital_text(counted(claim))}, according to {claim.speaker}",
            text=f"{value_in_words(claim)}, announced {day_in_words(claim.stated_on)}{dates}",
            day=claim.scope_start,
            until=(claim.scope_end or claim.stated_on) if claim.scope_start else None,
            exact=claim.scope_end is not None,
            row_ids=claim.claim_id,
        )


@columns(counted, "release_id", "value", "value_low", "value_high")
def _announced_total(claim: Claim) -> tuple[object, ...]:
    """Return what tells an announced total from others, however its reports bound it."""
    return claim.release_id, counted(claim), claim.value, claim.value_low, claim.value_high


# Of announced totals, on a chart.
MOST_DRAWN = 40


@reads(
    claims=[
        _totals_announced,
        _announced_total,
        _covering,
        claims_table,
        moment,
        "side",
        "group",
        "qualifier",
        "counts",
    ]
)
def covered_days_figure(page: Page) -> Figure | Fragment:
    """Draw for each announced total the days that it covers, as far as a report gives them."""

    def place(claim: Claim) -> tuple[object, ...]:
        return side_rank(claim.side), claim.group, *moment(claim), claim.qualifier != "exact", claim.claim_id

    claims = sorted(_totals_announced(page.claims), key=place)
    totals = grouped_by(claims, _announced_total)
    latest = {*sorted(totals, key=lambda one: moment(totals[one][0]))[-MOST_DRAWN:]}
    shown = [announced for total, announced in totals.items() if total in latest]
    left_out = f" Only the latest {MOST_DRAWN} are shown." if len(totals) > len(shown) else ""
    # Reports that name no speaker may date an announcement, too.
    carrying = [claim for claim in page.claims if claim.release_id and claim.least is not None and not claim.restates]
    carried = grouped_by(carrying, _announced_total)
    shown = [carried.get(_announced_total(own[0]), own) for own in shown]
    rows = [row for own in shown for row in _covering(page, own)]
    if not any(row.day for row in rows):
        return fragment(paragraph("No report says which days an announced total covers."))
    of_others = " of another side’s dead" if {claim.counts for claim in claims} == {"enemy"} else ""
    dated = [total for total, own in totals.items() if any(claim.scope_start for claim in carried.get(total, own))]
    return figure(
        page,
        "days-covered",
        title=f"Reports give the first day for {len(dated)} of {count(len(totals), 'announced total')}{of_others}",
        subtitle="Days that each announced total covers, as far as a report gives them",
        chart=Days(rows, "Bars from first to last day, one for each announced total"),
        table=claims_table(page, "Announced totals and what they cover", [one for own in shown for one in own]),
        rows=[one for own in shown for one in own],
        note="Faint bars: no last day is given; the bar runs to the day of the announcement. A number of hours "
        f"without a day can’t be drawn.{left_out}",
    )


@reads(
    claims=[
        _in_cell, _carried, distinct_values, moment, shown_groups, "restates", "subgroup", "release_id", "speaker",
        "group", "source_id", "own_losses",
    ]
)  # fmt: skip
def announcements_table(page: Page) -> Fragment:
    """List the announcements in their order, with the figures of each and the documents that carry it."""
    # Of parts of a group only a side's own people, which it may count in no other way.
    whole_or_own = (claim for claim in page.claims if claim.subgroup is None or claim.own_losses)
    claims = [claim for claim in whole_or_own if claim.restates is None]
    ordered = sorted(claims, key=lambda claim: (*moment(claim), claim.speaker, claim.source_id))
    groups, rows = shown_groups(page), []
    for announced in grouped_by(ordered, lambda claim: claim.release_id).values():
        first = announced[0]
        cells = [_in_cell(page, [claim for claim in announced if claim.group == group]) for group in groups]
        documents = [_carried(page, one) for one in unique_by(announced, lambda claim: claim.source_id)]
        rows.append(
            (
                time_tag(first.stated_on),
                capital(first.speaker),
                *(cell or NO_FIGURE for cell in cells),
                Markup("; ").join(documents),
            )
        )
    if not rows:
        return fragment(paragraph("No announcement is known by its day."))
    names = [
        "Announced",
        "Speaker",
        *(f"{capital_text(GROUPS[group])} killed" for group in groups),
        "Carried by",
    ]
    return fragment(
        table("Announcements, one after the other", [Column(name) for name in names], rows, filters=("Speaker",))
    )
