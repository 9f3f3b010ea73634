"""What a reader takes away in the browser, or holds against it: chosen rows, a copy of a document, annotations."""

import base64
import csv
import hashlib
import io
import json
import re
from html import escape
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from support.browser import barriers, complaints, needs_chromium
from support.documents import find_documents, needs_documents
from support.tools import needs_npm, npm_package

pytestmark = needs_chromium
INTEGRITY = "kbbCt9SlMeKF7PcJRMFguf6m8UALwnYfnxHZmgvA3jkvd3hKYz+I4i6ZNLARXQ69cTs8Z/pkfOBTAawAbwgsdQ=="
# Cases of the page that checks a copy: what is done to the text, what it says, and whether rows are lost.
SAME, OTHER, NONE = "This is the text that was coded", "This looks like", "Too few of the passages"


def documents() -> list[Path]:
    return sorted((find_documents() or Path()).glob("*.txt"))


@pytest.fixture
def checker(browser: Browser, origin: str):
    # A page's keeper for reading offline asks once more for the page's own files, after it is ready.
    page = browser.new_page(service_workers="block")
    wrong = complaints(page)
    page.goto(f"{origin}check-a-figure.html")
    page.wait_for_selector(".cb-check[data-ready]")
    yield page
    # What a hostile copy asks for is refused by the page's policy, which the browser says.
    assert [one for one in wrong if "has been blocked" not in one] == []
    page.close()


def coded_rows(site: Path) -> list[dict]:
    return json.loads((site / "document-rows.js").read_text("utf-8").partition(" = ")[2].rstrip(";\n"))


def verdict_on(page: Page, name: str, content: bytes) -> str:
    page.evaluate("document.querySelector('.cb-check').setAttribute('data-asked', '')")
    page.evaluate("document.querySelectorAll('.cb-verdict').forEach(one => one.remove())")
    page.set_input_files("#cb-copy-file", [{"name": name, "mimeType": "text/plain", "buffer": content}])
    return page.wait_for_selector(".cb-verdict").inner_text()


def counted(page: Page, heading: str) -> int:
    """The number beside a list's heading; 0 if there is no such list."""
    found = page.locator(".cb-check summary", has_text=heading)
    return int(found.inner_text().rpartition(": ")[2]) if found.count() else 0


@needs_documents
def test_the_coded_text_is_known_by_its_checksum_and_marked(checker: Page, site: Path):
    by_file = {one["sha256"]: one["rows"] for one in coded_rows(site)}
    assert len(documents()) == len(by_file) == 5
    for path in documents():
        assert verdict_on(checker, path.name, path.read_bytes()).startswith(SAME)
        own = next(value for key, value in by_file.items() if key == _sha256(path))
        assert counted(checker, "In your copy") == len(own)
        shown = checker.locator(".cb-document").text_content()
        assert shown == path.read_bytes().decode("utf-8")
        ids = set(checker.eval_on_selector_all(".cb-document mark[id]", "marks => marks.map(one => one.id)"))
        assert len(ids) > len(own) / 2
        for row in own[:5]:
            words = checker.locator(f"[id='at-{row['id']}']")
            assert not words.count() or row["words"].startswith(words.first.inner_text()[:3])


