"""Check, derive, execute, publish, and replace the site in one step.

Takes a data package and the project of the book. Executes only the pages whose
key changed; a failure anywhere leaves the old site as it stands.
"""

from __future__ import annotations

import os
import shutil
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
from claimbook.builder.cache import forget_others, index_of_pages, store_result, why_execute
from claimbook.builder.drawings import Pictures
from claimbook.builder.folder import remove_other_sites, staging_folder
from claimbook.builder.report import NOTHING_CHANGED, REPORT, Built, Outcome, Say
from claimbook.checks.structure import require_sound
from claimbook.components.page import Page
from claimbook.kernels.execute import Job, PageError, execute_page, page_job
from claimbook.ledger.tables import load_ledger

if TYPE_CHECKING:  # imported while pages are executed, with what publishing needs
    from claimbook.publish.edition import Edition

# What publishing will need: imported while the pages are executed, since that takes a second.
PUBLISHING = ("jupyter_book.sphinx", "myst_nb.sphinx_ext", "sphinx.builders.html", "claimbook.builder.site")


def make(data: Path, out: Path, as_of: str, pool: Executor, say: Say, project: Project) -> Built:
    """Make the book: see ``book.build``, which holds the lock of ``out`` and says where pages are executed."""
    with Pictures(out / "pictures") as pictures:
        return _make(data, out, as_of, pool, pictures, say, project)


def _make(data: Path, out: Path, as_of: str, pool: Executor, pictures: Pictures, say: Say, project: Project) -> Built:
    require_sound(data)
    ledger = load_ledger(data)
    if as_of:
        ledger = ledger.as_known_on(as_of)
    tables = derived_tables(ledger)
    (out / REPORT).unlink(missing_ok=True)  # what it says of the results ends here
    executed = out / "pages"
    with staging_folder(out) as folder:
        staging = Path(folder)
        # The first pages are executed while the others are selected.
        due = list(_submit(book_pages(ledger, tables, as_of, project), executed, pool, project))
        pages, jobs = [one.page for one in due], [one.job for one in due]
        with ThreadPoolExecutor(1) as aside:  # pages mostly wait for their kernels; this is done meanwhile
            begun = aside.submit(_begin_edition, pages, ledger, tables, staging, project)
            outcomes = {one.docname: one for one in _collect(due, executed, pictures, say)}
        forget_others([page.docname for page in pages], executed)
        edition = begun.result()
        from claimbook.builder.site import publish, site_key, stage

        edition.write("pages.json", index_of_pages(jobs))
        stage(edition, executed, staging, pictures, project)
        site = out / "sites" / site_key(staging)
        reused = site.exists()
        if not reused:
            if not edition.address:
                say("baseurl is blank in _config.yml: no site map, no pictures for shared links, no absolute links")
            say("publishing the site")
            made = staging / "site"
            publish(staging, made)
            shutil.copyfile(pictures.engine(), made / "vega.js")
            site.parent.mkdir(exist_ok=True)
            made.replace(site)
    _point(out / "html", site)
    remove_other_sites(out, site)
    return Built(out / "html" / "index.html", [outcomes[job.docname] for job in jobs], reused)


def _begin_edition(*given: Any) -> Edition:
    from claimbook.builder.site import begin_edition

    return begin_edition(*given)


@dataclass(frozen=True)
class Due:
    """A page of the book, why it must be executed (blank where its result stands), and its execution."""

    page: Page
    job: Job
    why: str
    execution: Future[tuple[str, float]] | None


def _submit(pages: Iterable[Page], executed: Path, pool: Executor, project: Project) -> Iterator[Due]:
    """Begin to execute what must be."""
    for page in pages:
        job = page_job(page, project)
        why = why_execute(job, executed)
        yield Due(page, job, why, pool.submit(timed, job) if why else None)


def _collect(due: list[Due], executed: Path, pictures: Pictures, say: Say) -> Iterator[Outcome]:
    """Wait for the pages; what fails is said when all others are done."""
    yield from (Outcome(one.job.docname, False, NOTHING_CHANGED, 0.0) for one in due if not one.execution)
    futures = {one.execution: one for one in due if one.execution}
    if not futures:
        return
    for name in PUBLISHING:
        import_module(name)
    failed = []
    for number, future in enumerate(_progress(as_completed(futures), futures, say), start=1):
        if number == -(-len(futures) // 2):
            pictures.expect_engine()  # it is there when the site is, and held up few pages
        job, why = futures[future].job, futures[future].why
        try:
            notebook, seconds = future.result()
        except PageError as error:
            failed.append(str(error))
            continue
        store_result(job, notebook, executed)
        pictures.expect(notebook)
        yield Outcome(job.docname, True, why, seconds)
    if failed:
        raise PageError("\n".join(sorted(failed)))


def timed(job: Job) -> tuple[str, float]:
    """An executed page and the seconds that it took."""
    started = time.monotonic()
    return execute_page(job), round(time.monotonic() - started, 3)


def _progress(done: Iterable, futures: dict, say: Say) -> Iterator:  # type: ignore[type-arg]
    """A bar on a terminal, a line for each page elsewhere."""
    if sys.stderr.isatty():
        yield from tqdm(done, total=len(futures), desc="pages", unit="page")
        return
    for number, future in enumerate(done, start=1):
        say(f"[{number}/{len(futures)}] {futures[future].job.docname}")
        yield future


def _point(link: Path, site: Path) -> None:
    """Make ``link`` lead to a whole site, in one step that can't be seen half done."""
    new = link.with_name(link.name + ".new")
    new.unlink(missing_ok=True)
    new.symlink_to(os.path.relpath(site, link.parent))
    new.replace(link)
