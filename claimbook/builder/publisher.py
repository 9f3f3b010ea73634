"""Let jupyter-book write the pages of a staged book: all of them, or only those that changed.

The one place that calls jupyter-book, so that another publisher could stand here.
What it read and wrote is kept beside the site. Only a page whose notebook, prose or
head changed is read and written again; all are, if anything else changed: the theme,
the code, the configuration, the contents, the headings that pages link to, the set of
pages. Changes are found by content, never by the time of a file.

Also a Sphinx extension, which hands jupyter-book the heads and names the changed pages.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import pickle
import re
import shutil
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimbook.book.project import digest
from claimbook.errors import BookError
from claimbook.kernels.lifetime import end_forks_with_this_process

if TYPE_CHECKING:
    from sphinx.application import Sphinx

BOOK, ABOUT, CHANGED = "book", "about.json", "changed.json"
CONFIGURATION, CONTENTS = "_config.yml", "_toc.yml"
WRITTEN, STATE = "html", "state.json"
SOURCES = "_sources"  # the notebooks and texts of the pages, for readers to download
# What other pages can link to: headings and labelled places.
TARGET = re.compile(r"^(?:#+ .*|\(.+\)=)$", re.MULTILINE)
OWN = {".buildinfo", ".doctrees"}  # these hold paths and times of this machine


class SiteError(BookError):
    """jupyter-book reported errors or warnings; the message holds them."""


def write_pages(staging: Path, kept: Path, site: Path, made_by: str) -> None:
    """Write the pages of a staged book into a new folder.

    Parameters
    ----------
    staging : path
        Holds ``book``, ``_config.yml``, ``_toc.yml`` and ``about.json``, the heads of the pages by name.
    kept : path
        What the last call read and wrote, used again as far as it still holds.
    site : path
        The folder to make.
    made_by : str
        Digest of what every page depends on besides these files: theme, code, lock.

    Raises
    ------
    SiteError
        With jupyter-book's own messages; nothing is kept then.
    """
    now = _state(staging, made_by)
    changed = _changed(_stored(kept), now)
    if changed is None:
        shutil.rmtree(kept, ignore_errors=True)
    # Without its state a folder isn't used again: a killed build leaves none.
    (kept / STATE).unlink(missing_ok=True)
    names = sorted(now["files"]) if changed is None else changed
    for name in names:
        (kept / BOOK / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(staging / BOOK / name, kept / BOOK / name)
    for name in (CONFIGURATION, CONTENTS, ABOUT):
        shutil.copyfile(staging / name, kept / name)
    (kept / CHANGED).write_text(json.dumps([name.rpartition(".")[0] for name in names]), encoding="utf-8")
    if names:
        said = _run_jupyter_book(kept)
        if said:
            shutil.rmtree(kept)
            raise SiteError(f"jupyter-book could not write the site:\n{said}")
    shutil.copytree(kept / WRITTEN, site, ignore=lambda _, names: OWN & set(names))
    (kept / STATE).write_text(json.dumps(now), encoding="utf-8")


def _state(staging: Path, made_by: str) -> dict[str, Any]:
    """Return what the pages depend on: ``all`` for every page, and by file what is for one page only."""
    book, about = staging / BOOK, json.loads((staging / ABOUT).read_text(encoding="utf-8"))
    files, targets = {}, {}
    for path in sorted(path for path in book.rglob("*") if path.is_file()):
        name, text = path.relative_to(book).as_posix(), path.read_text(encoding="utf-8")
        files[name] = digest([text, about.get(name.rpartition(".")[0])])
        targets[name] = list(_targets(path, text))
    configured = [(staging / name).read_text(encoding="utf-8") for name in (CONFIGURATION, CONTENTS)]
    # A file that is no page is shown inside others.
    shown = {name: one for name, one in files.items() if name.rpartition(".")[0] not in about}
    return {"all": digest([made_by, *configured, targets, shown]), "files": files}


def _targets(path: Path, text: str) -> Iterator[str]:
    if path.suffix == ".ipynb":
        cells = (cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "markdown")
        text = "\n\n".join("".join(cell["source"]) for cell in cells)
    yield from TARGET.findall(text)


def _stored(kept: Path) -> Mapping[str, Any] | None:
    try:
        stored: dict[str, Any] = json.loads((kept / STATE).read_text(encoding="utf-8"))
        return stored
    except (OSError, ValueError):
        return None


def _changed(before: Mapping[str, Any] | None, now: Mapping[str, Any]) -> list[str] | None:
    """Return the files whose pages have to be written; ``None`` if all have to be."""
    if before is None or before["all"] != now["all"]:
        return None
    return sorted(name for name, one in now["files"].items() if before["files"].get(name) != one)


def _run_jupyter_book(kept: Path) -> str:
    """Let jupyter-book read and write what changed, with warnings as errors; return what it complains of."""
    from jupyter_book.sphinx import build_sphinx
    from sphinx.util.console import nocolor

    nocolor()
    end_forks_with_this_process()
    progress, warnings = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(progress), contextlib.redirect_stderr(warnings):
        result = build_sphinx(
            kept / BOOK,
            kept / WRITTEN,
            noconfig=True,
            path_config=kept / CONFIGURATION,
            confoverrides={"external_toc_path": (kept / CONTENTS).as_posix(), "latex_individualpages": False},
            doctreedir=kept / "doctrees",
            warningiserror=True,
            keep_going=True,
            jobs=os.cpu_count() or 1,
        )
    if not result:
        return ""
    said = "\n".join(line for line in warnings.getvalue().splitlines() if line.strip())
    return said or str(result)


KNOWN = ("known_on", "known_on_in_words")
# What Sphinx's index of words is made of.
PARTS_OF_INDEX = ("_titles", "_filenames", "_all_titles", "_mapping", "_title_mapping", "_index_entries")


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", _keep_index)
    beside = Path(app.srcdir).parent
    changed, heads = (json.loads((beside / name).read_text(encoding="utf-8")) for name in (CHANGED, ABOUT))
    app.connect("env-get-outdated", partial(_name_changed, changed))
    app.connect("html-page-context", partial(_give_head, heads))
    app.connect("html-page-context", _write_source)
    # It numbers sections when all pages are read, but doesn't declare that they may be read side by side.
    app.extensions["sphinx_multitoc_numbering"].parallel_read_safe = True
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _keep_index(app: Sphinx) -> None:
    """Keep the index of words itself: what Sphinx reads back from the site's has lost a part, and has empty words."""
    builder: Any = app.builder
    builder.copysource = False  # by Sphinx; _write_source does
    kept, dump = Path(app.doctreedir) / "index.pickle", builder.dump_search_index

    def load(written: list[str]) -> None:
        index = builder.indexer
        if kept.exists():
            vars(index).update(pickle.loads(kept.read_bytes()))
        index.prune(set(app.env.all_docs) - set(written))
        for name in written:
            index._index_entries.pop(name, None)

    def dump_and_keep() -> None:
        index = builder.indexer
        for words in (index._mapping, index._title_mapping):
            for word in [word for word, pages in words.items() if not pages]:
                del words[word]
        index._index_entries = dict(sorted(index._index_entries.items()))
        kept.write_bytes(pickle.dumps({name: getattr(index, name) for name in PARTS_OF_INDEX}))
        dump()

    builder.load_indexer, builder.dump_search_index = load, dump_and_keep


def _name_changed(
    names: list[str], app: Sphinx, env: Any, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    return [name for name in names if name in env.found_docs]


def _give_head(
    heads: Mapping[str, Any], app: Sphinx, docname: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Give the layout what belongs into the head of a page."""
    # The search and the page without a connection have none of their own: their foot names the front page's day.
    context["about"] = heads.get(docname) or {name: heads[app.config.root_doc][name] for name in KNOWN}


def _write_source(app: Sphinx, docname: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Write the source of a page for readers, a notebook without what it shows: that is on the page, and heavy."""
    if doctree is None:  # the search and its like have none
        return
    text = Path(app.env.doc2path(docname)).read_text(encoding="utf-8")
    if context["sourcename"].endswith(".ipynb"):
        notebook = json.loads(text)
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                cell |= {"outputs": [], "execution_count": None}
        text = json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
    path = Path(app.outdir) / SOURCES / context["sourcename"]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
