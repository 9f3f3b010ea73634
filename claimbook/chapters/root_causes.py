"""Background figures: what each measures, for whom, for which years, and where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
from markupsafe import Markup

from claimbook.analysis.claims import UNATTRIBUTED
from claimbook.analysis.vintage import STALE_AFTER_YEARS, VERDICTS
from claimbook.components.cards import of_whom
from claimbook.components.chapter import Chapter, reads
from claimbook.components.charts import Calendar, CalendarRow, LabelledRow, LabelledRows
from claimbook.components.elements import (
    Fragment,
    addressed,
    bullets,
    cited,
    folded,
    fragment,
    in_print,
    lead,
    link,
    listing,
    paragraph,
    small,
    source_link,
    source_links,
    with_lead,
    years,
)
from claimbook.components.figure import Figure, Figures, figure
from claimbook.components.page import Page, anchor
from claimbook.components.selections import measured
from claimbook.components.tables import Column, table
from claimbook.ledger.records import Indicator, Vintage, columns, given, grouped_by, unique_by
from claimbook.ledger.tables import Tables
from claimbook.ledger.vocabulary import TOPICS, YEARLY
from claimbook.ledger.wording import capital, capital_text, count, source_name, value_in_words, years_in_words

UNIT_TITLES = {
    "percent": "Percent",
    "per_1000_births": "Of 1,000 live births",
    "residents": "Residents",
    "pkr": "Rupees",
}
LIMITS = {"percent": 100.0}
RULE = "rules.html#how-old-a-statistic-is"
# Figures that are themselves years: they come from no survey.
TIMELESS = "duration"
# Themes of explanation that concern what a topic measures; other topics have none.
THEMES_OF_TOPIC = {
    "poverty": ("poverty_and_development",),
    "literacy": ("poverty_and_development",),
    "mortality": ("poverty_and_development",),
    "resources": ("resources",),
    "money": ("force",),
}

ById = Mapping[str, Indicator]


def topics_of(tables: Tables) -> pd.DataFrame:
    """Return the topics of background figures: ``topic, title``, and the number of figures and of ``quoted`` ones."""
    indicators = tables["indicators"]
    rates = indicators[(indicators["status"] == "active") & (indicators["topic"] != YEARLY)]
    by_topic = rates.groupby("topic", sort=True)
    quoted = rates[rates["role"] == "coded"].groupby("topic").size()
    return (
        pd.DataFrame({"topic": list(by_topic.groups), "numbers": by_topic.size().to_numpy()})
        .assign(
            title=lambda topics: [f"Root causes: {TOPICS[topic]}" for topic in topics["topic"]],
            quoted=lambda topics: [int(quoted.get(topic, 0)) for topic in topics["topic"]],
        )
        .astype({"topic": "str", "title": "str"})
    )


def quoted_figures(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """Keep the figures quoted in documents read in full, their origins, and the causes named."""
    statements = tables["statements"]
    return {
        **tables,
        **measured(tables, tables["indicators"]["indicator_id"].isin(_traced(tables["vintages"]))),
        "statements": statements[statements["kind"] == "cause"],
        "topics": topics_of(tables),
        "districts": _districts(tables).iloc[:0],
    }


def of_topic(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """Keep all background figures of a topic, and the causes named that concern it."""
    topic = parameters["topic"]
    vintages, statements = tables["vintages"], tables["statements"]
    indicators = tables["indicators"]
    here = indicators["topic"] == topic
    quoted = vintages[vintages["indicator_id"].isin(set(indicators.loc[here, "indicator_id"]))]
    themes = THEMES_OF_TOPIC.get(topic, ())
    return {
        **tables,
        **measured(tables, here | indicators["indicator_id"].isin(_traced(quoted))),
        "vintages": quoted,
        "statements": statements[(statements["kind"] == "cause") & statements["theme"].isin(themes)],
        "topics": topics_of(tables).iloc[:0],
        "districts": _districts(tables),
    }


def _traced(vintages: pd.DataFrame) -> set[str]:
    """Keep the quoted figures with their origins."""
    return {row for name in ("indicator_id", "origin", "newer") for row in vintages[name].dropna()}


def _districts(tables: Tables) -> pd.DataFrame:
    """Return the districts in which documents say that something happened."""
    mentions = tables["mentions"]
    return mentions.loc[mentions["role"] != "road_end", ["district"]].dropna().drop_duplicates().sort_values("district")


CHAPTER = Chapter("root-causes", quoted_figures, shows=("topics", "statements"))
TOPIC = Chapter("root-causes", of_topic, for_each=topics_of, folder="root-causes")


def _is_topic(page: Page) -> bool:
    """Whether the page covers one topic rather than the whole chapter."""
    return bool(page.parameters.get("topic"))


def _by_id(page: Page) -> ById:
    return {indicator.indicator_id: indicator for indicator in page.indicators}


@columns("indicator_id", "page_id", "has_page", "topic", "unit", value_in_words)
def _linked(page: Page, indicator: Indicator) -> Markup:
    return link(page.row_href(indicator), value_in_words(indicator))


@reads(indicators=["indicator_id", "topic"], vintages=["indicator_id", "verdict"])
def page_lead(page: Page) -> Fragment:
    """Say what the page covers: all quoted figures, or those of one topic."""
    if not page.indicators:
        return fragment(paragraph("The ledger has no background figure."))
    by_id = _by_id(page)
    verdicts = [one.verdict for one in page.vintages if by_id[one.indicator_id].topic != TIMELESS]
    timeless = len(page.vintages) - len(verdicts)
    outcomes = (
        (("traceable",), "traced, and current by the rule"),
        (("stale",), "traced, but out of date"),
        (("other_measure",), "found only as another measure"),
        (("not_found",), "not traced to any other publication"),
    )
    numbers = [(sum(verdict in met for verdict in verdicts), words) for met, words in outcomes]
    told = "; ".join(f"{number} {words}" for number, words in numbers if number)
    counts = (
        f"The only statistic quoted in the reports read in full: {told.removeprefix('1 ')}."
        if len(verdicts) == 1
        else f"Of {count(len(verdicts), 'statistic')} quoted in the reports read in full: {told}."
        if verdicts
        else "No report read in full quotes a statistic of this kind."
    )
    if timeless:
        are = "is a year or a length" if timeless == 1 else "are years or lengths"
        counts += f" {count(timeless, 'other figure')} {are} of time."
    about = [f"Topic: {TOPICS[page.indicators[0].topic]}."] if _is_topic(page) else []
    return with_lead(lead(*about, link(f"{page.up}{RULE}", counts, css="cb-count")))


@reads(topics=["topic", "quoted", "numbers"])
def topics_table(page: Page) -> Fragment:
    """List the pages of the topics; on such a page, link back."""
    if _is_topic(page):
        return fragment(paragraph(link(f"{page.up}root-causes.html", "All topics", css="cb-page")))
    rows = [
        (
            link(f"{page.up}root-causes/{topic.topic}.html", capital(TOPICS[topic.topic]), css="cb-page"),
            str(topic.quoted),
            str(topic.numbers - topic.quoted),
        )
        for topic in page.topics
    ]
    columns = [
        Column("Topic"),
        Column("Figures quoted", numeric=True),
        Column("Figures to read them against", numeric=True),
    ]
    return fragment(table("Background figures by topic", columns, rows))


@columns("stated_by", "speaker")
def _attribution(row: Indicator) -> Markup:
    """Say to whom a document attributes a background figure."""
    if row.stated_by == UNATTRIBUTED:
        return Markup("no speaker named")
    return Markup("attributed to {}").format(cited(row.speaker))


# Columns read by a sentence and by a row of the verdicts.
VERDICT: dict[str, Sequence[str | Callable[..., Any]]] = {
    "vintages": ("indicator_id", "verdict", "named", "origin", "newer", "age"),
    "indicators": (
        _linked,
        of_whom,
        source_link,
        years,
        in_print,
        "measure",
        "measure_as_printed",
        "topic",
        _attribution,
    ),
}


@reads(**VERDICT)
def verdict_sentences(page: Page) -> Fragment:
    """State for each quoted figure when and by whom it was measured, and whether it is current."""
    by_id = _by_id(page)
    items = [_sentence(page, by_id[one.indicator_id], one, by_id) for one in _in_order(page)]
    return fragment(bullets(items) if items else paragraph("No report read in full quotes a figure of this kind."))


def _in_order(page: Page) -> list[Vintage]:
    by_id, topics = _by_id(page), list(TOPICS)
    return sorted(page.vintages, key=lambda one: (topics.index(by_id[one.indicator_id].topic), one.indicator_id))


def _sentence(page: Page, quoted: Indicator, vintage: Vintage, by_id: ById) -> Markup:
    """Return a quoted figure, its origin, and whether that is current."""
    beginning = Markup("{}: {} ({}, {}). ").format(
        source_link(page, quoted), _linked(page, quoted), _topic_link(page, quoted), of_whom(quoted)
    )
    found = (
        _not_found(quoted) if vintage.origin is None else _found(page, quoted, by_id[vintage.origin], vintage, by_id)
    )
    return beginning + found + _otherwise(page, quoted, by_id)


def _otherwise(page: Page, quoted: Indicator, by_id: ById) -> Markup:
    """Name other values that another report gives for the same measure and people without a year to tell them apart."""
    others = [
        one
        for one in by_id.values()
        if (one.measure, one.area, one.population) == (quoted.measure, quoted.area, quoted.population)
        if one.source_id != quoted.source_id and one.years_start is None and quoted.years_start is None
        if value_in_words(one) != value_in_words(quoted)
    ]
    named = [Markup("{} ({})").format(_linked(page, one), _attribution(one)) for one in others]
    return Markup(" Another figure for the same: {}.").format(listing(named)) if named else Markup("")


@columns("unit")
def untraceable(quoted: Indicator) -> str:
    """Say why a quoted figure without one value has no origin."""
    return f"a {'rank' if quoted.unit == 'rank' else 'range'} can’t be traced by its number"


def _not_found(quoted: Indicator) -> Markup:
    if quoted.topic == TIMELESS:
        return Markup("A year or a length of time, not a statistic.")
    dated = Markup("Said to be for {}").format(years(quoted)) if quoted.years_start is not None else "No year is given"
    why = untraceable(quoted) if quoted.value is None else "we found no earlier source for it"
    return Markup("{}; {}, so we can’t say whether it is current.").format(dated, why)


def _found(page: Page, quoted: Indicator, origin: Indicator, vintage: Vintage, by_id: ById) -> Markup:
    # Not every report prints the years: some are those of the survey that it reports.
    dated = Markup("; its years are {}").format(years(origin)) if origin.years_end is not None else " without its years"
    own = origin.stated_by == UNATTRIBUTED or origin.speaker.removeprefix("the ") == source_name(origin)
    quoting = Markup(", quoting {},").format(cited(origin.speaker)) if vintage.named and not own else ""
    same = "it" if vintage.named else "the same number"
    return Markup("{}{} gives {}{}{}. {}").format(
        source_link(page, origin),
        quoting,
        same if value_in_words(quoted) == value_in_words(origin) else _linked(page, origin),
        dated,
        "" if quoting else Markup(" ({})").format(_attribution(origin)),
        _verdict(page, origin, vintage, by_id),
    )


def _verdict(page: Page, origin: Indicator, vintage: Vintage, by_id: ById) -> Markup:
    """Say how old a figure was when it was printed, and whether it was current."""
    if vintage.verdict == "other_measure":
        return Markup("There it measures something else: {}.").format(origin.measure)
    age = "" if vintage.age is None else Markup("It was {} when printed").format(cited(_old(vintage.age)))
    if vintage.verdict == "stale" and vintage.newer:
        newer = by_id[vintage.newer]
        beginning = Markup("{}, and a").format(age) if age else "A"
        return Markup("{} newer figure was out: {}, for {}.").format(beginning, _linked(page, newer), years(newer))
    rule = link(f"{page.up}{RULE}", f"rule of {STALE_AFTER_YEARS} years", css="cb-count")
    current = "out of date" if vintage.verdict == "stale" else "current"
    return Markup("{} by the {}.").format(Markup("{}: {}").format(age, current) if age else capital(current), rule)


def _topic_link(page: Page, quoted: Indicator) -> Markup:
    """Return what a quoted figure measures, linked to other figures of its topic; on the topic's own page unlinked."""
    if _is_topic(page):
        return cited(quoted.measure)
    return link(f"{page.up}root-causes/{quoted.topic}.html", quoted.measure, css="cb-page")


