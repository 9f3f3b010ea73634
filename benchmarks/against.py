"""This revision against another, side by side in one run: `make against BEFORE=<revision>`.

Each has a clean checkout and an environment of its own, since kernels run what is
installed. Builds of the real book alternate: from nothing, after a note changed,
after a value changed, after nothing changed. Prints the medians and the ratio of
each; ends with status 1 if anything takes over a tenth longer than before.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from large_ledger import editable_copy

from claimbook.ledger.package import read_package

HERE = Path(__file__).parent
TURNS = 3
# What counts as slower: a ratio under this, and more than the clock can tell.
SLOWER, FEWEST_SECONDS = 0.9, 0.2


def checked_out(revision: str, folder: Path) -> Path:
    """Return the command of a clean checkout of a revision."""
    subprocess.run(["git", "clone", "--quiet", HERE.parent, folder], check=True)
    subprocess.run(["git", "checkout", "--quiet", revision], cwd=folder, check=True)
    subprocess.run(["make", ".venv/installed"], cwd=folder, check=True, capture_output=True)
    return folder / ".venv" / "bin" / "claimbook"


def change(data: Path, column: str, turn: int) -> None:
    """Change one cell of a claim, another claim in each turn."""
    package = read_package(data)
    rows = package.read_rows("claims")
    row = [row for row in rows if row["value"]][10 * (turn + 1)]
    row[column] = f"A word more, {turn}." if column == "notes" else str(int(row["value"]) + 1)
    package.write_rows("claims", rows)


def main(before: str) -> int:
    """Measure both and say what became slower."""
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        commands = {one: checked_out(rev, scratch / one) for one, rev in (("before", before), ("now", "HEAD"))}
        times: dict[str, dict[str, list[float]]] = {}

        def build(what: str, which: str, turn: int) -> None:
            folder = scratch / f"{which}-{turn}"
            command = [commands[which], "build", "--data", folder / "data", "--out", folder / "out"]
            started = time.perf_counter()
            subprocess.run(command, cwd=scratch / which, check=True, capture_output=True)
            times.setdefault(what, {}).setdefault(which, []).append(time.perf_counter() - started)

        for turn in range(TURNS):
            for which in commands:
                editable_copy(scratch / which / "data", scratch / f"{which}-{turn}" / "data")
            for what, column in (("clean build", ""), ("a note", "notes"), ("a value", "value"), ("nothing", "")):
                for which in commands:
                    if column:
                        change(scratch / f"{which}-{turn}" / "data", column, turn)
                    build(what, which, turn)
        return report(
            {what: {one: statistics.median(own) for one, own in both.items()} for what, both in times.items()}
        )


def report(middle: dict[str, dict[str, float]]) -> int:
    """Print a line for each measure; return 1 if any is slower than before."""
    slower = []
    for what, own in middle.items():
        ratio = own["before"] / own["now"]
        print(f"{what}: {own['before']:.2f} s before, {own['now']:.2f} s now, {ratio:.2f} times as fast")
        if ratio < SLOWER and own["now"] - own["before"] > FEWEST_SECONDS:
            slower.append(what)
    if slower:
        print(f"slower than before by over a tenth: {', '.join(slower)}")
    return int(bool(slower))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
