"""Faults of the data, worded for the person who will fix them.

Formats the problems that ``checks`` finds as the lines that the command prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from itertools import groupby

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # characters that would command a terminal
SHOWN_PER_FILE = 50  # more are usually the same mistake again; the total is still given


@dataclass(frozen=True, order=True)
class Problem:
    """A fault of the data package.

    ``row`` is the line of the file as a spreadsheet numbers it (the header is row
    1), or 0 if the fault concerns the whole file.
    """

    file: str
    row: int
    column: str
    value: str
    expected: str
    action: str

    def __str__(self) -> str:
        place = [f"row {self.row}"] if self.row else []
        place += [f"column {self.column}"] if self.column else []
        found = repr(self.value) if self.row else CONTROL.sub(lambda odd: repr(odd[0])[1:-1], self.value)
        where = f"{', '.join(place)}: " if place else ""
        return f"{where}found {found}; expected {self.expected}. {self.action}"

    def as_record(self) -> dict[str, str | int]:
        return asdict(self)


class BookError(Exception):
    """An error that the user can fix; printed without a traceback."""


class DataProblems(BookError):
    """The data package is not sound; holds every problem found."""

    def __init__(self, problems: list[Problem]):
        super().__init__(report(problems))
        self.problems = problems


def _joined(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield problems of one file; those that say the same of several columns of a row as one."""
    same: dict[object, list[Problem]] = {}
    for one in problems:
        same.setdefault((one.row, one.value, one.expected, one.action) if one.row else one, []).append(one)
    for of_row in same.values():
        yield replace(of_row[0], column=", ".join(one.column for one in of_row)) if len(of_row) > 1 else of_row[0]


def report(problems: Iterable[Problem]) -> str:
    """Return the problems in words, grouped by file, with a total at the end.

    >>> print(report([Problem("claims.csv", 4, "group", "militant", "one of: militants", "Correct it.")]))
    claims.csv
      row 4, column group: found 'militant'; expected one of: militants. Correct it.
    1 problem in 1 file.
    """
    ordered = sorted(problems)
    lines = []
    files = 0
    for file, group in groupby(ordered, key=lambda problem: problem.file):
        of_file = list(_joined(group))
        files += 1
        lines.append(file)
        lines += [f"  {problem}" for problem in of_file[:SHOWN_PER_FILE]]
        if len(of_file) > SHOWN_PER_FILE:
            lines.append(f"  and {len(of_file) - SHOWN_PER_FILE} more in this file")
    plural = ["" if number == 1 else "s" for number in (len(ordered), files)]
    lines.append(f"{len(ordered)} problem{plural[0]} in {files} file{plural[1]}.")
    return "\n".join(lines)
