"""Small repos, the command over them, and what it leaves: files, and no processes."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MARK = "PACONVERT_TEST_MARK"
GOOD = "import torch\n\n\ndef f(x: torch.Tensor) -> torch.Tensor:\n    return torch.relu(x).view(-1)\n"
#: Nested deeper than the parser's stack: the process that parses it is killed by SIGSEGV.
NESTED = "import torch\n\nx = " + "(" * 20_000 + "1" + ")" * 20_000 + "\n"


def large(lines: int) -> str:
    """A text that takes long to convert."""
    return "import torch\n\nx = [\n" + '    torch.tensor([1.0, 2.0]), {"a": [1, 2, 3], "b": (4, 5)},\n' * lines + "]\n"


#: Takes minutes and gigabytes.
HUGE = large(60_000)


def make_repo(folder: Path, text: str = GOOD, file: str = "net.py") -> Path:
    """A repo of one file."""
    folder.mkdir(parents=True)
    (folder / file).write_text(text, encoding="utf-8")
    return folder


@dataclass
class Command:
    """``paconvert batch`` with one manifest. Every process that it starts carries ``mark`` in its environment."""

    folder: Path
    manifest: Path | str = "repos"
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def output(self) -> Path:
        return self.folder / "out"

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    def start(self, *options: str, file_size: int | None = None) -> subprocess.Popen[str]:
        """The command at work. ``file_size``: no file may grow larger, as on a disk that is full."""

        def limit() -> None:
            if file_size is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))

        arguments = [str(self.manifest), "-o", str(self.output), "--log-dir", str(self.logs), "--no-cache", *options]
        return subprocess.Popen(
            [sys.executable, "-m", "paconvert_ng", "batch", *arguments],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), MARK: self.mark},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=limit,
        )

    def run(self, *options: str, file_size: int | None = None) -> Ran:
        """The command from beginning to end; nothing that it started may be left."""
        with self.start(*options, file_size=file_size) as process:
            out, err = process.communicate(timeout=300)
        self.check_gone()
        assert "Traceback" not in err, err
        return Ran(process.returncode, out, err)

    def summary(self) -> dict[str, Any]:
        """``batch.json``."""
        found: dict[str, Any] = json.loads((self.logs / "batch.json").read_text())
        return found

    def repos(self) -> dict[str, dict[str, Any]]:
        """What the summary says of each repo."""
        repos = self.summary()["repos"]
        assert len({repo["name"] for repo in repos}) == len(repos)
        return {repo["name"]: repo for repo in repos}

    def statuses(self) -> dict[str, str]:
        return {name: repo["status"] for name, repo in self.repos().items()}

    def processes(self) -> dict[int, str]:
        """Running processes that the command started, or that those started, with their command lines."""
        return marked(self.mark)

    def check_gone(self, seconds: float = 5.0) -> None:
        """No process and no half-written file is left."""
        until = time.monotonic() + seconds
        while self.processes() and time.monotonic() < until:
            time.sleep(0.05)
        assert not self.processes()
        assert not list(self.folder.rglob("*.tmp"))


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


def marked(mark: str) -> dict[int, str]:
    """Processes with this mark in their environment, but those that have ended."""
    found: dict[int, str] = {}
    for entry in os.listdir("/proc"):
        if not entry.isdigit() or int(entry) == os.getpid():
            continue
        try:
            environment = Path(f"/proc/{entry}/environ").read_bytes()
            command = Path(f"/proc/{entry}/cmdline").read_bytes()
        except OSError:
            continue
        if f"{MARK}={mark}".encode() in environment:
            found[int(entry)] = command.replace(b"\0", b" ").decode("utf-8", "replace")
    return found
