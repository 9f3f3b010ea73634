"""Claims on one axis: the figure that several chapters show of different selections.

Takes rows prepared by ``rows``, gives a figure. Chooses no claims itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from claimbook.components.charts import labelled_rows_chart
from claimbook.components.elements import Fragment, cited, fragment, paragraph
from claimbook.components.figure import figure
from claimbook.components.page import Page
from claimbook.components.tables import claims_table
from claimbook.components.toll_rows import key_of
from claimbook.ledger.wording import say_day


def tolls_figure(
    page: Page,
    slug: str,
    rows: Sequence[dict[str, Any]],
    claims: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    caption: str,
    note: str,
    key: Sequence[tuple[str, str]] | None = None,
) -> Fragment:
    """Tolls as attributed dots, a row each, in panels by group.

    Parameters
    ----------
    page : Page
    slug : str
        Address of the figure on its page.
    rows : sequence of dict
        Made by ``claim_row`` and ``absent_row``, in the order shown.
    claims : DataFrame
        The claims behind the rows: all of them stand in the table.
    title, subtitle, note : str
        As in ``figure``.
    caption : str
        Of the table; also what the text alternative says the chart is of.
    key : sequence of (css class, text), optional
        What the marks mean; the speakers and own losses where absent.
    """
    if claims.empty:
        return no_tolls(page)
    data = pd.DataFrame(rows).assign(order=range(len(rows)))
    return figure(
        page,
        slug,
        title=title,
        subtitle=subtitle,
        clock="by day of statement",
        charts=lambda width: labelled_rows_chart(data, width, "People killed, as claimed"),
        alternative=describe_rows(data, caption, page),
        table=claims_table(page, caption, claims.sort_values(["group", "stated_on", "value", "claim_id"])),
        rows=claims,
        note=note,
        key=key_of(claims) if key is None else key,
    )


def no_tolls(page: Page) -> Fragment:
    """What stands where there is nothing to draw."""
    subject = cited(page.about["subject"])
    return fragment(paragraph(Markup("No running total for {} had been published by then.").format(subject)))


def describe_rows(rows: pd.DataFrame, of: str, page: Page) -> str:
    """A text alternative made from the rows of a chart."""
    given = rows["value"].notna() | rows["value_high"].notna()
    parts = [
        f"{panel}: " + "; ".join(f"{row['label']} ({row['text']})" for _, row in of_panel.iterrows())
        for panel, of_panel in rows[given].groupby("panel", sort=False)
    ]
    absent = "; ".join(f"{row['panel']}, {row['text']}" for _, row in rows[~given].iterrows())
    return (
        f"Dot plot. {of}, as known on {say_day(page.as_of)}. {'. '.join(parts)}. "
        f"{f'No figure: {absent}. ' if absent else ''}All figures are in the table below."
    )
