"""Background statistics: what each quoted figure measures, of whom, and of which years."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from claimbook.pages import Page
from claimbook.view.charts import labelled_rows_chart
from claimbook.view.figure import figure
from claimbook.view.html import Column, Fragment, fragment, of_whom, source_link, table
from claimbook.wording import (
    NOT_STATED,
    bullets,
    capital,
    cited,
    figure_text,
    known,
    link,
    paragraph,
    say_day,
    source_name,
)

PERCENT = 100.0


def quoted(page: Page) -> pd.DataFrame:
    """Figures of the coded documents; the others are what they can be read against."""
    coded = page["sources"][page["sources"]["role"] == "coded"]
    return page["indicators"][page["indicators"]["source_id"].isin(set(coded["source_id"]))]


def years(indicator: Any) -> str:
    """The years that the data describe, in words."""
    if not known(indicator["years_start"]):
        return NOT_STATED
    start, end = int(indicator["years_start"]), int(indicator["years_end"])
    return str(start) if start == end else f"{start}–{end}"


def _untraced(indicator: Any) -> str | Markup:
    if indicator["topic"] == "duration":
        return "Where it is counted from has not been traced."
    if known(indicator["years_start"]):
        return Markup("Printed as of {}; its origin has not been traced.").format(cited(years(indicator)))
    return "No year is printed with it, and its origin has not been traced."


def indicators_figure(page: Page) -> Fragment:
    """The percentages, one panel for each measure: different measures never share one."""
    indicators = page["indicators"]
    of_percent = indicators[indicators["unit"] == "percent"].sort_values(
        ["topic", "measure", "area_name", "population", "known_on"]
    )
    rows = [
        {
            "panel": capital(indicator["measure"]),
            "text": f"{of_whom(indicator)}; years {years(indicator)}; {source_name(indicator)}",
            "label": figure_text(indicator),
            "value": indicator["value"] if known(indicator["value"]) else indicator["value_low"],
            "value_high": indicator["value_high"],
            "side": "other",
            "own": known(indicator["years_start"]),
        }
        for _, indicator in of_percent.iterrows()
    ]
    if not rows:
        return fragment(paragraph("No rate had been published by then."))
    data = pd.DataFrame(rows).assign(order=range(len(rows)))
    described = "; ".join(f"{row.panel}, {row.text}: {row.label}" for row in data.itertuples())
    rates = quoted(page)
    undated = rates.loc[rates["unit"] == "percent", "years_start"].isna()
    return figure(
        page,
        "indicators",
        title="None of the rates in the documents read in full is printed with its year"
        if undated.all()
        else "Some of the quoted rates are printed without their year",
        subtitle="Percent, one panel for each measure",
        clock="by data year, where known",
        charts=lambda width: labelled_rows_chart(_for_width(data, width), width, "Percent", limit=PERCENT),
        alternative=f"Dot plot of percentages by measure. {described}. All figures are in the table below.",
        table=_table(page, of_percent),
        rows=of_percent,
        note="Rates in different panels measure different things and can’t be compared. "
        "None of them shows what caused anything.",
        key=(("own", "years known"), ("other", "years not stated")),
    )


def _for_width(data: pd.DataFrame, width: str) -> pd.DataFrame:
    """On a phone a row's text ends before its source, which the table names."""
    return data if width == "wide" else data.assign(text=data["text"].str.rsplit("; ", n=1).str[0])


def _table(page: Page, indicators: pd.DataFrame) -> Markup:
    rows = [
        (
            link(page.row_href(indicator, "indicator_id"), figure_text(indicator)),
            capital(indicator["measure"]),
            of_whom(indicator),
            years(indicator),
            indicator["speaker"],
            source_link(page, indicator),
        )
        for _, indicator in indicators.iterrows()
    ]
    columns = (
        Column("Figure", numeric=True),
        *(Column(name) for name in ("Measures", "Of whom", "Years described", "Given to", "Document")),
    )
    return table("Background figures", columns, rows)


def vintage_sentences(page: Page) -> Fragment:
    """For each quoted figure: what it measures, of which years, and how old it was in print."""
    known_rows = page["indicators"].set_index("indicator_id")
    items = []
    for _, indicator in quoted(page).sort_values(["topic", "indicator_id"]).iterrows():
        figure_link = link(page.row_href(indicator, "indicator_id"), figure_text(indicator))
        words: list[str | Markup] = [
            Markup("{} ({}, {}): printed by {} as “{}”.").format(
                figure_link,
                indicator["measure"],
                of_whom(indicator),
                source_link(page, indicator),
                indicator["measure_as_printed"],
            )
        ]
        if known(indicator["quotes"]) and indicator["quotes"] in known_rows.index:
            origin = known_rows.loc[indicator["quotes"]]
            age = int(indicator["known_on"][:4]) - int(origin["years_end"])
            words.append(
                Markup("The same figure stands in {} for {}; its data were about {} when it was printed.").format(
                    source_link(page, origin),
                    link(page.row_href({**origin, "indicator_id": indicator["quotes"]}, "indicator_id"), years(origin)),
                    link(page.row_href(indicator, "indicator_id"), f"{age} years old"),
                )
            )
        else:
            words.append(_untraced(indicator))
        items.append(Markup(" ").join(words))
    if not items:
        return fragment(paragraph(f"No background figure had been published by {say_day(page.as_of)}."))
    return fragment(bullets(items))
