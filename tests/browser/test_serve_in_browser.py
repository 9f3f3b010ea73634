"""`claimbook serve`: what is edited shows again by itself, and a mistake shows in the page."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from support.browser import needs_chromium
from support.packages import edit_cell, write_invented_package

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


@needs_chromium
def test_edits_show_by_themselves_and_mistakes_show_in_the_page(served: tuple[Path, str], browser: Browser):
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
