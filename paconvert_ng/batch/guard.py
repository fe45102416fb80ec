"""A repo's guard: a small process above those that work on one repo. It holds them to their limits and ends them all.

What memory they hold is watched, not limited by the system alone: RLIMIT_AS counts address space, of which frameworks
reserve many times what they use, and counts it for each process alone. For the conversion, which reserves nothing,
it is set too, to half as much again: it catches what grows quicker than it is looked at.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import json
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from paconvert_ng.batch import attempt
from paconvert_ng.batch.jobs import Job, Outcome
from paconvert_ng.batch.process_tree import below, end_all, end_with_parent, keep_descendants, resident
from paconvert_ng.project.output import sweep

#: Seconds between two looks at the memory.
_LOOK = 0.05
#: Seconds that a process has to end by itself (it removes what it was writing).
_GRACE = 2.0
#: Bytes in a unit of ru_maxrss.
_MAXRSS = 1 if sys.platform == "darwin" else 1024
#: How a process that was told to end by SIGTERM ends.
_TOLD = 143
#: Of the repo's output when a process was killed: what it printed last.
_TAIL = 300
OUTPUT_NAME = "output.txt"


class _End(NamedTuple):
    """How a step ended: with an answer, or by what."""

    answer: bytes = b""
    why: str = ""
    detail: str = ""
    memory: int = 0


class Guard:
    """Runs the steps of one job. ``stopped`` is set by SIGTERM."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._limit = job.memory or share_of_memory(job.share)
        self.stopped = False

    def run(self) -> Outcome:
        """Convert, and verify if that is asked for."""
        job = self._job
        end = self._step(lambda: attempt.convert(job), limited=True)
        outcome = self._outcome(end)
        if end.why == "crashed" and not self.stopped:
            again = self._step(lambda: attempt.convert(job, isolated=True), limited=True)
            if again.answer:
                outcome = replace(self._outcome(again), memory=max(end.memory, again.memory))
        # An outcome of an earlier run has its verdict already.
        if outcome.status == "converted" and job.verify is not None and not self.stopped:
            outcome = self._verified(outcome)
        return outcome

    def _verified(self, outcome: Outcome) -> Outcome:
        started = time.perf_counter()
        end = self._step(lambda: attempt.verify(self._job, outcome), limited=False)
        memory = max(outcome.memory, end.memory)
        if end.answer:
            return replace(Outcome.of(json.loads(end.answer)), memory=memory)
        seconds = round(time.perf_counter() - started, 3)
        reason = f"the verification was ended: {end.detail}"
        return replace(
            outcome, key="", verdict="undecided", verdict_reason=reason, verify_seconds=seconds, memory=memory
        )

    def _outcome(self, end: _End) -> Outcome:
        if end.answer:
            return replace(Outcome.of(json.loads(end.answer)), memory=end.memory)
        status = end.why if end.why in ("crashed", "timeout", "memory") else "waiting"
        return Outcome(self._job.name, status, end.detail, memory=end.memory)  # type: ignore[arg-type]

    def _step(self, work: Callable[[], Outcome], *, limited: bool) -> _End:
        """Fork, and watch until the answer is there, the process ends, or a limit is reached."""
        reader, writer = os.pipe()
        guard = os.getpid()
        process = os.fork()
        if not process:
            os.close(reader)
            _work(work, writer, guard, self._limit if limited else 0)
        os.close(writer)
        started = time.monotonic()
        answer, peak, why = b"", 0, ""
        while not why:
            ready, _, _ = select.select([reader], [], [], _LOOK)
            if ready:
                block = os.read(reader, 1 << 16)
                if not block:
                    break
                answer += block
                continue
            peak = max(peak, resident(below(guard)))
            if self.stopped:
                why = "stopped"
            elif peak > self._limit:
                why = "memory"
            elif time.monotonic() - started > self._job.timeout:
                why = "timeout"
        os.close(reader)
        peak = max(peak, resident(below(guard)))
        if why in ("stopped", "timeout"):
            _ask_to_end(process)
        seconds = time.monotonic() - started
        code = 0 if why else _wait(process)
        end_all(process)
        peak = max(peak, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * _MAXRSS)
        if why or not answer.endswith(b"\n"):
            self._sweep()
            why = why or ("memory" if peak > self._limit else "crashed")
            return _End(b"", why, self._detail(why, code, peak, seconds), peak)
        return _End(answer, "", "", peak)

    def _detail(self, why: str, code: int, peak: int, seconds: float) -> str:
        if why == "timeout":
            return f"took longer than {self._job.timeout:g} s"
        if why == "memory":
            return f"held {peak >> 20} MiB of memory, of {self._limit >> 20} allowed"
        if why == "stopped":
            return "the batch was interrupted"
        said = _tail(Path(self._job.logs, OUTPUT_NAME))
        ended = f"ended by signal {-code} ({_signal_name(-code)})" if code < 0 else f"ended with status {code}"
        return f"{ended} after {seconds:.1f} s" + (f": {said}" if said else "")

    def _sweep(self) -> None:
        """Remove the files that a killed process was writing."""
        for folder, _, _ in os.walk(self._job.output):
            with contextlib.suppress(OSError):
                sweep(Path(folder))


