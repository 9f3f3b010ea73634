"""Serve the coding page to the browser of this machine, and take its changes.

Listens on the loopback address alone, under a path that nobody can guess; a
request from another origin or for another host name is refused.
"""

from __future__ import annotations

import functools
import json
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from claimbook.coding_page.workbench import Refused, Workbench
from claimbook.errors import BookError
from claimbook.files import alone
from claimbook.local_server import LocalServer, PatientHandler

FOLDER = Path(__file__).parent
FILES = {
    "": ("page.html", "text/html"),
    "page.css": ("page.css", "text/css"),
    "page.js": ("page.js", "text/javascript"),
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; form-action 'none';"
    " base-uri 'none'; frame-ancestors 'none'"
)
LONGEST_REQUEST, MOST_DIGITS = 1_000_000, 9  # bytes, and digits of their number


def serve(bench: Workbench, port: int, started: Callable[[str], None]) -> None:
    """Serve a report until interrupted; ``started`` gets the address."""
    token = secrets.token_urlsafe(24)
    with LocalServer(port, functools.partial(Handler, bench, token)) as server:
        started(f"http://127.0.0.1:{server.server_port}/{token}/")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


class Asked(dict[str, Any]):
    """What a request asks for; what it lacks is named."""

    def __missing__(self, name: str) -> Any:
        raise Refused(f"The request lacks {name}.")


class Handler(PatientHandler):
    """Answers for the page, the state of the bench, and its changes."""

    def __init__(self, bench: Workbench, token: str, *arguments: Any):
        self.bench, self.token = bench, token
        super().__init__(*arguments)

    def do_GET(self) -> None:
        path = self._path()
        if path == "state":
            self._answer(lambda: self.bench.state())
        elif path == "check":
            self._answer(lambda: {"problems": self.bench.problems()})
        elif path in FILES:
            name, kind = FILES[path]
            self._send(200, (FOLDER / name).read_bytes(), kind)
        else:
            self._send(404, b"Nothing here. Use the address that claimbook code has printed.", "text/plain")

    def do_POST(self) -> None:
        path = self._path()
        origin = self.headers.get("Origin", "")
        if (
            path is None
            or origin != f"http://{self.headers['Host']}"
            or self.headers.get_content_type() != "application/json"
        ):
            self._send(403, b"Refused: not a request of this page.", "text/plain")
            return
        length = self.headers.get("Content-Length") or "0"
        if not (length.isascii() and length.isdigit()):
            self._send(400, b"No length.", "text/plain")
            return
        if len(length) > MOST_DIGITS or int(length) > LONGEST_REQUEST:
            self._send(413, b'{"refused": "Too long to be taken."}', "application/json")
            return
        try:
            asked = json.loads(self.rfile.read(int(length)))
            self.in_time()
        except (ValueError, RecursionError):
            self._send(400, b"No JSON.", "text/plain")
            return
        self._answer(lambda: self._change(path, asked))

    def _change(self, path: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        bench = self.bench
        if not isinstance(asked, dict):
            raise Refused("The request is no mapping.")
        asked = Asked(asked)
        changes: dict[str, Callable[[], Any]] = {
            "save": lambda: bench.save(
                asked["table"], asked["id"], dict(asked["cells"]), bool(asked.get("confirm")), asked.get("shown")
            ),
            "share": lambda: bench.share(asked["id"], asked["what"]),
            "add": lambda: bench.add(asked["table"], int(asked["start"]), int(asked["end"])),
            "name": lambda: bench.name(asked["table"], asked["name"]),
            "remove": lambda: bench.remove(asked["table"], asked["id"]),
            "aside": lambda: bench.set_aside(
                int(asked["start"]), int(asked["end"]), asked["kind"], asked["reason"], asked["words"]
            ),
            "restore": lambda: bench.restore(int(asked["start"]), asked["kind"]),
        }
        if path not in changes:
            raise Refused("No such change.")
        try:
            with alone(bench.folder):
                made = changes[path]()
        except (TypeError, ValueError, AttributeError, OverflowError) as error:
            raise Refused(f"The request can't be read: {error}") from None
        return {"made": made}

    def _path(self) -> str | None:
        """Return what is asked for under the page's own address; None if it is not."""
        host = self.headers.get("Host", "")
        address = f"127.0.0.1:{self.connection.getsockname()[1]}"
        before, _, path = self.path.lstrip("/").partition("/")
        return path if host == address and secrets.compare_digest(before.encode(), self.token.encode()) else None

    def _answer(self, work: Callable[[], Any]) -> None:
        try:
            status, answer = 200, work()
        except (BookError, OSError) as error:
            status, answer = 409, {"refused": str(error)}
        except Exception as error:  # a table that another program has broken meanwhile
            words = f"The tables can't be read as they stand ({type(error).__name__}: {error}). Run claimbook check."
            status, answer = 500, {"refused": words}
        # Half a character that was asked for comes back as text.
        content = json.dumps(answer, ensure_ascii=False).encode(errors="backslashreplace")
        self._send(status, content, "application/json")

    def _send(self, status: int, content: bytes, kind: str) -> None:
        self.send_response(status)
        for name, value in (
            ("Content-Type", f"{kind}; charset=utf-8"),
            ("Content-Length", str(len(content))),
            ("Cache-Control", "no-store"),
            ("Content-Security-Policy", POLICY),
            ("Referrer-Policy", "no-referrer"),
            ("X-Content-Type-Options", "nosniff"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:
        """Do not log requests."""
