"""Pages as they are executed: what a chapter may read, how it fails, and that it runs by hand."""

from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbclient import NotebookClient
from support.books import with_cell
from support.paths import CHAPTERS, DATA, NOTEBOOKS, ROOT

from claimbook import open_page
from claimbook.builder.outputs import HTML, charts_of
from claimbook.kernels.execute import PageError, execute_page, page_job

pytestmark = pytest.mark.usefixtures("warmed")


# Before every claim there is no day of one, and no number in print.
REFUSED = "a page may not start processes or open connections"
NO_PAGE_YET = ["number", "day", "incident", "place", "speaker"]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import sys; print('careful', file=sys.stderr)", "wrote to standard error: careful"),
        (f"open({str(DATA / 'claims.csv')!r}).read()", "PermissionError: a page reads only its own inputs, not /"),
        ("import pandas; pandas.read_csv('../../elsewhere.csv')", "PermissionError: a page reads only its own inputs"),
        (f"import os; os.listdir({str(ROOT)!r})", "PermissionError: a page reads only its own inputs, not /"),
        (
            "import subprocess; subprocess.run(['cat', '/etc/hostname'])",
            f"{REFUSED} (subprocess.Popen)",
        ),
        (
            "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
            f"{REFUSED} (socket.",
        ),
        ("page.sources", "and no sources: what the notebook calls must declare it, such as @reads(sources=…)"),
        ("page.dictionary[0].expected_of", "AttributeError"),
        ("import altair; altair.Chart().mark_point()", "show a chart with figure() of claimbook.components.figure"),
        ("from IPython.display import Image; Image(b'', format='png')", "a picture or a script of another library"),
        ("held = bytearray(6 * 2**30)", "MemoryError: over 4 GiB were wanted"),
    ],
    ids=["warning", "data", "beside", "folder", "process", "network", "table", "column", "chart", "picture", "memory"],
)
def test_page_that_takes_what_it_may_not_fails(code: str, said: str, tmp_path: Path):
    """A table and a column that its chapter doesn't declare are as far from it as the data package itself."""
    job = page_job(open_page("data", str(DATA)), with_cell(tmp_path / "book", data=code))
    with pytest.raises(PageError, match=r"page data, cell 7 of data\.ipynb: ") as stopped:
        execute_page(job)
    assert said in str(stopped.value)


def test_message_names_the_line_of_the_module(tmp_path: Path):
    code = "from claimbook.chapters import data as chapter\nchapter.dictionary_tables(None)"
    job = page_job(open_page("data", str(DATA)), with_cell(tmp_path / "book", data=code))
    with pytest.raises(PageError, match=r"cell 7 of data\.ipynb, line \d+ of claimbook/chapters/data\.py: "):
        execute_page(job)


def test_page_that_hangs_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("claimbook.kernels.execute.CELL_SECONDS", 1)
    job = page_job(open_page("data", str(DATA)), with_cell(tmp_path / "book", data="import time; time.sleep(60)"))
    with pytest.raises(PageError, match="page data: a cell took longer than 1 s"):
        execute_page(job)


@pytest.mark.parametrize("day", ["", "2020-01-01"], ids=["all", "before every claim"])
@pytest.mark.parametrize("chapter", [path.stem for path in NOTEBOOKS])
def test_chapter_works_by_hand(chapter: str, day: str):
    """As in JupyterLab: run from top to bottom with no build before it, and where there is nothing to show yet."""
    notebook = nbformat.read(CHAPTERS / f"{chapter}.ipynb", as_version=4)
    (parameters,) = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    assert 'as_of: str = ""' in parameters.source
    parameters.source = parameters.source.replace('as_of: str = ""', f'as_of: str = "{day}"')
    if day and chapter in NO_PAGE_YET:
        with pytest.raises(ValueError, match="no page of"):
            open_page(chapter, str(DATA), as_of=day)
        return
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(CHAPTERS)}}).execute()
    shown = [
        output["data"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if HTML in output.get("data", {})
    ]
    assert shown
    for data in shown:
        figures = BeautifulSoup(data[HTML], "html.parser").find_all("figure")
        assert len(figures) == len(charts_of(data)), "a chart is data as well"
        assert all(figure.find("svg") for figure in figures), "a chart shows by hand too"
