"""``paddle.save``'s files: a pickle of numpy arrays, in which bfloat16 is uint16.

Written as a pickle of protocol 4, an instruction at a time: ``paddle.load`` reads it.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np

from paconvert_ng.weights.dtypes import HELD
from paconvert_ng.weights.errors import WeightsError
from paconvert_ng.weights.formats.model import Checkpoint, Planned, Segment, Tensor, count, mapped, view
from paconvert_ng.weights.formats.pickled import Bytes, Call, Machine, Name
from paconvert_ng.weights.formats.torch_pickle import pairs
from paconvert_ng.weights.values import Value, reassemble

SUFFIX = ".pdparams"
#: Structured names → the names of the parameters; every file of paddle.save has it.
_NAMES = "StructuredToParameterName@@"
#: Below protocol 4 arrays of more than 2^30 bytes are cut; this tells how.
_CUT = "UnpackBigParamInfor@@"
_MULTIARRAY = ("numpy.core.multiarray", "numpy._core.multiarray")
_ALLOWED = {
    *(Name(module, name) for module in _MULTIARRAY for name in ("_reconstruct", "scalar")),
    Name("numpy", "ndarray"),
    Name("numpy", "dtype"),
    Name("collections", "OrderedDict"),
    Name("_codecs", "encode"),
}
#: numpy's kinds → dtypes. Paddle has no unsigned 16-bit integers: its uint16 is bfloat16.
_KINDS = {
    "f8": "F64", "f4": "F32", "f2": "F16", "u2": "BF16", "i8": "I64", "i4": "I32", "i2": "I16", "i1": "I8",
    "u1": "U8", "u4": "U32", "u8": "U64", "b1": "BOOL", "c8": "C64", "c16": "C128",
}  # fmt: skip
_WRITTEN = {dtype: kind for kind, dtype in _KINDS.items() if dtype not in ("U32", "U64")}


def read(path: Path, into: Checkpoint) -> None:
    """Add the tensors of a file. Raises WeightsError for one that is damaged, or that is more than data."""
    data = mapped(path)
    if data[:1].tobytes() != b"\x80":
        raise WeightsError(f"{path} is no file of paddle.save")
    found = Machine(path, data, 0, _ALLOWED.__contains__).run()
    items = dict(pairs(path, found))
    items.pop(_NAMES, None)
    cut = items.pop(_CUT, {})
    arrays: dict[str, tuple[str, Value]] = {}
    for name, item in items.items():
        # A tensor that was saved inside other containers goes with its own name.
        if isinstance(item, tuple) and len(item) == 2 and isinstance(item[0], str):
            item = item[1]
        if isinstance(item, Call) and item.what.name == "_reconstruct":
            arrays[name] = _array(path, data, name, item)
        else:
            into.other.append(name)
    for name, how in cut.items() if isinstance(cut, dict) else ():
        arrays[name] = _uncut(path, name, how, arrays)
    for name, (dtype, value) in arrays.items():
        into.add(Tensor(name, dtype, value, path))


def _array(path: Path, data: np.ndarray[Any, Any], name: str, call: Call) -> tuple[str, Value]:
    try:
        _, shape, kind, fortran, content = call.state
        if kind.what != Name("numpy", "dtype") or (kind.state and kind.state[1] not in ("<", "|", "=")):
            raise ValueError(kind)
        dtype = _KINDS[kind.arguments[0]]
        if type(shape) is not tuple or not all(type(length) is int and length >= 0 for length in shape):
            raise ValueError(shape)
    except (TypeError, ValueError, KeyError, IndexError, AttributeError):
        raise WeightsError(f"{path} is damaged: {name!r} is no array that is known here") from None
    if isinstance(content, Call) and content.what.name == "encode":
        content = content.arguments[0].encode("latin-1")  # how protocol 2 writes bytes
    if isinstance(content, Bytes):
        start, length, buffer = content.start, content.length, data.data
    elif isinstance(content, bytes):
        start, length, buffer = 0, len(content), memoryview(content)
    else:
        raise WeightsError(f"{path} is damaged: {name!r} has no bytes")
    if length != count(shape) * HELD[dtype].itemsize:
        raise WeightsError(f"{path} is damaged: {name!r} of {dtype} {list(shape)} has {length} bytes")
    return dtype, view(name, path, buffer, start, dtype, shape, fortran=bool(fortran))


def _uncut(path: Path, name: str, how: Any, arrays: dict[str, tuple[str, Value]]) -> tuple[str, Value]:
    try:
        found = [arrays.pop(part) for part in how["slices"]]
        flat = [value.reshape(-1) for _, value in found if isinstance(value, np.ndarray)]
        return found[0][0], reassemble(flat, tuple(map(int, how["OriginShape"])))
    except (TypeError, ValueError, KeyError, IndexError):
        raise WeightsError(f"{path} is damaged: {name!r} is cut and its parts do not fit") from None


def layout(tensors: list[Planned], metadata: dict[str, str]) -> list[Segment]:
    """The segments of a file with these tensors. Raises WeightsError for a dtype that Paddle lacks."""
    segments: list[Segment] = []
    open_bytes = b"\x80\x04}("
    for tensor in tensors:
        if tensor.dtype not in _WRITTEN:
            raise WeightsError(f"{tensor.name!r} is {tensor.dtype}, which .pdparams cannot hold; write safetensors")
        kind = _WRITTEN[tensor.dtype]
        order = "|" if HELD[tensor.dtype].itemsize == 1 else "<"
        head = (
            _text(tensor.name)
            + b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85C\x01b\x87R"
            + b"(K\x01("
            + b"".join(_integer(length) for length in tensor.shape)
            + b"t"
            + (b"cnumpy\ndtype\n" + _text(kind) + b"\x89\x88\x87R(K\x03" + _text(order) + b"NNN")
            + b"J\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89"
        )
        segments += [open_bytes + head + b"\x8e" + struct.pack("<Q", tensor.nbytes), tensor]
        open_bytes = b"tb"
    # Where a tensor's name is in this table too, paddle.load gives a tensor, else an array (of uint16 for bfloat16).
    names = b"".join(_text(tensor.name) * 2 for tensor in tensors)
    return [*segments, open_bytes + _text(_NAMES) + b"}(" + names + b"uu."]


def _text(text: str) -> bytes:
    data = text.encode("utf-8", "surrogatepass")
    return b"X" + struct.pack("<I", len(data)) + data


def _integer(number: int) -> bytes:
    return b"J" + struct.pack("<i", number) if number < 1 << 31 else b"\x8a\x08" + struct.pack("<q", number)
