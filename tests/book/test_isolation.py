"""Nothing outside the named folders is run, removed or written."""

import subprocess
import sys
from pathlib import Path

import pytest

from claimbook.builder.build import build
from claimbook.builder.folder import FolderError

# Of the standard library, of the libraries that a build needs, of those that only serving and Dask need, and our own.
PLANTED = (
    "altair", "claimbook", "click", "ipykernel", "json", "multiprocessing", "pandas", "re", "socket", "vl_convert",
)  # fmt: skip


PROGRAM = [str(Path(sys.executable).with_name("claimbook"))]


MODULE = [sys.executable, "-m", "claimbook"]


def plant(folder: Path, names: tuple[str, ...]) -> Path:
    """Modules that leave a mark if they are run; gives the mark's path."""
    mark = folder / "ran"
    for name in names:
        (folder / f"{name}.py").write_text(f"open({str(mark)!r}, 'a').write({name!r})\nraise ImportError", "utf-8")
    return mark


@pytest.mark.parametrize("command", [PROGRAM, MODULE], ids=["program", "module"])
def test_no_module_of_the_current_folder_is_run(invented: Path, command: list[str]):
    names = PLANTED if command == PROGRAM else tuple(name for name in PLANTED if name != "claimbook")
    mark = plant(invented, names)
    result = subprocess.run(
        [*command, "build", "--data", ".", "--out", "../out"], cwd=invented, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr
    assert not mark.exists(), f"{mark.read_text('utf-8')} was run"


def test_a_planted_module_would_leave_its_mark(tmp_path: Path):
    mark = plant(tmp_path, ("json",))
    subprocess.run([sys.executable, "-c", "import json"], cwd=tmp_path, env={}, capture_output=True)
    assert mark.exists(), "the test above can't fail"


def test_output_folder_with_files_of_others_is_refused(invented: Path, tmp_path: Path):
    out = tmp_path / "home"
    for name in ("sites/my-other-site/index.html", "staging-area/notes.txt", "letter.txt"):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text("precious", "utf-8")
    with pytest.raises(FolderError, match=r"home holds files that the book did not make \(letter.txt, sites, staging"):
        build(invented, out)
    assert {path.read_text("utf-8") for path in out.rglob("*") if path.is_file()} == {"precious"}


def test_files_of_others_in_the_books_own_folder_are_kept(invented: Path, tmp_path: Path):
    out = tmp_path / "out"
    build(invented, out, log=lambda line: None)
    (out / "staging-mine-area").symlink_to(tmp_path)
    for name in ("sites/my-other-site/index.html", "staging-area/notes.txt"):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text("precious", "utf-8")
    (out / "build-report.json").unlink()
    build(invented, out, "2031-05-03", log=lambda line: None)
    assert (out / "sites/my-other-site/index.html").exists()
    assert (out / "staging-area/notes.txt").exists() and (out / "staging-mine-area").is_symlink()
    assert len(list((out / "sites").iterdir())) == 2, "the earlier site is gone, the stranger's is not"
