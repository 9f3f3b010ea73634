"""Tolls on one axis: a chart that several chapters show with different selections."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from claimbook.components.charts import LabelledRow, LabelledRows
from claimbook.components.elements import Fragment, cited, fragment, paragraph
from claimbook.components.figure import Figure, figure
from claimbook.components.page import Page
from claimbook.components.tables import claims_table
from claimbook.components.toll_rows import Key, chart_key
from claimbook.ledger.records import Claim, blanks_last, columns
from claimbook.ledger.wording import day_in_words


@columns(claims_table, chart_key, "claim_id")
def tolls_figure(
    page: Page,
    slug: str,
    rows: Sequence[LabelledRow],
    claims: Sequence[Claim],
    *,
    title: str,
    subtitle: str,
    caption: str,
    note: str,
    key: Key | None = None,
) -> Figure | Fragment:
    """Show tolls as attributed dots, a row each, in panels by group.

    Parameters
    ----------
    page : Page
    slug : str
        Address of the chart on its page.
    rows : sequence of LabelledRow
        Made by ``claim_row`` and ``absent_row``, in the order shown.
    claims : sequence of Claim
        The claims behind the rows; all of them are in the table.
    title, subtitle, note : str
        As in ``figure``.
    caption : str
        Caption of the table and beginning of the text alternative.
    key : list of (css class, text), optional
        What the marks mean; by default speakers and own losses.
    """
    if not claims:
        return no_tolls(page)
    about = f"Dot plot. {caption}, as known on {day_in_words(page.as_of)}"
    ordered = sorted(claims, key=lambda one: blanks_last(one.group, one.stated_on, one.value, one.claim_id))
    return figure(
        page,
        slug,
        title=title,
        subtitle=subtitle,
        clock="by day of statement",
        chart=LabelledRows(rows, about, axis="People killed, as claimed"),
        table=claims_table(page, caption, ordered),
        rows=claims,
        note=note,
        key=chart_key(claims) if key is None else key,
    )


def no_tolls(page: Page) -> Fragment:
    """Return what is shown instead of a chart if there are no tolls."""
    subject = cited(page.about["subject"])
    return fragment(paragraph(Markup("No running total for {} had been published by then.").format(subject)))
