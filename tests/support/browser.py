"""A real Chromium and a web server of this machine, for the tests that look at pages."""

import functools
import gzip
import http.server
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NO_CHROMIUM = "no Chromium was found: the browser tests were skipped"
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)
# Each page is looked at by wide and narrow readers, on a light and a dark page.
SETTINGS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]


class Recorder(http.server.SimpleHTTPRequestHandler):
    """Serves a site and remembers what was asked for; the first folder of an address names its reader."""

    def __init__(self, asked: list[str], *arguments: object, **settings: object):
        self.asked = asked
        super().__init__(*arguments, **settings)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        super().do_GET()

    def translate_path(self, path: str) -> str:
        return super().translate_path("/" + path.lstrip("/").partition("/")[2])

    def log_message(self, *arguments: object) -> None:
        pass


class Server:
    """The site behind an address, with a list of the files that were asked for."""

    def __init__(self, site: Path):
        self.site, self.asked = site, []  # type: ignore[var-annotated]
        handler = functools.partial(Recorder, self.asked, directory=str(site))
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.top = f"http://127.0.0.1:{self._server.server_port}/"
        self.origin = self.origin_of("reader")
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def origin_of(self, reader: str) -> str:
        """The address of the site for one reader, so that what is asked for can be told apart."""
        return f"{self.top}{reader}/"

    def asked_by(self, reader: str) -> list[str]:
        """The files that a reader asked for."""
        return [path.split("?")[0].split("/", 2)[2] for path in self.asked if path.startswith(f"/{reader}/")]

    def weight(self, reader: str) -> int:
        """Bytes of all that a reader asked for, each file compressed as a server sends it."""
        return sum(len(gzip.compress((self.site / path).read_bytes())) for path in self.asked_by(reader))


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


def addresses(site: Path) -> list[str]:
    """Every page of a site."""
    return sorted(str(path.relative_to(site)) for path in site.rglob("*.html") if "_static" not in path.parts)


def one_of_each_kind(site: Path) -> list[str]:
    """Every page at the top, and of the pages that are made from one template the largest."""
    pages = addresses(site)
    folders = {page.rpartition("/")[0] for page in pages} - {""}
    largest = [
        max((page for page in pages if page.startswith(f"{folder}/")), key=lambda page: (site / page).stat().st_size)
        for folder in sorted(folders)
    ]
    return [page for page in pages if "/" not in page] + largest


def reach_charts(page: Page) -> None:
    """As a reader does: to every chart, with the pointer on it, until it is interactive."""
    for chart in page.query_selector_all(".cb-chart"):
        if chart.is_visible():
            chart.hover()
            page.wait_for_function("chart => chart.dataset.live === 'true'", arg=chart)


def complaints(page: Page) -> list[str]:
    """A list that grows with what goes wrong in a page: errors, failed requests, answers that are none."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    # What is given up because the next page was asked for has not failed; what isn't there answers with a status.
    page.on(
        "requestfailed",
        lambda request: None if "ERR_ABORTED" in (request.failure or "") else found.append(f"failed: {request.url}"),
    )
    page.on(
        "response",
        lambda answer: found.append(f"{answer.status}: {answer.url}") if answer.status >= 400 else None,
    )
    return found


BUDGET = 200_000  # bytes of a first view


READERS_AT_ONCE = 8


def weigh(browser: Browser, server: Server, pages: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """All that is asked for on a first visit, unscrolled, until the line is quiet: light, ours, without error."""
    weights = {}
    for start in range(0, len(pages), READERS_AT_ONCE):
        views = [_first_view(browser, server, address) for address in pages[start : start + READERS_AT_ONCE]]
        for address, page, wrong, requests in views:
            page.wait_for_load_state("networkidle")
            reader = address.replace("/", "-")
            weights[address] = server.weight(reader)
            foreign = [url for url in requests if not url.startswith((server.origin_of(reader), "data:"))]
            assert foreign == [] and wrong == [], address
            assert "vega.js" not in server.asked_by(reader), f"{address} loads the engine unasked"
            page.context.close()
    with capsys.disabled():
        print("\nFirst view of each page, kB as sent:")
        for address, weight in sorted(weights.items(), key=lambda item: -item[1]):
            print(f"{weight / 1000:7.1f}  {address}")
    assert {address: weight for address, weight in weights.items() if weight > BUDGET} == {}
    assert min(weights.values()) > 1_000


def _first_view(browser: Browser, server: Server, address: str) -> tuple[str, Page, list[str], list[str]]:
    """A new reader opens a page."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    wrong = complaints(page)
    page.goto(server.origin_of(address.replace("/", "-")) + address, wait_until="commit")
    return address, page, wrong, requests


def look_at(page: Page, address: str, width: int) -> None:
    """A page fits its window, has one heading of the first rank, and says something."""
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
    if address not in ("lite.html", "offline.html", "search.html"):
        assert len(page.locator("article.cb-article").inner_text()) > 200, f"{address} is empty"


def barriers(page: Page) -> list[str]:
    """What axe finds with all its rules; it needn't say where all is well, which takes long on a large page."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


def barriers_of_all(server: Server, width: int, scheme: str, pages: list[str]) -> dict[str, list[str]]:
    """Two browsers side by side, since axe takes a processor for each."""
    assert len(pages) > 10
    with ThreadPoolExecutor(2) as pool:
        halves = pool.map(partial(_look_for_barriers, server, width, scheme), (pages[::2], pages[1::2]))
    return {address: found for half in halves for address, found in half.items()}


def _look_for_barriers(server: Server, width: int, scheme: str, pages: list[str]) -> dict[str, list[str]]:
    """What axe finds, by page."""
    found = {}
    with chromium() as browser:
        page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
        for address in pages:
            page.goto(server.origin + address)
            look_at(page, address, width)
            # The summary without pictures has no colours of its own, and axe takes the browser's dark ground for white.
            here = [one for one in barriers(page) if (address, one[:14]) != ("lite.html", "color-contrast")]
            if here:
                found[address] = here
    return found
