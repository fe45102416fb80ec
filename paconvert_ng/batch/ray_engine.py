"""The engine of a Ray cluster. Each actor has a server of its own, and works as the local engine does.

Ray retries nothing here: the driver keeps the queue, gives a job to one actor at a time, and gives it again if that
actor is lost. The lost actor's processes end with it, and a lock in the repo's log folder keeps a second attempt from
beginning before the first is gone. Output and log folder have to be shared by all machines of the cluster.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Iterator
from typing import Any

from paconvert_ng.batch.client import Client, ServerEnded
from paconvert_ng.batch.engine import EngineError, Queue, Started
from paconvert_ng.batch.jobs import Job, Outcome

#: Seconds until the cluster has to have given the first actor, or another one if all are lost.
_PATIENCE = 120.0
#: What Ray keeps objects in, on a cluster that is started here: jobs and outcomes are small.
_STORE = 80 << 20


class Slot:
    """An actor: one repo at a time."""

    def __init__(self) -> None:
        self._client: Client | None = Client()

    def ready(self) -> str:
        """Where this is, machine and process, once it works."""
        return f"{socket.gethostname()} {os.getpid()}"

    def run(self, job: str) -> dict[str, Any]:
        """The outcome of a job. If its server is ended from outside, another one is tried once."""
        for last in (False, True):
            if self._client is None:
                self._client = Client()
            try:
                self._client.send(Job.of(job))
                return self._client.receive().values()
            except ServerEnded:
                self._client.close()
                self._client = None
                if last:
                    raise
        raise AssertionError  # the second time it returns or raises


class RayEngine:
    """So many actors, each with one core. ``repos`` is the most that there is use for."""

    def __init__(self, jobs: int, address: str, repos: int) -> None:
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is sent anywhere
        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")  # spares a warning about GPUs, not used here
        try:
            import ray
        except ImportError:
            raise EngineError("--engine ray needs Ray: pip install 'paconvert_ng[ray]'") from None
        self._ray: Any = ray
        self._began = not ray.is_initialized()
        if self._began:
            self._connect(jobs, address)
        cores = int(ray.cluster_resources().get("CPU", 0))
        self.jobs = max(min(jobs or cores, repos), 1)
        self._ready: dict[Any, Any] = {}
        self._running: dict[Any, tuple[Any, str, str]] = {}
        self._free: list[tuple[Any, str]] = []

    def _connect(self, jobs: int, address: str) -> None:
        own: dict[str, Any] = {"num_cpus": jobs or None, "object_store_memory": _STORE, "include_dashboard": False}
        try:
            self._ray.init(
                address=address or "local",
                log_to_driver=False,
                logging_level="error",
                # A worker has to import this module before it can be told where it lies.
                runtime_env={"env_vars": {"PYTHONPATH": os.pathsep.join(_import_path())}},
                **({} if address else own),
            )
        except (ConnectionError, RuntimeError, ValueError, OSError) as error:
            where = f"to {address}" if address else "on this machine"
            raise EngineError(f"Ray cannot be connected {where}: {_first_line(error)}") from None

    def run(self, jobs: Iterable[Job]) -> Iterator[Started | Outcome]:
        queue = Queue(jobs)
        for _ in range(self.jobs):
            self._new_slot()
        while queue:
            while self._free and queue.waiting:
                slot, where = self._free.pop()
                job = queue.take()
                yield Started(job.name, where)
                self._running[slot.run.remote(job.text())] = (slot, job.name, where)
            pending = [*self._running, *self._ready]
            done, _ = self._ray.wait(pending, num_returns=1, timeout=None if self._running else _PATIENCE)
            if not done:
                raise EngineError(f"the cluster gave no worker within {_PATIENCE:g} s")
            for reference in done:
                outcome = self._hear(reference, queue)
                if outcome is not None:
                    yield outcome

    def _hear(self, reference: Any, queue: Queue) -> Outcome | None:
        """Take what came of one call: a slot that is ready, an outcome, or that a slot is gone."""
        errors = self._ray.exceptions
        if reference in self._ready:
            slot = self._ready.pop(reference)
            try:
                self._free.append((slot, self._ray.get(reference)))
            except errors.RayActorError:
                self._new_slot()
            except errors.RayError as error:
                raise EngineError(f"a Ray worker cannot work: {_first_line(error)}") from None
            return None
        slot, name, where = self._running.pop(reference)
        try:
            outcome = Outcome.of(self._ray.get(reference))
        except errors.RayError as error:
            # Gone, or out of reach: in both cases it is not asked again.
            self._ray.kill(slot)
            self._new_slot()
            return queue.lost(name, _first_line(error))
        self._free.append((slot, where))
        return queue.done(outcome)

    def _new_slot(self) -> None:
        slot = self._ray.remote(num_cpus=1, max_restarts=0)(Slot).remote()
        self._ready[slot.ready.remote()] = slot

    def close(self) -> None:
        for slot in (
            *self._ready.values(),
            *(slot for slot, _ in self._free),
            *(s for s, *_ in self._running.values()),
        ):
            self._ray.kill(slot)
        self._ready, self._free, self._running = {}, [], {}
        if self._began:
            self._ray.shutdown()


def _import_path() -> list[str]:
    """Where this package is imported from, then what the environment says."""
    package = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    return [package, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