def _old(age: int) -> str:
    return "less than a year old" if age < 1 else "about a year old" if age == 1 else f"about {age} years old"


@reads(**VERDICT)
def verdicts_table(page: Page) -> Fragment:
    """List the quoted figures with the verdict of the rule."""
    by_id = _by_id(page)
    rows = []
    for one in _in_order(page):
        quoted = by_id[one.indicator_id]
        origin = by_id[one.origin] if one.origin else None
        printed = quoted.measure_as_printed
        rows.append(
            (
                _linked(page, quoted),
                Markup("{} {}").format(
                    in_print(quoted, printed) if printed else quoted.measure, small(of_whom(quoted))
                ),
                "Not a statistic" if quoted.topic == TIMELESS else capital(VERDICTS[one.verdict]),
                years(origin or quoted),
                source_link(page, origin) if origin else "not found",
                "not known" if one.age is None else cited(_old(one.age)),
            )
        )
    if not rows:
        return fragment()
    names = ("Figure", "Printed as", "Verdict", "Years described", "Published in", "Age in print")
    verdicts = table("Quoted figures and what a rule says of them", [Column(name) for name in names], rows)
    return fragment(folded("The same as a table", verdicts))


@reads(
    indicators=[
        _linked, of_whom, years, source_link, "measure", "years_end", "area_name", "population", "known_on",
        "data_from", _attribution, "notes",
    ]
)  # fmt: skip
def figures_table(page: Page, indicators: Sequence[Indicator], addresses: bool = True) -> Markup:
    """List background figures; with ``addresses``, those shown on this page get their own."""
    rows = []
    for row in sorted(
        indicators,
        key=lambda one: (
            one.measure, -(one.years_end or 0), one.area_name, one.population, one.known_on, one.indicator_id
        ),
    ):  # fmt: skip
        value = _linked(page, row)
        if addresses and page.page_of(row) == page.docname:
            value = addressed(anchor(row), value)
        rows.append(
            (
                value,
                Markup("{} {}").format(of_whom(row), small(row.measure)),
                Markup("{} {}").format(years(row), small(cited(row.data_from)) if row.data_from else ""),
                Markup("{} {}").format(source_link(page, row), small(_attribution(row))),
                cited(row.notes) if row.notes else "",
            )
        )
    names = ("Figure", "Of whom, and what is measured", "Years described", "Published in", "Note")
    return table("Background figures", [Column(name, numeric=name == "Figure") for name in names], rows)


