"""The coding page in a real browser: by mouse, by keyboard, with hostile words, and after a crash."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from support.browser import SETTINGS, barriers, complaints, needs_chromium
from support.packages import edit_cell, write_invented_package
from support.paths import SCANNED

from claimbook.checks.structure import check_package
from claimbook.ledger.package import read_package

pytestmark = needs_chromium
BLANK = ".needed-blank select, .needed-blank input"
REPORT = SCANNED / "sixth-report.txt"


@contextmanager
def coded(data: Path, file: Path) -> Iterator[str]:
    """The address of the page for a report."""
    command = [sys.executable, "-m", "claimbook", "code", str(file), "--source", "note", "--data", str(data)]
    with subprocess.Popen([*command, "--author", "a reader"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield next(line for line in process.stdout if line.startswith("http")).split()[0]
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=30) == 0
        finally:
            process.kill()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_invented_package(tmp_path / "data")


def opened(browser: Browser, address: str, **settings: object) -> tuple[Page, list[str]]:
    page = browser.new_page(**settings)  # type: ignore[arg-type]
    wrong = complaints(page)
    page.goto(address)
    page.wait_for_selector(".chosen")
    return page, wrong


def cell(data: Path, table: str, row_id: str, column: str) -> str:
    package = read_package(data)
    return next(row[column] for row in package.read_rows(table) if next(iter(row.values())) == row_id)


def test_a_report_is_coded_by_keyboard_alone(browser: Browser, data: Path):
    keys = 0
    with coded(data, REPORT) as address:
        page, wrong = opened(browser, address)

        def press(key: str) -> None:
            nonlocal keys
            keys += 1
            page.keyboard.press(key)

        # The words of what is asked for, by the name of the cell.
        wanted = {
            "medium": "newspaper", "side": "other", "kind": "violence", "role": "scene", "topic": "poverty",
            "assertion": "flat", "claimant_id": "unattributed", "speaker_id": "unattributed", "reason": "setting",
        }  # fmt: skip
        for _ in range(90):
            if page.locator("#panel-heading").inner_text() == "Nothing is open":
                break
            if page.locator("#aside").count() and not page.locator("#confirm").count():
                press("x")
                expect(page.locator("#reason")).to_be_focused()
                page.locator("#reason").select_option("setting")
                page.locator("#why").fill("Says when the writer looks on.")
                press("Tab")
                press("Enter")
                expect(page.locator("#status")).to_have_text("Set aside.")
                continue
            while page.locator(BLANK).count():
                field = page.locator(BLANK).first
                name = (field.get_attribute("id") or "").removeprefix("field-")
                if field.evaluate("one => one.tagName") == "SELECT":
                    values = field.locator("option").evaluate_all("all => all.map(one => one.value)")
                    value = wanted.get(name, "")
                    field.select_option(value if value and value in values else values[1])
                else:
                    field.fill("Says so")
                    press("Tab")
                keys += 1
                label = name.replace("_id", "").replace("_", " ")
                expect(page.locator("#status")).to_have_text(f"{label} saved.")
            press("Escape")
            press("c")
            expect(page.locator("#status")).to_contain_text("confirmed.")
        assert page.locator("#progress").inner_text().startswith("0 missed, 0 drafted")
        page.locator("#check").click()
        expect(page.locator("#status")).to_contain_text("The rows are sound.")
        assert wrong == []
        page.close()
    assert [one for one in check_package(data, rows_only=True)] == []
    assert keys < 250


def test_words_are_marked_with_the_mouse_and_a_crash_loses_nothing(browser: Browser, data: Path, tmp_path: Path):
    file = tmp_path / "report.txt"
    file.write_text("😀 <img src=x onerror=alert(1)> Officials said 9 guards died.\nEight mules were lost.\n", "utf-8")
    with coded(data, file) as address:
        page, wrong = opened(browser, address)
        assert page.locator("#text img").count() == 0
        assert "<img src=x onerror=alert(1)>" in page.locator("#text").inner_text()
        # From the first letter of "Eight" to the last of "mules", as a hand does.
        ends = page.evaluate(
            """() => { const walk = document.createTreeWalker(document.getElementById("text"), NodeFilter.SHOW_TEXT);
            const range = document.createRange(); let node;
            while ((node = walk.nextNode())) {
              if (node.data.includes("Eight")) range.setStart(node, node.data.indexOf("Eight"));
              if (node.data.includes("mules")) range.setEnd(node, node.data.indexOf("mules") + 5); }
            const box = range.getBoundingClientRect();
            return [box.left + 1, box.top + box.height / 2, box.right - 1]; }"""
        )
        # A hand that begins within the first word and ends within the last one.
        page.mouse.move(ends[0] + 6, ends[1])
        page.mouse.down()
        page.mouse.move(ends[2] - 6, ends[1], steps=5)
        page.mouse.up()
        expect(page.locator("#panel-heading")).to_have_text("“Eight mules”")
        page.get_by_role("button", name="Make it a claim").click()
        expect(page.locator("#panel-heading")).to_have_text("claim: “Eight mules”")
        page.locator("#field-notes, summary:has-text('More fields')").first.click()
        page.locator("#field-source_label").fill("mules")
        page.locator("#field-source_label").press("Tab")
        expect(page.locator("#status")).to_have_text("source label saved.")
        assert wrong == []
        page.close()
    (row,) = [row for row in read_package(data).read_rows("claims") if row["value_text"] == "Eight mules"]
    assert row["source_label"] == "mules"
    text = file.read_text("utf-8")
    assert int(row["span_start"]) == text.index("Eight")
    with coded(data, file) as address:  # the program was ended and begun again
        page, _ = opened(browser, address)
        page.locator('[data-key^="claims/note-claim-"]').click()
        expect(page.locator("#field-source_label")).to_have_value("mules")
        page.close()


def test_a_new_party_is_named_where_it_is_wanted(browser: Browser, data: Path):
    with coded(data, REPORT) as address:
        page, _ = opened(browser, address)
        page.locator('[data-key="claims/note-killed-157"]').click()
        page.locator("#field-claimant_id").select_option(label="A new party…")
        page.get_by_label("Name of the new party").fill("Tarn district office")
        page.get_by_role("button", name="Add").click()
        expect(page.locator("#field-claimant_id")).to_have_value("tarn-district-office")
        page.close()
    assert cell(data, "parties", "tarn-district-office", "name") == "Tarn district office"
    assert cell(data, "claims", "note-killed-157", "claimant_id") == "tarn-district-office"


def test_keys_that_act_never_change_a_cell(browser: Browser, data: Path):
    with coded(data, REPORT) as address:
        page, _ = opened(browser, address)
        page.locator('[data-key="claims/note-killed-157"]').click()
        page.locator("#field-group").select_option("prisoners")
        expect(page.locator("#status")).to_have_text("group saved.")
        expect(page.locator("#confirm")).to_be_focused()
        page.keyboard.press("c")
        expect(page.locator("#status")).to_contain_text("note-killed-157 confirmed.")
        page.locator('[data-key="claims/note-killed-214"]').click()
        page.locator("#field-group").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        assert cell(data, "claims", "note-killed-214", "group") == "security_forces", "passed, not chosen"
        page.keyboard.press("Enter")
        expect(page.locator("#status")).to_have_text("group saved.")
        page.close()
    assert cell(data, "claims", "note-killed-157", "group") == "prisoners"
    assert cell(data, "claims", "note-killed-214", "group") not in ("security_forces", "")


def test_what_the_form_shows_is_what_is_kept(browser: Browser, data: Path):
    """A cell changed back, a click made while a cell is saved, and a row that another program changes."""
    with coded(data, REPORT) as address:
        page, _ = opened(browser, address)
        page.locator('[data-key="claims/note-killed-214"]').click()
        for group in ("civilians", "prisoners", "civilians"):
            page.locator("#field-group").select_option(group)
            expect(page.locator("#status")).to_have_text("group saved.")
            page.wait_for_timeout(100)
        assert cell(data, "claims", "note-killed-214", "group") == "civilians"
        page.locator("#field-source_label").fill("troopers")
        page.locator("#confirm").click()
        expect(page.locator("#status")).to_contain_text("note-killed-214 confirmed.")
        assert cell(data, "claims", "note-killed-214", "source_label") == "troopers"
        page.locator('[data-key="claims/note-killed-231"]').click()
        edit_cell(data, "claims", "note-killed-231", "group", "prisoners")
        page.locator("#confirm").click()
        expect(page.locator("#status.refused")).to_contain_text("it is shown anew")
        page.locator("#field-group").dispatch_event("mousedown")
        page.locator("#field-group").focus()
        for key in ("n", "c", "x"):
            page.keyboard.press(key)
        page.keyboard.press("Tab")
        assert cell(data, "claims", "note-killed-231", "group") == "prisoners"
        page.locator("#field-group").focus()  # with the keys: letters are those of the list
        page.keyboard.press("c")
        expect(page.locator("#field-group")).to_have_value("civilians")
        page.keyboard.press("Enter")
        expect(page.locator("#status")).to_have_text("group saved.")
        assert cell(data, "claims", "note-killed-231", "group") == "civilians"
        page.locator("#field-source_label").fill("half a wo")
        page.keyboard.press("Escape")
        expect(page.locator("#status")).not_to_contain_text("Saving")
        assert cell(data, "claims", "note-killed-231", "source_label") == "villagers"
        page.close()


def test_a_late_answer_moves_neither_the_focus_nor_the_choice(browser: Browser, data: Path):
    """What a person types or clicks while a change is saved stays where it is; it confirms nothing unread."""
    with coded(data, REPORT) as address:
        page, wrong = opened(browser, address)

        def late(route: Route) -> None:
            page.wait_for_timeout(400)
            route.continue_()

        page.locator('[data-key="claims/note-killed-157"]').click()
        before = page.locator("#progress").inner_text()
        page.route("**/save", late)
        page.locator("#field-group").select_option("prisoners")
        page.locator("#field-source_label").click()
        page.keyboard.press("Control+a")
        page.keyboard.type("the group next can join", delay=30)
        expect(page.locator("#field-source_label")).to_have_value("the group next can join")
        expect(page.locator("#field-source_label")).to_be_focused()
        page.keyboard.press("Tab")
        expect(page.locator("#status")).to_have_text("source label saved.")
        assert page.locator("#progress").inner_text() == before, "no letter has confirmed a row"
        page.locator("#confirm").click()
        page.locator('[data-key="claims/note-killed-231"]').click()
        expect(page.locator("#status")).to_contain_text("note-killed-157 confirmed.")
        expect(page.locator("#panel-heading")).to_contain_text(cell(data, "claims", "note-killed-231", "value_text"))
        assert wrong == []
        page.close()
    assert cell(data, "claims", "note-killed-157", "source_label") == "the group next can join"
    assert cell(data, "claims", "note-killed-157", "group") == "prisoners"


def test_a_change_that_is_refused_says_why_and_one_that_is_lost_too(browser: Browser, data: Path, tmp_path: Path):
    with coded(data, REPORT) as address:
        page, _ = opened(browser, address)
        page.locator('[data-key="claims/note-killed-157"]').click()
        page.locator("#aside summary").click()
        page.locator("#aside button").click()
        expect(page.locator("#status.refused")).to_contain_text("Choose a reason")
        shutil.move(data / "claims.csv", tmp_path / "claims.csv")
        page.locator("#field-group").select_option("civilians")
        expect(page.locator("#status.refused")).to_contain_text("claims.csv")
        shutil.move(tmp_path / "claims.csv", data / "claims.csv")
    page.locator("#field-group").select_option("prisoners")
    expect(page.locator("#status.refused")).to_contain_text("not running any more")
    page.close()


@pytest.mark.parametrize(("width", "scheme"), SETTINGS)
def test_the_page_has_no_barriers_and_fits_its_reader(browser: Browser, data: Path, width: int, scheme: str):
    with coded(data, REPORT) as address:
        page, wrong = opened(
            browser, address, viewport={"width": width, "height": 844}, color_scheme=scheme, bypass_csp=True
        )
        page.locator('[data-key="claims/note-killed-157"]').click()
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width
        panel = page.locator("#confirm").bounding_box()
        assert panel and panel["y"] < 844, "what is asked about a mark is in view"
        assert wrong == []
        page.close()
