"""A build that is interrupted or has no room leaves the last site as it was."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from support.books import tree
from support.packages import edit_cell
from support.processes import eventually, new_processes

from claimbook.cli import main


def run_build(workshop: Path, **settings: Any) -> subprocess.Popen[str]:
    """The command line in a process of its own, on the workshop's data with one word changed."""
    edit_cell(workshop / "data", "sources", "harbour-post", "publisher", "Harbour Courier")
    command = [sys.executable, "-m", "claimbook", "build", "--data", str(workshop / "data"), "--out"]
    return subprocess.Popen(
        [*command, str(workshop / "out")], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **settings
    )


@pytest.mark.skipif(sys.platform == "win32", reason="this system can't limit the size of files")
@pytest.mark.parametrize("room", [4_000, 100_000], ids=["a little", "more"])
def test_no_room_to_write_is_one_clear_error(room: int, workshop: Path):
    """A limit on the size of a file stands for a full disk: the system refuses to write in the same way."""
    import resource

    before = tree(workshop / "out" / "html")
    limited = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))  # noqa: E731
    with run_build(workshop, preexec_fn=limited) as process:
        _, said = process.communicate()
    assert process.returncode == 1
    assert "File too large" in said and "Traceback" not in said
    assert said.endswith("Nothing was published; the previous site is unchanged.\n")
    assert tree(workshop / "out" / "html") == before


def test_interrupted_build_leaves_the_site_and_no_process(workshop: Path):
    before, there = tree(workshop / "out" / "html"), new_processes(set())
    with run_build(workshop, start_new_session=True) as process:
        assert process.stdout is not None and process.stdout.readline().startswith("[1/")
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: everyone in the group gets it
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said.strip() == "Interrupted; nothing was replaced."
    assert tree(workshop / "out" / "html") == before
    assert eventually(lambda: not new_processes(there))


INTERRUPTED_WHILE_STARTING = """
import os, signal, sys, time
from pathlib import Path
from claimbook.builder.drawings import Drawings
if __name__ == "__main__":
    with Drawings(Path(sys.argv[1])) as pictures:
        pictures.expect_engine()
        try:
            time.sleep(0.1)
            os.killpg(0, signal.SIGINT)
        except KeyboardInterrupt:
            print(pictures.engine().name)
"""


def test_interrupt_is_for_the_builder_and_not_for_what_draws(tmp_path: Path):
    """A process that draws may just be starting; it must not say a word of its own."""
    script = tmp_path / "script.py"
    script.write_text(INTERRUPTED_WHILE_STARTING, "utf-8")
    command = [sys.executable, script, tmp_path / "pictures"]
    ended = subprocess.run(command, capture_output=True, text=True, start_new_session=True, check=False)
    assert ended.stdout.startswith("vega-") and not ended.stderr


def test_interrupt_that_cuts_a_library_short_is_still_one(
    workshop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """Between closing a folder and noting that it is closed, ``rmtree`` closes it again and complains of that."""
    edit_cell(workshop / "data", "sources", "harbour-post", "publisher", "Harbour Courier")
    before, close = tree(workshop / "out" / "html"), os.close

    def interrupted(descriptor: int) -> None:
        close(descriptor)
        in_rmtree = sys._getframe(1).f_globals["__name__"] == "shutil"
        if in_rmtree and threading.current_thread() is threading.main_thread():
            monkeypatch.undo()
            raise KeyboardInterrupt

    monkeypatch.setattr(os, "close", interrupted)
    assert main(["build", "--data", str(workshop / "data"), "--out", str(workshop / "out")]) == 130
    assert os.close is close
    assert capsys.readouterr().err.strip() == "Interrupted; nothing was replaced."
    assert tree(workshop / "out" / "html") == before
