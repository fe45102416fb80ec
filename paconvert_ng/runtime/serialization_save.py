"""torch.save: writes torch's own file format, so that torch and ``torch_load`` both read what is written."""

from __future__ import annotations

import io
import os
import pickle
import sys
import types
import uuid
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import paddle

from .serialization_dtypes import STORAGE_TYPES, UNTYPED_DTYPES, dtype_key, tensor_bytes


def torch_save(
    obj: Any,
    f: Any,
    pickle_module: Any = None,
    pickle_protocol: int = 2,
    _use_new_zipfile_serialization: bool = True,
    _disable_byteorder_record: bool = False,
) -> None:
    """torch.save: ``obj`` into a path or a file opened for writing, as a zip archive of torch's layout.

    ``paddle.save`` takes no layers and no arbitrary objects, and torch cannot read it. Tensors that are the same
    memory are written once and share it again after loading; views of parts of one memory are written apart.
    """
    if pickle_module is not None and pickle_module is not pickle:
        raise NotImplementedError("torch.save with another pickle_module has no counterpart in Paddle")
    stem = "archive"
    if isinstance(f, (str, os.PathLike)):
        stem = os.path.splitext(os.path.basename(os.fspath(f)))[0] or stem
    buffer = io.BytesIO()
    pickler = _TorchPickler(buffer, pickle_protocol)
    pickler.dump(obj)
    with zipfile.ZipFile(f, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(f"{stem}/data.pkl", buffer.getvalue())
        archive.writestr(f"{stem}/.format_version", "1")
        archive.writestr(f"{stem}/.storage_alignment", "1")
        if not _disable_byteorder_record:
            archive.writestr(f"{stem}/byteorder", "little")
        for key, tensor in pickler.storages.items():
            archive.writestr(f"{stem}/data/{key}", tensor_bytes(tensor))
        archive.writestr(f"{stem}/version", "3\n")
        archive.writestr(f"{stem}/.data/serialization_id", f"{uuid.uuid4().int:040d}"[:40])


class _TorchGlobal:
    """Pickles as a name of torch's, which need not be installed."""

    def __init__(self, name: str) -> None:
        self.module, _, self.name = name.rpartition(".")

    def __call__(self, *args: Any) -> Any:
        raise TypeError(f"{self.module}.{self.name} stands for a name in a file, it cannot be called")


class _StorageReference:
    """Pickles as the persistent id of a storage: ("storage", class, key, location, number of elements)."""

    def __init__(self, identifier: tuple[Any, ...]) -> None:
        self.identifier = identifier


class _TorchPickler(pickle._Pickler):
    """Pickles tensors, dtypes, devices and sizes as torch does; collects the tensors to write.

    The pickler is the one in Python, not in C: only that can write names that cannot be imported.
    """

    dispatch: dict[Any, Callable[..., None]] = dict(pickle._Pickler.dispatch)

    def __init__(self, file: Any, protocol: int) -> None:
        super().__init__(file, protocol=min(protocol, 3))
        self.storages: dict[str, paddle.Tensor] = {}
        self._keys: dict[tuple[Any, ...], str] = {}
        self._globals: dict[str, _TorchGlobal] = {}

    def torch_name(self, name: str) -> _TorchGlobal:
        """One object for each name, so that the pickle refers back to it."""
        return self._globals.setdefault(name, _TorchGlobal(name))

    def persistent_id(self, obj: Any) -> Any:
        return obj.identifier if isinstance(obj, _StorageReference) else None

    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, paddle.nn.Parameter):
            rebuild = self.torch_name("torch._utils._rebuild_parameter")
            return rebuild, (obj.detach(), not obj.stop_gradient, OrderedDict())
        if isinstance(obj, paddle.Tensor):
            return self._reduce_tensor(obj)
        if isinstance(obj, paddle.Size):
            return self.torch_name("torch.Size"), (tuple(obj),)
        if isinstance(obj, paddle.base.core.Place):
            return self.torch_name("torch.device"), (_location(obj),)
        if isinstance(obj, paddle.device.Device):
            return self.torch_name("torch.device"), (str(obj).replace("gpu", "cuda"),)
        return NotImplemented

    def save(self, obj: Any, save_persistent_id: bool = True) -> None:
        if isinstance(obj, paddle.dtype):
            obj = self.torch_name(f"torch.{str(obj).rpartition('.')[2]}")
        elif isinstance(obj, int) and type(obj).__module__.startswith("paddle."):  # Tensor.size
            obj = int(obj)
        super().save(obj, save_persistent_id)

    def save_torch_global(self, obj: _TorchGlobal) -> None:
        """Write the name as a GLOBAL opcode."""
        self.write(pickle.GLOBAL + f"{obj.module}\n{obj.name}\n".encode("ascii"))
        self.memoize(obj)

    dispatch[_TorchGlobal] = save_torch_global

    def save_global(self, obj: Any, name: str | None = None) -> None:
        """A class or function that is reached through an object, as helpers are: by its dotted name.

        The pickler would write the object instead, all that it holds with it.
        """
        dotted: Any = name or getattr(obj, "__qualname__", "")
        module = getattr(obj, "__module__", None)
        if "." in dotted and _named(module, dotted) is obj:
            self.save(module)
            self.save(dotted)
            self.write(pickle.STACK_GLOBAL)
            self.memoize(obj)
        else:
            super().save_global(obj, name)

    dispatch[types.FunctionType] = save_global

    def _reduce_tensor(self, tensor: paddle.Tensor) -> tuple[Any, ...]:
        dtype = dtype_key(tensor)
        place = _location(tensor.place)
        identity = (
            (tensor.data_ptr(), int(tensor.size), dtype, place) if tensor.size and tensor.is_contiguous() else None
        )
        key = self._keys.get(identity, str(len(self.storages))) if identity else str(len(self.storages))
        if identity:
            self._keys[identity] = key
        self.storages[key] = tensor
        untyped = dtype in UNTYPED_DTYPES
        storage = "torch.storage.UntypedStorage" if untyped else f"torch.{STORAGE_TYPES[dtype].storage}"
        reference = _StorageReference(("storage", self.torch_name(storage), key, place, int(tensor.size)))
        shape = tuple(tensor.shape)
        layout = (0, shape, _contiguous_strides(shape))
        arguments: tuple[Any, ...] = (reference, *layout, not tensor.stop_gradient, OrderedDict())
        if untyped:
            return self.torch_name("torch._utils._rebuild_tensor_v3"), (*arguments, self.torch_name(f"torch.{dtype}"))
        return self.torch_name("torch._utils._rebuild_tensor_v2"), arguments


def _named(module: Any, dotted: str) -> Any:
    """What a dotted name in a loaded module stands for; None for nothing."""
    found = sys.modules.get(module)
    for name in dotted.split("."):
        found = getattr(found, name, None)
    return found


def _location(place: Any) -> str:
    return f"cuda:{place.gpu_device_id()}" if place.is_gpu_place() else "cpu"


def _contiguous_strides(shape: tuple[int, ...]) -> tuple[int, ...]:
    strides, step = [], 1
    for size in reversed(shape):
        strides.append(step)
        step *= max(size, 1)
    return tuple(reversed(strides))
