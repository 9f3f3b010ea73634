"""What stands beside the pages: each file is read by a library of its own kind, and says what the ledger says."""

import json
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pandas as pd
from bs4 import BeautifulSoup
from pybtex.database import parse_file
from pyld import jsonld
from support.books import tree
from support.packages import write_invented_package
from support.paths import DATA
from support.site import head_of, linked_data, pages, pages_of

from claimbook.builder.build import build
from claimbook.chapters.changes import COLUMNS
from claimbook.ledger.records import Change, Place, records_of
from claimbook.ledger.tables import load_ledger
from claimbook.ledger.wording import capital

SCHEMA = "https://schema.org/"


def test_no_page_lets_a_foreign_or_inline_script_run(site: Path):
    """The policy is on every page, and no page asks for what it forbids."""
    for path in pages(site):
        text = path.read_text("utf-8")
        head = head_of(path)
        policy = head.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
        assert policy.startswith("default-src 'none'") and "unsafe" not in policy and "*" not in policy, path
        assert path.name == "lite.html" or "script-src 'self'" in policy
        for opened in re.findall(r"<script[^>]*>", text):
            assert 'src="' in opened or 'type="application/' in opened, f"{path}: {opened}"
        outside_charts = re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL)
        assert not re.search(r'<[a-z][^>]*\s(on[a-z]+|style)="', outside_charts), path
        assert "<style" not in outside_charts, path


def test_feed_has_every_change_of_a_claim_with_its_reason(site: Path):
    feed = feedparser.parse(str(site / "feed.xml"))
    assert not feed.bozo and feed.version == "atom10"
    changes = load_ledger(DATA)["changes"]
    of_claims = [row for row in records_of(changes, Change) if row.table == "claims"][::-1]
    assert len(feed.entries) == min(200, len(of_claims)) > 100
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)
    for entry, change in zip(feed.entries, of_claims, strict=False):
        assert entry.updated.startswith(change.date) and change.reason.rstrip(".") in entry.content[0].value
        assert entry.tags[0].term == change.action
        page, _, anchor = entry.link.partition("#")
        assert anchor == change.row_id and (site / "sources" / Path(page).name).exists()
    assert [entry.updated for entry in feed.entries] == sorted((e.updated for e in feed.entries), reverse=True)


def test_what_changed_shows_every_correction_and_step(site: Path):
    changes = load_ledger(DATA)["changes"]
    page = BeautifulSoup((site / "changes.html").read_text("utf-8"), "html.parser").find("article")
    text = page.get_text(" ", strip=True)
    for reason in changes["reason"].unique():
        assert capital(reason).rstrip(".") in text
    steps = page.find_all("details")
    assert len(steps) == len(changes[["date", "reason"]].drop_duplicates())
    items = [item.get_text() for step in steps for item in step.find_all("li")]
    assert len(items) == len(changes[["date", "reason", "table", "row_id", "action"]].drop_duplicates())
    corrected = [change for change in records_of(changes, Change) if change.column]
    cells = "\n".join(items)

    def in_words(column: str) -> str:
        return COLUMNS.get(column, column.removesuffix("_id").replace("_", " "))

    def quoted(cell: str | None) -> str:
        return f"“{cell}”" if cell and " " in cell else cell or "blank"

    assert len(corrected) > 100 and all(
        f"{in_words(change.column)}: was {quoted(change.old)}" in cells for change in corrected
    )
    added = [link["href"].partition("#")[2] for link in page.select('details li a[href^="sources/"]')]
    assert set(added) == set(load_ledger(DATA)["claims"]["claim_id"])


def test_every_claim_finding_and_chart_can_be_cited(site: Path):
    """As BibTeX and as CSL-JSON, with the dispute in the title, under the name by which it is linked."""
    claims = json.loads((site / "data" / "claims.json").read_text("utf-8"))
    findings = json.loads((site / "data" / "findings.json").read_text("utf-8"))
    charts = [path.stem for path in (site / "charts").glob("*.csv")]
    named = {
        "claims": [one["claim_id"] for one in claims],
        "findings": [one["finding_id"] for one in findings],
        "charts": charts,
    }
    revisions = {one["claim_id"]: one["revision"] for one in claims}
    for kind, names in named.items():
        assert sorted(path.stem for path in (site / "cite" / kind).glob("*.bib")) == sorted(names)
        for name in names:
            (entry,) = parse_file(site / "cite" / kind / f"{name}.bib").entries.items()
            (item,) = json.loads((site / "cite" / kind / f"{name}.json").read_text("utf-8"))
            assert entry[0] == item["id"] == name
            revision = revisions.get(name) if kind == "claims" else None
            assert item.get("version") == revision and (revision or "as of") in entry[1].fields["note"]
            assert entry[1].fields["year"] == str(item["issued"]["date-parts"][0][0])
    for claim in claims:
        (item,) = json.loads((site / "cite" / "claims" / f"{claim['claim_id']}.json").read_text("utf-8"))
        assert item["title"] == claim["sentence"]
    for path in pages(site):
        for link in re.findall(r'href="((?:\.\./)*cite/[^"]+)"', path.read_text("utf-8")):
            assert (path.parent / link).resolve().exists(), f"{path}: {link}"


def expanded(document: dict) -> list[dict]:
    """As a processor reads it, with the vocabulary of schema.org at hand instead of fetched."""
    return jsonld.expand({**document, "@context": {"@vocab": SCHEMA, "@base": "https://book.example/"}})


