"""Kinds of chart, each with its rows, its text alternative and its Vega-Lite specification.

A chart is data until it is drawn. ``chart.frame`` gives its rows to pandas,
``chart.describe()`` its text alternative and ``chart.to_altair()`` an Altair
chart to look at and change. The looks of each kind are in ``panels``, which is
imported only when a chart is specified, so that selecting pages loads no chart
library.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise
from math import ceil, cos, radians
from operator import itemgetter
from textwrap import shorten as shortened
from typing import TYPE_CHECKING, Any, Literal, Self

import pandas as pd

from claimbook.components.map_labels import Name, place_names
from claimbook.ledger.records import given, grouped_by
from claimbook.ledger.vocabulary import tone
from claimbook.ledger.wording import day_in_words

if TYPE_CHECKING:
    import altair as alt

Width = Literal["wide", "narrow"]
Specification = dict[str, Any]
PIXELS: Mapping[Width, int] = {"wide": 680, "narrow": 320}
ROW_HEIGHT = 40
PAIR_HEIGHT = 50  # taller, since the first mark's label is below the line between the two
BARS_HEIGHT = 130
# Pixels of the highest panel of steps, and labels that a line of it has room for.
HIGHEST = 400
# On an axis of more days, only months are named.
MOST_DAYS = 62
# The share of such an axis that is left free for the labels of the first day.
ROOM_OF_LABEL: Mapping[Width, float] = {"wide": 0.18, "narrow": 0.42}
# On an axis that names each day: the steps that are free at both ends. On a phone the steps are narrow: labels of the
# first day need more than half a step.
FREE_STEPS: Mapping[Width, float] = {"wide": 0.5, "narrow": 1.2}
# Between a mark and its label, and of a letter of it, in pixels.
FROM_MARK, LETTER = 9, 7
MOST_ROOM = 0.4  # of the axis, however long a label is
MOST_LABELS: Mapping[Width, int] = {"wide": 14, "narrow": 6}
# With more bars in a panel their words are turned.
MOST_BARS = 15
# Letters in a line of a phone's chart.
ROOM_ON_A_PHONE = 48
YEAR_STEPS = (1, 2, 5, 10, 20, 50, 100)


@dataclass(frozen=True)
class ChartRow:
    """A row of a chart. Rows with the same ``panel`` are shown together, in the order given.

    ``row_ids`` names the rows of the ledger that it shows, separated by semicolons;
    ``href`` is the address to which its mark leads.
    """

    panel: str
    row_ids: str = field(default="", kw_only=True)
    href: str = field(default="", kw_only=True)

    def linked(self, addresses: Mapping[str, str]) -> Self:
        """Return the row leading to the first of its rows that has an address, given by the row's id."""
        known = [addresses[name] for name in self.row_ids.split(";") if name in addresses]
        return replace(self, href=known[0]) if known else self


@dataclass(frozen=True)
class Chart(ABC):
    """A chart of one kind.

    Attributes
    ----------
    rows : sequence of ChartRow
        What it shows, in the order shown.
    about : str
        What it is, in words: the beginning of its text alternative.
    """

    rows: Sequence[Any]
    about: str

    @abstractmethod
    def specification(self, width: Width) -> Specification:
        """Return the chart as Vega-Lite, for a wide or a narrow page."""

    @abstractmethod
    def said(self) -> str:
        """Return what its rows show, in words."""

    def describe(self) -> str:
        """Return the text alternative, for readers who do not see the chart."""
        return f"{self.about}. {self.said()}."

    @property
    def frame(self) -> pd.DataFrame:
        """Its rows for pandas."""
        return pd.DataFrame([asdict(row) for row in self.rows])

    def to_altair(self, width: Width = "wide") -> alt.VConcatChart | alt.LayerChart:
        """Return the chart as Altair: panels one above the other, or a single panel by itself."""
        import altair as alt

        specification = self.specification(width)
        panels = specification["vconcat"]
        if len(panels) > 1:
            return alt.VConcatChart.from_dict(specification)
        frame = {name: part for name, part in specification.items() if name != "vconcat"}
        return alt.LayerChart.from_dict({**frame, **panels[0]})

    def by_panel(self) -> dict[str, list[dict[str, Any]]]:
        """Return the rows as JSON holds them, by panel, each with its position, and the tones of sides."""
        panels: dict[str, list[dict[str, Any]]] = {}
        for order, row in enumerate(self.rows):
            cells = asdict(row)
            tones = {name.replace("side", "tone"): tone(side) for name, side in cells.items() if name.endswith("side")}
            panels.setdefault(row.panel, []).append({**cells, **tones, "order": order})
        return panels


