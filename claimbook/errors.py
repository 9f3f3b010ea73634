"""Faults of the data, worded for the person who will fix them.

Formats the problems that ``checks`` finds as the lines that the command prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import groupby

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # characters that would command a terminal
SHOWN_PER_FILE = 50  # the total is still given
ROWS_NAMED = 3  # of rows with the same problem


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
        return self.said_of([self.row] if self.row else [])

    def said_of(self, rows: Sequence[int]) -> str:
        """Return the problem in words, as that of some rows.

        >>> Problem("claims.csv", 4, "group", "militant", "one of: militants", "Correct it.").said_of([4, 9, 12, 15])
        "rows 4, 9 and 2 more, column group: found 'militant'; expected one of: militants. Correct it."
        """
        numbers = [str(row) for row in rows]
        if len(numbers) > ROWS_NAMED:
            numbers = [*numbers[: ROWS_NAMED - 1], f"{len(numbers) - ROWS_NAMED + 1} more"]
        named = " and ".join(filter(None, [", ".join(numbers[:-1]), *numbers[-1:]]))
        place = [f"row{'s' if len(rows) > 1 else ''} {named}"] if rows else []
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


def _joined(problems: Iterable[Problem]) -> Iterator[str]:
    """Yield the problems of one file in words: what is the same in several columns of a row, or in several rows, once.

    >>> print(*_joined([Problem("a.csv", row, "day", "x", "a day", "Correct it.") for row in (2, 3)]))
    rows 2 and 3, column day: found 'x'; expected a day. Correct it.
    """
    of_row: dict[object, list[Problem]] = {}
    for one in problems:
        of_row.setdefault((one.row, one.value, one.expected, one.action) if one.row else one, []).append(one)
    alike: dict[Problem, list[int]] = {}
    for first, *others in of_row.values():
        columns = ", ".join(dict.fromkeys(one.column for one in (first, *others)))
        alike.setdefault(replace(first, row=0, column=columns), []).append(first.row)
    for problem, rows in alike.items():
        yield replace(problem, row=rows[0]).said_of([row for row in rows if row])


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
        lines += [f"  {words}" for words in of_file[:SHOWN_PER_FILE]]
        if len(of_file) > SHOWN_PER_FILE:
            lines.append(f"  and {len(of_file) - SHOWN_PER_FILE} more in this file")
    plural = ["" if number == 1 else "s" for number in (len(ordered), files)]
    lines.append(f"{len(ordered)} problem{plural[0]} in {files} file{plural[1]}.")
    return "\n".join(lines)
