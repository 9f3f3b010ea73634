"""Where tests find the book, the invented package and a built site."""

import csv
import json
import os
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from claimbook.book.project import OURS, Parts
from claimbook.builder.build import build
from claimbook.builder.report import Built

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
INVENTED = ROOT / "tests" / "invented"
OUT = ROOT / "_build"

# What this run starts inherits a mark, so that what others run on the machine is not taken for it.
MARK = f"CLAIMBOOK_TESTS={os.getpid()}"
os.environ.update([MARK.split("=")])

# A shell without job control starts what runs in the background deaf to Ctrl-C; what tests interrupt must hear it.
signal.signal(signal.SIGINT, signal.default_int_handler)


def write_invented_package(folder: Path) -> Path:
    """The invented tables under the real schema, so that there is one definition of the tables."""
    descriptor = json.loads((DATA / "datapackage.json").read_text("utf-8"))
    descriptor |= json.loads((INVENTED / "about.json").read_text("utf-8"))
    folder.mkdir(parents=True)
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    for table in INVENTED.glob("*.csv"):
        shutil.copyfile(table, folder / table.name)
    return folder


def edit_cell(folder: Path, table: str, row_id: str, column: str, value: str) -> None:
    """Change one cell of a data package; the row is named by its id."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows, columns = list(reader), reader.fieldnames
    (row,) = [row for row in rows if next(iter(row.values())) == row_id]
    row[column] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def whole_book(out: Path) -> dict[str, bytes]:
    """Every file of a site and of its executed pages."""
    return {
        f"{part}/{name}": content
        for part in ("html", "pages")
        for name, content in tree((out / part).resolve()).items()
    }


def with_cell(folder: Path, **cells: str) -> Parts:
    """The book with one more cell at the end of some chapters, by name."""
    folder.mkdir()
    for path in (OURS.contents, OURS.configuration):
        shutil.copyfile(path, folder / path.name)
    shutil.copytree(ROOT / "chapters", folder / "chapters")
    for name, code in cells.items():
        path = folder / "chapters" / f"{name.replace('_', '-')}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        notebook.cells.append(nbformat.v4.new_code_cell(code))
        nbformat.write(notebook, path)
    return Parts(folder)


@pytest.fixture
def invented(tmp_path: Path) -> Path:
    """A sound data package about a place that doesn't exist."""
    return write_invented_package(tmp_path / "invented")


@pytest.fixture(scope="session")
def book() -> Built:
    """The real book, built where `make book` builds it: pages whose key is unchanged are reused."""
    return build(DATA, OUT)


@pytest.fixture(scope="session")
def site(book: Built) -> Path:
    return book.index.parent.resolve()


@pytest.fixture(scope="session")
def invented_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book of the invented package."""
    folder = tmp_path_factory.mktemp("invented-book")
    return build(write_invented_package(folder / "data"), folder / "out").index.parent.resolve()


def find_documents() -> Path | None:
    """The source documents: they are not ours to publish, so they may not be at hand."""
    for place in (os.environ.get("DOCUMENTS"), ROOT.parent / "shared" / "sources"):
        if place and Path(place).is_dir():
            return Path(place)
    return None


def eventually(condition: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Whether something comes true before long: processes need a moment to end."""
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.05)
    return condition()


def new_processes(before: set[str]) -> set[str]:
    """Python processes of this run of the tests that were not there before."""
    now = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line, state = (process / "cmdline").read_text("utf-8"), (process / "stat").read_text("utf-8")
            ours = MARK.encode() in (process / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if ours and "python" in line and state.rsplit(")", 1)[1].split()[0] != "Z":
            now.add(process.name)
    return now - before
