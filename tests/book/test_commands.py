"""Every command in README and CONTRIBUTING is one that works."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.packages import edit_cell
from support.paths import INVENTED, ROOT

from claimbook.coding.import_table import EXAMPLE

BINARIES = Path(sys.executable).parent
PROGRAMS = ("claimbook", "make", "dask", "pre-commit", "pip")


def commands_of(name: str) -> Iterator[str]:
    """Return the commands that a file shows, in its code blocks and in its sentences."""
    text = (ROOT / name).read_text("utf-8")
    shown = re.findall(r"^ {4}(\S.*?)(?: {2,}#.*)?$", text, re.M) + re.findall(r"`([^`\n]+)`", text)
    return (line.strip() for line in shown if line.split()[0] in PROGRAMS and len(line.split()) > 1)


COMMANDS = sorted({command for name in ("README.md", "CONTRIBUTING.md") for command in commands_of(name)})


@pytest.fixture(scope="module")
def folder(invented_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like a checkout: a data package in git, with a row to record, and a built book."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(invented_book / "data", folder / "data")
    shutil.copytree(invented_book / "out", folder / "_build", symlinks=True)
    (folder / "FILE").write_text("The army said on 3 May 2031 that 12 rebels were killed in Tarn.\n", "utf-8")
    for arguments in (
        ["init", "-q"], ["config", "user.name", "Ada"], ["config", "user.email", "ada@example.org"],
        ["add", "data"], ["commit", "-qm", "Begin"],
    ):  # fmt: skip
        subprocess.run(["git", *arguments], cwd=folder, check=True)
    edit_cell(folder / "data", "claims", "hp-rebels", "notes", "Looked at again.")
    # The book of another conflict that README begins, and a table for it.
    begin = re.search(r"^ {4}claimbook (new vesla .*\\\n.*)$", (ROOT / "README.md").read_text("utf-8"), re.M)
    assert begin, "README shows how to begin a book"
    run([str(BINARIES / "claimbook"), *shlex.split(begin[1].replace("\\\n", " "))], folder)
    (folder / "map.yml").write_text(EXAMPLE.replace("speaker: ministry ", "speaker: government "), "utf-8")
    (folder / "daily.csv").write_text("report_date,killed_total,killed\n2031-05-01,12,12\n", "utf-8")
    return folder


def filled(command: str) -> list[str]:
    """Replace the words in capitals of a command."""
    words = {"DIR": str(INVENTED / "documents"), "ID": "new-report", "REV": "HEAD", "TEXT": "Checked", "NAME": "--help"}
    words["2026-02-01"] = "2031-05-03"
    words["SOURCE"] = "gazette"
    words["DOCUMENT"] = str(INVENTED / "documents" / "gazette.txt")
    if command.startswith("claimbook scan"):
        words["FILE"] = str(INVENTED / "documents" / "gazette.txt")  # a document that is coded as a whole
    parts = [words.get(word, word) for word in command.split()]
    if "--out" in parts:
        parts[parts.index("--out") + 1] = "then"
    return parts


@pytest.mark.parametrize("command", COMMANDS)
def test_command_works(command: str, folder: Path):
    program, *arguments = filled(command)
    match program:
        case "make":
            run(["make", "--dry-run", *arguments], ROOT)
        case "dask" | "pip" | "pre-commit":
            run([str(BINARIES / program), arguments[0], "--help"], folder)
        case "claimbook" if arguments[0] == "new":  # it would write here; tests/book/test_new_chapter.py has a copy
            run([str(BINARIES / program), "new", "--help"], folder)
        case "claimbook" if arguments[0] == "publish":  # only what is recorded can be published
            record = ["record", "--reason", "Checked", "--date", "2031-06-01"]
            run([str(BINARIES / program), *record], folder)
            run([str(BINARIES / program), *arguments], folder)
        case "claimbook" if arguments[0] == "confirm":
            guesses = "table,row_id,column,value\nclaims,hp-rebels,group,militants\n"
            (folder / "data" / "guesses.csv").write_text(guesses, "utf-8")
            run([str(BINARIES / program), "confirm", "hp-rebels"], folder)
        case "claimbook" if "codes.xlsx" in arguments:
            (folder / "codes.xlsx").unlink(missing_ok=True)
            run([str(BINARIES / program), "workbook", "codes.xlsx"], folder)
            if arguments[0] == "import":
                run([str(BINARIES / program), *arguments], folder)
        case "claimbook" if arguments[0] == "code":  # tests/browser/test_coding_page_in_browser.py opens it
            run([str(BINARIES / program), "code", "--help"], folder)
        case "claimbook" if arguments[0] == "serve":
            serve(folder)
        case "claimbook" if "--scheduler" in arguments:  # tests/book/test_cluster.py has a cluster
            run([str(BINARIES / program), "build", "--help"], folder)
        case "claimbook" if arguments[0] == "withdraw":
            copy = Path(shutil.copytree(folder / "data", folder / "withdrawn"))
            run([str(BINARIES / program), "withdraw", "gazette", "--data", str(copy)], folder)
        case "claimbook":
            run([str(BINARIES / program), *arguments], folder)
        case _:
            raise AssertionError(f"no test of {command}")


def run(command: list[str], folder: Path) -> None:
    """Run a command that must succeed."""
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=240)
    assert result.returncode == 0, result.stdout + result.stderr


def serve(folder: Path) -> None:
    """Start the server and stop it when it names its address."""
    command = [str(BINARIES / "claimbook"), "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert any(line.startswith("http") for line in process.stdout)
        os.kill(process.pid, signal.SIGINT)


def test_commands_were_found():
    assert {"make book", "make test", "make unit", "make lab", "claimbook check", "claimbook serve"} <= set(COMMANDS)


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_paths_that_are_named_are_there(name: str):
    paths = re.findall(
        r"`((?:claimbook|chapters|data|tests|benchmarks|\.ci|\.github)/[\w./-]*)`", (ROOT / name).read_text("utf-8")
    )
    assert len(paths) > 5
    assert [path for path in paths if not (ROOT / path).exists()] == []
