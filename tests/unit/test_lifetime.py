"""Forked processes end with the process that forked them."""

import os
import signal
import subprocess
import sys

import pytest
from support.processes import gone

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent has ended")

# A child that waits for ever, like one that answers through a pipe whose other end it holds itself.
FORKS = """
import os, time
from claimbook.kernels.lifetime import end_forks_with_this_process
end_forks_with_this_process()
receive, send = os.pipe()
pid = os.fork()
if not pid:
    os.write(send, bytes(1_000_000))
print(pid, flush=True)
time.sleep(600)
"""
ORPHAN = "import os; from claimbook.kernels.lifetime import end_with; end_with(os.getppid() + 1); print('goes on')"


def test_a_fork_ends_with_a_process_that_is_killed():
    with subprocess.Popen([sys.executable, "-c", FORKS], stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        os.kill(child, 0)
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        assert gone(child)


def test_a_fork_whose_parent_has_ended_already_ends_at_once():
    ended = subprocess.run([sys.executable, "-c", ORPHAN], capture_output=True, text=True)
    assert (ended.returncode, ended.stdout) == (1, "")
