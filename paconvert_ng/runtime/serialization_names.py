"""What the names in torch's files stand for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import paddle

from .device import TorchDevice
from .serialization_dtypes import STORAGE_TYPES
from .serialization_places import LoadedStorage

#: Names, beside torch's own, that ``weights_only`` allows always.
_SAFE_NAMES = {
    ("collections", "OrderedDict"),
    ("collections", "Counter"),
    ("collections", "defaultdict"),
    ("builtins", "set"),
    ("builtins", "frozenset"),
    ("builtins", "complex"),
    ("builtins", "bytearray"),
    ("builtins", "dict"),
    ("builtins", "list"),
    ("builtins", "int"),
    ("builtins", "float"),
    ("_codecs", "encode"),
    ("__builtin__", "set"),
}
#: What ``add_safe_globals`` and ``safe_globals`` add to these.
_ADDED_NAMES: set[tuple[str, str]] = set()


class StorageClass:
    """A storage class as it is named in a file."""

    def __init__(self, name: str) -> None:
        self.name = name


def is_safe_name(module: str, name: str) -> bool:
    """Whether loading weights only may import a name."""
    return (module, name) in _SAFE_NAMES or (module, name) in _ADDED_NAMES


def _name_of(entry: Any) -> tuple[str, str]:
    if isinstance(entry, tuple):
        module, _, name = entry[1].rpartition(".")
        return module, name
    return entry.__module__, entry.__qualname__


def add_safe_globals(safe_globals: list[Any]) -> None:
    """torch.serialization.add_safe_globals: classes and functions that ``weights_only`` may use."""
    _ADDED_NAMES.update(_name_of(entry) for entry in safe_globals)


def clear_safe_globals() -> None:
    """torch.serialization.clear_safe_globals: takes back what was added."""
    _ADDED_NAMES.clear()


class safe_globals:
    """torch.serialization.safe_globals: names that ``weights_only`` may use within a ``with`` block."""

    def __init__(self, safe_globals: list[Any]) -> None:
        self.names = {_name_of(entry) for entry in safe_globals}

    def __enter__(self) -> None:
        self.added = self.names - _ADDED_NAMES
        _ADDED_NAMES.update(self.added)

    def __exit__(self, *details: object) -> None:
        _ADDED_NAMES.difference_update(self.added)


def find_torch_name(module: str, name: str) -> Any:
    """What a name of torch's in a file stands for; None if it is not one of torch's, or not known."""
    if module in ("torch", "torch.storage", "torch.cuda"):
        storage = name.replace("TypedStorage", "UntypedStorage")
        if name.endswith("Storage") and (storage in _storage_names()):
            return StorageClass(storage)
    if module == "torch" and name in STORAGE_TYPES:
        return getattr(paddle, name)
    return _rebuilders().get((module, name))


def _storage_names() -> set[str]:
    return {entry.storage for entry in STORAGE_TYPES.values()} | {"UntypedStorage"}


def _rebuilders() -> dict[tuple[str, str], Callable[..., Any]]:
    return {
        ("torch._utils", "_rebuild_tensor"): _rebuild_tensor,
        ("torch._utils", "_rebuild_tensor_v2"): _rebuild_tensor_v2,
        ("torch._utils", "_rebuild_tensor_v3"): _rebuild_tensor_v3,
        ("torch._utils", "_rebuild_parameter"): _rebuild_parameter,
        ("torch._utils", "_rebuild_parameter_with_state"): _rebuild_parameter_with_state,
        ("torch._tensor", "_rebuild_from_type_v2"): _rebuild_from_type,
        ("torch", "device"): _device,
        ("torch", "Size"): _size,
        ("torch", "Tensor"): paddle.Tensor,
        ("torch.nn.parameter", "Parameter"): paddle.nn.Parameter,
    }


def _device(kind: str, index: int | None = None) -> Any:
    return TorchDevice(kind, index)


def _size(sizes: Any) -> Any:
    return paddle.Size(list(sizes))


def _rebuild_tensor(storage: LoadedStorage, offset: int, size: Any, stride: Any) -> paddle.Tensor:
    """A tensor on the memory of a storage."""
    flat = storage.tensor
    count = 1
    contiguous = True
    for length, step in zip(reversed(size), reversed(stride), strict=True):
        contiguous = contiguous and (length <= 1 or step == count)
        count *= length
    if not count:
        return paddle.empty(list(size), dtype=flat.dtype)
    if contiguous:
        part = flat if offset == 0 and count == flat.size else flat[offset : offset + count]
        return part.reshape(list(size))
    return paddle.as_strided(flat, list(size), list(stride), offset * flat.element_size())


def _rebuild_tensor_v2(
    storage: LoadedStorage,
    storage_offset: int,
    size: Any,
    stride: Any,
    requires_grad: bool,
    backward_hooks: Any,
    metadata: Any = None,
) -> paddle.Tensor:
    tensor = _rebuild_tensor(storage, storage_offset, size, stride)
    tensor.stop_gradient = not requires_grad
    return tensor


def _rebuild_tensor_v3(
    storage: LoadedStorage,
    storage_offset: int,
    size: Any,
    stride: Any,
    requires_grad: bool,
    backward_hooks: Any,
    dtype: Any,
    metadata: Any = None,
) -> paddle.Tensor:
    """As v2, for dtypes that have no storage class: the storage holds bytes."""
    typed = LoadedStorage(storage.tensor.view(dtype), str(dtype), storage.location)
    return _rebuild_tensor_v2(typed, storage_offset, size, stride, requires_grad, backward_hooks, metadata)


def _rebuild_parameter(data: paddle.Tensor, requires_grad: bool, backward_hooks: Any) -> Any:
    parameter = paddle.nn.Parameter(data)
    parameter.stop_gradient = not requires_grad
    return parameter


def _rebuild_parameter_with_state(data: paddle.Tensor, requires_grad: bool, backward_hooks: Any, state: Any) -> Any:
    parameter = _rebuild_parameter(data, requires_grad, backward_hooks)
    _set_state(parameter, state)
    return parameter


def _rebuild_from_type(func: Callable[..., Any], new_type: Any, args: Any, state: Any) -> Any:
    """A tensor or parameter that carries attributes of its own."""
    tensor = func(*args)
    if new_type is paddle.nn.Parameter and not isinstance(tensor, paddle.nn.Parameter):
        tensor = _rebuild_parameter(tensor, not tensor.stop_gradient, None)
    _set_state(tensor, state)
    return tensor


def _set_state(tensor: Any, state: Any) -> None:
    attributes, slots = state if isinstance(state, tuple) else (state, None)
    for entry in (attributes, slots):
        for name, value in (entry or {}).items():
            setattr(tensor, name, value)
