"""The pages of the book: a chapter template, its parameters and the rows selected for it.

Takes the tables of a ledger, gives pages. A page reads its selection and nothing
else; opened by hand, a chapter gets the same from a data package.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from claimbook.analysis.claims import book_tables
from claimbook.analysis.tables import Tables, derived_tables
from claimbook.chapters.registry import TEMPLATES
from claimbook.checks.structure import require_sound
from claimbook.components.chapter import Template
from claimbook.components.page import Page, _read_page
from claimbook.ledger.package import DESCRIPTOR
from claimbook.ledger.tables import Ledger, load_ledger


def book_pages(
    ledger: Ledger, tables: Tables, as_of: str = "", templates: Sequence[Template] = TEMPLATES
) -> Iterator[Page]:
    """Every page of the book on this ledger, in reading order; each is selected when it is asked for.

    Parameters
    ----------
    ledger : Ledger
        Everything, or what was known by ``as_of``.
    tables : mapping of str to DataFrame
        Its ``derived_tables``.
    as_of : str
        The day asked for, ISO 8601; blank for all there is.
    templates : sequence of Template
    """
    about = {**ledger.about, "as_of": as_of or ledger.as_of}
    for template in templates:
        yield from _pages_of(template, ledger, tables, about, as_of)


def _pages_of(
    template: Template, ledger: Ledger, tables: Tables, about: Mapping[str, str], as_of: str
) -> Iterator[Page]:
    if template.for_each is None:
        yield _select(template.name, template, tables, {"as_of": as_of}, about)
        return
    rows = template.for_each(tables)
    key, before = rows.columns[0], tables["claims"].iloc[:0]
    for _, row in rows.iterrows():
        docname, value = f"{template.folder}/{row[key]}", row[key]
        if template.by_day:
            then = book_tables(ledger.as_known_on(value))
            of_day = {**about, "as_of": value}
            yield _select(docname, template, {**then, "before": before}, {key: value}, of_day, row["title"])
            before = then["claims"]
        else:
            yield _select(docname, template, tables, {"as_of": as_of, key: value}, about, row["title"])


def _select(
    docname: str,
    template: Template,
    tables: Tables,
    parameters: Mapping[str, str],
    about: Mapping[str, str],
    title: str = "",
) -> Page:
    rows = template.select(tables, parameters)
    selected = {name: rows[name][columns].reset_index(drop=True) for name, columns in template.columns.items()}
    return Page(docname, template, parameters, selected, about, title)


def open_page(template: str, data_dir: str, as_of: str = "", **parameters: str) -> Page:
    """What a chapter reads: the selection prepared by the build, or the same prepared here from a data package.

    Parameters
    ----------
    template : str
        Name of the chapter.
    data_dir : str
        The page's own inputs, or a data package such as ``../data``.
    as_of : str
        Day up to which the page may know, ISO 8601; blank for all.
    **parameters : str
        The template's own parameters. By hand a blank one means the first row.

    Raises
    ------
    TypeError, ValueError
        Where a parameter is of another type, no date, or names no row.
    """
    for name, value in {"data_dir": data_dir, "as_of": as_of, **parameters}.items():
        if not isinstance(value, str):
            raise TypeError(f"parameter {name} is {value!r}; expected text")
    if as_of:
        date.fromisoformat(as_of)
    folder = Path(data_dir)
    if not (folder / DESCRIPTOR).exists():
        return _read_page(folder, template, {"as_of": as_of, **parameters})
    wanted = [entry for entry in TEMPLATES if entry.notebook == template]
    require_sound(folder)
    ledger = load_ledger(folder)
    if as_of:
        ledger = ledger.as_known_on(as_of)
    candidates = list(book_pages(ledger, derived_tables(ledger), as_of, wanted))
    for page in reversed(candidates) if wanted[0].by_day else candidates:
        if all(page.parameters.get(name) == value for name, value in parameters.items() if value):
            return replace(page, by_hand=True)
    raise ValueError(f"no page of {template} for {parameters}")
