"""The published HTML: links that lead somewhere, figures that lead to claims, words that take no side."""

import csv
import io
import json
import re
import zipfile
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pandas as pd
import pytest
from bs4 import BeautifulSoup, Comment, NavigableString, Tag
from conftest import DATA, INVENTED, ROOT
from frictionless import Package

from claimbook.analysis.rule_sets import RULE_SETS
from claimbook.book.project import OURS
from claimbook.builder.report import Built
from claimbook.components.charts import COLOURS, INK, RULE
from claimbook.ledger.tables import load_ledger

NOT_PAGES = {"genindex.html", "search.html"}
# Loaded words may stand only as a document's own label, in quotation or citation marks.
LOADED = re.compile(r"\b(martyr\w*|neutrali[sz]\w*|terroris\w*|fitna\w*|liberated|regime|so-called)\b", re.IGNORECASE)
COUNTED = "people|places?|documents?|claims?|figures?|speakers?|sources?|militants|civilians|towns|districts"
NUMBER_WORD = re.compile(
    rf"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?)\s+(\w+\s)?({COUNTED})\b", re.I
)
LEADS = ["a", "time", "code", "cite", "table", "figure"]


@cache
def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def pages_of(site: Path) -> list[Path]:
    found = sorted(path for path in site.rglob("*.html") if path.name not in NOT_PAGES and "_static" not in path.parts)
    assert len(found) > 10
    return found


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


def test_every_link_leads_somewhere(site: Path):
    """Inside the book, to a page and an anchor; outside, to an address that the data package or a rule set names."""
    ledger = load_ledger(DATA)
    outside = {*ledger["sources"]["url"].dropna(), *(one["path"] for one in ledger.package.descriptor["licenses"])}
    outside |= {one.address for one in RULE_SETS.values()}
    seen = 0
    for path in pages_of(site):
        for link in article(path).find_all("a", href=True):
            address = urlsplit(link["href"])
            if address.scheme in ("http", "https"):
                assert link["href"] in outside, f"{path.name}: {link['href']}"
                continue
            target = (path.parent / unquote(address.path)).resolve() if address.path else path
            assert target.exists(), f"{path.name} links to {link['href']}"
            if address.fragment and target.suffix == ".html":
                seen += 1
                assert soup(target).find(id=unquote(address.fragment)), f"{path.name} links to {link['href']}"
    assert seen > 100


def test_every_claim_has_an_address_that_shows_its_words(site: Path):
    claims = load_ledger(DATA)["claims"]
    for _, claim in claims.iterrows():
        card = soup(site / "sources" / f"{claim['source_id']}.html").find(id=claim["claim_id"])
        assert card is not None, claim["claim_id"]
        assert claim["value_text"] in card.get_text()
        anchored = pd.notna(claim["span_start"])
        where = f"characters {claim['span_start']} to {claim['span_end']}"
        assert (where in card.get_text()) == anchored, "what is only cited has no positions"


def test_front_page_states_the_tolls_of_both_sides_with_their_day(site: Path):
    cards = [card.get_text(" ", strip=True) for card in soup(site / "index.html").find_all(class_="cb-toll")]
    assert [card.split(" killed")[0] for card in cards] == ["Militants", "Security forces", "Civilians"]
    assert re.search(r"Pakistani authorities said 216 5 February 2026 .* read in full: 197 ; 3 February 2026", cards[0])
    assert re.search(r"\(BLA\) said 93 6 February 2026 ; window 31 January 2026 to 6 February 2026", cards[0])
    assert re.search(
        r"authorities said 22 5 February 2026 .* Telegraph .* 45 5 February 2026 , on publication.* "
        r"Internazionale.* read in full: 17 ; 1 February 2026",
        cards[1],
    )
    assert re.search(r"\(BLA\) said over 362 .* read in full: 200 ; not before 3 February 2026", cards[1])
    assert re.search(r"\(BLA\) said not stated", cards[2])


def test_each_claim_of_a_number_is_set_against_the_others_by_itself(site: Path):
    """The same number of other people, of another day or of another window is another claim."""
    captions = [
        caption.get_text(" ", strip=True) for caption in article(site / "figures" / "22.html").find_all("caption")
    ]
    assert captions == [
        "Others beside 22 security forces killed: Pakistani authorities , 3 February 2026 , Balochistan",
        "Others beside 22 militants killed: Pakistani authorities , 2 February 2026 , Balochistan"
        " , from 1 February 2026 , end not stated",
        "Others beside 22 security forces killed: Pakistani authorities , 5 February 2026 , Balochistan"
        " , from 29 January 2026 , end not stated",
    ]
    for path in (site / "figures").glob("*.html"):
        captions = [caption.get_text(" ", strip=True) for caption in article(path).find_all("caption")]
        assert len(captions) == len(set(captions)), path


