"""Only the pages that changed are written again, and the site is what a clean build makes."""

import json
import shutil
from pathlib import Path

import pytest
from support.books import tree
from support.packages import edit_cell

from claimbook.builder import publisher
from claimbook.builder.build import build
from claimbook.builder.publisher import SiteError


def written(out: Path) -> list[str]:
    """Return the pages that jupyter-book was last asked to write."""
    names: list[str] = json.loads((out / "publisher" / publisher.CHANGED).read_text("utf-8"))
    return names


def test_only_changed_pages_are_written_and_the_rest_stays(workshop: Path, tmp_path: Path):
    data, out = workshop / "data", workshop / "out"
    # The copy has moved, so all is written once.
    edit_cell(data, "mentions", "hp-tarn", "role", "affected")
    every = build(data, out)
    before = {path: path.stat() for path in (out / "html").resolve().rglob("*") if path.is_file()}
    last = (out / "html").resolve()
    kept = tmp_path / "kept"
    shutil.copytree(last, kept)
    edit_cell(data, "mentions", "hp-tarn", "role", "raided")
    built = build(data, out)
    changed = {page.docname for page in built.pages if page.executed}
    # About names the version of the data.
    assert set(written(out)) == changed | {"about"} and len(changed) < len(every.pages) / 3
    site = (out / "html").resolve()
    same = [path for path in before if (site / path.relative_to(last)).exists()]
    linked = [path for path in same if (site / path.relative_to(last)).stat().st_mtime_ns == before[path].st_mtime_ns]
    assert len(linked) > 0.6 * len(before), "a file that stays keeps its time"
    clean = build(data, tmp_path / "clean")
    assert tree(site) == tree(clean.index.parent.resolve())


def test_a_publisher_that_fails_keeps_nothing(workshop: Path, monkeypatch: pytest.MonkeyPatch):
    data, out = workshop / "data", workshop / "out"
    before = tree((out / "html").resolve())
    edit_cell(data, "mentions", "hp-tarn", "role", "raided")
    with monkeypatch.context() as failing:
        failing.setattr(publisher, "_run_jupyter_book", lambda kept: "it complained")
        with pytest.raises(SiteError, match="it complained"):
            build(data, out)
    assert not (out / "publisher").exists() and tree((out / "html").resolve()) == before
    build(data, out)
    assert len(written(out)) > 30


def state(**files: str) -> dict[str, object]:
    return {"all": "theme", "files": files}


def test_all_pages_are_written_if_anything_else_changed():
    before = state(a="1", b="1")
    assert publisher._changed(before, state(a="1", b="2")) == ["b"]
    assert publisher._changed(before, before) == []
    assert publisher._changed(before, {**before, "all": "another theme"}) is None
    assert publisher._changed(None, before) is None
