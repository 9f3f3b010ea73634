"""Generated ledgers, on which size is measured, are sound and hold the findings of the real one."""

from pathlib import Path

from large_ledger import write_ledger
from support.paths import DATA

from claimbook.analysis.claims import book_tables
from claimbook.analysis.findings.every import find_all
from claimbook.checks.structure import check_package
from claimbook.ledger.tables import load_ledger


def test_generated_ledger_is_sound_and_finds_in_each_copy_what_it_finds_in_one(tmp_path: Path):
    counts = {}
    for copies in (1, 4):
        folder = tmp_path / str(copies)
        claims = write_ledger(DATA, folder, documents=5 * copies)
        assert check_package(folder) == []
        found = find_all(book_tables(load_ledger(folder)))
        counts[copies] = claims, len(found)
    assert counts[4] == tuple(4 * number for number in counts[1])
    assert counts[1][1] > 5
