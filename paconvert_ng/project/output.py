"""Writing the output: whole files or none, and never through a link into the input."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from paconvert_ng.project.walk import Entry

_TEMPORARY = re.compile(r"\.paconvert-(\d+)\.tmp\Z")
#: Above this many bytes a copy with the same size and time as its source is taken to be the same.
COMPARE_BYTES = 1 << 20


class OutputError(Exception):
    """The output cannot be written; the message is one line for the user."""


@dataclass(frozen=True, slots=True)
class Output:
    """The output folder ``root`` of a conversion of ``source`` (both absolute, links resolved)."""

    root: Path
    source: Path

    def path(self, relative: str) -> Path:
        return self.root / relative

    def make_folder(self, relative: str) -> None:
        """Create a folder; one that exists stays. Raises OutputError if it lies in the input."""
        path = self.path(relative)
        self._check_outside(path)
        with _reported(path):
            if os.path.lexists(path) and not path.is_dir():
                raise NotADirectoryError(20, "is in the way and not a folder", str(path))
            path.mkdir(parents=True, exist_ok=True)
            _make_writable(path)
            sweep(path)

    def write(self, relative: str, data: bytes, mode: int | None = None) -> bool:
        """Write a file unless it has these bytes already; False if it has. ``mode`` None: the usual one."""
        path = self.path(relative)
        with _reported(path):
            if _holds(path, data):
                _set_mode(path, mode)
                return False
            with _replacing(path) as (descriptor, temporary):
                with os.fdopen(descriptor, "wb") as stream:
                    stream.write(data)
                _set_mode(temporary, mode)
        return True

    def copy(self, source: Path, relative: str, mode: int) -> bool:
        """Copy a file with its bytes, mode and time; False if the same file is there already.

        Raises OSError if ``source`` cannot be read, OutputError if the copy cannot be written.
        """
        path = self.path(relative)
        with open(source, "rb") as reader:
            status = os.fstat(reader.fileno())
            times = (status.st_atime_ns, status.st_mtime_ns)
            with _reported(path):
                if _is_copy(source, status, path):
                    _set_mode(path, mode)
                    return False
                with _replacing(path) as (descriptor, temporary):
                    with os.fdopen(descriptor, "wb") as writer:
                        while block := reader.read(1 << 20):
                            writer.write(block)
                    os.utime(temporary, ns=times)
                    _set_mode(temporary, mode)
        return True

    def link(self, relative: str, target: str) -> None:
        """Create a symbolic link (relative ``target``), in place of whatever file or link is there."""
        path = self.path(relative)
        with _reported(path):
            if path.is_symlink() and os.readlink(path) == target:
                return
            temporary = _temporary(path)
            os.symlink(target, temporary)
            try:
                os.replace(temporary, path)
            except BaseException:
                os.unlink(temporary)
                raise

    def finish(self, folders: Iterable[Entry]) -> None:
        """Give the folders their modes, the deepest first (a folder may be read-only in the input)."""
        for entry in sorted(folders, key=lambda folder: folder.path, reverse=True):
            path = self.path(entry.path)
            with _reported(path):
                _set_mode(path, entry.mode)

    def _check_outside(self, path: Path) -> None:
        real = Path(os.path.realpath(path))
        own = self.root.is_relative_to(self.source) and real.is_relative_to(self.root)
        if real.is_relative_to(self.source) and not own:
            raise OutputError(f"{path} leads into the input folder {self.source}; nothing is written there")


def sweep(folder: Path) -> None:
    """Remove temporary files that a killed run left in ``folder``."""
    with os.scandir(folder) as scan:
        left = [(entry.path, match) for entry in scan if (match := _TEMPORARY.search(entry.name))]
    for path, match in left:
        if not _alive(int(match[1])):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)


def write_file(path: Path, data: bytes) -> None:
    """Write one file whole or not at all; one that says the same already stays. Raises OutputError."""
    if _holds(path, data):
        return
    with _reported(path), _replacing(path) as (descriptor, _), os.fdopen(descriptor, "wb") as stream:
        stream.write(data)


def _alive(process: int) -> bool:
    if process == os.getpid() or os.name == "nt":  # on Windows os.kill(pid, 0) would end the process
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _temporary(path: Path) -> Path:
    return path.with_name(f".{path.name[:200]}.paconvert-{os.getpid()}.tmp")


@contextlib.contextmanager
def _replacing(path: Path) -> Iterator[tuple[int, Path]]:
    """A new temporary file beside ``path`` that takes its place at the end, or goes if anything fails."""
    temporary = _temporary(path)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(temporary)
    try:
        # Opened inside the try: an interrupt may come between any two steps.
        yield os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666), temporary
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise


def _holds(path: Path, data: bytes) -> bool:
    try:
        status = os.lstat(path)
        if not stat.S_ISREG(status.st_mode) or status.st_size != len(data):
            return False
        with open(path, "rb") as stream:
            return stream.read() == data
    except OSError:
        return False


def _is_copy(source: Path, status: os.stat_result, path: Path) -> bool:
    try:
        there = os.lstat(path)
        if not stat.S_ISREG(there.st_mode) or there.st_size != status.st_size:
            return False
        if status.st_size > COMPARE_BYTES:
            return there.st_mtime_ns == status.st_mtime_ns
        return path.read_bytes() == source.read_bytes()
    except OSError:
        return False


def _set_mode(path: Path, mode: int | None) -> None:
    if mode is not None and stat.S_IMODE(os.lstat(path).st_mode) != mode:
        os.chmod(path, mode)


def _make_writable(folder: Path) -> None:
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & 0o700 != 0o700:
        os.chmod(folder, mode | 0o700)


@contextlib.contextmanager
def _reported(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error
