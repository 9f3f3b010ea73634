"""Places: which document names which place, and in what role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import cos, radians

from markupsafe import Markup

from claimbook.components.chapter import Chapter, reads
from claimbook.components.charts import Area, Map, MapRow
from claimbook.components.elements import (
    Fragment,
    addressed,
    fragment,
    lead,
    link,
    listing,
    paragraph,
    small,
    source_link,
    source_links,
    with_lead,
)
from claimbook.components.figure import Figure, figure
from claimbook.components.page import Page
from claimbook.components.selections import sources_of
from claimbook.components.tables import Column, table
from claimbook.ledger.records import Mention, Outline, Place, columns, given, grouped_by, unique_by
from claimbook.ledger.vocabulary import NOT_STATED, ROLES, WIDE
from claimbook.ledger.wording import capital, capital_text, count, source_name

NO_POSITION = "Lines are simplified, for orientation only: they take no position on any boundary."
# What is said of a place or district, from what the documents name it as.
STATUS = {
    "hit": "attacked, affected or in clashes",
    "raided": "raided",
    "road": "end of a closed road",
    "other": "named otherwise",
}
HIT = {"attacked", "affected", "clashes"}
# How exactly a place is known, by UCDP's codes.
KNOWN_AS = {
    1: "known exactly",
    2: "on the map",
    3: "only its district is known",
    4: "the province",
    6: "the country",
}
DISTRICT = 3
# Degrees around the towns of a map without an outline.
MARGIN = 0.25
# The most that such a map is higher than wide.
HIGHEST = 0.7


@columns("role", "where_prec")
def role_in_words(mention: Mention) -> str:
    """Return the role of a place in a document, and whether the document names its district only."""
    return str(ROLES[mention.role]) + (", as a district" if mention.where_prec == DISTRICT else "")


CHAPTER = Chapter("places", sources_of("mentions"), shows=("mentions",))


def _href(page: Page, place: Place) -> str:
    """Return the address of a place's page; blank if it is too wide to have one."""
    return "" if place.kind in WIDE else f"{page.up}places/{place.place_id}.html"


def _linked(page: Page, place: Place) -> str | Markup:
    href = _href(page, place)
    return link(href, place.name, css="cb-page") if href else place.name


@reads(
    mentions=["mention_id", "source_id", "place_id", role_in_words, source_link],
    places=["place_id", "name", "kind", "district", "where_prec"],
)
def naming_table(page: Page) -> Fragment:
    """List the named places, the most named first: how exactly each is known, and who names it as what."""
    places = {place.place_id: place for place in page.places}
    by_place = grouped_by(page.mentions, lambda one: one.place_id)
    rows = []
    for place_id, here in sorted(by_place.items(), key=lambda one: (-len({row.source_id for row in one[1]}), one[0])):
        place = places[place_id]
        known = NOT_STATED if place.where_prec is None else KNOWN_AS.get(place.where_prec, NOT_STATED)
        said = []
        for role, alike in grouped_by(sorted(here, key=role_in_words), role_in_words).items():
            by_document = unique_by(alike, lambda one: one.source_id)
            documents = [link(page.row_href(one), source_name(one), css="cb-source") for one in by_document]
            said.append(Markup("{}: {}").format(capital(role), listing(documents)))
        rows.append(
            (
                addressed(place_id, _linked(page, place))
                + small(f" {known}" if place.district in (None, place.name) else f" {known}, {place.district}"),
                Markup("<br>").join(said),
            )
        )
    columns = [Column("Place"), Column("Named as, by")]
    return fragment(table("Places named for the violence, and as what", columns, rows))


def _status(mentions: Sequence[Mention]) -> str:
    """Return as what places are named: ``hit`` by the violence, ``raided``, ``road`` or otherwise; blank if not."""
    roles = {mention.role for mention in mentions}
    if roles & HIT:
        return "hit"
    return "raided" if "raided" in roles else "road" if "road_end" in roles else "other" if roles else ""


@reads(mentions=["source_id", "place_id", "role"], places=["place_id", "name", "kind"])
def attacked_places(page: Page) -> Fragment:
    """Name the places that reports name as attacked or raided, the most named first."""
    by_place = grouped_by(page.mentions, lambda mention: mention.place_id)
    named = [place for place in page.places if place.place_id in by_place and place.kind not in WIDE]
    most = sorted(named, key=lambda one: (-len({row.source_id for row in by_place[one.place_id]}), one.name))
    said = []
    for status, named_as in (("hit", f"Named as {STATUS['hit']}"), ("raided", "Named only as raided")):
        places = [place for place in most if _status(by_place[place.place_id]) == status]
        if places:
            names = listing([_linked(page, place) for place in places])
            said.append(Markup("{}: {}.").format(named_as, names))
    return with_lead(lead(*said) if said else lead("No report names a place as attacked or raided."))


