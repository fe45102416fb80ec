"""Units run in a worker process, so that a crash or a hang of a framework costs one sample and not the run.

A database is a module with ``units(dtypes) -> list[Unit]`` and ``run(unit, report)``. The worker calls
``run``; for each sample that calls ``report.begin(form, sample)``, does the work, then ``report.end(outcome)``.
If the worker dies or stays silent for too long, that sample is an error, and a new worker runs the unit again;
there ``report.begin`` is False for the samples that are settled, and ``run`` passes over them.
"""

from __future__ import annotations

import importlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection
from dataclasses import asdict
from typing import IO, Any, Protocol

from tests.oracle.outcomes import ROOT, Database, Outcome, Unit

#: Seconds in which a worker must say something: one sample, or a unit's samples made and converted.
SAMPLE_TIMEOUT = 40.0
PREPARE_TIMEOUT = 420.0
#: Units after which a worker is replaced, as the frameworks' memory only grows.
UNITS_PER_WORKER = 60
#: Samples of a unit that may kill a worker before the rest of the unit is given up.
CRASHES_PER_UNIT = 4

Case = tuple[str, int]


class DatabaseModule(Protocol):
    """What a database's module has."""

    def units(self, dtypes: Collection[str]) -> list[Unit]: ...
    def run(self, unit: Unit, report: Report) -> None: ...


def database_module(database: Database) -> DatabaseModule:
    module: Any = importlib.import_module(f"tests.oracle.{database}")
    loaded: DatabaseModule = module
    return loaded


class Report:
    """What a database's ``run`` tells; ``settled`` are the cases that an earlier worker has done.

    Only the first ``limit`` samples are wanted, all if it is None.
    """

    def __init__(
        self, send: Callable[[dict[str, Any]], None], settled: Collection[Case] = (), limit: int | None = None
    ) -> None:
        self._send = send
        self._settled = frozenset(settled)
        self.limit = limit

    def wants(self, form: str, sample: int) -> bool:
        """Whether a case is to be run: it is not settled, and within the limit."""
        return (form, sample) not in self._settled and (self.limit is None or sample < self.limit)

    def begin(self, form: str, sample: int, source: str = "", converted: str = "") -> bool:
        """Announces a case; False if it is settled or not wanted, and must be passed over."""
        if not self.wants(form, sample):
            return False
        self._send({"begin": [form, sample, source, converted]})
        return True

    def end(self, outcome: Outcome) -> None:
        self._send({"end": asdict(outcome)})


class WorkerLost(Exception):
    """The worker died or was silent for too long; the message says which."""


class Worker:
    """A process that runs units of one database, one after the other."""

    def __init__(self, database: Database) -> None:
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "GLOG_minloglevel": "3", "PYTHONWARNINGS": "ignore"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.oracle.workers", database],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=environment,
            start_new_session=True,
        )
        self._buffer = b""
        self.units_done = 0

    def ask(self, unit: Unit, settled: Collection[Case], limit: int | None) -> None:
        assert self._process.stdin is not None
        request = {"unit": asdict(unit), "settled": list(settled), "limit": limit}
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise WorkerLost("the worker is gone") from None

    def message(self, timeout: float) -> dict[str, Any]:
        """The next message; WorkerLost if there is none within ``timeout`` seconds."""
        assert self._process.stdout is not None
        deadline = time.monotonic() + timeout
        descriptor = self._process.stdout.fileno()
        while b"\n" not in self._buffer:
            ready, _, _ = select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise WorkerLost(f"no result within {timeout:.0f} s")
            data = os.read(descriptor, 1 << 16)
            if not data:
                raise WorkerLost(f"the process died ({_how_it_ended(self._process.wait())})")
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\n")
        found: dict[str, Any] = json.loads(line)
        return found

    def stop(self) -> None:
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


def _how_it_ended(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


class Pool:
    """One worker that is replaced when it is lost or has done its share. Used as a context.

    ``limit``: only so many samples of each unit.
    """

    def __init__(self, database: Database, limit: int | None = None) -> None:
        self.database: Database = database
        self.limit = limit
        self._worker: Worker | None = None

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self._drop()

    def _drop(self) -> None:
        if self._worker is not None:
            self._worker.stop()
            self._worker = None

    def run(self, unit: Unit) -> list[Outcome]:
        """The unit's outcomes; what killed a worker is an error among them."""
        outcomes: list[Outcome] = []
        for _ in range(CRASHES_PER_UNIT):
            current: list[Any] | None = None
            if self._worker is None:
                self._worker = Worker(self.database)
            try:
                self._worker.ask(unit, [(done.form, done.sample) for done in outcomes], self.limit)
                while True:
                    message = self._worker.message(SAMPLE_TIMEOUT if current else PREPARE_TIMEOUT)
                    if "begin" in message:
                        current = message["begin"]
                    elif "end" in message:
                        outcomes.append(Outcome(**message["end"]))
                        current = None
                    else:
                        self._worker.units_done += 1
                        if message["failure"]:
                            outcomes.append(_error(unit, ["(all)", -1, "", ""], message["failure"]))
                        if self._worker.units_done >= UNITS_PER_WORKER:
                            self._drop()
                        return outcomes
            except WorkerLost as lost:
                self._drop()
                if current is None:
                    outcomes.append(_error(unit, ["(all)", -1, "", ""], f"while the samples are prepared: {lost}"))
                    return outcomes
                outcomes.append(_error(unit, current, str(lost)))
        given_up = f"given up after {CRASHES_PER_UNIT} samples that killed the process"
        outcomes.append(_error(unit, ["(rest)", -1, "", ""], given_up))
        return outcomes


def _error(unit: Unit, case: list[Any], reason: str) -> Outcome:
    form, sample, source, converted = case
    return Outcome(unit.database, unit.entry, unit.dtype, form, sample, "error", reason, source, converted)


def main(database: Database) -> None:
    """The worker: one request a line in, messages out. What the frameworks print goes nowhere."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    module = database_module(database)
    for line in sys.stdin:
        request = json.loads(line)
        settled = [(form, sample) for form, sample in request["settled"]]
        report = Report(lambda message: _send(out, message), settled, request["limit"])
        try:
            module.run(Unit(**request["unit"]), report)
            failure = ""
        except Exception as error:  # whatever a database's samples do: the run goes on, the unit is an error
            failure = f"the harness fails: {type(error).__name__}: {error}"
        _send(out, {"done": True, "failure": failure})


def _send(out: IO[bytes], message: dict[str, Any]) -> None:
    out.write(json.dumps(message).encode() + b"\n")
    out.flush()


if __name__ == "__main__":
    main(sys.argv[1])  # type: ignore[arg-type]
