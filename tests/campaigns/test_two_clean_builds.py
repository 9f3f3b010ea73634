"""Two clean builds are the same bytes."""

from pathlib import Path

import pytest
from support.books import tree
from support.paths import DATA

from claimbook.builder.build import build


@pytest.mark.soak
def test_two_clean_builds_are_the_same_bytes(tmp_path: Path):
    for name in ("first", "second"):
        build(DATA, tmp_path / name)
    for part in ("html", "pages"):
        first, second = (tree((tmp_path / name / part).resolve()) for name in ("first", "second"))
        assert first.keys() == second.keys()
        assert [path for path in first if first[path] != second[path]] == []
