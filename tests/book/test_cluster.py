"""Pages on a running Dask cluster: the same bytes, and a lost worker costs its pages a second start."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import Client, LocalCluster
from support.books import whole_book, with_cell
from support.packages import write_invented_package
from support.processes import gone

from claimbook.builder.build import build
from claimbook.builder.cache import notebook_path
from claimbook.cli import main
from claimbook.kernels.execute import PageError


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """Two default workers, each in a process of its own that its nanny starts again if it ends."""
    with LocalCluster(n_workers=2, threads_per_worker=3, dashboard_address=None) as started:
        yield started


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented package, and its book as this machine builds it."""
    folder = tmp_path_factory.mktemp("local")
    build(write_invented_package(folder / "data"), folder / "out")
    return folder


def test_pages_of_a_cluster_are_the_same_bytes(cluster: LocalCluster, local: Path, tmp_path: Path):
    arguments = ["--data", str(local / "data"), "--out", str(tmp_path / "out")]
    assert main(["build", "--scheduler", cluster.scheduler_address, *arguments]) == 0
    assert whole_book(tmp_path / "out") == whole_book(local / "out")


def test_kernels_on_a_worker_are_forked_and_leave_with_the_build(cluster: LocalCluster, local: Path, tmp_path: Path):
    who = "import os; from pathlib import Path\nparent = Path(f'/proc/{os.getppid()}/cmdline').read_text()\n"
    project = with_cell(tmp_path / "book", data=who + "print('warm', 'ForkServer' in parent, os.getppid())")
    build(local / "data", tmp_path / "out", scheduler=cluster.scheduler_address, project=project)
    text = notebook_path(tmp_path / "out" / "pages", "data").read_text("utf-8")
    assert '"warm True ' in text
    assert gone(int(text.split('"warm True ')[1].split("\\n")[0]))


def test_a_worker_killed_in_the_middle_costs_a_second_start(cluster: LocalCluster, local: Path, tmp_path: Path):
    with Client(cluster) as client:
        workers = client.run(os.getpid)
    lines: list[str] = []

    def kill(line: str) -> None:
        if not lines:
            os.kill(next(iter(workers.values())), signal.SIGKILL)
        lines.append(line)

    build(local / "data", tmp_path / "out", scheduler=cluster.scheduler_address, log=kill)
    assert len(lines) > 3, "it was killed while there was work to do"
    assert whole_book(tmp_path / "out") == whole_book(local / "out")


def test_a_page_that_fails_on_a_worker_is_named(cluster: LocalCluster, local: Path, tmp_path: Path):
    project = with_cell(tmp_path / "book", data="1 / 0")
    with pytest.raises(PageError, match=r"page data, cell 7 of data\.ipynb: ZeroDivisionError"):
        build(local / "data", tmp_path / "out", scheduler=cluster.scheduler_address, project=project)


def test_no_cluster_is_one_clear_error(local: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch):
    monkeypatch.setattr("claimbook.kernels.cluster.SECONDS_TO_CONNECT", 1)
    arguments = ["--data", str(local / "data"), "--out", str(tmp_path / "out")]
    assert main(["build", "--scheduler", "tcp://127.0.0.1:1", *arguments]) == 1
    said = capsys.readouterr().err
    assert "no Dask scheduler answers at tcp://127.0.0.1:1" in said and "Traceback" not in said


def test_workers_with_other_code_are_refused(cluster: LocalCluster, local: Path, tmp_path: Path, capsys, monkeypatch):
    monkeypatch.setattr("claimbook.kernels.cluster.lock_digest", lambda: "another")
    arguments = ["--data", str(local / "data"), "--out", str(tmp_path / "out")]
    assert main(["build", "--scheduler", cluster.scheduler_address, *arguments]) == 1
    assert "these workers have another version of claimbook" in capsys.readouterr().err


def test_without_the_extra_the_command_says_what_to_install(local: Path, tmp_path: Path):
    code = (
        "import sys; sys.modules['distributed'] = None\nfrom claimbook.cli import main\n"
        f"sys.exit(main(['build', '--scheduler', 'tcp://127.0.0.1:1', '--data', {str(local / 'data')!r}, "
        f"'--out', {str(tmp_path / 'out')!r}]))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.returncode == 1 and "pip install 'claimbook[cluster]'" in result.stderr
