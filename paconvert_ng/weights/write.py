"""Writing files whole or not at all, a chunk at a time, so that a run that was stopped can go on.

Files grow in a folder of their own inside the output folder. A journal there says how far each has come; when all are
whole and on the disk they are renamed into their places.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import json
import os
import shutil
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from paconvert_ng.weights.dtypes import cast
from paconvert_ng.weights.errors import WeightsError
from paconvert_ng.weights.formats.model import Late, Planned, Segment, Sliced, segment_size
from paconvert_ng.weights.values import CHUNK, chunks

STAGING = ".paconvert-weights"
_JOURNAL = "journal"
#: A line of the journal for so many bytes: what an interrupted run has to do again, at most.
_STEP = 64 << 20
#: Gets the bytes done, the bytes in all, and what is being written.
Progress: TypeAlias = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class File:
    """A file to write: its name, and what is in it."""

    name: str
    segments: list[Segment]
    tensors: list[Planned]

    @property
    def size(self) -> int:
        return sum(map(segment_size, self.segments))


@dataclass(frozen=True, slots=True)
class Written:
    """A file that is whole."""

    name: str
    size: int
    sha256: str


class Staging:
    """The folder in which the files of one run grow. ``identity`` tells a run from another: only the same goes on."""

    def __init__(self, output: Path, identity: str) -> None:
        self.folder = output / STAGING
        self._identity = identity
        self._lock: Any = None
        self._known: dict[str, dict[str, Any]] = {}

    def __enter__(self) -> Staging:
        self.folder.mkdir(parents=True, exist_ok=True)
        journal = self.folder / _JOURNAL
        self._lock = open(journal, "a+", encoding="utf-8")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock.close()
            raise WeightsError(f"another run is writing to {self.folder.parent}") from None
        self._lock.seek(0)
        lines = list(_lines(self._lock.read()))
        if lines[:1] != [{"run": self._identity}]:
            for entry in self.folder.iterdir():
                if entry.name != _JOURNAL:
                    entry.unlink()
            self._lock.truncate(0)
            self._note({"run": self._identity})
        else:
            for line in lines[1:]:
                self._known[line["file"]] = line
        return self

    def __exit__(self, *_: object) -> None:
        self._lock.close()

    def _note(self, line: dict[str, Any]) -> None:
        self._lock.write(json.dumps(line) + "\n")
        self._lock.flush()

    def check_space(self, files: list[File]) -> None:
        """Raises WeightsError if what is still to be written does not fit on the disk."""
        needed = sum(file.size for file in files)
        needed -= sum(entry.stat().st_size for entry in self.folder.iterdir())
        free = shutil.disk_usage(self.folder).free
        if needed > free:
            raise WeightsError(
                f"{self.folder.parent}: {_gb(needed)} are needed and {_gb(free)} are free; nothing was written"
            )

    def write(self, file: File, advance: Callable[[int, str], None]) -> Written:
        """Write the file, or go on with it; ``advance`` gets the bytes of each step. Raises WeightsError."""
        path = self.folder / file.name
        known = self._known.get(file.name, {})
        size = file.size
        # In its place already, if an earlier run was stopped between the last file and the manifest.
        if known.get("whole") and any(
            place.is_file() and place.stat().st_size == size for place in (path, self.folder.parent / file.name)
        ):
            advance(size, file.name)
            return Written(file.name, size, known["sha256"])
        with open(path, "r+b" if path.exists() else "w+b", buffering=0) as stream, _Sink(stream) as sink:
            try:
                _Writing(file, sink, known, self._note, advance).run()
                os.fsync(stream.fileno())
            except OSError as error:
                raise self._failed(error, path) from None
        written = Written(file.name, size, sink.digest())
        self._note({"file": file.name, "whole": True, "sha256": written.sha256})
        return written

    def _failed(self, error: OSError, path: Path) -> WeightsError:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return WeightsError(
                f"the disk is full: {path} could not be written. The source is as it was. Make room and run the same "
                f"command again, it goes on from here; or delete {self.folder}"
            )
        return WeightsError(f"{path}: {error.strerror or error}")

    def place(self, written: list[Written]) -> None:
        """Rename the files into their places."""
        output = self.folder.parent
        for file in written:
            if (self.folder / file.name).exists():
                os.replace(self.folder / file.name, output / file.name)
        sync_folder(output)

    @staticmethod
    def remove(output: Path) -> None:
        """Remove the folder: all is in its place."""
        shutil.rmtree(output / STAGING, ignore_errors=True)


class _Sink:
    """Writes and hashes, each in a thread of its own, while the next chunk is made; a third has the disk begin early.

    Else the system would begin to write when all is there, and fsync wait for all of it.
    """

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.sha256 = hashlib.sha256()
        self._threads = tuple(ThreadPoolExecutor(1) for _ in range(3))
        self._waiting: list[Future[None]] = []
        self._flushing: Future[None] | None = None
        self._unflushed = 0

    def __enter__(self) -> _Sink:
        return self

    def __exit__(self, *_: object) -> None:
        for thread in self._threads:
            thread.shutdown()

    def put(self, data: Any, write: bool = True) -> None:
        """``data`` must not change afterwards."""
        while len(self._waiting) > 2:
            self._waiting.pop(0).result()
        self._waiting.append(self._threads[0].submit(self.sha256.update, data))
        if write:
            self._waiting.append(self._threads[1].submit(_write_all, self.stream, data))
            self._unflushed += len(data)
        if self._unflushed >= _STEP and (self._flushing is None or self._flushing.done()):
            self._flushing = self._threads[2].submit(os.fdatasync, self.stream.fileno())
            self._unflushed = 0

    def finish(self) -> None:
        """Wait until all is written. Raises OSError if something could not be."""
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            future.result()
        if self._flushing is not None and self._flushing.done():
            self._flushing.result()

    def digest(self) -> str:
        return self.sha256.hexdigest()


def _write_all(stream: Any, data: Any) -> None:
    view = memoryview(data)
    while view:
        view = view[stream.write(view) :]


class _Writing:
    """One file, from wherever it has come to."""

    def __init__(
        self,
        file: File,
        sink: _Sink,
        known: dict[str, Any],
        note: Callable[[dict[str, Any]], None],
        advance: Callable[[int, str], None],
    ) -> None:
        self._file = file
        self._sink = sink
        self._note = note
        self._advance = advance
        self._checksums: dict[str, int] = {}
        self._deferred = any(isinstance(segment, Late) for segment in file.segments)
        self._done = 0
        self._noted = 0
        self._reached, self._digest = known.get("at", 0), known.get("sha256", "")

    def run(self) -> None:
        if not self._is_intact():
            self._reached = 0
        self._sink.stream.seek(self._reached)
        self._sink.stream.truncate()
        for segment in self._file.segments:
            for data, name in self._parts(segment):
                self._put(data, name)
            if self._done - self._noted >= _STEP and self._done > self._reached:
                self._sink.finish()
                self._note({"file": self._file.name, "at": self._done, "sha256": self._sink.sha256.hexdigest()})
                self._noted = self._done
        self._sink.finish()

    def _is_intact(self) -> bool:
        """Whether what is there of the file is what an earlier run wrote."""
        if not self._reached:
            return False
        digest = hashlib.sha256()
        stream, left = self._sink.stream, self._reached
        stream.seek(0)
        while left and (data := stream.read(min(left, CHUNK))):
            digest.update(data)
            left -= len(data)
        return not left and digest.hexdigest() == self._digest

    def _parts(self, segment: Segment) -> Iterator[tuple[Any, str]]:
        if isinstance(segment, bytes):
            yield segment, ""
        elif isinstance(segment, Late):
            yield segment.make(self._checksums), ""
        elif isinstance(segment, Planned):
            if self._done + segment.nbytes <= self._reached and not self._deferred:
                yield from ((data, segment.name) for data in self._read_back(segment.nbytes))
                return
            checksum = 0
            for data in _data(segment):
                if self._deferred:
                    checksum = zlib.crc32(data.data, checksum)
                yield data, segment.name
            self._checksums[segment.name] = checksum
        else:
            yield from ((data, segment.tensor.name) for data in _sliced(segment))

    def _read_back(self, length: int) -> Iterator[bytes]:
        self._sink.finish()
        stream, at = self._sink.stream, self._done
        while length:
            data = os.pread(stream.fileno(), min(length, CHUNK), at)
            at, length = at + len(data), length - len(data)
            yield data

    def _put(self, data: Any, name: str) -> None:
        size = len(data)
        new = self._done + size - self._reached
        if 0 < new < size:  # a piece that is partly there: only what is missing is written
            self._sink.put(data[: size - new], write=False)
            self._sink.put(data[size - new :])
        else:
            self._sink.put(data, write=new > 0)
        self._done += size
        self._advance(size, name)


def _data(tensor: Planned) -> Iterator[np.ndarray[Any, Any]]:
    for chunk in chunks(tensor.value):
        yield cast(chunk, tensor.held, tensor.dtype).view(np.uint8)


def _sliced(segment: Sliced) -> Iterator[Any]:
    heads, left = iter(segment.heads), 0
    if not segment.tensor.nbytes:
        yield next(heads)
    for data in _data(segment.tensor):
        while len(data):
            if not left:
                yield next(heads)
                left = segment.limit
            yield data[:left]
            taken = min(left, len(data))
            data, left = data[taken:], left - taken


def _lines(text: str) -> Iterator[dict[str, Any]]:
    for line in text.splitlines():
        with contextlib.suppress(ValueError):  # the last line of a run that was killed
            yield json.loads(line)


def write_atomically(path: Path, data: bytes) -> None:
    """A small file, whole or not at all."""
    temporary = path.with_name(f".{path.name}.paconvert-{os.getpid()}.tmp")
    try:
        with open(temporary, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise WeightsError(f"{path}: {error.strerror or error}") from None


def sync_folder(folder: Path) -> None:
    """The names in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _gb(size: int) -> str:
    return f"{size / 1e9:.2f} GB"
