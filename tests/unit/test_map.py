"""A map is drawn of whatever a package holds, and says no more than that."""

import pytest
from support.paths import DATA

from claimbook import open_page
from claimbook.chapters import places
from claimbook.components.charts import Area, Map, MapRow
from claimbook.components.map_labels import Name, place_names
from claimbook.ledger.records import Mention

SQUARE = [(60.0, 25.0), (60.0, 26.0), (61.0, 26.0), (61.0, 25.0), (60.0, 25.0)]


def corners(ring: list[tuple[float, float]]) -> list[list[float]]:
    """Return a ring as it is drawn."""
    drawn: list[list[float]] = Area("", [ring]).as_feature()["geometry"]["coordinates"][0][0]
    return drawn


def test_rings_are_closed_and_run_clockwise():
    """Any other ring would be drawn as all of the earth but the area."""
    clockwise = [list(corner) for corner in SQUARE]
    assert corners(SQUARE) == corners(SQUARE[::-1]) == clockwise
    assert corners(SQUARE[:-1]) == clockwise


@pytest.mark.parametrize("ring", [[(60.0, 25.0)], [(60.0, 25.0)] * 2, [(60.0, 25.0), (60.0, 26.0), (60.0, 27.0)]])
def test_an_area_without_extent_is_a_point(ring: list[tuple[float, float]]):
    assert Area("", [ring]).middle == ring[0]
    Map([], "A map", areas=[Area("", [ring], "edge")]).specification("narrow")


def test_names_cover_neither_each_other_nor_a_dot():
    crowd = [Name(f"Town {number}", 50 + 4 * number, 50, dot=True) for number in range(6)]
    placed = place_names(crowd, 300, 100)
    assert {one.far for one in placed} == {False, True}, "those without room beside their dot have a line to it"
    assert len(place_names(crowd, 90, 70)) < len(placed) == len(crowd), "in a small picture some have no room"
    rows = sorted((one.y, one.x) for one in placed)
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize(
    ("roles", "status"),
    [("attacked raided", "hit"), ("clashes", "hit"), ("raided road_end", "raided"), ("road_end", "road"),
     ("refuge", "other"), ("", "")],
)  # fmt: skip
def test_status_of_a_place(roles: str, status: str):
    assert places._status([Mention.of(role=role) for role in roles.split()]) == status


def test_a_tooltip_counts_all_documents_that_the_table_counts():
    figure = places.places_map(open_page("places", data_dir=str(DATA)))
    rows = {row.label: row for row in figure.chart.rows}
    assert len(rows) > 5 and all(isinstance(row, MapRow) for row in rows.values())
    shown = {cells[1]: cells[3] for cells in _rows(str(figure.html))}
    assert {name: str(row.documents) for name, row in rows.items()}.items() <= shown.items()


def _rows(html: str) -> list[list[str]]:
    from bs4 import BeautifulSoup

    table = BeautifulSoup(html, "lxml").select_one("figcaption table")
    return [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in table.select("tbody tr")]
