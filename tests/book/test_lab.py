"""What an analyst does in JupyterLab: opens a chapter, takes its rows, changes its module."""

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import start_new_kernel
from support.paths import ROOT

Run = Callable[[str], str]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Run code in a kernel with the settings of `make lab`, in the chapters' folder, and return what it prints."""
    settings = tmp_path / "ipython" / "profile_default" / "ipython_config.py"
    subprocess.run(["make", "--silent", f"VENV={tmp_path}", "INSTALLED=", str(settings)], cwd=ROOT, check=True)
    environment = os.environ | {"IPYTHONDIR": str(tmp_path / "ipython"), "PYTHONPATH": str(tmp_path)}
    manager, client = start_new_kernel(kernel_name="python3", env=environment, cwd=str(ROOT / "chapters"))

    def run(code: str) -> str:
        printed: list[str] = []
        reply = client.execute_interactive(
            code, timeout=60, output_hook=lambda message: printed.append(message["content"].get("text", ""))
        )
        assert reply["content"]["status"] == "ok", reply["content"]
        return "".join(printed).strip()

    try:
        yield run
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def test_changed_module_is_reloaded(run: Run, tmp_path: Path):
    module = tmp_path / "own_words.py"
    module.write_text("WORDS = 'before'\n", "utf-8")
    assert run("import own_words; print(own_words.WORDS)") == "before"
    module.write_text("WORDS = 'and after'\n", "utf-8")
    assert run("print(own_words.WORDS)") == "and after"


def test_steps_of_the_readme_work(run: Run):
    notebook = nbformat.read(ROOT / "chapters" / "timeline.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            run(cell.source)
    readme = (ROOT / "README.md").read_text("utf-8")
    steps = re.findall(r"^ {4}(chart\b.*)$", readme, re.M)
    for step in steps:
        run(step)
    assert len(steps) == 3
    assert int(run("print(len(chart.frame))")) > 5
