"""`claimbook serve` starts although the first build fails."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from support.packages import edit_cell, write_invented_package


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
