"""nbval holds the executed chapters strictly: a figure that was changed in a stored output goes red."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.paths import NOTEBOOKS, OUT

from claimbook.builder.report import BuildResult


def run_nbval(folder: Path) -> subprocess.CompletedProcess[str]:
    """As `make test` runs it: no sanitising, no ignored cells."""
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-cell-timeout=120", "-q", "-p", "no:cacheprovider"]
    return subprocess.run([*command, str(folder)], capture_output=True, text=True, cwd=folder.parent, timeout=300)


@pytest.fixture
def page(book: BuildResult, tmp_path: Path) -> Path:
    return Path(shutil.copytree(OUT / "pages" / "index", tmp_path / "index"))


def test_untouched_page_passes(page: Path):
    result = run_nbval(page)
    assert result.returncode == 0, result.stdout
    assert " passed" in result.stdout


@pytest.mark.parametrize(
    ("old", "new"),
    [(">197</a>", ">198</a>"), ('\\"value\\":197.0', '\\"value\\":198.0')],
    ids=["figure in the text", "figure in a chart"],
)
def test_tampered_figure_goes_red(page: Path, old: str, new: str):
    notebook = page / "work" / "page.ipynb"
    text = notebook.read_text("utf-8")
    assert old in text
    notebook.write_text(text.replace(old, new, 1), "utf-8")
    result = run_nbval(page)
    assert result.returncode == 1, result.stdout


def test_chapters_carry_no_tag_that_softens_nbval():
    for path in NOTEBOOKS:
        text = path.read_text("utf-8").lower()
        assert "nbval" not in text and "raises-exception" not in text, path
