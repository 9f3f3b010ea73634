"""`claimbook serve` starts although the first build fails, and answers nobody but this machine."""

import functools
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from support.packages import edit_cell, write_invented_package
from support.processes import eventually

from claimbook import local_server
from claimbook.builder.serve import Draft, Pages, serve
from claimbook.cli import main


def test_first_build_may_fail(tmp_path: Path):
    data = write_invented_package(tmp_path / "data")
    edit_cell(data, "claims", "hp-rebels", "group", "rebels")
    command = [sys.executable, "-m", "claimbook", "serve", "--port", "0", "--data", str(data)]
    with subprocess.Popen(
        [*command, "--out", str(tmp_path / "out")], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        address = next(line for line in process.stdout if line.startswith("http")).split()[0]
        asked = subprocess.run(
            [sys.executable, "-c", f"import urllib.request as u\ntry: u.urlopen({address!r})\n"
             "except u.HTTPError as e: print(e.code, e.read().decode())"],
            capture_output=True, text=True,
        )  # fmt: skip
        assert asked.stdout.startswith("503") and "found &#x27;rebels&#x27;" in asked.stdout
        os.kill(process.pid, signal.SIGINT)


@pytest.fixture
def port(tmp_path: Path):
    (tmp_path / "site" / "folder").mkdir(parents=True)
    (tmp_path / "site" / "index.html").write_text("<body>Front</body>", "utf-8")
    handler = functools.partial(Pages, Draft(), directory=str(tmp_path / "site"))
    with local_server.LocalServer(0, handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def asked(port: int, path: str, host: str, method: str = "GET") -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request(method, path, headers={"Host": host})
    return connection.getresponse().status


def test_only_own_names_are_answered(port: int):
    for method in ("GET", "HEAD"):
        assert asked(port, "/", f"localhost:{port}", method) == asked(port, "/", f"127.0.0.1:{port}", method) == 200
        assert asked(port, "/", f"evil.example:{port}", method) == asked(port, "/", "", method) == 403
    assert asked(port, "/claimbook-events", "evil.example") == 403


def test_no_folder_is_listed(port: int):
    assert asked(port, "/folder/", f"localhost:{port}") == 404


def test_slow_clients_keep_nobody_waiting(port: int):
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(20)]
    for one in slow:
        one.sendall(b"GET / HTTP/1.0\r\nHo")
    with ThreadPoolExecutor(50) as clients:
        answers = list(clients.map(lambda _: asked(port, "/", f"localhost:{port}"), range(400)))
    assert answers == [200] * 400
    for one in slow:
        one.close()


def test_a_client_that_trickles_is_let_go(port: int, monkeypatch: pytest.MonkeyPatch):
    """Each byte comes in time, the whole request never does."""
    monkeypatch.setattr(local_server, "SECONDS_FOR_A_REQUEST", 0.5)
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(b"GET / HTTP/1.0\r\nX: ")

        def trickles() -> bool:
            try:
                client.sendall(b"x")
            except OSError:
                return False
            return True

        assert trickles()
        assert eventually(lambda: not trickles())
    assert asked(port, "/", f"localhost:{port}") == 200


def test_no_more_clients_than_there_are_places(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(local_server, "MOST_CLIENTS", 3)
    (tmp_path / "index.html").write_text("<body>Front</body>", "utf-8")
    with local_server.LocalServer(0, functools.partial(Pages, Draft(), directory=str(tmp_path))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_port
        slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(3)]
        assert eventually(lambda: asked(port, "/", f"localhost:{port}") == 503)
        for one in slow:
            one.close()
        assert eventually(lambda: asked(port, "/", f"localhost:{port}") == 200)
        server.shutdown()


def test_a_port_that_is_taken_is_named(port: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(local_server.PortTaken, match=f"port {port} can't be used"):
        serve(tmp_path, tmp_path / "out", port, [])
    with pytest.raises(local_server.PortTaken, match=f"port {port} can't be used"):
        local_server.LocalServer(port, Pages)  # the coding page listens with it, too
    with pytest.raises(SystemExit):
        main(["serve", "--port", "70000"])
    assert "invalid port '70000'" in capsys.readouterr().err
