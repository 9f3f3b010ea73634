"""Ask the system for what a build needs before it begins: libraries in C end a process that gets less."""

from __future__ import annotations

from contextlib import suppress

from claimbook.errors import BookError

# Each kernel that is started or answered holds some; a build on two cores was measured to need between 256 and 400.
OPEN_FILES = 1024
FEWEST = 512


class LimitError(BookError):
    """The system allows too little for a build."""


def ask_for_open_files() -> None:
    """Raise this process's limit of open files to what a build needs, where the system allows it.

    Raises
    ------
    LimitError
        The system allows too few.
    """
    try:
        import resource
    except ImportError:  # a system without such limits
        return
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if most == resource.RLIM_INFINITY else min(OPEN_FILES, most)
    if allowed != resource.RLIM_INFINITY and allowed < wanted:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
            allowed = wanted
    if allowed != resource.RLIM_INFINITY and allowed < FEWEST:
        raise LimitError(
            f"only {allowed} files may be open at a time, and a build needs {FEWEST}: "
            f"raise the limit, for instance with 'ulimit -n {OPEN_FILES}'"
        )
