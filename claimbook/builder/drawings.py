"""Draw charts and turn pages into Markdown, each once, and cache the results by what they are made from.

Both hold Python's global lock while they work, so they run in separate processes
while pages are executed.
"""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Any

from claimbook.book.project import LIBRARY, digest, lock_digest
from claimbook.builder.outputs import charts_of, shown, with_content
from claimbook.components.svg import chart_engine, png, svg
from claimbook.errors import BookError
from claimbook.files import write_whole
from claimbook.kernels.isolation import isolate_children
from claimbook.publish.markdown import as_markdown, parts_of, parts_of_page

MOST_AT_ONCE = 4  # each takes a second to start, while the others work
FONTS, DRAWING = Path(__file__).with_name("fonts.conf"), LIBRARY / "components" / "svg.py"
MARKDOWN = LIBRARY / "publish" / "markdown.py"
DIED = "a process that draws charts died; the machine may have run out of memory"


class DrawingError(BookError):
    """A chart can't be drawn."""


class Drawings:
    """The cache in ``folder``, and the processes that fill it."""

    def __init__(self, folder: Path):
        isolate_children()
        self._folder = folder
        processes = min(MOST_AT_ONCE, os.cpu_count() or 1)
        self._pool = ProcessPoolExecutor(processes, get_context("spawn"), initializer=_begin_to_draw)
        self._under_way: dict[Path, Future[Any]] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Drawings:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def start(self) -> None:
        """Start a process now, since it takes a second, so that it is ready for the first page."""
        self._begin_markdown(parts_of({"cells": []}))

    def expect(self, notebook: str, credits: str) -> None:
        """Begin to draw the charts of an executed page, and to turn the page into Markdown.

        ``credits`` is what is said of the book below a picture.
        """
        content = with_content(json.loads(notebook))
        self._begin_markdown(parts_of(content))
        for output in shown(content):
            for chart in charts_of(output):
                for specification in chart["specifications"].values():
                    self._begin(self._drawing(specification), svg, specification)
                words = (chart[name] for name in ("title", "subtitle", "origin"))
                self._begin_png(chart["specifications"]["wide"], *words, credits)

    def expect_engine(self) -> None:
        """Begin to bundle the script that makes charts interactive."""
        self._begin(self._engine, chart_engine)

    def svg(self, embedded: str) -> str:
        """Return the SVG of a specification."""
        path = self._drawing(embedded)
        self._begin(path, svg, embedded)
        return self._done(path).read_text(encoding="utf-8")

    def png(self, *given: str) -> bytes:
        """Return the PNG of a specification, given with the words of its frame."""
        return self._done(self._begin_png(*given)).read_bytes()

    def _begin_png(self, *given: str) -> Path:
        path = self._folder / f"{digest([_drawn_by(), *given])}.png"
        self._begin(path, png, *given)
        return path

    def markdown(self, notebook: dict[str, Any]) -> str:
        """Return an executed page as Markdown."""
        return self._done(self._begin_markdown(parts_of(notebook))).read_text(encoding="utf-8")

    def page_as_markdown(self, html: str) -> str:
        """Return a published page as Markdown."""
        return self._done(self._begin_markdown(parts_of_page(html))).read_text(encoding="utf-8")

    def _begin_markdown(self, parts: str) -> Path:
        path = self._folder / f"{digest([_converted_by(), parts])}.md"
        self._begin(path, as_markdown, parts)
        return path

    def engine(self) -> Path:
        """Return the path of the script that makes charts interactive."""
        self.expect_engine()
        return self._done(self._engine)

    def _drawing(self, embedded: str) -> Path:
        return self._folder / f"{digest([_drawn_by(), embedded])}.svg"

    @property
    def _engine(self) -> Path:
        return self._folder / f"vega-{_drawn_by()}.js"

    def _begin(self, path: Path, draw: Callable[..., str | bytes], *given: str) -> None:
        if path not in self._under_way and not path.exists():
            try:
                with _interrupts_held():  # submitting may start a process
                    self._under_way[path] = self._pool.submit(draw, *given)
            except BrokenExecutor:
                raise DrawingError(DIED) from None

    def _done(self, path: Path) -> Path:
        """Return the path of a file once it is written."""
        if path in self._under_way:
            try:
                drawn = self._under_way.pop(path).result()
            except BrokenExecutor:
                raise DrawingError(DIED) from None
            write_whole(path, drawn)
        return path


@cache
def _drawn_by() -> str:
    """Return what a drawing depends on besides its specification: engine, our code around it, fonts."""
    return digest([lock_digest(), *(path.read_text(encoding="utf-8") for path in (FONTS, DRAWING))])


@cache
def _converted_by() -> str:
    """Return what a page's Markdown depends on besides what it shows."""
    return digest([lock_digest(), MARKDOWN.read_text(encoding="utf-8")])


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Delay interrupts while a process is being started, so that it starts completely and gets none.

    Its builder ends it. The mask is for this process and is inherited by its child;
    since another thread can still receive the signal, its handler waits too.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "pthread_sigmask"):
        yield
        return
    came: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, handler)
        if came:
            signal.raise_signal(signal.SIGINT)


def _begin_to_draw() -> None:
    """Prepare a drawing process: use only the engine's own fonts, so that drawings are the same on every machine."""
    os.environ["FONTCONFIG_FILE"] = str(FONTS)
    _end_with_builder()


def _end_with_builder() -> None:
    """End this process when its builder has gone: it would otherwise wait for work for ever."""

    def wait() -> None:
        builder = parent_process()
        if builder:
            builder.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
