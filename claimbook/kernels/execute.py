"""Execute one page with papermill in its own folder.

Takes a job, which is only text, and returns the executed notebook as text in
canonical form: a job gives the same bytes in any thread, process or machine.
"""

from __future__ import annotations

import json
import logging
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from claimbook.book.project import Project
from claimbook.components.elements import LEAD
from claimbook.components.figure import CHART
from claimbook.components.page import Page, page_inputs
from claimbook.errors import BookError
from claimbook.kernels.read_guard import GIBIBYTE, MOST_MEMORY, guard_page

CELL_SECONDS = 300  # a cell takes a few seconds at most; this ends one that hangs

# These failures are raised too; do not also log them.
for name in ("papermill", "traitlets"):
    logging.getLogger(name).setLevel(logging.CRITICAL)


class PageError(BookError):
    """A chapter can't be made into a page; the message names page, cell and reason."""


@dataclass(frozen=True)
class Job:
    """A page ready for execution: only text, so that it can be sent anywhere.

    Attributes
    ----------
    docname : str
        The page's address.
    chapter : str
        File name of its chapter, for messages.
    notebook : str
        The chapter, under the page's own title.
    parameters, inputs : mapping of str to str
        Its parameters, and the files it may read, by name.
    """

    docname: str
    chapter: str
    notebook: str
    parameters: Mapping[str, str]
    inputs: Mapping[str, str]


def page_job(page: Page, project: Project) -> Job:
    path = project.notebook(page.notebook)
    notebook = _titled(path.read_text(encoding="utf-8"), page.title)
    return Job(page.docname, path.name, notebook, dict(page.parameters), page_inputs(page))


def _titled(text: str, title: str) -> str:
    """Return the chapter under the page's own title, if it makes several pages."""
    notebook = json.loads(_read(text))
    if title:
        heading = re.sub(r"([\\`*_{}\[\]<>$#])", r"\\\1", " ".join(title.split()))
        first = notebook["cells"][0]
        first["source"] = "\n".join([f"# {heading}", *"".join(first["source"]).splitlines()[1:]])
        notebook["metadata"]["orphan"] = True  # linked from an index page, to keep the navigation short
    return json.dumps(notebook, ensure_ascii=False)


@cache  # checking a notebook takes longer than all the rest of a page's job
def _read(text: str) -> str:
    # nbformat compiles its schema on first use: do it here once, not in every thread.
    return json.dumps(nbformat.reads(text, as_version=4))


def execute_page(job: Job) -> str:
    """Execute a page and return its notebook in canonical form.

    Raises
    ------
    PageError
        If a parameter is unknown or of another type; a cell raises, hangs, takes
        too much memory or reads what the page did not select; the kernel dies; or
        a chapter writes to standard error.
    """
    parameters = {**job.parameters, "data_dir": "../data"}
    check_parameters(job, parameters)
    with tempfile.TemporaryDirectory(prefix="page-") as name:
        folder = Path(name)
        for own in ("data", "work"):
            (folder / own).mkdir()
        for file, text in job.inputs.items():
            (folder / "data" / file).write_text(text, encoding="utf-8")
        try:
            notebook = papermill.execute_notebook(
                nbformat.reads(job.notebook, as_version=4),
                None,
                parameters,
                progress_bar=False,
                request_save_on_cell_execute=False,
                execution_timeout=CELL_SECONDS,
                shutdown_kernel="immediate",  # the kernel keeps nothing worth a clean exit
                # Not papermill's cwd, which changes the folder of this whole process and its threads.
                resources={"metadata": {"path": str(folder / "work")}},
                extra_arguments=[
                    "--IPKernelApp.log_level=CRITICAL",
                    "--HistoryManager.enabled=False",
                    f"--IPKernelApp.exec_lines={_guarded(folder)}",
                ],
                # Sockets in this folder instead of ports, which kernels that start together could take from each other.
                config=Config(
                    {
                        "KernelManager": {
                            "transport": "ipc",
                            "ip": str(folder / "kernel"),
                            "connection_file": str(folder / "kernel.json"),
                        }
                    }
                ),
            )
        except PapermillExecutionError as error:
            place = place_of_cell(job, error.cell_index)
            memory = f"over {MOST_MEMORY // GIBIBYTE} GiB were wanted" if error.ename == "MemoryError" else error.evalue
            raise PageError(f"{place}{line_of_module(error.traceback)}: {error.ename}: {memory}") from None
        except CellTimeoutError:
            raise PageError(f"page {job.docname}: a cell took longer than {CELL_SECONDS} s") from None
        except DeadKernelError:
            raise PageError(f"page {job.docname}: its kernel died; the machine may have run out of memory") from None
    check_outputs(job, notebook)
    written: str = nbformat.writes(canonical(notebook), indent=1, ensure_ascii=False)
    return written + "\n"