@reads(figures_table, indicators=[source_links, "topic", "area"], vintages=["indicator_id", "verdict", "origin"])
def vintage_figure(page: Page, area: str = "") -> Figure | Fragment:
    """Show which years the figures of an area describe, when they were published, and when they were quoted.

    Quoted figures are shown for any area.

    Parameters
    ----------
    page : Page
    area : str
        Id of the area; blank for the one that the book covers.
    """
    pairs = list(_traced_pairs(page, area or page.about["focus_area"]))
    if not pairs:
        return fragment(paragraph("No figure of this topic rests on data of known years."))
    rows = [_calendar_row(page, origin, quoted) for origin, quoted in pairs]
    of_quoted = [row for row in rows if row.quoted is not None]
    ids = {origin.indicator_id for origin, _ in pairs}
    shown = [one for one in page.indicators if one.indicator_id in ids]
    return figure(
        page,
        "vintages",
        title=_years_found(len(of_quoted), sum(row.start is None for row in of_quoted)),
        subtitle="Years that each figure describes, its publication, and where a report quotes it",
        chart=Calendar(rows, "A calendar with a row for each figure"),
        table=figures_table(page, shown, addresses=False),
        rows=shown,
        note="Figures of different panels measure different things and can’t be compared. A row without a bar has no "
        "year that could be found. Nothing here shows what caused anything.",
        key=(
            ("years", "years described"),
            ("published", "published"),
            ("quoted", "quoted in a report read in full"),
        ),
    )


