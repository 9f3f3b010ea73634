"""Answer the browser of this machine, with bounds on how many clients may ask and how slowly.

Behind ``claimbook serve`` and the coding page.
"""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from claimbook.errors import BookError

SECONDS_FOR_A_REQUEST = 30
MOST_CLIENTS = 256  # each has a thread; an open page holds one for as long as it is open


class PortTaken(BookError):
    """Another program listens at the port."""


class LocalServer(ThreadingHTTPServer):
    """Answer a bounded number of clients at a time; one more is told to come back.

    Raises
    ------
    PortTaken
    """

    daemon_threads = True
    request_queue_size = MOST_CLIENTS

    def __init__(self, port: int, handler: Any):
        try:
            super().__init__(("127.0.0.1", port), handler)
        except OSError as error:
            raise PortTaken(f"port {port} can't be used ({error.strerror}): choose another with --port") from None
        self._places = threading.BoundedSemaphore(MOST_CLIENTS)

    def process_request(self, request: Any, client_address: Any) -> None:
        if self._places.acquire(blocking=False):
            try:
                super().process_request(request, client_address)
            except BaseException:  # no thread could be started
                self._places.release()
                raise
            return
        with contextlib.suppress(OSError):
            request.sendall(b"HTTP/1.0 503 Too many clients\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n")
        self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print nothing of a client that has gone."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class PatientHandler(BaseHTTPRequestHandler):
    """Give a client a bounded time for its whole request: byte by byte it could keep its place for ever."""

    timeout = SECONDS_FOR_A_REQUEST  # also for an answer that isn't read

    def setup(self) -> None:
        """Begin to count the time."""
        super().setup()
        self._cut = False
        self._late = threading.Timer(SECONDS_FOR_A_REQUEST, self._hang_up)
        self._late.daemon = True
        self._late.start()

    def parse_request(self) -> bool:
        """Read the request line and the headers; without a body the request is whole then."""
        parsed = super().parse_request()
        if self._cut:  # what came until then would look like a whole request
            self.close_connection = True
            return False
        if not parsed or self.command != "POST":
            self.in_time()
        return parsed

    def in_time(self) -> None:
        """Stop counting: the request is whole."""
        self._late.cancel()

    def finish(self) -> None:
        """Clean up, also after a request that never came."""
        self._late.cancel()
        super().finish()

    def _hang_up(self) -> None:
        self._cut = True
        with contextlib.suppress(OSError):  # it has gone by itself
            self.connection.shutdown(socket.SHUT_RDWR)
