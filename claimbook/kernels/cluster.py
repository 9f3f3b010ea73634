"""Pages on a running Dask cluster.

Imported only where a scheduler is asked for: ``dask.distributed`` is an
optional extra. Each worker gets a warm process of its own for as long as the
build lasts. A worker that is lost costs its pages a second start, no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from typing import Any
from uuid import uuid4

from distributed import Client, KilledWorker, Worker, WorkerPlugin

from claimbook.book.project import library_digest, lock_digest
from claimbook.kernels.forkserver import fork_server
from claimbook.kernels.local import NoCluster

SECONDS_TO_CONNECT = 10


class ForkServerPlugin(WorkerPlugin):  # type: ignore[misc]  # distributed is not typed
    """A warm process beside each worker, also beside one that joins later."""

    def __init__(self) -> None:
        self.name = f"claimbook-{uuid4()}"  # two builds may use one cluster at once

    def setup(self, worker: Worker) -> None:
        self.opened = ExitStack()
        self.opened.enter_context(fork_server())

    def teardown(self, worker: Worker) -> None:
        self.opened.close()


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """The workers of the scheduler at ``address``, such as ``tcp://127.0.0.1:8786``.

    Raises
    ------
    NoCluster
        Where nothing answers, no worker is there, one has another version of the
        book's code or of what it stands on, or a page brings worker after worker down.
    """
    try:
        client = Client(address, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise NoCluster(f"no Dask scheduler answers at {address}: {error}") from None
    with client:
        _require_same_code(client)
        plugin = ForkServerPlugin()
        client.register_plugin(plugin)
        try:
            # A page's result is in its key already: Dask must not remember it under one of its own.
            with client.get_executor(pure=False) as pool:
                yield pool
        except KilledWorker as error:
            raise NoCluster(f"workers of the Dask cluster died again and again: {error}") from None
        finally:
            client.unregister_worker_plugin(plugin.name)


def _require_same_code(client: Client) -> None:
    ours = code_digests()
    theirs: dict[str, Any] = client.run(code_digests, on_error="return")
    if not theirs:
        raise NoCluster(f"the Dask cluster at {client.scheduler.address} has no worker")
    other = sorted(worker for worker, digests in theirs.items() if digests != ours)
    if other:
        raise NoCluster(
            "these workers don't have this version of claimbook and its requirements.txt, so that their pages would "
            f"not be the same bytes: {', '.join(other)}"
        )


def code_digests() -> tuple[str, str]:
    """What a page's bytes depend on beside its job."""
    return library_digest(), lock_digest()
