"""Results of earlier runs, by what they depend on. Losing any of it only costs time.

An entry is a file named by the hash of its key: a line of JSON and bytes, compressed
(so that a damaged one is noticed). Nothing in it is executed or unpickled.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import zlib
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from paconvert_ng.options import Options

#: Options that change where and how a run writes, not what a file becomes.
_OF_THE_RUN = frozenset(
    ("exclude", "include", "with_packages", "jobs", "diff", "dry_run", "analyze", "strict", "cache", "lang", "rules")
)
_DATA = (".py", ".yaml", ".yml", ".json")
_LIMIT = 512 << 20
_DAY = 86400


def cache_folder() -> Path:
    """Where entries lie: $PACONVERT_CACHE_DIR, $XDG_CACHE_HOME/paconvert_ng, or ~/.cache/paconvert_ng."""
    if chosen := os.environ.get("PACONVERT_CACHE_DIR"):
        return Path(chosen)
    if base := os.environ.get("XDG_CACHE_HOME"):
        return Path(base) / "paconvert_ng"
    return Path(os.path.expanduser("~")) / ".cache" / "paconvert_ng"


def digest(*parts: str | bytes) -> str:
    """A hash of some texts; ("ab", "c") and ("a", "bc") differ."""
    found = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogateescape") if isinstance(part, str) else part
        found.update(b"%d:" % len(data))
        found.update(data)
    return found.hexdigest()


def fingerprint(options: Options, converter: Sequence[str] | None = None) -> str:
    """A hash of the converter itself, its rules, the parser, Python, and the options that matter.

    ``converter`` is what ``converter_stamps`` said when the rules were loaded, if that was long ago.
    """
    parts = [f"{sys.version_info[:2]} {sys.implementation.name} {os.environ.get('PACONVERT_STRICT_RULES')}"]
    parts += converter_stamps() if converter is None else converter
    for name in options.__slots__:
        if name not in _OF_THE_RUN:
            parts.append(f"{name}={getattr(options, name)!r}")
    for folder in options.rules:
        parts += _contents(Path(folder))
    return digest(*parts)


def converter_stamps() -> tuple[str, ...]:
    """What says which converter, rules and parser these are."""
    package = Path(__file__).resolve().parent.parent
    rules = package / "rule_data"
    parser = find_spec("libcst")
    own = _stamps(rules if rules.is_dir() else package.parent / "rules")
    return (*_stamps(package), *own, *_stamp_of(parser.origin if parser else None))


def _stamps(folder: Path) -> list[str]:
    """Path, size and time of each data file below a folder (reading them all would take longer than a small run)."""
    found: list[str] = []
    pending = [str(folder)]
    while pending:
        with os.scandir(pending.pop()) as scan:
            for entry in scan:
                if entry.name.endswith(_DATA):
                    status = entry.stat()
                    found.append(f"{entry.path} {status.st_size} {status.st_mtime_ns}")
                elif entry.name != "__pycache__" and entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
    return sorted(found)


def _stamp_of(path: str | None) -> list[str]:
    if path is None:
        return []
    status = os.stat(path)
    return [f"{path} {status.st_size} {status.st_mtime_ns}"]


def _contents(path: Path) -> Iterable[str]:
    files = sorted(path.rglob("*.y*ml")) if path.is_dir() else [path]
    for file in files:
        yield file.as_posix()
        yield hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""


class Cache:
    """Entries in a folder; None as the folder is a cache that holds nothing.

    A folder that cannot be written, an entry that cannot be read: the cache is empty then.
    """

    def __init__(self, folder: Path | None, limit: int = _LIMIT) -> None:
        self._folder = folder / "v1" if folder is not None else None
        self._limit = limit
        self._writable = True
        self.stored = 0

    def get(self, key: str) -> tuple[Any, bytes] | None:
        """The value and bytes stored under a key (a hex digest)."""
        if self._folder is None:
            return None
        try:
            path = self._path(self._folder, key)
            with open(path, "rb") as stream:
                age_stamp = os.fstat(stream.fileno()).st_mtime
                head, _, data = zlib.decompress(stream.read()).partition(b"\n")
            value = json.loads(head)
        except (OSError, ValueError, zlib.error):
            return None
        self._keep_young(path, age_stamp)
        return value, data

    def put(self, key: str, value: Any, data: bytes = b"") -> None:
        """Store a value (of JSON's types) and bytes."""
        if self._folder is None or not self._writable:
            return
        path = self._path(self._folder, key)
        temporary = f"{path}.{os.getpid()}.tmp"
        packed = zlib.compress(json.dumps(value, separators=(",", ":")).encode() + b"\n" + data, 1)
        try:
            os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
            try:
                with open(temporary, "wb") as stream:
                    stream.write(packed)
                os.replace(temporary, path)
            except BaseException:
                if os.path.exists(temporary):
                    os.unlink(temporary)
                raise
        except OSError:
            self._writable = False
            return
        self.stored += 1

    def prune(self) -> None:
        """Remove the oldest entries (and what killed runs left) until four fifths of the limit are kept."""
        if self._folder is None:
            return
        files: list[tuple[float, int, str]] = []
        try:
            for shard in os.scandir(self._folder):
                for entry in os.scandir(shard.path):
                    status = entry.stat()
                    files.append((status.st_mtime, status.st_size, entry.path))
        except OSError:
            return  # another run prunes at the same time
        total = sum(size for _, size, _ in files)
        if total <= self._limit:
            return
        for _, size, path in sorted(files):
            if total <= self._limit * 4 // 5:
                return
            try:
                os.unlink(path)
            except OSError:
                continue
            total -= size

    @staticmethod
    def _path(folder: Path, key: str) -> str:
        return f"{folder}/{key[:2]}/{key[2:]}"

    @staticmethod
    def _keep_young(path: str, modified: float) -> None:
        """An entry that is used is not among the oldest; once a day is exact enough."""
        import time

        if time.time() - modified > _DAY:
            try:
                os.utime(path)
            except OSError:
                return