def _years_found(quoted: int, undated: int) -> str:
    """Say in a title how many of the quoted figures have no year."""
    if not quoted:
        return "No report read in full quotes a statistic of this kind"
    if not undated:
        return "The quoted statistic has its years" if quoted == 1 else "Every quoted statistic has its years"
    if undated == quoted == 1:
        return "No year could be found for the quoted statistic"
    return f"No year could be found for {undated} of {count(quoted, 'quoted statistic')}"


def _traced_pairs(page: Page, area: str) -> Iterator[tuple[Indicator, Indicator | None]]:
    """Pair each quoted figure with its origin (or itself), then add the other figures of the area."""
    dated = {one.indicator_id: one for one in page.indicators if one.topic != TIMELESS}
    vintages = {one.indicator_id: one for one in page.vintages}
    pairs: dict[str, tuple[Indicator, Indicator | None]] = {}
    merged: set[str | None] = set()
    for name, quoted in dated.items():
        if name in vintages:
            one = vintages[name]
            same = one.origin is not None and one.verdict != "other_measure"
            pairs[name] = (dated[given(one.origin)] if same else quoted, quoted)
            merged |= {one.origin} if same else set()
    for name, other in dated.items():
        if other.area == area and name not in pairs and name not in merged:
            pairs[name] = (other, None)
    topics = list(TOPICS)

    def place(pair: tuple[Indicator, Indicator | None]) -> tuple[object, ...]:
        origin, quoted = pair
        return (
            0 if _is_topic(page) else topics.index(origin.topic), origin.measure, quoted is None,
            -(origin.years_end or 0), origin.area_name, origin.population, origin.indicator_id,
        )  # fmt: skip

    yield from sorted(pairs.values(), key=place)


