"""Incidents: events inside the episode that have figures of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from claimbook.components.chapter import Chapter, reads
from claimbook.components.elements import Fragment, claim_link, fragment, incident_link, listing, paragraph, small
from claimbook.components.page import Page
from claimbook.components.tables import Column, table
from claimbook.ledger.records import Claim, blanks_last, columns, grouped_by, unique_by
from claimbook.ledger.tables import Tables
from claimbook.ledger.vocabulary import NOT_STATED
from claimbook.ledger.wording import capital, counted, value_in_words


def of_incidents(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """Keep the standing figures of incidents, without repeats inside a document."""
    claims = tables["claims"]
    return {**tables, "claims": claims[claims["of_incident"] & claims["is_standing"]]}


CHAPTER = Chapter("incidents", of_incidents, shows=("claims",))


@columns("event_id", "measure", "group", "subgroup", "part_of_place", "place", "value", "claim_id")
def in_reading_order(claims: Sequence[Claim]) -> list[Claim]:
    """Sort figures by what they count: a whole before its parts, and the smallest first."""

    def place(claim: Claim) -> tuple[object, ...]:
        part = claim.subgroup or "", claim.place or "" if claim.part_of_place else ""
        return (claim.event_id, claim.measure, claim.group, *part, *blanks_last(claim.value, claim.claim_id))

    return sorted(claims, key=place)


@columns(claim_link, value_in_words, "speaker", "assertion")
def _with_doubt(page: Page, claim: Claim, others: Sequence[Claim]) -> Markup:
    """Return a figure, and whether its speaker's reports all give it with a word of doubt."""
    who, value = claim.speaker, value_in_words(claim)
    said = {one.assertion for one in others if (one.speaker, value_in_words(one)) == (who, value)}
    doubt = Markup(" {}").format(small("(hedged in the report)")) if said == {"hedged"} else ""
    return Markup("{}{}").format(claim_link(page, claim), doubt)


@columns(in_reading_order, _with_doubt, counted, value_in_words, "speaker")
def figure_lines(page: Page, claims: Sequence[Claim]) -> list[Markup]:
    """Return each speaker's different figures, a line for each thing counted."""
    lines = []

    def what_and_where(claim: Claim) -> str:
        return f"{counted(claim)}{f' in {claim.place}' if claim.part_of_place else ''}"

    for what, same in grouped_by(in_reading_order(claims), what_and_where).items():
        each_value = unique_by(same, lambda claim: (claim.speaker, value_in_words(claim)))
        by_speaker = grouped_by(each_value, lambda claim: claim.speaker)
        said = [
            Markup("{} ({})").format(listing([_with_doubt(page, one, same) for one in own], "or"), speaker)
            for speaker, own in by_speaker.items()
        ]
        lines.append(Markup("{}: {}").format(capital(what), Markup("; ").join(said)))
    return lines


@reads(incidents=["event_id", "title", "documents"], claims=[figure_lines, "place"])
def incidents_table(page: Page) -> Fragment:
    """List the incidents with their figures, each linked to its page."""
    if not page.incidents:
        return fragment(paragraph("No report gives a figure of a single incident."))
    by_event = grouped_by(page.claims, lambda claim: claim.event_id)
    rows = [
        (
            incident_link(page, incident.event_id, incident.title),
            listing(sorted({claim.place for claim in by_event[incident.event_id] if claim.place})) or NOT_STATED,
            Markup("<br>").join(figure_lines(page, by_event[incident.event_id])),
            str(incident.documents),
        )
        for incident in page.incidents
    ]
    names = [Column("Incident"), Column("Where"), Column("What is said, and by whom")]
    return fragment(table("Incidents with figures of their own", [*names, Column("Reports", numeric=True)], rows))
