"""Compare claims, findings and pages with an earlier revision of the data.

Reads the data package as it is and as it was in a git revision, and returns the
differences: what publishing would change. Writes nothing.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from claimbook.analysis.tables import derived_tables
from claimbook.book.pages import book_pages
from claimbook.components.page import Page, page_inputs
from claimbook.files import inside
from claimbook.ledger.corrections import NOT_LOGGED
from claimbook.ledger.package import DESCRIPTOR, DataPackage
from claimbook.ledger.tables import Ledger, Tables, load_ledger
from claimbook.ledger.wording import count


class NoRevision(Exception):
    """Git does not know the revision, or it has no such data."""


@dataclass(frozen=True)
class Difference:
    """A row, finding or page that is new, gone or changed."""

    what: str
    outcome: str
    name: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.outcome} {self.name}{f': {self.detail}' if self.detail else ''}"


def compare_revision(folder: Path, revision: str) -> list[Difference]:
    """Return all differences between a sound data package and its state at a git revision."""
    after = load_ledger(folder)
    with tempfile.TemporaryDirectory() as kept:
        before = _as_described_now(load_ledger(check_out(after.package, revision, Path(kept))), after)
        old, new = derived_tables(before), derived_tables(after)
        pages = list(book_pages(before, old)), list(book_pages(after, new))
        return [*_rows(before, after), *_findings(old, new), *_pages(*pages)]


def report_differences(differences: list[Difference], revision: str) -> str:
    """Return the differences in words, table by table, then findings and pages."""
    if not differences:
        return f"Nothing changed since {revision}."
    lines = []
    for what in dict.fromkeys(one.what for one in differences):
        of_kind = [one for one in differences if one.what == what]
        lines += [f"{what}: {count(len(of_kind), 'difference')}", *(f"  {one}" for one in of_kind)]
    return "\n".join(lines)


LINK = b"120000"  # as git lists it


def _git(folder: Path, revision: str, *arguments: str) -> bytes:
    """Return what git says; it reads stored contents only, so that no filter or hook of the repository runs."""
    quiet = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never"]
    environment = {**os.environ, "GIT_NO_LAZY_FETCH": "1", "GIT_NO_REPLACE_OBJECTS": "1"}
    asked = subprocess.run(
        ["git", "-C", str(folder), *quiet, *arguments], capture_output=True, check=False, env=environment
    )
    if asked.returncode:
        raise NoRevision(f"git has no data at {revision}: {asked.stderr.decode(errors='replace').strip()}")
    return asked.stdout


def check_out(package: DataPackage, revision: str, into: Path) -> Path:
    """Write the data package as it was; facts about the book that its descriptor lacked come from today's."""
    if revision.startswith("-"):
        raise NoRevision(f"{revision!r} is no revision")
    listed = _git(package.folder, revision, "ls-tree", "-r", "-z", "--full-tree", f"{revision}:./")
    for entry in filter(None, listed.split(b"\0")):
        described, _, name = entry.partition(b"\t")
        mode, kind, blob = described.split()
        if kind == b"blob" and mode != LINK:
            path = inside(into, name.decode("utf-8", "replace"))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_git(package.folder, revision, "cat-file", "blob", blob.decode()))
    descriptor = into / DESCRIPTOR
    described = json.loads(descriptor.read_text(encoding="utf-8"))
    described["claimbook"] = package.descriptor["claimbook"] | described.get("claimbook", {})
    descriptor.write_text(json.dumps(described), encoding="utf-8")
    return into


def _as_described_now(before: Ledger, after: Ledger) -> Ledger:
    """Give earlier rows today's columns: columns that are newer are blank, and rows active."""
    tables = {}
    for name, frame in after.tables.items():
        old = before.tables.get(name, frame.iloc[:0])
        moved = old.reindex(columns=list(frame.columns))
        if "status" in frame and "status" not in old:
            moved["status"] = "active"
        tables[name] = moved.astype(frame.dtypes.to_dict())
    return Ledger(before.package, tables)


def _rows(before: Ledger, after: Ledger) -> Iterator[Difference]:
    for name in after.tables:
        key = after.package.primary_key(name)
        if name in NOT_LOGGED:
            continue
        old, new = (_as_text(ledger.tables[name]).set_index(key[0]) for ledger in (before, after))
        for row in sorted(set(old.index) | set(new.index)):
            if row not in old.index:
                yield Difference(name, "new", row)
            elif row not in new.index:
                yield Difference(name, "gone", row)
            else:
                changed = [column for column in new.columns if old.at[row, column] != new.at[row, column]]
                for column in changed:
                    detail = f"{column} {old.at[row, column]!r} → {new.at[row, column]!r}"
                    yield Difference(name, "changed", row, detail)


def _as_text(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype("str").fillna("")


def _findings(before: Tables, after: Tables) -> Iterator[Difference]:
    old, new = (tables["findings"].set_index("finding_id") for tables in (before, after))
    for finding_id in sorted(set(old.index) | set(new.index)):
        if finding_id not in old.index:
            yield Difference("findings", "new", finding_id, new.at[finding_id, "sentence"])
        elif finding_id not in new.index:
            yield Difference("findings", "gone", finding_id, old.at[finding_id, "sentence"])
        elif not old.loc[finding_id].equals(new.loc[finding_id]):
            yield Difference("findings", "changed", finding_id, new.at[finding_id, "sentence"])


def _pages(before: list[Page], after: list[Page]) -> Iterator[Difference]:
    old, new = ({page.docname: page_inputs(page) for page in pages} for pages in (before, after))
    for docname in sorted(set(old) | set(new)):
        if docname not in old:
            yield Difference("pages", "new", docname)
        elif docname not in new:
            yield Difference("pages", "gone", docname)
        elif old[docname] != new[docname]:
            inputs = [name for name in new[docname] if old[docname].get(name) != new[docname][name]]
            yield Difference("pages", "changed", docname, ", ".join(name.removesuffix(".json") for name in inputs))
