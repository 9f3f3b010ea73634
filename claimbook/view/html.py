"""Pieces of a page: fragments, tables and claim cards as accessible HTML.

Takes text and markup, gives an object that a notebook shows. Knows no chapter
and no chart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from claimbook.derived import number_slug
from claimbook.grades import CREDIBILITY, RELIABILITY
from claimbook.pages import Page, anchor
from claimbook.reconcile.describe import FATES
from claimbook.reconcile.rulesets import FATES_UNDER_RULES, RULE_SETS
from claimbook.view.cite import cite_claim
from claimbook.wording import (
    ASSERTION,
    DATE_PRECISION,
    NOT_STATED,
    PLACE_PRECISION,
    VERIFICATION,
    bullets,
    capital,
    cited,
    counted,
    figure_text,
    known,
    link,
    listing,
    paragraph,
    say_years,
    source_name,
    speaker_path,
    term,
    time_tag,
    window,
)


@dataclass(frozen=True)
class Fragment:
    """HTML that a notebook cell shows."""

    html: Markup

    def _repr_html_(self) -> str:
        return str(self.html)

    def __repr__(self) -> str:
        # Stands in the notebook beside the HTML; must not vary from run to run.
        return f"<{type(self).__name__} of {len(self.html)} characters>"


def fragment(*parts: str | Markup) -> Fragment:
    return Fragment(Markup("\n").join(parts))


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, and whether its cells are numbers."""

    heading: str
    numeric: bool = False


def table(
    caption: str | Markup,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str | Markup]],
    filters: Sequence[str] | None = None,
    matrix: bool = False,
) -> Markup:
    """A real table with caption and scopes; the first cell of a row is its heading.

    Its wrapper scrolls where the table is wider than the page. On a phone the
    rows of a list of more than three columns are cards, in which each cell names
    its column; a ``matrix``, whose cells are read along both ways, keeps its
    form. Where ``filters`` names columns, a reader with scripts can search the
    rows, sort them by any column and choose among the values of those; what was
    chosen stands in the page's address.
    """
    cards = not matrix and len(columns) > 3
    labels = [Markup(' data-label="{}"').format(column.heading) if cards else Markup("") for column in columns]
    head = Markup("").join(
        Markup('<th scope="col"{}>{}</th>').format(_numeric(column), column.heading) for column in columns
    )
    body = Markup("\n").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(
                Markup('<th scope="row"{}{}>{}</th>' if position == 0 else "<td{}{}>{}</td>").format(
                    _numeric(column), labels[position], cell
                )
                for position, (column, cell) in enumerate(zip(columns, row, strict=True))
            )
        )
        for row in rows
    )
    numbers = [number for number, column in enumerate(columns) if filters and column.heading in filters]
    chosen = Markup("") if filters is None else Markup(' data-filters="{}"').format(",".join(map(str, numbers)))
    return Markup(
        '<div class="cb-table{}"{}><table>\n<caption><span>{}</span></caption>\n<thead><tr>{}</tr></thead>\n'
        "<tbody>\n{}\n</tbody></table></div>"
    ).format(" cb-cards" if cards else "", chosen, caption, head, body)


def _numeric(column: Column) -> Markup:
    return Markup(' class="cb-number"') if column.numeric else Markup("")


def source_link(page: Page, source: Any) -> Markup:
    """A document's name as a link to its page, or to its place in the list of documents where it has none."""
    return link(source_href(page, source), source_name(source), css="cb-source")


def source_href(page: Page, source: Any) -> str:
    """Address of a document: its page, or its place in the list of documents."""
    listed = not source.get("home", OWN_PAGE).startswith(OWN_PAGE)
    return f"{page.up}sources.html#{source['source_id']}" if listed else page.source_href(source["source_id"])


def source_links(page: Page, documents: Any) -> Markup:
    """The documents of some rows as links in a list; where a publisher has several, each is linked by its number."""
    rows = [row for _, row in documents.drop_duplicates("source_id").sort_values("source_id").iterrows()]
    by_publisher: dict[str, list[Any]] = {}
    for row in rows:
        by_publisher.setdefault(source_name(row), []).append(row)
    names = []
    for name, own in by_publisher.items():
        links = [link(source_href(page, row), str(number), css="cb-source") for number, row in enumerate(own, 1)]
        several = Markup("{} ({})").format(name, Markup(", ").join(links))
        names.append(several if len(own) > 1 else source_link(page, own[0]))
    return listing(names)


OWN_PAGE = "sources/"


def addressed(address: str, content: str | Markup) -> Markup:
    """Part of a page with an address of its own."""
    return Markup('<span id="{}">{}</span>').format(address, content)


def claim_link(page: Page, claim: Any) -> Markup:
    """The figure as a link to its card."""
    return link(page.row_href(claim), figure_text(claim))


def clock_words(claim: Any) -> Markup:
    """When the figure was stated, and by which clock that is known."""
    words = {"release": "{}", "publication": "{}, on publication", "earliest": "not before {}, undated"}
    return Markup(words[claim["clock"]]).format(time_tag(claim["stated_on"]))


