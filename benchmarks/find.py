"""Reconciling and finding against ``pandas.read_csv`` of the same claims; prints the median seconds of each."""

import statistics
import sys
import time
from pathlib import Path

import pandas as pd

from claimbook.analysis.claims import book_tables
from claimbook.analysis.findings.every import find_all
from claimbook.cli import collect_rarely
from claimbook.ledger.tables import load_ledger

if __name__ == "__main__":
    collect_rarely()
    folder = Path(sys.argv[1])
    times: dict[str, list[float]] = {"read_csv": [], "find": []}
    ledger = load_ledger(folder)
    for _ in range(3):
        started = time.perf_counter()
        frame = pd.read_csv(folder / "claims.csv")
        times["read_csv"].append(time.perf_counter() - started)
        del frame
        started = time.perf_counter()
        find_all(book_tables(ledger))
        times["find"].append(time.perf_counter() - started)
    for name, values in times.items():
        print(name, statistics.median(values))
