"""Places: which document names which place, and in what role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import cos, radians
from typing import Any

from markupsafe import Markup

from claimbook.components.chapter import Chapter, reads
from claimbook.components.charts import Map, MapRow
from claimbook.components.elements import Fragment, addressed, fragment, link, listing, paragraph, source_links
from claimbook.components.figure import Figure, figure
from claimbook.components.page import Page
from claimbook.components.selections import in_turn, of_kind, sources_of
from claimbook.components.tables import Cell, Column, table
from claimbook.ledger.records import Mention, Outline, Place, columns, given, grouped_by, unique_by
from claimbook.ledger.tables import Tables
from claimbook.ledger.vocabulary import NOT_STATED, ROLES
from claimbook.ledger.wording import capital, source_name

# How exactly a place is known, by UCDP's codes.
KNOWN_AS = {1: "a site", 2: "a point for the town", 3: "its district only", 4: "the province", 6: "the country"}
DISTRICT = 3
# Degrees around the towns of a map without an outline.
MARGIN = 0.25
# The most that such a map is higher than wide.
HIGHEST = 0.7


def named_places(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """Keep only places that documents name."""
    places = tables["places"]
    return {**tables, "places": places[places["place_id"].isin(set(tables["mentions"]["place_id"]))]}


@columns("role", "where_prec")
def _role(mention: Mention) -> str:
    """Return the role of a place in a document, and whether the document names its district only."""
    return str(ROLES[mention.role]) + (", as a district" if mention.where_prec == DISTRICT else "")


@columns("role", "where_prec")
def _names_the_town(mention: Mention) -> bool:
    """Whether a document names the town itself for the violence, not its district or the end of a road."""
    return mention.where_prec is None and mention.role != "road_end"


CHAPTER = Chapter("places", in_turn(sources_of("mentions"), of_kind("count-versus-list"), named_places))


@reads(
    mentions=["mention_id", "source_id", "place_id", _role],
    places=["place_id", "name"],
    sources=["source_id", "known_on", source_name],
)
def naming_table(page: Page) -> Fragment:
    """Show a matrix of places and documents; each cell gives the role of the place."""
    names = {place.place_id: place.name for place in page.places}
    documents = sorted(page.sources, key=lambda source: (source.known_on, source.source_id))
    by_place = grouped_by(sorted(page.mentions, key=lambda one: one.place_id), lambda one: one.place_id)
    most_named = sorted(by_place, key=lambda place_id: -len({one.source_id for one in by_place[place_id]}))
    rows = []
    for place_id in most_named:
        here = by_place[place_id]
        place = link(f"{page.up}places/{place_id}.html", names[place_id], css="cb-page")
        cells: list[Cell] = [
            addressed(place_id, place),
            str(len({one.source_id for one in here})),
        ]
        for source in documents:
            named = unique_by((one for one in here if one.source_id == source.source_id), _role)
            links = [link(page.row_href(mention), _role(mention)) for mention in named]
            cells.append(Markup(", ").join(links) or "not named")
        rows.append(cells)
    columns = [Column("Place"), Column("Documents", numeric=True)]
    columns += [Column(source_name(source)) for source in documents]
    return fragment(table("Places named for the violence, and as what", columns, rows, matrix=True))


@reads(places=["name", "kind", "district", "where_prec"])
def precision_table(page: Page) -> Fragment:
    """Show how exactly each place is known."""
    rows = [
        (
            place.name,
            place.kind,
            place.district or NOT_STATED,
            NOT_STATED if place.where_prec is None else KNOWN_AS.get(place.where_prec, NOT_STATED),
        )
        for place in page.places
    ]
    columns = [Column(name) for name in ("Place", "Kind", "District", "Known as")]
    return fragment(table("Named places, and how exactly each is known", columns, rows))


@reads(
    mentions=["mention_id", "place_id", _names_the_town, source_links],
    places=["place_id", "name", "district", "latitude", "longitude"],
    outlines=["place_id", "ring", "point", "longitude", "latitude"],
)
def places_map(page: Page) -> Figure | Fragment:
    """Show the towns that have a point inside the outline of their area, and list the others."""
    drawn = [mention for mention in page.mentions if _names_the_town(mention)]
    by_place = grouped_by(drawn, lambda mention: mention.place_id)
    documents = {place: len({one.source_id for one in mentions}) for place, mentions in by_place.items()}
    towns = [place for place in page.places if place.latitude is not None and place.place_id in by_place]
    points = sorted(towns, key=lambda place: (-documents[place.place_id], place.name))
    if not points:
        return fragment(paragraph("No named place has a point on a map."))
    outline, ratio = _outline(page.outlines) if page.outlines else _frame(points)
    left = _left(points)
    chart = Map(
        [
            MapRow(
                panel="",
                text=place.name,
                label=place.name,
                number=str(number),
                left=left[number - 1],
                longitude=given(place.longitude),
                latitude=given(place.latitude),
                documents=documents[place.place_id],
            )
            for number, place in enumerate(points, start=1)
        ],
        "Map of towns" + (" inside the outline of their area" if page.outlines else ""),
        outline=outline,
        ratio=ratio,
        missing=sorted(place.name for place in page.places if place not in towns),
    )
    most = [row.label for row in chart.rows if row.documents == chart.rows[0].documents]
    rows = [
        (row.number, row.label, place.district or NOT_STATED, str(row.documents))
        for row, place in zip(chart.rows, points, strict=True)
    ]
    columns = [Column("Number"), Column("Place"), Column("District"), Column("Documents", numeric=True)]
    return figure(
        page,
        "map",
        title=f"{capital(listing(most))}: named by the most documents",
        subtitle="Towns that documents name for the violence; a larger circle is named by more of them",
        clock="as named in the documents",
        chart=chart,
        table=table("Places on the map", columns, rows),
        rows=drawn,
        note=Markup('<span class="cb-narrow">{}. </span>').format(
            ", ".join(f"{row.number} {row.label}" for row in chart.rows)
        )
        + Markup(
            "A circle stands for a town, not for a site in it, and says nothing of how many died there. "
            "Documents that name a district or the end of a closed road aren’t counted. Not on the map, since their "
            "point isn’t known or no document names them as a town hit by the violence: {}. "
            "{}"
        ).format(
            listing(list(chart.missing)) if chart.missing else "none",
            "The outline is simplified, for orientation only; it takes no position on any boundary."
            if page.outlines
            else "The package has no outline of the area.",
        ),
    )


def _left(points: Sequence[Place]) -> list[bool]:
    """Whether a label goes to the left of its town: if the nearest other town is to the east."""
    spots = [(given(place.longitude), given(place.latitude)) for place in points]

    def nearest(here: tuple[float, float]) -> tuple[float, float]:
        others = [spot for spot in spots if spot != here]
        return min(others, key=lambda spot: (spot[0] - here[0]) ** 2 + (spot[1] - here[1]) ** 2, default=here)

    return [nearest(spot)[0] > spot[0] for spot in spots]


def _outline(corners: Sequence[Outline]) -> tuple[list[dict[str, Any]], float]:
    """Return the outlines as GeoJSON, and the ratio of height to width at their middle latitude."""
    ordered = sorted(corners, key=lambda one: (one.place_id, one.ring, one.point))
    rings = [
        [[corner.longitude, corner.latitude] for corner in ring]
        for ring in grouped_by(ordered, lambda one: (one.place_id, one.ring)).values()
    ]
    shapes = [{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}} for ring in rings]
    return shapes, _ratio([(one.longitude, one.latitude) for one in corners])


def _frame(points: Sequence[Place]) -> tuple[list[dict[str, Any]], float]:
    """Return a frame about the points as GeoJSON, and its ratio, for a map without an outline."""
    longitudes, latitudes = [given(one.longitude) for one in points], [given(one.latitude) for one in points]
    (west, east), (south, north) = ((min(one) - MARGIN, max(one) + MARGIN) for one in (longitudes, latitudes))
    # Never much higher than wide.
    wider = max(0.0, (north - south) / HIGHEST / cos(radians((south + north) / 2)) - (east - west)) / 2
    west, east = west - wider, east + wider
    ring = [[west, south], [west, north], [east, north], [east, south], [west, south]]
    shape = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}}
    return [shape], _ratio([(longitude, latitude) for longitude, latitude in ring])


def _ratio(corners: Sequence[tuple[float, float]]) -> float:
    """Return the ratio of height to width of an area at its middle latitude."""
    longitudes, latitudes = zip(*corners, strict=True)
    width = (max(longitudes) - min(longitudes)) * cos(radians(sum(latitudes) / len(latitudes)))
    return float((max(latitudes) - min(latitudes)) / width)
