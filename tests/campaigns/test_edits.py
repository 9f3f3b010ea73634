"""After any edit the book is what a clean build makes of the data, byte for byte, and little is executed in vain."""

import json
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from large_ledger import editable_copy
from support.books import whole_book
from support.campaigns import size_of
from support.paths import DATA
from support.projects import ProjectCopy

from claimbook.builder.cache import notebook_path
from claimbook.checks.structure import check_package
from claimbook.ledger.package import DataPackage, TextRow, read_package

EDITS = size_of(30)


TABLES = ("sources", "claims", "event_reports", "statements", "mentions", "indicators", "parties", "places", "events")


IN_VAIN = 0.1  # of the executed pages


Tables = dict[str, list[TextRow]]


def change_cell(package: DataPackage, tables: Tables, chance: random.Random) -> str:
    """Put another row's value into a cell, or another number or word."""
    table = chance.choice(TABLES)
    row = chance.choice(tables[table])
    column = chance.choice([name for name in row if name not in package.primary_key(table)])
    others = {other[column] for other in tables[table]} - {row[column]}
    kind = package.fields(table)[column]["type"]
    new = chance.choice(
        sorted(others) + ([f"{row[column]} again"] if kind == "string" else [str(chance.randint(1, 99))])
    )
    row[column] = new
    return f"{table}.{column} of {next(iter(row.values()))}: {new!r}"


def add_row(package: DataPackage, tables: Tables, chance: random.Random) -> str:
    table = chance.choice(TABLES[1:])
    key = package.primary_key(table)[0]
    row = dict(chance.choice(tables[table]))
    row[key] = f"{row[key]}-{len(tables[table])}"
    tables[table].insert(chance.randrange(len(tables[table])), row)
    return f"{table}: {row[key]} added"


def remove_row(package: DataPackage, tables: Tables, chance: random.Random) -> str:
    table = chance.choice(TABLES[1:])
    row = tables[table].pop(chance.randrange(len(tables[table])))
    return f"{table}: {row[package.primary_key(table)[0]]} removed"


def add_source(package: DataPackage, tables: Tables, chance: random.Random) -> str:
    """A document that says what another says."""
    first = chance.choice([row for row in tables["sources"] if row["role"] == "coded"])["source_id"]
    new = f"{first}-{len(tables['sources'])}"
    ids = {
        row[package.primary_key(table)[0]] for table in TABLES for row in tables[table] if row.get("source_id") == first
    }

    def renamed(cell: str) -> str:
        return ";".join(f"{part}-{new}" if part in ids else part for part in cell.split(";"))

    for table in TABLES[:6]:
        copies = [row for row in tables[table] if row["source_id"] == first]
        tables[table] += [{name: renamed(cell) for name, cell in row.items()} | {"source_id": new} for row in copies]
    return f"source {new} added"


def remove_source(package: DataPackage, tables: Tables, chance: random.Random) -> str:
    gone = chance.choice(tables["sources"])["source_id"]
    for table in TABLES[:6]:
        tables[table] = [row for row in tables[table] if row["source_id"] != gone]
    return f"source {gone} removed"


def reorder(package: DataPackage, tables: Tables, chance: random.Random) -> str:
    for table in TABLES:
        chance.shuffle(tables[table])
    return "all rows reordered"


def edit(folder: Path, kind: Callable[[DataPackage, Tables, random.Random], str], chance: random.Random) -> str:
    """Make one edit that leaves the data sound; says which."""
    package = read_package(folder)
    for _ in range(200):
        before = {table: package.path(table).read_bytes() for table in TABLES}
        tables = {table: package.read_rows(table) for table in TABLES}
        said = kind(package, tables, chance)
        for table, rows in tables.items():
            package.write_rows(table, rows)
        coded = any(row["role"] == "coded" for row in tables["sources"])
        if coded and not check_package(folder):
            return said
        for table, content in before.items():
            package.path(table).write_bytes(content)
    raise AssertionError(f"no sound edit by {kind.__name__}")


def edit_module(project: ProjectCopy, chance: random.Random) -> str:
    """Change a module: a word that nobody sees, or one that its pages show."""
    modules = sorted((project.folder / "claimbook").rglob("*.py"))
    if chance.random() < 0.5:
        path = chance.choice([path for path in modules if path.name != "__init__.py"])
        path.write_text(path.read_text("utf-8").replace('"""', '"""Once more: ', 1), "utf-8")
        return f"{path.name}: its docstring"
    captions = [
        (path, match[0])
        for path in modules
        if path.parent.name == "chapters"
        for match in re.finditer(r'Column\("[A-Z][a-z ]+"', path.read_text("utf-8"))
    ]
    path, caption = chance.choice(captions)
    path.write_text(path.read_text("utf-8").replace(caption, f'{caption[:-1]} again"', 1), "utf-8")
    return f"{path.name}: {caption}"


