"""The build against the plain way, and what bounds it, measured in one run: `make bench`.

The plain way is the papermill command line for one page after another, then the
jupyter-book command line, on the same pages: what is compared is how long
somebody waits before the terminal. Each measure is a ratio of two medians of
this run. Writes ``results.md`` and ``growth.svg`` beside this file; names of
measures as arguments limit it to those, and then only prints.
"""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

import altair as alt
from large_ledger import editable_copy, write_ledger
from measured_book import measured_book, pages_of

from claimbook.analysis.tables import derived_tables
from claimbook.book.pages import book_pages
from claimbook.book.project import THIS_PROJECT, Project
from claimbook.builder.build import build
from claimbook.builder.drawings import Drawings
from claimbook.builder.publisher import CHANGED
from claimbook.builder.site import begin_edition, stage
from claimbook.kernels.execute import execute_page, page_job
from claimbook.kernels.local import default_jobs, local
from claimbook.ledger.package import read_package
from claimbook.ledger.tables import load_ledger

HERE = Path(__file__).parent
DATA = HERE.parent / "data"
HUNDRED_THOUSAND = 9_000  # documents that carry a hundred thousand claims


@dataclass(frozen=True)
class Measure:
    """Two medians of one run and the ratio that was asked for."""

    what: str
    ours: float
    other_name: str
    other: float
    asked: str
    runs: str

    @property
    def ratio(self) -> float:
        return self.other / self.ours if "faster" in self.asked else self.ours / self.other

    def row(self) -> str:
        unit = "times as fast" if "faster" in self.asked else "times as long"
        return (
            f"| {self.what} | {self.ours:.3g} | {self.other_name} | {self.other:.3g} | **{self.ratio:.2f}** {unit}"
            f" | {self.asked} | {self.runs} |"
        )


def seconds(job: Callable[[], object]) -> float:
    """Wall time of one call."""
    started = time.perf_counter()
    job()
    return time.perf_counter() - started


def run(*command: str | Path, cwd: Path = HERE.parent) -> None:
    """Run a command of the environment, as a user would type it."""
    program = Path(sys.executable).with_name(str(command[0]))
    # A fork server in this process isolates its children; these scripts import each other.
    environment = {**os.environ, "PYTHONPATH": str(HERE)}
    result = subprocess.run([program, *command[1:]], cwd=cwd, capture_output=True, text=True, env=environment)
    if result.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{result.stdout[-2000:]}{result.stderr[-2000:]}")


def claimbook(data: Path, out: Path, project: Project = THIS_PROJECT) -> None:
    """The command line, from its start to its end."""
    if project is THIS_PROJECT:
        run("claimbook", "build", "--data", data, "--out", out)
    else:
        run("python", HERE / "build_measured.py", data, out, project.folder)


def plain_way(data: Path, folder: Path, built: Path, project: Project) -> float:
    """Seconds for papermill in a loop on the inputs of an earlier build, and then jupyter-book."""
    ledger = load_ledger(data)
    tables = derived_tables(ledger)
    pages = list(book_pages(ledger, tables, project=project))
    spent = 0.0
    for page in pages:
        work = folder / "pages" / page.docname / "work"
        work.mkdir(parents=True, exist_ok=True)
        shutil.copytree(built / "pages" / page.docname / "data", work.parent / "data", dirs_exist_ok=True)
        parameters = {**page.parameters, "data_dir": "../data"}
        given = [part for name, value in parameters.items() for part in ("-r", name, value)]
        chapter = project.chapters / f"{page.notebook}.ipynb"
        spent += seconds(
            lambda c=chapter, g=given, w=work: run("papermill", "-k", "python3", *g, c, "page.ipynb", cwd=w)
        )
    staging = folder / "staging"
    with Drawings(built / "drawings") as drawings:  # drawn before: the plain way pays nothing for them
        stage(begin_edition(pages, ledger, tables, staging, project), folder / "pages", staging, drawings, project)
    for name in ("_config.yml", "_toc.yml"):
        shutil.copyfile(staging / name, staging / "book" / name)
    (staging / CHANGED).write_text("[]", encoding="utf-8")  # on a first build every page is new
    spent += seconds(
        lambda: run("jupyter-book", "build", staging / "book", "--path-output", folder / "site", cwd=folder)
    )
    return spent


def medians(times: dict[str, list[float]]) -> dict[str, float]:
    return {name: statistics.median(values) for name, values in times.items()}