def guard(job: Job, sink: int, server: int) -> None:
    """The life of a guard, forked from ``server``: the outcome goes to ``sink`` as a line of JSON. Does not return."""
    try:
        os.setsid()
        keep_descendants()
        watching = Guard(job)

        def stop(*_: object) -> None:
            watching.stopped = True

        signal.signal(signal.SIGTERM, stop)
        end_with_parent(signal.SIGTERM, server)
        try:
            _redirect(job)
            with _lock(job, watching):
                outcome = watching.run() if not watching.stopped else Outcome(job.name, "waiting")
        except OSError as error:
            outcome = Outcome(job.name, "failed", f"cannot write {error.filename or job.logs}: {error.strerror}")
        with os.fdopen(sink, "wb") as stream:
            stream.write(json.dumps(outcome.values()).encode() + b"\n")
        os._exit(0)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(1)


def share_of_memory(repos: int) -> int:
    """Four fifths of the memory of this machine, for each of so many repos at a time."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return total * 4 // 5 // max(repos, 1)


def _work(work: Callable[[], Outcome], writer: int, guard: int, limit: int) -> None:
    """The life of a process that works. Does not return."""
    try:
        os.setpgid(0, 0)
        signal.signal(signal.SIGTERM, _ended)
        end_with_parent(signal.SIGKILL, guard)
        gc.set_threshold(1_000_000, 20, 100)  # as the command does, for the same reason
        if limit:
            _limit_address_space(limit)
        outcome = work()
        with os.fdopen(writer, "wb") as stream:
            stream.write(json.dumps(outcome.values()).encode() + b"\n")
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)
    except SystemExit:
        os._exit(_TOLD)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
        os._exit(1)


def _ended(*_: object) -> None:
    raise SystemExit(_TOLD)  # through every `finally`: no temporary file stays


def _limit_address_space(limit: int) -> None:
    try:
        with open("/proc/self/statm") as stream:
            mapped = int(stream.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        mapped = 0
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = mapped + limit * 3 // 2
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def _redirect(job: Job) -> None:
    """What is printed goes to a file of the repo."""
    os.makedirs(job.logs, exist_ok=True)
    path = os.path.join(job.logs, OUTPUT_NAME)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.close(descriptor)


@contextlib.contextmanager
def _lock(job: Job, watching: Guard) -> Iterator[None]:
    """Nobody else works on this repo, not even the last processes of a worker that was lost."""
    descriptor = os.open(os.path.join(job.logs, ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        while not watching.stopped:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(_LOOK)
        yield
    finally:
        os.close(descriptor)


def _ask_to_end(process: int) -> None:
    """Let a process clean up, for a short time."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGTERM)
    until = time.monotonic() + _GRACE
    while time.monotonic() < until and not os.waitpid(process, os.WNOHANG)[0]:
        time.sleep(0.01)


def _wait(process: int) -> int:
    """The exit status of a process that closed its answer; it is killed if it does not end."""
    until = time.monotonic() + _GRACE
    while time.monotonic() < until:
        found, status = os.waitpid(process, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.001)
    os.kill(process, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return "unknown"


def _tail(path: Path) -> str:
    """The last line that was printed."""
    try:
        with open(path, "rb") as stream:
            stream.seek(max(os.fstat(stream.fileno()).st_size - 4096, 0))
            lines = stream.read().decode("utf-8", "replace").split("\n")
    except OSError:
        return ""
    found = [line.strip() for line in lines if line.strip()]
    return "".join(letter if letter.isprintable() else "?" for letter in found[-1])[:_TAIL] if found else ""
