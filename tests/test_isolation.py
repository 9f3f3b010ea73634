"""Nothing outside the named folders is run, removed or written."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, write_invented_package

from claimbook.builder.build import build
from claimbook.builder.folder import FolderError
from claimbook.checks.structure import check_package
from claimbook.cli import main

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
    build(invented, out, say=lambda line: None)
    (out / "staging-mine-area").symlink_to(tmp_path)
    for name in ("sites/my-other-site/index.html", "staging-area/notes.txt"):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text("precious", "utf-8")
    (out / "build-report.json").unlink()
    build(invented, out, "2031-05-03", say=lambda line: None)
    assert (out / "sites/my-other-site/index.html").exists()
    assert (out / "staging-area/notes.txt").exists() and (out / "staging-mine-area").is_symlink()
    assert len(list((out / "sites").iterdir())) == 2, "the earlier site is gone, the stranger's is not"


@pytest.mark.parametrize("place", [".", "inside"])
def test_output_in_the_data_package_is_refused(invented: Path, place: str):
    with pytest.raises(FolderError, match="is inside the data package"):
        build(invented, invented / place)


def change_descriptor(folder: Path, **changes: object) -> None:
    """Change the first table of the descriptor, or with ``added`` add one."""
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    added = changes.pop("added", None)
    if added:
        descriptor["resources"].append({**descriptor["resources"][3], **added})  # type: ignore[dict-item]
    descriptor["resources"][0] |= changes
    path.write_text(json.dumps(descriptor), "utf-8")


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"added": {"name": "../../escaped"}}, "a table named '../../escaped'"),
        ({"added": {"name": "events"}}, "events twice"),
        ({"name": ["sources"]}, "a table named ['sources']; no table sources"),
        ({"path": "../victim/sources.csv"}, "path '../victim/sources.csv' of sources"),
        ({"path": "/etc/passwd"}, "path '/etc/passwd' of sources"),
        ({"path": ["sources.csv"]}, "path ['sources.csv'] of sources"),
    ],
)
def test_names_and_paths_of_tables_are_closed(invented: Path, changes: dict[str, object], found: str):
    change_descriptor(invented, **changes)
    (problem,) = check_package(invented)
    assert problem.value == found
    assert main(["record", "--data", str(invented), "--reason", "x", "--author", "x"]) == 1


def test_a_table_that_is_a_link_is_refused(invented: Path, tmp_path: Path):
    shutil.move(invented / "events.csv", tmp_path / "events.csv")
    (invented / "events.csv").symlink_to(tmp_path / "events.csv")
    (problem,) = check_package(invented)
    assert (problem.value, problem.expected) == ("a link or no file", "a plain file inside the data package")


def test_check_reads_no_address_and_no_other_file(invented: Path):
    """What a descriptor says of where and how to read is not followed: there is one way to read a table."""
    change_descriptor(invented, extrapaths=["http://127.0.0.1:9/x.csv"], dialect="http://127.0.0.1:9/dialect.json")
    assert check_package(invented) == []


def test_check_reads_what_the_book_reads(tmp_path: Path):
    """Words in single quotes with blanks around them once made a validator guess another delimiter."""
    data = write_invented_package(tmp_path / "data")
    path = data / "places.csv"
    lines = path.read_text("utf-8").splitlines()
    lines[1] = lines[1].rsplit(",", 1)[0] + ",Known as Herof; 'Baam'; Tarn"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    assert check_package(data) == []
    lines[1] = " " + lines[1]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    (problem,) = check_package(data)
    assert (problem.row, problem.column, problem.expected) == (2, "place_id", "no blank at either end of a cell")


def test_the_committed_descriptor_names_every_table():
    descriptor = json.loads((ROOT / "data" / "datapackage.json").read_text("utf-8"))
    assert [resource["path"] for resource in descriptor["resources"]] == [
        f"{resource['name']}.csv" for resource in descriptor["resources"]
    ]
