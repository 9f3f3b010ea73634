"""The places: which document names which place, and as what."""

from __future__ import annotations

from markupsafe import Markup

from claimbook.pages import Page
from claimbook.view.html import Column, Fragment, fragment, table
from claimbook.wording import NOT_STATED, known, link, source_name

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
        cells: list[str | Markup] = [places.loc[place_id, "name"], str(documents)]
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
    return fragment(table("Places named for the violence, and as what", columns, rows))


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
