"""Claims and background figures as cards, each with an address of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from claimbook.analysis.claims import FATES
from claimbook.analysis.grades import CREDIBILITY, RELIABILITY
from claimbook.analysis.rule_sets import FATES_UNDER_RULES, RULE_SETS
from claimbook.components.citations import cite_claim
from claimbook.components.elements import (
    _finding_link,
    cited,
    claim_link,
    clock_words,
    link,
    publication,
    source_link,
    term,
    time_tag,
    window,
)
from claimbook.components.page import Page, anchor
from claimbook.ledger.records import known
from claimbook.ledger.vocabulary import ASSERTION, DATE_PRECISION, NOT_STATED, PLACE_PRECISION, VERIFICATION
from claimbook.ledger.wording import capital, counted, figure_text, number_slug, say_years, source_name, speaker_path


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
