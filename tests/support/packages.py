"""Write data packages for tests and damage them, one cell or a few bytes at a time."""

import csv
import json
import shutil
from pathlib import Path

from support.paths import DATA, INVENTED


def write_invented_package(folder: Path) -> Path:
    """Write the invented tables under the real schema, so that the tables are defined in one place."""
    descriptor = json.loads((DATA / "datapackage.json").read_text("utf-8"))
    descriptor |= json.loads((INVENTED / "about.json").read_text("utf-8"))
    folder.mkdir(parents=True)
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    for table in INVENTED.glob("*.csv"):
        shutil.copyfile(table, folder / table.name)
    return folder


def edit_cell(folder: Path, table: str, row_id: str, column: str, value: str) -> None:
    """Change one cell of the row with this id."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows, columns = list(reader), reader.fieldnames
    (row,) = [row for row in rows if next(iter(row.values())) == row_id]
    row[column] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def replace_bytes(path: Path, old: bytes, new: bytes) -> None:
    """Replace the first occurrence of some bytes, which must be there."""
    content = path.read_bytes()
    assert old in content, f"{path.name} no longer holds {old!r}"
    path.write_bytes(content.replace(old, new, 1))


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of each file of a folder, by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