@needs_documents
@pytest.mark.parametrize(
    ("change", "says", "lost"),
    [
        (lambda text: text + "\n", OTHER, False),
        (lambda text: text[: len(text) // 2], OTHER, True),
        (lambda text: text.replace("\n", " \n").replace("’", "'"), OTHER, False),
        (lambda text: f"<!doctype html><nav>Menu</nav><p>{escape(text)}</p><script>x</script>", OTHER, False),
        (lambda text: "Nothing of it. 48 people, 15 soldiers.", NONE, False),
        (lambda text: "", NONE, False),
    ],
)  # fmt: skip
def test_another_copy_is_searched_by_words(checker: Page, change, says: str, lost: bool):
    """A cut copy loses rows and says so; spaces, quotation marks and a web page around it lose none."""
    text = documents()[0].read_text("utf-8")
    verdict = verdict_on(checker, "copy.html" if "<p>" in change(text) else "copy.txt", change(text).encode())
    assert verdict.startswith(says)
    assert bool(counted(checker, "Missing or altered")) == lost


@needs_documents
def test_every_changed_figure_is_named(checker: Page, site: Path):
    """Each coded figure is raised by one, one at a time: never is the copy said to hold all passages."""
    unnoticed, changed = [], 0
    by_file = {one["sha256"]: one["rows"] for one in coded_rows(site)}
    for path in documents():
        text = path.read_bytes().decode("utf-8")
        for row in by_file[_sha256(path)]:
            number = re.search(r"\d+", text[row["start"] : row["end"]])
            if number:
                start, end = row["start"] + number.start(), row["start"] + number.end()
                altered = f"{text[:start]}{int(number[0]) + 1}{text[end:]}"
                verdict_on(checker, "copy.txt", altered.encode())
                changed += 1
                unnoticed += [row["id"]] if not counted(checker, "Missing or altered") else []
    assert changed > 50 and unnoticed == []


@needs_documents
def test_a_figure_glued_to_a_digit_is_another(checker: Page):
    text = documents()[0].read_text("utf-8")
    assert "including 15 Pakistani" in text
    verdict_on(checker, "copy.txt", text.replace("including 15 Pakistani", "includes 915 Pakistani").encode())
    assert counted(checker, "Missing or altered") == 1


@needs_documents
def test_the_coded_text_is_known_however_it_comes(checker: Page):
    """Saved under the name of a web page, or pasted; in UTF-16 it is searched by words."""
    path = documents()[3]
    assert verdict_on(checker, "copy.html", path.read_bytes()).startswith(SAME)
    assert checker.locator(".cb-document").text_content() == path.read_bytes().decode("utf-8")
    verdict = verdict_on(checker, "copy.txt", path.read_text("utf-8").encode("utf-16"))
    assert verdict.startswith(OTHER) and not counted(checker, "Missing or altered")
    checker.fill("#cb-copy-words", path.read_text("utf-8"))
    checker.wait_for_function("words => document.querySelector('.cb-verdict').textContent.startsWith(words)", arg=SAME)


@needs_documents
def test_a_passage_is_known_as_a_part(checker: Page):
    longest = max(documents()[1].read_text("utf-8").split("\n"), key=len)
    assert verdict_on(checker, "copy.txt", longest.encode()).startswith("This looks like a part of")


def test_a_hostile_copy_stays_text_and_nothing_leaves_the_browser(checker: Page):
    asked: list[str] = []
    checker.on("request", lambda request: asked.append(request.url))
    hostile = b"<html><body><img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>48</body>"
    assert verdict_on(checker, "copy.html", hostile).startswith(NONE)
    assert verdict_on(checker, "copy.txt", hostile).startswith(NONE)
    assert verdict_on(checker, "prices.txt", b"PKR 5 million").startswith(NONE)
    assert verdict_on(checker, "odd.txt", b"\xff\x00\xfe").startswith("The file can’t be read")
    assert verdict_on(checker, "copy.pdf", b"%PDF-1.7").startswith("This is a PDF")
    assert verdict_on(checker, "large.txt", b"x" * 5_000_001).startswith("The file is larger")
    assert checker.title() != "run" and asked == []


@needs_documents
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_checked_copy_has_no_barriers(browser: Browser, origin: str, width: int, scheme: str):
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(f"{origin}check-a-figure.html")
    page.wait_for_selector(".cb-check[data-ready]")
    text = documents()[0].read_text("utf-8")
    verdict_on(page, "copy.txt", text[: len(text) * 3 // 4].encode())
    page.evaluate("document.querySelectorAll('.cb-check details').forEach(one => { one.open = true; })")
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_chosen_rows_are_downloaded_in_words(browser: Browser, site: Path, tmp_path: Path):
    """From a disk, as from a server: the rows of the view, with the columns of the whole table."""
    page = browser.new_page()
    page.goto(f"{(site / 'claims.html').as_uri()}?search=wounded")
    page.wait_for_selector(".cb-table[data-ready]")
    fitting = page.eval_on_selector_all("tbody tr:not([hidden]) th [id]", "cells => cells.map(one => one.id)")
    with page.expect_download() as started:
        page.click("text=Download these rows")
    path = tmp_path / "rows.csv"
    started.value.save_as(path)
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    whole = list(csv.DictReader(io.StringIO((site / "data/claims-readable.csv").read_text("utf-8-sig"))))
    assert [row["claim_id"] for row in rows] == fitting and 0 < len(rows) < len(whole)
    assert all(row in whole for row in rows)
    page.close()


@needs_npm
@needs_documents
def test_annotations_are_shown_by_a_highlighter_of_others(browser: Browser, site: Path, tmp_path: Path):
    """Recogito's annotator takes our annotations of one text and finds the same words as they quote."""
    package = npm_package("@recogito/text-annotator", "4.1.1", INTEGRITY, tmp_path / "npm")
    text = documents()[3].read_bytes().decode("utf-8")
    name = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
    items = json.loads((site / "data/annotations.jsonld").read_text("utf-8"))["first"]["items"]
    own = [one for one in items if any(name in json.dumps(target) for target in one["target"])]
    assert len(own) > 100
    page = browser.new_page()
    page.set_content("<div id='text' style='white-space: pre-wrap'></div><script>process = {env: {}}</script>")
    page.eval_on_selector("#text", "(box, text) => { box.textContent = text; }", text)
    page.add_script_tag(path=package / "dist/text-annotator.umd.js")
    shown = page.evaluate(
        """async items => {
          const box = document.getElementById("text");
          const annotator = RecogitoJS.createTextAnnotator(box, {
            adapter: RecogitoJS.W3CTextFormat("text", box) });
          await annotator.setAnnotations(items);
          return annotator.getAnnotations().map(one => [one.id, one.target.flatMap(target => target.selector)
            .find(one => one.type === "TextPositionSelector")]);
        }""",
        own,
    )
    assert {one["id"] for one in own} == {id_ for id_, _ in shown}
    quoted = {one["id"]: one["target"][-1]["selector"][1]["exact"] for one in own}
    assert all(text[position["start"] : position["end"]] == quoted[id_] for id_, position in shown)
    page.close()


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