@dataclass(frozen=True)
class LabelledRow(ChartRow):
    """An attributed number on an axis.

    ``text`` says who gave it and when, ``label`` is the number in words, and
    ``value_high`` is set only for ranges. A row without a value shows its text only:
    a missing number is said, not drawn.
    """

    text: str
    label: str
    side: str
    value: float | None = None
    value_high: float | None = None
    own: bool = False


@dataclass(frozen=True)
class LabelledRows(Chart):
    """Attributed numbers on one linear axis from zero, a row each, in panels.

    ``axis`` is the axis title with its unit, ``limit`` the end of the axis (by
    default the largest number).
    """

    rows: Sequence[LabelledRow]
    axis: str = ""
    limit: float | None = None

    def said(self) -> str:
        drawn = [row for row in self.rows if row.value is not None or row.value_high is not None]
        panels: dict[str, list[str]] = {}
        for row in drawn:
            panels.setdefault(row.panel, []).append(f"{row.label} ({row.text})")
        absent = "; ".join(f"{row.panel}, {row.text}" for row in self.rows if row not in drawn)
        said = ". ".join(f"{panel}: {'; '.join(words)}" for panel, words in panels.items())
        return said + (f". No figure: {absent}" if absent else "")

    def specification(self, width: Width) -> Specification:
        from claimbook.components.panels import Panel, labelled_rows_panel, stacked

        ends = [end for row in self.rows for end in (row.value, row.value_high) if end is not None]
        panels = [Panel(name, ROW_HEIGHT * len(rows), {"rows": rows}) for name, rows in self.by_panel().items()]
        return stacked(labelled_rows_panel(self.axis, self.limit or max(ends)), PIXELS[width] - 60, panels)


@dataclass(frozen=True)
class PairRow(ChartRow):
    """A group's own number and the other side's.

    ``text`` gives the date and what prevents a comparison, ``short`` the same for a
    phone, ``spoken`` the row in words. ``joined`` says whether a line may join the
    two.
    """

    text: str
    short: str
    spoken: str
    joined: bool
    own: float | None = None
    own_label: str = ""
    own_side: str = "other"
    other: float | None = None
    other_label: str = ""
    other_side: str = "other"
    other_href: str = ""

    def linked(self, addresses: Mapping[str, str]) -> Self:
        """Return the row with each number leading to its claim."""
        return replace(super().linked(addresses), other_href=addresses.get(self.row_ids.split(";")[-1], ""))


@dataclass(frozen=True)
class Pairs(Chart):
    """Pairs of numbers on one linear axis from zero, a pair to a row, in panels."""

    rows: Sequence[PairRow]

    def said(self) -> str:
        return "; ".join(f"{row.panel}, {row.spoken}" for row in self.rows)

    def specification(self, width: Width) -> Specification:
        from claimbook.components.panels import Panel, pairs_panel, stacked

        ends = [end for row in self.rows for end in (row.own, row.other) if end is not None]
        shown = self if width == "wide" else replace(self, rows=[replace(row, text=row.short) for row in self.rows])
        panels = [Panel(name, PAIR_HEIGHT * len(rows), {"rows": rows}) for name, rows in shown.by_panel().items()]
        return stacked(pairs_panel(max(ends)), PIXELS[width] - (110 if width == "wide" else 60), panels)


@dataclass(frozen=True)
class ReleaseRow(ChartRow):
    """A running total on the date on which it was stated.

    It was current until ``until``. ``revises`` is the total that it replaces; blank
    if there is none, or if the two cover different dates. ``own`` says whether
    the speaker counts its own dead. A range is drawn from ``value`` to
    ``value_high``. ``said_by``, ``said_on``, ``covers`` and ``report`` are in words.
    """

    day: str
    until: str
    value: float
    label: str
    side: str
    speaker: str
    said_by: str
    said_on: str
    covers: str
    report: str
    value_high: float | None = None
    revises: float | None = None
    own: bool = False


