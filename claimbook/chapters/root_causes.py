"""Background statistics: what each quoted figure measures, of whom, of which years, and what it can be traced to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from claimbook.analysis.vintage import STALE_AFTER_YEARS, VERDICTS
from claimbook.components.cards import of_whom
from claimbook.components.charts import labelled_rows_chart, vintage_chart
from claimbook.components.elements import (
    Fragment,
    addressed,
    bullets,
    cited,
    fragment,
    link,
    listing,
    paragraph,
    small,
    source_link,
)
from claimbook.components.figure import figure
from claimbook.components.page import Page, anchor
from claimbook.components.tables import Column, table
from claimbook.ledger.records import known
from claimbook.ledger.vocabulary import NOT_STATED, TOPICS
from claimbook.ledger.wording import capital, count, figure_text, say_years, source_name

UNIT_TITLES = {
    "percent": "Percent",
    "per_1000_births": "Of 1,000 live births",
    "residents": "Residents",
    "pkr": "Rupees",
}
LIMITS = {"percent": 100.0}
RULE = "methods.html#how-old-a-statistic-is"
# Figures that are themselves years: no survey stands behind them.
TIMELESS = "duration"


def _years(indicator: Any) -> Markup:
    return (
        Markup("<time>{}</time>").format(say_years(indicator))
        if known(indicator["years_start"])
        else Markup(NOT_STATED)
    )


def _figure(page: Page, indicator: Any) -> Markup:
    return link(page.row_href(indicator, "indicator_id"), figure_text(indicator))


def _of_topic(page: Page) -> bool:
    """Whether the page is of one topic, and not the whole chapter."""
    return bool(page.parameters.get("topic"))


def page_lead(page: Page) -> Fragment:
    """What the page is about: all quoted figures, or those of one topic."""
    vintages = page["vintages"]
    if not len(page["indicators"]):
        return fragment(paragraph("No background figure had been published by then."))
    fates = (
        (vintages["verdict"] == "traceable", "found elsewhere and current by the rule"),
        (vintages["verdict"].isin(["stale", "other_measure"]), "found, but for years long past or for another measure"),
        (vintages["verdict"] == "not_found", "not found in any other publication of the ledger"),
    )
    told = ", ".join(f"{met.sum()} {words}" for met, words in fates if met.any())
    counts = (
        f"Of {count(len(vintages), 'figure')} quoted in the documents read in full: {told}."
        if len(vintages)
        else "No document read in full quotes a figure of this kind."
    )
    topic = next(iter(page["indicators"]["topic"]))
    about = [f"Topic: {TOPICS[topic]}."] if _of_topic(page) else []
    return fragment(paragraph(*about, link(f"{page.up}{RULE}", counts, css="cb-count"), css="cb-lead"))


def topics_table(page: Page) -> Fragment:
    """The pages of the topics; blank on such a page."""
    if _of_topic(page):
        return fragment(paragraph(link(f"{page.up}root-causes.html", "All topics", css="cb-page")))
    rows = [
        (
            link(f"{page.up}root-causes/{topic['topic']}.html", capital(TOPICS[topic["topic"]]), css="cb-page"),
            str(topic["quoted"]),
            str(topic["figures"] - topic["quoted"]),
        )
        for _, topic in page["topics"].iterrows()
    ]
    columns = [
        Column("Topic"),
        Column("Figures quoted", numeric=True),
        Column("Figures to read them against", numeric=True),
    ]
    return fragment(table("Background figures by topic", columns, rows))


def verdict_sentences(page: Page) -> Fragment:
    """For each quoted figure one sentence: measured when, by whom, and whether it is still current."""
    rows = page["indicators"].set_index("indicator_id", drop=False)
    items = [_sentence(page, rows.loc[one["indicator_id"]], one, rows) for one in _in_order(page)]
    return fragment(bullets(items) if items else paragraph("No document read in full quotes a figure of this kind."))


def _in_order(page: Page) -> list[Any]:
    topic = dict(zip(page["indicators"]["indicator_id"], page["indicators"]["topic"], strict=True))
    place = {name: position for position, name in enumerate(TOPICS)}
    by_topic = page["vintages"].assign(topic=[place[topic[one]] for one in page["vintages"]["indicator_id"]])
    return [one for _, one in by_topic.sort_values(["topic", "indicator_id"]).iterrows()]


def _sentence(page: Page, row: Any, vintage: Any, rows: pd.DataFrame) -> Markup:
    said = Markup("{} ({}, {}), printed in {}: ").format(
        _figure(page, row), row["measure"], of_whom(row), source_link(page, row)
    )
    if vintage["verdict"] == "not_found":
        if row["topic"] == TIMELESS:
            return said + Markup("a year or a length of time, behind which no survey stands. {}").format(
                _more(page, row)
            )
        dated = Markup("said to be of {}").format(_years(row)) if known(row["years_start"]) else "no year is given"
        why = (
            "no earlier publication of the ledger has this number for the same area"
            if known(row["value"])
            else "a range or a rank can’t be traced by its number"
        )
        return (
            said
            + dated
            + Markup("; {}, so that the rule can’t say whether it is current. {}").format(why, _more(page, row))
        )
    origin = rows.loc[vintage["origin"]]
    measured = Markup("{} {}, {}, attributed to {}").format(
        "its origin, as the document names it, is reported in" if vintage["named"] else "the same number stands in",
        source_link(page, origin),
        Markup("of {}").format(_years(origin)) if known(origin["years_end"]) else "years not stated",
        origin["speaker"],
    )
    age = ""
    if known(vintage["age"]):
        age = Markup(", {} when this document printed it").format(cited(_old(int(vintage["age"]))))
    match vintage["verdict"]:
        case "other_measure":
            end = Markup("; there it is another measure, {}.").format(origin["measure"])
        case "stale" if known(vintage["newer"]):
            newer = rows.loc[vintage["newer"]]
            end = Markup("; not current, since {}, of {}, was out.").format(_figure(page, newer), _years(newer))
        case "stale":
            end = Markup("; not current by the {}.").format(_rule(page))
        case _:
            end = Markup("; current by the {}.").format(_rule(page))
    return said + measured + age + end + Markup(" {}").format(_more(page, row))


def _more(page: Page, row: Any) -> Markup:
    """The way from a quoted figure to what it can be read against; blank on the topic's own page."""
    if _of_topic(page):
        return Markup("")
    topic = row["topic"]
    if topic == TIMELESS:
        return link(f"{page.up}history.html", "What others say: phases.", css="cb-page")
    return link(f"{page.up}root-causes/{topic}.html", f"Other figures: {TOPICS[topic]}.", css="cb-page")


