"""The book in a real Chromium: nothing foreign is asked for, nothing errs, nothing overflows."""

import functools
import http.server
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

from claimbook.view.charts import SIDES

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium was found: the browser tests were skipped")


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def origin(site: Path) -> Iterator[str]:
    """The site behind a web server of this machine."""
    handler = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


def addresses(site: Path) -> list[str]:
    found = sorted(str(path.relative_to(site)) for path in site.rglob("*.html") if "_static" not in path.parts)
    return [address for address in found if address not in ("genindex.html", "search.html")]


def aborted(request: Request) -> bool:
    return "ERR_ABORTED" in (request.failure or "")


def scroll_through(page: Page) -> None:
    """As a reader does, so that every chart is reached."""
    for chart in page.query_selector_all(".cb-chart"):
        if chart.is_visible():
            chart.scroll_into_view_if_needed()
            page.wait_for_function("chart => chart.dataset.live === 'true'", arg=chart)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_pages_ask_for_nothing_foreign_and_fit(browser: Browser, origin: str, site: Path, width: int, scheme: str):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    requests: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    # What is given up because the next page was asked for has not failed; what isn't there answers with a status.
    page.on("requestfailed", lambda request: errors.append(f"failed: {request.url}") if not aborted(request) else None)
    page.on(
        "response",
        lambda response: errors.append(f"{response.status}: {response.url}") if response.status >= 400 else None,
    )
    visited = addresses(site)
    for address in visited:
        page.goto(origin + address)
        scroll_through(page)
        excess = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert excess <= 0, f"{address} is {excess} pixels too wide at {width}"
        clipped = page.evaluate(
            """() => [...document.querySelectorAll('.cb-card, .cb-facts, .cb-toll, figcaption, .cb-chart svg')]
                .filter(box => box.offsetParent !== null || box.ownerSVGElement === null)
                .filter(box => box.getBoundingClientRect().width > 0)
                .filter(box => box.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
                .map(box => box.className)"""
        )
        assert clipped == [], f"{address} at {width}"
        assert page.locator("h1:visible").count() == 1, address
        assert len(page.locator("article.cb-article").inner_text()) > 200, f"{address} is empty"
    assert len(visited) > 12 and len(requests) > len(visited)
    assert [url for url in requests if not re.match(re.escape(origin) + "|data:|blob:", url)] == []
    assert errors == []
    context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_charts_show_without_javascript(browser: Browser, origin: str, width: int):
    context = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(origin + "index.html")
    assert page.locator(".cb-chart svg:visible").count() == 1
    assert page.locator(".cb-chart svg:visible").bounding_box()["height"] > 200
    context.close()


def test_charts_become_interactive_without_moving(browser: Browser, origin: str):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    engine: list[str] = []
    page.on("request", lambda request: engine.append(request.url) if "vega" in request.url else None)
    page.goto(origin + "casualty-claims.html", wait_until="networkidle")
    before = page.evaluate("document.documentElement.scrollHeight")
    chart = page.locator(".cb-chart:visible").first
    chart.scroll_into_view_if_needed()
    page.wait_for_selector(".cb-chart[data-live=true]")
    assert len(engine) == 1, "the engine is loaded once, from the book's own address"
    assert page.evaluate("document.documentElement.scrollHeight") == before
    assert chart.locator("svg").get_attribute("aria-hidden") == "true"
    chart.locator("svg path[aria-roledescription=point], svg .mark-symbol path").first.hover(force=True)
    page.wait_for_selector("#vg-tooltip-element.visible")
    assert "Figure" in page.locator("#vg-tooltip-element").inner_text()
    context.close()


def test_opened_from_disk(browser: Browser, site: Path):
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((site / "index.html").as_uri())
    scroll_through(page)
    page.wait_for_selector(".cb-chart[data-live=true]")
    assert errors == []


def test_a_figure_is_followed_to_its_source_in_two_clicks(browser: Browser, origin: str):
    page = browser.new_page()
    page.goto(origin)
    page.locator(".cb-toll a.cb-figure", has_text="200").click()
    card = page.locator(":target")
    assert "200" in card.inner_text() and "Paragraph 4" in card.inner_text()