def _guarded(folder: Path) -> str:
    """Return a line of Python that guards a page and leaves no name behind."""
    name = guard_page.__name__
    return f"__import__({guard_page.__module__!r}, fromlist=[{name!r}]).{name}({str(folder)!r})"


TYPES: Mapping[str, type] = {"str": str, "int": int, "float": float, "bool": bool}


def check_parameters(job: Job, parameters: Mapping[str, Any]) -> None:
    """Refuse parameters that a chapter does not declare, or declares as another type.

    papermill only logs a warning.
    """
    declared = _declared(job.notebook)
    problems = []
    for name, value in parameters.items():
        if name not in declared:
            problems.append(f"unknown parameter {name}; it declares {', '.join(sorted(declared))}")
        elif declared[name] not in TYPES:
            problems.append(f"parameter {name} is annotated {declared[name]}; expected one of {', '.join(TYPES)}")
        elif type(value) is not TYPES[declared[name]]:
            problems.append(f"parameter {name} is {value!r}; expected {declared[name]}")
    if problems:
        raise PageError(f"{job.chapter}: " + "; ".join(problems))


def _declared(notebook: str) -> Mapping[str, str]:
    """Return the parameters that a notebook declares, with their annotated types."""
    found = papermill.inspect_notebook(nbformat.reads(notebook, as_version=4))
    return {name: parameter["inferred_type_name"] for name, parameter in found.items()}


def place_of_cell(job: Job, index: int) -> str:
    """Name page, cell and chapter of the cell at ``index`` of an executed notebook, counted as in the chapter."""
    cells = json.loads(job.notebook)["cells"]
    parameters = next(at for at, cell in enumerate(cells) if "parameters" in cell["metadata"].get("tags", []))
    # papermill inserts a cell after the parameters.
    number = index if index > parameters else index + 1
    return f"page {job.docname}, cell {number} of {job.chapter}"


ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
FRAME = re.compile(r"^File .*/(claimbook/chapters/(?:\w+/)*\w+\.py):(\d+)")


def line_of_module(traceback: Sequence[str]) -> str:
    """Return the line of a chapter's module at which a cell failed, after a comma; blank if it is in the notebook.

    >>> line_of_module(["Cell In[2], line 1", "File /home/a/claimbook/chapters/day.py:31, in f(page)",
    ...                 "File /home/a/claimbook/components/tables.py:9, in table(rows)"])
    ', line 31 of claimbook/chapters/day.py'
    >>> line_of_module(["Cell In[2], line 1"])
    ''
    """
    lines = [f", line {found[2]} of {found[1]}" for one in traceback if (found := FRAME.match(ESCAPES.sub("", one)))]
    return lines[-1] if lines else ""


KINDS_SHOWN = {"text/html", "text/plain", CHART, LEAD}
# Scripts that run; figures hold their specification in one that does not.
SCRIPT = re.compile(r"<script(?![^>]*application/json)", re.IGNORECASE)


def check_outputs(job: Job, notebook: nbformat.NotebookNode) -> None:
    """Refuse what would be published by mistake: warnings, and charts or scripts without the book's frame."""
    for index, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                place = place_of_cell(job, index)
                raise PageError(f"{place}: wrote to standard error: {output['text'].strip()}")
            data = output.get("data", {})
            if not data.keys() <= KINDS_SHOWN or SCRIPT.search(data.get("text/html", "")):
                raise PageError(
                    f"{place_of_cell(job, index)}: shows a picture or a script of another library, which the site "
                    "does not run and which has no sources or text alternative; show a chart with figure() of "
                    "claimbook.components.figure"
                )


def canonical(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Remove what differs between two executions: times, paths, random ids."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata.pop("language_info", None)
    notebook.metadata["language_info"] = {"name": "python"}
    for position, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{position}"
        for name in ("papermill", "execution"):
            cell.metadata.pop(name, None)
    return notebook