@dataclass(frozen=True)
class Releases(Chart):
    """Running totals by date of statement; a line shows how long each was current.

    One panel for each group, all with the same number of people to a pixel;
    ``pixels`` is the height of one person. A step up is a revision, not a day's
    deaths.
    """

    rows: Sequence[ReleaseRow]
    pixels: float = 0.6

    def said(self) -> str:
        panels: dict[str, list[str]] = {}
        for row in self.rows:
            panels.setdefault(row.panel, []).append(f"{row.label} on {day_in_words(row.day)} ({row.speaker})")
        return "; ".join(f"{panel}: {', '.join(words)}" for panel, words in panels.items())

    def specification(self, width: Width) -> Specification:
        from claimbook.components.panels import Panel, releases_panel, stacked

        days = days_between(min(row.day for row in self.rows), max(row.until for row in self.rows))
        long = len(days) > MOST_DAYS
        room = len(days) * ROOM_OF_LABEL[width] if long else _room_for_labels(self.rows, days, width)
        before = date.fromisoformat(days[0]) - timedelta(room)
        days = days_between(before.isoformat(), days[-1])
        by_panel = self.by_panel()
        tops = {name: 1.12 * max(row["value_high"] or row["value"] for row in rows) for name, rows in by_panel.items()}
        pixels = min(self.pixels, HIGHEST / max(tops.values()))
        panels = []
        for name, rows in by_panel.items():
            top = tops[name]
            height = max(60, top * pixels)
            shown = _thinned(rows, days, most=MOST_LABELS[width])
            placed = spread_labels(shown, minimum_gap=14 * top / height)
            panels.append(Panel(name, height, {"rows": placed}, top))
        named = tuple(days) if not long else (days[0], days[-1])
        return stacked(releases_panel(FREE_STEPS[width], not long, named), PIXELS[width] - 60, panels)


def _room_for_labels(rows: Sequence[ReleaseRow], days: Sequence[str], width: Width) -> int:
    """Return how many days an axis must begin earlier for the labels left of the first marks."""
    across, steps = PIXELS[width] - 60, len(days) - 1 + 2 * FREE_STEPS[width]
    short = []
    for row in rows:
        wanted = min(FROM_MARK + LETTER * len(row.label), MOST_ROOM * across)
        short.append((wanted * steps - (days.index(row.day) + FREE_STEPS[width]) * across) / (across - wanted))
    return max(0, ceil(max(short)))


def _few(days: Sequence[str]) -> tuple[bool, tuple[str, ...]]:
    """Return whether an axis can name each day, and its days; of more, the first and the last."""
    few = len(days) <= MOST_DAYS
    return few, tuple(days) if few else (days[0], days[-1])


def _thinned(rows: Sequence[dict[str, Any]], days: Sequence[str], most: int) -> list[dict[str, Any]]:
    """Leave out labels that would stand too close: a speaker's last and first are kept, and none nearer than its share.

    The first is what a title compares the last with.
    """
    nearest = len(days) / most
    kept: dict[str, list[int]] = {}
    newest = sorted(rows, key=lambda one: one["day"], reverse=True)
    by_speaker = grouped_by(newest, itemgetter("speaker")).values()
    ends = [row for own in by_speaker for row in (own[0], own[-1])]
    labelled = set()
    for row in [*ends, *newest]:
        at = bisect_left(days, row["day"])
        if not any(0 < abs(other - at) < nearest for other in kept.get(row["speaker"], ())):
            kept.setdefault(row["speaker"], []).append(at)
            labelled.add(row["order"])
    return [{**row, "shown": row["label"] if row["order"] in labelled else ""} for row in rows]


def spread_labels(rows: Sequence[dict[str, Any]], minimum_gap: float) -> list[dict[str, Any]]:
    """Place labels so that those of one day overlap neither each other nor lines that end there.

    Adds the height ``label_at`` to each row.
    """
    days: dict[str, list[int]] = {}
    for index in sorted(range(len(rows)), key=lambda index: rows[index]["value"]):
        days.setdefault(rows[index]["day"], []).append(index)
    placed: dict[int, float] = {}
    for day, indices in days.items():
        lines = sorted(row["value"] for row in rows if row["day"] < day <= row["until"])
        lowest = float("-inf")
        for index in indices:
            at = max(rows[index]["value"], lowest)
            for line in lines:
                if abs(at - line) < 0.7 * minimum_gap:
                    at = line + 0.7 * minimum_gap
            placed[index] = at
            lowest = at + minimum_gap
    return [{**row, "label_at": placed[index]} for index, row in enumerate(rows)]


@dataclass(frozen=True)
class DayRow(ChartRow):
    """A report of dates. Both ends are blank if the document gives none; ``exact`` means dated to the day."""

    text: str
    day: str | None
    until: str | None
    exact: bool


@dataclass(frozen=True)
class Days(Chart):
    """Dates that each document gives for an event: a bar from first to last day, a row for each report."""

    rows: Sequence[DayRow]

    def said(self) -> str:
        return "; ".join(
            f"{row.panel}, {row.text}"
            + (f": {day_in_words(row.day)} to {day_in_words(given(row.until))}" if row.day else "")
            for row in self.rows
        )

    def specification(self, width: Width) -> Specification:
        from claimbook.components.panels import Panel, days_panel, stacked

        dated = [row for row in self.rows if row.day]
        days = days_between(min(given(row.day) for row in dated), max(given(row.until) for row in dated))
        panels = [Panel(name, ROW_HEIGHT * len(rows), {"rows": rows}) for name, rows in self.by_panel().items()]
        return stacked(days_panel(*_few(days)), PIXELS[width] - 30, panels)


