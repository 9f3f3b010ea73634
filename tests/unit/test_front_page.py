"""What the front page says that its figures rest on."""

from support.paths import DATA

from claimbook import open_page
from claimbook.analysis.tables import derived_tables
from claimbook.book.pages import book_pages
from claimbook.chapters import index
from claimbook.ledger.tables import load_ledger
from claimbook.publish.edition import credits_of


def rests_on(as_of: str = "") -> str:
    page = open_page("index", data_dir=str(DATA), as_of=as_of)
    return index.what_it_rests_on(page).html.striptags()


def test_figures_that_one_report_or_one_agency_carries_are_named():
    said = rests_on()
    assert "The only source of 93 and over 362, seen only in part: ANI via LatestLY." in said
    assert "All sources of 216 are from one agency, and seen only in part: Reuters via Internazionale" in said
    # 22 was given in another report two days before.
    assert "source of 22" not in said and "22 and" not in said


def test_a_figure_that_another_report_gave_before_rests_on_no_report_alone():
    """On that day 31 stood in Arab News for 2 February, and in three other reports for 1 February."""
    said = rests_on("2026-02-02")
    assert "The only source of 18" in said and "source of 31" not in said and "31 and" not in said


def test_a_book_without_figures_names_no_reports():
    said = rests_on("2026-01-30")
    assert "come from" not in said and "No report was read in full" in said


def test_the_book_knows_its_last_day_though_its_first_page_shows_none():
    """A book of one's own may begin with a chapter that doesn't depend on the day."""
    ledger = load_ledger(DATA)
    page = next(page for page in book_pages(ledger, derived_tables(ledger)) if not page.knows_its_day)
    assert credits_of(page, ledger).startswith("Balochistan, January and February 2026, as of 6 February 2026. ")
