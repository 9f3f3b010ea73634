"""Find a data package wherever it is: a folder, a zip, or the address of a published book or of its zip.

A zip is unpacked into a folder of this process that is removed at its end. Only the
files of a data package are taken from it, and no more than fits in memory.
"""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from functools import cache
from http.client import HTTPException
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from claimbook.errors import BookError
from claimbook.ledger.archives import MOST_BYTES, BadArchive, unpack
from claimbook.ledger.package import DESCRIPTOR

ZIP = "data/ledger.zip"
ADDRESS = re.compile(r"https?://", re.IGNORECASE)
SECONDS = 30
# What a data package consists of, besides its two readings.
FILES = re.compile(r"[A-Za-z0-9_-]+\.(csv|json|yml)|readings/[a-z0-9_-]+/[a-z_]+\.csv")


class NoPackage(BookError):
    """There is no data package at a path or an address."""


def find_package(where: str | Path) -> Path:
    """Return the folder of a data package.

    Parameters
    ----------
    where : str or path
        A data package's folder, a built site, a published ``ledger.zip``, or the
        address of a published book or of its ``ledger.zip``.

    Raises
    ------
    NoPackage
        If there is none.
    """
    text = str(where)
    if ADDRESS.match(text):
        return _unpacked(text if text.endswith(".zip") else f"{text.removesuffix('index.html').rstrip('/')}/{ZIP}")
    path = Path(where)
    if not path.exists():
        raise NoPackage(f"{path}: no such file or folder; expected a data package, a built site or a ledger.zip")
    if path.is_file() and path.suffix == ".zip":
        return _unpacked(str(path.resolve()))
    if not (path / DESCRIPTOR).exists() and (path / ZIP).exists():
        return _unpacked(str((path / ZIP).resolve()))
    return path


@cache
def _unpacked(where: str) -> Path:
    """Unpack a zip once in a process."""
    folder = Path(tempfile.mkdtemp(prefix="claimbook-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    try:
        files = unpack(_read(where), FILES.fullmatch)
    except BadArchive as error:
        raise NoPackage(f"{where}: {error}; expected a published ledger.zip") from None
    if DESCRIPTOR not in files:
        raise NoPackage(f"{where}: no {DESCRIPTOR} in it; expected a published ledger.zip")
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def _read(where: str) -> bytes:
    if not ADDRESS.match(where):
        return Path(where).read_bytes()
    try:
        with urlopen(where, timeout=SECONDS) as answer:
            content: bytes = answer.read(MOST_BYTES + 1)
    except (URLError, HTTPException, OSError, ValueError) as error:
        raise NoPackage(f"{where}: can't be read: {error}") from None
    if len(content) > MOST_BYTES:
        raise NoPackage(f"{where}: larger than {MOST_BYTES} bytes")
    return content
