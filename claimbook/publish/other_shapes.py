"""Write the estimates in the columns of two casualty databases, where our rules fill them.

They are our readings of published rules, applied to this ledger by its own program;
neither database has made or seen them, and the files are named so. A column that
no rule here fills stays blank: days are contested, and a range has no best figure
until somebody has judged the speakers.
"""

from __future__ import annotations

import csv
import io
from typing import Any

from claimbook.analysis.rule_sets import RULE_SETS
from claimbook.ledger.records import EstimateRow, Place, records_of
from claimbook.ledger.vocabulary import ALL, CIVILIANS, SIDE_OF_GROUP, fighting_sides
from claimbook.ledger.wording import number_text, source_name
from claimbook.publish.edition import Edition

ACLED = (
    "event_id_cnty", "event_date", "location", "latitude", "longitude", "geo_precision", "fatalities", "source",
    "notes",
)  # fmt: skip
GED = (
    "id", "side_a", "side_b", "where_coordinates", "latitude", "longitude", "where_prec", "event_clarity",
    "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "best", "high", "low", "notes",
)  # fmt: skip
NOTE = "Not by {0} and not from its data: this book’s reading of the rule of {0}, applied to its own ledger. {1}"


def write_other_shapes(edition: Edition) -> None:
    """Write ``data/acled-shaped-own-reading.csv`` and ``data/ged-shaped-own-reading.csv``, if they have a figure."""
    estimates = records_of(edition.tables["estimates"], EstimateRow)
    for name, columns, row in (("acled", ACLED, _acled(edition, estimates)), ("ged", GED, _ged(edition, estimates))):
        if row:
            edition.write(f"data/{name}-shaped-own-reading.csv", _csv(columns, row))


def _acled(edition: Edition, estimates: list[EstimateRow]) -> dict[str, Any]:
    """Return one row for the episode: the lowest total, and whose figures make it."""
    total = next(
        (one for one in estimates if one.rule_set == "acled" and one.group == ALL and one.low is not None), None
    )
    if total is None or total.low is None:
        return {}
    makes = set((total.low_of or "").split(";"))
    carried = [source_name(claim) for claim in edition.claims if claim.claim_id in makes]
    return {
        **_place(edition),
        "event_id_cnty": edition.ledger.about["focus_event"],
        "fatalities": number_text(total.low),
        "source": "; ".join(dict.fromkeys(carried)),
        "notes": NOTE.format(RULE_SETS["acled"].name, total.says),
    }


def _ged(edition: Edition, estimates: list[EstimateRow]) -> dict[str, Any]:
    """Return one row for the episode, only if each group has a best figure, without which there is none in GED."""
    own = {one.group: one for one in estimates if one.rule_set == "ucdp"}
    sides = fighting_sides()
    if len(sides) != 2 or not own or any(one.best is None for one in own.values()):
        return {}
    columns = {CIVILIANS: "deaths_civilians"}
    columns |= {group: f"deaths_{'ab'[sides.index(side)]}" for group, side in SIDE_OF_GROUP.items() if side in sides}
    return {
        **_place(edition),
        "id": edition.ledger.about["focus_event"],
        "side_a": sides[0],
        "side_b": sides[1],
        **{
            columns[group]: number_text(one.best)
            for group, one in own.items()
            if group in columns and one.best is not None
        },
        "notes": NOTE.format(RULE_SETS["ucdp"].name, "Deaths of each side are those of its own people."),
    }


def _place(edition: Edition) -> dict[str, Any]:
    area = next(
        one for one in records_of(edition.tables["places"], Place) if one.place_id == edition.ledger.about["focus_area"]
    )
    return {
        "location": area.name,
        "where_coordinates": area.name,
        "latitude": "" if area.latitude is None else number_text(area.latitude),
        "longitude": "" if area.longitude is None else number_text(area.longitude),
        "where_prec": area.where_prec,
    }


def _csv(columns: tuple[str, ...], row: dict[str, Any]) -> str:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerow(row)
    return buffer.getvalue()