def links_of(path: Path) -> set[Path]:
    return {
        (path.parent / unquote(urlsplit(link["href"]).path)).resolve()
        for link in article(path).find_all("a", href=True)
        if urlsplit(link["href"]).path and not urlsplit(link["href"]).scheme
    }


def test_every_figure_is_two_clicks_from_the_front_page_and_leads_to_its_place(site: Path):
    """The front page, the number index, the number: there each claim that prints it, with its card and its span."""
    claims = load_ledger(DATA)["claims"]
    numbers = site / "numbers.html"
    assert numbers in links_of(site / "index.html")
    reached = links_of(numbers)
    for _, claim in claims[claims["value"].notna()].iterrows():
        page = site / "figures" / f"{claim['value']:g}.html"
        assert page in reached, page.name
        entry = article(page).find(id=claim["claim_id"])
        assert f"../sources/{claim['source_id']}.html#{claim['claim_id']}" in {a["href"] for a in entry.find_all("a")}
        assert "What it does not mean" in entry.get_text() and f"claim {claim['claim_id']}" in entry.get_text()
    for value in (92, 145, 177, 197, 15, 17, 84, 94, 200, 18, 31):
        assert (site / "figures" / f"{value}.html") in reached


def test_cards_of_both_sides_have_the_same_fields(site: Path):
    ledger = load_ledger(DATA)
    claims = ledger["claims"].merge(ledger["parties"], left_on="claimant_id", right_on="party_id")
    fields: dict[str, set[str]] = {}
    for _, claim in claims[(claims["measure"] == "killed") & (claims["event_id"] == "balochistan-2026")].iterrows():
        card = soup(site / "sources" / f"{claim['source_id']}.html").find(id=claim["claim_id"])
        names = {name.get_text() for name in card.find_all("dt")} - {"Inconsistencies", "Note"}  # where there are any
        fields.setdefault(claim["side"], set()).add(";".join(sorted(names)))
    assert fields["state"] == fields["armed_group"] and len(fields["state"]) == 1


def test_no_number_in_prose_is_naked(site: Path):
    """Every text with a digit stands in a link, time, code, citation, table or figure; headings may hold dates."""
    seen = 0
    for path in pages_of(site):
        for text in texts(path):
            counts = NUMBER_WORD.search(text)
            if not re.search(r"\d", text) and not counts:
                continue
            seen += 1
            if text.find_parent(LEADS) or text.find_parent("h1"):  # a page's title is a document's own name and date
                continue
            assert not text.find_parent(["h2", "h3", "h4"]) or not counts
            raise AssertionError(f"{path.name}: {text.strip()[:90]!r}")
    assert seen > 500


def test_no_missing_value_is_printed(site: Path):
    for path in pages_of(site):
        for text in texts(path):
            assert not re.search(r"<NA>|\bnan\b|\bNaN\b|\bNone$", text), f"{path.name}: {text.strip()[:90]!r}"


def test_loaded_words_are_only_quoted(site: Path):
    for path in pages_of(site):
        for text in texts(path):
            if LOADED.search(text):
                assert text.find_parent(["q", "cite"]), f"{path.name}: {text.strip()[:90]!r}"


def test_no_page_refers_to_another_origin(site: Path):
    """Nothing that a browser loads by itself: scripts, styles, pictures, fonts, frames, hints."""
    for path in site.rglob("*.html"):
        for element in soup(path).find_all(["script", "link", "img", "iframe", "source", "object", "embed", "form"]):
            for name in ("src", "href", "data", "srcset", "action"):
                assert not re.match(r"(https?:)?//", str(element.get(name, ""))), f"{path.name}: {element}"


def figures(site: Path) -> list[tuple[Path, Tag]]:
    pages = [path for path in pages_of(site) if path.name != "lite.html"]  # has the words without the charts
    found = [(path, figure) for path in pages for figure in soup(path).find_all("figure")]
    assert len(found) >= 9
    return found


