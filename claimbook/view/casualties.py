"""The casualty chapter: each side's figures as they moved, and own losses against the other side's claims."""

from __future__ import annotations

from typing import Any

import pandas as pd

from claimbook.pages import Page
from claimbook.reconcile import SIDE_OF_GROUP, UNATTRIBUTED
from claimbook.view.charts import release_chart
from claimbook.view.figure import figure
from claimbook.view.html import Fragment, claims_table, fragment
from claimbook.view.rows import (
    MAIN_GROUPS,
    absent_row,
    claim_row,
    distinct_figures,
    focus_claims,
    key_of,
    panel_name,
    said,
    speakers,
    tolls,
)
from claimbook.view.tolls import no_tolls, tolls_figure
from claimbook.wording import (
    GROUPS,
    MEASURES,
    capital,
    counted,
    figure_text,
    say_day,
)


def running_claims(page: Page) -> pd.DataFrame:
    """Tolls of named speakers on the episode."""
    claims = focus_claims(page)
    return tolls(claims[claims["speaker_id"] != UNATTRIBUTED])


def running_tolls_figure(page: Page) -> Fragment:
    """How each speaker's tolls moved, by the day on which they were stated."""
    claims = running_claims(page)
    if claims.empty:
        return no_tolls(page)
    data = pd.DataFrame(
        [row for group in MAIN_GROUPS for row in _standing_tolls(claims[claims["group"] == group], page)]
    )
    described = "; ".join(
        f"{panel}: " + ", ".join(f"{row.label} on {say_day(row.day)} ({row.speaker})" for row in rows.itertuples())
        for panel, rows in data.groupby("panel", sort=False)
    )
    return figure(
        page,
        "running-tolls",
        title=_movement(claims),
        subtitle="People killed, cumulative, by group: each toll on the day it was stated",
        clock="by release",
        charts=lambda width: release_chart(data, width),
        alternative=f"Step chart of tolls by day of statement. {described}. All figures are in the table below.",
        table=claims_table(
            page, "Cumulative tolls by day of statement", claims.sort_values(["group", "stated_on", "value"])
        ),
        rows=claims,
        note="A line shows how long a toll stood before its speaker gave another. A step up is a revised count, "
        "not that day’s deaths. Triangles mark figures given as a lower or an upper bound. Figures of an undated "
        "document stand on the earliest day on which it can have been published.",
        key=[("own-dot" if css == "own" else css, words) for css, words in key_of(claims)],
    )


def _standing_tolls(claims: pd.DataFrame, page: Page) -> list[dict[str, Any]]:
    """One dot for each speaker, day and value, with the day to which it stood."""
    rows = []
    for _, own in claims.groupby("speaker_id", sort=False):
        days = sorted(own["stated_on"].unique())
        for day, following in zip(days, [*days[1:], page.as_of], strict=True):
            of_day = own[own["stated_on"] == day]
            for value, same in of_day.groupby("value"):
                first = same.iloc[0]
                rows.append(
                    {
                        "panel": panel_name(first["group"]),
                        "day": day,
                        "until": max(day, following),
                        "value": float(value),
                        "label": said(same),
                        "short": _shortest(same),
                        "side": first["side"],
                        "own": bool(first["own_losses"]),
                        "speaker": first["speaker"],
                        "shape": _bound(set(";".join(same["qualifier"]).split(";"))),
                    }
                )
    return rows


def _shortest(same: pd.DataFrame) -> str:
    """One figure for a phone: the exact one where there is one, else the first as printed."""
    exact = same[same["qualifier"] == "exact"]
    return figure_text((exact if len(exact) else distinct_figures(same)).iloc[0])


def _bound(qualifiers: set[str]) -> str:
    if "exact" in qualifiers or {"at_least", "up_to"} <= qualifiers:
        return "exact"
    if qualifiers & {"at_least", "more_than"}:
        return "lower bound"
    return "upper bound" if "up_to" in qualifiers else "exact"


def _movement(claims: pd.DataFrame) -> str:
    """For each speaker, the running toll that moved most, from its first to its latest figures."""
    parts = []
    for _, party in speakers(claims).iterrows():
        of_speaker = claims[claims["speaker_id"] == party["speaker_id"]]
        series = [own for _, own in of_speaker.groupby("group") if own["stated_on"].nunique() > 1]
        if series:
            own = max(series, key=lambda one: float(one["value"].max() - one["value"].min()))
            first = own[own["stated_on"] == own["stated_on"].min()]
            last = own[own["stated_on"] == own["stated_on"].max()]
            parts.append(f"{party['speaker']}: {said(first)}, then {said(last)} {counted(own.iloc[0])}")
    return "; ".join(parts) or "No speaker gave a second toll"


def own_and_enemy_figure(page: Page) -> Fragment:
    """What each side says of its own dead, and what the other side says."""
    claims = running_claims(page)
    claims = claims[claims["group"].isin(list(SIDE_OF_GROUP))]
    rows: list[dict[str, Any]] = []
    for group in [group for group in MAIN_GROUPS if group in SIDE_OF_GROUP]:
        of_group = claims[claims["group"] == group]
        for _, party in speakers(claims).iterrows():
            if party["side"] == SIDE_OF_GROUP[group] and not (of_group["speaker_id"] == party["speaker_id"]).any():
                rows.append(absent_row(panel_name(group), party))
        order = of_group.sort_values(["own_losses", "stated_on"], ascending=[False, True])
        for _, of_day in order.groupby(["speaker_id", "stated_on"], sort=False):
            rows += [claim_row(claim, panel_name(group)) for _, claim in distinct_figures(of_day).iterrows()]
    return tolls_figure(
        page,
        "own-and-claimed-losses",
        rows,
        claims,
        title=_own_against_claimed(claims),
        subtitle="Each side’s own dead as it gives them, and as the other side claims them",
        caption="Own losses admitted and enemy losses claimed",
        note="No ratio is drawn between two figures whose windows are not known to be the same.",
    )


def _own_against_claimed(claims: pd.DataFrame) -> str:
    for group, of_group in claims[claims["latest"]].groupby("group"):
        own, other = of_group[of_group["own_losses"]], of_group[~of_group["own_losses"]]
        if len(own) and len(other):
            return f"{panel_name(group)}: {said(own)} by their own side’s count, {said(other)} by the other side’s"
    return "No group’s losses are given by both sides"


def all_tolls_tables(page: Page) -> Fragment:
    """Every claim of the chapter, a table for each question."""
    claims = page["claims"].sort_values(["stated_on", "value", "claim_id"])
    focus = page.about["focus_event"]
    measures, groups = list(MEASURES), list(GROUPS)

    def place(question: tuple[Any, Any]) -> tuple[Any, ...]:
        event, measure, group = question[0]
        return event != focus, measures.index(measure), groups.index(group), event

    questions = sorted(claims.groupby(["event_id", "measure", "group"]), key=place)
    return fragment(
        *(
            claims_table(
                page, f"{capital(f'{GROUPS[group]} {MEASURES[measure]}')}: {of_question.iloc[0]['event']}", of_question
            )
            for (_, measure, group), of_question in questions
        )
    )
