"""Where pages are executed: here, or on a running Dask cluster, through one interface.

Both give a ``concurrent.futures.Executor`` whose kernels are forked from a warm
process. What is submitted is text and comes back as text, so that the bytes of
a page are the same wherever it was executed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager

from claimbook.build.warm import warm_kernels
from claimbook.problems import BookError

# A page waits for its kernel most of its time; so many at once keep the processors busy.
PAGES_PER_PROCESSOR = 6


class NoCluster(BookError):
    """The cluster asked for can't be used; the message says why."""


def default_jobs() -> int:
    """How many pages are executed at once where nobody says."""
    return PAGES_PER_PROCESSOR * (os.cpu_count() or 1)


def executor(jobs: int, scheduler: str = "") -> AbstractContextManager[Executor]:
    """Where pages are executed: in threads of this process, or on the cluster at an address.

    Raises
    ------
    NoCluster
        Where there is no cluster, or no library to speak to it.
    """
    if not scheduler:
        return local(jobs)
    try:
        from claimbook.build.cluster import cluster
    except ImportError:
        raise NoCluster(
            "--scheduler wants dask.distributed, which is not installed: pip install 'claimbook[cluster]'"
        ) from None
    return cluster(scheduler)


@contextmanager
def local(jobs: int) -> Iterator[Executor]:
    """Threads: all work is done in the kernels, so that these only wait."""
    pool = ThreadPoolExecutor(jobs, thread_name_prefix="page")
    try:
        # Kernels end before their threads do: an interrupted build waits for no page.
        with warm_kernels():
            yield pool
    finally:
        pool.shutdown(cancel_futures=True)
