"""The engine of this machine: one server with everything loaded, a process of its own for each repo."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from paconvert_ng.batch.client import Client, ServerEnded
from paconvert_ng.batch.engine import Queue, Started
from paconvert_ng.batch.jobs import Job, Outcome


class Local:
    """So many repos at a time. The server is started again if it is ended from outside."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._client: Client | None = None

    def run(self, jobs: Iterable[Job]) -> Iterator[Started | Outcome]:
        queue = Queue(jobs)
        while queue:
            try:
                if self._client is None:
                    self._client = Client()
                while queue.waiting and len(queue.running) < self.jobs:
                    job = queue.take()
                    yield Started(job.name)
                    self._client.send(job)
                yield queue.done(self._client.receive())
            except ServerEnded as error:
                self.close()
                found = [queue.lost(name, str(error)) for name in queue.running]
                yield from (outcome for outcome in found if outcome is not None)

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None
