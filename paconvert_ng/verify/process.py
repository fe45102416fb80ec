"""A worker: the process of one framework."""

from __future__ import annotations

import json
import os
import re
import select
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any

FOLDER = Path(__file__).with_name("worker")
#: What an interpreter may lack, and how it is called where it can be had.
_PACKAGES = {"torch": "torch", "paddle": "paddlepaddle"}
_LACKING = re.compile(r"^under \w+: ModuleNotFoundError: No module named '(torch|paddle)'$")
#: Lines of a worker's log that an error shows.
_TAIL = 5


class CannotError(Exception):
    """The comparison could not be made; the message says why, in one line, ``more`` what was said besides."""

    def __init__(self, message: str, more: str = "") -> None:
        super().__init__(message)
        self.more = more


class Worker:
    """Starts the process; use it in ``with``. A request is answered by ``receive``, so that two workers run at once.

    ``more`` are folders with further modules of the worker.
    """

    def __init__(self, framework: str, python: str, log: Path, timeout: float, *more: Path) -> None:
        self.framework, self._python = framework, python
        self._timeout = timeout
        self._log = log
        self._name = {"torch": "torch", "paddle": "Paddle"}[framework]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        environment.setdefault("GLOG_minloglevel", "2")
        try:
            with log.open("wb") as stream:
                self._process = subprocess.Popen(
                    [python, str(FOLDER), framework, *map(str, more)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=stream,
                    env=environment,
                )
        except OSError as error:
            raise CannotError(f"{python} cannot be started: {error.strerror}") from None

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()

    def send(self, request: dict[str, Any]) -> None:
        """Asks for something."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise self._ended() from None

    def receive(self) -> dict[str, Any]:
        """The answer to the last request. Raises CannotError if it failed, or does not come in time."""
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], self._timeout)
        if not ready:
            raise CannotError(f"{self._name} did not answer within {self._timeout:g} s (--timeout)")
        line = self._process.stdout.readline()
        if not line:
            raise self._ended()
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            said = f"under {self._name}: {answer['error']}".splitlines()[0]
            lacking = _LACKING.search(said)
            if lacking is not None:
                said += f": {self._python} -m pip install {_PACKAGES[lacking[1]]}"
            raise CannotError(said, answer["traceback"])
        return answer

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Sends and receives."""
        self.send(request)
        return self.receive()

    def _ended(self) -> CannotError:
        code = self._process.wait()
        tail = self._log.read_text(encoding="utf-8", errors="replace").splitlines()[-_TAIL:]
        return CannotError(f"the process of {self._name} ended with status {code}", "\n".join(tail))
