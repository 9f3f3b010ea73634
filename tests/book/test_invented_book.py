"""Another data package builds without a change of code, and says its own words only."""

from pathlib import Path

from support.paths import DATA, INVENTED
from support.site import article, pages_of, sides_of, soup

from claimbook.ledger.tables import load_ledger


def test_invented_book_says_its_own_words_only(invented_site: Path):
    """Another conflict's data package builds without a change of code, and nothing of ours is in it."""
    ours = load_ledger(DATA)
    names = {name for table in ("parties", "places", "events") for name in ours[table]["name"]}
    names -= {"officials", "no speaker named"}
    names |= {ours.about["title"], ours.about["subject"]}
    for path in pages_of(invented_site):
        text = article(path).get_text(" ")
        assert not [name for name in names if name in text], path
    front = soup(invented_site / "index.html").get_text(" ", strip=True)
    assert "Vesla, May 2031" in front and "the fighting on the north shore of Vesla" in front
    assert "Fighting broke out on the north shore between the government and the league." in front
    assert "The book stops on" in front and "the day on which the radio fell silent" in front
    militants = [cell.get_text(" ", strip=True) for cell in sides_of(invented_site)[0]]
    assert (
        militants[0] == "Militants" and "at least 19" in militants[1] and militants[2] == "4 undated, not before 6 May"
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
