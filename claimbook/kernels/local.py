"""Where pages are executed on this machine; ``cluster`` gives the same on others.

Both give a ``concurrent.futures.Executor`` whose kernels are forked from a warm
process. What is submitted is text and comes back as text, so that the bytes of
a page are the same wherever it was executed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager

from claimbook.errors import BookError
from claimbook.kernels.forkserver import fork_server

# A page waits for its kernel most of its time; so many at once keep the processors busy.
PAGES_PER_PROCESSOR = 6
MOST_AT_ONCE = 64  # past this the one process that speaks to all kernels is what is waited for


class NoCluster(BookError):
    """The cluster asked for can't be used; the message says why."""


def default_jobs() -> int:
    """How many pages are executed at once where nobody says."""
    return min(MOST_AT_ONCE, PAGES_PER_PROCESSOR * (os.cpu_count() or 1))


@contextmanager
def local(jobs: int) -> Iterator[Executor]:
    """Threads: all work is done in the kernels, so that these only wait."""
    pool = ThreadPoolExecutor(jobs, thread_name_prefix="page")
    try:
        # Kernels end before their threads do: an interrupted build waits for no page.
        with fork_server():
            yield pool
    finally:
        pool.shutdown(cancel_futures=True)
