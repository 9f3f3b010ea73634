"""One page through papermill, in a folder of its own.

Takes a page, gives its executed notebook in canonical form: two executions of
one page on the same inputs are the same bytes. A page whose key is unchanged
isn't executed again. Publishes nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from claimbook.pages import Page, page_inputs

LIBRARY = Path(__file__).resolve().parents[1]
BOOK = LIBRARY.parent
CHAPTERS = BOOK / "chapters"
LOCK = BOOK / "requirements.txt"

NOTEBOOK = "page.ipynb"
KEY = "key.json"
CELL_SECONDS = 300  # no chapter's cell takes more than a few; a hanging one must end


class PageError(Exception):
    """A chapter can't be made into a page; the message names page, cell and reason."""


@dataclass(frozen=True)
class Outcome:
    """What became of a page: executed or reused, why, and in how many seconds."""

    docname: str
    executed: bool
    why: str
    seconds: float


@dataclass(frozen=True)
class Job:
    """A page as a worker needs it: text only, so that any executor can send it anywhere."""

    docname: str
    chapter: Path
    title: str
    parameters: Mapping[str, str]
    inputs: Mapping[str, str]


def page_job(page: Page) -> Job:
    chapter = CHAPTERS / f"{page.template.name}.ipynb"
    return Job(page.docname, chapter, page.title, dict(page.parameters), page_inputs(page))


def page_folder(pages: Path, docname: str) -> Path:
    """Where a page is executed: ``data/`` holds its inputs, ``work/`` its notebook."""
    return pages / docname


def page_key(job: Job) -> dict[str, str]:
    """What a page's result depends on, by part: equal keys, equal bytes."""
    parts = {"template": _digest(_cells_of(job.chapter)), "parameters": _digest(dict(job.parameters))}
    inputs = {f"inputs/{name}": _digest(text) for name, text in job.inputs.items()}
    return parts | inputs | {"library": library_digest(), "lock": _digest(LOCK.read_text(encoding="utf-8"))}


def _cells_of(path: Path) -> list[Any]:
    """A chapter's cells without what an editor changes by itself."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return [[cell["cell_type"], cell["metadata"], "".join(cell["source"])] for cell in notebook["cells"]]


@cache
def library_digest() -> str:
    """Digest of the library's own code."""
    return _digest({str(path.relative_to(LIBRARY)): path.read_text("utf-8") for path in sorted(LIBRARY.rglob("*.py"))})


def _digest(content: Any) -> str:
    text = content if isinstance(content, str) else json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def why_execute(job: Job, pages: Path) -> str:
    """Why a page must be executed, in words; blank where its result still stands."""
    folder = page_folder(pages, job.docname)
    try:
        stored = json.loads((folder / KEY).read_text(encoding="utf-8"))
        notebook = (folder / "work" / NOTEBOOK).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return "no stored result"
    if stored["result"] != _digest(notebook):
        return "the stored result was changed"
    now = page_key(job)
    changed = [part for part in now | stored["key"] if now.get(part) != stored["key"].get(part)]
    return ", ".join(_reason(job, folder, part) for part in changed)


def _reason(job: Job, folder: Path, part: str) -> str:
    """A changed part of the key in words; for inputs, with the rows that changed."""
    if not part.startswith("inputs/"):
        return f"{part} changed"
    name = part.removeprefix("inputs/")
    rows = [_rows(text) for text in (_read(folder / "data" / name), job.inputs.get(name, ""))]
    changed = sorted(row for row in rows[0].keys() | rows[1].keys() if rows[0].get(row) != rows[1].get(row))
    return f"{name.removesuffix('.json')} changed ({', '.join(changed[:5])}{', …' if len(changed) > 5 else ''})"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _rows(text: str) -> dict[str, Any]:
    content = json.loads(text) if text else {}
    rows = content.get("data")
    if rows is None:
        return {name: value for name, value in content.items()}
    return {str(next(iter(row.values()))): row for row in rows}


