"""The structural check against ``frictionless`` alone, in turn, on one data package; prints the seconds of each."""

import sys
import time
from pathlib import Path

from frictionless import Package, system

from claimbook.checks.structure import find_cell_problems, find_file_problems
from claimbook.cli import collect_rarely
from claimbook.ledger.package import DESCRIPTOR, read_package

if __name__ == "__main__":
    collect_rarely()
    package = read_package(Path(sys.argv[1]))
    tables = list(package.resources)
    with system.use_context(trusted=True):
        started = time.perf_counter()
        assert Package(str(package.folder / DESCRIPTOR)).validate().valid
        print("frictionless", time.perf_counter() - started)
    started = time.perf_counter()
    assert not [problem for table in tables for problem in find_file_problems(package, table)]
    assert not find_cell_problems(package, tables)
    print("structural", time.perf_counter() - started)
