"""The page of one incident: who gives which figure of it, and what contradicts what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from claimbook.analysis.claims import UNATTRIBUTED
from claimbook.chapters.incidents import figure_lines, in_reading_order, of_incidents
from claimbook.components.cards import who_did_it
from claimbook.components.chapter import Chapter, reads
from claimbook.components.citations import as_known_on
from claimbook.components.elements import (
    Fragment,
    bullets,
    cited,
    claim_link,
    clock_words,
    fragment,
    lead,
    listing,
    paragraph,
    reported_days,
    small,
    source_link,
    with_lead,
)
from claimbook.components.page import Page
from claimbook.components.selections import about, naming
from claimbook.components.tables import Cell, Column, table
from claimbook.ledger.records import Claim, columns, given, grouped_by
from claimbook.ledger.tables import Tables
from claimbook.ledger.vocabulary import GROUPS, MEASURES
from claimbook.ledger.wording import capital, count, counted, speaker_path


def of_incident(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """Keep the figures and dates of one incident, and the findings on them and on what is said of them."""
    here = of_incidents(tables, parameters)
    event, names = parameters["event_id"], ("incidents", "claims", "reports")
    own = {name: here[name][here[name]["event_id"] == event] for name in names}
    rows = {*own["claims"]["claim_id"], *own["reports"]["report_id"]}
    rows |= about({event, *rows}, tables["statements"])
    return {**tables, **own, "findings": naming(rows, tables["findings"])}


CHAPTER = Chapter("incident", of_incident, for_each=lambda tables: tables["incidents"], folder="incidents")


@columns("is_whole", "least", "part_of_time", "subgroup", "part_of_place", "measure", "group", "value")
def _whole_figures(claims: Sequence[Claim]) -> list[Claim]:
    """Return the figures of the whole incident, among them what a running total counts as new, if it is the same."""
    wholes = [one for one in claims if one.is_whole and one.least is not None]
    numbers = {(one.measure, one.group, one.value) for one in wholes}
    new = [one for one in claims if one.part_of_time and not (one.subgroup or one.part_of_place)]
    return [*wholes, *(one for one in new if (one.measure, one.group, one.value) in numbers)]


@columns("perpetrator", "source_id", "measure", "group")
def _who_is_named(claims: Sequence[Claim]) -> Markup:
    """Say whom the reports name that say who did it: of each group apart, unless the same are named of all."""

    def who(named: Sequence[Claim]) -> tuple[str, ...]:
        return tuple(sorted({given(claim.perpetrator) for claim in named}))

    naming = [claim for claim in claims if claim.perpetrator]
    by_people = grouped_by(naming, lambda claim: (claim.measure, claim.group))
    if len(set(map(who, by_people.values()))) == 1:
        by_people = {None: naming}
    said = []
    for people, own in by_people.items():
        did_it = f"who {MEASURES[people[0]]} {GROUPS[people[1]]}".strip() if people else "who did it"
        one_report = len({claim.source_id for claim in own}) == 1
        says = f"The one report that says {did_it} names" if one_report else f"Reports that say {did_it} name"
        said.append(Markup("{} {}.").format(says, listing(who(own))))
    return Markup(" ").join(said)


@reads(
    incidents=["wider", "documents"],
    claims=[figure_lines, _whole_figures, _who_is_named, "speaker", "speaker_id"],
)
def incident_lead(page: Page) -> Fragment:
    """Give the figures of the whole incident, who did it according to the reports, and what it is part of."""
    (incident,) = page.incidents
    voices = sorted({claim.speaker for claim in page.claims if claim.speaker_id != UNATTRIBUTED})
    unnamed = any(claim.speaker_id == UNATTRIBUTED for claim in page.claims)
    voices += ["unnamed speakers"] if unnamed and voices else []
    return with_lead(
        lead(
            *(Markup("{}.").format(line) for line in figure_lines(page, _whole_figures(page.claims) or page.claims)),
            _who_is_named(page.claims),
            Markup("{} in {}, {}.").format(
                cited(capital(count(len(page.claims), "figure"))),
                cited(count(incident.documents, "report")),
                Markup("by {}").format(listing(voices)) if voices else "no speaker named",
            ),
            Markup("Part of: {}.").format(cited(incident.wider)),
            as_known_on(page),
        )
    )


@columns(claim_link, counted, speaker_path, clock_words, who_did_it, source_link, "place", "part_of_place", "assertion")
def _row(page: Page, claim: Claim, several_places: bool) -> list[Cell]:
    with_place = several_places and claim.part_of_place
    what = Markup("{} in {}").format(capital(counted(claim)), claim.place) if with_place else None
    first: list[Cell] = [claim_link(page, claim), what or capital(counted(claim)), capital(speaker_path(claim))]
    if claim.assertion == "hedged":
        first[2] = Markup("{} {}").format(first[2], small("hedged in the report"))
    return [*first, clock_words(claim), capital(who_did_it(claim)), source_link(page, claim)]


@reads(claims=[_row, in_reading_order, "subgroup"])
def incident_figures(page: Page) -> Fragment:
    """List every figure of the incident."""
    names = ["Figure", "Counted", "Who said it", "Stated", "Who did it, says the report", "Report"]
    several_places = len({claim.place for claim in page.claims}) > 1
    rows = [_row(page, claim, several_places) for claim in in_reading_order(page.claims)]
    parts = any(claim.subgroup for claim in page.claims) and not all(claim.subgroup for claim in page.claims)
    order = paragraph("Figures of a part of a group come after those of the whole.") if parts else ""
    said = table("What is said of it", [Column(name, numeric=name == "Figure") for name in names], rows)
    return fragment(order, said)


@reads(reports=[reported_days, source_link])
def incident_days(page: Page) -> Fragment:
    """List the days that documents give for the incident."""
    days = [Markup("{}: {}").format(source_link(page, report), reported_days(report)) for report in page.reports]
    return fragment(
        bullets(days)
        if days
        else paragraph("No report dates the incident itself; the figures above only say when they were stated.")
    )
