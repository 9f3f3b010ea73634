"""The front page: who says how many were killed, and what that rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

import htpy as h
from markupsafe import Markup

from claimbook.analysis.claims import REPEATING, UNATTRIBUTED
from claimbook.analysis.comparability import WINDOW, has_window, interval_of, window_in_words
from claimbook.analysis.findings.values import SUM_OF_ONE_SIDE
from claimbook.components.cards import who_did_it
from claimbook.components.chapter import Chapter, reads
from claimbook.components.elements import (
    NO_FIGURE,
    Fragment,
    bullets,
    cited,
    claim_link,
    event_name,
    fragment,
    lead,
    link,
    listing,
    only_dates,
    paragraph,
    short_day,
    small,
    source_link,
    source_links,
    speaker_name,
    time_tag,
    with_lead,
)
from claimbook.components.figure import Figure
from claimbook.components.page import Page
from claimbook.components.selections import in_turn, of_kind, tolls
from claimbook.components.tables import Column, table
from claimbook.components.toll_chart import counts_figure
from claimbook.components.toll_rows import compared, distinct_values, latest_of, moment, shown_groups
from claimbook.ledger.records import Claim, columns, given, grouped_by, unique_by
from claimbook.ledger.vocabulary import (
    ALL,
    BASES,
    GROUPS,
    MEASURES,
    NOT_STATED,
    SIDE_OF_GROUP,
    fighting_sides,
    is_outside,
    the_sides,
    tone,
)
from claimbook.ledger.wording import (
    after_value,
    capital,
    capital_text,
    count,
    day_in_words,
    figure_in_words,
    listed,
    number_slug,
    said_that,
    source_name,
    value_in_words,
)

MORE_THAN_OWN = "Each side counts more of the other side’s dead than that side counts of its own"
CHAPTER = Chapter("index", in_turn(tolls, of_kind(SUM_OF_ONE_SIDE)))


@columns(compared, latest_of, shown_groups)
def _shown(page: Page) -> list[Claim]:
    """Return the latest figures of all sides."""
    return [one for side in compared(page) for group in shown_groups(page) for one in latest_of(page, side, group)]


@columns(compared, latest_of, interval_of, shown_groups, "side")
def _more_than_own(page: Page) -> bool:
    """Whether each of two sides’ latest count of the other’s dead is above the other’s count of its own."""
    groups = [group for group in SIDE_OF_GROUP if group in shown_groups(page)]
    if {SIDE_OF_GROUP[group] for group in groups} != set(fighting_sides()) or len(groups) != 2:
        return False
    for group in groups:
        parties = [one for one in compared(page) if not is_outside(one.side)]
        claims = [claim for side in parties for claim in latest_of(page, side, group)]
        own = [interval_of(claim) for claim in claims if claim.own_losses]
        enemy = [interval_of(claim) for claim in claims if not claim.own_losses]
        if not own or not enemy or None in (*own, *enemy):
            return False
        if max(given(one)[1] for one in own) >= min(given(one)[0] for one in enemy):
            return False
    return bool(groups)


@reads(about="as_of", claims=[_shown, _more_than_own, claim_link, "verification", "role"])
def front_lead(page: Page) -> Fragment:
    """Say whether anybody has checked the latest figures, and how the two sides' counts are related."""
    if not _shown(page):
        return with_lead(lead(Markup("No side had given a total by {}.").format(time_tag(page.as_of))))
    confirmed = [claim_link(page, claim) for claim in _shown(page) if claim.verification == "confirmed"]
    checked = (
        Markup("Called confirmed in the report that carries them: {}.").format(listing(confirmed))
        if confirmed
        else "None of the reports behind these figures says that anyone independent has checked them."
    )
    in_part = "We saw only parts of those reports." if {one.role for one in _shown(page)} == {"context"} else ""
    apart = f"{MORE_THAN_OWN}." if _more_than_own(page) else ""
    return with_lead(lead(*filter(None, (checked, in_part, apart))))


@columns("has_number", "value", "claim_id", "page_id")
def _of_number(page: Page, claim: Claim) -> str:
    """Return the address of a figure's number or, if that has no page, of the figure."""
    return f"{page.up}figures/{number_slug(given(claim.value))}.html" if claim.has_number else page.row_href(claim)


