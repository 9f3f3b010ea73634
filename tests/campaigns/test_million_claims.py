"""A ledger of a million claims: in memory, and in time that grows with the number of claims."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from large_ledger import write_ledger
from support.paths import DATA

GIBIBYTE = 2**30


# In a process of its own, so that the most memory it held is its own.
MEASURE = """
import json, resource, sys, time
from claimbook.analysis.findings.every import find_all
from claimbook.ledger.tables import load_ledger
from claimbook.analysis.claims import book_tables

started = time.monotonic()
findings = find_all(book_tables(load_ledger(sys.argv[1])))
seconds = time.monotonic() - started
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(json.dumps({"seconds": seconds, "bytes": memory, "findings": len(findings)}))
"""


def measure(folder: Path, documents: int) -> dict[str, float]:
    claims = write_ledger(DATA, folder, documents)
    result = subprocess.run([sys.executable, "-c", MEASURE, str(folder)], capture_output=True, text=True, check=True)
    measured: dict[str, float] = json.loads(result.stdout)
    return {**measured, "claims": claims}


@pytest.mark.soak
def test_a_million_claims(tmp_path: Path):
    tenth, whole = measure(tmp_path / "tenth", 9_000), measure(tmp_path / "whole", 90_000)
    print(f"\n{tenth}\n{whole}")
    assert whole["claims"] >= 1_000_000
    assert whole["bytes"] < 3 * GIBIBYTE
    assert whole["findings"] == 10 * tenth["findings"]
    growth = (whole["seconds"] / whole["claims"]) / (tenth["seconds"] / tenth["claims"])
    assert growth < 2, f"each claim takes {growth:.2f} times as long in a ledger ten times as large"
