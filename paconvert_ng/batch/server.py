"""The process that all work is forked from: it has everything loaded, and each repo begins as a copy of it.

A job a line on standard input, an outcome a line on standard output. It does nothing else, has one thread, and reads
nothing of any repo, so that nothing of a repo can touch it. When its input ends, all that it started ends.
"""

from __future__ import annotations

import gc
import json
import os
import selectors
import signal
import warnings

from paconvert_ng.batch import loaded
from paconvert_ng.batch.guard import guard
from paconvert_ng.batch.jobs import Job, Outcome
from paconvert_ng.options import Options

_BLOCK = 1 << 16


class _Running:
    """A guard at work: what came of its answer so far."""

    def __init__(self, job: Job, process: int) -> None:
        self.job = job
        self.process = process
        self.answer = b""


class Server:
    """Forks a guard for each job and hands back what they say."""

    def __init__(self, source: int, sink: int) -> None:
        self._source = source
        self._sink = sink
        self._waits = selectors.DefaultSelector()
        self._waits.register(source, selectors.EVENT_READ)
        self._input = b""
        self._running: dict[int, _Running] = {}

    def serve(self) -> None:
        """Until the input ends. Raises BrokenPipeError if nobody hears the outcomes."""
        while True:
            for key, _ in self._waits.select():
                if key.fd != self._source:
                    self._hear(key.fd)
                elif not self._read():
                    return

    def _read(self) -> bool:
        block = os.read(self._source, _BLOCK)
        *lines, self._input = (self._input + block).split(b"\n")
        for line in lines:
            self._start(Job.of(line))
        return bool(block)

    def _start(self, job: Job) -> None:
        reader, writer = os.pipe()
        server = os.getpid()
        process = os.fork()
        if not process:
            self._waits.close()
            for descriptor in (self._source, self._sink, reader, *self._running):
                os.close(descriptor)
            guard(job, writer, server)
        os.close(writer)
        self._running[reader] = _Running(job, process)
        self._waits.register(reader, selectors.EVENT_READ)

    def _hear(self, reader: int) -> None:
        running = self._running[reader]
        block = os.read(reader, _BLOCK)
        running.answer += block
        if block:
            return
        self._waits.unregister(reader)
        os.close(reader)
        del self._running[reader]
        _, status = os.waitpid(running.process, 0)
        answer = running.answer
        if not answer.endswith(b"\n"):
            code = os.waitstatus_to_exitcode(status)
            lost = Outcome(running.job.name, "crashed", f"the process that guards the repo ended ({code})")
            answer = json.dumps(lost.values()).encode() + b"\n"
        self._write(answer)

    def _write(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._sink, data) :]

    def stop(self) -> None:
        """End all that runs, and wait for it."""
        for reader, running in self._running.items():
            os.close(reader)
            os.kill(running.process, signal.SIGTERM)
        for running in self._running.values():
            os.waitpid(running.process, 0)


def main() -> None:
    """Serve on the standard streams of this process; whatever else prints goes to standard error."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warnings.simplefilter("ignore")  # of the code that is read, not of ours
    source, sink = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)
    loaded.prepare(Options())
    gc.collect()
    gc.freeze()  # what is loaded is not looked through again, so it stays shared with all that is forked
    server = Server(source, sink)
    try:
        server.serve()
    except BrokenPipeError:  # nobody hears any more; the input has ended too
        return
    finally:
        server.stop()
