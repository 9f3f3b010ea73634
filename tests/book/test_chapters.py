"""Pages as they are executed: what a chapter may read, how it fails, and that it runs by hand."""

from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from claimbook.chapters.registry import TEMPLATES
from nbclient import NotebookClient
from support.books import with_cell
from support.paths import CHAPTERS, DATA, ROOT

from claimbook.book.pages import open_page
from claimbook.kernels.execute import PageError, execute_page, page_job

pytestmark = pytest.mark.usefixtures("warmed")
WITH_CHARTS = {"index", "timeline", "casualty-claims", "root-causes", "history", "source", "day", "places"}


# Before every claim there is no day of one, and no number in print.
NO_PAGE_YET = ["figure", *(template.name for template in TEMPLATES if template.by_day)]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import sys; print('careful', file=sys.stderr)", "wrote to standard error: careful"),
        (f"open({str(DATA / 'claims.csv')!r}).read()", "PermissionError: a page reads its own inputs only, not /"),
        ("import pandas; pandas.read_csv('../../elsewhere.csv')", "PermissionError: a page reads its own inputs only"),
        (f"import os; os.listdir({str(ROOT)!r})", "PermissionError: a page reads its own inputs only, not /"),
        ("import subprocess; subprocess.run(['cat', '/etc/hostname'])", "and does no subprocess.Popen"),
        ("import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')", "and does no socket."),
        ("page['sources']", "KeyError: 'sources'"),
        ("page['dictionary']['notes']", "KeyError: 'notes'"),
        ("held = bytearray(6 * 2**30)", "MemoryError: over 4 GiB were wanted"),
    ],
    ids=["warning", "data", "beside", "folder", "process", "network", "table", "column", "memory"],
)
def test_page_that_takes_what_it_may_not_fails(code: str, said: str, tmp_path: Path):
    """A table and a column that its template doesn't name are as far from it as the data package itself."""
    job = page_job(open_page("data", str(DATA)), with_cell(tmp_path / "book", data=code))
    with pytest.raises(PageError, match=r"page data, cell 5 of data\.ipynb: ") as stopped:
        execute_page(job)
    assert said in str(stopped.value)


def test_page_that_hangs_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("claimbook.kernels.execute.CELL_SECONDS", 1)
    job = page_job(open_page("data", str(DATA)), with_cell(tmp_path / "book", data="import time; time.sleep(60)"))
    with pytest.raises(PageError, match="page data: a cell took over 1 s"):
        execute_page(job)


@pytest.mark.parametrize("day", ["", "2020-01-01"], ids=["all", "before every claim"])
@pytest.mark.parametrize("template", list(dict.fromkeys(template.notebook for template in TEMPLATES)))
def test_chapter_works_by_hand(template: str, day: str):
    """As in JupyterLab: run from top to bottom with no build before it, and where there is nothing to show yet."""
    notebook = nbformat.read(CHAPTERS / f"{template}.ipynb", as_version=4)
    (parameters,) = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    assert 'as_of: str = ""' in parameters.source
    parameters.source = parameters.source.replace('as_of: str = ""', f'as_of: str = "{day}"')
    if day and template in NO_PAGE_YET:
        with pytest.raises(ValueError, match="no page of"):
            open_page(template, str(DATA), as_of=day)
        return
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(CHAPTERS)}}).execute()
    shown = [
        output["data"]["text/html"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "text/html" in output.get("data", {})
    ]
    assert shown
    charts = [figure for html in shown for figure in BeautifulSoup(html, "html.parser").find_all("figure")]
    assert all(figure.find("svg") for figure in charts), "a chart shows by hand too"
    assert bool(charts) == (template in WITH_CHARTS and (not day or template == "history"))
