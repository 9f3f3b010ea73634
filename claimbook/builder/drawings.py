"""Drawings of charts, each drawn once and remembered by its specification.

Drawn in processes of their own while pages are executed: the engine holds the
interpreter while it works.
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
from claimbook.builder.cache import write_whole
from claimbook.builder.outputs import charts_of, shown
from claimbook.components.svg import chart_engine, png, svg
from claimbook.errors import BookError
from claimbook.kernels.isolation import isolate_children

MOST_AT_ONCE = 4  # each takes a second to start, and is started when the others are at work
FONTS, DRAWING = Path(__file__).with_name("fonts.conf"), LIBRARY / "components" / "svg.py"
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

    def expect(self, notebook: str) -> None:
        """Begin to draw the charts of an executed page."""
        for output in shown(json.loads(notebook)):
            for chart in charts_of(output):
                for specification in chart["specifications"].values():
                    self._begin(self._drawing(specification), svg, specification)

    def expect_engine(self) -> None:
        """Begin to put together the script that makes charts interactive."""
        self._begin(self._engine, chart_engine)

    def svg(self, embedded: str) -> str:
        """The picture of a specification."""
        path = self._drawing(embedded)
        self._begin(path, svg, embedded)
        return self._done(path).read_text(encoding="utf-8")

    def png(self, embedded: str) -> bytes:
        """The picture of a specification for places that show no SVG."""
        path = self._drawing(embedded).with_suffix(".png")
        self._begin(path, png, embedded)
        return self._done(path).read_bytes()

    def engine(self) -> Path:
        """The script that makes charts interactive."""
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
                with _interrupts_held():  # it may start a process
                    self._under_way[path] = self._pool.submit(draw, *given)
            except BrokenExecutor:
                raise DrawingError(DIED) from None

    def _done(self, path: Path) -> Path:
        """The file, once it is there."""
        if path in self._under_way:
            try:
                drawn = self._under_way.pop(path).result()
            except BrokenExecutor:
                raise DrawingError(DIED) from None
            write_whole(path, drawn)
        return path


@cache
def _drawn_by() -> str:
    """What a picture depends on beside its specification: the engine, our code around it, the fonts."""
    return digest([lock_digest(), *(path.read_text(encoding="utf-8") for path in (FONTS, DRAWING))])


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Interrupts come a moment later: a process that is being started must get all that it is told, and none of them.

    Its builder ends it. The mask is for the process, which inherits it; any other
    thread of this one can still take the signal, so that its handler waits, too.
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
    """In a process that draws: the engine's own fonts only, so that a picture is the same on every machine."""
    os.environ["FONTCONFIG_FILE"] = str(FONTS)
    _end_with_builder()


def _end_with_builder() -> None:
    """A process that draws waits for more for ever, also when its builder was killed; so it looks."""

    def wait() -> None:
        builder = parent_process()
        if builder:
            builder.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