def _rule(page: Page) -> Markup:
    return link(f"{page.up}{RULE}", f"rule of {STALE_AFTER_YEARS} years", css="cb-count")


def _old(age: int) -> str:
    return "less than a year old" if age < 1 else "about a year old" if age == 1 else f"about {age} years old"


def verdicts_table(page: Page) -> Fragment:
    """The quoted figures with the verdict that the rule gives them."""
    indicators = page["indicators"].set_index("indicator_id", drop=False)
    rows = []
    for one in _in_order(page):
        row = indicators.loc[one["indicator_id"]]
        origin = indicators.loc[one["origin"]] if known(one["origin"]) else None
        rows.append(
            (
                _figure(page, row),
                Markup("{} {}").format(
                    Markup("<q>{}</q>").format(row["measure_as_printed"])
                    if known(row["measure_as_printed"])
                    else row["measure"],
                    small(of_whom(row)),
                ),
                capital(VERDICTS[one["verdict"]]),
                _years(row if origin is None else origin),
                "not found" if origin is None else source_link(page, origin),
                cited(_old(int(one["age"]))) if known(one["age"]) else "not known",
            )
        )
    if not rows:
        return fragment()
    names = ("Figure", "Printed as", "Verdict", "Years described", "Published in", "Age in print")
    return fragment(table("Quoted figures and what a rule says of them", [Column(name) for name in names], rows))


def vintage_figure(page: Page, area: str = "") -> Fragment:
    """Which years the figures of an area describe, when they were published, and when the documents quoted them.

    Quoted figures are there whatever area they are of.

    Parameters
    ----------
    area : str
        Id of the area; blank for the one that the book is about.
    """
    rows = list(_vintage_rows(page, area or page.about["focus_area"]))
    if not rows:
        return fragment(paragraph("No figure of this topic rests on data of known years."))
    data = pd.DataFrame(rows).assign(order=range(len(rows)))
    described = "; ".join(f"{row['panel']}: {row['said']}" for row in rows)
    quoted = int(data["quoted"].notna().sum())
    undated = int((data["quoted"].notna() & data["start"].isna()).sum())
    shown = page["indicators"][page["indicators"]["indicator_id"].isin({row["id"] for row in rows})]
    return figure(
        page,
        "vintages",
        title=_years_found(quoted, undated),
        subtitle="Years that each figure describes, its publication, and where a document quotes it",
        clock="by data year",
        charts=lambda width: vintage_chart(data if width == "wide" else data.assign(text=data["short"]), width),
        alternative=f"A calendar with a row for each figure. {described}. All figures are in the table below.",
        table=figures_table(page, shown, addresses=False),
        rows=shown,
        note="Figures of different panels measure different things and can’t be compared. A row without a bar has no "
        "year that could be found. Lengths of time are left out. Nothing here shows what caused anything.",
        key=(
            ("years", "years described"),
            ("published", "published"),
            ("quoted", "quoted in a document read in full"),
        ),
    )


