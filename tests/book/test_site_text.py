"""The words of published pages: attributed numbers, quoted labels, nothing missing, no side taken."""

import re
from pathlib import Path

import pytest
from support.paths import DATA, ROOT
from support.site import pages_for_readers, soup, texts

from claimbook.ledger.tables import load_ledger

# Loaded words may stand only as a document's own label, in quotation or citation marks.
LOADED = re.compile(r"\b(martyr\w*|neutrali[sz]\w*|terroris\w*|fitna\w*|liberated|regime|so-called)\b", re.IGNORECASE)


COUNTED = "people|places?|documents?|claims?|figures?|speakers?|sources?|militants|civilians|towns|districts"


NUMBER_WORD = re.compile(
    rf"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?)\s+(\w+\s)?({COUNTED})\b", re.I
)


LEADS = ["a", "time", "code", "pre", "cite", "q", "table", "figure"]


def test_no_number_in_prose_is_naked(site: Path):
    """Every text with a digit stands in a link, time, code, citation, table or figure; headings may hold dates."""
    seen = 0
    for path in pages_for_readers(site):
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
    for path in pages_for_readers(site):
        for text in texts(path):
            assert not re.search(r"<NA>|\bnan\b|\bNaN\b|\bNone$", text), f"{path.name}: {text.strip()[:90]!r}"


def test_loaded_words_are_only_quoted(site: Path):
    for path in pages_for_readers(site):
        for text in texts(path):
            if LOADED.search(text):
                assert text.find_parent(["q", "cite"]), f"{path.name}: {text.strip()[:90]!r}"


@pytest.mark.parametrize("path", ["chapters", "_toc.yml", "_config.yml"])
def test_book_title_comes_from_the_data(path: str):
    words = load_ledger(DATA).about["title"].split(",")[0]
    for file in [ROOT / path] if (ROOT / path).is_file() else (ROOT / path).rglob("*.*"):
        assert words not in file.read_text("utf-8"), file


def test_a_speaker_who_is_not_named_is_said_so(site: Path):
    for path in site.rglob("*.html"):
        assert "attributed to unattributed" not in " ".join(soup(path).get_text(" ").split()), path.name
    assert "no speaker named" in (site / "root-causes.html").read_text("utf-8")


def test_apostrophes_are_curly(site: Path):
    for path in pages_for_readers(site):
        for text in texts(path):
            verbatim = text.find_parent(["code", "q", "cite", "pre"])  # as documents and files have them
            own = re.sub("“[^”]*”", "", text)
            assert verbatim or not re.search(r"\w'\w", own), f"{path.name}: {text.strip()[:90]!r}"