VERIFICATION_CELLS = {"none": "says nothing", "unverified": "not independently", "confirmed": "confirmed"}


def claims_table(page: Page, caption: str | Markup, claims: Any) -> Markup:
    """Claims in rows, each figure linked to its card.

    What is counted has a column only where it differs from row to row; where it
    doesn't, the caption says it.
    """
    differing = claims[["group", "measure"]].drop_duplicates().shape[0] > 1
    names = ["Figure", "Counted", "Who said it", "Stated", "Window", "Document", "Verified, says the text"]
    columns = [Column(name, numeric=name == "Figure") for name in names if differing or name != "Counted"]
    rows = []
    for _, claim in claims.iterrows():
        cells: list[str | Markup] = [_qualified_link(page, claim)]
        cells += [counted(claim)] if differing else []
        cells += [speaker_path(claim), clock_words(claim), window(claim), source_link(page, claim)]
        rows.append([*cells, VERIFICATION_CELLS[claim["verification"]]])
    return table(caption, columns, rows)


def _qualified_link(page: Page, claim: Any) -> Markup:
    """The figure, with the part of the group that it is limited to."""
    part = f" ({claim['subgroup']})" if known(claim["subgroup"]) else ""
    return Markup("{}{}").format(claim_link(page, claim), part)


def findings_list(page: Page) -> Fragment:
    """The page's findings in a list, each a link to its place."""
    links = [_finding_link(page, one) for _, one in page["findings"].iterrows()]
    return fragment(bullets(links) if links else paragraph("None was found."))


def _finding_link(page: Page, finding: Any) -> Markup:
    return link(f"{page.up}inconsistencies.html#{finding['finding_id']}", finding["sentence"])


def findings_about(page: Page, row_id: str) -> Markup:
    """The findings that rest on a row, each a link to its place."""
    found = [one for _, one in page["findings"].iterrows() if row_id in one["rows"].split(";")]
    return Markup(" ").join(_finding_link(page, one) for one in found)


Facts = Sequence[tuple[str | Markup, str | Markup]]


def listed(facts: Facts) -> Markup:
    """Names and what is known of each, for a description list."""
    return Markup("").join(Markup("<dt>{}</dt><dd>{}</dd>").format(*fact) for fact in facts)


def card(address: str, figure: str | Markup, what: str | Markup, facts: Facts) -> Markup:
    """A figure in a box with an address of its own; without a link in ``figure`` it leads to itself."""
    leading = figure if isinstance(figure, Markup) else Markup('<a href="#{}">{}</a>').format(address, figure)
    return Markup(
        '<article class="cb-card" id="{}"><h3 class="cb-card-figure">{} <span>{}</span></h3><dl>{}</dl></article>'
    ).format(address, leading, what, listed(facts))


def claim_card(page: Page, claim: Any, same_scope: Any) -> Markup:
    """Everything that is known of one claim, in one place with an address of its own.

    Parameters
    ----------
    claim : row of the page's claims
    same_scope : DataFrame
        Claims of other documents on the same event, measure and group.
    """
    precision = [
        words[int(claim[column])]
        for column, words in (("date_prec", DATE_PRECISION), ("where_prec", PLACE_PRECISION))
        if known(claim[column])
    ]
    facts: list[tuple[str | Markup, str | Markup]] = [
        (term(page.up, "Who said it", "claimant"), speaker_path(claim)),
        ("How it is put", ASSERTION[claim["assertion"]]),
        (term(page.up, "Counted", "label"), _counted_with_label(claim)),
        ("Event", cited(claim["event"])),
        (term(page.up, "Window"), window(claim)),
        ("Place", claim["place"] if known(claim["place"]) else NOT_STATED),
        ("Precision", capital("; ".join(precision)) if precision else NOT_STATED),
        (term(page.up, "Stated", "clock"), _stated(page, claim)),
        ("Stated as of", time_tag(claim["stated_as_of"]) if known(claim["stated_as_of"]) else NOT_STATED),
        ("Published", publication(claim)),
        (term(page.up, "Verification"), VERIFICATION[claim["verification"]]),
        (term(page.up, "Grade"), grade(claim)),
        (term(page.up, "Standing"), standing(page, claim)),
        (term(page.up, "Others on the same", "scope lock"), _others(page, claim, same_scope)),
        (term(page.up, "Where in the document", "anchor"), _locator(claim)),
    ]
    under = _under_rule_sets(page, claim)
    if under:
        facts.append((term(page.up, "Under the rule sets", "rule set"), under))
    findings = findings_about(page, claim["claim_id"])
    if findings:
        facts.append(("Inconsistencies", findings))
    if known(claim["notes"]):
        facts.append(("Note", cited(claim["notes"])))
    facts.append(("Cite this", cite_claim(page, claim)))
    return card(anchor(claim), figure_text(claim), counted(claim), facts)


def grade(claim: Any) -> Markup:
    """Both grades with their reasons; a withdrawn claim has none."""
    if not known(claim["credibility"]):
        return Markup("Not graded.")
    document, figure = claim["reliability"], int(claim["credibility"])
    return Markup("<code>{}{}</code> Document: {}, since {}. Figure: {}, since {}.").format(
        document, figure, RELIABILITY[document], claim["reliability_why"], CREDIBILITY[figure], claim["credibility_why"]
    )


