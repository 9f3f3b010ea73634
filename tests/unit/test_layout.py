"""A newcomer finds the file of an ordinary task by its name alone."""

import pytest
from support.paths import NOTEBOOKS, ROOT

# What someone wants to change, and the file that its words lead to.
TASKS = {
    "add a column to the chapter Can I compare these?": "claimbook/chapters/compare.py",
    "change the page of one number": "claimbook/chapters/number.py",
    "change the page What changed": "claimbook/chapters/changes.py",
    "change the page of one day": "claimbook/chapters/day.py",
    "change the front page": "claimbook/chapters/index.py",
    "change All claims": "claimbook/chapters/claims.py",
    "change Not in our sources": "claimbook/chapters/not_claimed.py",
    "look at the cache of executed pages": "claimbook/builder/cache.py",
    "look at the fork server of the kernels": "claimbook/kernels/forkserver.py",
    "change the search index": "claimbook/publish/search_index.py",
    "see which columns a chapter's pages may read": "claimbook/components/chapter.py",
    "change when two claims may be compared": "claimbook/analysis/comparability.py",
    "change the corrections log": "claimbook/ledger/corrections.py",
    "add a kind of chart": "claimbook/components/charts.py",
    "change the label of a code": "claimbook/ledger/vocabulary.py",
    "change what the command diff compares": "claimbook/book/diff.py",
}


@pytest.mark.parametrize("task", TASKS)
def test_task_has_its_file(task: str):
    assert (ROOT / TASKS[task]).is_file()


def test_every_chapter_is_a_notebook_and_a_module_of_one_name():
    notebooks = {path.stem.replace("-", "_") for path in NOTEBOOKS}
    modules = {path.stem for path in (ROOT / "claimbook" / "chapters").glob("*.py")} - {"__init__"}
    assert notebooks == modules


def test_readme_has_a_line_for_each_room():
    readme = (ROOT / "README.md").read_text("utf-8")
    rooms = [path for path in (ROOT / "claimbook").iterdir() if path.is_dir() and (path / "__init__.py").exists()]
    assert len(rooms) > 10
    assert [room.name for room in rooms if readme.count(f"| `claimbook/{room.name}/`") != 1] == []


def test_no_folder_has_a_name_that_tools_skip():
    """pytest, ruff and git's templates take these for output: a failing doctest there is never collected."""
    skipped = {"build", "dist", "node_modules", "venv"}
    folders = {path.name for path in (ROOT / "claimbook").rglob("*") if path.is_dir()}
    assert not folders & skipped
