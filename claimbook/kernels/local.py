"""Execute pages on this machine; ``cluster`` does the same on others.

Both give a ``concurrent.futures.Executor`` whose kernels come from a fork
server. Jobs and results are text, so that a page has the same bytes wherever it
was executed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager

from claimbook.errors import BookError
from claimbook.kernels.forkserver import fork_server

# A page mostly waits for its kernel; this many at once keep the processors busy.
PAGES_PER_PROCESSOR = 6
MOST_AT_ONCE = 64  # with more, the one process that talks to all kernels becomes the bottleneck


class NoCluster(BookError):
    """The requested cluster can't be used; the message says why."""


def default_jobs() -> int:
    """Return the default number of pages executed at once."""
    return min(MOST_AT_ONCE, PAGES_PER_PROCESSOR * (os.cpu_count() or 1))


@contextmanager
def local(jobs: int) -> Iterator[Executor]:
    """Yield an executor with threads, which only wait: all work is done in the kernels."""
    pool = ThreadPoolExecutor(jobs, thread_name_prefix="page")
    try:
        # Kernels end before their threads, so that an interrupted build waits for no page.
        with fork_server():
            yield pool
    finally:
        pool.shutdown(cancel_futures=True)
