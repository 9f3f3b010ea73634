"""The main job: data in, a whole site out, or the old one left as it stands.

One build of a folder at a time. Where nothing changed since the last one,
nothing is loaded or made; else ``pipeline`` does the work. Everything that a build
writes is under the output folder.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from claimbook.book.project import THIS_PROJECT, Project, digest, digest_of_files, library_digest, lock_digest
from claimbook.builder.folder import claim_folder, remove_abandoned
from claimbook.builder.report import BuildResult, Log, last_build, write_report
from claimbook.errors import BookError
from claimbook.theme.frame import FOLDER as THEME

if TYPE_CHECKING:  # an unchanged book is known without them
    from concurrent.futures import Executor
    from contextlib import AbstractContextManager


class BusyError(BookError):
    """Another build is at work in the same folder."""


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
        Gets ``html`` (a link to the whole site), ``pages`` (executed
        notebooks), ``build-report.json`` and caches.
    as_of : str
        Only what had been published by this day, ISO 8601; blank for all.
    jobs : int, optional
        How many pages are executed at once on this machine.
    scheduler : str
        Address of a Dask scheduler on whose workers pages are executed; blank
        for this machine.
    log : callable
        Where a line about progress goes.
    project : Project
        The chapters and what belongs to them.

    Raises
    ------
    DataProblems, PageError, SiteError, BusyError, NoCluster
        The old site stands as it was.
    """
    claim_folder(out, data)
    lock = FileLock(out / "build.lock")  # released by the system, too, when a build is killed
    try:
        with lock.acquire(timeout=0):
            key = _key(data, as_of, project)
            remove_abandoned(out)  # by a build that was killed
            built = last_build(out, key)
            if not built:
                with _executor(jobs, scheduler) as pool:
                    from claimbook.builder.pipeline import run_pipeline  # takes a second, in which the kernels warm up

                    built = run_pipeline(data, out.resolve(), as_of, pool, log, project)
                # Who edits the data while a build reads them gets another one: what this one is made of can't be said.
                key = key if key == _key(data, as_of, project) else ""
            write_report(out, key, built)
            return built
    except Timeout:
        raise BusyError(f"another build is at work in {out}; wait for it, or build elsewhere with --out") from None


def _executor(jobs: int | None, scheduler: str) -> AbstractContextManager[Executor]:
    from claimbook.kernels.local import NoCluster, default_jobs, local

    if not scheduler:
        return local(jobs or default_jobs())
    try:
        from claimbook.kernels.cluster import cluster
    except ImportError:
        raise NoCluster(
            "--scheduler wants dask.distributed, which is not installed: pip install 'claimbook[cluster]'"
        ) from None
    return cluster(scheduler)


def _key(data: Path, as_of: str, project: Project) -> str:
    """Digest of all that a book is made of."""
    own = [library_digest(), digest_of_files(THEME), lock_digest()]
    return digest([as_of, sys.version, *own, digest_of_files(data), project.digest()])
