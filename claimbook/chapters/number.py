"""The page of one number: who gave it, what it counts, what it does not mean, and what others say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from markupsafe import Markup, escape

from claimbook.analysis.claims import OUTCOMES, UNATTRIBUTED
from claimbook.analysis.comparability import APART, DEGREES, REPLACED, WINDOW, compare, covered_in_words, has_window
from claimbook.analysis.findings.values import SUM_OF_ONE_SIDE
from claimbook.chapters.compare import gap_between, rises_link, say_gap
from claimbook.chapters.root_causes import TIMELESS, untraceable
from claimbook.components.cards import Fact, agency, answers, card, of_whom
from claimbook.components.chapter import Chapter, reads
from claimbook.components.citations import as_known_on, cite_claim
from claimbook.components.elements import (
    Fragment,
    bullets,
    cited,
    claim_link,
    clock_words,
    event_name,
    folded,
    fragment,
    in_print,
    lead,
    link,
    listing,
    paragraph,
    source_link,
    source_links,
    time_tag,
    window,
    with_lead,
)
from claimbook.components.page import Page, anchor, page_of_topic
from claimbook.components.selections import each_once, naming, near_in_time, of_kind
from claimbook.components.tables import VERIFICATION_CELLS, Cell, Column, table
from claimbook.components.toll_rows import moment
from claimbook.ledger.records import Claim, Indicator, Sourced, blanks_last, columns, given, grouped_by, unique_by
from claimbook.ledger.tables import Tables
from claimbook.ledger.vocabulary import ALL, GROUPS, MEASURES, is_outside
from claimbook.ledger.wording import (
    according_to,
    after_value,
    capital,
    capital_text,
    count,
    figure_in_words,
    followed,
    listed,
    source_name,
    speaker_path,
    value_in_words,
)


def of_number(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """Keep the claims and background figures with a number, and other current claims about the same people."""
    numbers = tables["numbers"]
    (ids,) = numbers.loc[numbers["number_id"] == parameters["number_id"], "rows"].str.split(";")
    claims, indicators = tables["claims"], tables["indicators"]
    is_printed = claims["claim_id"].isin(ids)
    printed = claims[is_printed]
    standing = claims["is_standing"] & claims["value"].notna()
    of_these = claims["subject_id"].isin(printed["subject_id"])
    sums = of_kind(SUM_OF_ONE_SIDE)(tables, parameters)["findings"]
    return {
        **tables,
        "claims": printed,
        "numbers": numbers[numbers["number_id"] == parameters["number_id"]],
        "indicators": indicators[indicators["indicator_id"].isin(ids)],
        "vintages": tables["vintages"][tables["vintages"]["indicator_id"].isin(ids)],
        "findings": naming({*ids, *printed["restates"].dropna()}, sums),
        "others": each_once(near_in_time(claims[standing & ~is_printed & of_these], printed)),
    }


# What happens to claims in an estimate, those first that say most of who gave a number.
TELLING = (
    "used", "repeated", "superseded", "echoed", "unattributed", "unquantified", "part_of_time", "part_of_place",
    "narrower", "restated", "withdrawn",
)  # fmt: skip
EARLIER_AND_LATER = "earlier and later figures of the same speaker or side"
# How near the dates of two figures are, the nearest first.
CLOSENESS = list(DEGREES)
MOST_OTHERS = 5

# Whether a quoted figure is current, by the verdict on its origin.
CURRENT = {
    "not_found": "Not known: no earlier publication with this number was found.",
    "other_measure": "Not known: where the number was found, it measures something else.",
    "stale": "No: it was out of date.",
    "traceable": "Yes.",
}
LONGEST_NOTE = 150  # characters of a note that a sentence to copy repeats
# A page with more announcements than these shows all but the first in a line; the cards open.
OPEN_CARDS = 3

CHAPTER = Chapter(
    "number", of_number, for_each=lambda tables: tables["numbers"][tables["numbers"]["has_page"]], folder="figures"
)


@columns(untraceable, "topic", "value")
def _current(quoted: Indicator, verdict: str) -> str:
    """Say whether a quoted figure was current."""
    if quoted.topic == TIMELESS:
        return "A year or a length of time is no statistic."
    if verdict == "not_found" and quoted.value is None:
        return f"Not known: {untraceable(quoted)}."
    return CURRENT[verdict]


@reads(
    numbers="says",
    claims=[source_link],
    indicators=[_current, source_name, "indicator_id"],
    vintages=["indicator_id", "verdict"],
)
def number_lead(page: Page) -> Fragment:
    """Answer what the number is, a line for each speaker and thing counted."""
    (number,) = page.numbers
    first, *others = number.says.split("\n")
    more = bullets(cited(line) for line in others) if others else Markup("")
    carrying: list[Sourced] = [*page.claims, *page.indicators]
    documents = Markup("In {}.").format(source_links(page, carrying))
    verdicts = {vintage.indicator_id: vintage.verdict for vintage in page.vintages}
    quoted = [one for one in page.indicators if one.indicator_id in verdicts]
    answers = {_current(one, verdicts[one.indicator_id]) for one in quoted}
    current = []
    if len(answers) == 1 and not page.claims:
        current.append(f"Was it current when {listed(map(source_name, quoted))} printed it? {answers.pop()}")
    return with_lead(lead(cited(first), *current), more, paragraph(documents, as_known_on(page)))


def _announcements(page: Page) -> list[list[Claim]]:
    """Group claims of one announcement, event, group and measure; a claim without an announcement stands alone."""
    focus, measures = page.about["focus_event"], list(MEASURES)
    ordered = sorted(
        page.claims,
        key=lambda claim: (
            claim.event_id != focus, measures.index(claim.measure), TELLING.index(claim.outcome), claim.known_on,
            claim.claim_id,
        ),
    )  # fmt: skip
    return list(
        grouped_by(
            ordered,
            lambda claim: (
                # What a report prints twice without an announcement is one figure, too.
                claim.release_id or (claim.source_id, value_in_words(claim)),
                *_question(claim),
                claim.subgroup,
                claim.question_place,
                claim.part_of_time,
            ),
        ).values()
    )


@columns(source_link)
def _by_report(page: Page, claims: Sequence[Claim], say: Callable[[Claim], str | Markup]) -> Markup:
    """Return what reports say; where they don't say the same, each with the reports that say it."""
    said: dict[Markup, list[Claim]] = grouped_by(claims, lambda claim: escape(say(claim)))
    if len(said) == 1:
        (words,) = said
        return words
    return bullets(
        Markup("<small>{}:</small> {}").format(source_links(page, of_words), words) for words, of_words in said.items()
    )


