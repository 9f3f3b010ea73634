"""What nobody claims: an absence that the ledger can show of the documents that are read in full."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from claimbook.components.elements import Fragment, cited, fragment, link, paragraph
from claimbook.components.page import Page
from claimbook.components.selections import OF_PEOPLE
from claimbook.components.tables import Column, table
from claimbook.components.toll_rows import SIDE_ORDER
from claimbook.ledger.vocabulary import GROUPS, MEASURES
from claimbook.ledger.wording import capital, count

SIDES = {"state": "The state", "armed_group": "The armed group", "other": "Others"}
PEOPLE = ("militants", "security_forces", "civilians")


def who_claims_what(page: Page) -> Fragment:
    """For each group and measure how many figures each side gives, or that it gives none."""
    claims = page["claims"]
    rows = []
    for measure in OF_PEOPLE:
        for group in PEOPLE:
            here = claims[(claims["measure"] == measure) & (claims["group"] == group)]
            cells = [_number(here[here["side"] == side]) for side in SIDE_ORDER]
            rows.append((capital(f"{GROUPS[group]} {MEASURES[measure]}"), *cells))
    columns = [Column("Counted"), *(Column(SIDES[side]) for side in SIDE_ORDER)]
    return fragment(
        table("Who gives a figure of what; repeats inside a document are left out", columns, rows, matrix=True)
    )


def _number(claims: pd.DataFrame) -> Markup:
    if claims.empty:
        return Markup('<span class="cb-none">none</span>')
    return link("claims.html", count(len(claims), "figure"), css="cb-count")


def places_without_tolls(page: Page) -> Fragment:
    """The places named for the violence for which no document gives a toll."""
    claims = page["claims"]
    counted = set(claims.loc[claims["measure"] == "killed", "scope_place"].dropna())
    named = page["mentions"].sort_values("place")
    without = named[~named["place_id"].isin(counted)]
    if without.empty:
        return fragment(paragraph("Every place that is named has a toll."))
    return fragment(
        paragraph(
            Markup(
                "For these places, which the documents name for one reason or another, the ledger holds no figure of "
                "people killed in {}: {}."
            ).format(cited(page.about["subject"]), Markup(", ").join(without["place"])),
            Markup("Which document names them stands under {}.").format(link("places.html", "Places", css="cb-page")),
        )
    )
