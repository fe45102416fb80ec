"""The other side of ``server``: starts it, gives it jobs, hears outcomes."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys

from paconvert_ng.batch.jobs import Job, Outcome

_MAIN = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from paconvert_ng.batch.server import main; main()"
#: A guard gives what it ends two seconds; the server waits for its guards.
_PATIENCE = 10.0


class ServerEnded(Exception):
    """The server ended; its jobs end with it. ``code`` is its exit status."""

    def __init__(self, code: int) -> None:
        super().__init__(f"the process that repos are forked from ended ({code})")
        self.code = code


class Client:
    """One server. ``close`` ends it and all that it runs."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _MAIN, json.dumps(sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C reaches the parent only, which ends the rest in order
        )

    def send(self, job: Job) -> None:
        """Give it a job. Raises ServerEnded."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(job.text().encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise ServerEnded(self._process.wait()) from None

    def receive(self) -> Outcome:
        """Wait for the next outcome. Raises ServerEnded."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.endswith(b"\n"):
            raise ServerEnded(self._process.wait())
        return Outcome.of(json.loads(line))

    def close(self) -> None:
        """End the server, and through it all that runs."""
        assert self._process.stdin is not None and self._process.stdout is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()  # its guards hear of it and end what they guard
            self._process.wait()
        self._process.stdout.close()
