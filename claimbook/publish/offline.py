"""What a reader has without a line: the pages that were visited, and one that says so.

A service worker: network first, so that nobody reads an old figure while a new
one can be had.
"""

from __future__ import annotations

from claimbook.publish.edition import Edition
from claimbook.theme.frame import FOLDER


def write_offline(edition: Edition) -> None:
    """``offline.js``, beside the pages: a worker serves only what stands at its own level or below."""
    edition.write("offline.js", (FOLDER / "offline.js").read_text(encoding="utf-8"))
