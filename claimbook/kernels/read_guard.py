"""Limit what a page may do: read its inputs and the libraries, in limited memory.

Runs in a page's kernel before its first cell, so that a key names everything
that a page depends on. It stops honest mistakes; it is no sandbox against
malicious code (a compiled library opens files unseen).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

GIBIBYTE = 2**30
MOST_MEMORY = 4 * GIBIBYTE  # of address space; a chapter of the real book takes less than one

READS = ("open", "os.listdir", "os.scandir")
# Never needed by a page; their results would be in no key.
REFUSED = ("subprocess.Popen", "os.system", "os.posix_spawn", "os.exec", "socket.connect", "socket.getaddrinfo")
SYSTEM = ("/dev", "/etc", "/proc", "/sys", "/usr/lib", "/usr/share")
ADVICE = "declare what it needs with @reads, beside the function that needs it"


def guard_page(folder: str, memory: int = MOST_MEMORY) -> None:
    """Refuse reads outside ``folder`` and the libraries, new processes and the network, from now on.

    Parameters
    ----------
    folder : str
        The page's own folder: inputs and working folder.
    memory : int
        Maximum address space in bytes, if the system can limit it.
    """
    _limit(memory)
    libraries = {sys.prefix, sys.base_prefix, sys.exec_prefix, str(Path(__file__).parents[1]), *_installed()}
    places = {folder, *SYSTEM, *libraries}
    allowed = tuple(place.rstrip("/") + "/" for place in {*places, *map(os.path.realpath, places)})

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event in READS:
            path = arguments[0]
            if isinstance(path, (str, bytes, os.PathLike)):
                whole = os.path.abspath(os.fsdecode(path))  # noqa: PTH100  as text: it need not be there
                if not f"{whole}/".startswith(allowed) and not f"{os.path.realpath(whole)}/".startswith(allowed):
                    raise PermissionError(f"a page reads only its own inputs, not {whole}: {ADVICE}")
        elif event in REFUSED:
            raise PermissionError(f"a page may not start processes or open connections ({event})")

    sys.addaudithook(watch)


def _installed() -> list[str]:
    return [place for place in sys.path if place.endswith(("site-packages", "dist-packages", ".zip"))]


def _limit(memory: int) -> None:
    try:
        import resource
    except ImportError:  # not available on this system
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
