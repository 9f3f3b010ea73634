"""End a forked process when the process that forked it ends, even if that was killed. On Linux only."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from functools import cache

SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG in Linux's <sys/prctl.h>


def end_with(parent: int) -> None:
    """End this process when ``parent``, the process that forked it, ends; at once, if it has ended already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


@cache
def end_forks_with_this_process() -> None:
    """Do so in every process that this one forks from now on.

    For libraries that fork by themselves: Sphinx's readers hold both ends of the
    pipe that they answer through, so that without their parent they would wait for ever.
    """
    parent = 0

    def before() -> None:
        nonlocal parent
        parent = os.getpid()

    if sys.platform == "linux":
        os.register_at_fork(before=before, after_in_child=lambda: end_with(parent))
