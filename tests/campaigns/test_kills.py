"""A build killed at any moment: the old site was whole all along, and the next build is as good as a clean one."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support.books import tree, whole_book
from support.campaigns import size_of
from support.packages import edit_cell, write_invented_package
from support.processes import eventually, new_processes

from claimbook.builder.build import build

KILLS = size_of(50)


PUBLISHERS = ("Vesla Harbour Post", "Harbour Courier")


def stage_of(status: int, said: list[str]) -> str:
    """How far a killed build had come."""
    if status == 0:
        return "after its end"
    if not said:
        return "before a page was done"
    return "while publishing" if said[-1].startswith("publishing") else "between pages"


def wait_for(process: subprocess.Popen[str], line: str, seconds: float) -> list[str]:
    """Wait for a line that begins so, then some seconds; return the lines said until then."""
    assert process.stdout is not None
    said: list[str] = []
    while line and not (said and said[-1].startswith(line)):
        said.append(process.stdout.readline().rstrip())
        assert said[-1], f"the build ended without a line that begins with {line}"
    time.sleep(seconds)
    return said


@pytest.mark.soak
def test_killed_at_any_moment(tmp_path: Path):
    data, out = write_invented_package(tmp_path / "data"), tmp_path / "out"
    clean = {}
    for publisher in PUBLISHERS:
        edit_cell(data, "sources", "harbour-post", "publisher", publisher)
        build(data, tmp_path / publisher, log=lambda line: None)
        clean[publisher] = whole_book(tmp_path / publisher)
    sites = {publisher: tree((tmp_path / publisher / "html").resolve()) for publisher in PUBLISHERS}
    edit_cell(data, "sources", "harbour-post", "publisher", PUBLISHERS[0])
    build(data, out, log=lambda line: None)
    command = [sys.executable, "-u", "-m", "claimbook", "build", "--data", str(data), "--out", str(out)]
    chance = random.Random(20260131)
    edit_cell(data, "sources", "harbour-post", "publisher", PUBLISHERS[1])
    started = time.monotonic()
    subprocess.run(command, capture_output=True, check=True)
    longest = time.monotonic() - started
    there = new_processes(set())
    stages: dict[str, int] = {}
    moments = [("", longest * (number + chance.random()) / KILLS) for number in range(KILLS)]
    chance.shuffle(moments)
    # However few the kills: one at once, one after the first page, and some while the site is published.
    always = [("", 0.0), ("[", 0.0), *(("publishing", seconds) for seconds in (0.0, 0.5, 1.0, 1.5))]
    for number, moment in enumerate([*always, *moments]):
        publisher = PUBLISHERS[number % 2]
        edit_cell(data, "sources", "harbour-post", "publisher", publisher)
        if number % 5 == 4:  # a book that starts from nothing but its site
            for key in (out / "pages").rglob("key.json"):
                key.unlink()
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
            said = wait_for(process, *moment)
            process.send_signal(signal.SIGKILL)
            # A process that it left behind would keep its output open.
            said += process.communicate(timeout=60)[0].splitlines()
        stage = stage_of(process.returncode, said)
        stages[stage] = stages.get(stage, 0) + 1
        standing = tree((out / "html").resolve())
        assert standing in sites.values(), f"kill {number}: the site that stood is not whole"
        build(data, out, log=lambda line: None)
        assert whole_book(out) == clean[publisher], f"kill {number}: not as a clean build"
        assert not list(out.glob("staging-*"))
    assert eventually(lambda: not new_processes(there), seconds=10), "a process was left behind"
    print(
        f"\n{sum(stages.values())} kills: " + ", ".join(f"{count} {stage}" for stage, count in sorted(stages.items()))
    )
    assert {"before a page was done", "between pages", "while publishing"} <= set(stages)
