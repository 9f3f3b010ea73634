"""What four published rule sets make of the same tolls, and what each does with every claim."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from claimbook.analysis.rule_sets import ALL, FATES_UNDER_RULES, PROVISIONAL, RULE_SETS
from claimbook.components.charts import labelled_rows_chart
from claimbook.components.elements import Fragment, claim_link, fragment, link, listing
from claimbook.components.figure import figure
from claimbook.components.page import Page
from claimbook.components.tables import Column, table
from claimbook.components.toll_chart import describe_rows, no_tolls
from claimbook.components.toll_rows import CITED, CITED_KEY
from claimbook.ledger.vocabulary import GROUPS
from claimbook.ledger.wording import capital, counted, figure_text

ENDS = ("low", "best", "high")

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
    "part_of_time": "a part",
    "unquantified": "no number",
    "unattributed": "no speaker",
    "withdrawn": "withdrawn",
    "used": "used",
}


def rule_sets_figure(page: Page) -> Fragment:
    """The ends that each rule set takes from the ledger, as the claims that set them."""
    claims = page["claims"].set_index("claim_id", drop=False)
    estimates = page["estimates"]
    rows = [row for _, estimate in estimates.iterrows() for row in _rows(estimate, claims)]
    data = pd.DataFrame(rows).assign(order=range(len(rows)))
    used = claims[claims["claim_id"].isin(_named(estimates))]
    if used.empty:
        return no_tolls(page)
    return figure(
        page,
        "rule-sets",
        title=_spread(estimates, claims),
        subtitle="People killed: what each rule set takes from the same claims, applied by us and not by its authors",
        clock="by day of statement",
        charts=lambda width: labelled_rows_chart(data, width, "People killed"),
        alternative=describe_rows(data, "The same ledger under each rule set", page),
        table=estimates_table(page),
        rows=used,
        key=[CITED_KEY] if (used["role"] == "context").any() else [],
        note="In alphabetical order, in one colour: no rule set is ranked above another, and none is averaged. "
        "A rule that asks for a judgement which nobody has recorded gives nothing here.",
    )


def _named(estimates: pd.DataFrame) -> set[str]:
    return {name for end in ENDS for names in estimates[f"{end}_of"].dropna() for name in names.split(";")}


def _rows(estimate: Any, claims: pd.DataFrame) -> list[dict[str, Any]]:
    """A row for each end that is a number of its own, and one in words where there is none."""
    panel, group = RULE_SETS[estimate["rule_set"]].name, capital(GROUPS[estimate["group"]])
    found: dict[float, list[str]] = {}
    for end in ENDS:
        if pd.notna(estimate[end]):
            found.setdefault(float(estimate[end]), []).append(end)
    if not found:
        return [_row(panel, f"{group}: {estimate['says']}")]
    rows = []
    for value, ends in found.items():
        named = [name for end in ends for name in estimate[f"{end}_of"].split(";")]
        speakers = dict.fromkeys(claims.loc[name, "speaker"] for name in named)
        # A sum of several claims is said as a number, a single one as it is printed.
        printed = dict.fromkeys(figure_text(claims.loc[name]) for name in named)
        summed = ";" in estimate[f"{ends[0]}_of"] or value == 0
        words = f"{value:g}" if summed else " or ".join(printed)
        cited = bool((claims.loc[named, "role"] == "context").all())
        provisional = ", provisional" if estimate["says"].startswith(PROVISIONAL) else ""
        text = f"{group}, {listing(ends)}{provisional}: {', '.join(speakers)}{CITED if cited else ''}"
        rows.append(_row(panel, text, value, words, cited))
    return rows


def _row(panel: str, text: str, value: float | None = None, label: str = "", cited: bool = False) -> dict[str, Any]:
    row = {"panel": panel, "text": text, "label": label, "value": pd.NA if value is None else value}
    return {**row, "value_high": pd.NA, "side": "other", "own": False, "cited": cited}


def _spread(estimates: pd.DataFrame, claims: pd.DataFrame) -> str:
    """The widest range that a rule set leaves for a group, as its claims print the ends."""
    ranges = estimates[(estimates["group"] != ALL) & estimates["low"].notna()]
    if ranges.empty:
        return "No rule set gives a range for a group"
    widest = ranges.assign(width=ranges["high"] - ranges["low"]).sort_values(["width", "rule_set"], kind="stable")
    group = widest["group"].iloc[-1]
    of_group = widest[(widest["group"] == group) & (widest["width"] == widest["width"].iloc[-1])]
    names = listing([RULE_SETS[code].name for code in sorted(of_group["rule_set"])])
    low, high = (figure_text(claims.loc[of_group[end].iloc[0].split(";")[0]]) for end in ("low_of", "high_of"))
    return f"{capital(GROUPS[group])} killed: {low} to {high} in the manner of {names}"


def estimates_table(page: Page) -> Markup:
    """Low, best and high of each rule set, with the claims behind them."""
    claims = page["claims"].set_index("claim_id", drop=False)
    rows = []
    for _, estimate in page["estimates"].iterrows():
        cells = [_end(page, estimate, end, claims) for end in ENDS]
        group = capital(GROUPS[estimate["group"]])
        rows.append((RULE_SETS[estimate["rule_set"]].name, group, *cells, estimate["says"]))
    names = ("In the manner of", "Who", "Low", "Best", "High", "Why")
    return table("The same claims in the manner of four rule sets", [Column(name) for name in names], rows)


def _end(page: Page, estimate: Any, end: str, claims: pd.DataFrame) -> str | Markup:
    if pd.isna(estimate[end]):
        return "none"
    of = [claims.loc[name] for name in estimate[f"{end}_of"].split(";")]
    links = [Markup("{} {}").format(claim_link(page, claim), counted(claim)) for claim in of]
    if len(of) > 1:
        return Markup("{:g}: {}").format(estimate[end], listing(links))
    return links[0] if estimate[end] else Markup("none of {}").format(links[0])


def fates_table(page: Page) -> Fragment:
    """What each rule set does with each toll: a word for every claim and every rule set."""
    fates = page["rule_set_fates"].pivot(index="claim_id", columns="rule_set", values="fate")
    claims = _tolls(page)
    rows = []
    for _, claim in claims.sort_values(["group", "stated_on", "value", "claim_id"]).iterrows():
        cells = [_word(fates.loc[claim["claim_id"], code]) for code in RULE_SETS]
        rows.append((Markup("{} {}").format(claim_link(page, claim), counted(claim)), claim["speaker"], *cells))
    names = ("Claim", "Speaker", *(one.name for one in RULE_SETS.values()))
    filters = tuple(names[1:])
    columns = [Column(name) for name in names]
    return fragment(table("Every toll under every rule set", columns, rows, filters=filters, matrix=True))


def _word(fate: str) -> Markup:
    """A fate in a word or two, its reason one step away."""
    return Markup('<a class="cb-page" href="#what-a-word-means" title="{}">{}</a>').format(
        capital(FATES_UNDER_RULES[fate]), WORDS[fate]
    )


def fate_words(page: Page) -> Fragment:
    """What the words of the table of fates mean."""
    meanings: dict[str, list[str]] = {}
    for fate, word in WORDS.items():
        meanings.setdefault(word, []).append(FATES_UNDER_RULES[fate])
    rows = [(word, capital(", or ".join(meaning))) for word, meaning in meanings.items()]
    return fragment(table("What each word means", [Column("Word"), Column("The claim")], rows))


def _tolls(page: Page) -> pd.DataFrame:
    claims = page["claims"]
    return claims[(claims["event_id"] == page.about["focus_event"]) & (claims["measure"] == "killed")]


def rule_sets_table(page: Page) -> Fragment:
    """What each rule set says, where, and how much of that was read."""
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
    return fragment(table("The four rule sets", [Column(name) for name in names], rows))
