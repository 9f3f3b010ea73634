"""Forked kernels: quick, apart from each other, and gone with the build."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from conftest import DATA, eventually, with_cell
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

from claimbook.book.pages import open_page
from claimbook.kernels import forkserver
from claimbook.kernels.execute import PageError, execute_page, page_job
from claimbook.kernels.forkserver import SOCKET, warm_kernels

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system can't fork")


def run(*cells: str, folder: Path) -> str:
    """What a notebook of these cells prints."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    client = NotebookClient(
        notebook,
        timeout=30,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        extra_arguments=["--HistoryManager.enabled=False"],
    )
    client.execute()
    return "".join(output["text"] for cell in notebook.cells for output in cell.outputs if "text" in output).strip()


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended but wasn't waited for doesn't."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def gone(pid: int) -> bool:
    return eventually(lambda: not alive(pid))


@pytest.fixture
def warmed() -> Iterator[None]:
    with warm_kernels():
        yield


def test_a_kernel_is_the_child_of_a_process_that_has_imported_everything(warmed: None, tmp_path: Path):
    parent, modules = run(
        "import os, sys; print(os.getppid()); print({'altair', 'claimbook.components.toll_chart'} <= set(sys.modules))",
        folder=tmp_path,
    ).split()
    assert int(parent) != os.getpid() and modules == "True"
    assert "claimbook.kernels.forkserver" in Path(f"/proc/{parent}/cmdline").read_text("utf-8").replace("\0", " ")


def test_nothing_of_a_page_is_seen_by_the_next(warmed: None, tmp_path: Path):
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    spoil = (
        "import os, json, random, pandas, numpy, locale; os.environ['LEAK'] = '1'; json.leak = 1; leak = 1\n"
        "pandas.set_option('display.max_rows', 3); os.chdir('/'); numpy.random.rand(); print(random.random())"
    )
    look = (
        "import os, json, random, pandas; print('LEAK' in os.environ, hasattr(json, 'leak'), 'leak' in globals(), "
        "pandas.get_option('display.max_rows') == 3, os.getcwd(), random.random(), os.environ['TZ'])"
    )
    drawn = run(spoil, folder=one)
    assert run(look, folder=other).split() == ["False", "False", "False", "False", str(other), drawn, "UTC"]


def test_a_kernel_that_dies_is_noticed_and_hurts_no_other(warmed: None, tmp_path: Path):
    started = time.monotonic()
    with pytest.raises(DeadKernelError):
        run("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", folder=tmp_path)
    assert time.monotonic() - started < 20
    assert run("print(1)", folder=tmp_path) == "1"


def test_a_cell_that_raises_ends_its_kernel(warmed: None, tmp_path: Path):
    with pytest.raises(Exception, match="ZeroDivisionError"):
        run("import os; open('pid', 'w').write(str(os.getpid()))", "1 / 0", folder=tmp_path)
    assert gone(int((tmp_path / "pid").read_text("utf-8")))


def test_no_process_is_left_behind(tmp_path: Path):
    left = "import os, subprocess; print(os.getpid(), os.getppid(), subprocess.Popen(['sleep', '600']).pid)"
    with warm_kernels():
        kernel, parent, child = map(int, run(left, folder=tmp_path).split())
    assert gone(parent) and gone(kernel) and gone(child)


def test_kernels_end_with_a_builder_that_is_killed(tmp_path: Path):
    hang = "import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(600)"
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from pathlib import Path\nfrom test_warm import run\nfrom claimbook.kernels.forkserver import warm_kernels\n"
        f"with warm_kernels(): run({hang!r}, folder=Path({str(tmp_path)!r}))"
    )
    builder = subprocess.Popen([sys.executable, "-c", code])
    pid = tmp_path / "pid"
    assert eventually(lambda: pid.exists() and pid.read_text("utf-8") != "", seconds=30)
    kernel = int(pid.read_text("utf-8"))
    assert alive(kernel)
    builder.send_signal(signal.SIGKILL)
    builder.wait()
    assert gone(kernel)


def test_an_ordinary_kernel_is_started_where_none_can_be_forked(
    warmed: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv(SOCKET, str(tmp_path / "nobody"))
    assert int(run("import os; print(os.getppid())", folder=tmp_path)) == os.getpid()


def test_an_ordinary_kernel_is_guarded_too(tmp_path: Path):
    job = page_job(
        open_page("data", str(DATA)), with_cell(tmp_path / "book", data=f"open({str(DATA / 'claims.csv')!r})")
    )
    with pytest.raises(PageError, match="a page reads its own inputs only, not "):
        execute_page(job)


def test_the_build_goes_on_where_the_warm_process_can_not_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(forkserver, "ENVIRONMENT", {"PYTHONHASHSEED": "no number"})
    with warm_kernels():
        assert int(run("import os; print(os.getppid())", folder=tmp_path)) == os.getpid()
    assert SOCKET not in os.environ
