"""Wrong usage of the command is one clear error."""

import subprocess
import sys
from pathlib import Path

import pytest
from support.paths import DATA

from claimbook.cli import main


def test_too_early_a_day_is_an_error(tmp_path: Path, capsys):
    assert main(["build", "--data", str(DATA), "--as-of", "1990-01-01", "--out", str(tmp_path / "out")]) == 1
    assert "nothing had been published by 1990-01-01" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["build", "--as-of", "yesterday"], ["build", "--jobs", "0"], ["publish"], []])
def test_wrong_usage_exits_with_two(arguments: list[str]):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2


def test_unwritable_folder_is_one_clear_error(tmp_path: Path, capsys):
    (tmp_path / "file").write_text("in the way")
    assert main(["build", "--data", str(DATA), "--out", str(tmp_path / "file" / "out")]) == 1
    said = capsys.readouterr().err
    assert str(tmp_path / "file") in said and "Traceback" not in said


def test_no_command_waits_for_what_it_does_not_need():
    loaded = (
        "import sys, claimbook.cli; print([name for name in ('pandas', 'yaml', 'frictionless') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "[]"
