"""The main job: data in, a whole site out, or the old one left as it stands.

One build of a folder at a time. Where nothing changed since the last one,
nothing is loaded or made; else ``make`` does the work. Everything that a build
writes is under the output folder.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from claimbook.build.parts import OURS, Parts, digest, digest_of_files, library_digest, lock_digest
from claimbook.build.stored import stands
from claimbook.problems import BookError

Say = Callable[[str], None]

NOTHING_CHANGED = "nothing changed"
REPORT = "build-report.json"


class BusyError(BookError):
    """Another build is at work in the same folder."""


@dataclass(frozen=True)
class Outcome:
    """What became of a page: executed or reused, why, and in how many seconds."""

    docname: str
    executed: bool
    why: str
    seconds: float


@dataclass(frozen=True)
class Built:
    """What a build did."""

    index: Path
    outcomes: list[Outcome]
    site_reused: bool


def build(
    data: Path,
    out: Path,
    as_of: str = "",
    *,
    jobs: int | None = None,
    scheduler: str = "",
    say: Say = print,
    parts: Parts = OURS,
) -> Built:
    """Build the book of a data package.

    Parameters
    ----------
    data : path
        A data package.
    out : path
        Gets ``html`` (a link to the whole site), ``pages`` (executed
        notebooks), ``build-report.json`` and caches.
    as_of : str
        Only what had been published by this day, ISO 8601; blank for all.
    jobs : int, optional
        How many pages are executed at once on this machine.
    scheduler : str
        Address of a Dask scheduler on whose workers pages are executed; blank
        for this machine.
    say : callable
        Where a line about progress goes.
    parts : Parts
        The chapters and what belongs to them.

    Raises
    ------
    DataProblems, PageError, SiteError, BusyError, NoCluster
        The old site stands as it was.
    """
    out.mkdir(parents=True, exist_ok=True)
    lock = FileLock(out / "build.lock")  # released by the system, too, when a build is killed
    try:
        with lock.acquire(timeout=0):
            key = digest([as_of, sys.version, library_digest(), lock_digest(), digest_of_files(data), parts.digest()])
            unchanged = _unchanged(out, key)
            if unchanged:
                return unchanged
            from claimbook.build.make import make  # imported when there is something to make: that takes a second

            built = make(data, out.resolve(), as_of, jobs, scheduler, say, parts)
            report = {
                "key": key,
                "pages": [asdict(outcome) for outcome in built.outcomes],
                "site": "reused" if built.site_reused else "written",
            }
            _write(out / REPORT, json.dumps(report, indent=1) + "\n")
            return built
    except Timeout:
        raise BusyError(f"another build is at work in {out}; wait for it, or build elsewhere with --out") from None


def _unchanged(out: Path, key: str) -> Built | None:
    """The last build, where it was made of exactly this and all its results still stand."""
    try:
        report = json.loads((out / REPORT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    index = out / "html" / "index.html"
    docnames = [page["docname"] for page in report["pages"]]
    if report.get("key") != key or not index.exists() or not all(stands(out / "pages", name) for name in docnames):
        return None
    outcomes = [Outcome(docname, False, NOTHING_CHANGED, 0.0) for docname in docnames]
    report |= {"pages": [asdict(outcome) for outcome in outcomes], "site": "reused"}
    _write(out / REPORT, json.dumps(report, indent=1) + "\n")
    return Built(index, outcomes, True)


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    unfinished = path.with_name(path.name + ".unfinished")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)
