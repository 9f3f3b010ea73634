"""`claimbook serve`: what is edited shows again by itself, and a mistake shows in the page."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import edit_cell, write_invented_package
from playwright.sync_api import Browser, expect
from test_browser import CHROMIUM, browser  # noqa: F401  a fixture

from claimbook.builder.serve import Draft

BUILDING = 60_000  # milliseconds within which a build must have shown


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """The invented package, served; its address."""
    data = write_invented_package(tmp_path / "data")
    command = [sys.executable, "-m", "claimbook", "serve", "--port", "0", "--data", str(data)]
    with subprocess.Popen([*command, "--out", str(tmp_path / "out")], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = next(line for line in process.stdout if line.startswith("http")).split()[0]
        try:
            yield data, address
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=30) == 0
        finally:
            process.kill()


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium was found: the browser tests were skipped")
def test_edits_show_by_themselves_and_mistakes_show_in_the_page(served: tuple[Path, str], browser: Browser):  # noqa: F811
    data, address = served
    page = browser.new_page()
    page.goto(f"{address}sources.html")
    title, draft = page.locator("article"), page.locator("#cb-draft")
    expect(title).to_contain_text("Harbour Post")
    expect(draft).to_have_text("Draft, served on this machine.")
    site = data.parent / "out" / "html"
    assert b"cb-draft" not in (site / "sources.html").read_bytes(), "the site itself is not marked"
    edit_cell(data, "sources", "harbour-post", "publisher", "Harbour Courier")
    expect(title).to_contain_text("Harbour Courier", timeout=BUILDING)
    edit_cell(data, "claims", "hp-rebels", "group", "rebels")
    expect(draft).to_contain_text("row 2, column group: found 'rebels'; expected one of: militants", timeout=BUILDING)
    expect(title).to_contain_text("Harbour Courier")
    page.reload()
    expect(draft).to_contain_text("found 'rebels'")
    edit_cell(data, "claims", "hp-rebels", "group", "militants")
    edit_cell(data, "sources", "harbour-post", "publisher", "Harbour Gazette")
    # Only the page loaded anew shows it: one that is closed while it begins to load never answers.
    expect(title).to_contain_text("Harbour Gazette", timeout=BUILDING)
    expect(draft).to_have_text("Draft, served on this machine.")
    page.wait_for_load_state()
    page.close()


def test_a_message_can_not_become_part_of_the_page():
    draft = Draft()
    draft.built("<script>alert(1)</script> & more")
    marked = draft.marked(b"<body><p>kept</p></body>").decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in marked and marked.startswith("<body><p>kept</p>")
    assert draft.version == 0, "a build that failed shows no other site"


def test_first_build_may_fail(tmp_path: Path):
    data = write_invented_package(tmp_path / "data")
    edit_cell(data, "claims", "hp-rebels", "group", "rebels")
    command = [sys.executable, "-m", "claimbook", "serve", "--port", "0", "--data", str(data)]
    with subprocess.Popen(
        [*command, "--out", str(tmp_path / "out")], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        address = next(line for line in process.stdout if line.startswith("http")).split()[0]
        asked = subprocess.run(
            [sys.executable, "-c", f"import urllib.request as u\ntry: u.urlopen({address!r})\n"
             "except u.HTTPError as e: print(e.code, e.read().decode())"],
            capture_output=True, text=True,
        )  # fmt: skip
        assert asked.stdout.startswith("503") and "found &#x27;rebels&#x27;" in asked.stdout
        os.kill(process.pid, signal.SIGINT)
