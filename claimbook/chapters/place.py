"""The page of one place: which figures are of it, how reports name it, and what doesn't agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from markupsafe import Markup

from claimbook.analysis.claims import of_now
from claimbook.chapters.incidents import figure_lines
from claimbook.chapters.places import DISTRICT, role_in_words
from claimbook.components.chapter import Chapter, reads
from claimbook.components.citations import as_known_on
from claimbook.components.elements import (
    Fragment,
    cited,
    event_name,
    fragment,
    in_print,
    incident_link,
    lead,
    listing,
    paragraph,
    source_link,
    with_lead,
)
from claimbook.components.page import Page
from claimbook.components.selections import about, naming
from claimbook.components.tables import Column, claims_table, table
from claimbook.ledger.records import Claim, blanks_last, columns, grouped_by, unique_by
from claimbook.ledger.tables import Tables
from claimbook.ledger.vocabulary import WIDE
from claimbook.ledger.wording import capital, count, counted


def places_with_a_page(tables: Tables) -> pd.DataFrame:
    """Return the places that a report names, or that a figure of today is of: ``place_id, title``."""
    claims = of_now(tables["claims"])
    named = {*tables["mentions"]["place_id"], *claims["scope_place"].dropna()}
    places = tables["places"]
    shown = places[places["place_id"].isin(named) & ~places["kind"].isin(WIDE)]
    return shown[["place_id"]].assign(title=shown["name"])


def of_place(tables: Tables, parameters: Mapping[str, str]) -> Tables:
    """Keep the figures and mentions of a place and of the places in it, and the findings on them."""
    here, places = parameters["place_id"], tables["places"]
    parents, inside = dict(zip(places["place_id"], places["parent_id"].fillna(""), strict=True)), {here}
    while more := {place for place, parent in parents.items() if parent in inside} - inside:
        inside |= more
    claims, mentions = of_now(tables["claims"]), tables["mentions"]
    own = {
        "claims": claims[claims["is_standing"] & claims["scope_place"].isin(inside)],
        "mentions": mentions[mentions["place_id"].isin(inside)],
    }
    incidents = set(own["claims"].loc[own["claims"]["of_incident"], "event_id"])
    reports = tables["reports"]
    named = {*own["claims"]["claim_id"], *own["mentions"]["mention_id"]}
    named |= {*reports.loc[reports["event_id"].isin(incidents), "report_id"]}
    named |= about(incidents | named, tables["statements"])
    place, sources = places[places["place_id"] == here], tables["sources"]
    # What happened elsewhere in the same district, which a reader of this place looks for too.
    district = places[places["district"].isin(place["district"].dropna())]
    own["others"] = claims[claims["is_standing"] & claims["scope_place"].isin(district["place_id"])]
    documents = {source for name in ("claims", "mentions") for source in own[name]["source_id"]}
    own["sources"] = sources[sources["source_id"].isin(documents)]
    return {**tables, **own, "places": place, "findings": naming(named, tables["findings"])}


CHAPTER = Chapter("place", of_place, for_each=places_with_a_page, folder="places")


@columns(figure_lines, "measure", "subgroup")
def _in_short(page: Page, claims: Sequence[Claim]) -> Markup:
    """Return how many were killed or, if no report says that, the other figures: of whole groups, if there are any."""
    told = [claim for claim in claims if claim.measure == "killed"] or claims
    return Markup(". ").join(figure_lines(page, [claim for claim in told if not claim.subgroup] or told))


@reads(
    places=["place_id", "name", "kind", "district"],
    claims=[_in_short, event_name, "source_id", "of_incident", "event_id", "event", "scope_place"],
    others=["of_incident", "event_id", "event"],
    mentions=["source_id", "where_prec"],
    sources=["source_id", "role"],
)
def place_lead(page: Page) -> Fragment:
    """Give the figures of the place, with the event of each if there are several, and how many reports speak of it."""
    (place,) = page.places
    kind = place.kind if place.district in (None, place.name) else f"{place.kind} in the district of {place.district}"
    named_in = {mention.source_id for mention in page.mentions}
    giving = {claim.source_id for claim in page.claims}
    coded = {source.source_id for source in page.sources if source.role == "coded"}
    in_full, in_part = named_in & coded, named_in - coded
    reports = len(in_full)
    by_district = len({one.source_id for one in page.mentions if one.where_prec == DISTRICT and one.source_id in coded})
    as_district = f", {'it' if by_district == reports == 1 else by_district} only as a district" if by_district else ""
    by_event = grouped_by(page.claims, lambda claim: claim.event_id)
    several = len(by_event) > 1
    lines = [
        Markup("{}{}").format(Markup("{}: ").format(event_name(page, own[0])) if several else "", _in_short(page, own))
        for own in by_event.values()
    ]
    linked = by_event if several else {}
    every = [claim for claim in (*page.claims, *page.others) if claim.of_incident and claim.event_id not in linked]
    incidents = {claim.event_id: claim.event for claim in every}
    named = listing([incident_link(page, event_id, name) for event_id, name in sorted(incidents.items())])
    return with_lead(
        lead(
            Markup("{} is {} {}.").format(cited(place.name), "an" if kind[0] in "aeiou" else "a", cited(kind))
            if kind != place.kind
            else "",
            *(Markup("{}.").format(line) for line in lines),
            Markup("{} read in full {} it in connection with the violence{}{}.").format(
                cited(count(reports, "report") if reports else "No report"),
                "name" if reports > 1 else "names",
                cited(as_district),
                Markup("; of others, {} {}").format(cited(str(len(in_part))), "does" if len(in_part) == 1 else "do")
                if in_part
                else "",
            ),
            Markup("{} {} for {}{}.").format(
                cited(count(len(page.claims), "figure") if page.claims else "No figure"),
                "are" if len(page.claims) > 1 else "is",
                "it alone"
                if {claim.scope_place for claim in page.claims} <= {place.place_id}
                else "it, or a place in it",
                ", from reports seen only in part" if page.claims and not coded & giving else "",
            ),
            Markup("See also: {}.").format(named) if incidents else "",
            as_known_on(page),
        )
    )


@columns(event_name, counted)
def _caption(page: Page, claims: Sequence[Claim]) -> Markup:
    """Return the event of some figures, and what they count if all count the same."""
    of_all = {counted(claim) for claim in claims}
    return Markup("{}{}").format(event_name(page, claims[0]), f": {of_all.pop()}" if len(of_all) == 1 else "")


@reads(claims=[claims_table, _caption, "measure", "event_id", "in_focus", "claim_id"])
def place_figures(page: Page) -> Fragment:
    """List the figures of the place, a table for each event, and say whether any is of people killed."""
    ordered = sorted(
        page.claims,
        key=lambda one: blanks_last(one.in_focus, one.event_id, one.measure, one.group, one.value, one.claim_id),
    )
    killed = any(claim.measure == "killed" for claim in ordered)
    none = paragraph("No report gives a figure of people killed in this place alone.")
    events = grouped_by(ordered, lambda claim: claim.event_id).values()
    tables = (claims_table(page, _caption(page, own), own) for own in events)
    return fragment("" if killed else none, *tables)


@reads(mentions=["mention_id", "source_id", "place", role_in_words, "role", "value_text", in_print, source_link])
def place_mentions(page: Page) -> Fragment:
    """List the reports that name the place, and as what."""
    ordered = sorted(page.mentions, key=lambda one: (one.source_id, one.mention_id))
    named = unique_by(ordered, lambda one: (one.source_id, one.role, one.place, one.value_text))
    rows = [
        (source_link(page, one), capital(role_in_words(one)), one.place, in_print(one, one.value_text)) for one in named
    ]
    if not rows:
        return fragment(paragraph("No report read in full names it for the violence."))
    names = ("Report", "Named as", "Place", "In print")
    return fragment(table("Reports that name it", [Column(name) for name in names], rows))