def test_linked_data_is_read_by_a_processor(site: Path):
    data = linked_data(site / "data.html")
    assert data["@context"] == SCHEMA.rstrip("/")
    (dataset,) = expanded(data)
    assert dataset["@type"] == [f"{SCHEMA}Dataset"]
    assert 50 <= len(data["description"]) <= 5000 and data["license"].startswith("https://")
    for download in data["distribution"]:
        assert (site / download["contentUrl"]).exists()
    claims = load_ledger(DATA)["claims"]
    said = 0
    for path in (site / "sources").glob("*.html"):
        for claim in expanded(linked_data(path)):
            assert claim["@type"] == [f"{SCHEMA}Claim"]
            row = claim["@id"].rpartition("#")[2]
            assert BeautifulSoup(path.read_text("utf-8"), "html.parser").find(id=row)
            assert claim[f"{SCHEMA}text"][0]["@value"] and f"{SCHEMA}appearance" in claim
            said += 1
    assert said == (claims["status"] == "active").sum()


def test_pictures_of_charts_say_what_they_are_of(site: Path):
    for path in (site / "charts").glob("*.svg"):
        root = ElementTree.parse(path).getroot()
        title = root.find("{http://www.w3.org/2000/svg}title").text
        words = " ".join(text.text or "" for text in root.findall("{http://www.w3.org/2000/svg}text"))
        shown = " ".join(words.split())
        assert title and title in shown, path
        assert all(part in shown for part in ("Source", "as of", "Creative Commons Attribution 4.0")), path


def test_lite_page_holds_the_whole_summary(site: Path):
    content = (site / "lite.html").read_bytes()
    assert len(content) <= 30_000
    lite, front = (
        BeautifulSoup((site / name).read_text("utf-8"), "html.parser") for name in ("lite.html", "index.html")
    )
    assert not lite.find(["script", "link", "style", "img", "svg"])
    figures = {link["href"] for link in front.select("article a.cb-value")}
    assert figures <= {link["href"] for link in lite.find_all("a", href=True)} and len(figures) > 10
    for heading in front.select("article h2"):
        assert heading.find(string=True) in lite.get_text()


def test_what_needs_an_address_stays_out_without_one(site: Path):
    assert not (site / "sitemap.xml").exists()
    for path in pages(site):
        assert not head_of(path).find("meta", property="og:url"), path


# Pages that are shown in place of others.
WITHOUT_HEAD = {"lite.html", "offline.html"}


def test_the_foot_of_a_page_names_the_last_day_that_it_knows(site: Path):
    for path in (path for path in pages_of(site) if path.name != "lite.html"):
        foot = BeautifulSoup(path.read_text("utf-8"), "html.parser").select_one(".cb-foot time")
        assert foot["datetime"] == (path.stem if path.parent.name == "known" else "2026-02-06"), path


def test_every_page_has_a_picture_to_share(site: Path):
    for path in (path for path in pages_of(site) if path.name not in WITHOUT_HEAD):
        picture = head_of(path).find("meta", property="og:image")
        if path.parent.name == "known" and path.stem < "2026-02-06":
            assert picture is None, "the book's first chart would show what nobody knew that day"
            continue
        content = (path.parent / picture["content"]).read_bytes()
        assert content.startswith(b"\x89PNG") and 5_000 < len(content) < 1_000_000, path
    told = BeautifulSoup((site / "charts" / "index-two-counts.svg").read_text("utf-8"), "xml").desc.get_text()
    assert "blue: Pakistani authorities; brown: The Baloch Liberation Army (BLA)" in told.replace("Blue", "blue")


def test_index_of_names_leads_to_places_on_pages(site: Path):
    text = (site / "find-index.js").read_text("utf-8")
    index = json.loads(text.removeprefix("claimbookFind(").removesuffix(");\n"))
    assert "None (" not in text, "a part of the time is no latest figure, and a blank no name"
    assert len(index["figures"]) > 50 and len(index["names"]) > 60
    for entry in (*index["figures"], *index["names"]):
        name, _, anchor = entry["href"].partition("#")
        page = site / name.split("?")[0]
        assert page.exists(), entry
        if anchor:
            assert f'id="{anchor}"' in page.read_text("utf-8"), entry
    spellings = {spelling for entry in index["names"] for spelling in entry["spellings"]}
    places, mentions = (load_ledger(DATA)[name] for name in ("places", "mentions"))
    for place in records_of(places[places["place_id"].isin(mentions["place_id"])], Place):
        assert {place.name, *(place.variants.split(";") if place.variants else [])} <= spellings


def test_published_files_are_the_same_in_every_build(invented_site: Path, tmp_path: Path):
    again = build(write_invented_package(tmp_path / "data"), tmp_path / "out").index.parent.resolve()
    first, second = tree(invented_site), tree(again)
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_claims_in_words_keep_open_bounds_open(site: Path):
    """A spreadsheet shows who said what; a figure without an upper end has none, and no cell is a formula."""
    frame = pd.read_csv(site / "data" / "claims-readable.csv", dtype="str", keep_default_na=False)
    assert len(frame) == len(load_ledger(DATA)["claims"])
    (over,) = frame[frame["figure"] == "over 362 members of the security forces killed"].to_dict("records")
    assert (over["lowest"], over["highest"], over["who_said_it"]) == ("362", "", "the Baloch Liberation Army (BLA)")
    assert (over["covers_from"], over["covers_to"]) == ("2026-01-31", "2026-02-06")
    assert over["permanent_address"].startswith("sources/latestly-7304416.html#")
    assert not frame.map(lambda cell: cell[:1] in ("=", "+", "-", "@")).to_numpy().any()
    with zipfile.ZipFile(site / "data" / "ledger.zip") as archive:
        assert "claims-readable.csv" in archive.namelist()
