"""Zip archives: the same bytes whenever they are packed, and read within bounds.

What can go wrong with a stranger's archive is one error.
"""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

MOST_BYTES = 200_000_000  # of the files of an archive


class BadArchive(ValueError):
    """An archive can't be read, or its files are larger than ``MOST_BYTES``."""


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return files as a zip, in their order and without times."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def require_small(archive: bytes) -> None:
    """Raise ``BadArchive`` if the files of a zip, such as a Word file, would not fit within bounds."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            _require_small(opened.infolist())
    except zipfile.BadZipFile as error:
        raise BadArchive(f"not a zip that can be read ({error})") from None


def _require_small(entries: Iterable[zipfile.ZipInfo]) -> None:
    if sum(one.file_size for one in entries) > MOST_BYTES:
        raise BadArchive(f"its files are larger than {MOST_BYTES:,} bytes")


def unpack(archive: Path | bytes, wanted: Callable[[str], object] = bool) -> dict[str, bytes]:
    """Return the files of a zip whose names are wanted, sorted by name.

    Raises
    ------
    BadArchive

    >>> unpack(pack({"b.csv": b"2", "a.csv": b"1", "c.py": b"3"}), lambda name: name.endswith(".csv"))
    {'a.csv': b'1', 'b.csv': b'2'}
    """
    try:
        with zipfile.ZipFile(archive if isinstance(archive, Path) else io.BytesIO(archive)) as opened:
            entries = {one.filename: one for one in opened.infolist() if wanted(one.filename)}
            _require_small(entries.values())
            return {name: opened.read(entries[name]) for name in sorted(entries)}
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError) as error:
        # RuntimeError also of an encrypted file, or of one that is packed in an unknown way
        raise BadArchive(f"not a zip that can be read ({error})") from None
