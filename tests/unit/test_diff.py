"""The difference from an earlier revision names rows, findings and pages."""

import shutil
import subprocess
from pathlib import Path

import pytest
from support.packages import edit_cell
from support.paths import INVENTED

from claimbook.book.diff import compare_revision
from claimbook.cli import main


@pytest.fixture
def repository(tmp_path: Path, invented: Path) -> Path:
    """The invented package under version control."""
    folder = tmp_path / "repository"
    shutil.copytree(invented, folder / "data")
    for arguments in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "one"],
    ):
        subprocess.run(["git", "-C", str(folder), *arguments], check=True)
    return folder / "data"


def test_nothing_changed(repository: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["diff", "HEAD", "--data", str(repository)]) == 0
    assert capsys.readouterr().out == "Nothing changed since HEAD.\n"


def test_a_changed_cell_is_told_with_the_findings_and_pages_it_touches(repository: Path):
    edit_cell(repository, "event_reports", "lake-radio-fighting", "start_weekday", "Thursday")
    told = {(one.what, one.outcome): one for one in compare_revision(repository, "HEAD")}
    assert told["event_reports", "changed"].detail == "start_weekday 'Friday' → 'Thursday'"
    assert "1 May 2031, which was a Thursday" in told["findings", "gone"].detail
    assert ("pages", "changed") in told


def test_a_new_row_is_told(repository: Path):
    row = (INVENTED / "parties.csv").read_text("utf-8").splitlines()[1].replace("vesla-government", "somebody-else")
    with (repository / "parties.csv").open("a", encoding="utf-8") as file:
        file.write(row + "\n")
    assert [str(one) for one in compare_revision(repository, "HEAD")] == [
        "new somebody-else",
        "changed data: dictionary",
    ]


def test_a_revision_that_did_not_say_all_of_the_book_yet_is_read(repository: Path):
    descriptor = repository / "datapackage.json"
    today = descriptor.read_text("utf-8")
    descriptor.write_text(today.replace('"focus_area": "vesla"', '"other": ""'), encoding="utf-8")
    git = ["git", "-C", str(repository), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run([*git, "commit", "-qam", "before"], check=True)
    descriptor.write_text(today, encoding="utf-8")
    assert compare_revision(repository, "HEAD") == []


def test_an_unknown_revision_is_named(repository: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["diff", "no-such-revision", "--data", str(repository)]) == 2
    assert "git has no data at no-such-revision" in capsys.readouterr().err