@columns(
    value_in_words, source_name, "speaker_id", "source_id", "release_id", "stated_on", "is_whole", "event_id",
    "measure", "group",
)  # fmt: skip
def _beside(page: Page, claims: Sequence[Claim]) -> Iterator[str]:
    """Yield other numbers that a report, or an announcement, gives from the same side for the same people."""
    first = claims[0]
    if not first.is_whole or first.speaker_id == UNATTRIBUTED:
        return
    reports = {claim.source_id for claim in claims}
    also = [
        other
        for other in page.others
        if (*_question(other), other.speaker_id) == (*_question(first), first.speaker_id)
        and other.is_whole
        and other.stated_on >= first.stated_on
        and (other.source_id in reports or (other.release_id and other.release_id == first.release_id))
    ]
    for other in unique_by(also, value_in_words):
        yield f"{source_name(other)} also gives {value_in_words(other)}, from {other.claimant}"


@columns("source_id", "notes")
def _only_note(claims: Sequence[Claim]) -> Iterator[str]:
    """Yield the note on a figure that one report alone carries: what it says holds for the figure."""
    if len({claim.source_id for claim in claims}) == 1 and claims[0].notes and len(claims[0].notes) <= LONGEST_NOTE:
        yield claims[0].notes.rstrip(".")


