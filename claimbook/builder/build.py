"""Build the book: data in, a whole site out, or the previous site left unchanged.

One build at a time in a folder. If nothing changed since the last build, nothing
is loaded; otherwise ``pipeline`` does the work. A build writes only under its
output folder.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from claimbook.book.project import THIS_PROJECT, Project, digest, digest_of_files, library_digest, lock_digest
from claimbook.builder.folder import claim_folder, remove_abandoned
from claimbook.builder.limits import ask_for_open_files
from claimbook.builder.report import BuildResult, Log, last_build, write_report
from claimbook.errors import BookError
from claimbook.ledger.package import DESCRIPTOR, read_package
from claimbook.theme.frame import FOLDER as THEME

if TYPE_CHECKING:  # not needed to see that nothing changed
    from concurrent.futures import Executor
    from contextlib import AbstractContextManager


class BusyError(BookError):
    """Another build is running in the same folder."""


def build(
    data: Path,
    out: Path,
    as_of: str = "",
    *,
    jobs: int | None = None,
    scheduler: str = "",
    log: Log = print,
    project: Project = THIS_PROJECT,
) -> BuildResult:
    """Build the book of a data package.

    Parameters
    ----------
    data : path
        A data package.
    out : path
        Receives ``html`` (a link to the whole site), ``pages`` (executed
        notebooks), ``build-report.json`` and caches.
    as_of : str
        The last day of publication to include, ISO 8601; blank for all.
    jobs : int, optional
        Number of pages executed at once on this machine.
    scheduler : str
        Address of a Dask scheduler whose workers execute the pages; blank for this
        machine.
    log : callable
        Receives lines about progress.
    project : Project

    Raises
    ------
    DataProblems, PageError, SiteError, BusyError, NoCluster, LimitError
        The previous site is unchanged.
    """
    if not (data / DESCRIPTOR).is_file():
        read_package(data)  # says what is missing, before a folder is made
    claim_folder(out, data)
    lock = FileLock(out / "build.lock")  # the system releases it if a build is killed
    try:
        with lock.acquire(timeout=0):
            key = _key(data, as_of, project)
            remove_abandoned(out)  # left by a build that was killed
            built = last_build(out, key)
            if not built:
                with _executor(jobs, scheduler) as pool:
                    from claimbook.builder.pipeline import (
                        run_pipeline,
                    )  # takes a second, while the fork server warms up

                    built = run_pipeline(data, out.resolve(), as_of, pool, log, project)
                # If the inputs changed during the build, store no key, so that the next build runs again.
                key = key if key == _key(data, as_of, project) else ""
            write_report(out, key, built)
            return built
    except Timeout:
        raise BusyError(
            f"another build is running in {out}: wait for it, or choose another folder with --out"
        ) from None


def _executor(jobs: int | None, scheduler: str) -> AbstractContextManager[Executor]:
    from claimbook.kernels.local import NoCluster, default_jobs, local

    if not scheduler:
        jobs = jobs or default_jobs()
        ask_for_open_files(jobs)
        return local(jobs)
    try:
        from claimbook.kernels.cluster import cluster
    except ImportError:
        raise NoCluster(
            "--scheduler needs dask.distributed, which is not installed: pip install 'claimbook[cluster]'"
        ) from None
    return cluster(scheduler)


def _key(data: Path, as_of: str, project: Project) -> str:
    """Return a digest of all that a book is made from."""
    own = [library_digest(), digest_of_files(THEME), lock_digest()]
    return digest([as_of, sys.version, *own, digest_of_files(data), project.digest()])
