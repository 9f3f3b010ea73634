"""A long campaign: random damage to the tables is always reported, by file and row, and never with a traceback."""

import csv
import random
import re
import shutil
from collections import Counter
from contextlib import suppress
from itertools import cycle, islice
from pathlib import Path

import pytest
from support.campaigns import size_of
from support.documents import find_documents
from support.packages import write_invented_package
from support.paths import DATA, INVENTED

from claimbook.checks.documents import verify_package
from claimbook.checks.structure import check_package
from claimbook.errors import Problem
from claimbook.ledger.corrections import record_changes
from claimbook.ledger.package import ANCHORED, DataPackage, read_package
from claimbook.ledger.vocabulary import categories_of

CAMPAIGNS = size_of(500)


WAYS = ("type", "vocabulary", "dangling", "span", "swapped", "duplicate", "column", "quoting", "encoding", "digit")


OF_FILES = ("column", "quoting", "encoding")


class Impossible(Exception):
    """The chosen table has nothing that can be damaged in the chosen way."""


class Damage:
    """One table of a package, damaged in one of the ways that hands and programs do."""

    def __init__(self, package: DataPackage, table: str, way: str, chance: random.Random):
        self.package, self.table, self.way, self.chance = package, table, way, chance
        self.path = package.path(table)
        with self.path.open(encoding="utf-8", newline="") as file:
            self.header, *self.rows = list(csv.reader(file))
        self.row = chance.choice(self.rows)
        self.row_id = self.row[0]
        self.anchored = "span_start" in self.header and bool(self.row[self.header.index("span_start")])
        getattr(self, f"_{way}")()
        if way not in ("quoting", "encoding"):
            with self.path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows([self.header, *self.rows])

    def _cell(self, suits: set[str]) -> int:
        found = [place for place, cell in enumerate(self.row) if cell and self.header[place] in suits]
        if not found:
            raise Impossible
        return self.chance.choice(found)

    def _fields(self, **wanted: object) -> set[str]:
        fields = self.package.fields(self.table).items()
        return {name for name, field in fields if all(field.get(key) == value for key, value in wanted.items())}

    def _type(self) -> None:
        typed = self._fields(type="date") | self._fields(type="integer") | self._fields(type="number")
        self.row[self._cell(typed)] = self.chance.choice(["about nine", "31/01/2026", "n/a"])

    def _vocabulary(self) -> None:
        fields = self.package.fields(self.table).items()
        self.row[self._cell({name for name, field in fields if categories_of(field)})] = "no such code"

    def _dangling(self) -> None:
        keys = self.package.resources[self.table]["schema"].get("foreignKeys", [])
        self.row[self._cell({name for key in keys for name in key["fields"]})] = "nobody-knows"

    def _span(self) -> None:
        if not self.anchored:
            raise Impossible
        for name in ("span_start", "span_end"):
            place = self.header.index(name)
            self.row[place] = str(int(self.row[place]) + self.chance.choice([1, 2, 40]))

    def _swapped(self) -> None:
        pairs = [
            ("value_low", "value_high"),
            ("start", "end"),
            ("scope_start", "scope_end"),
            ("span_start", "span_end"),
        ]
        pairs += [("published_earliest", "published_latest"), ("years_start", "years_end")]
        places = [
            tuple(map(self.header.index, pair)) for pair in pairs if set(pair) <= set(self.header)
        ]  # fmt: skip
        for low, high in places:
            if self.row[low] and self.row[high] and self.row[low] != self.row[high]:
                self.row[low], self.row[high] = self.row[high], self.row[low]
                return
        raise Impossible

    def _duplicate(self) -> None:
        self.rows.append(list(self.row))

    def _column(self) -> None:
        dropped = self.chance.randrange(len(self.header))
        self.header = [*self.header[:dropped], *self.header[dropped + 1 :]]
        self.rows = [[*row[:dropped], *row[dropped + 1 :]] for row in self.rows]

    def _quoting(self) -> None:
        self.path.write_bytes(self.path.read_bytes() + b'open,"quote\n')

    def _encoding(self) -> None:
        self.path.write_bytes(self.path.read_bytes().replace(b"e", b"\xe9", 1))

    def _digit(self) -> None:
        with_digits = {name for name, cell in zip(self.header, self.row, strict=True) if re.search(r"\d", cell)}
        place = self._cell(with_digits - {"document_file", "url", "notes", "recorded_on"})
        digits = [match.start() for match in re.finditer(r"\d", self.row[place])]
        at = self.chance.choice(digits)
        cell = self.row[place]
        self.row[place] = f"{cell[:at]}{(int(cell[at]) + 1) % 10}{cell[at + 1 :]}"


def record_everything(folder: Path) -> None:
    """Write every row of a package to its corrections log, which is empty."""
    package = read_package(folder)
    tables = {table: package.read_rows(table) for table in package.resources}
    record_changes(package, tables, "First edition.", "The tests", "2031-06-01")


@pytest.mark.soak
def test_random_damage_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """By the rules and the documents alone; what only the log of changes can know, by the log."""
    documents = find_documents()
    whole = tmp_path / "whole"
    if documents is None:
        record_everything(write_invented_package(whole))
        documents = INVENTED / "documents"
    else:
        shutil.copytree(DATA, whole)
    log = (whole / "changes.csv").read_bytes()
    (whole / "changes.csv").write_text((whole / "changes.csv").open(encoding="utf-8").readline(), "utf-8")
    # The corners of an outline are for orientation only: neither a document nor the log holds them.
    held = [table for table in read_package(whole).resources if table != "outlines"]
    tables = [table for table in held if len(read_package(whole).read_rows(table)) > 1]
    chance = random.Random(20260131)
    reported: Counter[str] = Counter()
    by_the_log: Counter[str] = Counter()
    folder = tmp_path / "damaged"
    for way in islice(cycle(WAYS), CAMPAIGNS):
        damage = None
        while damage is None:
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(whole, folder)
            with suppress(Impossible):
                damage = Damage(read_package(folder), chance.choice(tables), way, chance)

        def told(problems: list[Problem], of: Damage = damage) -> bool:
            named = [problem for problem in problems if Path(problem.file) == of.path]
            assert all(problem.expected and problem.action for problem in named)
            # A row whose id was changed is no longer there: it is missed by its id.
            return any(problem.row or of.way in OF_FILES or of.row_id in problem.value for problem in named)

        if told(verify_package(folder, documents)[0]) or told(check_package(folder)):
            reported[damage.way] += 1
            continue
        assert damage.way == "digit", f"{damage.way} in {damage.table} went unseen"
        (folder / "changes.csv").write_bytes(log)
        assert told(check_package(folder)), f"a digit in {damage.table} went unseen: {damage.row}"
        by_the_log["anchored" if damage.table in ANCHORED and damage.anchored else "not anchored"] += 1
    assert set(reported) == set(WAYS)
    with capsys.disabled():
        ways = ", ".join(f"{way} {number}" for way, number in sorted(reported.items()))
        print(f"\n{reported.total()} of {CAMPAIGNS} reported by the rules and the documents: {ways}")
        rows = ", ".join(f"{kind} {number}" for kind, number in sorted(by_the_log.items()))
        print(f"{by_the_log.total()} changed digits known only from the log of changes, by row: {rows or 'none'}")