def _calendar_row(page: Page, origin: Indicator, quoted: Indicator | None) -> CalendarRow:
    """Return a figure as a row of the calendar, in a panel for its measure, or for its topic if there are several."""
    one_topic = _is_topic(page)
    number = value_in_words(quoted or origin)
    short = f"{number}: {of_whom(origin)}" if one_topic else f"{number}, {of_whom(origin)}: {origin.measure}"
    text = short if one_topic else f"{number}: {origin.measure}, {of_whom(origin)}"
    spoken = f"{text}, years {years_in_words(origin)}"
    return CalendarRow(
        panel=str(capital(origin.measure if one_topic else TOPICS[origin.topic])),
        row_ids=origin.indicator_id,
        text=f"{text}; {source_name(origin)}" if one_topic else text,
        short=short,
        spoken=spoken + ("" if quoted is None else f", quoted in {quoted.known_on[:4]}"),
        start=origin.years_start,
        end=None if origin.years_end is None else origin.years_end + 1,
        published=None if origin is quoted else _as_year(origin.known_on),
        quoted=None if quoted is None else _as_year(quoted.known_on),
    )


def _as_year(day: str) -> float:
    """Return a day as a year with a fraction, accurate to the day."""
    when = date.fromisoformat(day)
    return round(when.year + (when.timetuple().tm_yday - 1) / 366, 3)


@reads(figures_table, indicators=[source_links, "role", "area", "area_kind", "unit"])
def areas_figure(page: Page, area: str = "") -> Figures | Fragment:
    """Show figures of one measure and the same years: areas, rural and urban residents, districts.

    Parameters
    ----------
    page : Page
    area : str
        Id of the area to mark; blank for the one that the book covers.

    Raises
    ------
    ValueError
        If there is no figure for that area.
    """
    areas = {one.area for one in page.indicators}
    if area and area not in areas:
        raise ValueError(f"no figure of {area}; expected one of {', '.join(sorted(areas))}")
    panels = list(_panels(page.indicators))
    if not panels:
        return fragment(paragraph("No figure of this page is known for more than one area of the same years."))
    by_unit: dict[str, dict[str, list[Indicator]]] = {}
    for name, panel in panels:
        by_unit.setdefault(panel[0].unit, {})[name] = panel
    marked = area or page.about["focus_area"]
    return Figures([_areas_figure(page, own, unit, marked) for unit, own in by_unit.items()])


