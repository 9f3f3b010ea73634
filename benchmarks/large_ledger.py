"""Data packages for measuring: the real rows to be edited, or again and again under ids and dates of their own.

Takes a data package, gives one without what holds rows to their recorded state,
or one with as many documents as asked for. There each copy of the coded
documents has its own events and announcements, so that what disagrees in the
real rows disagrees in each copy and nowhere else.
"""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from claimbook.ledger.package import DESCRIPTOR, DataPackage, TextRow, read_package

COPIED = ("sources", "events", "releases", "claims")
SHARED = ("parties", "places")
# Every copy is some whole weeks later: weekdays stay true.
WEEKS = 500


def editable_copy(real: Path, folder: Path) -> Path:
    """The tables without what holds them to their last recorded state: log, coverage, decisions, readings."""
    shutil.copytree(real, folder, ignore=shutil.ignore_patterns("readings"))
    package = read_package(folder)
    for table in ("changes", "coverage"):
        package.write_rows(table, [])
    _decide_nothing(folder)
    return folder


def _decide_nothing(folder: Path) -> None:
    (folder / "decisions.yml").write_text("[]\n", encoding="utf-8")


def write_ledger(real: Path, folder: Path, documents: int) -> int:
    """Write a data package with that many coded documents into ``folder``; gives the number of its claims."""
    package = read_package(real)
    coded = sorted(row["source_id"] for row in package.read_rows("sources") if row["role"] == "coded")
    folder.mkdir(parents=True)
    own = {**package.descriptor["claimbook"], "focus_event": f"{package.about['focus_event']}-0", "what_happened": []}
    descriptor = {**package.descriptor, "claimbook": own}
    (folder / DESCRIPTOR).write_text(json.dumps(descriptor), encoding="utf-8")
    _decide_nothing(folder)
    large = read_package(folder)
    for table in package.resources:
        rows = package.read_rows(table) if table in COPIED + SHARED else []
        large.write_rows(table, rows if table in SHARED else _copies(package, table, rows, coded, documents))
    claims_of = Counter(row["source_id"] for row in package.read_rows("claims"))
    return sum(claims_of[coded[number % len(coded)]] for number in range(documents))


def _copies(
    package: DataPackage, table: str, rows: list[TextRow], coded: list[str], documents: int
) -> Iterator[TextRow]:
    ids = _id_columns(package, table)
    dates = [name for name, field in package.fields(table).items() if field["type"] == "date"]
    order = random.Random(0)
    for copy in range(-(-documents // len(coded))):
        kept = set(coded[: documents - copy * len(coded)])
        later = timedelta(weeks=copy % WEEKS)
        mine = [row for row in rows if row.get("source_id", "") in kept or table in ("events", "releases")]
        order.shuffle(mine)
        for row in mine:
            yield {
                **row,
                # The document that announced it is not copied.
                **({"source_id": ""} if table == "releases" else {}),
                **{name: f"{row[name]}-{copy}" for name in ids if row[name] and table + name != "releasessource_id"},
                **{name: str(date.fromisoformat(row[name]) + later) for name in dates if row[name]},
            }


def _id_columns(package: DataPackage, table: str) -> list[str]:
    """The columns that hold ids of rows that are copied."""
    keys = package.resources[table]["schema"].get("foreignKeys", [])
    onward = [key["fields"][0] for key in keys if key["reference"]["resource"] in ("", *COPIED)]
    return [*package.primary_key(table), *onward, *(["series_id"] if table == "releases" else [])]
