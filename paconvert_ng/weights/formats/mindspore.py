"""MindSpore's .ckpt: a protobuf message, read and written without protobuf.

``Checkpoint {1: repeated Value {1: name, 2: Tensor {1: repeated dimension, 2: type, 3: bytes}}}``. Long tensors are cut
into values of the same name that follow each other; a tensor without dimensions has the one dimension 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from paconvert_ng.weights.dtypes import HELD
from paconvert_ng.weights.errors import WeightsError
from paconvert_ng.weights.formats.model import Checkpoint, Planned, Segment, Sliced, Tensor, count, mapped, view
from paconvert_ng.weights.values import reassemble

SUFFIX = ".ckpt"
#: MindSpore cuts tensors above this many bytes.
SLICE = 512 << 20
_TYPES = {
    "Float64": "F64", "Float32": "F32", "Float16": "F16", "BFloat16": "BF16", "Int64": "I64", "Int32": "I32",
    "Int16": "I16", "Int8": "I8", "UInt64": "U64", "UInt32": "U32", "UInt16": "U16", "UInt8": "U8", "Bool": "BOOL",
    "Complex64": "C64", "Complex128": "C128",
}  # fmt: skip
_NAMES = {dtype: name for name, dtype in _TYPES.items()}
_CHECKSUM = b"crc_num"


def read(path: Path, into: Checkpoint) -> None:
    """Add the tensors of a file. Raises WeightsError for one that is damaged."""
    data = mapped(path)
    end = len(data)
    if end >= 17 and data[end - 17 : end - 10].tobytes() == _CHECKSUM:
        end -= 17  # save_checkpoint(crc_check=True)
    held: list[tuple[str, str, tuple[int, ...], list[tuple[int, int]]]] = []
    for number, low, high in _fields(path, data, 0, end):
        if number != 1:
            raise WeightsError(f"{path} is damaged, or no .ckpt of MindSpore")
        name, kind, shape, place = _value(path, data, low, high)
        if held and held[-1][0] == name:
            held[-1][3].append(place)
        else:
            held.append((name, kind, shape, [place]))
    for name, kind, shape, places in held:
        if kind not in _TYPES:
            raise WeightsError(f"{path}: {name!r} is of type {kind!r}, which is not known here")
        dtype = _TYPES[kind]
        held_as = HELD[dtype]
        length = sum(high - low for low, high in places)
        if shape == (0,) and length:
            shape = ()
        if length != count(shape) * held_as.itemsize or any((high - low) % held_as.itemsize for low, high in places):
            raise WeightsError(f"{path} is damaged: {name!r} of {kind} {list(shape)} has {length} bytes")
        if not length:
            into.add(Tensor(name, dtype, view(name, path, data.data, 0, dtype, shape), path))
            continue
        parts = [np.ndarray(((high - low) // held_as.itemsize,), held_as, data.data, low) for low, high in places]
        into.add(Tensor(name, dtype, reassemble(parts, shape), path))


def _value(
    path: Path, data: np.ndarray[Any, Any], start: int, end: int
) -> tuple[str, str, tuple[int, ...], tuple[int, int]]:
    name, tensor = None, None
    for number, low, high in _fields(path, data, start, end):
        if number == 1:
            name = data[low:high].tobytes().decode("utf-8", "replace")
        elif number == 2:
            tensor = (low, high)
    if name is None or tensor is None:
        raise WeightsError(f"{path}: {name!r} is no tensor; only tensors are read here")
    shape: list[int] = []
    kind, place = "", (0, 0)
    for number, low, high in _fields(path, data, *tensor):
        if number == 1:
            at = low
            while at < high:
                length, at = _varint(path, data, at, high)
                shape.append(length)
        elif number == 2:
            kind = data[low:high].tobytes().decode("utf-8", "replace")
        elif number == 3:
            place = (low, high)
    return name, kind, tuple(shape), place


def _fields(path: Path, data: np.ndarray[Any, Any], at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The fields of a message: number, where its content begins and ends."""
    while at < end:
        key, at = _varint(path, data, at, end)
        start = at
        if key & 7 == 2:
            length, start = _varint(path, data, at, end)
            at = start + length
        elif key & 7 == 0:
            _, at = _varint(path, data, at, end)
        else:
            at += {1: 8, 5: 4}.get(key & 7, end)
        if at > end or not key >> 3:
            raise WeightsError(f"{path} is truncated or damaged, or no .ckpt of MindSpore")
        yield key >> 3, start, at


def _varint(path: Path, data: np.ndarray[Any, Any], at: int, end: int) -> tuple[int, int]:
    number = 0
    for shift in range(0, 70, 7):
        if at >= end:
            raise WeightsError(f"{path} is truncated or damaged, or no .ckpt of MindSpore")
        byte = int(data[at])
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, at
    raise WeightsError(f"{path} is damaged, or no .ckpt of MindSpore")


def layout(tensors: list[Planned], metadata: dict[str, str]) -> list[Segment]:
    """The segments of a file with these tensors. Raises WeightsError for a dtype that MindSpore lacks."""
    segments: list[Segment] = []
    for tensor in tensors:
        if tensor.dtype not in _NAMES:
            raise WeightsError(f"{tensor.name!r} is {tensor.dtype}, which .ckpt cannot hold; write safetensors")
        width = HELD[tensor.dtype].itemsize
        limit = SLICE - SLICE % width
        lengths = [min(limit, tensor.nbytes - at) for at in range(0, tensor.nbytes, limit)] or [0]
        segments.append(Sliced(tensor, limit, tuple(_head(tensor, length) for length in lengths)))
    return segments


def _head(tensor: Planned, length: int) -> bytes:
    dimensions = b"".join(b"\x08" + _number(size) for size in tensor.shape or (0,))
    kind = _NAMES[tensor.dtype].encode()
    inside = dimensions + b"\x12" + _number(len(kind)) + kind + b"\x1a" + _number(length)
    name = tensor.name.encode("utf-8", "surrogatepass")
    head = b"\x0a" + _number(len(name)) + name + b"\x12" + _number(len(inside) + length) + inside
    return b"\x0a" + _number(len(head) + length) + head


def _number(number: int) -> bytes:
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])
