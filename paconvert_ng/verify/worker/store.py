"""Arrays on disk: each content once, written as it comes, so that a large model's activations need no memory."""

from __future__ import annotations

import hashlib
import zipfile
from types import TracebackType

import numpy as np


def digest(array: np.ndarray) -> str:
    """A name for the dtype, shape and values of a contiguous array."""
    array = np.ascontiguousarray(array).reshape(array.shape)
    made = hashlib.blake2b(f"{array.dtype.str}{array.shape}".encode(), digest_size=12)
    made.update(array.reshape(-1).view("uint8").data if array.size else b"")
    return made.hexdigest()


class Store:
    """A new ``.npz`` at ``path``. Close it (or use it in ``with``) before it is read."""

    def __init__(self, path: str) -> None:
        self._zip = zipfile.ZipFile(path, "w", allowZip64=True)
        self._keys: set[str] = set()

    def put(self, array: np.ndarray) -> str:
        """Keeps the array, and gives the key under which ``numpy.load(path)`` has it."""
        array = np.asarray(array)
        # Not ascontiguousarray alone: it would make a 0-d array 1-d.
        array = np.ascontiguousarray(array).reshape(array.shape)
        key = digest(array)
        if key not in self._keys:
            self._keys.add(key)
            with self._zip.open(key + ".npy", "w", force_zip64=True) as stream:
                np.lib.format.write_array(stream, array, allow_pickle=False)
        return key

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._zip.close()
