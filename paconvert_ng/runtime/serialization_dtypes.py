"""torch's names for dtypes in checkpoints, and tensors from and to bytes."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import paddle


class StorageType(NamedTuple):
    """How a dtype stands in torch's files: the storage class, and the numpy dtype of its bytes.

    ``view`` is the dtype to reinterpret the loaded tensor as, where numpy has no such dtype.
    """

    storage: str
    numpy: str
    view: str = ""


STORAGE_TYPES = {
    "float64": StorageType("DoubleStorage", "<f8"),
    "float32": StorageType("FloatStorage", "<f4"),
    "float16": StorageType("HalfStorage", "<f2"),
    "bfloat16": StorageType("BFloat16Storage", "<i2", "bfloat16"),
    "int64": StorageType("LongStorage", "<i8"),
    "int32": StorageType("IntStorage", "<i4"),
    "int16": StorageType("ShortStorage", "<i2"),
    "int8": StorageType("CharStorage", "i1"),
    "uint8": StorageType("ByteStorage", "u1"),
    "bool": StorageType("BoolStorage", "?"),
    "complex64": StorageType("ComplexFloatStorage", "<c8"),
    "complex128": StorageType("ComplexDoubleStorage", "<c16"),
    "float8_e4m3fn": StorageType("Float8_e4m3fnStorage", "u1", "float8_e4m3fn"),
    "float8_e5m2": StorageType("Float8_e5m2Storage", "u1", "float8_e5m2"),
}
#: torch pickles these through ``_rebuild_tensor_v3``, which names the dtype, on untyped storage.
UNTYPED_DTYPES = ("float8_e4m3fn", "float8_e5m2")


def dtype_by_storage(storage: str) -> str:
    """The dtype of a storage class; "uint8" for an untyped one. Raises TypeError for one that Paddle lacks."""
    if storage == "UntypedStorage":
        return "uint8"
    for dtype, entry in STORAGE_TYPES.items():
        if entry.storage == storage:
            return dtype
    raise TypeError(f"the file holds a torch.{storage}, for which Paddle has no dtype")


def byte_width(dtype: str) -> int:
    """The bytes of one element."""
    return np.dtype(STORAGE_TYPES[dtype].numpy).itemsize


def tensor_from_bytes(data: bytes, dtype: str, place: Any) -> paddle.Tensor:
    """A 1-D tensor of the little-endian values in ``data``."""
    entry = STORAGE_TYPES[dtype]
    values = np.frombuffer(data, dtype=entry.numpy)
    if not values.size:
        return paddle.empty([0], dtype=dtype)
    tensor = paddle.to_tensor(values.astype(values.dtype.newbyteorder("=")), place=paddle.CPUPlace())
    if entry.view:
        tensor = tensor.view(entry.view)
    return tensor if place.is_cpu_place() else tensor.to(place)


def tensor_bytes(tensor: paddle.Tensor) -> bytes:
    """The little-endian values of a tensor, in the order of its axes."""
    entry = STORAGE_TYPES[dtype_key(tensor)]
    flat = tensor.detach().cpu().contiguous().flatten()
    if not flat.size:
        return b""
    values = flat.view("int16" if entry.numpy == "<i2" else "uint8").numpy() if entry.view else flat.numpy()
    return values.astype(values.dtype.newbyteorder("<"), copy=False).tobytes()


def dtype_key(tensor: paddle.Tensor) -> str:
    """A tensor's dtype as key of ``STORAGE_TYPES``."""
    return str(tensor.dtype).rpartition(".")[2]
