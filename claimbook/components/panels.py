"""Looks of each kind of chart: one panel as a Vega-Lite specification, made with Altair.

Altair specifies and validates a panel once; ``stacked`` repeats it with the rows
of each panel, since validating each copy took most of a page's time. Colour
means the speaker's side and nothing else; axes of people and of percent are
linear and start at zero; every mark has its figure in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from textwrap import wrap
from typing import Any, Literal

import altair as alt

from claimbook.components.svg import FONT, INK
from claimbook.ledger.vocabulary import OUTSIDE_TONE, TONES

Specification = dict[str, Any]

# Width of a letter of a panel's title, in pixels.
LETTER = 7.5
# Of equal lightness on white; the style sheet holds their counterparts for dark pages.
GREY = "#4A4A4A"
# By tone, as the vocabulary numbers the sides.
COLOURS = {OUTSIDE_TONE: GREY} | dict(zip(TONES, ("#1F5FA8", "#9A5400", "#7B3F98", "#2B6E4F"), strict=True))
RULE = "#D0D0D0"

TONE = alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))
SIDE_COLOUR = alt.Color("tone:N", scale=TONE, legend=None)
# A side's own dead are filled circles, what it says of others open ones.

Align = Literal["left", "right", "center"]
ALIGNED: tuple[Align, ...] = ("left", "right", "center")
# A mark leads to the row that it shows.
LINK = alt.Href("href:N")
# The name under which the layers of a panel find its rows.
ROWS = alt.NamedData("rows")


@dataclass(frozen=True)
class Panel:
    """What differs between the panels of a chart.

    Title, height in pixels, rows by the name of their data, end of the y axis, and
    whether the x axis is labelled: only the first and the last of many panels need
    labels.
    """

    title: str
    height: float
    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    top: float | None = None
    labelled: bool = True


def specified(*layers: alt.Chart) -> Specification:
    """Return layers as the specification of one panel, in the look that all charts share.

    The accessibility tree is left out: the label of the figure replaces it.
    """
    chart = alt.layer(*layers).configure(
        font=FONT,
        background="transparent",
        aria=False,
        axis=alt.AxisConfig(
            labelColor=INK, labelFontSize=12, titleColor=INK, titleFontSize=12, titleFontWeight="normal",
            gridColor=RULE, gridOpacity=0.6, domainColor=RULE, tickColor=RULE,
        ),
        title=alt.TitleConfig(anchor="start", fontSize=14, fontWeight="bold", color=INK, offset=12),
        text=alt.MarkConfig(font=FONT, fontSize=12),
        view=alt.ViewConfig(stroke=None),
        concat=alt.CompositionConfig(spacing=18),
    )  # fmt: skip
    one: Specification = chart.to_dict()
    return one


def stacked(specification: Specification, width: int, panels: Sequence[Panel]) -> Specification:
    """Repeat a panel for the rows of each, one above the other."""
    frame = {name: specification[name] for name in ("$schema", "config")}
    one = {name: part for name, part in specification.items() if name not in frame} | {"width": width}
    # A title wider than its panel would widen the picture, which is then drawn smaller.
    titles = [wrap(panel.title, int(width / LETTER)) for panel in panels]
    titled = [(lines if len(lines) > 1 else panel.title, panel) for lines, panel in zip(titles, panels, strict=True)]
    return {**frame, "vconcat": [_filled(one, panel, title=title, height=panel.height) for title, panel in titled]}


def _filled(part: Mapping[str, Any], panel: Panel, **own: Any) -> Specification:
    """Fill a part of the specification with the rows of a panel and the end of its y axis."""
    filled = {**part, **own}
    if "data" in part:
        filled["data"] = {"values": panel.rows[part["data"]["name"]]}
    if "layer" in part:
        filled["layer"] = [_filled(layer, panel) for layer in part["layer"]]
    x, y = (part.get("encoding", {}).get(name, {}) for name in ("x", "y"))
    if not panel.labelled and "axis" in x:
        bare = {**x["axis"], "labels": False, "ticks": False, "title": None}
        filled["encoding"] = {**part["encoding"], "x": {**x, "axis": bare}}
    if panel.top is not None and "scale" in y:
        own_y = {
            "scale": {**y["scale"], "domain": [0, panel.top]},
            "axis": {**y["axis"], "tickCount": min(8, max(2, int(panel.height // 40)))},
        }
        filled["encoding"] = {**part["encoding"], "y": {**y, **own_y}}
    return filled


@cache
def labelled_rows_panel(title: str, end: float) -> Specification:
    scale = alt.Scale(domain=[0, end], nice=True)
    base = alt.Chart(ROWS).encode(y=alt.Y("order:O", axis=None, scale=alt.Scale(paddingOuter=0.1)))
    x = alt.X("value:Q", scale=scale, axis=alt.Axis(title=title, tickCount=5, grid=True, labelExpr=NUMBER_LABEL))
    shown = base.transform_filter("isValid(datum.value)")
    return specified(
        base.mark_text(align="left", dy=-11, color=INK).encode(x=alt.value(0), text=alt.Text("text:N")),
        shown.transform_filter("isValid(datum.value_high)")
        .mark_bar(height=4, yOffset=8)
        .encode(x=x, x2=alt.X2("value_high:Q"), color=SIDE_COLOUR),
        shown.transform_filter("!isValid(datum.value_high)")
        .mark_point(shape="circle", size=90, strokeWidth=2, opacity=1, yOffset=8)
        .encode(
            x=x,
            color=SIDE_COLOUR,
            fill=alt.condition("datum.own", SIDE_COLOUR, alt.value("transparent")),
            tooltip=[alt.Tooltip("text:N", title="Claim"), alt.Tooltip("label:N", title="Figure")],
            href=LINK,
        ),
        shown.transform_calculate(far="isValid(datum.value_high) ? datum.value_high : datum.value")
        .mark_text(align="left", dx=9, dy=8, fontWeight="bold")
        .encode(x=alt.X("far:Q", scale=scale, title=title), text=alt.Text("label:N"), color=SIDE_COLOUR),
    )


PLACES: Mapping[str, Mapping[str, Any]] = {
    "own": {"align": "center", "dy": 23},
    "other": {"align": "left", "dx": 9, "dy": 8},
}


@cache
def pairs_panel(end: float) -> Specification:
    scale = alt.Scale(domain=[0, end], nice=True)
    axis = alt.Axis(title="People killed, as claimed", tickCount=5, grid=True, labelExpr=NUMBER_LABEL)
    base = alt.Chart(ROWS).encode(y=alt.Y("order:O", axis=None, scale=alt.Scale(paddingOuter=0.1)))
    layers = [
        base.mark_text(align="left", dy=-11, color=INK).encode(x=alt.value(0), text=alt.Text("text:N")),
        base.transform_filter("datum.joined")
        .mark_rule(strokeWidth=1, color=GREY, yOffset=8, y2Offset=8)
        .encode(x=alt.X("own:Q", scale=scale, axis=axis), x2=alt.X2("other:Q")),
    ]
    for name in ("own", "other"):
        colour = alt.Color(f"{name}_tone:N", scale=TONE, legend=None)
        shown = base.transform_filter(f"isValid(datum.{name})").encode(x=alt.X(f"{name}:Q", scale=scale, axis=axis))
        layers += [
            shown.mark_point(size=90, strokeWidth=2, opacity=1, yOffset=8, shape="circle").encode(
                color=colour,
                fill=colour if name == "own" else alt.value("transparent"),
                tooltip=[alt.Tooltip("text:N", title="Day"), alt.Tooltip(f"{name}_label:N", title="Figure")],
                href=LINK if name == "own" else alt.Href("other_href:N"),
            ),
            shown.mark_text(**PLACES[name], fontWeight="bold").encode(text=alt.Text(f"{name}_label:N"), color=colour),
        ]
    return specified(*layers)


DAY_IN_MILLISECONDS = 86_400_000


def _months(days: tuple[str, ...]) -> alt.X:
    """Return a scale of time for a long series: its axis names months, or days of fewer than three months."""
    first, last = (date.fromisoformat(day).toordinal() for day in (days[0], days[-1]))
    every = range(first, last + 1)
    begun = [day for day in every if date.fromordinal(day).day == 1]
    months = len(begun) > 2
    named = begun if months else every[len(every) // 8 :: len(every) // 4]
    axis = alt.Axis(
        title=None, labelAngle=0, format="%b %Y" if months else "%-d %b", labelOverlap=True, labelPadding=6,
        values=[_milliseconds(day) for day in named[:: -(-len(named) // 8)]],
    )  # fmt: skip
    return alt.X("day:T", scale=alt.Scale(type="utc", domain=[*map(_milliseconds, (first, last))]), axis=axis)


def _milliseconds(day: int) -> int:
    """Return the time of a day, counted as ``date.toordinal`` does, in milliseconds from 1970."""
    return (day - date(1970, 1, 1).toordinal()) * DAY_IN_MILLISECONDS


@cache
def releases_panel(free_steps: float, few: bool, days: tuple[str, ...]) -> Specification:
    """Return the panel of totals by day; of a long series ``days`` may hold the first and the last only."""
    x_axis = alt.Axis(
        title=None, labelAngle=0, labelExpr=DAY_LABEL, labelOverlap=True, labelSeparation=6, labelPadding=6,
        values=list(days),
    )  # fmt: skip
    by_day = alt.X("day:O", scale=alt.Scale(domain=days, padding=free_steps), axis=x_axis)
    x = by_day if few else _months(days)
    until = alt.X2("until:O" if few else "until:T")
    y = alt.Y(
        "value:Q",
        scale=alt.Scale(),
        axis=alt.Axis(title=None, grid=True, tickCount=4, minExtent=30, labelExpr=NUMBER_LABEL),
    )
    base = alt.Chart(ROWS)
    return specified(
        base.mark_rule(strokeWidth=2).encode(x=x, x2=until, y=y, color=SIDE_COLOUR),
        base.transform_filter("isValid(datum.revises)")
        .mark_rule(strokeWidth=1.5, strokeDash=[2, 3])
        .encode(x=x, y=alt.Y("revises:Q"), y2=alt.Y2("value:Q"), color=SIDE_COLOUR),
        base.mark_point(shape="circle", size=80 if few else 12, strokeWidth=2 if few else 1, opacity=1).encode(
            x=x,
            y=y,
            color=SIDE_COLOUR,
            fill=alt.condition("datum.own", SIDE_COLOUR, alt.value("transparent")),
            tooltip=[
                alt.Tooltip("label:N", title="Figure"),
                alt.Tooltip("said_by:N", title="Who said it"),
                alt.Tooltip("said_on:N", title="Said on"),
                alt.Tooltip("covers:N", title="Covers"),
                alt.Tooltip("report:N", title="Report"),
            ],
            href=LINK,
        ),
        base.transform_filter("isValid(datum.value_high)")
        .mark_rule(strokeWidth=4, opacity=0.5)
        .encode(x=x, y=y, y2=alt.Y2("value_high:Q"), color=SIDE_COLOUR),
        # To the left of the dot, where its own line does not run.
        base.mark_text(align="right", dx=-9, fontWeight="bold").encode(
            x=x, y=alt.Y("label_at:Q"), text=alt.Text("shown:N"), color=SIDE_COLOUR
        ),
    )


MOST_NAMED = 6  # days, for which an axis of a phone has room


@cache
def days_panel(few: bool, days: tuple[str, ...]) -> Specification:
    """Return the panel of bars over days; of a long time ``days`` may hold the first and the last only."""
    # Evenly spaced: what is left out where labels collide differs along the axis.
    named = list(days[:: -(-len(days) // MOST_NAMED)])
    axis = alt.Axis(title=None, labelAngle=0, labelExpr=DAY_LABEL, values=named)
    by_day = alt.X("day:O", scale=alt.Scale(domain=days, paddingInner=0.0), axis=axis, bandPosition=0)
    y = alt.Y("order:O", axis=None)
    return specified(
        alt.Chart(ROWS)
        .transform_filter("isValid(datum.day)")
        .transform_calculate(end=f"toDate(datum.until) + {DAY_IN_MILLISECONDS}")
        .mark_bar(height=9, yOffset=9, color=GREY)
        .encode(
            x=by_day if few else _months(days),
            x2=alt.X2("until:O", bandPosition=1) if few else alt.X2("end:T"),
            y=y,
            opacity=alt.condition("datum.exact", alt.value(1.0), alt.value(0.4)),
            tooltip=[alt.Tooltip("text:N", title="Report")],
            href=LINK,
        ),
        alt.Chart(ROWS).mark_text(align="left", dy=-10, color=INK).encode(x=alt.value(0), y=y, text=alt.Text("text:N")),
    )


@cache
def map_panel() -> Specification:
    def layer(name: str) -> alt.Chart:
        one: alt.Chart = alt.Chart(alt.NamedData(name)).project("mercator")
        return one

    def areas(kind: str, fill: float, **look: Any) -> alt.Chart:
        look = {"stroke": RULE, **look}
        shapes = layer(f"{kind} areas").mark_geoshape(fill=GREY, fillOpacity=fill, strokeWidth=1, **look)
        told = alt.Tooltip("properties.text:N", title="District")
        one: alt.Chart = shapes.encode(tooltip=told, href=alt.Href("properties.href:N"))
        return one

    def placed(name: str) -> alt.Chart:
        return layer(name).encode(longitude=alt.Longitude("longitude:Q"), latitude=alt.Latitude("latitude:Q"))

    def towns(status: str, **look: Any) -> alt.Chart:
        dots = placed(f"{status} towns").mark_point(color=INK, opacity=1, **look)
        one: alt.Chart = dots.encode(
            size=alt.Size("documents:Q", scale=alt.Scale(domain=[1, 5], range=[40, 200]), legend=None),
            tooltip=[alt.Tooltip("text:N", title="Place"), alt.Tooltip("documents:Q", title="Reports")],
            href=LINK,
        )
        return one

    def names(kind: str, align: Align, **look: Any) -> alt.Chart:
        words = placed(f"{kind} {align}").mark_text(align=align, baseline="middle", **look)
        one: alt.Chart = words.encode(text="label:N")
        return one

    return specified(
        areas("hit", 0.25),
        areas("linked", 0),
        layer("plain areas").mark_geoshape(fill=None, stroke=RULE, strokeWidth=1),
        areas("raided", 0, stroke=INK, strokeDash=[3, 3]),
        layer("edge areas").mark_geoshape(fill=None, stroke=INK, strokeWidth=1.5),
        names("area", "center", color=GREY, fontSize=11),
        names("around", "center", color=GREY, fontStyle="italic"),
        placed("lines")
        .mark_rule(color=GREY)
        .encode(longitude2=alt.Longitude2("longitude_2:Q"), latitude2=alt.Latitude2("latitude_2:Q")),
        towns("hit", shape="circle", filled=True),
        towns("raided", shape="circle", filled=False, strokeWidth=2),
        towns("road", shape="square", filled=True),
        towns("other", shape="square", filled=False),
        *(names("town", align, color=INK, fontWeight="bold") for align in ALIGNED),
    )


@cache
def calendar_panel(first: int, last: int, step: int) -> Specification:
    scale = alt.Scale(domain=[first, last], nice=False)
    axis = alt.Axis(title=None, format="d", values=[*range(-(-first // step) * step, last + 1, step)])
    base = alt.Chart(ROWS).encode(y=alt.Y("order:O", axis=None, scale=alt.Scale(paddingOuter=0.1)))

    def marks(column: str, shape: str, what: str) -> alt.Chart:
        shown = base.transform_filter(f"isValid(datum.{column})")
        look: dict[str, Any] = {
            "shape": shape,
            "size": 90,
            "strokeWidth": 2,
            "opacity": 1,
            "yOffset": 9,
            "fill": "transparent",
        }
        point: alt.Chart = shown.mark_point(color=GREY, **look).encode(
            x=alt.X(f"{column}:Q", scale=scale, axis=axis),
            tooltip=[alt.Tooltip("text:N", title=f"{what}, figure")],
            href=LINK,
        )
        return point

    return specified(
        base.mark_text(align="left", dy=-10, color=INK).encode(x=alt.value(0), text=alt.Text("text:N")),
        base.transform_filter("isValid(datum.start)")
        .mark_bar(height=9, yOffset=9, color=GREY, opacity=0.55)
        .encode(
            x=alt.X("start:Q", scale=scale, axis=axis),
            x2=alt.X2("end:Q"),
            tooltip=[alt.Tooltip("text:N", title="Years described")],
            href=LINK,
        ),
        marks("published", "circle", "Published"),
        marks("quoted", "triangle-down", "Quoted"),
    )


@cache
def bars_panel(end: float, title: str, category: str, turned: bool) -> Specification:
    order = alt.EncodingSortField(field="order", op="min")
    axis = alt.Axis(title=None, domain=False, ticks=False, labelAngle=0, labelOverlap=True, labelPadding=8)
    scale = alt.Scale(type="band", paddingInner=0.2)
    base = alt.Chart(ROWS).encode(x=alt.X("text:N", sort=order, axis=axis, scale=scale))
    y = alt.Y(
        "value:Q", scale=alt.Scale(domain=[0, end]), axis=alt.Axis(title=title, tickCount=3, labelExpr=NUMBER_LABEL)
    )
    words: dict[str, Any] = (
        {"angle": 270, "align": "left", "dx": 5, "fontSize": 10} if turned else {"baseline": "bottom", "dy": -4}
    )
    return specified(
        base.mark_text(opacity=0, color=INK).encode(text=alt.value("")),  # keeps the place of a year without a bar
        base.transform_filter("isValid(datum.value)")
        .mark_bar(color=GREY, opacity=0.55)
        .encode(
            y=y, tooltip=[alt.Tooltip("text:N", title=category), alt.Tooltip("label:N", title="Figure")], href=LINK
        ),
        base.transform_filter("isValid(datum.value)")
        .mark_text(color=INK, fontWeight="bold", **words)
        .encode(y=y, text=alt.Text("label:N")),
    )


# A comma from five digits on, as everywhere on the pages.
NUMBER_LABEL = "datum.value < 10000 ? replace(datum.label, ',', '') : datum.label"
MONTHS = "['Jan','Feb','Mar','Apr','May','Jun','Jul','Aug','Sep','Oct','Nov','Dec']"
DAY_LABEL = f"split(datum.value, '-')[2] * 1 + ' ' + {MONTHS}[split(datum.value, '-')[1] - 1]"
