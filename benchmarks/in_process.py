"""What bounds execution: a fork for each page that runs its cells itself. Arguments: data, the book's folder."""

import contextlib
import io
import json
import os
import sys
import tempfile
from pathlib import Path

from measured_book import CHAPTERS, pages_of

from claimbook.book.project import Project
from claimbook.components import figure  # noqa: F401  imported before the fork, as in the warm process
from claimbook.kernels.execute import Job, page_job

AT_ONCE = 2


def run_cells(job: Job) -> None:
    """In the forked process: the cells one after the other, without a kernel."""
    with tempfile.TemporaryDirectory() as name, contextlib.redirect_stdout(io.StringIO()):
        for part in ("data", "work"):
            (Path(name) / part).mkdir()
        for file, text in job.inputs.items():
            (Path(name) / "data" / file).write_text(text, encoding="utf-8")
        os.chdir(Path(name) / "work")
        names: dict[str, object] = {}
        for cell in json.loads(job.notebook)["cells"]:
            if cell["cell_type"] == "code":
                exec("".join(cell["source"]), names)
            if "parameters" in cell["metadata"].get("tags", []):
                names |= {**job.parameters, "data_dir": "../data"}


def main(data: Path, folder: Path) -> None:
    """Run all pages, two at a time."""
    project = Project(folder, CHAPTERS)
    jobs = [page_job(page, project) for page in pages_of(data, project)]
    running: set[int] = set()
    for job in jobs:
        if len(running) == AT_ONCE:
            running.discard(_ended())
        pid = os.fork()
        if not pid:
            code = 1
            try:
                run_cells(job)
                code = 0
            finally:
                os._exit(code)
        running.add(pid)
    while running:
        running.discard(_ended())


def _ended() -> int:
    pid, status = os.wait()
    if status:
        sys.exit("a page failed in process")
    return pid


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
