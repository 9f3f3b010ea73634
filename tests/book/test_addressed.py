"""What a book adds to its pages where the site's address is known."""

import shutil
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest
import yaml
from pybtex.database import parse_file
from support.packages import write_invented_package
from support.site import head_of, linked_data, pages

from claimbook.book.project import THIS_PROJECT, Project
from claimbook.builder.build import build

ADDRESS = "https://book.example/vesla/"


@pytest.fixture(scope="module")
def addressed(invented_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented book once more, for a site whose address is known; its executed pages are those of the other one."""
    folder = tmp_path_factory.mktemp("addressed")
    for path in (THIS_PROJECT.contents, THIS_PROJECT.configuration):
        shutil.copyfile(path, folder / path.name)
    shutil.copytree(THIS_PROJECT.chapters, folder / "chapters")
    configuration = yaml.safe_load((folder / "_config.yml").read_text("utf-8"))
    configuration["html"]["baseurl"] = ADDRESS
    (folder / "_config.yml").write_text(yaml.safe_dump(configuration), "utf-8")
    shutil.copytree(invented_site.parents[1], folder / "out", symlinks=True)
    built = build(write_invented_package(folder / "data"), folder / "out", project=Project(folder))
    assert not any(page.executed for page in built.pages)
    return built.index.parent.resolve()


def test_site_map_names_every_page(addressed: Path):
    named = {
        element.text for element in ElementTree.parse(addressed / "sitemap.xml").iter() if element.tag.endswith("loc")
    }
    own = {f"{ADDRESS}{path.relative_to(addressed)}" for path in pages(addressed)}
    assert own - named == {f"{ADDRESS}{name}.html" for name in ("lite", "offline", "search")} and named < own


def test_shared_pages_have_a_picture_with_words(addressed: Path):
    shared = [path for path in pages(addressed) if path.stem not in ("lite", "offline", "search")]
    assert len(shared) > 30
    for path in shared:
        properties = {tag["property"]: tag["content"] for tag in head_of(path).find_all("meta", property=True)}
        assert properties["og:url"] == f"{ADDRESS}{path.relative_to(addressed)}"
        assert properties["og:title"] and properties["og:description"], path
        if path.parent.name == "known" and "og:image" not in properties:
            continue  # no chart knows as little as the page of an earlier day
        picture = addressed / properties["og:image"].removeprefix(ADDRESS)
        assert picture.read_bytes().startswith(b"\x89PNG") and properties["og:image:alt"]


def test_addresses_are_absolute_where_one_is_known(addressed: Path):
    feed = feedparser.parse(str(addressed / "feed.xml"))
    assert not feed.bozo and all(entry.link.startswith(f"{ADDRESS}sources/") for entry in feed.entries)
    (bib,) = parse_file(next((addressed / "cite" / "claims").glob("*.bib"))).entries.values()
    assert bib.fields["url"].startswith(ADDRESS)
    assert linked_data(addressed / "data.html")["url"] == f"{ADDRESS}data.html"
