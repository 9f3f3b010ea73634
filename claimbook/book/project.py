"""What a book is made of beside its data: notebooks, contents, configuration, the library.

Says where each part is, and takes digests of them. Reads no data.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the folders are known without what reads tables
    from claimbook.components.chapter import Chapter

LIBRARY = Path(__file__).resolve().parents[1]
LOCK = LIBRARY.parent / "requirements.txt"


@dataclass(frozen=True)
class Project:
    """A folder that holds ``chapters/``, ``_toc.yml`` and ``_config.yml``.

    ``own_chapters`` are for a book whose notebooks have no module in
    ``claimbook.chapters``.
    """

    folder: Path
    own_chapters: tuple[Chapter, ...] = ()

    def digest(self) -> str:
        """Digest of all of them; of its own chapters, which are code, by their selections."""
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
        """A chapter's notebook."""
        return self.chapters / f"{name}.ipynb"


THIS_PROJECT = Project(LIBRARY.parent)


def digest(content: Any) -> str:
    """SHA-256 of text, or of anything that JSON can hold."""
    text = content if isinstance(content, str) else json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of_files(folder: Path, pattern: str = "*") -> str:
    """SHA-256 of the files below a folder whose names match, with their names; compiled Python is left out."""
    whole = hashlib.sha256()
    for path in sorted(path for path in folder.rglob(pattern) if path.is_file() and path.suffix != ".pyc"):
        whole.update(f"{path.relative_to(folder)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


@cache
def library_digest() -> str:
    """Digest of the library's code and the fonts that it draws with; the theme is apart."""
    return digest([digest_of_files(LIBRARY, kind) for kind in ("*.py", "*.conf")])


@cache
def lock_digest() -> str:
    """Digest of the versions of everything that the library needs."""
    return digest(LOCK.read_text(encoding="utf-8"))
