"""Records are the tables of the data package, column by column, and a type checker knows them."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from support.paths import DATA, ROOT

from claimbook.analysis.tables import derived_tables
from claimbook.ledger.package import TABLES, read_package
from claimbook.ledger.records import RECORDS, Claim, columns_of, ledger_columns, records_of
from claimbook.ledger.tables import load_ledger

TYPES = {"string": "str", "date": "str", "integer": "int", "number": "float"}


@pytest.mark.parametrize("table", TABLES)
def test_record_has_the_columns_and_types_of_its_table(table: str):
    package = read_package(DATA)
    kind = RECORDS[table]
    fields = package.fields(table)
    assert ledger_columns(kind) == tuple(fields)
    required = {name for name, field in fields.items() if field.get("constraints", {}).get("required")}
    required |= set(package.primary_key(table))
    for name, field in fields.items():
        expected = TYPES[field["type"]] + ("" if name in required else " | None")
        assert kind.__annotations__[name] == expected, f"{table}.{name}"


def test_derived_tables_have_only_columns_that_their_records_know():
    kinds = dict(RECORDS) | {"reports": RECORDS["event_reports"]}
    for name, frame in derived_tables(load_ledger(DATA)).items():
        if name in kinds:
            assert set(frame.columns) <= set(columns_of(kinds[name])), name


def test_blank_is_none_and_a_column_that_was_not_read_says_so():
    frame = pd.DataFrame({"claim_id": ["a", "b"], "value": pd.array([3, None], dtype="Float64")})
    first, second = records_of(frame, Claim)
    assert (first.value, second.value) == (3.0, None)
    with pytest.raises(AttributeError, match="group is not among the columns of Claim that were read here"):
        _ = first.group
    with pytest.raises(AttributeError, match="Claim has no column gruop"):
        _ = first.gruop


SOUND = """
from claimbook.components.page import Page

def speakers(page: Page) -> list[str]:
    return sorted({claim.speaker for claim in page.claims if claim.is_toll})
"""

MISTAKES = {
    "a table that isn't there": ("page.claims", "page.claism", '"Page" has no attribute "claism"'),
    "a column that isn't there": ("claim.speaker for", "claim.speakr for", '"Claim" has no attribute "speakr"'),
    "arithmetic on text": ("claim.speaker for", "claim.speaker + 3 for", "Unsupported operand types for +"),
    "a blank taken for text": (
        "claim.speaker for", "claim.subgroup.upper() for", 'Item "None" of "str | None" has no attribute "upper"'
    ),
}  # fmt: skip


def run_mypy(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Check code as `make lint` checks the library."""
    path = folder / "mistaken.py"
    path.write_text(code, "utf-8")
    command = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), str(path)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=280)


def test_type_checker_finds_planted_mistakes(tmp_path: Path):
    sound = run_mypy(tmp_path, SOUND)
    assert sound.returncode == 0, sound.stdout
    wrong = SOUND
    for number, (old, new, _) in enumerate(MISTAKES.values()):
        assert old in SOUND
        wrong += SOUND.replace(old, new).replace("def speakers", f"def speakers_{number}")
    found = run_mypy(tmp_path, wrong)
    assert found.returncode == 1
    for name, (_, _, message) in MISTAKES.items():
        assert message in found.stdout, f"{name}: {found.stdout}"
