"""Tables are read by closed names, from inside the data package and from nowhere else."""

import json
import shutil
from pathlib import Path

import pytest
from support.packages import write_invented_package
from support.paths import ROOT

from claimbook.builder.build import build
from claimbook.builder.folder import FolderError
from claimbook.checks.structure import check_package
from claimbook.cli import main


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