def test_every_figure_is_whole(site: Path):
    """Title, clock, two pictures with a text alternative, source and as-of date, table, three downloads."""
    for path, figure in figures(site):
        where = f"{path.name}#{figure['id']}"
        assert figure.find(class_="cb-title").get_text(strip=True), where
        assert figure.find(class_="cb-clock").get_text(strip=True), where
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
    inks = {*COLOURS, INK, RULE, "transparent", "none"}
    for path, figure in figures(site):
        for svg in figure.find_all("svg"):
            for element in svg.find_all(True):
                for name in ("fill", "stroke"):
                    ink = element.get(name)
                    assert ink is None or ink in inks, f"{path.name}: {ink}"
                    if ink in COLOURS and name == "fill":
                        assert f'[fill="{ink}"]' in style


def test_ids_are_unique(site: Path):
    for path in pages_of(site):
        ids = [element["id"] for element in soup(path).find_all(id=True)]
        assert len(ids) == len(set(ids)), f"{path.name}: {sorted({one for one in ids if ids.count(one) > 1})}"


def test_tables_have_captions_and_scopes(site: Path):
    for path in pages_of(site):
        for table in article(path).select(".cb-table table"):
            assert table.caption.get_text(strip=True)
            assert all(head.get("scope") in ("row", "col") for head in table.find_all("th"))


def test_every_page_says_its_day_and_version(site: Path):
    version = load_ledger(DATA).version
    for path in pages_of(site):
        foot = soup(path).find(class_="cb-foot")
        assert foot.find("time") and foot.find("code").get_text() == version, path
        assert "⟦" not in path.read_text("utf-8"), path


def test_downloads_are_the_data_package(site: Path, tmp_path: Path):
    with zipfile.ZipFile(site / "data" / "ledger.zip") as archive:
        archive.extractall(tmp_path)
    assert Package(str(tmp_path / "datapackage.json")).validate().valid
    assert load_ledger(tmp_path).version == load_ledger(DATA).version


def test_every_page_says_what_it_is_made_from(site: Path, book: Built):
    pages = json.loads((site / "pages.json").read_text("utf-8"))
    assert list(pages) == [outcome.docname for outcome in book.outcomes]
    for docname, page in pages.items():
        assert (site / f"{docname}.html").exists()
        assert (OURS.chapters / page["chapter"]).exists() and "page" in page["inputs"] and page["key"]
    assert pages["sources/saptashwatv"]["parameters"] == {"as_of": "", "source_id": "saptashwatv"}


def test_nothing_of_this_machine_is_published(site: Path):
    for path in site.rglob("*"):
        if path.suffix in {".html", ".ipynb", ".json", ".js", ".csv", ".svg", ".css"}:
            assert str(ROOT) not in path.read_text("utf-8", errors="replace"), path


def test_invented_book_says_its_own_words_only(invented_site: Path):
    """Another conflict's data package builds without a change of code, and nothing of ours is in it."""
    ours = load_ledger(DATA)
    names = {name for table in ("parties", "places", "events") for name in ours[table]["name"]}
    names -= {"officials", "unattributed"}
    names |= {ours.about["title"], ours.about["subject"]}
    for path in pages_of(invented_site):
        text = article(path).get_text(" ")
        assert not [name for name in names if name in text], path
    front = soup(invented_site / "index.html").get_text(" ", strip=True)
    assert "Vesla, May 2031" in front and "the fighting on the north shore of Vesla" in front
    cards = [card.get_text(" ", strip=True) for card in soup(invented_site / "index.html").find_all(class_="cb-toll")]
    assert (
        "Government of Vesla said at least 19 5 May 2031" in cards[0]
        and "Reed League said 4 Not before 6 May 2031 , undated" in cards[0]
    )
    assert "Lake Radio prints Friday for" in " ".join(soup(invented_site / "timeline.html").get_text(" ").split())


def test_text_of_the_data_is_never_markup(invented_site: Path):
    """A title with angle brackets and a dollar sign is shown as it is printed."""
    title = "League & officials: <claims> of $25"
    assert title in (INVENTED / "sources.csv").read_text("utf-8")
    page = soup(invented_site / "sources" / "gazette.html")
    assert title in page.get_text()
    assert not page.find("claims")
    assert not page.find(class_="math")


@pytest.mark.parametrize("path", ["chapters", "_toc.yml", "_config.yml"])
def test_book_title_comes_from_the_data(path: str):
    words = load_ledger(DATA).about["title"].split(",")[0]
    for file in [ROOT / path] if (ROOT / path).is_file() else (ROOT / path).rglob("*.*"):
        assert words not in file.read_text("utf-8"), file


def background() -> pd.DataFrame:
    """The background figures that stand, with the role of their document."""
    ledger = load_ledger(DATA)
    figures = ledger["indicators"].merge(ledger["sources"][["source_id", "role", "url"]], on="source_id")
    return figures[figures["status"] == "active"]


