"""Find the source documents, which aren't ours to publish and so may be missing."""

import os
from pathlib import Path

import pytest

from support.paths import ROOT

NO_DOCUMENTS = "needs the source documents: name their folder with DOCUMENTS="


def find_documents() -> Path | None:
    """Return the folder of the source documents, if there is one."""
    for place in (os.environ.get("DOCUMENTS"), ROOT.parent / "shared" / "sources"):
        if place and Path(place).is_dir():
            return Path(place)
    return None


needs_documents = pytest.mark.skipif(find_documents() is None, reason=NO_DOCUMENTS)