def test_scrolling_table_is_a_named_region(browser: Browser, origin: str):
    context = browser.new_context(viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.goto(origin + "places.html", wait_until="networkidle")
    regions = page.locator(".cb-table[role=region][tabindex='0']")
    assert regions.count() >= 1
    assert regions.first.get_attribute("aria-label")
    context.close()


def shown_rows(page: Page) -> list[str]:
    return page.locator(".cb-table[data-filters] tbody tr:visible").evaluate_all(
        "rows => rows.map(row => row.cells[0].textContent)"
    )


def test_a_choice_of_rows_can_be_passed_on(browser: Browser, origin: str):
    page = browser.new_page()
    page.goto(origin + "claims.html")
    everything = len(shown_rows(page))
    form = page.locator("form.cb-filter").first
    form.get_by_label("Speaker", exact=True).select_option("Baloch Liberation Army (BLA)")
    form.get_by_label("Counted").select_option("Security forces killed")
    chosen = shown_rows(page)
    assert 3 < len(chosen) < everything and "197" not in chosen and "200" in chosen
    assert f"{len(chosen)} of" in form.get_by_role("status").inner_text()
    page.get_by_role("button", name="Figure", exact=True).click()
    in_order = shown_rows(page)
    assert sorted(in_order) == sorted(chosen) and "speaker=" in page.url and "sort=figure" in page.url
    again = browser.new_page()
    again.goto(page.url)
    assert shown_rows(again) == in_order
    form.get_by_label("Search these rows").fill("no such words")
    assert shown_rows(page) == [] and "Nothing here fits" in form.get_by_role("status").inner_text()
    page.close()
    again.close()


@pytest.mark.parametrize("address", ["claims.html", "numbers.html", "compare.html"])
def test_tables_are_whole_without_scripts(browser: Browser, origin: str, address: str):
    with_scripts, without = (browser.new_context(java_script_enabled=enabled) for enabled in (True, False))
    pages = [context.new_page() for context in (with_scripts, without)]
    for page in pages:
        page.goto(origin + address)
    assert len(shown_rows(pages[0])) == len(shown_rows(pages[1])) > 20
    assert pages[0].locator("form.cb-filter").count() and not pages[1].locator("form.cb-filter").count()
    with_scripts.close()
    without.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_sides_have_the_same_weight(browser: Browser, origin: str, scheme: str):
    """Figures, names and notes of the parties are drawn alike but for the hue, which is of like contrast."""
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(origin)
    page.wait_for_load_state()
    weights = page.evaluate(
        """() => [...document.querySelectorAll('.cb-toll dd')].filter(entry => entry.querySelector('a.cb-figure'))
            .map(entry => ['a.cb-figure', 'small'].map(part => {
                const style = getComputedStyle(entry.querySelector(part));
                return [style.fontSize, style.fontWeight, style.color].join(' ');
            }).join('; '))"""
    )
    assert len(weights) >= 5 and len(set(weights)) == 1
    names = page.evaluate(
        """() => [...document.querySelectorAll('.cb-toll dt')].map(name => {
            const style = getComputedStyle(name);
            return [style.fontSize, style.fontWeight, style.color, style.borderInlineStartWidth].join(' ');
        })"""
    )
    assert len(names) == 6 and len(set(names)) == 1
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    edges = [
        f"getComputedStyle(document.querySelector('.cb-toll .cb-side-{side}')).borderLeftColor" for side in SIDES[:2]
    ]
    contrasts = [contrast(page.evaluate(edge), background) for edge in edges]
    assert min(contrasts) >= 4.5 and max(contrasts) / min(contrasts) < 1.25, contrasts
    context.close()


def contrast(first: str, second: str) -> float:
    """Of two colours as a browser names them, by WCAG 2.2."""

    def luminance(colour: str) -> float:
        parts = [float(part) / 255 for part in re.findall(r"[0-9.]+", colour)[:3]]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
