"""What the pickles of ``torch.save`` may say: dictionaries, and tensors over storages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from paconvert_ng.weights.dtypes import HELD
from paconvert_ng.weights.errors import WeightsError
from paconvert_ng.weights.formats.model import Checkpoint, Tensor, count, view
from paconvert_ng.weights.formats.pickled import Bytes, Call, Name, Persistent

#: torch's storage classes → the dtype of their elements.
STORAGES = {
    "DoubleStorage": "F64",
    "FloatStorage": "F32",
    "HalfStorage": "F16",
    "BFloat16Storage": "BF16",
    "Float8_e4m3fnStorage": "F8_E4M3",
    "Float8_e5m2Storage": "F8_E5M2",
    "LongStorage": "I64",
    "IntStorage": "I32",
    "ShortStorage": "I16",
    "CharStorage": "I8",
    "ByteStorage": "U8",
    "BoolStorage": "BOOL",
    "ComplexFloatStorage": "C64",
    "ComplexDoubleStorage": "C128",
}
#: torch's dtypes, where ``_rebuild_tensor_v3`` has one beside an untyped storage.
_DTYPES = {
    "float64": "F64", "float32": "F32", "float16": "F16", "bfloat16": "BF16", "float8_e4m3fn": "F8_E4M3",
    "float8_e5m2": "F8_E5M2", "int64": "I64", "int32": "I32", "int16": "I16", "int8": "I8", "uint8": "U8",
    "uint16": "U16", "uint32": "U32", "uint64": "U64", "bool": "BOOL", "complex64": "C64", "complex128": "C128",
}  # fmt: skip
_REBUILD = {"_rebuild_tensor_v2", "_rebuild_tensor_v3", "_rebuild_tensor", "_rebuild_parameter"}
_ORDERED = Name("collections", "OrderedDict")
_HARMLESS = {
    _ORDERED,
    Name("torch", "Size"),
    Name("torch", "device"),
    Name("torch.storage", "UntypedStorage"),
    Name("torch", "UntypedStorage"),
    Name("_codecs", "encode"),
}


def allowed(name: Name) -> bool:
    """Whether a checkpoint of tensors may mention this name."""
    if name in _HARMLESS:
        return True
    if name.module == "torch":
        return name.name in STORAGES or name.name in _DTYPES
    return name.module == "torch._utils" and name.name in _REBUILD


class Storages:
    """Where the storages of a file lie: ``place`` gives the start and the length in bytes of one, by its key."""

    def __init__(self, data: np.ndarray[Any, Any], place: Callable[[Any], tuple[int, int]]) -> None:
        self._data = data
        self._place = place

    def tensor(self, path: Path, name: str, call: Call) -> Tensor:
        """The tensor that ``call`` would rebuild."""
        if call.what.name == "_rebuild_parameter":
            inner = call.arguments[0] if call.arguments else None
            if not isinstance(inner, Call) or not _is_tensor(inner):
                raise WeightsError(f"{path} is damaged: {name!r} is a parameter without a tensor")
            return self.tensor(path, name, inner)
        try:
            storage, offset, shape, strides = call.arguments[:4]
            dtype, key, _ = _storage(storage)
            if call.what.name == "_rebuild_tensor_v3":
                dtype = _DTYPES[call.arguments[6].name]
            shape, strides = _lengths(shape), _lengths(strides)
            if len(shape) != len(strides) or type(offset) is not int or offset < 0 or dtype is None:
                raise ValueError(call.arguments)
        except (TypeError, ValueError, KeyError, IndexError, AttributeError):
            raise WeightsError(f"{path} is damaged: {name!r} is no tensor that is known here") from None
        start, length = self._place(key)
        width = HELD[dtype].itemsize
        last = offset + sum((size - 1) * stride for size, stride in zip(shape, strides, strict=True))
        if count(shape) and (last + 1) * width > length:
            raise WeightsError(f"{path} is truncated or damaged: {name!r} reaches beyond its storage")
        steps = tuple(stride * width for stride in strides)
        value = view(name, path, self._data.data, start + offset * width, dtype, shape, steps)
        return Tensor(name, dtype, value, path)

    def element_sizes(self, path: Path, found: Any) -> dict[Any, int]:
        """Storage key → bytes of an element, for all storages that are mentioned in ``found``."""
        sizes: dict[Any, int] = {}
        for call in _calls(found):
            for argument in call.arguments:
                if isinstance(argument, Persistent):
                    dtype, key, _ = _storage(argument)
                    if dtype is None:
                        raise WeightsError(f"{path} is damaged: a storage without a dtype")
                    sizes[key] = HELD[dtype].itemsize
        return sizes


def _storage(storage: Any) -> tuple[str | None, Any, int]:
    if not isinstance(storage, Persistent):
        raise TypeError("no storage")
    kind, cls, key, _, number = storage.key[:5]
    if kind != "storage" or type(key) is not str or type(number) is not int:
        raise ValueError("no storage")
    return STORAGES.get(cls.name), key, number


def _lengths(value: Any) -> tuple[int, ...]:
    if isinstance(value, Call) and value.what.name == "Size":
        value = value.arguments[0]
    found = tuple(value)
    if not all(type(length) is int and length >= 0 for length in found):
        raise ValueError("a length that is no number")
    return found


def _is_tensor(value: Any) -> bool:
    return isinstance(value, Call) and value.what.name in _REBUILD


def _calls(value: Any) -> Iterator[Call]:
    waiting, seen = [value], set()
    while waiting:
        value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, Call):
            yield value
            waiting += [*value.arguments, *value.items]
        elif isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list | tuple):
            waiting += value


#: Under these keys training programs keep a model's state dict among other things.
_WRAPPERS = ("state_dict", "model_state_dict", "model", "module")


def collect(path: Path, found: Any, into: Checkpoint, storages: Storages) -> None:
    """Add the tensors of a state dict, or of the one that a training program keeps beside other things."""
    items = pairs(path, found)
    if not any(_is_tensor(value) for _, value in items):
        for wrapper in _WRAPPERS:
            inner = dict(items).get(wrapper)
            if isinstance(inner, dict) or (isinstance(inner, Call) and inner.what == _ORDERED):
                into.other += [key for key, _ in items if key != wrapper]
                items = pairs(path, inner)
                break
    for key, value in items:
        if _is_tensor(value):
            into.add(storages.tensor(path, key, value))
        else:
            into.other.append(key)


def pairs(path: Path, found: Any) -> list[tuple[str, Any]]:
    """The items of a dict or OrderedDict with texts for keys."""
    if isinstance(found, Call) and found.what == _ORDERED:
        items = list(found.items)
    elif isinstance(found, dict):
        items = list(found.items())
    else:
        raise WeightsError(f"{path} holds no state dict but {_kind(found)}; save model.state_dict()")
    if not all(isinstance(item, tuple) and len(item) == 2 and isinstance(item[0], str) for item in items):
        raise WeightsError(f"{path} holds no state dict: its keys are no texts")
    names = [key for key, _ in items]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise WeightsError(f"{path}: key {twice!r} is there twice")
    return items


def _kind(found: Any) -> str:
    if isinstance(found, Call):
        return str(found.what)
    return "bytes" if isinstance(found, Bytes) else f"a {type(found).__name__}"
