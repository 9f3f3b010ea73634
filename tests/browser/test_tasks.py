"""What readers come for, done in a real Chromium from the front page in the fewest steps."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from support.browser import complaints, needs_chromium

pytestmark = needs_chromium

with (Path(__file__).parent / "tasks.csv").open(encoding="utf-8") as file:
    TASKS = list(csv.DictReader(file))


def follow(page: Page, step: str) -> None:
    """Do what a reader does: type into the field, choose, save a file, or click what is seen."""
    kind, _, words = step.partition(" ")
    if kind == "find":
        page.locator("#cb-find").fill(words)
        page.keyboard.press("Enter")
        page.wait_for_selector("#cb-found h2")
    elif kind == "choose":
        label, _, choice = words.partition(": ")
        narrow = page.get_by_text("Narrow down and sort").first
        if not narrow.evaluate("summary => summary.parentElement.open"):
            narrow.click()
        page.get_by_label(label, exact=True).select_option(choice)
    elif kind == "save":
        with page.expect_download() as saved:
            page.get_by_text(words, exact=True).first.click()
        assert saved.value.path().stat().st_size > 1000
    else:
        # In the text, where it stands before the list of chapters that is beside it.
        inside = page.locator("main").get_by_role("link", name=step, exact=True)
        (inside if inside.count() else page.get_by_role("link", name=step, exact=True)).first.click()
        page.wait_for_load_state()


@pytest.mark.parametrize("task", TASKS, ids=[task["task"] for task in TASKS])
def test_a_task_is_served_from_the_front_page(browser: Browser, origin: str, task: dict[str, str]):
    """Each line of ``tasks.csv``: what a reader asks, the fewest steps, and words that answer it."""
    page = browser.new_page()
    wrong = complaints(page)
    page.goto(origin)
    for step in filter(None, task["path"].split(" > ")):
        follow(page, step)
    expect(page.locator("main")).to_contain_text(task["words"])
    assert wrong == []
    page.close()
