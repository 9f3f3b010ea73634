"""Background figures: each has an address, is answered in a sentence, and is never joined to others."""

import json
import re
from pathlib import Path

import pandas as pd
from support.paths import DATA
from support.site import article, soup

from claimbook.ledger.tables import load_ledger


def background() -> pd.DataFrame:
    """The background figures that stand, with the role of their document."""
    ledger = load_ledger(DATA)
    figures = ledger["indicators"].merge(ledger["sources"][["source_id", "role", "url"]], on="source_id")
    return figures[figures["status"] == "active"]


def test_every_background_figure_has_an_address_that_shows_it(site: Path):
    """On the page of its document where it has one, else on that of its topic, with the way to where it was read."""
    for _, row in background().iterrows():
        page = site / "sources" / f"{row['source_id']}.html"
        if not page.exists():
            page = site / ("history.html" if row["topic"] == "violence" else f"root-causes/{row['topic']}.html")
        place = soup(page).find(id=f"indicator-{row['indicator_id']}")
        assert place is not None, row["indicator_id"]
        if row["role"] == "context" and "sources" not in page.parts:
            entry = place.find_parent("tr")
            assert f"sources.html#{row['source_id']}" in entry.find("a", class_="cb-source")["href"]
            assert soup(site / "sources.html").find("a", href=row["url"]), row["source_id"]


def test_each_quoted_figure_is_answered_in_one_sentence(site: Path):
    """Measured when, by whom, still current or not: on the chapter, and on the page of its topic."""
    figures = background()
    quoted = figures[figures["role"] == "coded"]
    answers = [
        item.get_text(" ", strip=True)
        for item in article(site / "root-causes.html").find_all("li")
        if item.get_text().startswith("United Kashmir Journal: ")
    ]
    assert len(answers) == len(quoted) == 11
    assert all(
        re.search(r"out of date|is current|something else|current by the|not a statistic|newer figure was out", answer)
        for answer in answers
    )
    by_number = {answer.split(" : ")[1].split(" (")[0]: answer for answer in answers}
    assert re.search(
        r"quoting the Ministry of Pl.*; its years are 2014–2015 \. It was about 11 years old .* out of date",
        by_number["about 71.2%"],
    )
    assert "measures something else: multidimensional poverty headcount, PIDE" in by_number["about 70%"]
    assert "we found no earlier source for it" in by_number["over 76%"]
    for topic, rows in quoted.groupby("topic"):
        items = article(site / f"root-causes/{topic}.html").find_all("li")
        assert sum(item.get_text().startswith("United Kashmir Journal: ") for item in items) == len(rows), topic


def test_calendar_of_figures_shows_the_years_of_their_data(site: Path):
    rows = background().set_index("indicator_id")
    drawn = set()
    for path in (site / "charts").glob("root-causes-*vintages.json"):
        for panel in json.loads(path.read_text("utf-8"))["vconcat"]:
            for shown in panel["data"]["values"]:
                row = rows.loc[shown["row_ids"]]
                years = (row["years_start"], row["years_end"] + 1) if pd.notna(row["years_end"]) else (None, None)
                assert (shown["start"], shown["end"]) == years
                assert (
                    row["measure"].casefold() == panel["title"].casefold() or path.name == "root-causes-vintages.json"
                )
                drawn.add(shown["row_ids"])
    assert len(drawn) > 20


def test_series_of_years_are_never_joined(site: Path):
    """A panel for each measure with its own values, and a row without a bar for each year that has none."""
    series = background().query("topic == 'violence'")
    panels = json.loads((site / "charts" / "history-series.json").read_text("utf-8"))["vconcat"]
    assert sorted(panel["title"].casefold() for panel in panels) == sorted(
        measure.casefold() for measure in series["measure"].unique()
    )
    for panel in panels:
        rows = series[series["measure"].str.casefold() == panel["title"].casefold()]
        shown = panel["data"]["values"]
        assert sorted(row["value"] for row in shown if row["value"] is not None) == sorted(rows["value"])
        years = {int(row["text"][:4]) for row in shown}
        assert years == set(range(rows["years_end"].min(), rows["years_end"].max() + 1))
        assert {row["label"] for row in shown if row["value"] is None} <= {"no figure found"}
