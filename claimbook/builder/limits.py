"""Ask the system for what a build needs before it begins: libraries in C end a process that gets less."""

from __future__ import annotations

from contextlib import suppress

from claimbook.errors import BookError

# A client of a kernel holds 13, its kernel's connections more; a build on two cores, which executes 12 pages at a
# time, was measured to need between 256 and 400.
OWN, OF_EACH_PAGE = 128, 24


class LimitError(BookError):
    """The system allows too little for a build."""


def ask_for_open_files(jobs: int) -> None:
    """Raise this process's limit of open files to what a build needs, where the system allows it.

    Parameters
    ----------
    jobs : int
        Number of pages executed at once.

    Raises
    ------
    LimitError
        The system allows too few.
    """
    try:
        import resource
    except ImportError:  # a system without such limits
        return
    needed = OWN + OF_EACH_PAGE * jobs
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if allowed == resource.RLIM_INFINITY or allowed >= 2 * needed:
        return
    wanted = 2 * needed if most == resource.RLIM_INFINITY else min(2 * needed, most)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
        allowed = wanted
    if allowed < needed:
        raise LimitError(
            f"only {allowed} files may be open at a time, and a build of {jobs} pages at once needs {needed}: "
            f"raise the limit, for instance with 'ulimit -n {2 * needed}', or build fewer at once with --jobs"
        )
