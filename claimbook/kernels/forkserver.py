"""Start kernels in a fraction of a second by forking one process that has imported everything.

::

    builder, nbval, papermill        fork server                  kernel
    ─────────────────────────        ───────────                  ──────
    fork_server() ── starts ───────► imports, fills caches
    ForkProvisioner ─ socket ──────► forks ─────────────────────► runs one notebook
          ◄──────── pid, status ──── waits for it ◄───── ends ────┘
    ends or is killed ── closes ───► ends ── ends with it ──────► ends

``fork_server`` starts the server and announces it to Jupyter in two environment
variables. ``ForkProvisioner``, an entry point of Jupyter, asks it for each
kernel, so that papermill, nbclient and nbval need no change; without a server it
starts an ordinary kernel. Each page has its own process: no page sees another's
state, and no kernel outlives the build. ``python -m claimbook.kernels.forkserver
COMMAND`` runs a command with a fork server.
"""

from __future__ import annotations

import gc
import json
import os
import random
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from claimbook.kernels.isolation import isolate_children
from claimbook.kernels.lifetime import end_with

SOCKET = "CLAIMBOOK_FORK_SERVER"
PROVISIONER = "JUPYTER_DEFAULT_PROVISIONER_NAME"  # Jupyter's own: the provisioner for kernels whose spec names none
NAME = "claimbook-fork"
SECONDS_TO_START = 60
# What each kernel would import otherwise.
IMPORTED = (
    "ipykernel.kernelapp", "ipykernel.debugger", "IPython.core.completerlib", "IPython.extensions.storemagic",
    "IPython.core.debugger", "IPython.core.logger", "IPython.core.oinspect", "pandas.core.methods.to_dict",
    "narwhals._interchange.dataframe", "psutil", "tornado.platform.asyncio", "pandas", "altair", "claimbook.book.pages",
    "claimbook.kernels.read_guard",
)  # fmt: skip
LAUNCHER = "ipykernel_launcher"

# The same in every shell, since pages must not depend on them.
ENVIRONMENT = {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
NO_DEBUGGER_ADVICE = {"PYDEVD_DISABLE_FILE_VALIDATION": "1"}  # pages of a build are not debugged


@contextmanager
def fork_server() -> Iterator[None]:
    """Fork the kernels that are started in this context, by this process or its children.

    If the server can't be started, ordinary kernels are.
    """
    if not hasattr(os, "fork"):
        yield
        return
    isolate_children()
    with tempfile.TemporaryDirectory(prefix="claimbook-") as folder:
        path = Path(folder) / "kernels"
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
            # Listen before the server runs: only a request for a kernel has to wait for it.
            listener.bind(str(path))
            listener.listen(1024)
            code = f"from {__spec__.name} import ForkServer; ForkServer({listener.fileno()}).serve()"
            # With subprocess, since multiprocessing would import the caller's main module again.
            process = subprocess.Popen(
                [sys.executable, "-c", code],
                stdin=subprocess.PIPE,
                env={**os.environ, **ENVIRONMENT, **NO_DEBUGGER_ADVICE},
                pass_fds=[listener.fileno()],
                start_new_session=True,  # an interrupt goes to the build, which then ends this process
            )
        set_here = {SOCKET: str(path), PROVISIONER: NAME}
        before = {name: os.environ.get(name) for name in set_here}
        factory = KernelProvisionerFactory.instance()  # it reads its variable only once
        own = factory.default_provisioner_name
        try:
            os.environ.update(set_here)
            factory.default_provisioner_name = NAME
            yield
        finally:
            factory.default_provisioner_name = own
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
            cast(Any, process.stdin).close()  # closing its input ends it, and its kernels
            process.wait()


class ForkProvisioner(LocalProvisioner):
    """A local provisioner that gets its kernels from the fork server, if there is one."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        kernel = _ask(cmd, kwargs)
        if kernel is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = cast(Any, kernel)
        self.pid = self.pgid = kernel.pid
        self.cwd = kwargs.get("cwd")
        return self.connection_info


def _ask(cmd: list[str], settings: dict[str, Any]) -> ForkedKernel | None:
    """Ask the server for a kernel; ``None`` if there is no server, or the command is for another kernel."""
    path = os.environ.get(SOCKET)
    if not path or cmd[0] != sys.executable or LAUNCHER not in cmd:
        return None
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(SECONDS_TO_START)
    try:
        connection.connect(path)
        wanted = {
            "arguments": cmd[cmd.index(LAUNCHER) + 1 :],
            "cwd": str(settings.get("cwd") or Path.cwd()),
            "environment": dict(settings.get("env") or os.environ),
        }
        connection.sendall(json.dumps(wanted).encode() + b"\n")
        answer = connection.makefile("r", encoding="utf-8").readline()
    except OSError:  # the server has ended, or never started
        answer = ""
    if not answer:
        connection.close()
        return None
    return ForkedKernel(int(answer), connection)


class ForkedKernel:
    """A forked kernel, with the part of the interface of ``subprocess.Popen`` that a provisioner needs.

    It is a child of the fork server, which reports over the connection how it ended.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, connection: socket.socket):
        self.pid, self.returncode = pid, cast(int | None, None)
        self._connection = connection

    def poll(self) -> int | None:
        return self._wait_for_status(0.0)

    def wait(self, timeout: float | None = None) -> int:
        code = self._wait_for_status(timeout)
        if code is None:
            raise subprocess.TimeoutExpired("kernel", timeout or 0.0)
        return code

    def _wait_for_status(self, timeout: float | None) -> int | None:
        if self.returncode is None:
            with selectors.DefaultSelector() as selector:
                selector.register(self._connection, selectors.EVENT_READ)
                if selector.select(timeout):
                    told = self._connection.recv(64)
                    # A closed connection means that the server has ended, and its kernels with it.
                    self.returncode = int(told) if told else -signal.SIGKILL
                    self._connection.close()
        return self.returncode

    def send_signal(self, signum: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, signum)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


