"""Charts on published pages are whole, and show the values of their rows."""

import csv
import io
import json
import re
from pathlib import Path

from bs4 import Tag
from support.paths import ROOT
from support.site import pages_of, soup

from claimbook.components.panels import COLOURS, INK, RULE


def figures(site: Path) -> list[tuple[Path, Tag]]:
    pages = [path for path in pages_of(site) if path.name != "lite.html"]  # has the words without the charts
    found = [(path, figure) for path in pages for figure in soup(path).find_all("figure")]
    assert len(found) >= 9
    return found


def test_every_figure_is_whole(site: Path):
    """Title, subtitle, two pictures with a text alternative, source and as-of date, table, three downloads."""
    for path, figure in figures(site):
        where = f"{path.name}#{figure['id']}"
        assert figure.find(class_="cb-title").get_text(strip=True), where
        assert figure.find(class_="cb-subtitle").get_text(strip=True), where
        pictures = figure.find_all(class_="cb-chart")
        assert [("cb-wide" in picture["class"]) for picture in pictures] == [True, False], where
        for picture in pictures:
            assert picture.find("svg") and picture["role"] == "img", where
            assert len(picture["aria-label"]) > 60, where
            assert not re.search(r"\b(blue|orange|brown|grey|red|green)\b", picture["aria-label"]), where
        caption = figure.find("figcaption")
        assert "Source:" in caption.get_text() and caption.find("time"), where
        assert figure.find("table").find("caption"), where
        for download in figure.select(".cb-downloads a"):
            if download["href"].endswith(".png"):
                assert (path.parent / download["href"]).read_bytes().startswith(b"\x89PNG"), where
                continue
            content = (path.parent / download["href"]).read_text("utf-8")
            match download["href"].rsplit(".", 1)[1]:
                case "csv":
                    rows = list(csv.reader(io.StringIO(content)))
                    assert len(rows) > 1 and len({len(row) for row in rows}) == 1, where
                case "json":
                    assert json.loads(content)["$schema"].endswith("v6.4.1.json"), where
                case "svg":
                    assert content.startswith("<svg") and "<title>" in content, where


def test_every_ink_of_a_chart_has_a_twin_on_a_dark_page(site: Path):
    style = (ROOT / "claimbook" / "theme" / "static" / "claimbook.css").read_text("utf-8")
    inks = {*COLOURS.values(), INK, RULE, "transparent", "none"}
    for path, figure in figures(site):
        for svg in figure.find_all("svg"):
            for element in svg.find_all(True):
                for name in ("fill", "stroke"):
                    ink = element.get(name)
                    assert ink is None or ink in inks, f"{path.name}: {ink} has no counterpart in claimbook.css"
                    if ink in COLOURS.values() and name == "fill":
                        assert f'[fill="{ink}"]' in style
