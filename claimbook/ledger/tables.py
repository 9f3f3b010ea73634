"""The ledger: the tables of a sound data package as pandas frames.

Loads rows with their types and blanks, all of them or those known by a day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from claimbook.errors import BookError
from claimbook.ledger.package import DataPackage, read_package
from claimbook.ledger.vocabulary import adopt
from claimbook.ledger.wording import number_text

# Rows of these tables become known when their source is published.
DATED_BY_SOURCE = ("event_reports", "claims", "statements", "mentions", "indicators", "coverage")


# Tables by name.
Tables = Mapping[str, pd.DataFrame]
# Tables of what others refer to: a row that nothing known refers to isn't known yet.
REFERRED_TO = ("parties", "places", "events", "measures")
# In place of a reason that also speaks of rows that weren't known by then.
LATER_TOO = "a step that added later rows too"


class NothingKnown(BookError):
    """No document had been published by the requested day."""


@dataclass(frozen=True)
class Ledger:
    """All rows of a data package.

    Attributes
    ----------
    package : DataPackage
        The source of the rows, which describes each column.
    tables : mapping of str to DataFrame
        A frame for each table, sorted by id and numbered from 0, so that the order
        of a file's rows never affects a result.
    """

    package: DataPackage
    tables: Mapping[str, pd.DataFrame]

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.tables[table]

    @property
    def about(self) -> dict[str, str]:
        return self.package.about

    @property
    def what_happened(self) -> list[dict[str, Any]]:
        """The package's sentences on what happened, as far as their documents are known."""
        known = set(self["sources"]["source_id"])
        return [one for one in self.package.what_happened if known.issuperset(one["sources"])]

    @cached_property
    def as_of(self) -> str:
        """The latest day on which a document of the ledger can have become known, ISO 8601."""
        return str(known_on(self["sources"]).max())

    @cached_property
    def version(self) -> str:
        """Twelve hexadecimal digits that change with any row and with the description."""
        own = (sorted(self.about.items()), self.package.what_happened, self.package.vocabulary)
        digest = hashlib.sha256(repr(own).encode())
        for name in sorted(self.tables):
            digest.update(name.encode())
            digest.update(to_csv(self[name]).encode())
        return digest.hexdigest()[:12]

    def as_known_on(self, day: str) -> Ledger:
        """Return only what had been published by ``day`` (ISO 8601), as coded today.

        Raises
        ------
        NothingKnown
            If no document had been published by then.
        """
        sources = self["sources"]
        known = sources[known_on(sources) <= day]
        if known.empty:
            raise NothingKnown(
                f"nothing had been published by {day}; the first document is dated {known_on(sources).min()}"
            )
        if len(known) == len(sources):
            return self
        ids = set(known["source_id"])
        tables = dict(self.tables) | {"sources": known}
        for name in DATED_BY_SOURCE:
            tables[name] = tables[name][tables[name]["source_id"].isin(ids)]
        releases = tables["releases"]
        # An announcement becomes known with the first document that reports it.
        tables["releases"] = releases[releases["release_id"].isin(set(tables["claims"]["release_id"].dropna()))]
        tables |= self._referred_to_by(tables)
        tables["changes"] = _log_of(tables)
        return Ledger(self.package, {name: frame.reset_index(drop=True) for name, frame in tables.items()})

    def _referred_to_by(self, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        """Return the parties, places, events and measures that other rows refer to, with those that these refer to."""
        wanted = {name: set[str]() for name in REFERRED_TO}
        wanted["events"].add(self.about["focus_event"])
        wanted["places"].add(self.about["focus_area"])
        kept = dict(tables)
        while True:
            kept |= {name: self[name][self[name].iloc[:, 0].isin(wanted[name])] for name in REFERRED_TO}
            found = {name: set(ids) for name, ids in wanted.items()}
            for name, frame in kept.items():
                for column, target in self.package.references(name).items():
                    if target in found:
                        found[target] |= set(frame[column].dropna())
            if found == wanted:
                return {name: kept[name] for name in REFERRED_TO}
            wanted = found


def _log_of(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the log entries of rows that are there; a reason that speaks of others too is left out."""
    changes = tables["changes"]
    there = {(name, row) for name, frame in tables.items() for row in frame.iloc[:, 0]}
    kept = pd.Series(
        [logged in there for logged in zip(changes["table"], changes["row_id"], strict=True)],
        index=changes.index,
        dtype="bool",  # an empty list would select columns instead
    )
    of_others = set(zip(changes.loc[~kept, "date"], changes.loc[~kept, "reason"], strict=True))
    steps = zip(changes["date"], changes["reason"], strict=True)
    mixed = pd.Series([step in of_others for step in steps], index=changes.index, dtype="bool")
    return changes.assign(reason=changes["reason"].mask(mixed, LATER_TOO))[kept]


def known_on(sources: pd.DataFrame) -> pd.Series:
    """Return the day on which each source became known: its date, or the earliest possible one."""
    return sources["published_on"].fillna(sources["published_earliest"])


def load_ledger(folder: Path | str) -> Ledger:
    """Read a sound data package, and adopt its words.

    Parameters
    ----------
    folder : path
        A data package without problems, see ``claimbook.checks.structure.check_package``.
    """
    package = read_package(folder)
    adopt(package.vocabulary)
    tables = {
        table: read_frame(package, table).sort_values(package.primary_key(table), ignore_index=True)
        for table in package.resources
    }
    return Ledger(package, tables)


def read_frame(package: DataPackage, table: str) -> pd.DataFrame:
    """Return a table with its types, in the order of the file; without rows if it has no file."""
    types = package.dtypes(table)
    if package.is_absent(table):
        return pd.DataFrame({name: pd.array([], dtype=dtype) for name, dtype in types.items()})
    frame = pd.read_csv(package.path(table), dtype=types, keep_default_na=False, na_values=[""], encoding="utf-8")
    return frame[list(types)]


def to_csv(frame: pd.DataFrame) -> str:
    """Return a frame as published CSV: whole numbers without a decimal point, blank where unknown."""
    plain = frame.copy()
    for column in plain.columns:
        if str(plain[column].dtype) == "Float64":
            plain[column] = plain[column].map(number_text, na_action="ignore").astype("str")
    text: str = plain.to_csv(index=False, lineterminator="\n")
    return text
