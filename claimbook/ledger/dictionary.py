"""The data dictionary: every table and column, from ``datapackage.json``.

Returns it as a frame for the book and as Markdown for ``data/README.md``. All of
its words come from the data package.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from claimbook.ledger.package import DataPackage, read_package
from claimbook.ledger.vocabulary import categories_of


def data_dictionary(package: DataPackage, rows_of: Mapping[str, int] | None = None) -> pd.DataFrame:
    """Return a row for each column: ``table, about, rows, column, type, allowed, description``.

    ``rows`` is the number of rows of the table, if ``rows_of`` gives it.
    """
    counts = rows_of or {}
    rows = [
        (
            table,
            resource["description"],
            counts.get(table, 0),
            name,
            field["type"],
            expected_of(field),
            field["description"],
        )
        for table, resource in package.resources.items()
        for name, field in package.fields(table).items()
    ]
    return pd.DataFrame(rows, columns=["table", "about", "rows", "column", "type", "allowed", "description"])


def readme(package: DataPackage) -> str:
    """Return the text of ``data/README.md``."""
    parts = [
        f"# {package.about['title']}: the data package",
        package.about["description"],
        "Written from `datapackage.json`, which is what counts. Blank means unknown, never zero. Dates are ISO 8601."
        " Ids are stable; a withdrawn row keeps its id.",
    ]
    for table, columns in data_dictionary(package).groupby("table", sort=False):
        parts.append(f"## {table}.csv\n\n{columns['about'].iloc[0]}")
        lines = [f"| {row.column} | {_cell(row.allowed)} | {_cell(row.description)} |" for row in columns.itertuples()]
        parts.append("\n".join(["| column | holds | meaning |", "| --- | --- | --- |", *lines]))
    return "\n\n".join(parts) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def write_readme(folder: Path) -> None:
    """Write ``README.md`` into a data package."""
    (folder / "README.md").write_text(readme(read_package(folder)), encoding="utf-8")


def expected_of(field: dict[str, Any]) -> str:
    """Return the allowed values of a field in words, from its Table Schema.

    >>> expected_of({"type": "date", "constraints": {"required": True}})
    'a date such as 2026-01-31'
    >>> expected_of({"type": "integer", "constraints": {"minimum": 1, "maximum": 5}})
    'a whole number from 1 to 5, or blank'
    """
    limits = field.get("constraints", {})
    optional = "" if limits.get("required") else ", or blank"
    codes = [str(one["value"]) for one in categories_of(field)]
    if codes:
        return "one of: " + ", ".join(codes) + optional
    if "pattern" in limits:
        return f"text of the form {limits['pattern']}{optional}"
    words = {
        "date": "a date such as 2026-01-31",
        "integer": "a whole number",
        "number": "a number",
        "string": "an address" if field.get("format") == "uri" else "text",
    }[field["type"]]
    low, high = limits.get("minimum"), limits.get("maximum")
    if low is not None and high is not None:
        words += f" from {low} to {high}"
    elif low is not None:
        words += f" of {low} or more"
    return words + optional
