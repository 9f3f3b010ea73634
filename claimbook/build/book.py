"""The main job: data in, a whole site out, or the old one left as it stands.

Checks the data, executes the pages whose key changed, publishes, and replaces
``html`` in one step. Everything it makes is under the output folder.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path

from filelock import FileLock, Timeout
from tqdm import tqdm

from claimbook.build.execute import Job, Outcome, PageError, execute_in_worker, page_job, why_execute
from claimbook.build.site import publish, site_key, stage
from claimbook.build.warm import warm_kernels
from claimbook.check import require_sound
from claimbook.ledger import load_ledger
from claimbook.pages import Page, book_pages

Say = Callable[[str], None]


class BusyError(Exception):
    """Another build is at work in the same folder."""


@dataclass(frozen=True)
class Built:
    """What a build did."""

    index: Path
    outcomes: list[Outcome]
    site_reused: bool


def build(data: Path, out: Path, as_of: str = "", jobs: int = 2, say: Say = print) -> Built:
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
    jobs : int
        How many pages are executed at once.
    say : callable
        Where a line about progress goes.

    Raises
    ------
    DataProblems, PageError, SiteError, BusyError
        The old site stands as it was.
    """
    require_sound(data)
    out.mkdir(parents=True, exist_ok=True)
    lock = FileLock(out / "build.lock")  # released by the system, too, when a build is killed
    try:
        with lock.acquire(timeout=0):
            return _build(data, out, as_of, jobs, say)
    except Timeout:
        raise BusyError(f"another build is at work in {out}; wait for it, or build elsewhere with --out") from None


def _build(data: Path, out: Path, as_of: str, jobs: int, say: Say) -> Built:
    for abandoned in out.glob("staging-*"):  # by a build that was killed
        shutil.rmtree(abandoned)
    ledger = load_ledger(data)
    if as_of:
        ledger = ledger.as_known_on(as_of)
    pages = book_pages(ledger, as_of)
    out = out.resolve()  # Sphinx changes folders while it works
    executed = out / "pages"
    executed.mkdir(parents=True, exist_ok=True)
    outcomes = _execute(pages, executed, jobs, say)
    _forget_others(pages, executed)
    with tempfile.TemporaryDirectory(dir=out, prefix="staging-") as folder:
        staging = Path(folder)
        stage(pages, executed, ledger, staging, out / "pictures")
        site = out / "sites" / site_key(staging)
        reused = site.exists()
        if not reused:
            say("publishing the site")
            made = staging / "site"
            publish(staging, made)
            site.parent.mkdir(exist_ok=True)
            made.replace(site)
    _point(out / "html", site)
    for other in site.parent.iterdir():
        if other != site:
            shutil.rmtree(other)
    report = {"pages": [asdict(outcome) for outcome in outcomes], "site": "reused" if reused else "written"}
    (out / "build-report.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return Built(out / "html" / "index.html", outcomes, reused)


def _execute(pages: list[Page], executed: Path, jobs: int, say: Say) -> list[Outcome]:
    """Execute what must be; a failing page stops the rest."""
    jobs_by_page = {page.docname: page_job(page) for page in pages}
    reasons = {docname: why_execute(job, executed) for docname, job in jobs_by_page.items()}
    outcomes = {docname: Outcome(docname, False, "nothing changed", 0.0) for docname in jobs_by_page}
    due = [job for docname, job in jobs_by_page.items() if reasons[docname]]
    if due:
        # A fresh interpreter for each worker: nothing of this process leaks into a page.
        with (
            warm_kernels(),
            ProcessPoolExecutor(max_workers=min(jobs, len(due)), mp_context=get_context("spawn")) as pool,
        ):
            for outcome in _progress(_run(pool, due, executed, reasons), len(due), say):
                outcomes[outcome.docname] = outcome
    return list(outcomes.values())


def _run(pool: Executor, due: list[Job], executed: Path, reasons: dict[str, str]) -> Iterable[Outcome]:
    futures = [pool.submit(execute_in_worker, job, executed, reasons[job.docname]) for job in due]
    try:
        for future in as_completed(futures):
            yield future.result()
    except BrokenExecutor:
        raise PageError("a process that executed pages died; the machine may have run out of memory") from None
    finally:
        for future in futures:
            future.cancel()


def _progress(outcomes: Iterable[Outcome], total: int, say: Say) -> Iterable[Outcome]:
    """A bar on a terminal, a line for each page elsewhere."""
    if sys.stderr.isatty():
        yield from tqdm(outcomes, total=total, desc="pages", unit="page")
        return
    for done, outcome in enumerate(outcomes, start=1):
        say(f"[{done}/{total}] {outcome.docname}: {outcome.why}, {outcome.seconds:.1f} s")
        yield outcome


def _forget_others(pages: list[Page], executed: Path) -> None:
    """Remove the results of pages that the book no longer has."""
    wanted = {executed / page.docname for page in pages}
    for key in list(executed.rglob("key.json")):
        if key.parent not in wanted:
            shutil.rmtree(key.parent)


def _point(link: Path, site: Path) -> None:
    """Make ``link`` lead to a whole site, in one step that can't be seen half done."""
    new = link.with_name(link.name + ".new")
    new.unlink(missing_ok=True)
    new.symlink_to(os.path.relpath(site, link.parent))
    new.replace(link)
