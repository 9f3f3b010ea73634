"""The book in a real Chromium: quiet, light, reachable, readable without scripts, on paper and without a line."""

import csv
import re
import shutil
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect
from support.browser import (
    Server,
    barriers,
    barriers_of_all,
    complaints,
    look_at,
    needs_chromium,
    one_of_each_kind,
    reach_charts,
    weigh,
)
from support.site import soup

from claimbook.ledger.vocabulary import TONES

pytestmark = needs_chromium

COUNT_SHIFTS = (
    "window.shifts = 0; new PerformanceObserver(list => list.getEntries().forEach(one => { shifts += one.value; }))"
    ".observe({type: 'layout-shift', buffered: true})"
)


def test_first_views_are_light(browser: Browser, server: Server, capsys: pytest.CaptureFixture[str]):
    """One page of each kind; the long campaign weighs every page."""
    weigh(browser, server, one_of_each_kind(server.site), capsys)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_pages_fit_and_have_no_barriers(server: Server, width: int, scheme: str):
    """One page of each kind; the long campaign looks at every page in all settings."""
    assert barriers_of_all(server, width, scheme, one_of_each_kind(server.site)) == {}


def test_a_barrier_is_found(browser: Browser, origin: str):
    """The check can fail: a picture without words, grey on grey."""
    page = browser.new_page()
    page.goto(origin + "about.html")
    page.evaluate(
        """document.querySelector('article').insertAdjacentHTML('beforeend', '<p id="pale">pale</p><img src="x">');
        document.getElementById('pale').style.cssText = 'color: #ccc; background: #fff'"""
    )
    assert {one.split(":")[0] for one in barriers(page)} >= {"color-contrast", "image-alt"}
    page.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_charts_become_interactive_on_every_page(browser: Browser, server: Server, width: int, scheme: str):
    """One page of each kind: every chart is reached, nothing foreign is asked for, nothing errs, nothing overflows."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    wrong, charts = complaints(page), 0
    for address in one_of_each_kind(server.site):
        page.goto(server.origin + address)
        reach_charts(page)
        charts += page.locator(".cb-chart[data-live=true]").count()
        look_at(page, address, width)
    assert wrong == [] and charts >= 12
    context.close()


COLLISIONS = """() => {
  const found = [];
  document.querySelectorAll('.cb-chart svg').forEach((svg) => {
    const frame = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll('text')]
      .filter((one) => one.textContent.trim() && one.getAttribute('opacity') !== '0')
      .map((one) => [one.textContent, one.getBoundingClientRect()]).filter(([, box]) => box.width);
    texts.forEach(([name, box], at) => {
      if (box.left < frame.left - 1 || box.right > frame.right + 1) { found.push([name, 'the edge']); }
      texts.slice(at + 1).forEach(([other, second]) => {
        const wide = Math.min(box.right, second.right) - Math.max(box.left, second.left);
        const high = Math.min(box.bottom, second.bottom) - Math.max(box.top, second.top);
        if (wide > 1 && high > 3) { found.push([name, other]); }
      });
    });
  });
  return found;
}"""


@pytest.mark.parametrize("width", [1280, 390])
def test_words_of_charts_never_collide(browser: Browser, server: Server, width: int):
    page, wrong, drawn = browser.new_page(viewport={"width": width, "height": 900}), {}, 0
    for path in sorted(server.site.rglob("*.html")):
        address = path.relative_to(server.site).as_posix()
        if 'class="cb-chart' in path.read_text("utf-8"):
            page.goto(server.origin + address)
            drawn += page.locator(".cb-chart svg:visible").count()
            if found := page.evaluate(COLLISIONS):
                wrong[address] = found
    assert wrong == {} and drawn >= 12
    page.evaluate("document.querySelectorAll('svg text').forEach((one) => one.setAttribute('transform', ''))")
    assert page.evaluate(COLLISIONS), "the check can fail"
    page.close()


@pytest.mark.parametrize(("address", "mark", "leads"), [
    ("index.html", ".mark-symbol path", "/sources/"),
    ("places.html", ".mark-symbol path", "/places/"),
    ("places.html", ".mark-shape path", "/places/"),
])  # fmt: skip
def test_a_mark_leads_to_its_row(browser: Browser, origin: str, address: str, mark: str, leads: str):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(origin + address)
    reach_charts(page)
    chart = page.locator(".cb-chart.cb-wide[data-live=true]").first
    # The middle of a district may lie outside of it, or under a name.
    free = """(mark) => {
      const box = mark.getBoundingClientRect();
      return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) === mark;
    }"""
    chart.scroll_into_view_if_needed()
    next(one for one in chart.locator(mark).all() if one.evaluate(free)).click()
    page.wait_for_url(f"**{leads}**")
    if "#" in page.url:
        assert page.locator(f"#{page.url.partition('#')[2]} dl").first.is_visible()
    page.close()


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
    # Handing over to the keeper for offline reading takes the engine once more, from the browser's own cache.
    page.on(
        "request", lambda one: engine.append(one.url) if "vega" in one.url and one.resource_type != "fetch" else None
    )
    page.add_init_script(COUNT_SHIFTS)
    page.goto(origin + "casualty-claims.html", wait_until="networkidle")
    before = page.evaluate("document.documentElement.scrollHeight")
    chart = page.locator(".cb-chart:visible").first
    assert engine == [], "opening the page is not enough"
    page.mouse.wheel(0, 300)
    page.wait_for_selector(".cb-chart[data-live=true]")
    assert engine == [origin + "vega.js"], "the engine is loaded once, from the book's own address"
    assert page.evaluate("document.documentElement.scrollHeight") == before
    assert page.evaluate("window.shifts") == 0
    assert chart.locator("svg").get_attribute("aria-hidden") == "true"
    chart.locator("svg path[aria-roledescription=point], svg .mark-symbol path").first.hover(force=True)
    page.wait_for_selector("#vg-tooltip-element.visible")
    assert "Figure" in page.locator("#vg-tooltip-element").inner_text()
    engine.clear()
    page.goto(origin + "history.html", wait_until="networkidle")
    reach_charts(page)
    assert page.locator(".cb-chart[data-live=true]").count() > 1
    assert engine == [origin + "vega.js"], "the other charts load it again"
    context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_moves_while_a_page_loads(browser: Browser, origin: str, width: int):
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.add_init_script(COUNT_SHIFTS)
    for address in ("index.html", "claims.html", "figures/197.html", "methods.html"):
        page.goto(origin + address, wait_until="networkidle")
        assert page.evaluate("window.shifts") == 0, address
    context.close()


def test_opened_from_disk(browser: Browser, site: Path):
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((site / "index.html").as_uri())
    reach_charts(page)
    page.wait_for_selector(".cb-chart[data-live=true]")
    page.locator("#cb-find").fill("197")
    page.keyboard.press("Enter")
    page.locator("#cb-found a", has_text="197").first.click()
    assert page.locator("h1").inner_text().startswith("The number 197")
    assert errors == []


def test_a_figure_is_followed_to_its_source_in_two_clicks(browser: Browser, origin: str):
    page = browser.new_page()
    page.goto(origin)
    page.locator(".cb-sides a.cb-value", has_text="over 362").click()
    page.locator(".cb-card-figure a").first.click()
    card = page.locator(":target")
    assert "over 362" in card.inner_text() and "Baloch Liberation Army (BLA)" in card.inner_text()


def test_scrolling_table_is_a_named_region(browser: Browser, origin: str):
    context = browser.new_context(viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.goto(origin + "rule-sets.html", wait_until="networkidle")
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
    form.get_by_label("Speaker", exact=True).select_option("The Baloch Liberation Army (BLA)")
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
    assert shown_rows(page) == [] and "No matches" in form.get_by_role("status").inner_text()
    page.close()
    again.close()


LONG = ".cb-table[data-long]"


@pytest.mark.parametrize("address", ["claims.html", "numbers.html"])
def test_long_tables_are_shown_by_the_page_and_whole_without_scripts(browser: Browser, origin: str, address: str):
    with_scripts, without = (browser.new_context(java_script_enabled=enabled) for enabled in (True, False))
    pages = [context.new_page() for context in (with_scripts, without)]
    for page in pages:
        page.goto(origin + address)
    read = "rows => rows.map(row => row.textContent)"
    whole = pages[1].locator(LONG).first.locator("tbody tr:visible").evaluate_all(read)
    assert len(whole) > 25 and not pages[1].locator("form.cb-filter, .cb-pages").count()
    table, bar = pages[0].locator(LONG).first, pages[0].locator(".cb-pages").first
    seen = []
    while True:
        shown = table.locator("tbody tr:visible").evaluate_all(read)
        assert 0 < len(shown) <= 25
        seen += shown
        if bar.get_by_role("button", name="More rows").is_disabled():
            break
        bar.get_by_role("button", name="More rows").click()
    assert seen == whole
    pages[0].emulate_media(media="print")
    assert table.locator("tbody tr:visible").count() == len(whole), "paper shows all"
    with_scripts.close()
    without.close()


def test_an_address_inside_a_long_table_shows_its_row(browser: Browser, origin: str):
    page = browser.new_page()
    page.goto(origin + "claims.html")
    last = page.locator(f"{LONG} tbody tr").last.locator("[id]").first.get_attribute("id")
    assert not page.locator(f"#{last}").is_visible()
    page.goto(origin + f"claims.html#{last}")
    page.reload()
    assert page.locator(f"#{last}").is_visible()
    page.close()


def test_figures_sort_by_number_and_blanks_come_last(browser: Browser, origin: str):
    page = browser.new_page()
    for order in ("ascending", "descending"):
        page.goto(origin + f"claims.html?sort=figure.{order}")
        cells = page.locator(f"{LONG} tbody tr").evaluate_all("rows => rows.map(row => row.cells[0].textContent)")
        numbers = [re.search(r"[0-9]+", cell) for cell in cells]
        known = [int(number[0]) for number in numbers if number]
        assert known == sorted(known, reverse=order == "descending")
        assert len(known) < len(cells) and all(numbers[: len(known)]), "blanks are last"
    page.close()


def test_two_figures_are_compared_by_choosing_them(browser: Browser, origin: str):
    page = browser.new_page()
    wrong = complaints(page)
    page.goto(origin + "compare.html")
    card = page.locator(".cb-pick .cb-card")
    assert "22" in card.inner_text() and "over 362" in card.inner_text(), "opens with the latest of both sides"
    assert page.url == origin + "compare.html", "nobody chose them"
    first, second = page.get_by_label("One figure"), page.get_by_label("The other")
    groups = first.locator("optgroup").evaluate_all("groups => groups.map(group => group.label)")
    assert groups == [
        "Civilians killed", "Militants (BLA members) killed", "Militants killed", "People killed",
        "Security forces killed",
    ]  # fmt: skip
    militants = first.locator("optgroup[label='Militants killed'] option").all_inner_texts()
    assert len(militants) == len(set(militants))
    first.select_option(next(name for name in militants if name.startswith("177, ")))
    narrowed = second.locator("optgroup").evaluate_all("groups => groups.map(group => group.label)")
    assert narrowed == ["Militants (BLA members) killed", "Militants killed"], "narrowed by the first"
    others = second.locator("option").all_inner_texts()
    second.select_option(next(name for name in others if name.startswith("197, ")))
    said = card.inner_text()
    assert said.startswith("One side’s figures") and "replaced" in said and "20" in said
    again = browser.new_page()
    again.goto(page.url)
    assert again.locator(".cb-pick .cb-card").inner_text() == said, "the address keeps the choice"
    assert wrong == []
    page.close()
    again.close()


def test_a_sentence_is_copied_with_one_click(browser: Browser, origin: str):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(origin)
    page.get_by_role("button", name="Copy").first.click()
    page.get_by_role("button", name="Copied").wait_for()
    said = page.evaluate("navigator.clipboard.readText()")
    assert (
        said.startswith("The Pakistani military said on 5 February 2026 that 216 militants had been killed")
        and "Copy" not in said
    )
    context.close()


HIGHEST = {1280: 6000, 390: 12000}
# Looked up, not read.
LONGER = {"codebook.html", "reference.html"}


@pytest.mark.parametrize("width", [1280, 390])
def test_pages_end(browser: Browser, server: Server, width: int):
    page = browser.new_page(viewport={"width": width, "height": 900})
    endless = {}
    for path in sorted(server.site.rglob("*.html")):
        address = path.relative_to(server.site).as_posix()
        page.goto(server.origin + address)
        height = page.evaluate("document.documentElement.scrollHeight")
        if height > HIGHEST[width] and address not in LONGER:
            endless[address] = height
    page.close()
    assert not endless


@pytest.mark.parametrize("width", [1280, 390])
def test_an_address_opens_what_is_closed(browser: Browser, server: Server, width: int):
    """The card of a claim shows its facts, a statement its words; without an address both are closed."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    source = next(path for path in sorted(server.site.glob("sources/*.html")) if soup(path).select(".cb-said li"))
    address = f"{server.origin}sources/{source.name}"
    for row, words in ((".cb-closed .cb-card", "dl"), (".cb-said li", "small")):
        page.goto(address)
        closed = page.locator(row).last
        name = closed.get_attribute("id")
        assert not closed.locator(words).first.is_visible()
        page.goto("about:blank")
        page.goto(f"{address}#{name}")
        page.locator(f"#{name} {words}").first.wait_for()
        expect(page.locator(f"#{name}")).to_be_in_viewport()
    page.close()


def test_front_page_answers_on_one_phone_screen(browser: Browser, origin: str):
    """Headline, both sides with the military’s and the armed group’s figures, and the field, without scrolling."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(origin)
    for words in ("216", "93", "22", "45", "over 362", "36"):
        link = page.locator(".cb-sides a.cb-value", has_text=words).first
        assert link.bounding_box()["y"] < 844, words
    assert page.locator("#cb-find").bounding_box()["y"] < 844
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_sides_have_the_same_weight(browser: Browser, origin: str, scheme: str):
    """Figures, names and notes of the parties are drawn alike but for the hue, which is of like contrast."""
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(origin)
    page.wait_for_load_state()
    weights = page.evaluate(
        """() => [...document.querySelectorAll('.cb-sides td div')]
            .map(entry => ['a.cb-value', 'small'].map(part => {
                const style = getComputedStyle(entry.querySelector(part));
                return [style.fontSize, style.fontWeight, style.color].join(' ');
            }).join('; '))"""
    )
    assert len(weights) >= 5 and len(set(weights)) == 1
    names = page.evaluate(
        """() => [...document.querySelectorAll('.cb-sides thead th:not(:first-child)')].map(name => {
            const style = getComputedStyle(name);
            return [style.fontSize, style.fontWeight, style.color, style.borderBottomWidth].join(' ');
        })"""
    )
    assert len(names) == 2 and len(set(names)) == 1
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    edges = [
        f"getComputedStyle(document.querySelector('.cb-sides .cb-side-{side}')).borderBottomColor" for side in TONES[:2]
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


@pytest.mark.parametrize("width", [1280, 390])
def test_who_saves_data_is_asked_first(browser: Browser, origin: str, width: int):
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
    engine: list[str] = []
    page.on("request", lambda request: engine.append(request.url) if "vega" in request.url else None)
    page.goto(origin + "index.html")
    page.mouse.wheel(0, 2000)
    page.locator(".cb-chart:visible").hover()
    page.wait_for_timeout(300)
    assert engine == []
    page.get_by_role("button", name="interactive").click()
    page.wait_for_selector(".cb-chart[data-live=true]:visible")
    assert len(engine) == 1
    context.close()


def focused(page: Page) -> dict[str, object]:
    state: dict[str, object] = page.evaluate(
        """() => { const here = document.activeElement, style = getComputedStyle(here);
            return {tag: here.tagName, text: here.textContent.trim().slice(0, 40) || here.name,
                    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
                    shown: here.getBoundingClientRect().width > 1}; }"""
    )
    return state


@pytest.mark.parametrize("width", [1280, 390])
def test_everything_is_reached_by_keyboard(browser: Browser, origin: str, width: int):
    """Tab goes through all that can be used, each with a visible mark; the first step is past the menus."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(origin + "index.html", wait_until="networkidle")
    page.keyboard.press("Tab")
    assert focused(page)["text"] == "Skip to the text"
    seen = []
    while (state := focused(page))["tag"] != "BODY" and len(seen) < 400:
        assert state["outlined"] and state["shown"], state
        seen.append(state["text"])
        page.keyboard.press("Tab")
    usable = page.locator("a[href]:visible, button:visible, input:visible, select:visible, summary:visible").count()
    assert len(seen) in (usable, usable + 1), "the skip link shows itself only when it has the focus"
    page.reload()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = page.evaluate("document.activeElement.closest('main') !== null")
    assert inside, "the skip link leads into the text"
    if width == 390:
        page.get_by_role("button", name="Chapters").focus()
        page.keyboard.press("Enter")
        assert page.locator("#chapters").get_by_role("link", name="Glossary", exact=True).is_visible()
        page.keyboard.press("Escape")
        assert not page.locator("#chapters").get_by_role("link", name="Glossary", exact=True).is_visible()
    context.close()


def test_only_the_choice_of_colours_is_stored(browser: Browser, origin: str):
    context = browser.new_context(color_scheme="light")
    page = context.new_page()
    for address in ("index.html", "claims.html", "search.html?q=Quetta"):
        page.goto(origin + address, wait_until="networkidle")
    assert page.evaluate("localStorage.length") == 0 and context.cookies() == []
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_label("Colours of the page").select_option("dark")
    page.goto(origin + "about.html")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    assert page.evaluate("Object.keys(localStorage)") == ["claimbook-colours"]
    page.get_by_label("Colours of the page").select_option("")
    assert page.evaluate("localStorage.length") == 0
    context.close()


def found(page: Page, origin: str, words: str) -> list[str]:
    page.goto(origin + "index.html")
    page.locator("#cb-find").fill(words)
    page.get_by_role("button", name="Find").click()
    page.wait_for_selector("#cb-found h2")
    return page.locator("#cb-found li").all_inner_texts()


def test_what_readers_type_is_answered_first(browser: Browser, origin: str):
    """Of labelled queries, the share whose first answer is the wanted page, with the wanted words."""
    with (Path(__file__).parent / "queries.csv").open(encoding="utf-8") as file:
        queries = list(csv.DictReader(file))
    page = browser.new_page()
    wrong, failed = complaints(page), []
    for query in queries:
        page.goto(f"{origin}search.html?q={quote(query['query'])}")
        page.wait_for_selector("#cb-found h2")
        first = page.locator("#cb-found li").first
        said = first.inner_text() if first.count() else ""
        led = (first.locator("a").first.get_attribute("href") if first.count() else "") or ""
        if not (led.startswith(query["page"]) and query["words"] in said):
            failed.append(f"{query['query']}: {led}, {said[:60]}")
    share = 1 - len(failed) / len(queries)
    assert wrong == [] and len(queries) >= 120 and share >= 0.95, f"{share:.0%} right; wrong: {failed}"
    page.close()


def test_pages_are_listed_with_the_line_that_has_the_words(browser: Browser, origin: str):
    """The line comes from the page's Markdown, with its section; a site opened from a disk keeps first sentences."""
    page = browser.new_page()
    found(page, origin, "Mastung prison")
    entry = page.locator("#cb-found li", has=page.locator("a", has_text="Inconsistencies"))
    expect(entry).to_contain_text("prisoners freed in Mastung: 27 (Daily Pakistan)")
    assert "#" in (entry.locator("a").get_attribute("href") or "")
    titles = page.locator("#cb-found li a").all_inner_texts()
    assert "All claims" not in titles[: titles.index("Incidents")], "what holds every word comes last"
    found(page, origin, "soldiers killed")
    said = page.locator("#cb-found").inner_text()
    assert "“soldiers” may be only some of them" in said and "navy" not in said
    page.close()


@pytest.mark.parametrize(
    ("query", "says", "never"),
    [
        ("killed in Quetta", "not for Quetta alone", "We have no claim"),
        ("civilians killed by army", "don’t say who killed them", "over 362 ("),
        ("killed in 2025", "not of 2025", "We have no claim of 2025"),
        ("job losses", "Pages with", "The latest figures"),
        ("BLA losses", "93 BLA members", "Civilians killed – 36"),
    ],
)
def test_what_the_latest_figures_are_not_is_said(browser: Browser, origin: str, query: str, says: str, never: str):
    page = browser.new_page()
    found(page, origin, query)
    said = page.locator("#cb-found").inner_text()
    assert says in said and never not in said
    page.close()


def test_two_numbers_lead_to_their_comparison(browser: Browser, origin: str):
    page = browser.new_page()
    found(page, origin, "17 vs 200")
    page.get_by_role("link", name="Compare two").last.click()
    card = page.locator(".cb-pick .cb-card")
    expect(card).to_contain_text("Whether both cover the same days isn’t said")
    page.goto(f"{origin}compare.html?one=22&other=45")
    expect(card.locator("dd").first).to_have_text(re.compile("^22 members of the security forces"))
    page.goto(f"{origin}compare.html?one=17&other=40")
    expect(card).to_contain_text("only figures of one group are")
    page.close()


def test_answers_lead_to_places_that_are_there(browser: Browser, origin: str):
    page = browser.new_page()
    for words in ("degree of comparability", "Quetta", "ISPR", "71.2%", "when did it start"):
        found(page, origin, words)
        page.locator("#cb-found li a").first.click()
        page.wait_for_load_state()
        fragment = page.evaluate("location.hash")
        if fragment:
            expect(page.locator(":target"), fragment).to_have_count(1)
    page.close()


def test_a_number_that_nobody_gave_leads_to_the_nearest(browser: Browser, origin: str):
    page = browser.new_page()
    near = found(page, origin, "198 militants")
    assert any(entry.startswith("197 ") for entry in near[:4])
    text = page.locator("#cb-found").inner_text()
    assert "We have no claim of 198" in text and "how to report a figure" in text
    page.get_by_role("link", name="how to report a figure").click()
    expect(page.locator(":target")).to_have_count(1)
    page.close()


def test_a_number_of_somebody_else_is_not_taken_for_the_one_asked(browser: Browser, origin: str):
    page = browser.new_page()
    found(page, origin, "197 civilians")
    assert page.locator("#cb-found h2").first.inner_text() == "197 is reported, but not for that"
    found(page, origin, "31 civilians")
    assert page.locator("#cb-found h2").first.inner_text() == "The number 31"
    page.close()


def test_paper_shows_what_was_folded(browser: Browser, origin: str, tmp_path: Path):
    page = browser.new_page()
    page.goto(origin + "casualty-claims.html")
    page.evaluate(
        "window.addEventListener('beforeprint', () => { window.folded = "
        "document.querySelectorAll('details:not([open])').length; })"
    )
    assert page.locator("details:not([open])").count() > 0
    page.pdf(path=str(tmp_path / "chapter.pdf"), format="A4")
    content = (tmp_path / "chapter.pdf").read_bytes()
    assert content.startswith(b"%PDF") and content.count(b"/Type /Page\n") + content.count(b"/Type /Page ") >= 4
    assert page.evaluate("window.folded") == 0
    assert page.locator("details:not([open])").count() > 0, "folded again afterwards"
    page.emulate_media(media="print")
    for part in (".cb-chapters", ".cb-find", ".cb-contents"):
        assert not page.locator(part).first.is_visible(), part
    assert page.locator(".cb-foot").is_visible()
    page.close()


def test_what_was_read_once_is_there_without_a_line(browser: Browser, site: Path, tmp_path: Path):
    server = Server(shutil.copytree(site, tmp_path / "site"))
    context = browser.new_context()
    page = context.new_page()
    page.goto(server.origin + "figures/197.html", wait_until="networkidle")
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("async () => await caches.match(location.href) !== undefined")
    day = page.locator(".cb-foot time").inner_text()
    server.close()
    page.reload()
    assert page.locator("h1").inner_text().startswith("The number 197")
    family = page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")
    assert "Charter" in family, "with its style"
    page.goto(server.origin + "figures/200.html")
    assert page.locator("h1").inner_text() == "No connection"
    assert page.locator(".cb-foot time").inner_text() == day
    context.close()