# Degrees that a map of one point covers.
LEAST = 1e-6
# Layers of a map, by kind and status of what they show.
MAP_LAYERS = (
    "hit areas", "raided areas", "linked areas", "plain areas", "edge areas",
    "lines", "hit towns", "raided towns", "road towns", "other towns",
    "area center", "around center", "town left", "town right", "town center",
)  # fmt: skip


@dataclass(frozen=True)
class MapRow(ChartRow):
    """A named town: its point, as what it is named, how many documents name it, and the address of its page."""

    text: str
    label: str
    status: str
    longitude: float
    latitude: float
    documents: int


@dataclass(frozen=True)
class Area:
    """An area of a map: its corners in rings, as what it is named, and the address of its page; blank if it has none.

    ``status`` is one of a town's, ``edge`` for the outline of them all, or blank.
    """

    name: str
    rings: Sequence[Sequence[tuple[float, float]]]
    status: str = ""
    text: str = ""
    href: str = ""

    @property
    def middle(self) -> tuple[float, float]:
        """Return the middle of its first ring, weighted by area, where its name is written."""
        ring = self.rings[0]
        sides = list(zip(ring, [*ring[1:], ring[0]], strict=True))
        crossed = [x * b - a * y for (x, y), (a, b) in sides]
        whole = sum(crossed) * 3
        if not whole:
            return ring[0]  # no area: a point or a line
        return (
            sum((x + a) * cross for ((x, _), (a, _)), cross in zip(sides, crossed, strict=True)) / whole,
            sum((y + b) * cross for ((_, y), (_, b)), cross in zip(sides, crossed, strict=True)) / whole,
        )

    def as_feature(self) -> dict[str, Any]:
        """Return the area as GeoJSON."""
        shape = {"type": "MultiPolygon", "coordinates": [[_clockwise(ring)] for ring in self.rings]}
        told = {"status": self.status, "text": self.text, "href": self.href}
        return {"type": "Feature", "properties": told, "geometry": shape}


def _clockwise(ring: Sequence[tuple[float, float]]) -> list[list[float]]:
    """Return the corners so that the area is to their right: a drawing takes the other way for all but the area."""
    ring = ring if ring[0] == ring[-1] else [*ring, ring[0]]
    turns = sum((a - x) * (b + y) for (x, y), (a, b) in pairwise(ring))
    return [list(corner) for corner in (ring if turns > 0 else reversed(ring))]


@dataclass(frozen=True)
class Map(Chart):
    """Named towns as dots, in the areas that are named with them.

    ``names`` are those of neighbours, each with its point; ``missing`` the names of
    places without a point.
    """

    rows: Sequence[MapRow]
    areas: Sequence[Area] = ()
    names: Sequence[tuple[str, float, float]] = ()
    missing: Sequence[str] = ()

    def said(self) -> str:
        named = "; ".join(f"{row.text}, {row.documents}" for row in self.rows)
        return f"Reports that name each: {named}. Not shown as dots: {', '.join(self.missing) or 'none'}"

    def specification(self, width: Width) -> Specification:
        from claimbook.components.panels import Panel, map_panel, stacked

        across = PIXELS[width] - (0 if width == "wide" else 10)
        corners = [corner for area in self.areas for ring in area.rings for corner in ring]
        corners += [(row.longitude, row.latitude) for row in self.rows]
        west, east = (of(corner[0] for corner in corners) + add for of, add in ((min, 0), (max, LEAST)))
        south, north = (of(corner[1] for corner in corners) + add for of, add in ((min, 0), (max, LEAST)))
        # Nearly true of a small part of the earth: a degree of latitude is longer than one of longitude.
        right, down = across / (east - west), across / (east - west) / cos(radians((north + south) / 2))
        high = (north - south) * down

        def name(text: str, longitude: float, latitude: float, dot: bool = False) -> Name:
            return Name(text, (longitude - west) * right, (north - latitude) * down, dot)

        towns = [name(row.label, row.longitude, row.latitude, dot=True) for row in self.rows]
        labelled = {row.label for row in self.rows}
        # A phone has room for the names of the areas that matter.
        shown = [area for area in self.areas if area.name and (area.status or width == "wide")]
        first = sorted(shown, key=lambda area: not area.status)
        areas = [name(area.name, *area.middle) for area in first if area.name not in labelled]
        around = [name(*one) for one in self.names]
        placed = place_names([*towns, *around, *areas], across, high)
        labels = [
            {
                "label": one.name.text,
                "longitude": west + one.x / right,
                "latitude": north - one.y / down,
                "align": one.align,
                "kind": "town" if one.name.dot else "around" if one.name in around else "area",
            }
            for one in placed
        ]
        # A layer holds its rows alone: held by every layer, they would make the page heavy.
        layers: dict[str, list[dict[str, Any]]] = {name: [] for name in MAP_LAYERS}
        for area in self.areas:
            kind = area.status if area.status in ("hit", "raided", "edge") else "linked" if area.href else "plain"
            layers[f"{kind} areas"].append(area.as_feature())
        for row in self.rows:
            layers[f"{row.status} towns"].append(asdict(row))
        layers["lines"] = [
            {
                "longitude": west + one.name.x / right,
                "latitude": north - one.name.y / down,
                "longitude_2": west + one.x / right,
                "latitude_2": north - one.y / down,
            }
            for one in placed
            if one.far
        ]
        for label in labels:
            layers[f"{label['kind']} {label['align']}"].append(label)
        return stacked(map_panel(), across, [Panel("", high, layers)])


