"""Forked kernels: quick, apart from each other, and gone with the build."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from nbclient.exceptions import DeadKernelError
from support.books import with_cell
from support.paths import DATA, ROOT
from support.processes import alive, eventually, gone, run_cells

from claimbook import open_page
from claimbook.kernels import forkserver
from claimbook.kernels.execute import PageError, execute_page, page_job
from claimbook.kernels.forkserver import SOCKET, fork_server

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system can't fork")


def test_a_kernel_is_the_child_of_a_process_that_has_imported_everything(warmed: None, tmp_path: Path):
    parent, modules = run_cells(
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
    drawn = run_cells(spoil, folder=one)
    assert run_cells(look, folder=other).split() == ["False", "False", "False", "False", str(other), drawn, "UTC"]


def test_a_kernel_that_dies_is_noticed_and_hurts_no_other(warmed: None, tmp_path: Path):
    started = time.monotonic()
    with pytest.raises(DeadKernelError):
        run_cells("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", folder=tmp_path)
    assert time.monotonic() - started < 20
    assert run_cells("print(1)", folder=tmp_path) == "1"


def test_a_cell_that_raises_ends_its_kernel(warmed: None, tmp_path: Path):
    with pytest.raises(Exception, match="ZeroDivisionError"):
        run_cells("import os; open('pid', 'w').write(str(os.getpid()))", "1 / 0", folder=tmp_path)
    assert gone(int((tmp_path / "pid").read_text("utf-8")))


def test_no_process_is_left_behind(tmp_path: Path):
    left = "import os, subprocess; print(os.getpid(), os.getppid(), subprocess.Popen(['sleep', '600']).pid)"
    with fork_server():
        kernel, parent, child = map(int, run_cells(left, folder=tmp_path).split())
    assert gone(parent) and gone(kernel) and gone(child)


def test_kernels_end_with_a_builder_that_is_killed(tmp_path: Path):
    hang = "import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(600)"
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT / 'tests')!r})\n"
        "from pathlib import Path\nfrom support.processes import run_cells\n"
        "from claimbook.kernels.forkserver import fork_server\n"
        f"with fork_server(): run_cells({hang!r}, folder=Path({str(tmp_path)!r}))"
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
    assert int(run_cells("import os; print(os.getppid())", folder=tmp_path)) == os.getpid()


def test_an_ordinary_kernel_is_guarded_too(tmp_path: Path):
    job = page_job(
        open_page("data", str(DATA)), with_cell(tmp_path / "book", data=f"open({str(DATA / 'claims.csv')!r})")
    )
    with pytest.raises(PageError, match="a page reads only its own inputs, not "):
        execute_page(job)


def test_the_build_goes_on_where_the_warm_process_can_not_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    before = os.environ.get(SOCKET)
    monkeypatch.setattr(forkserver, "ENVIRONMENT", {"PYTHONHASHSEED": "no number"})
    with fork_server():
        assert int(run_cells("import os; print(os.getppid())", folder=tmp_path)) == os.getpid()
    assert os.environ.get(SOCKET) == before
