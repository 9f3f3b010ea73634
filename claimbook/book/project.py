"""What a book is made of beside its data: chapters with their templates, contents, configuration, the library.

Names where each part stands, and gives digests of them. Reads no data.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the folder is known without what reads tables
    from claimbook.components.chapter import Template

LIBRARY = Path(__file__).resolve().parents[1]
LOCK = LIBRARY.parent / "requirements.txt"


@dataclass(frozen=True)
class Parts:
    """The folder that holds ``chapters/``, ``_toc.yml`` and ``_config.yml``, and what each chapter selects.

    Without templates of its own it is the real book with those of ``claimbook.chapters.registry``.
    """

    folder: Path
    own_templates: tuple[Template, ...] = ()

    @property
    def templates(self) -> tuple[Template, ...]:
        if self.own_templates:
            return self.own_templates
        from claimbook.chapters.registry import TEMPLATES

        return TEMPLATES

    def digest(self) -> str:
        """Digest of all of them; of the templates, which are code, by their selections."""
        files = [path.read_text(encoding="utf-8") for path in (self.contents, self.configuration)]
        return digest([digest_of_files(self.chapters), *files, repr(self.own_templates)])

    @property
    def chapters(self) -> Path:
        return self.folder / "chapters"

    @property
    def contents(self) -> Path:
        return self.folder / "_toc.yml"

    @property
    def configuration(self) -> Path:
        return self.folder / "_config.yml"


OURS = Parts(LIBRARY.parent)


def digest(content: Any) -> str:
    """SHA-256 of text, or of anything that JSON can say."""
    text = content if isinstance(content, str) else json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of_files(folder: Path, pattern: str = "*") -> str:
    """SHA-256 of all files below a folder, or of those so named, with their names."""
    whole = hashlib.sha256()
    for path in sorted(path for path in folder.rglob(pattern) if path.is_file()):
        whole.update(f"{path.relative_to(folder)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


@cache
def library_digest() -> str:
    """Digest of the library's own code, with the fonts that it draws with; what pages look like is apart."""
    return digest([digest_of_files(LIBRARY, kind) for kind in ("*.py", "*.conf")])


@cache
def lock_digest() -> str:
    """Digest of the versions of all that the library stands on."""
    return digest(LOCK.read_text(encoding="utf-8"))
