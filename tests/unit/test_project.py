"""What keeps the project itself in order: the lock, the generated pages, the rooms and their doors."""

import ast
import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import requires
from pathlib import Path
from textwrap import dedent

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from support.documents import find_documents, needs_documents
from support.paths import DATA, MODULES, NOTEBOOKS, ROOT

from claimbook.book.chapters import contents_of
from claimbook.book.project import Project
from claimbook.ledger.dictionary import readme
from claimbook.ledger.package import ANCHORED, read_package
from claimbook.ledger.tables import load_ledger

# A room may import from itself and from the rooms before it, never the other way round.
ROOMS = (
    "errors", "files", "local_server", "ledger", "coding", "checks", "coding_page", "analysis", "components",
    "chapters", "book", "kernels", "theme", "publish", "builder", "cli",
)  # fmt: skip


def read_lock() -> dict[str, tuple[str, str, list[str]]]:
    """Name to version, marker and hashes."""
    locked = {}
    for entry in re.split(r"\n(?=\S)", (ROOT / "requirements.txt").read_text("utf-8").strip()):
        head, *hashes = entry.replace("\\\n", "").split("--hash=")
        requirement = Requirement(head.strip())
        name = canonicalize_name(requirement.name)
        locked.setdefault(name, (str(requirement.specifier), str(requirement.marker or ""), hashes))
    return locked


def applies(requirement: Requirement, extras: Iterable[str]) -> bool:
    """Return whether a requirement is meant for this machine and one of these extras."""
    environment = default_environment()
    return not requirement.marker or any(
        requirement.marker.evaluate(environment | {"extra": extra}) for extra in ("", *extras)
    )


def test_lock_holds_exactly_what_the_project_needs():
    """Every requirement is locked with hashes at a version it allows, and nothing else is."""
    lock = read_lock()
    needed: set[str] = set()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted_by_extras = [line for extra in project["optional-dependencies"].values() for line in extra]
    wanted = [Requirement(line) for line in project["dependencies"] + wanted_by_extras]
    open_ends = [requirement for requirement in wanted if applies(requirement, [])]
    for requirement in open_ends:
        name = canonicalize_name(requirement.name)
        assert name in lock, f"{requirement} is not in requirements.txt: run `make lock`"
        version = lock[name][0].removeprefix("==")
        assert requirement.specifier.contains(version, prereleases=True), f"{requirement}, but {version} is locked"
        key = f"{name}[{','.join(sorted(requirement.extras))}]"
        if key not in needed:
            needed |= {key, name}
            for below in (Requirement(line) for line in requires(name) or []):
                if applies(below, requirement.extras):
                    below.marker = None  # it was evaluated here, with the extras that were asked for
                    open_ends.append(below)
    here = {
        name for name, (_, marker, _) in lock.items() if not marker or Requirement(f"x; {marker}").marker.evaluate()
    }
    assert here - needed == set(), "locked but needed by nothing: run `make lock`"
    assert all(hashes for _, _, hashes in lock.values())


def test_lock_names_no_index():
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links", (ROOT / "requirements.txt").read_text("utf-8"))


def test_readme_of_the_data_is_current():
    assert (DATA / "README.md").read_text("utf-8") == readme(read_package(DATA)), "run `make docs`"


def room_of(module: str) -> str:
    """The room of a module: ``claimbook.ledger.package`` stands in ``ledger``."""
    return module.split(".")[1]


def imports_of(path: Path) -> Iterator[str]:
    """The modules of the library that a module imports, wherever it does."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("claimbook."):
            yield node.module or ""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_text_is_escaped_twice(path: Path):
    """``capital`` escapes; in an f-string the result is plain text, and is escaped again where it is shown."""
    twice = [
        node.lineno
        for text in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(text, ast.JoinedStr)
        for node in ast.walk(text)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "capital"
    ]
    assert not twice, f"{path.relative_to(ROOT)}: use capital_text in lines {twice}"


def test_imports_lead_one_way():
    inside = [path for path in MODULES if path.stem not in ("__init__", "__main__")]
    rooms = {path: room_of(".".join(path.relative_to(ROOT).with_suffix("").parts)) for path in inside}
    assert set(rooms.values()) == set(ROOMS)
    for path, room in rooms.items():
        for module in imports_of(path):
            assert ROOMS.index(room_of(module)) <= ROOMS.index(room), f"{path.relative_to(ROOT)} imports {module}"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_chapter_only_shows(path: Path):
    """No stored output, no function, no file read, no figure typed by hand; parameters are annotated."""
    notebook = json.loads(path.read_text("utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    stored = [cell["id"] for cell in code if cell["outputs"] or cell["execution_count"] is not None]
    assert not stored, f"{path.name} holds outputs: run `make strip` before you commit"
    (parameters,) = [cell for cell in code if "parameters" in cell["metadata"].get("tags", [])]
    declared = [node for node in ast.parse("".join(parameters["source"])).body]
    assert all(isinstance(node, ast.AnnAssign) for node in declared)
    assert {"data_dir", "as_of"} <= {node.target.id for node in declared}
    for cell in code:
        if cell is parameters:
            continue
        for node in ast.walk(ast.parse("".join(cell["source"]))):
            assert not isinstance(node, ast.FunctionDef | ast.Lambda | ast.ClassDef), path
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, int | float)), path
            assert not (isinstance(node, ast.Name) and node.id == "open"), path


def test_no_chapter_or_module_names_a_row_of_ours():
    ledger = load_ledger(DATA)
    ids = {
        str(value)
        for table in ("sources", "claims", "events", "places", "parties", "releases", "indicators")
        for value in ledger[table].iloc[:, 0]
    } - {"unattributed", "military", "officials", "police"}  # words of the language as well
    for path in [*MODULES, *NOTEBOOKS, *(ROOT / "chapters").glob("*.md")]:
        words = set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", path.read_text("utf-8")))
        assert not words & ids, f"{path.name} names {words & ids}"


@needs_documents
def test_no_sentence_of_a_document_is_republished():
    """No run of nine words of a document stands anywhere in the project, but for titles and dates."""
    run = 9
    ledger = load_ledger(DATA)
    printed = [ledger["sources"]["title"], *(ledger[table]["value_text"] for table in ANCHORED)]
    allowed = " ".join(text for column in printed for text in column.dropna()).lower()
    texts = [path for path in ROOT.glob("**/*") if path.suffix in {".py", ".md", ".csv", ".json", ".ipynb", ".yml"}]
    ours = " ".join(
        " ".join(re.findall(r"\w+", path.read_text("utf-8").lower()))
        for path in texts
        if not {".venv", "_build", ".git"} & set(path.relative_to(ROOT).parts)
    )
    allowed = " ".join(re.findall(r"\w+", allowed))
    for document in find_documents().glob("*.txt"):
        words = re.findall(r"\w+", document.read_text("utf-8").lower())
        for start in range(len(words) - run):
            phrase = " ".join(words[start : start + run])
            assert phrase not in ours or phrase in allowed, f"{document.name}: {phrase}"


def test_contents_keep_the_pages_below_a_missing_one(tmp_path: Path):
    toc = """
    format: jb-book
    root: index
    parts:
      - caption: What happened
        chapters:
          - file: places
            sections:
              - file: glossary
      - caption: Background
        chapters:
          - file: root-causes
    """
    (tmp_path / "_toc.yml").write_text(dedent(toc), "utf-8")
    left = yaml.safe_load(contents_of(Project(tmp_path), {"index", "glossary"}))
    assert left["parts"] == [{"caption": "What happened", "chapters": [{"file": "glossary"}]}]
    assert (left["root"], left["format"]) == ("index", "jb-book")
