"""Execute pages on a running Dask cluster.

Imported only if a scheduler is given: ``dask.distributed`` is an optional extra.
Each worker gets a fork server of its own for the time of the build. If a worker
is lost, its pages are executed again elsewhere.
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
    """Run a fork server on each worker, including those that join later."""

    def __init__(self) -> None:
        self.name = f"claimbook-{uuid4()}"  # two builds may use a cluster at once

    def setup(self, worker: Worker) -> None:
        self.opened = ExitStack()
        self.opened.enter_context(fork_server())

    def teardown(self, worker: Worker) -> None:
        self.opened.close()


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """Yield an executor for the workers of the scheduler at ``address``, such as ``tcp://127.0.0.1:8786``.

    Raises
    ------
    NoCluster
        If nothing answers, there are no workers, one has other versions of the
        book's code or packages, or a page kills worker after worker.
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
            # The builder caches results itself; Dask must not.
            with client.get_executor(pure=False) as pool:
                yield pool
        except KilledWorker as error:
            raise NoCluster(f"workers of the Dask cluster keep dying: {error}") from None
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
            "these workers have another version of claimbook or of its requirements.txt, so their pages would "
            f"not be the same bytes: {', '.join(other)}"
        )


def code_digests() -> tuple[str, str]:
    """Return digests of what a page's bytes depend on besides its job."""
    return library_digest(), lock_digest()