def test_every_background_figure_has_an_address_that_shows_it(site: Path):
    """On the page of its document where it has one, else on that of its topic, with the way to where it was read."""
    for _, row in background().iterrows():
        page = site / "sources" / f"{row['source_id']}.html"
        if not page.exists():
            page = site / ("history.html" if row["topic"] == "violence" else f"root-causes/{row['topic']}.html")
        place = soup(page).find(id=f"indicator-{row['indicator_id']}")
        assert place is not None, row["indicator_id"]
        if row["role"] == "context" and "sources" not in page.parts:
            entry = place.find_parent("tr")
            assert f"sources.html#{row['source_id']}" in entry.find("a", class_="cb-source")["href"]
            assert soup(site / "sources.html").find("a", href=row["url"]), row["source_id"]


def test_each_quoted_figure_is_answered_in_one_sentence(site: Path):
    """Measured when, by whom, still current or not: on the chapter, and on the page of its topic."""
    figures = background()
    quoted = figures[figures["role"] == "coded"]
    answers = [
        item.get_text(" ", strip=True)
        for item in article(site / "root-causes.html").find_all("li")
        if "printed in" in item.get_text()
    ]
    assert len(answers) == len(quoted) == 11
    assert all(
        re.search(r"not current|is current|another measure|current by the|no survey stands", answer)
        for answer in answers
    )
    by_number = {answer.split(" (")[0]: answer for answer in answers}
    assert re.search(
        r"of 2014–2015 , attributed to Ministry of Planning.* 11 years old .* not current", by_number["about 71.2%"]
    )
    assert "another measure, multidimensional poverty headcount, PIDE" in by_number["about 70%"]
    assert "no earlier publication of the ledger has this number" in by_number["over 76%"]
    for topic, rows in quoted.groupby("topic"):
        page = article(site / f"root-causes/{topic}.html").get_text(" ", strip=True)
        assert page.count("printed in United Kashmir Journal") == len(rows), topic


def test_calendar_of_figures_shows_the_years_of_their_data(site: Path):
    rows = background().set_index("indicator_id")
    drawn = set()
    for path in (site / "charts").glob("root-causes-*vintages.json"):
        for panel in json.loads(path.read_text("utf-8"))["vconcat"]:
            for shown in panel["data"]["values"]:
                row = rows.loc[shown["id"]]
                years = (row["years_start"], row["years_end"] + 1) if pd.notna(row["years_end"]) else (None, None)
                assert (shown["start"], shown["end"]) == years
                assert (
                    row["measure"].casefold() == panel["title"].casefold() or path.name == "root-causes-vintages.json"
                )
                drawn.add(shown["id"])
    assert len(drawn) > 20


def test_series_of_years_are_never_joined(site: Path):
    """A panel for each measure with its own values, and a row without a bar for each year that has none."""
    series = background().query("topic == 'violence'")
    panels = json.loads((site / "charts" / "history-series.json").read_text("utf-8"))["vconcat"]
    assert sorted(panel["title"].casefold() for panel in panels) == sorted(
        measure.casefold() for measure in series["measure"].unique()
    )
    for panel in panels:
        rows = series[series["measure"].str.casefold() == panel["title"].casefold()]
        shown = panel["data"]["values"]
        assert sorted(row["value"] for row in shown if row["value"] is not None) == sorted(rows["value"])
        years = {int(row["text"][:4]) for row in shown}
        assert years == set(range(rows["years_end"].min(), rows["years_end"].max() + 1))
        assert {row["label"] for row in shown if row["value"] is None} <= {"no figure found"}


def test_earlier_episodes_stand_in_the_history_only(site: Path):
    """Their claims have cards and numbers; no chapter about the episode counts them, nor any day of it."""
    ledger = load_ledger(DATA)
    kinds = ledger["events"].set_index("event_id")["kind"]
    claims = ledger["claims"]
    earlier = claims[claims["event_id"].map(kinds) == "earlier_episode"]
    assert len(earlier) > 10
    everywhere = {path.name: path.read_text("utf-8") for path in site.glob("*.html")}
    for claim in earlier["claim_id"]:
        showing = {name for name, text in everywhere.items() if f"#{claim}" in text}
        assert showing <= {"history.html", "claims.html", "inconsistencies.html", "changes.html"}, claim
    days = {path.stem for path in (site / "known").glob("*.html")}
    published = ledger["sources"].set_index("source_id")["published_on"]
    assert not days & set(earlier["source_id"].map(published).dropna())
