"""The places: which document names which place, and as what."""

from __future__ import annotations

from math import cos, radians
from typing import Any

import pandas as pd
from markupsafe import Markup

from claimbook.components.charts import Specification, Width, map_chart
from claimbook.components.elements import Fragment, addressed, fragment, link, listing, paragraph
from claimbook.components.figure import figure
from claimbook.components.page import Page
from claimbook.components.tables import Column, table
from claimbook.ledger.records import known
from claimbook.ledger.vocabulary import NOT_STATED
from claimbook.ledger.wording import capital, source_name

# How exactly the book knows a place, by UCDP's codes.
KNOWN_AS = {1: "a site", 2: "a point for the town", 3: "its district only", 4: "the province", 6: "the country"}
ROLES = {"attacked": "attacked", "raided": "raided", "clashes": "clashes", "road_end": "end of a closed road"}
ROLES |= {"affected": "affected"}


def naming_table(page: Page) -> Fragment:
    """A matrix of places and documents; each cell says as what the place is named."""
    mentions, places = page["mentions"], page["places"].set_index("place_id")
    coded = page["sources"][page["sources"]["source_id"].isin(set(mentions["source_id"]))].sort_values("known_on")
    by_count = (
        mentions.groupby("place_id")["source_id"].nunique().sort_index().sort_values(ascending=False, kind="stable")
    )
    rows = []
    for place_id, documents in by_count.items():
        here = mentions[mentions["place_id"] == place_id]
        cells: list[str | Markup] = [addressed(place_id, places.loc[place_id, "name"]), str(documents)]
        for _, source in coded.iterrows():
            named = here[here["source_id"] == source["source_id"]].drop_duplicates("role")
            cells.append(
                Markup(", ").join(
                    link(page.row_href(mention, "mention_id"), ROLES[mention["role"]])
                    for _, mention in named.iterrows()
                )
                or "not named"
            )
        rows.append(cells)
    columns = [Column("Place"), Column("Documents", numeric=True)]
    columns += [Column(f"{source_name(source)}") for _, source in coded.iterrows()]
    return fragment(table("Places named for the violence, and as what", columns, rows, matrix=True))


def precision_table(page: Page) -> Fragment:
    """How exactly each place is known."""
    named = page["places"][page["places"]["place_id"].isin(set(page["mentions"]["place_id"]))]
    rows = [
        (
            place["name"],
            place["kind"],
            place["district"] if known(place["district"]) else NOT_STATED,
            KNOWN_AS.get(int(place["where_prec"]), NOT_STATED) if known(place["where_prec"]) else NOT_STATED,
        )
        for _, place in named.iterrows()
    ]
    return fragment(
        table(
            "Named places, and how exactly each is known",
            [Column(c) for c in ("Place", "Kind", "District", "Known as")],
            rows,
        )
    )


def places_map(page: Page) -> Fragment:
    """The towns that have a point, inside the outline of their area; the others are listed."""
    mentions, places = page["mentions"], page["places"]
    counts = mentions.groupby("place_id")["source_id"].nunique()
    named = places[places["place_id"].isin(counts.index)].assign(documents=lambda all: all["place_id"].map(counts))
    points = named[named["latitude"].notna()].sort_values(["documents", "name"], ascending=[False, True])
    if points.empty or page["outlines"].empty:
        return fragment(paragraph("No named place has a point on a map."))
    points = points.assign(number=range(1, len(points) + 1), left=_left(points), text=points["name"])
    outline, ratio = _outline(page["outlines"])

    def chart(width: Width) -> Specification:
        label = points["name"] if width == "wide" else points["number"].astype("str")
        columns = ["longitude", "latitude", "label", "left", "documents", "text"]
        return map_chart(outline, points.assign(label=label)[columns], width, ratio)

    missing = named[named["latitude"].isna()].sort_values("name")["name"]
    most = points[points["documents"] == points["documents"].max()]["name"]
    rows = [
        (str(place["number"]), place["name"], place["district"], str(place["documents"]))
        for _, place in points.iterrows()
    ]
    columns = [Column("Number"), Column("Place"), Column("District"), Column("Documents", numeric=True)]
    sizes = "; ".join(f"{place['name']}, {place['documents']}" for _, place in points.iterrows())
    return figure(
        page,
        "map",
        title=f"{capital(listing(list(most)))}: named by the most documents",
        subtitle="Towns that documents name for the violence; a larger circle is named by more of them",
        clock="as named in the documents",
        charts=chart,
        alternative=f"Map of towns inside the outline of their province. Documents that name each: {sizes}. "
        f"Not on the map: {', '.join(missing) or 'none'}. All places are in the table below.",
        table=table("Places on the map", columns, rows),
        rows=mentions,
        note=Markup('<span class="cb-narrow">{}. </span>').format(
            ", ".join(f"{place['number']} {place['name']}" for _, place in points.iterrows())
        )
        + Markup(
            "A circle stands for a town, not for a site in it, and says nothing of how many died there. "
            "Not on the map, since only an area is known: {}. The outline is simplified, for orientation only; "
            "it takes no position on any boundary."
        ).format(listing(list(missing)) if len(missing) else "none"),
    )


def _left(points: pd.DataFrame) -> list[bool]:
    """Whether a label stands on the left of its town: where the nearest other town lies to the east."""
    spots = list(zip(points["longitude"], points["latitude"], strict=True))

    def nearest(here: tuple[float, float]) -> tuple[float, float]:
        others = [spot for spot in spots if spot != here]
        return min(others, key=lambda spot: (spot[0] - here[0]) ** 2 + (spot[1] - here[1]) ** 2, default=here)

    return [nearest(spot)[0] > spot[0] for spot in spots]


def _outline(corners: pd.DataFrame) -> tuple[list[dict[str, Any]], float]:
    """The outlines as GeoJSON, and the height of all of them by their width at their middle latitude."""
    rings = [
        [[float(x), float(y)] for x, y in zip(ring["longitude"], ring["latitude"], strict=True)]
        for _, ring in corners.sort_values(["place_id", "ring", "point"]).groupby(["place_id", "ring"])
    ]
    shapes = [{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}} for ring in rings]
    high, wide = (corners[name].max() - corners[name].min() for name in ("latitude", "longitude"))
    middle = float(corners["latitude"].mean())
    return shapes, float(high) / (float(wide) * cos(radians(middle)))