def execute_page(job: Job, pages: Path, why: str) -> Outcome:
    """Execute a page with papermill and store its result beside its key.

    Raises
    ------
    PageError
        Where a parameter is unknown or of another type, a cell raises, or a
        chapter writes to standard error.
    """
    started = time.monotonic()
    parameters = {**job.parameters, "data_dir": "../data"}
    check_parameters(job.chapter, parameters)
    folder = page_folder(pages, job.docname)
    # Pages of one source may stand in a folder that is itself a page's: only this page's own parts go.
    for own in ("data", "work"):
        shutil.rmtree(folder / own, ignore_errors=True)
        (folder / own).mkdir(parents=True)
    (folder / KEY).unlink(missing_ok=True)
    for name, text in job.inputs.items():
        (folder / "data" / name).write_text(text, encoding="utf-8")
    result = folder / "work" / NOTEBOOK
    unfinished = folder / "work" / "unfinished.ipynb"
    try:
        papermill.execute_notebook(
            str(_with_title(job, folder / "work" / "template.ipynb")),
            str(unfinished),
            parameters,
            cwd=str(folder / "work"),
            progress_bar=False,
            request_save_on_cell_execute=False,
            execution_timeout=CELL_SECONDS,
            extra_arguments=["--IPKernelApp.log_level=CRITICAL", "--HistoryManager.enabled=False"],
            # Sockets instead of ports: kernels that start at once can't take each other's.
            config=Config({"KernelManager": {"transport": "ipc"}}),
        )
    except PapermillExecutionError as error:
        place = place_of_cell(job, error.cell_index)
        raise PageError(f"{place}: {error.ename}: {error.evalue}") from None
    except (DeadKernelError, CellTimeoutError) as error:
        ended = "its kernel died" if isinstance(error, DeadKernelError) else f"a cell took over {CELL_SECONDS} s"
        raise PageError(f"page {job.docname}: {ended}") from None
    notebook = nbformat.read(unfinished, as_version=4)
    check_outputs(job, notebook)
    text = nbformat.writes(canonical(notebook), indent=1, ensure_ascii=False) + "\n"
    for leftover in (unfinished, folder / "work" / "template.ipynb"):
        leftover.unlink()
    result.write_text(text, encoding="utf-8")
    # The key is written last: a page without it is executed again.
    (folder / KEY).write_text(json.dumps({"key": page_key(job), "result": _digest(text)}, indent=1), encoding="utf-8")
    return Outcome(job.docname, True, why, round(time.monotonic() - started, 3))


def _with_title(job: Job, path: Path) -> Path:
    """The template, under the page's own title where it makes several pages."""
    notebook = nbformat.read(job.chapter, as_version=4)
    if job.title:
        heading = re.sub(r"([\\`*_{}\[\]<>$#])", r"\\\1", job.title)
        first = notebook.cells[0]
        first.source = "\n".join([f"# {heading}", *first.source.splitlines()[1:]])
        notebook.metadata["orphan"] = True  # reached from an index page, so that navigation stays short
    nbformat.write(notebook, path)
    return path


TYPES: Mapping[str, type] = {"str": str, "int": int, "float": float, "bool": bool}


def check_parameters(template: Path, parameters: Mapping[str, Any]) -> None:
    """Refuse parameters that a chapter doesn't declare, or declares as another type.

    papermill itself only logs a warning.
    """
    declared = papermill.inspect_notebook(str(template))
    problems = []
    for name, value in parameters.items():
        if name not in declared:
            problems.append(f"unknown parameter {name}; it declares {', '.join(sorted(declared))}")
            continue
        wanted = declared[name]["inferred_type_name"]
        if wanted not in TYPES:
            problems.append(f"parameter {name} is annotated {wanted}; expected one of {', '.join(TYPES)}")
        elif type(value) is not TYPES[wanted]:
            problems.append(f"parameter {name} is {value!r}; expected {wanted}")
    if problems:
        raise PageError(f"{template.name}: " + "; ".join(problems))


def place_of_cell(job: Job, index: int) -> str:
    """Page, cell and chapter of the cell at ``index`` of an executed notebook, counted as in the chapter."""
    cells = nbformat.read(job.chapter, as_version=4).cells
    parameters = next(at for at, cell in enumerate(cells) if "parameters" in cell.metadata.get("tags", []))
    # papermill puts a cell of its own after the parameters.
    number = index if index > parameters else index + 1
    return f"page {job.docname}, cell {number} of {job.chapter.name}"


def check_outputs(job: Job, notebook: nbformat.NotebookNode) -> None:
    """Refuse what would be published by mistake: warnings on standard error."""
    for index, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                place = place_of_cell(job, index)
                raise PageError(f"{place}: wrote to standard error: {output['text'].strip()}")


def canonical(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook without what differs between two executions: times, paths, random ids."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata.pop("language_info", None)
    notebook.metadata["language_info"] = {"name": "python"}
    for position, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{position}"
        for name in ("papermill", "execution"):
            cell.metadata.pop(name, None)
    return notebook


def execute_in_worker(job: Job, pages: Path, why: str) -> Outcome:
    """``execute_page`` for a worker process, whose kernel client wants an event loop."""
    asyncio.set_event_loop(asyncio.new_event_loop())
    return execute_page(job, pages, why)
