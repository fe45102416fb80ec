"""Programs that an export runs: each in a process of its own, with its log, a limit of time, and an answer."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paconvert_ng.export.errors import ExportError

#: Lines of a log that an error shows.
_TAIL = 15


@dataclass(frozen=True)
class Ended:
    """How a program ended. ``code`` is negative where a signal ended it; ``log`` is all that it printed."""

    code: int
    log: str

    def tail(self, lines: int = _TAIL) -> str:
        """The last lines of the log."""
        return "\n".join(self.log.rstrip().splitlines()[-lines:])

    def how(self) -> str:
        """``was ended by SIGABRT``, ``ended with status 2``."""
        if self.code < 0:
            return f"was ended by {signal.Signals(-self.code).name}"
        return f"ended with status {self.code}"


def run_program(
    command: Sequence[str],
    name: str,
    *,
    timeout: float,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Ended:
    """Runs it to its end. Raises ExportError if it cannot be started or takes longer than ``timeout`` seconds."""
    with tempfile.TemporaryFile() as stream:
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                env=None if environment is None else {**os.environ, **environment},
                cwd=folder,
                start_new_session=True,
            )
        except OSError as error:
            raise ExportError(f"{command[0]} cannot be started: {error.strerror}") from None
        try:
            code = process.wait(timeout)
        except BaseException as error:
            # What it started itself must end too: compilers start others.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if not isinstance(error, subprocess.TimeoutExpired):
                raise
            stream.seek(0)
            ended = Ended(-signal.SIGKILL, stream.read().decode(errors="replace"))
            raise ExportError(f"{name} took longer than {timeout:g} s (--timeout)", ended.tail()) from None
        stream.seek(0)
        return Ended(code, stream.read().decode(errors="replace"))


def ask(
    python: str,
    worker: Path,
    request: Mapping[str, Any],
    name: str,
    *,
    timeout: float,
    environment: Mapping[str, str] | None = None,
) -> tuple[dict[str, Any] | None, Ended]:
    """Runs ``worker``, which reads a request and writes an answer, both JSON. No answer if it ended before."""
    with tempfile.TemporaryDirectory(prefix="paconvert-export-") as folder:
        question, answer = Path(folder, "request.json"), Path(folder, "answer.json")
        question.write_text(json.dumps(request), encoding="utf-8")
        ended = run_program(
            [python, str(worker), str(question), str(answer)],
            name,
            timeout=timeout,
            environment={"PYTHONDONTWRITEBYTECODE": "1", "GLOG_minloglevel": "2", **(environment or {})},
        )
        found = json.loads(answer.read_text(encoding="utf-8")) if answer.exists() else None
    return found, ended