def _years_found(quoted: int, undated: int) -> str:
    """How many of the quoted figures have no year, as a title."""
    if not quoted:
        return "No document read in full quotes a figure of this kind"
    if not undated:
        return "The quoted figure has its years" if quoted == 1 else "Every quoted figure has its years"
    if undated == quoted == 1:
        return "No year could be found for the quoted figure"
    return f"No year could be found for {undated} of {count(quoted, 'quoted figure')}"


def _vintage_rows(page: Page, area: str) -> Iterator[dict[str, Any]]:
    """A row for each quoted figure with its origin, then for each other figure of the area.

    In panels by measure; where all topics are on the page, by topic.
    """
    by_topic = not _of_topic(page)
    every = page["indicators"].set_index("indicator_id", drop=False)
    indicators = every[every["topic"] != TIMELESS]
    vintages = page["vintages"].set_index("indicator_id")
    shown: dict[str, tuple[Any, Any]] = {}
    merged = set()
    for _, row in indicators.iterrows():
        if row["indicator_id"] not in vintages.index:
            continue
        one = vintages.loc[row["indicator_id"]]
        same = known(one["origin"]) and one["verdict"] != "other_measure"
        shown[row["indicator_id"]] = (indicators.loc[one["origin"]] if same else row, row)
        merged |= {one["origin"]} if same else set()
    for _, row in indicators.iterrows():
        if row["area"] == area and row["indicator_id"] not in {*shown, *merged}:
            shown[row["indicator_id"]] = (row, None)
    ordered = sorted(
        shown.values(),
        key=lambda pair: (
            list(TOPICS).index(pair[0]["topic"]) if by_topic else 0,
            pair[0]["measure"], pair[1] is None, -_last_year(pair[0]), pair[0]["area_name"],
            pair[0]["population"], pair[0]["indicator_id"],
        ),
    )  # fmt: skip
    for origin, row in ordered:
        number = figure_text(origin if row is None else row)
        short = f"{number}: {origin['measure'] if by_topic else of_whom(origin)}"
        text = f"{number}: {origin['measure']}, {of_whom(origin)}" if by_topic else short
        published = _as_year(origin["known_on"]) if origin is not row else None
        said = f"{text}, years {say_years(origin)}"
        yield {
            "id": origin["indicator_id"],
            "panel": capital(TOPICS[origin["topic"]] if by_topic else origin["measure"]),
            "text": text if by_topic else f"{text}; {source_name(origin)}",
            "short": short,
            "said": said + ("" if row is None else f", quoted in {row['known_on'][:4]}"),
            "start": int(origin["years_start"]) if known(origin["years_start"]) else None,
            "end": int(origin["years_end"]) + 1 if known(origin["years_end"]) else None,
            "published": published,
            "quoted": None if row is None else _as_year(row["known_on"]),
        }


def _last_year(indicator: Any) -> int:
    return int(indicator["years_end"]) if known(indicator["years_end"]) else 0


def _as_year(day: str) -> float:
    """A day as a year with its fraction, to the day."""
    stamp = pd.Timestamp(day)
    return float(round(stamp.year + (stamp.dayofyear - 1) / 366, 3))


def areas_figure(page: Page, area: str = "") -> Fragment:
    """Figures of one measure and the same years side by side: areas, rural and urban residents, districts.

    Parameters
    ----------
    area : str
        Id of the area that is marked; blank for the one that the book is about.

    Raises
    ------
    ValueError
        Where no figure is of that area.
    """
    indicators = page["indicators"]
    marked = area or page.about["focus_area"]
    if area and area not in set(indicators["area"]):
        raise ValueError(f"no figure of {area}; expected one of {', '.join(sorted(set(indicators['area'])))}")
    panels = list(_panels(indicators))
    if not panels:
        return fragment(paragraph("No figure of this page is known for more than one area of the same years."))
    parts = []
    for unit in dict.fromkeys(panel.iloc[0]["unit"] for _, panel in panels):
        own = [(name, panel) for name, panel in panels if panel.iloc[0]["unit"] == unit]
        parts.append(_areas_figure(page, own, unit, marked))
    return fragment(*(part.html for part in parts))


