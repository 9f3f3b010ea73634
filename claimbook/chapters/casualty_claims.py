"""The casualty chapter: each side's figures as they moved, and own losses against the other side's claims."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd
from markupsafe import Markup

from claimbook.analysis.comparability import DIFFERENT, gap, windows
from claimbook.components.charts import release_chart
from claimbook.components.elements import (
    Fragment,
    bullets,
    cited,
    claim_link,
    fragment,
    listing,
    paragraph,
    source_link,
    time_tag,
)
from claimbook.components.figure import figure
from claimbook.components.page import Page
from claimbook.components.tables import Column, claims_table, table
from claimbook.components.toll_chart import no_tolls
from claimbook.components.toll_rows import (
    MAIN_GROUPS,
    distinct_figures,
    key_of,
    named_tolls,
    panel_name,
    said,
    speakers,
)
from claimbook.ledger.vocabulary import GROUPS, MEASURES
from claimbook.ledger.wording import capital, count, counted, figure_text, say_day, speaker_path

# Longer words at a dot would run over the axis; the table has them all.
LONGEST_LABEL = 20


def running_tolls_figure(page: Page) -> Fragment:
    """How each speaker's tolls moved, by the day on which they were stated."""
    claims = named_tolls(page)
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
        note="A line shows how long a toll stood before its speaker gave another. A dotted step up is a new total: it "
        "may hold new deaths, deaths that were counted late, or both; where the window changes, no dots lead from one "
        "to the next. "
        "Triangles mark figures given as a lower or an upper bound. Figures of an undated "
        "document stand on the earliest day on which it can have been published.",
        key=[("own-dot" if css == "own" else css, words) for css, words in key_of(claims)],
    )


def _standing_tolls(claims: pd.DataFrame, page: Page) -> list[dict[str, Any]]:
    """One dot for each speaker, day and value, with the day to which it stood."""
    rows = []
    several = claims["speaker_id"].nunique() > 1  # a single one needs no name at its line
    for _, own in claims.groupby("speaker_id", sort=False):
        days = sorted(own["stated_on"].unique())
        before = own.iloc[:0]
        for day, following in zip(days, [*days[1:], page.as_of], strict=True):
            of_day = own[own["stated_on"] == day]
            revised, changes = _revised(before, of_day)
            before = of_day
            for value, same in of_day.groupby("value"):
                first = same.iloc[0]
                rows.append(
                    {
                        "panel": panel_name(first["group"]),
                        "day": day,
                        "until": max(day, following),
                        "value": float(value),
                        "from": revised if value == of_day["value"].max() else None,
                        "gap": changes if value == of_day["value"].max() else None,
                        "name": first["speaker"]
                        if several and day == days[-1] and value == of_day["value"].max()
                        else "",
                        "label": said(same) if len(said(same)) <= LONGEST_LABEL else _shortest(same),
                        "short": _shortest(same),
                        "side": first["side"],
                        "own": bool(first["own_losses"]),
                        "cited": bool((same["role"] == "context").all()),
                        "speaker": first["speaker"],
                        "shape": _bound(set(";".join(same["qualifier"]).split(";"))),
                    }
                )
    return rows


def _revised(before: pd.DataFrame, after: pd.DataFrame) -> tuple[float | None, float | None]:
    """The value that a day's highest toll revises, where their windows can agree; else half way to it, for the gap."""
    if before.empty:
        return None, None
    first, second = (of_day.sort_values("value").iloc[-1] for of_day in (before, after))
    from_, to = float(first["value"]), float(second["value"])
    return (None, (from_ + to) / 2) if windows(first, second) == DIFFERENT else (from_, None)


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


def steps_table(page: Page) -> Fragment:
    """Each running count from announcement to announcement: what was announced, and what the totals differ by."""
    claims = page["claims"]
    of_series = claims[(claims["clock"] == "release") & (claims["measure"] == "killed") & claims["subgroup"].isna()]
    rows = []
    for (_, group), own in of_series.groupby(["speaker_id", "group"], sort=False):
        totals = own[(own["count_kind"] == "cumulative") & own["value"].notna()]
        days = sorted(totals["stated_on"].unique())
        for before, after in pairwise(days):
            first, second = (_last_of_day(totals[totals["stated_on"] == day]) for day in (before, after))
            added = own[(own["count_kind"] == "increment") & (own["stated_on"] == after)]
            if first["value"] == second["value"]:
                continue  # the same total again is no step
            between = gap(first, second)
            rows.append(
                (
                    panel_name(group),
                    own.iloc[0]["speaker"],
                    Markup("{} on {}").format(claim_link(page, first), time_tag(before)),
                    Markup("{} on {}").format(claim_link(page, second), time_tag(after)),
                    between.difference if between else "not known: one of them has no exact end",
                    listing([claim_link(page, claim) for _, claim in distinct_figures(added).iterrows()])
                    if len(added)
                    else "not announced",
                )
            )
    if not rows:
        return fragment(paragraph("No running count has two announcements."))
    names = ("Counted", "Who said it", "From", "To", "The totals differ by", "Announced as new")
    return fragment(table("The steps between announcements", [Column(name) for name in names], rows))


def _last_of_day(claims: pd.DataFrame) -> Any:
    """One claim for a day of announcements: of the highest total, an exact one where a document prints it so."""
    highest = claims[claims["value"] == claims["value"].max()]
    exact = highest[highest["qualifier"] == "exact"]
    return (exact if len(exact) else highest).sort_values(["role", "claim_id"]).iloc[0]


def speaker_trees(page: Page) -> Fragment:
    """Who speaks through whom in which document: documents add no voice, speakers do."""
    claims = page["claims"]
    standing = claims[
        (claims["status"] == "active") & claims["group"].isin(MAIN_GROUPS) & (claims["measure"] == "killed")
    ]
    trees = []
    for _, party in speakers(standing).iterrows():
        own = standing[standing["speaker_id"] == party["speaker_id"]]
        voices = []
        for voice, of_voice in own.assign(voice=[speaker_path(claim) for _, claim in own.iterrows()]).groupby("voice"):
            documents = [
                Markup("{}: {}").format(
                    source_link(page, of_document.iloc[0]),
                    listing([claim_link(page, claim) for _, claim in distinct_figures(of_document).iterrows()]),
                )
                for _, of_document in of_voice.groupby("source_id")
            ]
            voices.append(Markup("{}{}").format(voice, bullets(documents)))
        number = f"{count(own['source_id'].nunique(), 'document')}, {count(len(voices), 'way')} of naming it: "
        trees.append(
            Markup('<li class="cb-side-{}"><strong>{}</strong>, one speaker in {}{}</li>').format(
                party["side"], party["speaker"], cited(number), bullets(voices)
            )
        )
    if not trees:
        return no_tolls(page)
    return fragment(Markup('<ul class="cb-said">{}</ul>').format(Markup("").join(trees)))


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
