"""The published HTML: links that lead somewhere, figures that lead to claims, words that take no side."""

import json
import re
import zipfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pandas as pd
from frictionless import Package
from support.paths import DATA, ROOT
from support.site import article, ids_of, pages_of, soup

from claimbook.analysis.rule_sets import RULE_SETS
from claimbook.book.project import THIS_PROJECT
from claimbook.builder.report import BuildResult
from claimbook.ledger.tables import load_ledger

# The standards of the field that Methods holds the book against.
STANDARDS = {
    f"https://everycasualty.org/knowledge-base/{page}/"
    for page in (
        "what-data-should-casualty-recorders-collect", "consistency-in-casualty-recording",
        "having-a-transparent-methodology", "corroboration-in-casualty-recording",
        "is-corroboration-of-information-always-necessary", "information-on-funders",
        "how-do-casualty-recorders-deal-with-disagreement-between-sources", "confidentiality-and-exclusivity",
        "is-it-important-for-casualty-recorders-to-provide-about-political-or-other-affiliations",
    )
}  # fmt: skip


def test_every_link_leads_somewhere(site: Path):
    """Inside the book, to a page and an anchor; outside, to an address of the data package, a rule set, a standard."""
    ledger = load_ledger(DATA)
    outside = {*ledger["sources"]["url"].dropna(), *(one["path"] for one in ledger.package.descriptor["licenses"])}
    outside |= {one.address for one in RULE_SETS.values()} | STANDARDS
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
                assert unquote(address.fragment) in ids_of(target), f"{path.name} links to {link['href']}"
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


def test_no_two_tables_of_a_number_have_one_caption(site: Path):
    """The same number of other people, of another day or of another window is another claim."""
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
        entry = next(card for card in article(page).find_all(class_="cb-card") if f'#{claim["claim_id"]}"' in str(card))
        assert f"../sources/{claim['source_id']}.html#{claim['claim_id']}" in {a["href"] for a in entry.find_all("a")}
        assert "Verified?" in entry.get_text() and f"claim {claim['claim_id']}" in entry.get_text()


def test_cards_of_both_sides_have_the_same_fields(site: Path):
    ledger = load_ledger(DATA)
    claims = ledger["claims"].merge(ledger["parties"], left_on="claimant_id", right_on="party_id")
    fields: dict[str, set[str]] = {}
    for _, claim in claims[(claims["measure"] == "killed") & (claims["event_id"] == "balochistan-2026")].iterrows():
        card = soup(site / "sources" / f"{claim['source_id']}.html").find(id=claim["claim_id"])
        names = {name.get_text() for name in card.find_all("dt")} - {"Inconsistencies", "Note"}  # where there are any
        fields.setdefault(claim["side"], set()).add(";".join(sorted(names)))
    assert fields["state"] == fields["armed_group"] and len(fields["state"]) == 1


def test_no_page_refers_to_another_origin(site: Path):
    """Nothing that a browser loads by itself: scripts, styles, pictures, fonts, frames, hints."""
    for path in site.rglob("*.html"):
        for element in soup(path).find_all(["script", "link", "img", "iframe", "source", "object", "embed", "form"]):
            for name in ("src", "href", "data", "srcset", "action"):
                assert not re.match(r"(https?:)?//", str(element.get(name, ""))), f"{path.name}: {element}"


def test_ids_are_unique(site: Path):
    for path in pages_of(site):
        ids = [element["id"] for element in soup(path).find_all(id=True)]
        assert len(ids) == len(set(ids)), f"{path.name}: {sorted({one for one in ids if ids.count(one) > 1})}"


def test_tables_have_captions_and_scopes(site: Path):
    for path in pages_of(site):
        for table in article(path).select(".cb-table table"):
            assert table.caption.get_text(strip=True)
            assert all(head.get("scope") in ("row", "col") for head in table.find_all("th"))


def test_a_section_that_shows_nothing_is_left_out(site: Path):
    """A report that quotes no background figure has no heading for them, in no form of its page."""
    said = {path: article(path).get_text(" ") for path in (site / "sources").glob("*.html")}
    with_figures = {path for path, text in said.items() if "Background figures it quotes" in text}
    assert 0 < len(with_figures) < len(said) / 2
    for path in said:
        written = "## Background figures it quotes" in path.with_suffix(".md").read_text("utf-8")
        assert written == (path in with_figures), path
        for section in article(path).select("section section"):
            assert len(section.get_text(" ", strip=True)) > 60, f"{path.name}: {section.get('id')}"


def test_every_page_says_its_day_and_one_the_version(site: Path):
    """The ledger's version stands in About only, and in the list of those that were published, which stay.

    On every page it would change them all with any row.
    """
    version = load_ledger(DATA).version
    for path in pages_of(site):
        text = path.read_text("utf-8")
        assert soup(path).find(class_="cb-foot").find("time"), path
        assert "⟦" not in text and (version not in text or path.name in ("about.html", "changes.html")), path
    assert version in (site / "about.html").read_text("utf-8")


def test_downloads_are_the_data_package(site: Path, tmp_path: Path):
    with zipfile.ZipFile(site / "data" / "ledger.zip") as archive:
        archive.extractall(tmp_path)
    assert Package(str(tmp_path / "datapackage.json")).validate().valid
    assert load_ledger(tmp_path).version == load_ledger(DATA).version


def test_every_page_says_what_it_is_made_from(site: Path, book: BuildResult):
    pages = json.loads((site / "pages.json").read_text("utf-8"))
    assert list(pages) == [page.docname for page in book.pages]
    for docname, page in pages.items():
        assert (site / f"{docname}.html").exists()
        assert (THIS_PROJECT.chapters / page["chapter"]).exists() and "page" in page["inputs"] and page["key"]
    assert pages["sources/saptashwatv"]["parameters"] == {"as_of": "", "source_id": "saptashwatv"}


def test_nothing_of_this_machine_is_published(site: Path):
    for path in site.rglob("*"):
        if path.suffix in {".html", ".ipynb", ".json", ".js", ".csv", ".svg", ".css"}:
            assert str(ROOT) not in path.read_text("utf-8", errors="replace"), path


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
