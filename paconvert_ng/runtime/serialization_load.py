"""torch.load: reads torch's zip archives, the older files before them, and what ``torch_save`` writes.

torch need not be installed: the names in a file are resolved to functions of this module. With ``weights_only``
(the default) no other name is, so that a file cannot run code.
"""

from __future__ import annotations

import functools
import io
import os
import pickle
import struct
import zipfile
from collections.abc import Callable
from typing import Any

from .serialization_dtypes import byte_width, dtype_by_storage, tensor_from_bytes
from .serialization_names import StorageClass, find_torch_name, is_safe_name
from .serialization_places import LoadedStorage, place_of

_LEGACY_MAGIC = 0x1950A86A20F9469CFC6C


def torch_load(
    f: Any,
    map_location: Any = None,
    pickle_module: Any = None,
    *,
    weights_only: bool | None = None,
    mmap: bool | None = None,
    **pickle_load_args: Any,
) -> Any:
    """torch.load from a path or a file opened for reading; tensors come as Paddle tensors.

    ``map_location``: None, a device, a dict from location to location, or a function of storage and location.
    Raises pickle.UnpicklingError for a name that ``weights_only`` does not allow or that has no counterpart.
    """
    module = pickle if pickle_module is None else pickle_module
    only_weights = pickle_module is None if weights_only is None else weights_only
    if only_weights and pickle_module is not None:
        raise RuntimeError("Can not safely load weights when explicit pickle_module is specified")
    if isinstance(f, (str, os.PathLike)):
        with open(f, "rb") as file:
            return _load_file(file, map_location, module, only_weights, pickle_load_args)
    return _load_file(f, map_location, module, only_weights, pickle_load_args)


def _load_file(file: Any, map_location: Any, module: Any, only_weights: bool, options: dict[str, Any]) -> Any:
    start = file.tell()
    head = file.read(4)
    file.seek(start)
    if not head:
        raise EOFError("Ran out of input")
    unpickler = functools.partial(_unpickler_class, module.Unpickler, only_weights)
    if head.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(file) as archive:
            return _load_zip(archive, map_location, unpickler, options)
    return _load_legacy(file, map_location, unpickler, options)


def _load_zip(archive: zipfile.ZipFile, map_location: Any, unpickler: Any, options: dict[str, Any]) -> Any:
    names = [name for name in archive.namelist() if name.endswith("/data.pkl")]
    if not names:
        raise RuntimeError("PytorchStreamReader failed locating file data.pkl: file not found")
    stem = names[0].rpartition("/")[0]
    if f"{stem}/constants.pkl" in archive.namelist():
        raise RuntimeError("the file is a TorchScript archive; save the state dict of its model instead")
    if f"{stem}/byteorder" in archive.namelist() and archive.read(f"{stem}/byteorder") != b"little":
        raise ValueError("the file was written on a big-endian machine")
    storages: dict[str, LoadedStorage] = {}

    def persistent_load(identifier: tuple[Any, ...]) -> LoadedStorage:
        kind, storage_class, key, location, _ = identifier
        if kind != "storage":
            raise pickle.UnpicklingError(f"unknown kind of persistent id: {kind}")
        if key not in storages:
            storages[key] = _storage(archive.read(f"{stem}/data/{key}"), storage_class, location, map_location)
        return storages[key]

    return unpickler(persistent_load)(io.BytesIO(archive.read(names[0])), **options).load()


def _load_legacy(file: Any, map_location: Any, unpickler: Any, options: dict[str, Any]) -> Any:
    """The format before 1.6: four pickles (magic number, version, system, object), storage keys, raw storages."""
    plain = unpickler(_no_storage)
    if plain(file).load() != _LEGACY_MAGIC:
        raise pickle.UnpicklingError("Invalid magic number; not a file of torch.save (paddle.load reads Paddle's own)")
    if plain(file, **options).load() != 1001:
        raise RuntimeError("Invalid protocol version")
    plain(file, **options).load()
    storages: dict[str, _PendingStorage] = {}

    def persistent_load(identifier: tuple[Any, ...]) -> LoadedStorage:
        kind, storage_class, key, location, size, *view = identifier
        if kind != "storage":
            raise pickle.UnpicklingError(f"unknown kind of persistent id: {kind}")
        if view and view[0] is not None:
            raise NotImplementedError("views between storages in old checkpoint files")
        if key not in storages:
            storages[key] = _PendingStorage(storage_class, location, size, map_location)
        return storages[key]

    result = unpickler(persistent_load)(file, **options).load()
    for key in plain(file, **options).load():
        storages[key].fill(file)
    return result


class _PendingStorage(LoadedStorage):
    """A storage of an old file, whose values come after the object: its tensor is there, and filled in later."""

    def __init__(self, storage_class: StorageClass, location: str, size: int, map_location: Any) -> None:
        dtype = dtype_by_storage(storage_class.name)
        empty = _storage(bytes(size * byte_width(dtype)), storage_class, location, map_location)
        super().__init__(empty.tensor, empty.dtype, empty.location)
        self.announced = size

    def fill(self, file: Any) -> None:
        """Read the values: their number as 8 bytes, then their bytes."""
        (size,) = struct.unpack("<q", file.read(8))
        if size != self.announced:
            raise RuntimeError(f"a storage has {size} elements where {self.announced} were announced")
        values = tensor_from_bytes(file.read(size * byte_width(self.dtype)), self.dtype, self.tensor.place)
        if size:
            self.tensor.copy_(values, True)


def _storage(data: bytes, storage_class: StorageClass, location: str, map_location: Any) -> LoadedStorage:
    """The values of a storage on the device that ``map_location`` makes of ``location``."""
    dtype = dtype_by_storage(storage_class.name)

    def build(place: Any) -> LoadedStorage:
        return LoadedStorage(tensor_from_bytes(data, dtype, place), dtype, location)

    return place_of(build, location, map_location)


def _no_storage(identifier: Any) -> Any:
    raise pickle.UnpicklingError("a persistent id where none was expected")


def _unpickler_class(base: type, only_weights: bool, persistent_load: Callable[[Any], Any]) -> type:
    """An unpickler that knows torch's names, and if ``only_weights`` few others."""

    def find_class(self: Any, module: str, name: str) -> Any:
        if (module, name) == ("torch.storage", "_load_from_bytes"):
            return _load_from_bytes
        found = find_torch_name(module, name)
        if found is not None:
            return found
        if only_weights and not is_safe_name(module, name):
            raise pickle.UnpicklingError(
                f"Weights only load failed. Unsupported global: GLOBAL {module}.{name} was not an allowed global by "
                "default. Please use `torch.serialization.add_safe_globals` to allowlist this global if you trust "
                "this class/function, or load with weights_only=False if you trust the file."
            )
        if module.partition(".")[0] == "torch":
            raise pickle.UnpicklingError(
                f"the file holds an object of {module}.{name}, which has no counterpart in Paddle; save the state "
                "dict of a model, not the model"
            )
        first, *inner = name.split(".")
        return functools.reduce(getattr, inner, base.find_class(self, module, first))  # type: ignore[attr-defined]

    members = {"find_class": find_class, "persistent_load": staticmethod(persistent_load)}
    return type("TorchUnpickler", (base,), members)


def _load_from_bytes(data: bytes) -> Any:
    """A storage that was pickled by itself: a file in the file."""
    return torch_load(io.BytesIO(data))