def _under_rule_sets(page: Page, claim: Any) -> Markup:
    """What each rule set does with a toll; nothing for what no rule set is asked about."""
    fates = page["rule_set_fates"]
    own = fates[fates["claim_id"] == claim["claim_id"]]
    words = [f"{RULE_SETS[row.rule_set].name}: {FATES_UNDER_RULES[row.fate]}" for row in own.itertuples()]
    return Markup("; ").join(words)


def _counted_with_label(claim: Any) -> Markup:
    words = counted(claim)
    if not known(claim["source_label"]) or claim["source_label"].lower() in words:
        return Markup("{}").format(words)
    return Markup("{}; the document’s own word is <q>{}</q>").format(words, claim["source_label"])


def standing(page: Page, claim: Any) -> Markup:
    """Whether a claim still stands as its speaker's latest figure, in words."""
    if claim["status"] == "withdrawn":
        return Markup("Withdrawn; kept for its address.")
    if known(claim["restates"]):
        return Markup("Repeats {} of the same document.").format(link(f"#{claim['restates']}", "another figure"))
    if claim["fate"] in ("narrower", "part_of_time"):
        if known(claim["part_of"]):
            return Markup("A part of {}.").format(link(f"#{claim['part_of']}", "a larger figure"))
        return Markup("Never a latest figure: it {}.").format(FATES[claim["fate"]])
    if claim["latest"]:
        return Markup("The latest figure of this speaker, as known on {}.").format(time_tag(page.as_of))
    if claim["qualifier"] == "unquantified":
        return Markup("Printed without a number, so it is nobody’s latest figure.")
    if claim["speaker_id"] == "unattributed":
        return Markup("No speaker is named, so it stands for nobody’s latest figure.")
    return Markup("Followed by a later figure of the same speaker.")


def publication(row: Any) -> Markup:
    """When the document of a row was published, as far as it says."""
    if known(row["published_on"]):
        return time_tag(row["published_on"])
    return Markup("not before {}, undated").format(time_tag(row["known_on"]))


def _stated(page: Page, claim: Any) -> Markup:
    """The day of the statement, and where it is known from when the document itself doesn't print it."""
    words = clock_words(claim)
    origins = page["announcements"][page["announcements"]["source_id"] == claim["announced_in"]]
    if claim["clock"] != "release" or origins.empty or claim["announced_in"] == claim["source_id"]:
        return words
    origin = origins.iloc[0]
    name = source_name(origin)
    if known(origin["url"]):
        name = Markup('<a href="{}" rel="nofollow">{}</a>').format(origin["url"], name)
    return Markup("{}, the day of the announcement, taken from {}").format(words, name)


def _others(page: Page, claim: Any, claims: Any) -> Markup:
    if known(claim["subgroup"]) or claim["count_kind"] == "increment":
        return Markup("Not compared: a count of a part of the group or of the time.")
    # What several documents carry of one speaker is said once: of the document that was known first.
    said: dict[tuple[str, str], Markup] = {}
    for _, other in claims.sort_values(["value", "known_on", "claim_id"]).iterrows():
        words = Markup("{} ({}, in {})").format(claim_link(page, other), other["speaker"], source_link(page, other))
        said.setdefault((figure_text(other), other["speaker_id"]), words)
    if not said:
        return Markup("No other document gives this count.")
    beside = Markup("")
    if known(claim["value"]):
        number = link(f"{page.up}figures/{number_slug(claim['value'])}.html", "what can be compared", css="cb-page")
        beside = Markup(". See {}.").format(number)
    return Markup("; ").join(said.values()) + beside


def _locator(row: Any) -> Markup:
    """Where a row stands in its document; a document that isn't coded has no positions."""
    if not known(row["span_start"]):
        return cited(Markup("<q>{}</q>").format(row["value_text"]))
    place = Markup("Paragraph {}, characters {} to {}: <q>{}</q>")
    return cited(place.format(row["paragraph"], row["span_start"], row["span_end"], row["value_text"]))


def indicator_card(page: Page, indicator: Any) -> Markup:
    """A background statistic with its address; built like a claim card."""
    facts = [
        ("Measures", f"{indicator['measure']}, {of_whom(indicator)}"),
        ("Called in print", indicator["measure_as_printed"] if known(indicator["measure_as_printed"]) else NOT_STATED),
        ("Years described", cited(say_years(indicator))),
        ("Who said it", indicator["speaker"]),
        ("Where in the document", _locator(indicator)),
    ]
    findings = findings_about(page, indicator["indicator_id"])
    if findings:
        facts.append(("Inconsistencies", findings))
    if known(indicator["notes"]):
        facts.append(("Note", cited(indicator["notes"])))
    return card(anchor(indicator, "indicator_id"), figure_text(indicator), cited(indicator["measure"]), facts)


def of_whom(indicator: Any) -> str:
    """The area, and which of its residents where a figure isn't of all."""
    part = "" if indicator["population"] == "all" else f", {indicator['population']} residents"
    return f"{indicator['area_name']}{part}"
