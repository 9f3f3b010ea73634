"""Claims as rows of a chart, and what is said beside them: the key.

Takes a page's claims, gives prepared rows. Draws nothing.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from claimbook.analysis.claims import UNATTRIBUTED
from claimbook.components.page import Page
from claimbook.ledger.vocabulary import GROUPS, STATED
from claimbook.ledger.wording import capital, figure_text, say_day

# Whose tolls the front page sets side by side, at one size, in this order.
MAIN_GROUPS = ("militants", "security_forces", "civilians")
# Who is named first where several speak.
SIDE_ORDER = {"state": 0, "armed_group": 1, "other": 2}
OWN_OR_OTHER = (("own", "its own side’s losses"), ("other", "what it says of others"))
# Figures of publications that are cited for them alone are told apart from those of the documents read in full.
CITED = " (cited)"
CITED_KEY = ("cited", "dashed: cited from a publication that isn’t read in full")


def focus_claims(page: Page, table: str = "claims") -> pd.DataFrame:
    """The page's claims about the episode that the book is about."""
    claims = page[table]
    focus = claims["event_id"] == page.about["focus_event"]
    return claims[focus & claims["group"].isin(MAIN_GROUPS)]


def tolls(claims: pd.DataFrame) -> pd.DataFrame:
    """Cumulative counts of people killed, without repeats, parts and withdrawn rows."""
    return claims[
        (claims["measure"] == "killed")
        & (claims["status"] == "active")
        & (claims["count_kind"] == "cumulative")
        & claims["restates"].isna()
        & claims["subgroup"].isna()
        & claims["value"].notna()
    ]


def named_tolls(page: Page) -> pd.DataFrame:
    """Tolls of named speakers on the episode."""
    claims = focus_claims(page)
    return tolls(claims[claims["speaker_id"] != UNATTRIBUTED])


def speakers(claims: pd.DataFrame) -> pd.DataFrame:
    """The independent speakers among claims, state first, then armed group, then others."""
    found = claims[claims["speaker_id"] != UNATTRIBUTED][["speaker_id", "speaker", "side"]].drop_duplicates()
    return found.assign(rank=found["side"].map(SIDE_ORDER)).sort_values(["rank", "speaker_id"])


def key_of(claims: pd.DataFrame) -> list[tuple[str, str]]:
    """What colours and marks mean on a chart of claims."""
    spoken = [(row["side"], row["speaker"]) for _, row in speakers(claims).iterrows()]
    return [*spoken, *OWN_OR_OTHER, *([CITED_KEY] if (claims["role"] == "context").any() else [])]


def claim_row(claim: Any, panel: str) -> dict[str, Any]:
    """A claim as a row of a chart."""
    cited = claim["role"] == "context"
    return {
        "panel": panel,
        "text": f"{claim['speaker']}, {STATED[claim['clock']]} {say_day(claim['stated_on'])}{CITED if cited else ''}",
        "label": figure_text(claim),
        "value": claim["value"],
        "value_high": claim["value_high"],
        "side": claim["side"],
        "own": bool(claim["own_losses"]),
        "cited": cited,
    }


def absent_row(panel: str, party: Any) -> dict[str, Any]:
    """A speaker who gives no figure: said in words, nothing drawn."""
    empty = dict.fromkeys(("value", "value_high"), pd.NA)
    return {
        "panel": panel,
        "text": f"{party['speaker']}: not stated",
        "label": "",
        "side": party["side"],
        "own": False,
        "cited": False,
    } | empty


def distinct_figures(claims: pd.DataFrame) -> pd.DataFrame:
    """One claim for each group's figure in words, smallest first: documents that repeat a figure don't multiply it.

    A document that is read in full stands for those that are only cited.
    """
    ordered = claims.sort_values(["value", "role", "claim_id"])
    words = pd.Series([figure_text(claim) for _, claim in ordered.iterrows()], index=ordered.index, dtype="str")
    return ordered[~pd.DataFrame({"group": ordered["group"], "words": words}).duplicated()]


def said(claims: pd.DataFrame) -> str:
    """The different figures of some claims in words: ``17``, ``over 80, 84 or 94``."""
    *first, last = [figure_text(claim) for _, claim in distinct_figures(claims).iterrows()]
    return f"{', '.join(first)} or {last}" if first else last


def panel_name(group: str) -> str:
    return f"{capital(GROUPS[group])} killed"
