"""Start, watch and count the processes of this run of the tests."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbclient import NotebookClient

# Every process started from here inherits this mark, so that other people's aren't counted.
MARK = f"CLAIMBOOK_TESTS={os.getpid()}"
os.environ.update([MARK.split("=")])


def eventually(condition: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Wait for a condition: processes need a moment to end."""
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.05)
    return condition()


def alive(pid: int) -> bool:
    """Return whether a process runs; a zombie doesn't."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def gone(pid: int) -> bool:
    """Return whether a process ends within a few seconds."""
    return eventually(lambda: not alive(pid))


def new_processes(before: set[str]) -> set[str]:
    """Return the Python processes of this run that weren't there before."""
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


def run_cells(*cells: str, folder: Path) -> str:
    """Execute a notebook of these cells and return what it prints."""
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
