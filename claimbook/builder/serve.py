"""Serve the book while it is edited, and rebuild it when data, chapters or code change.

Each page is marked as a draft; if a build fails, the previous site is served
with the message on every page. Nothing of this is written into the site.
"""

from __future__ import annotations

import functools
import html
import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

from watchfiles import watch

from claimbook.book.project import LIBRARY, THIS_PROJECT
from claimbook.kernels.isolation import isolate_children
from claimbook.local_server import LocalServer, PatientHandler

EVENTS = "/_draft/events"
MILLISECONDS_TO_SETTLE = 300  # editors write a file in several steps
MILLISECONDS_TO_LOOK = 1000  # whether a folder that is watched is another one now

# Without scripts the draft is still marked, and shows its error when it is reloaded. They are separate files, since
# the policy of the pages allows no inline scripts or styles.
MARK = """
<link rel="stylesheet" href="/_draft/draft.css">
<div id="cb-draft" role="status" data-version="VERSION">Draft, served on this machine.<pre>ERROR</pre></div>
<script src="/_draft/draft.js"></script>
"""
FILES = {
    "/_draft/draft.css": (
        "text/css",
        """
#cb-draft { position: sticky; bottom: 0; z-index: 2000; padding: 0.4rem 1rem; background: #fff3c4; color: #222;
  border-top: 1px solid #8a6d00; font: 0.9rem/1.4 sans-serif; }
#cb-draft pre { margin: 0.4rem 0 0; max-height: 40vh; overflow: auto; white-space: pre-wrap; color: #8a1f11;
  background: none; border: 0; }
#cb-draft pre:empty { display: none; }
""",
    ),
    "/_draft/draft.js": (
        "text/javascript",
        """
(function () {
  var mark = document.getElementById("cb-draft"), words = mark.querySelector("pre");
  new EventSource("EVENTS").onmessage = function (message) {
    var state = JSON.parse(message.data);
    words.textContent = state.error;
    if (state.version !== Number(mark.dataset.version)) { location.reload(); }
  };
})();
""".replace("EVENTS", EVENTS),
    ),
}


class Draft:
    """State of what is served: number of the build, and the message of the last one if it failed."""

    def __init__(self) -> None:
        self.version, self.error = 0, ""
        self._changed = threading.Condition()

    def built(self, error: str) -> None:
        """Tell all open pages about a build; a failed one leaves site and version unchanged."""
        with self._changed:
            self.version += not error
            self.error = error
            self._changed.notify_all()

    def state(self) -> str:
        return json.dumps({"version": self.version, "error": self.error})

    def next_state(self, after: str, seconds: float) -> str:
        """Wait some seconds for another state, and return the current one."""
        with self._changed:
            self._changed.wait_for(lambda: self.state() != after, timeout=seconds)
            return self.state()

    def marked(self, page: bytes) -> bytes:
        """Return a page as it is served."""
        mark = MARK.replace("VERSION", str(self.version)).replace("ERROR", html.escape(self.error))
        before, body, after = page.rpartition(b"</body>")
        return (before or page) + mark.encode() + (body + after if body else b"")


class Pages(PatientHandler, SimpleHTTPRequestHandler):
    """Serve the site's files, its pages marked, and a stream of build events."""

    def __init__(self, draft: Draft, *arguments: object, **settings: object):
        self.draft = draft
        super().__init__(*arguments, **settings)  # type: ignore[arg-type]

    def parse_request(self) -> bool:
        """Refuse requests for another host name: a page from elsewhere could make its own name lead here."""
        if not super().parse_request():
            return False
        port = self.connection.getsockname()[1]
        if self.headers.get("Host", "").lower() in {f"127.0.0.1:{port}", f"localhost:{port}"}:
            return True
        self.send_error(HTTPStatus.FORBIDDEN, "Only this machine's own names are answered")
        return False

    def list_directory(self, path: object) -> None:
        """List no folder."""
        self.send_error(HTTPStatus.NOT_FOUND, "No such page")

    def do_GET(self) -> None:
        if self.path == EVENTS:
            self._stream()
            return
        if self.path in FILES:
            kind, text = FILES[self.path]
            self._send(200, text.encode(), kind)
            return
        try:
            path = Path(self.translate_path(self.path))
            if "\0" in str(path):
                raise ValueError("no name of a file")
            path = path / "index.html" if path.is_dir() else path
        except (ValueError, OSError):  # no name of a file: it holds a NUL, or is too long
            self.send_error(404)
            return
        if path.suffix == ".html" and path.exists():
            self._send(200, self.draft.marked(path.read_bytes()))
        elif not Path(self.directory).exists():
            page = b"<!doctype html><html lang=en><title>No site yet</title><body><h1>No site yet</h1></body>"
            self._send(503, self.draft.marked(page))
        else:
            super().do_GET()

    def _send(self, status: int, content: bytes, kind: str = "text/html") -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        state = self.draft.state()
        try:
            while True:
                self.wfile.write(f"data: {state}\n\n".encode())
                self.wfile.flush()
                state = self.draft.next_state(
                    state, seconds=15
                )  # write from time to time, to notice closed connections
        except OSError:
            pass

    def log_message(self, format: str, *arguments: object) -> None:
        """Do not log requests."""


def serve(data: Path, out: Path, port: int, arguments: Sequence[str]) -> int:
    """Build, serve and watch until interrupted; ``arguments`` are other options of the build."""
    isolate_children()
    draft = Draft()
    handler = functools.partial(Pages, draft, directory=str(out / "html"))
    command = [sys.executable, "-m", "claimbook", "build", "--data", str(data), "--out", str(out), *arguments]
    watched = [data, THIS_PROJECT.chapters, THIS_PROJECT.contents, THIS_PROJECT.configuration, LIBRARY]
    with LocalServer(port, handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            _rebuild(draft, command)
            print(f"http://127.0.0.1:{server.server_port}/ (Ctrl-C ends it)", flush=True)
            for _ in _changes(watched):
                _rebuild(draft, command)
        except KeyboardInterrupt:
            print()
    return 0


def _changes(paths: Sequence[Path]) -> Iterator[None]:
    """Yield whenever something below the paths changes, also if one of them is deleted and made anew."""
    while True:
        held = {path: path.stat().st_ino for path in paths if path.exists()}
        for changed in watch(
            *held,
            debounce=MILLISECONDS_TO_SETTLE,
            rust_timeout=MILLISECONDS_TO_LOOK,
            yield_on_timeout=True,
            raise_interrupt=True,
        ):
            replaced = {path: path.stat().st_ino for path in paths if path.exists()} != held
            if changed or replaced:
                yield
            if replaced:
                break


def _rebuild(draft: Draft, command: Sequence[str]) -> None:
    # Run the build in a subprocess: it picks up changed code, and the server survives its failures.
    result = subprocess.run(command, stdout=sys.stdout, stderr=subprocess.PIPE, text=True, check=False)
    if result.returncode:
        print(result.stderr, file=sys.stderr, flush=True)
    draft.built(result.stderr.strip() or "The build failed." if result.returncode else "")
