"""The charts, as Altair specifications.

Takes prepared rows, gives one chart for a given width. Colour means the
speaker's side and nothing else; axes of people and of percent are linear and
start at zero; every mark carries its figure in words. Computes no figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Literal

import altair as alt
import pandas as pd

Width = Literal["wide", "narrow"]
PIXELS = {"wide": 680, "narrow": 320}

# Of equal lightness and weight on white; the style sheet holds their twins for a dark page.
SIDES = ["state", "armed_group", "other"]
COLOURS = ["#1F5FA8", "#9A5400", "#4A4A4A"]
INK, RULE = "#222222", "#D0D0D0"
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"

SIDE_COLOUR = alt.Color("side:N", scale=alt.Scale(domain=SIDES, range=COLOURS), legend=None)
# A side's own losses are a filled square, what it says of others an open circle.
LOSSES = alt.Scale(domain=[True, False], range=["square", "circle"])
BOUNDS = alt.Scale(domain=["exact", "lower bound", "upper bound"], range=["circle", "triangle-up", "triangle-down"])
ROW_HEIGHT = 40


def themed(chart: Any) -> alt.TopLevelMixin:
    """The one look of all charts, without the accessibility tree that the figure's own label replaces."""
    themed_chart: alt.TopLevelMixin = chart.configure(
        font=FONT,
        background="transparent",
        aria=False,
        axis=alt.AxisConfig(
            labelColor=INK, labelFontSize=12, titleColor=INK, titleFontSize=12, titleFontWeight="normal",
            gridColor=RULE, gridOpacity=0.6, domainColor=RULE, tickColor=RULE,
        ),
        title=alt.TitleConfig(anchor="start", fontSize=14, fontWeight="bold", color=INK, offset=12),
        text=alt.MarkConfig(font=FONT, fontSize=12),
    ).configure_view(stroke=None).configure_concat(spacing=18)  # fmt: skip
    return themed_chart


def labelled_rows_chart(rows: pd.DataFrame, width: Width, title: str, limit: float | None = None) -> alt.TopLevelMixin:
    """Attributed figures on one linear axis from zero, a row each, in panels.

    Parameters
    ----------
    rows : DataFrame
        ``panel``, ``order`` (position in the panel), ``text`` (who, when),
        ``label`` (the figure in words), ``value``, ``value_high`` (blank but
        for ranges), ``side``, ``own`` (bool). A row without ``value`` shows its
        text only: an absent figure is said, not drawn.
    width : {'wide', 'narrow'}
    title : str
        Title of the axis, with its unit.
    limit : float, optional
        End of the axis; the largest value where absent.
    """
    end = limit or float(rows[["value", "value_high"]].max().max())
    scale = alt.Scale(domain=[0, end], nice=True)
    panels = []
    for name, panel in rows.groupby("panel", sort=False):
        ordered = panel.sort_values("order")
        base = alt.Chart(_data(_records(ordered))).encode(
            y=alt.Y("order:O", axis=None, scale=alt.Scale(paddingOuter=0.1))
        )
        x = alt.X("value:Q", scale=scale, axis=alt.Axis(title=title, tickCount=5, grid=True))
        shown = base.transform_filter("isValid(datum.value)")
        tooltip = [alt.Tooltip("text:N", title="Claim"), alt.Tooltip("label:N", title="Figure")]
        layers = [
            base.mark_text(align="left", dy=-11, color=INK).encode(x=alt.value(0), text="text:N"),
            shown.transform_filter("isValid(datum.value_high)")
            .mark_bar(height=4, yOffset=8)
            .encode(x=x, x2="value_high:Q", color=SIDE_COLOUR),
            shown.transform_filter("!isValid(datum.value_high)")
            .mark_point(size=90, strokeWidth=2, opacity=1, yOffset=8)
            .encode(
                x=x,
                color=SIDE_COLOUR,
                fill=alt.condition("datum.own", SIDE_COLOUR, alt.value("transparent")),
                shape=alt.Shape("own:N", scale=LOSSES, legend=None),
                tooltip=tooltip,
            ),
            shown.transform_calculate(far="isValid(datum.value_high) ? datum.value_high : datum.value")
            .mark_text(align="left", dx=9, dy=8, fontWeight="bold")
            .encode(x=alt.X("far:Q", scale=scale, title=title), text="label:N", color=SIDE_COLOUR),
        ]
        panels.append(
            alt.layer(*layers).properties(width=PIXELS[width] - 60, height=ROW_HEIGHT * len(ordered), title=name)
        )
    return themed(alt.vconcat(*panels))


