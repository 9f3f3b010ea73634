"""What published rule sets make of the same tolls, and how each uses every claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from claimbook.analysis.rule_sets import OUTCOMES_UNDER_RULES, PROVISIONAL, RULE_SETS
from claimbook.components.chapter import Chapter, reads
from claimbook.components.charts import LabelledRow, LabelledRows
from claimbook.components.citations import last_day
from claimbook.components.elements import Fragment, claim_link, fragment, link, listing, source_links
from claimbook.components.figure import Figure, figure
from claimbook.components.page import Page
from claimbook.components.tables import Cell, Column, table
from claimbook.components.toll_chart import no_tolls
from claimbook.components.toll_rows import CITED
from claimbook.ledger.records import Claim, EstimateRow, blanks_last, given
from claimbook.ledger.vocabulary import ALL, GROUPS
from claimbook.ledger.wording import after_value, capital, capital_text, value_in_words

CHAPTER = Chapter("rule-sets")

Claims = Mapping[str, Claim]
ENDS = ("low", "best", "high")
ESTIMATE = ("rule_set", "group", "low", "best", "high", "low_of", "best_of", "high_of", "says")

WORDS = {
    "low": "low",
    "best": "best",
    "high": "high",
    "low_best": "low, best",
    "low_high": "low, high",
    "best_high": "best, high",
    "low_best_high": "low, best, high",
    "total": "in the total",
    "between": "between",
    "not_lowest": "not in it",
    "other_group": "not counted",
    "superseded": "replaced",
    "restated": "repeat",
    "repeated": "repeat",
    "narrower": "a part",
    "part_of_place": "a part",
    "part_of_time": "a part",
    "unquantified": "no number",
    "unattributed": "no speaker",
    "echoed": "a side’s number",
    "withdrawn": "withdrawn",
}


def _by_id(page: Page) -> Claims:
    return {claim.claim_id: claim for claim in page.claims}


def _ends(estimate: EstimateRow) -> dict[str, float | None]:
    return {"low": estimate.low, "best": estimate.best, "high": estimate.high}


def _claims_behind(estimate: EstimateRow, end: str) -> list[str]:
    """Return the ids of the claims that set a bound."""
    names = {"low": estimate.low_of, "best": estimate.best_of, "high": estimate.high_of}[end]
    return names.split(";") if names else []


@reads(claims=[claim_link, after_value, source_links, "speaker", "role"], estimates=ESTIMATE)
def rule_sets_figure(page: Page) -> Figure | Fragment:
    """Show the bounds that each rule set finds in the ledger, with the claims that set them."""
    claims = _by_id(page)
    rows = [row for estimate in page.estimates for row in _rows(estimate, claims)]
    named = {name for estimate in page.estimates for end in ENDS for name in _claims_behind(estimate, end)}
    used = [claim for claim in page.claims if claim.claim_id in named]
    if not used:
        return no_tolls(page)
    return figure(
        page,
        "rule-sets",
        title=_spread(page.estimates, claims),
        subtitle="People killed: what each rule set takes from the same claims, applied by us and not by its authors",
        chart=LabelledRows(
            rows,
            f"Dot plot. The same ledger under each rule set, as of {last_day(page)}",
            axis="People killed",
        ),
        table=estimates_table(page),
        rows=used,
        note="In alphabetical order, in one colour: no rule set is ranked above another, and none is averaged. "
        "A rule that asks for a judgement which nobody has recorded gives nothing here.",
    )


def _rows(estimate: EstimateRow, claims: Claims) -> list[LabelledRow]:
    """Return a row for each distinct bound, or one in words if there is none."""
    panel = f"In the manner of {RULE_SETS[estimate.rule_set].name}"
    group = capital(GROUPS[estimate.group])
    found: dict[float, list[str]] = {}
    for end, value in _ends(estimate).items():
        if value is not None:
            found.setdefault(value, []).append(end)
    if not found:
        return [LabelledRow(panel, text=f"{group}: {estimate.says}", label="", side="other")]
    rows = []
    for value, ends in found.items():
        behind = [claims[name] for end in ends for name in _claims_behind(estimate, end)]
        speakers = dict.fromkeys(claim.speaker for claim in behind)
        printed = dict.fromkeys(map(value_in_words, behind))
        # A sum is shown with its parts, so that nobody takes it for a figure that somebody gave.
        summed = [claims[name] for name in _claims_behind(estimate, ends[0])]
        label = f"{' + '.join(map(value_in_words, summed))} = {value:g}" if len(summed) > 1 else " or ".join(printed)
        cited = all(claim.role == "context" for claim in behind)
        provisional = ", provisional" if estimate.says.startswith(PROVISIONAL) else ""
        rows.append(
            LabelledRow(
                panel,
                text=f"{group}, {listing(ends)}{provisional}: {', '.join(speakers)}{CITED if cited else ''}",
                label=label if value else "none",
                side="other",
                value=value,
            )
        )
    return rows


def _spread(estimates: Sequence[EstimateRow], claims: Claims) -> str:
    """Return the widest range that a rule set leaves for a group, with the bounds as printed."""
    ranges = [one for one in estimates if one.group != ALL and one.low is not None]
    if not ranges:
        return "No rule set gives a range for a group"
    ordered = sorted(ranges, key=lambda one: (_width(one), one.rule_set))
    widest = ordered[-1]
    of_group = [one for one in ordered if one.group == widest.group and _width(one) == _width(widest)]
    names = listing([RULE_SETS[code].name for code in sorted(one.rule_set for one in of_group)])
    low, high = (value_in_words(claims[_claims_behind(of_group[0], end)[0]]) for end in ("low", "high"))
    return f"{capital_text(GROUPS[widest.group])} killed: {low} to {high} in the manner of {names}"


def _width(estimate: EstimateRow) -> float:
    return given(estimate.high) - given(estimate.low)


@reads(claims=[claim_link, after_value], estimates=ESTIMATE)
def estimates_table(page: Page) -> Markup:
    """List low, best and high of each rule set, with the claims behind them."""
    claims = _by_id(page)
    rows = [
        (
            RULE_SETS[estimate.rule_set].name,
            capital(GROUPS[estimate.group]),
            *(_end(page, estimate, end, claims) for end in ENDS),
            estimate.says,
        )
        for estimate in page.estimates
    ]
    names = ("In the manner of", "Who", "Low", "Best", "High", "Why")
    return table("The same claims in the manner of each rule set", [Column(name) for name in names], rows)


def _end(page: Page, estimate: EstimateRow, end: str, claims: Claims) -> Cell:
    value = _ends(estimate)[end]
    if value is None:
        return "none"
    behind = [claims[name] for name in _claims_behind(estimate, end)]
    links = [Markup("{}{}").format(claim_link(page, claim), after_value(claim)) for claim in behind]
    if len(behind) > 1:
        return Markup("{:g}, our sum of {}").format(value, listing(links))
    return links[0] if value else Markup("none of {}").format(links[0])


@reads(
    claims=[claim_link, after_value, "event_id", "group", "measure", "value", "speaker", "stated_on"],
    rule_set_outcomes=["claim_id", "rule_set", "outcome"],
)
def outcomes_table(page: Page) -> Fragment:
    """Show how each rule set uses each toll."""
    outcomes = {(one.claim_id, one.rule_set): one.outcome for one in page.rule_set_outcomes}
    focus = page.about["focus_event"]
    tolls = [claim for claim in page.claims if claim.event_id == focus and claim.measure == "killed"]
    ordered = sorted(tolls, key=lambda one: blanks_last(one.group, one.stated_on, one.value, one.claim_id))
    rows = [
        (
            Markup("{}{}").format(claim_link(page, claim), after_value(claim)),
            capital(claim.speaker),
            *(_word(outcomes[claim.claim_id, code]) for code in RULE_SETS),
        )
        for claim in ordered
    ]
    names = ("Claim", "Speaker", *(one.name for one in RULE_SETS.values()))
    columns = [Column(name) for name in names]
    return fragment(table("Every toll under every rule set", columns, rows, filters=names[1:], matrix=True))


def _word(outcome: str) -> Markup:
    """Return an outcome in a word or two, with its reason as a tooltip."""
    return Markup('<a class="cb-page" href="#what-a-word-means" title="{}">{}</a>').format(
        capital(OUTCOMES_UNDER_RULES[outcome]), WORDS[outcome]
    )


def outcome_words(page: Page) -> Fragment:
    """Explain the words of the table of outcomes."""
    meanings: dict[str, list[str]] = {}
    for outcome, word in WORDS.items():
        meanings.setdefault(word, []).append(OUTCOMES_UNDER_RULES[outcome])
    rows = [(word, capital(", or ".join(meaning))) for word, meaning in meanings.items()]
    return fragment(table("What each word means", [Column("Word"), Column("The claim")], rows))


def rule_sets_table(page: Page) -> Fragment:
    """Show what each rule set says, where it is published, and how much of it was read."""
    rows = [
        (
            one.name,
            one.rule,
            link(one.address, one.source, css="cb-outside"),
            one.read,
        )
        for one in RULE_SETS.values()
    ]
    names = ("Rule set", "The rule, in our words", "Where it stands", "What was read")
    return fragment(table("The rule sets", [Column(name) for name in names], rows))
