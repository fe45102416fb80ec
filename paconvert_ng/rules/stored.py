"""What is kept between runs: where, how it is written, and a digest of files that is quick when none has changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from . import locate

#: Of each kind of compiled file.
KEPT_FILES = 12


def cache_folder() -> Path:
    """Where compiled rules are kept: ``PACONVERT_CACHE_DIR``, or ``paconvert_ng`` in the user's cache folder."""
    own = os.environ.get("PACONVERT_CACHE_DIR")
    if own:
        return Path(own)
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return Path(base or os.path.join(os.path.expanduser("~"), ".cache")) / "paconvert_ng"


def write_atomically(path: Path, content: bytes) -> None:
    """Write beside ``path``, then rename over it, so that no reader sees half a file."""
    import tempfile

    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        os.replace(temporary, path)
    except OSError:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def read_stored(name: str) -> bytes | None:
    """A compiled file of this name (it ends in a digest of what it was made from): shipped, or kept, or None."""
    for folder in (locate.data_folder() / "index", cache_folder()):
        with suppress(OSError):
            return (folder / name).read_bytes()
    return None


def store(name: str, content: bytes) -> None:
    """Keep a compiled file for the next start; a cache that cannot be written is no error."""
    folder = cache_folder()
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(folder / name, content)
        kept = sorted(folder.glob(f"*{Path(name).suffix}"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in kept[KEPT_FILES:]:
            path.unlink(missing_ok=True)


def content_digest(files: Sequence[str | Path], salt: str) -> str:
    """A digest of the files' names and contents.

    Contents are read only if the path, size or time of change of one is another than when they were last read:
    that is noted in the cache folder.
    """
    stamps = []
    for path in files:
        found = os.stat(path)
        stamps.append(f"{path}|{found.st_size}|{found.st_mtime_ns}|{found.st_ctime_ns}")
    stamp = _digest("\n".join([salt, *stamps]).encode())
    note = cache_folder() / f"stamp-{_digest(' '.join([salt, *map(str, files)]).encode())}"
    with suppress(OSError, ValueError):
        noted, digest = note.read_text(encoding="ascii").split()
        if noted == stamp:
            return digest
    contents = hashlib.blake2b(salt.encode(), digest_size=16)
    for path in files:
        content = Path(path).read_bytes()
        contents.update(f"{os.path.basename(path)} {len(content)}\n".encode() + content)
    with suppress(OSError):
        note.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(note, f"{stamp} {contents.hexdigest()}".encode())
    return contents.hexdigest()


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()