def _panels(indicators: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Groups of figures that measure the same of the same years, in which more than one area or residence stands."""
    dated = indicators[(indicators["role"] == "context") & indicators["value"].notna()]
    # Of unknown years only figures of one publication are sure to be of the same.
    together = dated["source_id"].where(dated["years_end"].isna(), "")
    ordered = dated.assign(together=together).sort_values(
        ["measure", "years_end", "years_start", "together"], ascending=[True, False, False, True]
    )
    same = ["measure", "years_start", "years_end", "together"]
    for (measure, *_), group in ordered.groupby(same, sort=False, dropna=False):
        once = group.drop_duplicates(["area", "population", "value"])
        provinces = once[(once["population"] == "all") & (once["area_kind"] != "district")]
        by_residence = once[(once["area_kind"] != "district") & (once["population"] != "all")]
        districts = once[once["area_kind"] == "district"]
        kinds = (("", provinces), (", rural and urban", by_residence), (", districts", districts))
        for words, rows in kinds:
            if len(rows[["area", "population"]].drop_duplicates()) > 1:
                yield f"{capital(measure)}{words}, {_of_years(rows.iloc[0])}", rows


def _of_years(row: Any) -> str:
    return say_years(row) if known(row["years_end"]) else "years not stated"


def _areas_figure(page: Page, panels: Sequence[tuple[str, pd.DataFrame]], unit: str, marked: str) -> Fragment:
    rows = [
        {
            "panel": name,
            "text": of_whom(row),
            "label": figure_text(row),
            "value": row["value"],
            "value_high": row["value_high"],
            "side": "other",
            "own": row["area"] == marked,
            "cited": False,
        }
        for name, panel in panels
        for _, row in _highest_first(panel).iterrows()
    ]
    data = pd.DataFrame(rows).assign(order=range(len(rows)))
    shown = pd.concat([panel for _, panel in panels])
    described = "; ".join(f"{row['panel']}, {row['text']}: {row['label']}" for row in rows)
    name = next(iter(shown.loc[shown["area"] == marked, "area_name"]), marked)
    return figure(
        page,
        f"areas-{unit.replace('_', '-')}",
        title=f"{name} beside other areas, each panel of one measure and the same years or publication",
        subtitle=f"{UNIT_TITLES.get(unit, unit)}, by area",
        clock="by data year",
        charts=lambda width: labelled_rows_chart(data, width, UNIT_TITLES.get(unit, unit), limit=LIMITS.get(unit)),
        alternative=f"Dot plot of figures by area. {described}. All figures are in the table below.",
        table=figures_table(page, shown, addresses=False),
        rows=shown,
        note="Only figures of one panel can be compared; even there areas differ in ways that no rate shows.",
        key=(("own", name), ("other", "other areas")),
    )


def _highest_first(panel: pd.DataFrame) -> pd.DataFrame:
    """Areas from the highest figure down; rural and urban residents of one beside each other."""
    ordered = panel.assign(highest=panel.groupby("area")["value"].transform("max"))
    return ordered.sort_values(["highest", "area_name", "population"], ascending=[False, True, True])


def figures_table(page: Page, indicators: pd.DataFrame, addresses: bool = True) -> Markup:
    """Background figures in rows; with ``addresses`` each that stands on this page gets its own."""
    definitions = dict(zip(page["measures"]["measure"], page["measures"]["definition"], strict=True))
    rows = []
    ordered = indicators.sort_values(
        ["measure", "years_end", "area_name", "population", "known_on", "indicator_id"],
        ascending=[True, False, True, True, True, True],
    )
    for _, row in ordered.iterrows():
        number = _figure(page, row)
        if addresses and row["home"] == page.docname:
            number = addressed(anchor(row, "indicator_id"), number)
        rows.append(
            (
                number,
                Markup("{} {}").format(of_whom(row), small(f"{row['measure']}. {definitions[row['measure']]}")),
                Markup("{} {}").format(_years(row), small(cited(row["data_from"])) if known(row["data_from"]) else ""),
                Markup("{} {}").format(
                    source_link(page, row), small(Markup("attributed to {}").format(cited(row["speaker"])))
                ),
                cited(row["notes"]) if known(row["notes"]) else "",
            )
        )
    names = ("Figure", "Of whom, and what is measured", "Years described", "Published in", "Note")
    return table("Background figures", [Column(name, numeric=name == "Figure") for name in names], rows)


def all_figures(page: Page) -> Fragment:
    """Every figure of the page with what it measures."""
    if not len(page["indicators"]):
        return fragment(paragraph("No background figure had been published by then."))
    return fragment(figures_table(page, page["indicators"]))


def districts_of_the_events(page: Page) -> Fragment:
    """For which districts that the documents name a figure was found, and for which none."""
    indicators, named = page["indicators"], page["districts"]["district"]
    there = indicators[(indicators["role"] == "context") & (indicators["area_kind"] == "district")]
    if there.empty:
        return fragment()
    found = there[there["area_district"].isin(named)].sort_values("area_district")
    figures = [Markup("{} ({})").format(row["area_district"], _figure(page, row)) for _, row in found.iterrows()]
    missing = sorted(set(named) - set(found["area_district"]))
    return fragment(
        paragraph(
            Markup("Of the districts in which the documents place the events, a figure was found for {}.").format(
                listing(figures) if figures else "none"
            ),
            Markup("None was found for {}.").format(listing(missing)) if missing else "",
        )
    )