def _panels(indicators: Sequence[Indicator]) -> Iterator[tuple[str, list[Indicator]]]:
    """Group figures with the same measure and years that cover more than one area or kind of resident."""
    valued = [one for one in indicators if one.role == "context" and one.value is not None]

    def together(one: Indicator) -> str:
        """For unknown years, only figures of one publication are sure to cover the same."""
        return one.source_id if one.years_end is None else ""

    ordered = sorted(
        valued, key=lambda one: (one.measure, -(one.years_end or 0), -(one.years_start or 0), together(one))
    )
    same = grouped_by(ordered, lambda one: (one.measure, one.years_start, one.years_end, together(one)))
    for (measure, *_), group in same.items():
        once = unique_by(group, lambda one: (one.area, one.population, one.value))
        wide = [one for one in once if one.area_kind != "district"]
        kinds = (
            ("", [one for one in wide if one.population == "all"]),
            (", rural and urban", [one for one in wide if one.population != "all"]),
            (", districts", [one for one in once if one.area_kind == "district"]),
        )
        for words, rows in kinds:
            if len({(one.area, one.population) for one in rows}) > 1:
                dated = years_in_words(rows[0]) if rows[0].years_end is not None else "years not stated"
                yield f"{capital_text(measure)}{words}, {dated}", rows


def _areas_figure(page: Page, panels: Mapping[str, Sequence[Indicator]], unit: str, marked: str) -> Figure:
    rows = [
        LabelledRow(
            panel=name,
            text=of_whom(one),
            label=value_in_words(one),
            side="other",
            value=one.value,
            value_high=one.value_high,
            own=one.area == marked,
            row_ids=one.indicator_id,
        )
        for name, panel in panels.items()
        for one in _highest_first(panel)
    ]
    shown = [one for panel in panels.values() for one in panel]
    name = next((one.area_name for one in shown if one.area == marked), marked)
    axis = UNIT_TITLES.get(unit, unit)
    return figure(
        page,
        f"areas-{unit.replace('_', '-')}",
        title=f"{name} beside other areas",
        subtitle=f"{axis}, by area and the years described",
        chart=LabelledRows(rows, "Dot plot of figures by area", axis=axis, limit=LIMITS.get(unit)),
        table=figures_table(page, shown, addresses=False),
        rows=shown,
        note="Each panel has one measure, and figures of the same years or of one publication. Only figures of one "
        "panel can be compared; even there areas differ in ways that no rate shows.",
        key=(("own", name), ("other", "other areas")),
    )


def _highest_first(panel: Sequence[Indicator]) -> list[Indicator]:
    """Sort areas by value, highest first; rural and urban residents of one area stay together."""
    highest = {
        area: max(given(one.value) for one in own) for area, own in grouped_by(panel, lambda one: one.area).items()
    }
    return sorted(panel, key=lambda one: (-highest[one.area], one.area_name, one.population))


@reads(figures_table, measures=["measure", "definition"])
def all_figures(page: Page) -> Fragment:
    """List every figure of the page with what it measures."""
    if not page.indicators:
        return fragment(paragraph("The ledger has no background figure."))
    shown = {one.measure for one in page.indicators}
    meant = bullets(
        Markup("{}: {}").format(cited(capital(one.measure)), cited(one.definition))
        for one in page.measures
        if one.measure in shown
    )
    return fragment(
        folded("What each of them measures", meant),
        folded("Every figure, with its source", figures_table(page, page.indicators)),
    )


@reads(indicators=[_linked, "role", "area_kind", "area_district"], districts="district")
def districts_of_the_events(page: Page) -> Fragment:
    """Say for which of the districts named in documents a figure was found."""
    there = [one for one in page.indicators if one.role == "context" and one.area_kind == "district"]
    if not there:
        return fragment()
    named = {one.district for one in page.districts}
    found = sorted((one for one in there if one.area_district in named), key=lambda one: given(one.area_district))
    values = [Markup("{} ({})").format(one.area_district, _linked(page, one)) for one in found]
    missing = sorted(named - {one.area_district for one in found})
    return fragment(
        paragraph(
            Markup("Of the districts in which the reports place the events, a figure was found for {}.").format(
                listing(values) if values else "none"
            ),
            Markup("None was found for {}.").format(listing(missing)) if missing else "",
        )
    )