def release_chart(rows: pd.DataFrame, width: Width) -> alt.TopLevelMixin:
    """Cumulative tolls on the day they were stated; a line while a toll stands.

    One panel for each group, with the same number of people to a pixel. Tolls
    are not joined upwards: a later toll is a revision, not a day's deaths.

    Parameters
    ----------
    rows : DataFrame
        ``panel``, ``day`` (ISO 8601), ``until`` (the day to which it stands),
        ``value``, ``label``, ``short`` (the figure for a phone), ``side``,
        ``own``, ``shape`` ('exact', 'lower bound' or 'upper bound').
    """
    days = days_between(rows["day"].min(), rows["until"].max())
    label, gap, pixels = ("label", 14, 1.25) if width == "wide" else ("short", 14, 1.0)
    x_axis = alt.Axis(title="Day on which the figure was stated", labelAngle=0, labelExpr=DAY_LABEL, labelOverlap=True)
    x = alt.X("day:O", scale=alt.Scale(domain=days), axis=x_axis)
    panels = []
    for name, panel in rows.groupby("panel", sort=False):
        top = float(panel["value"].max()) * 1.12
        spread = spread_labels(panel, minimum_gap=gap / pixels)
        base = alt.Chart(_data(_records(spread)))
        y_axis = alt.Axis(title="People", tickCount=max(2, int(top // 50)), grid=True)
        y = alt.Y("value:Q", scale=alt.Scale(domain=[0, top]), axis=y_axis)
        layers = [
            base.mark_rule(strokeWidth=1).encode(x=x, x2="until:O", y=y, color=SIDE_COLOUR),
            base.mark_point(size=80, strokeWidth=2, opacity=1).encode(
                x=x,
                y=y,
                color=SIDE_COLOUR,
                fill=alt.condition("datum.own", SIDE_COLOUR, alt.value("transparent")),
                shape=alt.Shape(
                    "shape:N",
                    scale=BOUNDS,
                    legend=None,
                ),
                tooltip=[alt.Tooltip("label:N", title="Figure"), alt.Tooltip("speaker:N", title="Who said it")],
            ),
            # On the left of its dot, where no line of its own runs.
            base.mark_text(align="right", dx=-9, fontWeight="bold").encode(
                x=x, y=alt.Y("label_at:Q", title="People"), text=f"{label}:N", color=SIDE_COLOUR
            ),
        ]  # fmt: skip
        panels.append(alt.layer(*layers).properties(width=PIXELS[width] - 60, height=max(60, top * pixels), title=name))
    return themed(alt.vconcat(*panels))


def spread_labels(rows: pd.DataFrame, minimum_gap: float) -> pd.DataFrame:
    """Heights at which the labels of one day cover neither each other nor the lines that end there.

    Adds ``label_at``.
    """
    placed: dict[Any, float] = {}
    for day, of_day in rows.sort_values("value").groupby("day", sort=False):
        lines = sorted(rows.loc[(rows["day"] < day) & (rows["until"] >= day), "value"])
        lowest = float("-inf")
        for index, value in of_day["value"].items():
            at = max(float(value), lowest)
            for line in lines:
                if abs(at - line) < minimum_gap / 2:
                    at = line + minimum_gap / 2
            placed[index] = at
            lowest = at + minimum_gap
    return rows.assign(label_at=pd.Series(placed, dtype="float64"))


def day_chart(rows: pd.DataFrame, width: Width) -> alt.TopLevelMixin:
    """When each document says that something happened: a bar from first to last day, a row for each report.

    Parameters
    ----------
    rows : DataFrame
        ``panel``, ``order``, ``text``, ``day``, ``until`` (both blank where
        the document prints no day), ``exact`` (bool: dated to the day).
    """
    days = days_between(rows["day"].dropna().min(), rows["until"].dropna().max())
    scale = alt.Scale(domain=days, paddingInner=0.0)
    axis = alt.Axis(title="Day", labelAngle=0, labelExpr=DAY_LABEL, labelOverlap="parity")
    panels = []
    for name, panel in rows.groupby("panel", sort=False):
        ordered = panel.sort_values("order")
        # A bar over several days is drawn as the days it covers: an ordinal axis has no in-between.
        covered = [
            {**row, "day": day}
            for row in _records(ordered[ordered["day"].notna()])
            for day in days_between(row["day"], row["until"])
        ]
        y = alt.Y("order:O", axis=None)
        text = alt.Chart(_data(_records(ordered))).mark_text(align="left", dy=-10, color=INK)
        bars = alt.Chart(_data(covered)).mark_bar(height=9, yOffset=9, color=COLOURS[2])
        layers = [
            bars.encode(
                x=alt.X("day:O", scale=scale, axis=axis),
                y=y,
                opacity=alt.condition("datum.exact", alt.value(1.0), alt.value(0.4)),
                tooltip=[alt.Tooltip("text:N", title="Report")],
            ),
            text.encode(x=alt.value(0), y=y, text="text:N"),
        ]
        panels.append(
            alt.layer(*layers).properties(width=PIXELS[width] - 30, height=ROW_HEIGHT * len(ordered), title=name)
        )
    return themed(alt.vconcat(*panels))


DAY_LABEL = (
    "split(datum.value, '-')[2] * 1 + ' ' + "
    "['Jan','Feb','Mar','Apr','May','Jun','Jul','Aug','Sep','Oct','Nov','Dec'][split(datum.value, '-')[1] - 1]"
)


def days_between(first: str, last: str) -> list[str]:
    """Every day from first to last, ISO 8601.

    >>> days_between("2026-01-31", "2026-02-01")
    ['2026-01-31', '2026-02-01']
    """
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [(start + timedelta(days=step)).isoformat() for step in range((end - start).days + 1)]


def _data(rows: Sequence[dict[str, Any]]) -> alt.InlineData:
    """Rows inside the specification, so that it stands alone."""
    return alt.InlineData(values=list(rows))


def _records(rows: pd.DataFrame) -> Sequence[dict[str, Any]]:
    """Rows as JSON-ready records, blanks as null."""
    return [
        {name: (None if pd.isna(value) else getattr(value, "item", lambda v=value: v)()) for name, value in row.items()}
        for row in rows.to_dict("records")
    ]
