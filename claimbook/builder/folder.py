"""The output folder: marked as made by the book, so that no other files are ever removed."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

from claimbook.errors import BookError

MARK = ".claimbook"
MARK_TEXT = "The claim book builds here and may replace or remove what it has made. Keep nothing else in this folder.\n"
STAGING = "staging-"
# Only names that the book gives are removed: those of ``tempfile``, and sixteen digits of a digest.
ABANDONED = re.compile(STAGING + r"[a-z0-9_]{8}|" + STAGING + r"[0-9a-f]{16}")
SITE = re.compile(r"[0-9a-f]{16}")


class FolderError(BookError):
    """The output folder can't be used; the message says why."""


def claim_folder(out: Path, data: Path) -> None:
    """Make and mark the output folder.

    Raises
    ------
    FolderError
        If it holds files that the book did not make, or is inside the data package.
    """
    if out.resolve().is_relative_to(data.resolve()):
        raise FolderError(f"{out} is inside the data package {data}: name another folder with --out")
    if out.exists() and not out.is_dir():
        raise FolderError(f"{out} is not a folder: name a folder with --out")
    mark = out / MARK
    if not mark.exists():
        held = sorted(path.name for path in out.iterdir()) if out.exists() else []
        if held:
            raise FolderError(
                f"{out} holds files that the book did not make ({', '.join(held[:3])}{', …' * (len(held) > 3)}): "
                "name an empty or a new folder with --out"
            )
        out.mkdir(parents=True, exist_ok=True)
        mark.write_text(MARK_TEXT, encoding="utf-8")


def remove_abandoned(out: Path) -> None:
    """Remove the staging folders that killed builds left behind."""
    for path in list(out.glob(f"{STAGING}*")):
        if ABANDONED.fullmatch(path.name) and path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)


def staging_folder(out: Path) -> tempfile.TemporaryDirectory[str]:
    """Make a temporary folder for the next site."""
    return tempfile.TemporaryDirectory(dir=out, prefix=STAGING)


def remove_other_sites(out: Path, current: Path) -> None:
    """Remove all sites except the current one."""
    for other in list(current.parent.iterdir()):
        if other != current and SITE.fullmatch(other.name) and other.is_dir() and not other.is_symlink():
            # Rename first: if the build is killed here, the rest must not look like a whole site.
            shutil.rmtree(other.replace(out / f"{STAGING}{other.name}"))