class ForkServer:
    """The warm process: answers each connection with a kernel, until its starter ends."""

    def __init__(self, listener: int):
        gc.disable()
        for name in IMPORTED:
            import_module(name)
        library = Path(__file__).parents[2]
        for room in ("components", "chapters"):
            for path in sorted((library / "claimbook" / room).rglob("*.py")):
                import_module(".".join(path.relative_to(library).with_suffix("").parts))
        _fill_caches()
        if threading.active_count() > 1:
            raise SystemExit("a module that was imported has started a thread; it must not before a fork")
        # Freeze what has been imported, so that garbage collection in a child does not copy the shared pages.
        gc.freeze()
        gc.enable()
        self.kernels: dict[int, socket.socket] = {}
        self.ended, told = os.pipe()
        os.set_blocking(told, False)
        signal.set_wakeup_fd(told)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self.listener = socket.socket(fileno=listener)

    def serve(self) -> None:
        with selectors.DefaultSelector() as selector:
            for opened in (sys.stdin, self.listener, self.ended):
                selector.register(opened, selectors.EVENT_READ)
            while True:
                ready = {key.fileobj for key, _ in selector.select()}
                if self.ended in ready:
                    os.read(self.ended, 4096)
                    self._reap()
                if self.listener in ready:
                    self._start()
                if sys.stdin in ready:
                    break
        for pid in self.kernels:
            os.killpg(pid, signal.SIGKILL)

    def _start(self) -> None:
        connection, _ = self.listener.accept()
        wanted = json.loads(connection.makefile("r", encoding="utf-8").readline() or "null")
        if wanted is None:
            connection.close()
            return
        server = os.getpid()
        pid = os.fork()
        if not pid:
            _become_kernel(wanted, server, [self.listener, *self.kernels.values(), connection])
        with suppress(OSError):
            os.setpgid(pid, pid)  # set in parent and child, whichever runs first
        self.kernels[pid] = connection
        try:
            connection.sendall(f"{pid}\n".encode())
        except OSError:  # whoever asked has gone
            os.killpg(pid, signal.SIGKILL)

    def _reap(self) -> None:
        while self.kernels:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            connection = self.kernels.pop(pid)
            with suppress(OSError):  # the provisioner may have gone
                connection.sendall(f"{os.waitstatus_to_exitcode(status)}".encode())
            connection.close()


def _fill_caches() -> None:
    """Fill the libraries' caches once before forking: the first chart in a process is by far the slowest."""
    import altair
    import pandas

    rows = pandas.DataFrame({"group": ["a"], "value": [1.0]})
    points = altair.Chart(altair.InlineData(rows.to_dict("records"))).mark_point().encode(x=altair.X("value:Q"))
    points.properties(width=100).to_dict()
    repr(rows.groupby("group").size())


def _become_kernel(wanted: dict[str, Any], server: int, inherited: list[socket.socket]) -> None:
    """Run a kernel in the forked process, then exit."""
    code = 1
    try:
        os.setpgid(0, 0)
        end_with(server)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for opened in inherited:
            opened.close()
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.chdir(wanted["cwd"])
        os.environ.clear()
        os.environ.update({**wanted["environment"], **ENVIRONMENT})
        time.tzset()
        _seed()
        from ipykernel.kernelapp import IPKernelApp

        sys.argv = [LAUNCHER, *wanted["arguments"]]
        IPKernelApp.launch_instance(argv=wanted["arguments"])
        code = 0
    except SystemExit as ending:
        code = ending.code if isinstance(ending.code, int) else 0
    finally:
        os._exit(code)


def _seed() -> None:
    """Give every page the same random numbers, whatever was drawn before."""
    import numpy

    random.seed(0)
    numpy.random.seed(0)


if __name__ == "__main__":
    with fork_server():
        sys.exit(subprocess.call(sys.argv[1:]))