@columns("group", "speaker_id", "least", "in_focus", "of_incident")
def _in_part(page: Page, side: Claim, group: str) -> list[Claim]:
    """Return a side's figures of a group of which it gives no total: of an incident, a place or some of the days."""
    own = [one for one in page.claims if (one.speaker_id, one.group) == (side.speaker_id, group)]
    return [one for one in own if one.least is not None and (one.of_incident or one.in_focus)]


@columns(
    _of_number, _in_part, event_name, latest_of, distinct_values, value_in_words, short_day, "claimant", "speaker",
    "subgroup", "is_whole", "event_id",
)  # fmt: skip
def _cell(page: Page, side: Claim, group: str) -> Markup:
    """Return a side's latest figures of a group: each with its speaker, day and limits."""
    lines = [
        Markup("<div>{} <small>{}{}{}</small></div>").format(
            link(_of_number(page, claim), value_in_words(claim)),
            f"{claim.claimant}, " if claim.claimant != claim.speaker else "",
            Markup('<time datetime="{}">{}</time>').format(claim.stated_on, short_day(claim, page.as_of)),
            "" if claim.is_whole else Markup("; {} only").format(cited(given(claim.subgroup))),
        )
        for claim in distinct_values(latest_of(page, side, group))
    ]
    if lines or not (parts := _in_part(page, side, group)):
        return Markup("").join(lines) or NO_FIGURE
    of = unique_by(parts, lambda one: one.event_id)
    where = (
        event_name(page, of[0])
        if len(of) == 1 and of[0].of_incident
        else link("claims.html?search=" + quote(side.speaker), count(len(parts), "partial figure"), css="cb-count")
    )
    return Markup('<span class="cb-absent">no total</span> <small>{}</small>').format(where)


@reads(about="as_of", claims=[_shown, _cell, speaker_name, "side"])
def two_sides(page: Page) -> Fragment:
    """Set the latest figures of the sides, and of who else counts, beside each other, a row for each group."""
    if not compared(page):
        return fragment()
    head = [h.th(scope="col", class_=f"cb-side-{tone(side.side)}")[speaker_name(page, side)] for side in compared(page)]
    rows = [
        h.tr[
            h.th(scope="row")[capital(GROUPS[group])],
            [h.td[_cell(page, side, group)] for side in compared(page)],
        ]
        for group in shown_groups(page)
    ]
    caption = h.caption[h.span[f"Latest figures published by {day_in_words(page.as_of)}"]]
    whole = h.table[caption, h.thead[h.tr[h.th(scope="col")["Killed, according to"], head]], h.tbody[rows]]
    many = " cb-sides-many" if len(head) > 2 else ""
    return fragment(Markup(h.div(class_=f"cb-table cb-sides{many}")[whole]))


@columns(*WINDOW, value_in_words, "stated_on")
def _dates_covered(claim: Claim, reported: Sequence[Claim]) -> str:
    """Say which dates a figure covers, according to the reports that give it."""
    windows = {
        window_in_words(one, claim.stated_on)  # the year is named with the statement
        for one in reported
        if has_window(one) and value_in_words(one) == value_in_words(claim)
    }
    if len(windows) > 1:
        return "reports differ on the dates"
    return windows.pop() if windows else "dates not stated"


@columns(figure_in_words, value_in_words, "own_losses", "subgroup")
def _had_been_killed(claim: Claim) -> str:
    """Return a figure of people killed as a clause.

    >>> _had_been_killed(Claim.of(
    ...     qualifier="exact", value_low=None, value=12.0, value_high=None, value_text="12", group="militants",
    ...     measure="killed", subgroup=None, people=None, own_losses=False,
    ... ))
    '12 militants had been killed'
    """
    killed = f" {MEASURES[claim.measure]}"
    if claim.own_losses and claim.subgroup:  # the group's name may be another side's word for them
        return f"{value_in_words(claim)} {claim.subgroup} had been{killed}"
    return f"{figure_in_words(claim).removesuffix(killed)} had been{killed}"