@dataclass(frozen=True)
class CalendarRow(ChartRow):
    """Years that something describes, and when it was published and quoted.

    ``start`` and ``end`` are the beginning of the first year and the end of the
    last; ``published`` and ``quoted`` are days as years with a fraction; blank if
    unknown. ``short`` is the text for a phone; blank for the same text.
    """

    text: str
    start: float | None = None
    end: float | None = None
    published: float | None = None
    quoted: float | None = None
    short: str = ""
    spoken: str = ""


@dataclass(frozen=True)
class Calendar(Chart):
    """Years on one calendar, a row each, in panels."""

    rows: Sequence[CalendarRow]

    def said(self) -> str:
        return "; ".join(f"{row.panel}, {row.spoken or row.text}" for row in self.rows)

    def specification(self, width: Width) -> Specification:
        from claimbook.components.panels import Panel, calendar_panel, stacked

        ends = [end for row in self.rows for end in (row.start, row.end, row.published, row.quoted) if end is not None]
        first, last = int(min(ends)), int(max(ends)) + 1
        narrow = [
            replace(row, text=shortened(row.short or row.text, ROOM_ON_A_PHONE, placeholder=" …")) for row in self.rows
        ]
        by_panel = (self if width == "wide" else replace(self, rows=narrow)).by_panel()
        names = list(by_panel)
        panels = [
            Panel(name, ROW_HEIGHT * len(rows), {"rows": rows}, labelled=name in (names[0], names[-1]))
            for name, rows in by_panel.items()
        ]
        most = 13 if width == "wide" else 7
        step = next((step for step in YEAR_STEPS if (last - first) / step <= most), ceil((last - first) / most))
        return stacked(calendar_panel(first, last, step), PIXELS[width] - 30, panels)


@dataclass(frozen=True)
class BarRow(ChartRow):
    """A bar: its text on the axis, its number in words, and its value, blank if no figure was found."""

    text: str
    label: str
    value: float | None = None


@dataclass(frozen=True)
class Bars(Chart):
    """Numbers as upright bars, one for each row, in panels that are never joined.

    ``axis`` is the axis title with its unit; ``category`` says what a row is, such
    as a year.
    """

    rows: Sequence[BarRow]
    axis: str = ""
    category: str = ""

    def said(self) -> str:
        return "; ".join(f"{row.panel}, {row.text}: {row.label}" for row in self.rows if row.value is not None)

    def specification(self, width: Width) -> Specification:
        from claimbook.components.panels import Panel, bars_panel, stacked

        # Room above the highest for its words.
        largest = 1.35 * max(row.value for row in self.rows if row.value is not None)
        by_panel = self.by_panel()
        panels = [Panel(name, BARS_HEIGHT, {"rows": rows}) for name, rows in by_panel.items()]
        turned = max(map(len, by_panel.values())) > (MOST_BARS if width == "wide" else MOST_BARS // 2)
        panel = bars_panel(largest, self.axis, self.category, turned)
        return stacked(panel, PIXELS[width] - 60, panels)


def days_between(first: str, last: str) -> list[str]:
    """Return every day from first to last, ISO 8601.

    >>> days_between("2026-01-31", "2026-02-01")
    ['2026-01-31', '2026-02-01']
    """
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [(start + timedelta(days=step)).isoformat() for step in range((end - start).days + 1)]
