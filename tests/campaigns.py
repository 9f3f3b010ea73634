"""What the long campaigns share: a copy of the real data that may be edited, and whole books to compare."""

import shutil
from pathlib import Path

from conftest import DATA, tree


def editable_copy(folder: Path) -> Path:
    """The real tables without what holds them to their last recorded state: log, coverage, decisions, readings."""
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("readings"))
    for table in ("changes", "coverage"):
        path = folder / f"{table}.csv"
        path.write_text(path.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    (folder / "decisions.yml").write_text("[]\n", "utf-8")
    return folder


def whole_book(out: Path) -> dict[str, bytes]:
    """Every file of a site and of its executed pages."""
    return {
        f"{part}/{name}": content
        for part in ("html", "pages")
        for name, content in tree((out / part).resolve()).items()
    }