@columns(
    _dates_covered,
    _had_been_killed,
    _in_part,
    compared,
    latest_of,
    distinct_values,
    short_day,
    source_name,
    "claimant",
    "clock",
    "speaker",
)
def _sentence(page: Page, group: str) -> str:
    """Return the latest figures of a group in words that can be printed; blank if nobody gives one."""
    latest = [(latest_of(page, side, group), side) for side in compared(page)]
    told = [(claim, same) for same, _ in latest for claim in distinct_values(same)]
    where = f" in {page.about['subject']}"
    first = told[0][0].stated_on if told else ""
    said = [
        f"{said_that(claim.claimant, short_day(claim, first if at else ''), claim.clock == 'release')} "
        f"{_had_been_killed(claim)}{'' if at else where} ({_dates_covered(claim, same)})"
        for at, (claim, same) in enumerate(told)
    ]
    silent = [side for same, side in latest if not same and not is_outside(side.side)]
    none = "".join(
        f" The sources used here give {what} from {listing([side.speaker for side in of], last='or')} for "
        f"{'all people' if group == ALL else GROUPS[group]} {MEASURES['killed']}."
        for in_part, what in ((False, "no figure"), (True, "no total, only figures of a part,"))
        if (of := [side for side in silent if bool(_in_part(page, side, group)) == in_part])
    )
    reports = listed(sorted(source_name(one) for _, same in told for one in same))
    return capital_text(f"{'; '.join(said)}.{none} Reports: {reports}.") if said else ""


@reads(about="as_of", claims=[_shown, _sentence, "verification"])
def sentences(page: Page) -> Fragment:
    """Give a sentence for each group that can be copied and printed."""
    checked = any(claim.verification == "confirmed" for claim in _shown(page))
    end = "" if checked else " No report says that anyone independent has checked these figures."
    end += f" As of {day_in_words(page.as_of)}."
    said = [f"{words}{end}" for words in (_sentence(page, group) for group in shown_groups(page)) if words]
    return fragment(*(Markup('<p class="cb-copy">{}</p>').format(cited(words)) for words in said))


@reads(counts_figure, claims=[_more_than_own, compared, latest_of])
def two_counts_figure(page: Page) -> Figure | Fragment:
    """Draw how each side's counts of its own dead and of the enemy's rose."""
    counted = {
        group: sum(bool(latest_of(page, side, group)) for side in compared(page)) for group in shown_groups(page)
    }
    groups = [group for group, number in counted.items() if number > 1] or list(counted)
    title = MORE_THAN_OWN if _more_than_own(page) else "Each side’s counts, on the day it gave them out"
    return counts_figure(page, "two-counts", groups, title=title)


@reads(findings=["sentence", "finding_id", "rows"], claims=["claim_id", "group", "in_focus", "value"])
def totals_that_add_up(page: Page) -> Fragment:
    """Show the totals that are sums of one side's figures, and say whether any other total was given."""
    totals = {claim.claim_id: claim.value for claim in page.claims if claim.in_focus and claim.group == "all"}
    given_totals = {value for value in totals.values() if value is not None}
    if not given_totals:
        return fragment(paragraph("No report gives a total of all people killed."))
    named = {row for finding in page.findings for row in finding.rows.split(";")}
    added_up = {value for claim_id, value in totals.items() if claim_id in named}
    every = given_totals <= added_up
    if not added_up:
        return fragment(
            paragraph("No total of all people killed in these reports equals the sum of one side’s figures.")
        )
    number = f"{len(added_up)} of the {len(given_totals)}"
    if every:
        number = "both" if len(added_up) == 2 else f"all {len(added_up)}"
    totals_in_words = Markup("{} totals that count").format(cited(number))
    if len(given_totals) == 1:
        totals_in_words = Markup("the only total that counts")
    said = Markup("In {} more than one group, the number is the sum of one side’s figures.").format(totals_in_words)
    items = [
        Markup('{} <a class="cb-page" href="{}inconsistencies.html#{}">Evidence</a>').format(
            cited(finding.sentence), page.up, finding.finding_id
        )
        for finding in page.findings
    ]
    return fragment(paragraph(said), bullets(items) if items else "")


