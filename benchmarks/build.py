"""The build against the plain way, on the same pages, in one run: `make bench`.

The plain way is the papermill command line for one page after another, then the
jupyter-book command line. Both get the same inputs; what is compared is how
long a reader of the terminal waits. Writes ``results.md`` beside this file.
"""

from __future__ import annotations

import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from claimbook.build.book import build
from claimbook.build.execute import page_job
from claimbook.build.site import stage
from claimbook.ledger import load_ledger
from claimbook.pages import book_pages

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
RUNS = 3


def seconds(job: Callable[[], object]) -> float:
    """Wall time of one call."""
    started = time.perf_counter()
    job()
    return time.perf_counter() - started


def run(*command: str, cwd: Path) -> None:
    program = Path(sys.executable).with_name(command[0])
    result = subprocess.run([program, *command[1:]], cwd=cwd, capture_output=True, text=True)
    if result.returncode:
        sys.exit(f"{' '.join(command)}\n{result.stdout[-1000:]}{result.stderr[-1000:]}")


def plain_way(folder: Path, built: Path) -> None:
    """papermill in a loop on the inputs of an earlier build, then jupyter-book."""
    ledger = load_ledger(DATA)
    pages = book_pages(ledger)
    for page in pages:
        work = folder / "pages" / page.docname / "work"
        shutil.copytree(built / "pages" / page.docname / "data", work.parent / "data", dirs_exist_ok=True)
        work.mkdir(parents=True, exist_ok=True)
        parameters = {**page.parameters, "data_dir": "../data"}
        given = [part for name, value in parameters.items() for part in ("-r", name, value)]
        run("papermill", "-k", "python3", *given, str(page_job(page).chapter), "page.ipynb", cwd=work)
    staging = folder / "staging"
    stage(pages, folder / "pages", ledger, staging, built / "pictures")
    shutil.copyfile(staging / "_config.yml", staging / "book" / "_config.yml")
    shutil.copyfile(staging / "_toc.yml", staging / "book" / "_toc.yml")
    run("jupyter-book", "build", str(staging / "book"), "--path-output", str(folder / "site"), cwd=folder)


def main() -> None:
    """Measure, print and write the table."""
    times: dict[str, list[float]] = {"plain way": [], "clean build": [], "nothing changed": []}
    with tempfile.TemporaryDirectory() as scratch:
        for turn in range(RUNS):
            out = Path(scratch) / f"built-{turn}"
            times["clean build"].append(seconds(lambda out=out: build(DATA, out, say=lambda line: None)))  # type: ignore[misc]
            times["nothing changed"].append(seconds(lambda out=out: build(DATA, out)))  # type: ignore[misc]
            plain = Path(scratch) / f"plain-{turn}"
            times["plain way"].append(seconds(lambda out=out, plain=plain: plain_way(plain, out)))  # type: ignore[misc]
        pages = len(book_pages(load_ledger(DATA)))
    median = {name: statistics.median(values) for name, values in times.items()}
    stack = ", ".join(
        f"{name} {version(name)}" for name in ("jupyter-book", "papermill", "nbclient", "altair", "pandas")
    )
    lines = [
        "# The build against the plain way",
        f"{pages} pages, {RUNS} runs in turn, medians of wall time. Python {platform.python_version()} on"
        f" {platform.machine()}; {stack}.",
        "| what | seconds | the plain way takes |\n| --- | --- | --- |\n"
        + "\n".join(
            f"| {name} | {value:.1f} | {median['plain way'] / value:.1f} times as long |"
            for name, value in median.items()
        ),
    ]
    text = "\n\n".join(lines) + "\n"
    (ROOT / "benchmarks" / "results.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