def edit_prose(project: ProjectCopy, chance: random.Random) -> str:
    """Put a word into a paragraph of a chapter, now and then into a heading, to which other pages may link."""
    path = chance.choice(sorted((project.folder / "chapters").glob("*.*")))
    text = path.read_text("utf-8")
    if path.suffix == ".md":
        lines = text.splitlines()
        at = chance.choice([at for at, line in enumerate(lines) if re.match(r"[A-Z#].* ", line) and "{" not in line])
        lines[at] += " Again"
        path.write_text("\n".join(lines) + "\n", "utf-8")
        return f"{path.name}: {lines[at][:40]}"
    notebook = json.loads(text)
    cell = chance.choice([cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"])
    first = "".join(cell["source"]).splitlines()
    first[0] += " again"
    cell["source"] = "\n".join(first)
    path.write_text(json.dumps(notebook), "utf-8")
    return f"{path.name}: {first[0]}"


def edit_theme(project: ProjectCopy, chance: random.Random) -> str:
    """Change the style or the layout."""
    name, old = chance.choice([("static/claimbook.css", "/* "), ("layout.html", "Front page without pictures")])
    path = project.folder / "claimbook" / "theme" / name
    path.write_text(path.read_text("utf-8").replace(old, f"{old}once more ", 1), "utf-8")
    return f"{name}: {old}"


def edit_contents(project: ProjectCopy, chance: random.Random) -> str:
    """Add a page of prose, or take it away again; else move a chapter."""
    contents, page = project.folder / "_toc.yml", project.folder / "chapters" / "one-more.md"
    text, entry = contents.read_text("utf-8"), "      - file: one-more\n"
    if page.exists():
        page.unlink()
        contents.write_text(text.replace(entry, ""), "utf-8")
        return "a page less"
    if chance.random() < 0.6:
        page.write_text("# One more\n\nA page that leads to [Methods](methods).\n", "utf-8")
        contents.write_text(text.replace("      - file: glossary\n", f"      - file: glossary\n{entry}", 1), "utf-8")
        return "a page more"
    order = ["      - file: timeline\n", "      - file: known\n"]
    first, second = sorted(order, key=text.index)
    contents.write_text(text.replace(first, "@").replace(second, first).replace("@", second), "utf-8")
    return "two chapters in another order"


DataEdit = Callable[[DataPackage, Tables, random.Random], str]
ProjectEdit = Callable[[ProjectCopy, random.Random], str]
EDITS_OF_DATA: tuple[DataEdit, ...] = (
    change_cell, add_source, change_cell, reorder, remove_source, add_row, change_cell, remove_row,
)  # fmt: skip
EDITS_OF_PROJECT: tuple[ProjectEdit, ...] = (
    edit_prose,
    edit_module,
    edit_contents,
    edit_prose,
    edit_theme,
    edit_contents,
)


def build_report(project: ProjectCopy, out: str) -> list[dict[str, object]]:
    """Build and return what became of each page."""
    project.run("build", "--out", out)
    pages: list[dict[str, object]] = json.loads((project.folder / out / "build-report.json").read_text("utf-8"))[
        "pages"
    ]
    return pages


def without_cited_figures(data: Path) -> None:
    """Leave what is read in full: thirty clean builds of all the others would add nothing but time."""
    package = read_package(data)
    cited = {row["source_id"] for row in package.read_rows("sources") if row["role"] == "context"}
    for table in ("claims", "event_reports", "statements"):
        package.write_rows(table, [row for row in package.read_rows(table) if row["source_id"] not in cited])


@pytest.mark.soak
def test_incremental_build_equals_clean_build(tmp_path: Path):
    project = ProjectCopy(tmp_path / "project")
    data, out, clean = editable_copy(DATA, project.folder / "data"), project.folder / "out", project.folder / "clean"
    without_cited_figures(data)
    assert check_package(data) == []
    chance = random.Random(20260202)
    build_report(project, "out")
    book = whole_book(out)
    executed = vain = 0
    for number in range(EDITS):
        # By turns, so that a short campaign has some of each.
        of_data = number % 2 == 0
        if of_data:
            said = edit(data, EDITS_OF_DATA[number // 2 % len(EDITS_OF_DATA)], chance)
        else:
            said = EDITS_OF_PROJECT[number // 2 % len(EDITS_OF_PROJECT)](project, chance)
        ran = [str(page["docname"]) for page in build_report(project, "out") if page["executed"]]
        for left in ("pages", "sites", "publisher"):  # all but the drawings, which earlier clean builds made
            shutil.rmtree(clean / left, ignore_errors=True)
        build_report(project, "clean")
        before, book = book, whole_book(out)
        assert book == whole_book(clean), said
        names = {docname: str(notebook_path(Path("pages"), docname)) for docname in ran}
        same = [docname for docname, name in names.items() if before.get(name) == book[name]]
        print(f"{said}: {len(ran)} pages executed" + (f", as before {same}" if same else ""))
        if of_data:  # a module names the pages that import it, whether they show the change or not
            executed, vain = executed + len(ran), vain + len(same)
    print(f"{EDITS} edits; edits of data: {executed} pages executed, {vain} of them in vain")
    assert vain <= max(IN_VAIN * executed, 1)
