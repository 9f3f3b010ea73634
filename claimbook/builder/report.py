"""Report what a build did, page by page, for the user and for the next build.

The next build reads it to see that nothing changed, before it loads anything.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from claimbook.builder.cache import stored_key
from claimbook.files import write_whole

Log = Callable[[str], None]

NOTHING_CHANGED = "nothing changed"
REPORT = "build-report.json"


@dataclass(frozen=True)
class PageResult:
    """Whether a page was executed or reused, why, and how long it took."""

    docname: str
    executed: bool
    reason: str
    seconds: float


@dataclass(frozen=True)
class BuildResult:
    """What a build did."""

    index: Path
    pages: list[PageResult]
    site_reused: bool


def write_report(out: Path, key: str, built: BuildResult) -> None:
    """Write what a build did, with the digest of all that it was made from."""
    pages = [asdict(result) for result in built.pages]
    report = {"key": key, "pages": pages, "site": "reused" if built.site_reused else "written"}
    write_whole(out / REPORT, json.dumps(report, indent=1) + "\n")


def last_build(out: Path, key: str) -> BuildResult | None:
    """Return the last build if it had the same inputs and its results are still valid, else ``None``."""
    try:
        report = json.loads((out / REPORT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    docnames = [page["docname"] for page in report["pages"]]
    index = out / "html" / "index.html"
    if report.get("key") != key or not index.exists() or not all(stored_key(out / "pages", name) for name in docnames):
        return None
    return BuildResult(index, [PageResult(docname, False, NOTHING_CHANGED, 0.0) for docname in docnames], True)
