"""The example books: real packages of other conflicts, built as their authors would."""

from pathlib import Path

import pytest
from support.paths import ROOT
from support.site import article, missing_targets, sides_of, soup

from claimbook.builder.build import build
from claimbook.checks.structure import check_package
from claimbook.ledger.dictionary import readme
from claimbook.ledger.package import read_package

EXAMPLES = sorted(path.parent for path in ROOT.glob("examples/*/datapackage.json"))


@pytest.fixture(scope="module")
def georgia(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the built site of the small example: three sides, ranges, places, four scripts."""
    out = tmp_path_factory.mktemp("georgia")
    return build(ROOT / "examples" / "georgia-2008", out, log=lambda _: None).index.parent.resolve()


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_an_example_is_sound_and_described(folder: Path):
    assert check_package(folder, rows_only=True) == []
    assert (folder / "README.md").read_text("utf-8") == readme(read_package(folder))


def test_each_side_has_its_column(georgia: Path):
    head = soup(georgia / "index.html").select(".cb-sides thead th")
    names = [cell.get_text(strip=True) for cell in head[1:]]
    sides, counting = names[:3], names[3:]
    assert sides == ["Georgia", "Russia", "The South Ossetian authorities"]
    assert counting == ["Human Rights Watch"], "it takes no side, and has a count of its own"
    rows = {cells[0].get_text(): [cell.get_text(" ", strip=True) for cell in cells[1:]] for cells in sides_of(georgia)}
    assert [cell.split()[0] for cell in rows["South Ossetians of every group"]] == ["no", "162", "365", "no"]


def test_a_later_report_of_an_early_figure_replaces_nothing(georgia: Path):
    said = article(georgia / "figures" / "159.html").get_text(" ", strip=True)
    assert "gave another figure" not in said, "1600, of 11 August, was printed again in January 2009"


def test_words_of_other_languages_are_marked(georgia: Path):
    marked = {words["lang"] for path in georgia.rglob("*.html") for words in soup(path).select("q[lang], cite[lang]")}
    assert marked == {"ar", "ka", "ru"}


def test_it_has_the_chapters_that_its_rows_fill(georgia: Path):
    there = {path.stem for path in georgia.glob("*.html")}
    assert {"incidents", "places", "statements"} <= there and there.isdisjoint({"root-causes", "history"})
    assert missing_targets(georgia) == []
