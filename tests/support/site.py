"""Read the pages of a published site, each parsed once."""

import json
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Comment, NavigableString, Tag

NOT_PAGES = {"genindex.html", "search.html"}


@cache
def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


@cache
def ids_of(path: Path) -> frozenset[str]:
    """Return the ids that links can lead to on a page."""
    return frozenset(element["id"] for element in soup(path).find_all(id=True))


def pages_of(site: Path) -> list[Path]:
    found = sorted(path for path in site.rglob("*.html") if path.name not in NOT_PAGES and "_static" not in path.parts)
    assert len(found) > 10
    return found


def pages_for_readers(site: Path) -> list[Path]:
    """Return the pages without the reference for contributors, which is made of docstrings."""
    return [path for path in pages_of(site) if not path.name.startswith("reference")]


def sides_of(site: Path) -> list[list[Tag]]:
    """Return the cells of the front page's table of both sides, row by row."""
    rows = soup(site / "index.html").select(".cb-sides tbody tr")
    return [row.find_all(["th", "td"]) for row in rows]


def missing_targets(site: Path) -> list[str]:
    """Return each page's links to files that the site doesn't have, navigation included."""
    links = ((path, urlsplit(link["href"])) for path in pages_of(site) for link in soup(path).find_all("a", href=True))
    inner = ((path, unquote(address.path)) for path, address in links if not address.scheme and address.path)
    return [f"{path.name} links to {target}" for path, target in inner if not (path.parent / target).exists()]


def article(path: Path) -> Tag:
    found = soup(path).find("article", class_="cb-article")
    assert isinstance(found, Tag), path
    return found


def texts(path: Path) -> list[NavigableString]:
    """Text that readers see in a page's article."""
    return [
        text
        for text in article(path).find_all(string=True)
        if not isinstance(text, Comment) and not text.find_parent(["script", "style", "svg"])
    ]


def pages(site: Path) -> list[Path]:
    return [path for path in sorted(site.rglob("*.html")) if "_static" not in path.parts]


def head_of(path: Path) -> BeautifulSoup:
    text = path.read_text("utf-8")
    return BeautifulSoup(text[: text.index("</head>")], "html.parser")


def linked_data(path: Path) -> dict:
    found = head_of(path).find("script", type="application/ld+json")
    return json.loads(found.string) if found else {}