@reads(background=["position", "text", "source_ids"], sources=source_link)
def what_happened(page: Page) -> Fragment:
    """Tell what happened and who the parties are, as the package says it, with the reports for each sentence."""
    by_id = {source.source_id: source for source in page.sources}
    told = [
        Markup("{} <small>({}: {})</small>").format(
            cited(one.text),
            "Sources" if ";" in one.source_ids else "Source",
            source_links(page, [by_id[source] for source in one.source_ids.split(";")]),
        )
        for one in page.background
    ]
    return (
        fragment(paragraph(*told))
        if told
        else fragment(paragraph("The package of this book doesn’t say what happened."))
    )


@columns("claim_id", "outcome", "basis")
def _rests_on(page: Page, claim: Claim) -> str:
    """Say on what basis somebody outside the sides gives a figure, and whether a side had given it."""
    if claim.outcome == "echoed":
        return "the same number as one side had given"
    basis = str(BASES[claim.basis]) if claim.basis else NOT_STATED
    if any(claim.claim_id in finding.rows.split(";") for finding in page.findings):
        return f"{basis}; equals one side’s figures added up"
    return basis


@columns(
    "speaker_id", "event_id", "question_place", "group", "subgroup", "people_of", "part_of_time", "scope_start",
    "count_kind", "perpetrator_id", "cause",
)  # fmt: skip
def _of_one_count(claim: Claim) -> tuple[object, ...]:
    """Return what figures of one running count, or of one daily series, share."""
    whom = claim.event_id, claim.question_place, claim.group, claim.subgroup, claim.people_of
    since = None if claim.part_of_time else claim.scope_start
    return claim.speaker_id, *whom, claim.count_kind, claim.part_of_time, since, claim.perpetrator_id, claim.cause


@columns(moment, value_in_words, "latest", "stated_on")
def _last_of_count(own: Sequence[Claim]) -> list[Claim]:
    """Return the last figures of a running count or a daily series: several, if they are of one day."""
    last = max(own, key=moment).stated_on
    return unique_by(
        [one for one in own if one.latest] or [one for one in own if one.stated_on == last], value_in_words
    )


@reads(
    findings="rows",
    claims=[
        _rests_on, _of_one_count, _last_of_count, claim_link, after_value, only_dates, source_link, who_did_it, moment,
        "speaker", "speaker_id", "side", "event", "in_focus", "is_whole", "outside", "least", "claim_id",
    ],
)  # fmt: skip
def voices_outside(page: Page) -> Fragment:
    """List the latest figures of speakers outside the two sides, and on what basis they say them."""
    every = [claim for claim in page.claims if is_outside(claim.side) and claim.speaker_id != UNATTRIBUTED]
    counts = grouped_by(every, _of_one_count).values()
    series = {claim: len(own) - len(last) + 1 for own in counts for last in [_last_of_count(own)] for claim in last}
    outside = sorted(series, key=lambda claim: (moment(claim), claim.claim_id))
    rows = [
        (
            link(f"{page.up}speakers/{claim.speaker_id}.html", capital(claim.speaker), css="cb-page")
            if claim.in_focus
            else capital(claim.speaker),
            Markup("{}{}{} {}{}").format(
                claim_link(page, claim),
                after_value(claim),
                only_dates(claim),
                "" if claim.in_focus else small(cited(claim.event)),
                small(Markup("the last of {} such figures").format(cited(str(series[claim]))))
                if series[claim] > 1
                else "",
            ),
            capital(who_did_it(claim)),
            capital(_rests_on(page, claim)),
            source_link(page, claim),
        )
        for claim in outside
    ]
    if not rows:
        return fragment(paragraph(f"Nobody outside {the_sides()} gives a figure in these reports."))
    names = ("Who said it", "Figure", "Who did it, says the report", "Basis", "Report")
    own = any(claim.in_focus and claim.is_whole and claim.outside in ("yes", "itself") for claim in outside)
    answered = "" if own else f"Nobody outside {the_sides()} gives a toll of their own for the whole violence."
    explained = sum(claim.basis is not None and claim.basis not in REPEATING for claim in every)
    if len(every) == 1:
        says = "says" if explained else "doesn’t say"
        hardly = Markup(f"One figure of people killed comes from outside; the report {says} how it was counted.")
    else:
        were = "was" if explained == 1 else "were"
        unnumbered = sum(claim.least is None for claim in every)
        apart = Markup(", {} without a number").format(cited(str(unnumbered))) if unnumbered else ""
        hardly = Markup("{} accounts of people killed come from outside{}. {}").format(
            cited(str(len(every))),
            apart,
            Markup("The reports say how {} of them {} counted.").format(cited(str(explained)), were)
            if explained
            else "No report says how they were counted.",
        )
    return fragment(
        paragraph(answered, hardly),
        table(f"Figures from speakers outside {the_sides()}", [Column(name) for name in names], rows),
    )


