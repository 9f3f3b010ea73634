"""A page of the book against a stock Jupyter Book page and a stock Altair page, in one run: `make bench`.

All three show one chart, the latest tolls; the stock pages are made as their
manuals say, with nothing changed. Each is opened by a reader who has nothing
in store. What comes from another origin is answered by this machine with the
very file that the page asks for where the environment has it (Vega's scripts),
else it fails, as it does for a reader whose line drops it; such requests are
counted either way. Writes ``pages.md`` beside this file.
"""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

import altair as alt
import nbformat
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Route

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests"))
from support.browser import Server, chromium  # noqa: E402

SITE = HERE.parent / "_build" / "html"
CHART = SITE / "charts" / "index-two-counts.json"


def altair_page(folder: Path) -> str:
    """What ``chart.save("page.html")`` writes."""
    alt.Chart.from_dict(json.loads(CHART.read_text("utf-8"))).save(folder / "index.html")
    return "index.html"


def book_page(folder: Path) -> str:
    """A Jupyter Book of one notebook with the chart in it, under the configuration that a new book has."""
    book = folder / "book"
    book.mkdir()
    chart = alt.Chart.from_dict(json.loads(CHART.read_text("utf-8")))
    cell = nbformat.v4.new_code_cell(
        "chart", outputs=[nbformat.v4.new_output("display_data", chart._repr_mimebundle_())]
    )
    front = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Summary"), cell])
    nbformat.write(front, book / "index.ipynb")
    (book / "_toc.yml").write_text("format: jb-book\nroot: index\n")
    (book / "_config.yml").write_text("title: Stock\nexecute:\n  execute_notebooks: 'off'\n")
    program = Path(sys.executable).with_name("jupyter-book")
    subprocess.run([program, "build", book], check=True, capture_output=True)
    return "book/_build/html/index.html"


@cache
def engine() -> str:
    """Vega, Vega-Lite and their embedding in one file, of the version that the stock pages ask for."""
    import vl_convert

    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return f"(function () {{{bundle}}})();"  # it leaks names that others use


def answer(route: Route) -> None:
    """A request to another origin: of Vega's three scripts the last is answered with all of them; all else fails."""
    if "vega" in route.request.url:
        route.fulfill(body=engine() if "embed" in route.request.url else "", content_type="text/javascript")
    else:
        route.abort()


def measure(server: Server, address: str) -> dict[str, object]:
    """Weight, requests, foreign origins, seconds to a chart that can be seen, and what axe finds."""
    engine()
    with chromium() as browser:
        page = browser.new_context(viewport={"width": 1280, "height": 900}, service_workers="block").new_page()
        foreign: list[str] = []
        received: list[int] = []
        page.on("request", lambda request: foreign.append(request.url) if outside(server, request.url) else None)
        page.on("response", lambda response: received.append(_size(response)))
        page.route(lambda url: outside(server, url), answer)
        started = time.perf_counter()
        page.goto(server.origin + address, wait_until="commit")
        page.wait_for_function(
            "() => [...document.querySelectorAll('svg, canvas')].some(one => one.getBoundingClientRect().height > 150)"
        )
        shown = time.perf_counter() - started
        page.wait_for_load_state("networkidle")
        found = Axe().run(page).response["violations"]
        return {
            "kB": sum(received) / 1000,
            "requests": len(received) + len([url for url in foreign if "vega" not in url]),
            "origins": len({re.match(r"https?://[^/]+", url)[0] for url in foreign}),  # type: ignore[index]
            "seconds": shown,
            "axe": len(found),
        }


def outside(server: Server, url: str) -> bool:
    return url.startswith("http") and not url.startswith(server.top)


def _size(response: object) -> int:
    """Bytes as sent, compressed; fonts and pictures are so already."""
    try:
        return len(gzip.compress(response.body()))  # type: ignore[attr-defined]
    except Exception:
        return 0


PAGES = {"this book’s summary": None, "stock Jupyter Book 1 page": book_page, "stock Altair page": altair_page}


def main() -> None:
    """Measure, print, write."""
    rows = []
    for name, make in PAGES.items():
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) if make else SITE.resolve()
            address = make(folder) if make else "index.html"
            server = Server(folder)
            rows.append((name, measure(server, address)))
            server.close()
        print(rows[-1], flush=True)
    write(rows)


def write(rows: list[tuple[str, dict[str, object]]]) -> None:
    """The table."""
    lines = [
        "# A page of the book against stock ones",
        "One chart, the latest tolls, on a first visit, nothing scrolled, until the line is quiet; Chromium without a"
        " screen, 1280 pixels wide, a server on the same machine. Foreign requests are answered from this machine at"
        " once, so the seconds of the stock pages leave out the way to another continent. One run of `make bench`.",
        "| page | kB, compressed | requests | foreign origins | seconds to a chart | kinds of barriers (axe) |\n"
        + "| --- " * 6
        + "|\n"
        + "\n".join(
            f"| {name} | {one['kB']:.0f} | {one['requests']} | {one['origins']} | {one['seconds']:.2f} | {one['axe']} |"
            for name, one in rows
        ),
    ]
    (HERE / "pages.md").write_text("\n\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