def in_turn(jobs: dict[str, Callable[[], object]], runs: int = 3) -> dict[str, float]:
    """Median seconds of some jobs, each done once in every turn."""
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(runs):
        for name, job in jobs.items():
            times[name].append(seconds(job))
    return medians(times)


def clean_build(pages: int, runs: int, asked: str, scratch: Path) -> list[Measure]:
    """A book of so many pages from nothing."""
    data = scratch / "data"
    write_ledger(DATA, data, pages - 1)
    project = measured_book(scratch / "book")
    times: dict[str, list[float]] = {"ours": [], "plain": []}
    for turn in range(runs):
        out = scratch / f"built-{turn}"
        times["ours"].append(seconds(lambda o=out: claimbook(data, o, project)))
        times["plain"].append(plain_way(data, scratch / f"plain-{turn}", out, project))
    middle = medians(times)
    return [Measure(f"clean build, {pages} pages", middle["ours"], "plain way", middle["plain"], asked, str(runs))]


def real_book(scratch: Path) -> list[Measure]:
    """The real book: from nothing, after a note, a value or nothing changed; the plain way once, it takes minutes."""
    data = editable_copy(DATA, scratch / "data")
    package = read_package(data)
    rows = package.read_rows("claims")
    with_value = [row for row in rows if row["value"]]
    times: dict[str, list[float]] = {"clean": [], "note": [], "one claim": [], "nothing": []}
    for turn in range(3):
        out = scratch / f"built-{turn}"
        times["clean"].append(seconds(lambda o=out: claimbook(data, o)))
        # Another claim in each run: some stand on two pages, some on eight.
        row = with_value[len(with_value) * (turn + 1) // 4]
        row["notes"] = f"A word more, {turn}."
        package.write_rows("claims", rows)
        times["note"].append(seconds(lambda o=out: claimbook(data, o)))
        row["value"] = str(int(row["value"]) + 1)
        package.write_rows("claims", rows)
        times["one claim"].append(seconds(lambda o=out: claimbook(data, o)))
        times["nothing"].append(seconds(lambda o=out: claimbook(data, o)))
    plain = plain_way(data, scratch / "plain", out, THIS_PROJECT)
    middle = medians(times)
    number = len(pages_of(data, THIS_PROJECT))
    asked = {
        "clean": "16 times faster",
        "note": "75 times faster",
        "one claim": "25 times faster",
        "nothing": "3,000 times faster",
    }
    names = {
        "clean": "clean build",
        "note": "a claim’s note changed",
        "one claim": "a claim’s value changed",
        "nothing": "nothing changed",
    }
    return [
        Measure(f"real book, {number} pages: {names[name]}", middle[name], "plain way", plain, words, "3 and 1")
        for name, words in asked.items()
    ]


def limit(scratch: Path) -> list[Measure]:
    """Execution alone against what bounds it: a fork for each page that runs the page's cells itself, two at a time."""
    data = scratch / "data"
    write_ledger(DATA, data, 99)
    project = measured_book(scratch / "book")
    jobs = [page_job(page, project) for page in pages_of(data, project)]

    def ours() -> None:
        with local(default_jobs()) as pool:
            list(pool.map(execute_page, jobs))

    def bound() -> None:
        run("python", HERE / "in_process.py", data, project.folder)

    middle = in_turn({"ours": ours, "limit": bound})
    what, other = f"execution of a page, {len(jobs)} pages", "fork and run in process"
    return [Measure(what, middle["ours"] / len(jobs), other, middle["limit"] / len(jobs), "within 5", "3")]


def growth(scratch: Path) -> list[Measure]:
    """Clean builds of more and more pages; draws ``growth.svg``."""
    points = []
    for pages in (25, 100, 300, 1000):
        data, out = scratch / f"data-{pages}", scratch / f"built-{pages}"
        write_ledger(DATA, data, pages - 1)
        project = measured_book(scratch / f"book-{pages}")
        spent = seconds(lambda d=data, o=out, p=project: claimbook(d, o, p))
        points.append({"pages": pages, "seconds for each page": spent / pages})
        print(f"{pages} pages: {spent:.1f} s", flush=True)
    chart = (
        alt.Chart(alt.InlineData(points), title="Seconds for each page of a clean build")
        .mark_line(point=True)
        .encode(
            x=alt.X("pages:Q", title="Pages"),
            y=alt.Y("seconds for each page:Q", title="Seconds", scale=alt.Scale(zero=True)),
        )
    )
    chart.save(HERE / "growth.svg")
    per_page = {point["pages"]: point["seconds for each page"] for point in points}
    return [
        Measure(
            "seconds for a page, 1,000 pages",
            per_page[1000],
            "for a page, 100 pages",
            per_page[100],
            "at most 1.3",
            "1",
        )
    ]


def large_ledger(scratch: Path) -> list[Measure]:
    """A hundred thousand claims: the structural check, and reconciling and finding."""
    data = scratch / "data"
    claims = write_ledger(DATA, data, HUNDRED_THOUSAND)
    middle = _in_fresh_process("check.py", data) | _in_fresh_process("find.py", data)
    name = f"{claims:,} claims"
    return [
        Measure(
            f"check of {name}, structural part", middle["structural"], "frictionless validate",
            middle["frictionless"], "at most 1.3", "1",
        ),
        Measure(
            f"reconcile and findings, {name}", middle["find"], "pandas.read_csv", middle["read_csv"], "at most 5", "3"
        ),
    ]  # fmt: skip


def _in_fresh_process(script: str, data: Path) -> dict[str, float]:
    """The seconds that a script prints, by what they are of."""
    asked = subprocess.run([sys.executable, HERE / script, data], capture_output=True, text=True, check=True)
    return {name: float(spent) for name, spent in map(str.split, asked.stdout.splitlines())}


def nbval(scratch: Path) -> list[Measure]:
    """A third of the executed pages of the real book, held against a second execution."""
    out = scratch / "out"
    build(DATA, out, log=lambda line: None)
    for key in sorted((out / "pages").rglob("key.json"))[::3]:
        of_page = out / "some" / key.parent.relative_to(out / "pages")
        shutil.copytree(key.parent, of_page, dirs_exist_ok=True)  # one page's folder may hold another's
    options = ["--nbval", "--nbval-cell-timeout=120", "-p", "no:hypothesispytest", "-p", "no:cacheprovider"]
    program = Path(sys.executable).with_name("pytest")
    middle = in_turn(
        {
            "ordinary": lambda: run("pytest", *options, out / "some"),
            "warm": lambda: run("python", "-m", "claimbook.kernels.forkserver", program, *options, out / "some"),
        }
    )
    what = "nbval over a third of the executed pages, warm kernels"
    return [Measure(what, middle["warm"], "ordinary kernels", middle["ordinary"], "2 times faster", "3")]


MEASURES = {
    "limit": limit, "nbval": nbval, "real": real_book, "growth": growth,
    "clean": partial(clean_build, 25, 1, "13 times faster"), "ledger": large_ledger,
}  # fmt: skip


def main(names: list[str]) -> None:
    """Measure, print and, where nothing was left out, write the table."""
    measures: list[Measure] = []
    left = list(MEASURES)
    for name in names or MEASURES:
        with tempfile.TemporaryDirectory() as scratch:
            for measure in MEASURES[name](scratch=Path(scratch)):
                print(measure.row(), flush=True)
                measures.append(measure)
        left.remove(name)
        if not names:
            write_results(measures, left)  # after each, so that an interrupted run leaves what it measured


def write_results(measures: list[Measure], left: list[str]) -> None:
    """The table, with the machine and the versions."""
    libraries = ("jupyter-book", "papermill", "nbclient", "altair", "pandas", "frictionless")
    stack = ", ".join(f"{name} {version(name)}" for name in libraries)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    lines = [
        "# What the build takes, against the plain way",
        f"Wall time in seconds, medians of one run of `make bench`. Python {platform.python_version()} on"
        f" {platform.system()} {platform.machine()}, {os.cpu_count()} processors, {memory:.0f} GiB; {stack}.",
        "The plain way is the papermill command line in a loop, then `jupyter-book build`, on the same pages under the"
        " same contents. Books of 25 pages and more are made from our real rows, copied under ids of their own"
        " (`large_ledger.py`), and the two chapters in `book/`.",
        "| measure | seconds | against | seconds | ratio | asked | runs |\n"
        + "| --- " * 7
        + "|\n"
        + "\n".join(measure.row() for measure in measures),
        "![Seconds for each page of a clean build, by number of pages](growth.svg)",
    ]
    if left:
        lines.insert(-1, f"Not reached in this run: {', '.join(left)}.")
    (HERE / "results.md").write_text("\n\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