@columns(
    figure_in_words, value_in_words, speaker_path, clock_words, *WINDOW, "outcome", "verification", "speaker_id",
    "speaker", "claimant", "stated_on", "clock", "part_of_time", "in_focus", "event", "question_place", "place",
    "assertion", "stood_until", "publisher", source_name, _beside, _only_note,
)  # fmt: skip
def _to_print(page: Page, claims: Sequence[Claim]) -> Markup:
    """Say how an announcement may be repeated, and give the words for it, with every reservation."""
    standing = [claim for claim in claims if claim.outcome != "withdrawn"]
    if not standing:
        return Markup("No: the editors have withdrawn it.")
    first = standing[0]
    who = speaker_path(first) if len({claim.claimant for claim in standing}) == 1 else first.speaker
    if first.speaker_id == UNATTRIBUTED:
        who = f"{source_name(first)}, which names no speaker" if first.publisher else "a report that names no speaker"
    where = f" in {first.place}" if first.question_place else ""
    event = "" if first.in_focus else f" ({first.event})"
    when = clock_words(first).striptags()
    said = f"{figure_in_words(first)}{where}{event}, {according_to(who, when, first.clock == 'release')}"
    terms, added = _terms(page, first)
    added += [*_beside(page, standing)] or [*_only_note(standing)]
    words = " ".join(f"{capital_text(part)}." for part in (said, *_reservations(standing), *added))
    return Markup('{} <span class="cb-copy">{}</span>').format(terms, cited(words))


def _reservations(claims: Sequence[Claim]) -> Iterator[str]:
    """Yield what must be said beside a figure that several reports may carry: its dates, its limits, its doubts."""
    dated = [claim for claim in claims if has_window(claim)]
    windows = {covered_in_words(claim) for claim in dated}
    only = "only " if claims[0].part_of_time else ""
    others = {claim.source_id for claim in claims} - {claim.source_id for claim in dated}
    if len(windows) > 1:
        yield "reports differ on the dates it covers"
    elif not windows:
        yield "the dates it covers aren’t stated"
    else:
        source = f", according to {listed(map(source_name, dated))}" if others else ""
        silent = f"; {count(len(others), 'other report')} {'doesn’t' if len(others) == 1 else 'don’t'} say"
        yield f"it covers {only}{next(iter(windows))}{source}{silent if others else ''}"
    printed = dict.fromkeys(map(value_in_words, claims))
    if len(printed) > 1:
        yield f"it is also printed as {listing([*printed][1:])}"
    if only and len(windows) != 1:
        yield "it covers only part of the time"
    if any(claim.assertion == "hedged" for claim in claims):
        yield "the report hedges it"
    codes = {claim.verification for claim in claims}
    if "confirmed" not in codes:
        yield (
            "a report says it hasn’t been independently verified"
            if "unverified" in codes
            else "no report says that anyone independent has checked it"
        )
    elif len(codes) > 1:
        yield "only some reports call it confirmed"


@columns(
    followed, "outcome", "speaker_id", "claim_id", "group", "subgroup", "part_of_place", "part_of_time",
    "restates", "clock", "side",
)  # fmt: skip
def _terms(page: Page, claim: Claim) -> tuple[str, list[str]]:
    """Return on what terms a figure may be printed, and what its sentence must add."""
    same = {claim.claim_id, claim.restates, *(one.claim_id for one in page.claims if one.restates == claim.claim_id)}
    if claim.group == ALL and any(same & {*finding.rows.split(";")} for finding in page.findings):
        return "Not as a count of its own.", ["it equals the sum of one side’s figures"]
    if claim.outcome == "echoed":
        return "Not as an independent count.", ["one side had given the same number before"]
    if claim.speaker_id == UNATTRIBUTED:
        return "Only if you add that no source is named for it.", []
    parts = {"narrower": claim.subgroup, "part_of_place": claim.part_of_place, "part_of_time": claim.part_of_time}
    limits = [OUTCOMES[outcome] for outcome, is_part in parts.items() if is_part]
    if limits:
        return f"Not as the whole toll: it {listing(limits)}.", []
    if claim.stood_until is not None:
        later = followed(claim)
        if claim.clock == "earliest":
            return "Only if you add that its report is undated.", [later]
        whose = "the same speaker" if is_outside(claim.side) else "its side"
        return f"Only with its date: {whose} gave another figure.", [later]
    return "Only as a claim, with its speaker and its date.", []


