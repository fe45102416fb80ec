"""Work in many processes: the same commands and results as in one.

Not multiprocessing: its spawned children import the caller's main module again, which a
plain script that calls ``convert_tree`` does not survive, and its pool ends with the first
child that dies. Here a file that ends its worker is one failed file.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from typing import IO, Any

from paconvert_ng.project.converter import FileTask, IndexRecord, Setup, TreeState
from paconvert_ng.project.pool import Died, PoolError
from paconvert_ng.project.worker import Answer, receive, send
from paconvert_ng.report.summary import FileRecord

_MAIN = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from paconvert_ng.project.worker import main; main()"
#: Bytes of source in one message of small files; larger files go alone.
_INDEX_BYTES = 1 << 19
_CONVERT_BYTES = 1 << 16
_PATIENCE = 2.0


class _Worker:
    """One child process. ``start`` may be called again after it died."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self.tree: TreeState | None = None
        self._sent: TreeState | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        # A session of its own: Ctrl-C reaches the parent only, which ends its workers in order.
        self._process = subprocess.Popen(
            [sys.executable, "-c", _MAIN, json.dumps(sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=os.name != "nt",
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        self._sent = None
        with contextlib.suppress(OSError):  # it is gone already: the first answer will say so
            send(self._pipes[0], ("setup", self._setup))

    @property
    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        assert self._process and self._process.stdin and self._process.stdout
        return self._process.stdin, self._process.stdout

    def ready(self) -> None:
        """Wait for the answer to the setup. Raises PoolError if there is none."""
        try:
            answer: Answer = receive(self._pipes[1])
        except (EOFError, OSError):
            raise PoolError(f"a worker process ended at its start ({self.end_reason()})") from None
        if answer.error is not None:
            raise PoolError(f"a worker process cannot work: {answer.error}") from answer.error

    def ask(self, command: str, argument: Any) -> Answer:
        """Send work and wait for the answer. Raises EOFError or OSError if the process ends first."""
        sink, source = self._pipes
        if self.tree is not self._sent:
            send(sink, ("tree", self.tree))
            receive(source)
            self._sent = self.tree
        send(sink, (command, argument))
        answer: Answer = receive(source)
        return answer

    def end_reason(self) -> str:
        assert self._process is not None
        code = self._process.wait()
        return f"killed by signal {-code}" if code < 0 else f"exit status {code}"

    def stop(self, patience: float) -> None:
        """End the process: by closing its input, and by force after ``patience`` seconds."""
        process = self._process
        if process is None:
            return
        if not patience:
            process.terminate()
        assert process.stdin and process.stdout
        with contextlib.suppress(OSError):
            process.stdin.close()
        try:
            process.wait(patience or _PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


class Processes:
    """A pool of worker processes. They start at once and load while the parent goes on."""

    def __init__(self, setup: Setup, jobs: int) -> None:
        if not sys.executable:
            raise PoolError("this Python does not know its own program")
        self._workers = [_Worker(setup) for _ in range(jobs)]
        self._fresh = set(self._workers)
        self._running: list[threading.Thread] = []
        self._stopping = False
        try:
            for worker in self._workers:
                worker.start()
        except OSError as error:
            self.close()
            raise PoolError(str(error)) from error

    def index(self, tasks: Sequence[FileTask], packages: frozenset[str]) -> Iterator[IndexRecord | Died]:
        return self._map("index", _chunks(tasks, _INDEX_BYTES), lambda chunk: (chunk, packages))

    def set_tree(self, state: TreeState) -> None:
        for worker in self._workers:
            worker.tree = state

    def convert(self, tasks: Sequence[FileTask]) -> Iterator[FileRecord | Died]:
        return self._map("convert", _chunks(tasks, _CONVERT_BYTES), lambda chunk: chunk)

    def close(self) -> None:
        """End all workers, at once if any is at work (an error or an interrupt)."""
        self._stopping = True
        busy = any(thread.is_alive() for thread in self._running)
        for worker in self._workers:
            worker.stop(0 if busy else _PATIENCE)
        for thread in self._running:
            thread.join()

    def _map(self, command: str, chunks: list[list[Any]], argument: Any) -> Iterator[Any]:
        pending = deque(chunks)
        results: queue.SimpleQueue[list[Any] | BaseException] = queue.SimpleQueue()
        left = sum(map(len, chunks))
        self._running = [
            threading.Thread(target=self._feed, args=(worker, command, pending, argument, results), daemon=True)
            for worker in self._workers
        ]
        for thread in self._running:
            thread.start()
        while left:
            try:
                answer = results.get(timeout=1.0)
            except queue.Empty:  # a wait without end would not see Ctrl-C on every system
                continue
            if isinstance(answer, BaseException):
                raise answer
            left -= len(answer)
            yield from answer
        for thread in self._running:
            thread.join()

    def _feed(
        self, worker: _Worker, command: str, pending: deque[list[Any]], argument: Any, results: queue.SimpleQueue[Any]
    ) -> None:
        """Give one worker chunk after chunk; put what comes back, or the exception that ends the run."""
        try:
            if worker in self._fresh:
                self._fresh.discard(worker)
                worker.ready()
            while not self._stopping:
                try:
                    chunk = pending.popleft()
                except IndexError:
                    return
                answer = self._try(worker, command, chunk, argument)
                if answer is None and len(chunk) > 1:
                    pending.extendleft([item] for item in chunk)
                elif answer is None:
                    results.put([Died(chunk[0], f"the process ended ({worker.end_reason()})")])
                elif answer.error is not None:
                    raise answer.error
                else:
                    results.put(answer.value)
                if answer is None and not self._stopping:
                    worker.stop(_PATIENCE)
                    worker.start()
                    worker.ready()
        except BaseException as error:
            results.put(error)

    @staticmethod
    def _try(worker: _Worker, command: str, chunk: list[Any], argument: Any) -> Answer | None:
        try:
            return worker.ask(command, argument(chunk))
        except (EOFError, OSError):
            return None


def _chunks(tasks: Sequence[FileTask], size: int) -> list[list[FileTask]]:
    """Tasks in the order of work: the largest first and alone, small ones together."""
    chunks: list[list[FileTask]] = []
    total = size
    for task in sorted(tasks, key=lambda task: (-task.size, task.path)):
        if total + task.size > size:
            chunks.append([])
            total = 0
        chunks[-1].append(task)
        total += task.size
    return chunks
