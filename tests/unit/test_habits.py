"""What keeps the project's habits: publication waits for checks, notebooks are stripped, commits have subjects."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from support.paths import NOTEBOOKS, ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
SUBJECT = re.compile(
    next(
        hook["entry"]
        for hook in yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"][0]["hooks"]
        if hook["id"] == "subject"
    )
)


def test_publication_waits_for_every_check():
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "check.yml").read_text("utf-8"))["jobs"]
    deploying = [name for name, job in jobs.items() if "deploy-pages" in str(job)]
    assert deploying == ["publish"]
    assert set(jobs["publish"]["needs"]) == set(jobs) - {"publish", "campaigns"}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_and_permissions_are_few(path: Path):
    text = path.read_text("utf-8")
    used = re.findall(r"uses: (\S+)", text)
    assert used and all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", one) for one in used)
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {"contents": "read"}
    assert {name for name, job in workflow["jobs"].items() if "permissions" in job} <= {"publish"}


def strip(folder: Path) -> None:
    """Strip the notebooks of a folder as `make strip` does."""
    shutil.copyfile(ROOT / "Makefile", folder / "Makefile")
    binaries = Path(sys.executable).parent
    (folder / "chapters").mkdir(exist_ok=True)
    result = subprocess.run(
        ["make", "strip", f"BIN={binaries}", "INSTALLED="], cwd=folder, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr


def test_a_notebook_saved_by_jupyter_is_stripped_to_its_committed_bytes(tmp_path: Path):
    (tmp_path / "chapters").mkdir()
    for path in NOTEBOOKS:
        notebook = json.loads(path.read_text("utf-8"))
        for number, cell in enumerate(notebook["cells"]):
            if cell["cell_type"] == "code":
                cell["execution_count"] = number
                cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["shown\n"]}]
        notebook["metadata"]["language_info"] |= {
            "codemirror_mode": {"name": "ipython", "version": 3}, "file_extension": ".py", "mimetype": "text/x-python",
            "nbconvert_exporter": "python", "pygments_lexer": "ipython3", "version": "3.11.9",
        }  # fmt: skip
        (tmp_path / "chapters" / path.name).write_text(json.dumps(notebook), "utf-8")
    strip(tmp_path)
    for path in NOTEBOOKS:
        assert (tmp_path / "chapters" / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.mark.parametrize(
    ("subject", "allowed"),
    [
        ("Compile the notebook schema once", True),
        ("Compile the notebook schema once\n\nIt took 4 ms for each page.", True),
        ("compile the notebook schema once", False),
        ("Compile the notebook schema once.", False),
        (f"Compile {'the schema ' * 7}", False),
    ],
)
def test_commit_subjects_are_checked(subject: str, allowed: bool):
    assert bool(SUBJECT.search(subject)) != allowed


def test_subjects_of_recent_commits_pass():
    """Commits after the one that introduced the rule."""
    introduced = subprocess.run(
        ["git", "log", "--diff-filter=A", "--format=%H", "--", "tests/unit/test_habits.py"],
        cwd=ROOT, capture_output=True, text=True,
    ).stdout.split()  # fmt: skip
    if not introduced:
        pytest.skip("no history here that reaches back to the rule")
    subjects = subprocess.run(
        ["git", "log", "--no-merges", "--format=%s", f"{introduced[-1]}..HEAD"],
        cwd=ROOT, capture_output=True, text=True,
    ).stdout.splitlines()  # fmt: skip
    assert [subject for subject in subjects if SUBJECT.search(subject)] == []