@columns(
    in_print, speaker_path, clock_words, window, source_link, agency, answers, claim_link, after_value, cite_claim,
    event_name, "place", "side", "count_kind", "part_of_time", "speaker_id", "speaker", "own_losses", "verification",
    "outcome", "value_text", "notes", "known_on", "release_id", "perpetrator", "role",
)  # fmt: skip
def _entry(page: Page, claims: Sequence[Claim], closed: bool) -> Markup:
    """Return the card of an announcement, with the reports that carry it."""
    first = claims[0]

    each = partial(_by_report, page, claims)

    def each_fact(facts_of: Callable[[Claim], list[Fact]]) -> list[Fact]:
        return [(asked, each(lambda one, asked=asked: dict(facts_of(one))[asked])) for asked, _ in facts_of(first)]  # type: ignore[misc]

    carried = [
        Markup("{}: {}{}").format(source_link(page, claim), claim_link(page, claim), _as_printed(claim))
        for claim in claims
    ]
    notes = _of_some(claims, lambda claim: [cited(claim.notes)] if claim.notes else [])
    not_meant = _of_some(claims, _not_meant)
    facts = [
        ("May I print it?", _to_print(page, claims)),
        ("Who said it", each(speaker_path)),
        ("Said on", each(clock_words)),
        ("Event", event_name(page, first)),
        ("Covers", each(window)),
        ("Where", each(lambda claim: claim.place or "not stated")),
        *each_fact(agency),
        ("Reported by", bullets(carried)),
        *([("Note", bullets(notes))] if notes else []),
        *each_fact(answers),
        ("Verified?", each(lambda claim: VERIFICATION_CELLS[claim.verification])),
        *([("Bear in mind", bullets(not_meant))] if not_meant else []),
        (
            "Cite this",
            folded("As text and as files", bullets(cite_claim(page, claim) for claim in claims)),
        ),
    ]
    said = Markup("{}, {}. {}.").format(capital(speaker_path(first)), clock_words(first), event_name(page, first))
    return card(anchor(first), claim_link(page, first), after_value(first), facts, said if closed else "")


@columns(
    "years_start", "years_end", "speaker", "topic", "has_page", "indicator_id", "measure", of_whom, source_link,
    value_in_words, "unit",
)  # fmt: skip
def _background(page: Page, indicator: Indicator) -> Markup:
    years = [year for year in (indicator.years_start, indicator.years_end) if year is not None]
    described = Markup(" to ").join(Markup("<time>{}</time>").format(year) for year in dict.fromkeys(years))
    facts = [
        ("Who said it", indicator.speaker),
        ("Area", of_whom(indicator)),
        ("Years described", described or "not stated"),
        ("Report", source_link(page, indicator)),
        *[
            ("Was it current?", _current(indicator, one.verdict))
            for one in page.vintages
            if one.indicator_id == indicator.indicator_id
        ],
        ("Read against others", link(f"{page.up}{page_of_topic(indicator.topic)}.html", "the figures of its topic")),
        ("Bear in mind", bullets([_not_of_now(indicator)])),
    ]
    value = link(page.row_href(indicator), value_in_words(indicator))
    return card(anchor(indicator), value, cited(f"({indicator.measure})"), facts)


@reads(
    claims=[_entry, _to_print, _terms],
    others=[_beside, value_in_words],
    indicators=_background,
    findings="rows",
    vintages=["indicator_id", "verdict"],
)
def number_entries(page: Page) -> Fragment:
    """Show a card for each announcement of the number, and for each background figure."""
    announcements = _announcements(page)
    several = len(announcements) > OPEN_CARDS
    return fragment(
        *(_entry(page, claims, closed=several and claims is not announcements[0]) for claims in announcements),
        *(_background(page, indicator) for indicator in page.indicators),
    )


@columns(value_in_words, "value_text", in_print)
def _as_printed(claim: Claim) -> Markup:
    """Return the words in print, as far as they say more than the number."""
    return (
        Markup("")
        if claim.value_text == value_in_words(claim)
        else Markup(", {}").format(in_print(claim, claim.value_text))
    )


