"""What a run reads and writes, checked before anything is done."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from paconvert_ng.project.walk import OUTPUT_MARK, PYTHON_SUFFIXES, is_python_script

#: What a run writes into the log folder.
LOG_NAMES = (
    "conversion.log",
    "edits.csv",
    "report.html",
    "report.json",
    "report.sarif",
    "unconverted.csv",
    "unconverted.jsonl",
)
#: Below the current folder, where the output goes unless said otherwise.
DEFAULT_OUTPUT = {"paddle": "paddle_project", "torch": "torch_project"}


class UsageError(Exception):
    """What was asked for cannot be done; the message is one line for the user."""


class Paths(NamedTuple):
    """Absolute paths with links resolved. ``source`` and ``output`` are folders.

    ``single`` is the name of the input file if it is one, ``single_target`` its name in the
    output. ``logs`` is None without a log folder.
    """

    source: Path
    output: Path
    logs: Path | None = None
    single: str = ""
    single_target: str = ""

    @property
    def nested(self) -> bool:
        """Whether the output lies inside the input folder."""
        return not self.single and self.output.is_relative_to(self.source)


def default_output(in_dir: str | os.PathLike[str], to: str = "paddle") -> Path:
    """``paddle_project/<name>`` in the current folder; for a file, ``paddle_project``. ``to``: as ``Options.to``."""
    source = Path(os.path.realpath(in_dir))
    return Path.cwd() / DEFAULT_OUTPUT[to] / ("" if source.is_file() else source.name)


def resolve(
    in_dir: str | os.PathLike[str],
    output_dir: str | os.PathLike[str] | None = None,
    log_dir: str | os.PathLike[str] | None = None,
    to: str = "paddle",
) -> Paths:
    """Check the three paths and what they mean together. ``to``: as ``Options.to``. Raises UsageError."""
    source = Path(os.path.realpath(in_dir))
    if not os.path.lexists(in_dir) or not source.exists():
        raise UsageError(f"no such file or folder: {os.fspath(in_dir)}")
    output = Path(os.path.realpath(output_dir if output_dir is not None else default_output(in_dir, to)))
    logs = None if log_dir is None else Path(os.path.realpath(log_dir))
    paths = _of_folder(source, output, logs) if source.is_dir() else _of_file(source, output, logs)
    if logs is not None:
        _check_logs(paths, logs)
    return paths


def _of_folder(source: Path, output: Path, logs: Path | None) -> Paths:
    if output == source:
        raise UsageError(f"the output folder is the input folder: {output}")
    if os.path.lexists(output) and not output.is_dir():
        raise UsageError(f"the output is not a folder: {output}")
    paths = Paths(source, output, logs)
    if paths.nested and not (output / OUTPUT_MARK).exists() and not _is_empty(output):
        raise UsageError(f"the output folder lies in the input and holds files that no conversion wrote: {output}")
    return paths


def _of_file(source: Path, output: Path, logs: Path | None) -> Paths:
    if not source.is_file():
        raise UsageError(f"neither a file nor a folder: {source}")
    if not source.name.endswith((*PYTHON_SUFFIXES, ".ipynb")) and not is_python_script(str(source)):
        raise UsageError(f"not a Python file or a notebook: {source}")
    folder, name = output, source.name
    if output.suffix in (".py", ".ipynb") and not output.is_dir():
        folder, name = output.parent, output.name
    if os.path.lexists(folder) and not folder.is_dir():
        raise UsageError(f"the output is not a folder (nor a .py or .ipynb file): {folder}")
    if Path(os.path.realpath(folder / name)) == source:
        raise UsageError(f"the output is the input file: {source}")
    return Paths(source.parent, folder, logs, single=source.name, single_target=name)


def _check_logs(paths: Paths, logs: Path) -> None:
    if os.path.lexists(logs) and not logs.is_dir():
        raise UsageError(f"the log folder is not a folder: {logs}")
    if not paths.single and logs.is_relative_to(paths.source) and not logs.is_relative_to(paths.output):
        if not _is_empty(logs) and not set(os.listdir(logs)) <= set(LOG_NAMES):
            raise UsageError(f"the log folder lies in the input and holds other files: {logs}")


def _is_empty(folder: Path) -> bool:
    try:
        return not os.listdir(folder)
    except FileNotFoundError:
        return True
    except OSError as error:
        raise UsageError(f"cannot read {folder}: {error.strerror or error}") from None