@columns("agency", source_name)
def _origin(claim: Claim) -> str:
    """Return the agency whose text a report carries, else who published it."""
    return claim.agency or source_name(claim)


@columns(
    _shown, _origin, distinct_values, claim_link, source_links, "speaker_id", "group", "measure", "subgroup", "least",
    "role",
)  # fmt: skip
def _resting_on_one(page: Page) -> Iterator[Markup]:
    """Yield a sentence for latest figures that only one report, or one agency, carries, seen only in part."""

    def what(claim: Claim) -> tuple[object, ...]:
        return claim.speaker_id, claim.group, claim.measure, claim.subgroup, claim.least

    carriers = {key: unique_by(own, lambda one: one.source_id) for key, own in grouped_by(page.claims, what).items()}
    in_part = [one for one in distinct_values(_shown(page)) if {row.role for row in carriers[what(one)]} == {"context"}]
    alone = [one for one in in_part if len({_origin(row) for row in carriers[what(one)]}) == 1]
    for own in grouped_by(alone, lambda one: tuple(sorted(row.source_id for row in carriers[what(one)]))).values():
        reports = carriers[what(own[0])]
        several = "All sources of {} are from one agency, and seen only in part: {}."
        yield Markup(several if len(reports) > 1 else "The only source of {}, seen only in part: {}.").format(
            listing([claim_link(page, one) for one in own]), source_links(page, reports)
        )


@columns(source_links, "role")
def _carried_by(page: Page, carrying: Sequence[Claim]) -> Iterator[Markup]:
    """Yield which reports the latest figures come from, and how many were seen only in part."""
    in_part = sum(claim.role == "context" for claim in carrying)
    seen = cited("all" if in_part == len(carrying) else f"{in_part} of them")
    only = Markup(", {} seen only in part").format(seen) if in_part else ""
    yield Markup("The latest figures above come from {}{}.").format(source_links(page, carrying), only)


@reads(
    about="as_of",
    claims=[_shown, _resting_on_one, _carried_by],
    sources=["source_id", "role"],
)
def what_it_rests_on(page: Page) -> Fragment:
    """Say which reports the page rests on, how they were read, and where the book stops."""
    in_full = [source for source in page.sources if source.role == "coded"]
    others, datasets = (sum(source.role == role for source in page.sources) for role in ("context", "dataset"))
    carrying = unique_by(_shown(page), lambda claim: claim.source_id)
    said = [
        Markup("{} {} read in full{}{}{}.").format(
            link("sources.html", capital(count(len(in_full), "report") if in_full else "no report"), css="cb-count"),
            "was" if len(in_full) < 2 else "were",
            ", figure by figure" if in_full else "",
            Markup("; {} only in part").format(cited(count(others, "other" if in_full else "report")))
            if others
            else "",
            Markup("; {} of a dataset").format(cited(count(datasets, "row"))) if datasets else "",
        ),
        *(_carried_by(page, carrying) if carrying else ()),
        *_resting_on_one(page),
        Markup("{} {} says how the coding was checked.").format(
            page.about["how_it_was_read"], link("methods.html", "Methods", css="cb-page")
        ),
        Markup("The book stops on {}{}.").format(
            time_tag(page.as_of), f", {page.about['why_it_stops']}" if page.about["why_it_stops"] else ""
        ),
    ]
    return fragment(bullets(said))
