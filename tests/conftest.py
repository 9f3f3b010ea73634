"""Fixtures: the invented package, the built sites, and a browser to look at them."""

import os
import shutil
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from playwright.sync_api import Browser
from support.browser import Server, chromium
from support.packages import write_invented_package
from support.paths import DATA, OUT

from claimbook.builder.build import build
from claimbook.builder.report import BuildResult
from claimbook.kernels.forkserver import fork_server
from claimbook.ledger.package import read_package
from claimbook.ledger.vocabulary import adopt

BOOK = read_package(DATA)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests were skipped, and what they need."""
    reasons = Counter(report.longrepr[2] for report in terminalreporter.getreports("skipped"))
    for reason, number in reasons.items():
        terminalreporter.write_line(f"{number} skipped: {reason.removeprefix('Skipped: ')}")


@pytest.fixture(scope="session", autouse=True)
def hear_interrupts() -> None:
    """Let Ctrl-C reach what tests interrupt: a shell without job control starts background jobs deaf to it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def words() -> None:
    """Let every test begin with the words of the book, whatever the one before it has read."""
    adopt(BOOK.vocabulary)


@pytest.fixture
def invented(tmp_path: Path) -> Path:
    """A sound data package about a place that doesn't exist."""
    return write_invented_package(tmp_path / "invented")


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of one run share."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def book(shared: Path) -> BuildResult:
    """The real book, built where `make book` builds it; unchanged pages are reused.

    A folder takes one build at a time, so workers wait for each other.
    """
    with FileLock(shared / "book.lock"):
        return build(DATA, OUT)


@pytest.fixture(scope="session")
def site(book: BuildResult) -> Path:
    """The folder of the real site."""
    return book.index.parent.resolve()


@pytest.fixture(scope="session")
def invented_book(shared: Path) -> Path:
    """The invented package and its book, as ``data`` and ``out``. Tests read it; to change it they copy it."""
    folder = shared / "invented-book"
    with FileLock(shared / "invented.lock"):
        if not (folder / "out" / "html").exists():
            shutil.rmtree(folder, ignore_errors=True)
            build(write_invented_package(folder / "data"), folder / "out", log=lambda line: None)
    return folder


@pytest.fixture(scope="session")
def invented_site(invented_book: Path) -> Path:
    """The folder of the invented site."""
    return (invented_book / "out" / "html").resolve()


@pytest.fixture
def workshop(invented_book: Path, tmp_path: Path) -> Path:
    """A copy of the invented package and its book, to be changed: ``data`` and ``out``."""
    return Path(shutil.copytree(invented_book, tmp_path / "workshop", symlinks=True))


@pytest.fixture(scope="module")
def warmed() -> Iterator[None]:
    """Fork the kernels of single pages as those of a build are forked."""
    with fork_server():
        yield


@pytest.fixture(scope="module")
def server(site: Path) -> Iterator[Server]:
    """The real site behind an address of this machine."""
    running = Server(site)
    yield running
    running.close()


@pytest.fixture
def origin(server: Server) -> str:
    """The address of the real site."""
    return server.origin


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    with chromium() as launched:
        yield launched
