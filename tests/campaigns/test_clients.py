"""Two hundred readers and twenty slow clients on `claimbook serve` beside rebuilds: no reader's request fails."""

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from support.campaigns import size_of
from support.packages import edit_cell, write_invented_package

SECONDS, READERS, SLOW = size_of(60), 200, 20
PAGES = ("index.html", "claims.html", "data/claims.csv", "_static/claimbook.css", "api/v1/claims.json", "no-such-page")


@pytest.mark.soak
def test_readers_beside_slow_clients_and_rebuilds(tmp_path: Path):
    data = write_invented_package(tmp_path / "data")
    command = [sys.executable, "-u", "-m", "claimbook", "serve", "--port", "0", "--data", str(data)]
    with subprocess.Popen(
        [*command, "--out", str(tmp_path / "out")], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        said = process.stdout
        assert said is not None
        port = int(next(line for line in said if line.startswith("http")).split("/")[2].split(":")[1])
        threading.Thread(target=said.read, daemon=True).start()
        until, answered, failed = time.monotonic() + SECONDS, [0] * READERS, []

        def read(reader: int) -> None:
            chance = random.Random(reader)
            while time.monotonic() < until:
                page = chance.choice(PAGES)
                try:
                    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
                    connection.request("GET", f"/{page}")
                    answer = connection.getresponse()
                    whole = len(answer.read()) == int(answer.headers["Content-Length"] or -1)
                    connection.close()
                except (OSError, http.client.HTTPException) as error:
                    failed.append(f"{page}: {error!r}")
                    continue
                if not whole or (answer.status != 200) != (page == "no-such-page"):
                    failed.append(f"{page}: {answer.status}")
                answered[reader] += 1
                time.sleep(chance.random())

        slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(SLOW)]
        readers = [threading.Thread(target=read, args=(number,)) for number in range(READERS)]
        for reader in readers:
            reader.start()
        edits = 0
        while time.monotonic() < until:
            edit_cell(data, "sources", "harbour-post", "publisher", f"Harbour Post {edits}")
            edits += 1
            for one in slow:
                one.sendall(b"G" if edits == 1 else b"E")
            time.sleep(min(20, SECONDS))
        for reader in readers:
            reader.join()
        os.kill(process.pid, signal.SIGINT)
    print(f"\n{sum(answered)} requests of {READERS} readers beside {edits} edits: {len(failed)} failed")
    assert not failed and min(answered) > 0, failed[:5]
