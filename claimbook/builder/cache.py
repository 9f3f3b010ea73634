"""Cache of executed pages: whether a stored result is still valid, and if not, why.

A page's folder holds its inputs in ``data/``, its notebook in ``work/``, and its
key.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimbook.book.project import digest, lock_digest
from claimbook.files import inside, write_whole
from claimbook.kernels.modules import modules_of

if TYPE_CHECKING:  # not needed to see that nothing changed
    from claimbook.kernels.execute import Job

NOTEBOOK = "page.ipynb"
KEY = "key.json"
Key = dict[str, str]


def notebook_path(pages: Path, docname: str) -> Path:
    """Return the path of a page's executed notebook."""
    return inside(pages, docname) / "work" / NOTEBOOK


def page_key(job: Job) -> Key:
    """Return what a page's result depends on, by part: equal keys give equal bytes."""
    parts = {"notebook": digest(_cells_of(job.notebook)), "parameters": digest(dict(job.parameters))}
    inputs = {f"inputs/{name}": digest(text) for name, text in job.inputs.items()}
    return parts | inputs | modules_of(job.notebook) | {"lock": lock_digest()}


def _cells_of(notebook: str) -> list[Any]:
    """Return a chapter's cells without what an editor changes on its own."""
    return [
        [cell["cell_type"], cell["metadata"], "".join(cell["source"]).splitlines()]
        for cell in json.loads(notebook)["cells"]
    ]


def index_of_pages(jobs: Iterable[tuple[Job, Key]]) -> str:
    """Return what each page is made from, by its job and its key, as JSON for the site."""
    pages = {
        job.docname: {
            "chapter": job.chapter,
            "parameters": dict(job.parameters),
            "inputs": sorted(name.removesuffix(".json") for name in job.inputs),
            "key": digest(key),
        }
        for job, key in jobs
    }
    return json.dumps(pages, ensure_ascii=False, indent=1) + "\n"


def store_result(job: Job, key: Key, notebook: str, pages: Path) -> None:
    """Replace a page's stored notebook, inputs and key."""
    folder = inside(pages, job.docname)
    (folder / KEY).unlink(missing_ok=True)
    # The folder may contain folders of other pages: remove only this page's own parts.
    for own in ("data", "work"):
        shutil.rmtree(folder / own, ignore_errors=True)
        (folder / own).mkdir(parents=True)
    for name, text in job.inputs.items():
        (folder / "data" / name).write_text(text, encoding="utf-8")
    notebook_path(pages, job.docname).write_text(notebook, encoding="utf-8")
    # Write the key last: a page without it is executed again.
    write_whole(folder / KEY, json.dumps({"key": key, "result": digest(notebook)}, indent=1))


def stored_key(pages: Path, docname: str) -> dict[str, str] | None:
    """Return the key of a stored result; ``None`` if it is missing or was changed."""
    try:
        stored: dict[str, Any] = json.loads((pages / docname / KEY).read_text(encoding="utf-8"))
        notebook = notebook_path(pages, docname).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
    key: dict[str, str] = stored["key"]
    return key if stored["result"] == digest(notebook) else None


def reason_to_run(job: Job, key: Key, pages: Path) -> str:
    """Return why a page must be executed, in words; blank if its stored result is valid."""
    before = stored_key(pages, job.docname)
    if before is None:
        there = (pages / job.docname / KEY).exists()
        return "the stored result was changed" if there else "no stored result"
    changed = [part for part in key | before if key.get(part) != before.get(part)]
    return ", ".join(_reason(job, pages / job.docname, part) for part in changed)


def _reason(job: Job, folder: Path, part: str) -> str:
    """Return a changed part of the key in words; for inputs, with the rows that changed."""
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
    return {str(row[0]): row for row in rows}


def forget_others(docnames: Iterable[str], pages: Path) -> None:
    """Remove the results of pages that are no longer in the book."""
    wanted = {pages / docname for docname in docnames}
    for key in list(pages.rglob(KEY)):
        if key.parent not in wanted:
            for own in ("data", "work"):
                shutil.rmtree(key.parent / own, ignore_errors=True)
            key.unlink()
            if not any(key.parent.iterdir()):
                key.parent.rmdir()