@reads(
    mentions=["mention_id", "place_id", "where_prec", "role", source_links],
    places=["place_id", "name", "kind", "district", "latitude", "longitude"],
    outlines=["place_id", "ring", "point", "longitude", "latitude"],
)
def places_map(page: Page) -> Figure | Fragment:
    """Show the towns and districts that documents name, and as what; list the places without a point."""
    by_place = grouped_by(page.mentions, lambda mention: mention.place_id)
    as_towns = grouped_by(
        [mention for mention in page.mentions if mention.where_prec != DISTRICT], lambda mention: mention.place_id
    )
    named = [place for place in page.places if place.place_id in by_place]
    areas = _areas(page, named, by_place)
    towns = [
        place
        for place in named
        if place.place_id in as_towns and place.latitude is not None and _is_near(place, page.outlines)
    ]
    if not towns and not any(area.status for area in areas):
        none = "None of the places that reports name has a point." if named else "No report names a place."
        return fragment(paragraph(none))
    documents = {place: len({one.source_id for one in mentions}) for place, mentions in by_place.items()}
    points = sorted(towns, key=lambda place: (-documents[place.place_id], place.name))
    chart = Map(
        [
            MapRow(
                panel="",
                text=f"{place.name}: {STATUS[_status(by_place[place.place_id])]}",
                label=place.name,
                status=_status(by_place[place.place_id]),
                longitude=given(place.longitude),
                latitude=given(place.latitude),
                documents=documents[place.place_id],
                href=_href(page, place),
            )
            for place in points
        ],
        "Map of the towns and districts that reports name",
        areas=areas or [_frame(points)],
        names=[
            (place.name, given(place.longitude), given(place.latitude))
            for place in page.places
            if place.kind in WIDE and place.latitude is not None
        ],
        missing=sorted(place.name for place in named if place not in towns),
    )
    rows = [
        (
            place.district or NOT_STATED,
            _linked(page, place),
            STATUS[_status(by_place[place.place_id])],
            str(documents[place.place_id]),
        )
        for place in sorted(named, key=lambda place: (place.district or "", place.name))
    ]
    columns = [Column("District"), Column("Place"), Column("Named as"), Column("Reports", numeric=True)]
    hit = [area for area in areas if area.status == "hit"]
    what = count(len(hit), "district") if hit else count(sum(row.status == "hit" for row in chart.rows), "town")
    return figure(
        page,
        "map",
        title=f"{capital_text(what)} {'with places ' if hit else ''}named as attacked, affected or in clashes",
        subtitle="Towns and districts that reports name for the violence; the larger the dot, the more reports name it",
        chart=chart,
        table=table("Places that reports name", columns, rows),
        rows=page.mentions,
        note=Markup(
            "A dot marks a town, not a site in it, and says nothing about how many died there. A district is "
            "filled if a report names it, or a place in it, as attacked, affected or in clashes. A place that no "
            "report names may still have been hit. Not shown as dots: {}. {}"
        ).format(
            listing(list(chart.missing)) if chart.missing else "none",
            NO_POSITION if page.outlines else "The package has no outline of the area.",
        ),
        key=(
            *((("area", "district with such places"), ("raided", "district with raided places")) if areas else ()),
            ("own", "town named as attacked, affected or in clashes"),
            ("other", "town named as raided"),
            ("road", "end of a closed road"),
        ),
    )


def _areas(page: Page, named: Sequence[Place], by_place: Mapping[str, Sequence[Mention]]) -> list[Area]:
    """Return the districts with what is named in each, and the outline of the area around them."""
    places = {place.place_id: place for place in page.places}
    corners = sorted(page.outlines, key=lambda one: (one.place_id, one.ring, one.point))
    found = []
    for place_id, own in grouped_by(corners, lambda one: one.place_id).items():
        rings = [
            [(one.longitude, one.latitude) for one in ring] for ring in grouped_by(own, lambda one: one.ring).values()
        ]
        place = places[place_id]
        if place.kind in WIDE:
            found.append(Area("", rings, "edge"))
            continue
        inside = [one for one in named if place_id == one.place_id or one.district == (place.district or place.name)]
        mentions = [mention for one in inside for mention in by_place[one.place_id]]
        told = "; ".join(f"{one.name}, {STATUS[_status(by_place[one.place_id])]}" for one in inside)
        paged = [one for one in inside if one.kind not in WIDE]
        most = max(paged, key=lambda one: len(by_place[one.place_id]), default=None)
        found.append(
            Area(
                name=place.district or place.name,
                rings=rings,
                status=_status(mentions),
                text=f"{place.name}: {told}" if inside else "",
                href=_href(page, most) if most else "",
            )
        )
    return found


def _is_near(place: Place, corners: Sequence[Outline]) -> bool:
    """Whether a place lies in the frame of the map, or just outside of it."""
    if not corners:
        return True
    longitudes, latitudes = [one.longitude for one in corners], [one.latitude for one in corners]
    return all(
        min(corners_of) - MARGIN <= given(here) <= max(corners_of) + MARGIN
        for here, corners_of in ((place.longitude, longitudes), (place.latitude, latitudes))
    )


def _frame(points: Sequence[Place]) -> Area:
    """Return a frame about the points, for a map without an outline."""
    longitudes, latitudes = [given(one.longitude) for one in points], [given(one.latitude) for one in points]
    (west, east), (south, north) = ((min(one) - MARGIN, max(one) + MARGIN) for one in (longitudes, latitudes))
    # Never much higher than wide.
    wider = max(0.0, (north - south) / HIGHEST / cos(radians((south + north) / 2)) - (east - west)) / 2
    west, east = west - wider, east + wider
    return Area("", [[(west, south), (west, north), (east, north), (east, south), (west, south)]], "edge")