def _not_of_now(indicator: Indicator) -> Markup:
    if indicator.years_end is None:
        return Markup("Not necessarily of the year in which it was printed: no year is given.")
    years = Markup("<time>{}</time>").format(indicator.years_end)
    return Markup("Not of the year in which it was printed: the data end in {}.").format(years)


@columns(source_name)
def _of_some(claims: Sequence[Claim], lines_of: Callable[[Claim], list[Markup]]) -> list[Markup]:
    """Return the lines of several claims, each once; one that isn't of all names its reports."""
    by_line: dict[Markup, list[Claim]] = {}
    for claim in claims:
        for line in lines_of(claim):
            by_line.setdefault(line, []).append(claim)
    return [
        line
        if len(own) == len(claims)
        else Markup("{}: {}").format(listing([cited(name) for name in dict.fromkeys(map(source_name, own))]), line)
        for line, own in by_line.items()
    ]


def _not_meant(claim: Claim) -> list[Markup]:
    """List what a reader could mistake the claim for, judging by its codes."""
    group = GROUPS[claim.group]
    found = []
    one_day = claim.scope_start is not None and claim.scope_start == claim.scope_end
    if claim.count_kind == "cumulative" and claim.measure in ("killed", "captured", "casualties") and not one_day:
        found.append(Markup("Not the toll of one day: a running total, as it stood when it was stated."))
    undated = claim.count_kind == "not_stated" and not claim.part_of_time and not has_window(claim)
    if undated and claim.measure in ("killed", "captured"):
        found.append(Markup("The report doesn’t say which dates this covers."))
    if claim.part_of_time:
        found.append(Markup("Not the whole toll: it counts only some of the days that the totals cover."))
    if claim.subgroup:
        found.append(Markup("Not all {}: {} only.").format(group, claim.subgroup))
    if claim.group == ALL and not claim.subgroup and (claim.perpetrator or claim.in_focus):
        found.append(Markup("Not only the dead of one side: it counts people of every group, whoever killed them."))
    if claim.qualifier != "exact":
        found.append(Markup("Not an exact number: it is printed as {}.").format(cited(value_in_words(claim))))
    if claim.speaker_id == UNATTRIBUTED:
        found.append(Markup("Not known whose figure it is: the report names no speaker."))
    if claim.role == "context":
        found.append(Markup("Seen in part only: nobody here has read the whole report."))
    if claim.outcome == "withdrawn":
        found.append(Markup("Not used any more: the editors have withdrawn the row."))
    return found


@columns(compare, gap_between, claim_link, clock_words, "speaker", "claimant", "stated_on", "clock", "scope_hours")
def _relations(page: Page, claim: Claim, others: Sequence[Claim]) -> list[tuple[Cell, Cell]]:
    """Return how a figure is related to others: a row for each relation, with the figures that have it."""
    related: dict[tuple[str, str], dict[str, dict[tuple[str, Markup], list[Markup]]]] = {}
    for other in others:
        comparison = compare(claim, other)
        degree, between = DEGREES[comparison.degree], gap_between(comparison, claim, other)
        reasons: str = "; ".join((*comparison.differences, *comparison.obstacles))
        apart = f" ({say_gap(comparison, between)} apart)" if between else ""
        if comparison.degree == REPLACED:
            degree, reasons = EARLIER_AND_LATER, rises_link(page.up)
            more = given(other.least) > given(claim.least)
            apart = f" ({'higher' if more else 'lower'} by {between.difference})" if between else ""
        elif comparison.share or comparison.degree == APART or claim.scope_hours or other.scope_hours:
            reasons = "; ".join((comparison.dates, *filter(None, [reasons])))
        # Another voice of the same side has a name of its own.
        voice = other.claimant if other.speaker == claim.speaker else other.speaker
        by_day = related.setdefault((degree, reasons), {}).setdefault(voice, {})
        on, known = Markup("on {}").format(time_tag(other.stated_on)), Markup("({})").format(clock_words(other))
        when = on if other.clock == "release" else known
        same_day = by_day.setdefault((other.stated_on, when), [])
        shown = Markup("{}{}").format(claim_link(page, other), apart)
        if shown.striptags() not in {one.striptags() for one in same_day}:  # in another report
            same_day.append(shown)
    order = [*DEGREES.values(), EARLIER_AND_LATER]
    return [
        (
            Markup("{} <small>{}</small>").format(capital(degree), capital(reasons)),
            Markup("<br>").join(
                Markup("{}: {}").format(
                    capital(who),
                    Markup("; ").join(
                        Markup("{} {}").format(listing(numbers), when) for (_, when), numbers in sorted(by_day.items())
                    ),
                )
                for who, by_day in speaking.items()
            ),
        )
        for (degree, reasons), speaking in sorted(related.items(), key=lambda item: order.index(item[0][0]))
    ]


