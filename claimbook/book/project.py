"""The project behind a book: notebooks, contents, configuration and the library.

Locates each part and takes digests. Reads no data.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # so that paths can be found without loading pandas
    from claimbook.components.chapter import Chapter

LIBRARY = Path(__file__).resolve().parents[1]
# An installed package carries the project's own files; in a checkout they are beside the library.
INSTALLED = LIBRARY / "project"
HOME = INSTALLED if INSTALLED.is_dir() else LIBRARY.parent
LOCK = HOME / "requirements.txt"


@dataclass(frozen=True)
class Project:
    """A folder that holds ``chapters/``, ``_toc.yml`` and ``_config.yml``.

    ``own_chapters`` is for a book whose notebooks have no module in
    ``claimbook.chapters``.
    """

    folder: Path
    own_chapters: tuple[Chapter, ...] = ()

    def digest(self) -> str:
        """Return a digest of all of them; chapters of its own are represented by their selections."""
        files = [path.read_text(encoding="utf-8") for path in (self.contents, self.configuration)]
        return digest([digest_of_files(self.chapters), *files, repr(self.own_chapters)])

    @property
    def chapters(self) -> Path:
        """The folder of notebooks and prose pages."""
        return self.folder / "chapters"

    @property
    def contents(self) -> Path:
        """The table of contents."""
        return self.folder / "_toc.yml"

    @property
    def configuration(self) -> Path:
        """The configuration of jupyter-book."""
        return self.folder / "_config.yml"

    def notebook(self, name: str) -> Path:
        """Return the path of a chapter's notebook."""
        return self.chapters / f"{name}.ipynb"


THIS_PROJECT = Project(HOME)


def digest(content: Any) -> str:
    """Return the SHA-256 of text, or of a value that JSON can hold."""
    text = content if isinstance(content, str) else json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of_files(folder: Path, pattern: str = "*") -> str:
    """Return the SHA-256 of matching files below a folder and of their names, without compiled Python."""
    whole = hashlib.sha256()
    for path in sorted(path for path in folder.rglob(pattern) if path.is_file() and path.suffix != ".pyc"):
        whole.update(f"{path.relative_to(folder)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


@cache
def library_digest() -> str:
    """Return a digest of the library's code and of its font settings; the theme is separate."""
    return digest([digest_of_files(LIBRARY, kind) for kind in ("*.py", "*.conf")])


@cache
def lock_digest() -> str:
    """Return a digest of the locked versions of all packages."""
    return digest(LOCK.read_text(encoding="utf-8"))
