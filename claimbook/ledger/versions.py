"""Published versions of the ledger: what programs read, kept as it was for good.

A version is an archive in ``versions/`` of the data package, ``NUMBER-DIGEST.zip``,
of the files under ``api/v1/`` and of the charts as they were published. Its digest
is that of its files, so that a changed one is noticed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from claimbook.errors import BookError, Problem
from claimbook.files import write_whole
from claimbook.ledger.archives import BadArchive, pack, unpack
from claimbook.ledger.package import strict_json
from claimbook.ledger.wording import is_day

VERSIONS = "versions"
FOLDER = "api/v1"  # of a site, where programs read
ABOUT = "version.json"
NO_ROWS = (ABOUT, "index.json", "schema.json")
# JSON escapes control characters, but not noncharacters.
UNPRINTABLE = re.compile(r"\\u00[01][0-9a-fA-F]|\\u007[fF]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
MEMBER = re.compile(r"[a-z0-9][a-z0-9-]*\.(json|svg)")
NAME = re.compile(r"([1-9][0-9]{0,5})-([0-9a-f]{16})\.zip")


@dataclass(frozen=True)
class Version:
    """A published version, read from its archive."""

    number: int
    path: Path

    @property
    def digest(self) -> str:
        """The digest that its name holds."""
        return self.path.stem.partition("-")[2]

    @property
    def files(self) -> Mapping[str, bytes]:
        """All its files by name; read each time, since a book may keep hundreds of versions."""
        return unpack(self.path)

    @cached_property
    def about(self) -> dict[str, Any]:
        """Its ``version``, ``date``, ``as_of``, ``ledger`` and ``note``, and the digest of the one it ``follows``."""
        about: dict[str, Any] = strict_json(unpack(self.path, ABOUT.__eq__)[ABOUT])
        return about

    @property
    def names(self) -> list[str]:
        """Names of the files that programs read."""
        return [name for name in self.files if name.endswith(".json")]

    def unpack(self, into: Path) -> None:
        """Write the files that programs read under ``into/NUMBER/``."""
        folder = into / str(self.number)
        folder.mkdir(parents=True)
        for name, content in self.files.items():
            if name.endswith(".json"):
                (folder / name).write_bytes(content)


def read_versions(data: Path) -> list[Version]:
    """Return the published versions of a data package, the first one first."""
    named = ((NAME.fullmatch(path.name), path) for path in (data / VERSIONS).glob("*.zip"))
    return sorted((Version(int(match[1]), path) for match, path in named if match), key=lambda one: one.number)


def find_faults(data: Path) -> Iterator[Problem]:
    """Find archives that are not as they were published."""
    folder = data / VERSIONS
    restore = "Restore the folder as it was committed."
    if not folder.is_dir():
        if folder.exists() or folder.is_symlink():
            yield Problem(str(folder), 0, "", "no folder", "a folder of published versions", restore)
        return
    for path in sorted(folder.iterdir()):
        if path.is_symlink() or not NAME.fullmatch(path.name):
            yield Problem(str(path), 0, "", path.name, "a published version, NUMBER-DIGEST.zip", restore)
    before: Version | None = None  # the version before, if it is whole
    for place, version in enumerate(read_versions(data), start=1):
        archive, files = str(version.path), _files_if_whole(version)
        if version.number != place:
            yield Problem(
                archive, 0, "", str(version.number), f"version {place}: versions are numbered from 1", restore
            )
        if not files:
            yield Problem(archive, 0, "", version.path.name, "an archive with the files of this digest", restore)
        elif fault := _fault_of(version, files, before):
            yield Problem(archive, 0, "", fault, "a version as claimbook publish wrote it", restore)
        before = version if files else None


def _files_if_whole(version: Version) -> Mapping[str, bytes]:
    """Return the files of an archive; none if it can't be read, or they aren't those of its digest."""
    try:
        files = version.files
    except (BadArchive, OSError):
        return {}
    return files if digest_of(files) == version.digest else {}


def _fault_of(version: Version, files: Mapping[str, bytes], before: Version | None) -> str:
    """Return what no version that the book has written says; blank if there is nothing."""
    try:
        read = {name: strict_json(content) for name, content in files.items() if name.endswith(".json")}
        about, index = version.about, read["index.json"]
        days = [is_day(about[name]) for name in ("date", "as_of")]
        rows = [content["rows"] for name, content in read.items() if name not in NO_ROWS]
        fits = all(isinstance(row, dict) and row for of_file in rows for row in of_file)
        earlier = before is not None and about["date"] < before.about["date"]
        texts = all(isinstance(about[name], str) for name in ("ledger", "note")) and isinstance(index, dict)
        number, follows = about["version"], about["follows"]
        printable = not any(UNPRINTABLE.search(content.decode()) for content in files.values())
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        return f"{type(error).__name__}: {error}"
    if odd := [name for name in files if not MEMBER.fullmatch(name)]:
        return f"a file {odd[0]}"
    if not (all(days) and fits and texts and printable):
        return "rows or words of another shape"
    if number != version.number:
        return f"version {number}"
    if follows != (before.digest if before else ""):
        return "another version before it"
    return "an earlier day than the version before it" if earlier else ""


def digest_of(files: Mapping[str, bytes]) -> str:
    """Return a digest of files and their names."""
    whole = hashlib.sha256()
    for name in sorted(files):
        whole.update(f"{name}\0".encode() + hashlib.sha256(files[name]).digest())
    return whole.hexdigest()[:16]


def files_of(site: Path) -> dict[str, bytes]:
    """Return what a version keeps of a built site, by name: the files that programs read, and the charts."""
    paths = (*(site / FOLDER).glob("*.json"), *(site / "charts").glob("*.svg"))
    return {path.name: path.read_bytes() for path in paths}


def publish_version(data: Path, site: Path, note: str, day: str) -> Version:
    """Keep a built site's files for programs, and its charts, as the next version of its ledger.

    Raises
    ------
    BookError
        If the last version has the same rows.
    """
    versions, kept = read_versions(data), files_of(site)
    index = json.loads(kept["index.json"])
    if versions and versions[-1].about["ledger"] == index["ledger"]:
        raise BookError(f"version {versions[-1].number} has the same rows: there is nothing to publish")
    if versions and day < versions[-1].about["date"]:
        raise BookError(f"version {versions[-1].number} is of {versions[-1].about['date']}: {day} is earlier")
    about = {
        "version": len(versions) + 1,
        "follows": versions[-1].digest if versions else "",
        "date": day,
        "as_of": index["as_of"],
        "ledger": index["ledger"],
        "note": note,
    }
    index = {name: cell for name, cell in index.items() if name != VERSIONS}
    kept["index.json"] = (json.dumps({**about, **index}, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
    kept[ABOUT] = (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode()
    path = data / VERSIONS / f"{about['version']}-{digest_of(kept)}.zip"
    path.parent.mkdir(exist_ok=True)
    write_whole(path, pack(dict(sorted(kept.items()))))
    return Version(about["version"], path)
