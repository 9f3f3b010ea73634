"""Check, derive, execute, publish, and replace the site in one step.

Executes only the pages whose key changed; a failure anywhere leaves the previous
site unchanged.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from claimbook.analysis.tables import derived_tables
from claimbook.book.pages import book_pages
from claimbook.book.project import Project
from claimbook.builder.cache import Key, forget_others, index_of_pages, page_key, reason_to_run, store_result
from claimbook.builder.drawings import Drawings
from claimbook.builder.folder import remove_other_sites, staging_folder
from claimbook.builder.report import NOTHING_CHANGED, REPORT, BuildResult, Log, PageResult
from claimbook.checks.structure import require_sound
from claimbook.components.page import Page
from claimbook.kernels.execute import Job, PageError, execute_page, page_job
from claimbook.ledger.tables import load_ledger

if TYPE_CHECKING:  # imported later, while pages are executed
    from claimbook.publish.edition import Edition

# Needed for publishing: imported while pages are executed, since that takes a second.
PUBLISHING = ("jupyter_book.sphinx", "myst_nb.sphinx_ext", "sphinx.builders.html", "claimbook.builder.site")


def run_pipeline(data: Path, out: Path, as_of: str, pool: Executor, log: Log, project: Project) -> BuildResult:
    """Run a build whose lock is held; see ``claimbook.builder.build.build``."""
    with Drawings(out / "drawings") as drawings:
        return _run(data, out, as_of, pool, drawings, log, project)


def _run(
    data: Path, out: Path, as_of: str, pool: Executor, drawings: Drawings, log: Log, project: Project
) -> BuildResult:
    require_sound(data)
    ledger = load_ledger(data)
    if as_of:
        ledger = ledger.as_known_on(as_of)
    tables = derived_tables(ledger)
    (out / REPORT).unlink(missing_ok=True)  # it is not true any more from here on
    executed = out / "pages"
    with staging_folder(out) as folder:
        staging = Path(folder)
        # Pages are executed as soon as they are selected.
        planned = list(_submit(book_pages(ledger, tables, as_of, project), executed, pool, drawings, project))
        pages, jobs = [one.page for one in planned], [(one.job, one.key) for one in planned]
        from claimbook.publish.edition import credits_of

        credits = credits_of(pages[0], ledger)
        with ThreadPoolExecutor(1) as aside:  # written while pages wait for their kernels
            begun = aside.submit(_begin_edition, pages, ledger, tables, staging, project)
            results = {one.docname: one for one in _collect(planned, executed, drawings, log, credits)}
        forget_others([page.docname for page in pages], executed)
        edition = begun.result()
        from claimbook.builder.site import publish, site_key, stage

        edition.write("pages.json", index_of_pages(jobs))
        stage(edition, executed, staging, drawings, project)
        site = out / "sites" / site_key(staging)
        reused = site.exists()
        if not reused:
            if not edition.address:
                log("baseurl is blank in _config.yml: no site map, no absolute links")
            log("publishing the site")
            made = staging / "site"
            publish(staging, out / "publisher", (out / "html").resolve(), made, drawings)
            site.parent.mkdir(exist_ok=True)
            made.replace(site)
    _replace_link(out / "html", site)
    remove_other_sites(out, site)
    return BuildResult(out / "html" / "index.html", [results[page.docname] for page in pages], reused)


def _begin_edition(*given: Any) -> Edition:
    from claimbook.builder.site import begin_edition

    return begin_edition(*given)


@dataclass(frozen=True)
class Planned:
    """A page, its key, the reason to execute it (blank if its stored result is valid), and its execution."""

    page: Page
    job: Job
    key: Key
    reason: str
    execution: Future[tuple[str, float]] | None


def _submit(
    pages: Iterable[Page], executed: Path, pool: Executor, drawings: Drawings, project: Project
) -> Iterator[Planned]:
    """Begin to execute the pages that need it."""
    for page in pages:
        job = page_job(page, project)
        key = page_key(job)
        reason = reason_to_run(job, key, executed)
        if reason:
            drawings.start()
        yield Planned(page, job, key, reason, pool.submit(timed, job) if reason else None)


def _collect(
    planned: list[Planned], executed: Path, drawings: Drawings, log: Log, credits: str
) -> Iterator[PageResult]:
    """Wait for the pages; report failures after all others are done."""
    yield from (PageResult(one.job.docname, False, NOTHING_CHANGED, 0.0) for one in planned if not one.execution)
    futures = {one.execution: one for one in planned if one.execution}
    if not futures:
        return
    for name in PUBLISHING:
        import_module(name)
    failed = []
    for number, future in enumerate(_progress(as_completed(futures), futures, log), start=1):
        if number == -(-len(futures) // 2):
            drawings.expect_engine()  # late enough not to delay pages, early enough for the site
        one = futures[future]
        try:
            notebook, seconds = future.result()
        except PageError as error:
            failed.append(str(error))
            continue
        store_result(one.job, one.key, notebook, executed)
        drawings.expect(notebook, credits)
        yield PageResult(one.job.docname, True, one.reason, seconds)
    if failed:
        raise PageError("\n".join(sorted(failed)))


def timed(job: Job) -> tuple[str, float]:
    """Return an executed page and the seconds it took."""
    started = time.monotonic()
    return execute_page(job), round(time.monotonic() - started, 3)


def _progress(done: Iterable, futures: dict, log: Log) -> Iterator:  # type: ignore[type-arg]
    """Show a progress bar on a terminal, or a line for each page elsewhere."""
    if sys.stderr.isatty():
        yield from tqdm(done, total=len(futures), desc="pages", unit="page")
        return
    for number, future in enumerate(done, start=1):
        log(f"[{number}/{len(futures)}] {futures[future].job.docname}")
        yield future


def _replace_link(link: Path, site: Path) -> None:
    """Point ``link`` to another site in one atomic step."""
    new = link.with_name(link.name + ".new")
    new.unlink(missing_ok=True)
    new.symlink_to(os.path.relpath(site, link.parent))
    new.replace(link)
