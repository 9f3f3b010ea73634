"""A chapter is two files: one command writes them, and what it writes builds. An edit of a module redoes its pages."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from support.packages import write_invented_package
from support.projects import ProjectCopy


@pytest.fixture(scope="module")
def project(invented_book: Path, tmp_path_factory: pytest.TempPathFactory) -> ProjectCopy:
    """A copy of the project with the invented package, built."""
    copy = ProjectCopy(tmp_path_factory.mktemp("project") / "copy")
    write_invented_package(copy.folder / "data")
    shutil.copytree(invented_book / "out", copy.folder / "_build", symlinks=True)
    assert "0 pages executed" in copy.run("build", "--out", "_build")
    return copy


def executed(project: ProjectCopy) -> dict[str, str]:
    """Build and return the pages that were executed, with the reason."""
    return dict(re.findall(r"^(\S+): executed: (.*)$", project.run("build", "--out", "_build", "--explain"), re.M))


def test_new_chapter_builds_and_shows_a_chart_and_a_table(project: ProjectCopy):
    files = ["chapters/by-outlet.ipynb", "claimbook/chapters/by_outlet.py", "_toc.yml"]
    said = project.run("new", "chapter", "by-outlet", "--title", "Tolls by outlet")
    assert said.splitlines()[:3] == files
    assert executed(project) == {"by-outlet": "no stored result"}
    page = BeautifulSoup((project.folder / "_build/html/by-outlet.html").read_text("utf-8"), "html.parser")
    assert page.find("h1").get_text().startswith("Tolls by outlet")
    assert page.find("article").find("figure").find("svg") and page.select("article > section > section table")
    links = BeautifulSoup((project.folder / "_build/html/index.html").read_text("utf-8"), "html.parser")
    assert links.find("a", href="by-outlet.html"), "the contents name it"
    for command in (["ruff", "check"], ["ruff", "format", "--check"]):
        result = subprocess.run(
            [sys.executable, "-m", *command, *files[:2]], cwd=project.folder, capture_output=True, text=True
        )
        assert result.returncode == 0, result.stdout
    assert "exists already" in project.run("new", "chapter", "by-outlet", fails=True)
    (project.folder / files[0]).unlink()
    assert "_toc.yml names by-outlet, but chapters/ has no such page" in project.run("build", fails=True)
    (project.folder / files[1]).unlink()
    project.replace("_toc.yml", "      - file: by-outlet\n", "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["By_Outlet"], "invalid name 'By_Outlet': use lower-case words joined by hyphens"),
        (["timeline"], "exists already"),
        (["glossary"], "glossary.md exists already"),
        (["new-one", "--after", "nowhere"], "no chapter nowhere in _toc.yml"),
    ],
)
def test_new_chapter_is_refused_and_nothing_is_written(project: ProjectCopy, arguments: list[str], message: str):
    before = sorted(path.name for path in project.folder.glob("c*/**/*.*") if "__pycache__" not in path.parts)
    assert message in project.run("new", "chapter", *arguments, fails=True)
    assert sorted(path.name for path in project.folder.glob("c*/**/*.*") if "__pycache__" not in path.parts) == before


def test_a_page_not_in_the_contents_is_named_before_anything_is_executed(project: ProjectCopy):
    project.replace("_toc.yml", "      - file: places\n", "")
    said = project.run("build", "--out", "_build", fails=True)
    assert "places is not in _toc.yml: add '- file: places'" in said and "[1/" not in said
    project.replace("_toc.yml", "      - file: timeline\n", "      - file: timeline\n      - file: places\n")


def test_a_word_in_a_module_executes_only_the_pages_that_import_it(project: ProjectCopy):
    project.run("build", "--out", "_build")
    project.replace("claimbook/cli.py", '"""The ``claimbook`` command', '"""The  ``claimbook`` command')
    assert executed(project) == {}
    project.replace("claimbook/chapters/timeline.py", '"""', '"""So: ')
    assert executed(project) == {"timeline": "claimbook.chapters.timeline changed"}
    project.replace("claimbook/chapters/index.py", '"""', '"""So: ')
    found = executed(project)
    assert {page.split("/")[0] for page in found} == {"index", "known"}
    assert set(found.values()) == {"claimbook.chapters.index changed"}
