"""A build asks for the open files that it needs, or says in one sentence that it can't have them."""

import subprocess
import sys

import pytest

resource = pytest.importorskip("resource")

ASK = "from claimbook.builder.limits import ask_for_open_files; ask_for_open_files(10); import resource; " \
    "print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])"  # fmt: skip


def asked(limit: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", f"ulimit {limit}; {sys.executable} -c '{ASK}'"], capture_output=True, text=True
    )


def test_the_limit_is_raised_where_the_system_allows_it():
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    expected = 736 if most == resource.RLIM_INFINITY else min(736, most)
    assert int(asked("-Sn 128").stdout) == expected


def test_too_few_open_files_are_named():
    ended = asked("-n 128")
    assert ended.returncode == 1
    assert "only 128 files may be open at a time, and a build of 10 pages at once needs 368" in ended.stderr