@reads(
    claims=[_relations, moment, after_value, window, clock_words, "outcome", "role", "place", "release_id", "latest"],
    others=[_relations, moment, "known_on", "part_of_time", "speaker_id", "claimant"],
)
def others_table(page: Page) -> Fragment:
    """List what else is said about the same people, the nearest first, and how far the two count the same."""
    parts = []
    for claim in _one_of_each([claim for same in _announcements(page) for claim in same]):
        near = _nearest(claim, [other for other in page.others if _question(other) == _question(claim)])
        if near:
            where = [cited(claim.place)] if claim.place else []
            of_days = [window(claim)] if has_window(claim) else []
            scope = Markup(", ").join([cited(capital(claim.speaker)), clock_words(claim), *where, *of_days])
            caption = Markup("Beside {}{}: {}").format(claim_link(page, claim), after_value(claim), scope)
            columns = [Column("How the two are related"), Column("Other figures, by day of statement")]
            parts.append(table(caption, columns, _relations(page, claim, near)))
    if not page.claims:
        return fragment(paragraph("A background figure is read against others on the page of its topic."))
    if not parts:
        return fragment(paragraph("No report gives another figure of the same kind."))
    others = link(f"{page.up}claims.html", "All claims", css="cb-page")
    return fragment(*parts, paragraph(Markup("Only the nearest figures are shown; {} has the others.").format(others)))


def _nearest(claim: Claim, others: Sequence[Claim]) -> list[Claim]:
    """Return the speaker's figures just before, after and beside a claim, and the nearest figures of others."""
    own = sorted(
        (
            other
            for other in others
            if (other.speaker_id, other.subgroup) == (claim.speaker_id, claim.subgroup) and not other.part_of_time
        ),
        key=lambda other: (moment(other), other.qualifier != "exact", other.claim_id),
    )
    earlier = [other for other in own if moment(other) < moment(claim)]
    before = [other for other in earlier if moment(other) == moment(earlier[-1])][:1]
    after = [other for other in own if moment(other) > moment(claim)][:1]
    # Of one time, what another voice of the side said in its place.
    beside = [other for other in own if moment(other) == moment(claim) and other.claimant != claim.claimant]
    of_others = sorted(
        (other for other in others if other.speaker_id != claim.speaker_id),
        key=lambda other: (
            other.part_of_time, _days_apart(claim, other), CLOSENESS.index(compare(claim, other).degree),
            *blanks_last(other.value, other.claim_id),
        ),
    )  # fmt: skip
    return unique_by([*before, *after, *beside, *of_others], lambda other: other.claim_id)[:MOST_OTHERS]


def _days_apart(claim: Claim, other: Claim) -> int:
    return abs((date.fromisoformat(claim.stated_on) - date.fromisoformat(other.stated_on)).days)


def _question(claim: Claim) -> tuple[str, str, str]:
    return claim.event_id, claim.measure, claim.group


def _one_of_each(claims: Sequence[Claim]) -> list[Claim]:
    """Return one claim for each speaker and thing counted: the latest, else one with dates, announced, read in full."""

    def telling(claim: Claim) -> tuple[object, ...]:
        return not claim.latest, not has_window(claim), claim.release_id is None, claim.role, claim.claim_id

    same = grouped_by(claims, lambda claim: (*_question(claim), claim.subgroup, claim.speaker_id))
    return [min(own, key=telling) for own in same.values()]
