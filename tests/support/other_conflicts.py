"""Data packages of other conflicts, for tests: other words, several sides, a long series."""

import csv
import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path

from claimbook.book.new_package import NewPackage, new_package
from claimbook.ledger.package import read_package
from claimbook.ledger.vocabulary import LISTS
from support.paths import DATA

# Codes that the method itself reads, whatever the conflict.
OF_THE_METHOD = {
    "killed",
    "all",
    "civilians",
    "violence",
    "verification",
    "contradiction",
    "ranking",
    "sequence",
    "phase",
}


def rename_words(folder: Path) -> list[str]:
    """Give every other code of a package another name and label; return the labels that are gone."""
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    gone = []
    for table, column in LISTS.values():
        (resource,) = (one for one in descriptor["resources"] if one["name"] == table)
        (field,) = (one for one in resource["schema"]["fields"] if one["name"] == column)
        names: dict[str, str] = {}
        for one in field["categories"]:
            if one["value"] not in OF_THE_METHOD:
                gone.append(one["label"])
                names[one["value"]] = f"zz_{one['value'][::-1]}"
                one |= {"value": names[one["value"]], "label": f"zz {len(gone)}", "description": ""}
                one |= {name: f"zz {name} {len(gone)}" for name in ("singular", "plural") if name in one}
            if "side" in one:
                one["side"] = f"zz_{one['side'][::-1]}"
        _replace_codes(folder / f"{table}.csv", column, names)
    path.write_text(json.dumps(descriptor), "utf-8")
    (folder / "changes.csv").unlink()
    return gone


def _replace_codes(path: Path, column: str, names: Mapping[str, str]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if rows:
        write_table(path, ({**row, column: names.get(row[column], row[column])} for row in rows), list(rows[0]))


def write_table(path: Path, rows: Iterable[Mapping[str, str]], columns: list[str]) -> None:
    """Write a table; a missing cell is blank."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows)


class Told:
    """A package that grows by announcements, each in a report of its own."""

    def __init__(self, folder: Path, sides: str, groups: str):
        wanted = NewPackage(folder, "Vesla", "the war on Vesla", "Vesla", sides.split(","), groups.split(","))
        new_package(wanted, read_package(DATA))
        self.package = read_package(folder)
        self.example = self.package.read_rows("claims")[0] | {"scope_start": "2031-05-01", "notes": ""}
        self.source, self.release = self.package.read_rows("sources")[0], self.package.read_rows("releases")[0]
        self.rows: dict[str, list[dict[str, str]]] = {"sources": [], "releases": [], "claims": []}

    def add(self, day: str, speaker: str, group: str, figure: str, **cells: str) -> "Told":
        """Add a figure that a speaker announced on a day; ``low to high`` is a range."""
        source_id = f"{speaker}-{day}"
        if source_id not in {row["source_id"] for row in self.rows["sources"]}:
            source = {"source_id": source_id, "published_on": day, "publisher": f"Paper of {speaker}", "notes": ""}
            self.rows["sources"].append(self.source | source)
            release = {"release_id": source_id, "source_id": source_id, "stated_on": day, "claimant_id": speaker}
            self.rows["releases"].append(self.release | release | {"series_id": f"toll-{speaker}"})
        low, _, high = figure.partition(" to ")
        claim = {
            "claim_id": f"claim-{len(self.rows['claims'])}",
            "source_id": source_id,
            "release_id": source_id,
            "claimant_id": speaker,
            "group": group,
            "value_text": figure,
            "value": "" if high else low,
            "value_low": low if high else "",
            "value_high": high,
            "qualifier": "range" if high else "exact",
            "scope_end": day,
        }
        self.rows["claims"].append(self.example | claim | cells)
        return self

    def write(self) -> Path:
        """Write the tables; return the folder."""
        for table, rows in self.rows.items():
            self.package.write_rows(table, rows)
        return self.package.folder


def long_series(folder: Path, days: int) -> Path:
    """A package with two running totals of one speaker for each of many days."""
    told = Told(folder, "North", "soldiers: North")
    for step in range(days):
        day = (date(2031, 5, 1) + timedelta(days=step)).isoformat()
        told.add(day, "north", "all", str(1000 + 7 * step)).add(day, "north", "all", str(1 + step), measure="wounded")
    return told.write()
