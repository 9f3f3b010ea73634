"""How counts of people killed rose: a chart that several chapters show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from markupsafe import Markup

from claimbook.analysis.comparability import days_differ, has_window, window_in_words
from claimbook.components.chapter import reads
from claimbook.components.charts import ReleaseRow, Releases
from claimbook.components.elements import Fragment, cited, fragment, paragraph, short_day
from claimbook.components.figure import Figure, figure
from claimbook.components.page import Page
from claimbook.components.tables import claims_table
from claimbook.components.toll_rows import (
    chart_key,
    compared,
    distinct_values,
    last_of_day,
    latest_of,
    panel_name,
    tolls_of,
)
from claimbook.ledger.records import Claim, blanks_last, columns, given, grouped_by
from claimbook.ledger.wording import capital_text, source_name, speaker_path, value_in_words

# Days of a series that are all drawn; of a longer one, one in each week or month.
MOST_STEPS = 62


@columns(
    tolls_of,
    latest_of,
    last_of_day,
    days_differ,
    distinct_values,
    value_in_words,
    speaker_path,
    short_day,
    source_name,
    "scope_start",
    "scope_end",
    "scope_hours",
    "speaker",
    "side",
    "least",
    "value_high",
)
def _steps(page: Page, side: Claim, group: str) -> list[ReleaseRow]:
    """Return a side's last total of each day on which it announced one, and other latest figures of it."""
    announced = [claim for claim in tolls_of(page, side, group) if claim.clock == "release"]
    days = grouped_by(announced, lambda claim: claim.stated_on)
    days = {day: days[day] for day in _drawn_days(sorted(days))}
    drawn = [last_of_day(days[day]) for day in sorted(days)]
    apart = [
        claim
        for claim in distinct_values(latest_of(page, side, group))
        if claim.least is not None and claim.least not in {one.least for one in drawn}
    ]
    rows = []
    for number, claim in enumerate([*drawn, *apart]):
        before = drawn[number - 1] if 0 < number < len(drawn) else None
        # A later total of a report, drawn apart, ends the line too.
        later = [one.stated_on for one in [*drawn[number + 1 : number + 2], *apart] if one.stated_on > claim.stated_on]
        following = min(later, default=page.as_of)
        rows.append(
            ReleaseRow(
                panel=panel_name(group),
                day=claim.stated_on,
                until=following if number < len(drawn) else claim.stated_on,
                value=given(claim.least),
                value_high=claim.value_high,
                label=value_in_words(claim),
                side=claim.side,
                speaker=claim.speaker,
                said_by=speaker_path(claim),
                said_on=short_day(claim),
                covers=window_in_words(claim) if has_window(claim) else "dates not given",
                report=source_name(claim),
                revises=before.least if before and not days_differ(before, claim) else None,
                own=claim.own_losses,
                row_ids=claim.claim_id,
            )
        )
    return rows


def _drawn_days(days: Sequence[str]) -> list[str]:
    """Return the days of which the totals are drawn: all, or the last of each week or, in a longer series, month."""
    if len(days) <= MOST_STEPS:
        return [*days]
    weeks = date.fromisoformat(days[-1]) - date.fromisoformat(days[0]) <= timedelta(7 * MOST_STEPS)
    return [*{date.fromisoformat(day).strftime("%G week %V") if weeks else day[:7]: day for day in days}.values()]


def _until_soon_after(rows: list[ReleaseRow]) -> list[ReleaseRow]:
    """End the lines soon after the last total, if the book goes on for long: else the totals have no room."""
    first, last = (date.fromisoformat(of_days(row.day for row in rows)) for of_days in (min, max))
    end = (last + max(timedelta(7), (last - first) / 4)).isoformat()
    return [replace(row, until=min(row.until, end)) for row in rows]


@reads(about="as_of", claims=[_steps, claims_table, compared, tolls_of, "claim_id", "is_whole", "subgroup"])
def counts_figure(
    page: Page, slug: str, groups: Sequence[str], *, title: str, pixels: float = 0.6
) -> Figure | Fragment:
    """Show how the count of each side rose, in panels by group.

    Parameters
    ----------
    page : Page
    slug : str
        Address of the chart on its page.
    groups : sequence of str
        A panel for each.
    title : str
    pixels : float
        Height of one person on a wide page.
    """
    rows = [row for group in groups for side in compared(page) for row in _steps(page, side, group)]
    if not rows:
        return no_tolls(page)
    whole, rows = rows, _until_soon_after(rows)
    drawn = {row.row_ids for row in rows}
    parts = {claim.speaker: claim.subgroup for claim in page.claims if claim.claim_id in drawn and not claim.is_whole}
    only = "".join(f" {capital_text(speaker)} counts only {part} as its own dead." for speaker, part in parts.items())
    claims = [claim for group in groups for side in compared(page) for claim in tolls_of(page, side, group)]
    of_speaker = grouped_by(claims, lambda claim: (claim.speaker_id, claim.group)).values()
    long = any(len({claim.stated_on for claim in own}) > MOST_STEPS for own in of_speaker)
    thinned = " Of a long series, the last total of each week or month is drawn." if long else ""
    thinned += " Lines end soon after the last total, though no later one replaced it." if rows != whole else ""
    claims = sorted(claims, key=lambda one: blanks_last(one.group, one.stated_on, one.least, one.claim_id))
    return figure(
        page,
        slug,
        title=title,
        subtitle=f"People killed in {page.about['subject']}, as claimed: each running total on the day it was stated",
        chart=Releases(rows, "Step chart of totals by day of statement", pixels=pixels),
        table=claims_table(page, "Totals by day of statement", claims),
        rows=claims,
        note="A dotted step is a new total: it may include new deaths, deaths counted late, or a correction. No line "
        "links figures that are known to cover different dates. Of each side and day the last or highest announced "
        f"total is drawn; of its latest day, all. The table has the others.{thinned}{only}",
        key=chart_key(compared(page)),
    )


def no_tolls(page: Page) -> Fragment:
    """Return what is shown instead of a chart if there are no tolls."""
    subject = cited(page.about["subject"])
    return fragment(paragraph(Markup("The ledger has no running total for {}.").format(subject)))
