"""Write files completely or not at all, one writer at a time, through no link and only where they belong."""

from __future__ import annotations

import fcntl
import os
import secrets
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from claimbook.errors import BookError


def write_whole(path: Path, content: str | bytes) -> None:
    """Replace a file in one step; if the path is a link, the link itself is replaced, not what it leads to.

    Parameters
    ----------
    path : Path
    content : str or bytes
        Text is written as UTF-8.
    """
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        # A new file: whoever puts a link in its place first makes this fail.
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def inside(folder: Path, name: str) -> Path:
    """Return the path of a file below a folder.

    Raises
    ------
    BookError
        If the name leads out of it.

    >>> inside(Path("site"), "../../home")
    Traceback (most recent call last):
        ...
    claimbook.errors.BookError: '../../home' leads out of its folder
    """
    path = folder / name
    if not Path(os.path.normpath(path)).is_relative_to(os.path.normpath(folder)):
        raise BookError(f"{name!r} leads out of its folder")
    return path


def quoted(path: Path | str) -> str:
    """Return a path as a shell reads it.

    >>> quoted("two words.txt")
    "'two words.txt'"
    """
    return shlex.quote(str(path))


@contextmanager
def alone(folder: Path, waiting: Callable[[], object] = lambda: None) -> Iterator[None]:
    """Wait until no other process changes a folder's files, and keep others waiting; a folder that isn't there is free.

    What is read and written again within is not changed between. ``waiting`` is called once if it has to wait.
    """
    try:
        held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except (FileNotFoundError, NotADirectoryError):
        yield
        return
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)  # the system releases it if the process is killed
        except BlockingIOError:
            waiting()
            fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)
