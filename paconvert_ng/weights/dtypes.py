"""Element types. A dtype is named as safetensors names it (``BF16``); its elements are held in numpy's.

numpy has neither bfloat16 nor the 8-bit floats: these are held as unsigned integers of the same width.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from paconvert_ng.weights.errors import WeightsError

#: dtype → the numpy dtype that holds it, in the byte order of all the formats here.
HELD: dict[str, np.dtype[Any]] = {
    "F64": np.dtype("<f8"),
    "F32": np.dtype("<f4"),
    "F16": np.dtype("<f2"),
    "BF16": np.dtype("<u2"),
    "F8_E4M3": np.dtype("u1"),
    "F8_E5M2": np.dtype("u1"),
    "I64": np.dtype("<i8"),
    "I32": np.dtype("<i4"),
    "I16": np.dtype("<i2"),
    "I8": np.dtype("i1"),
    "U64": np.dtype("<u8"),
    "U32": np.dtype("<u4"),
    "U16": np.dtype("<u2"),
    "U8": np.dtype("u1"),
    "BOOL": np.dtype("?"),
    "C64": np.dtype("<c8"),
    "C128": np.dtype("<c16"),
}
#: What ``--dtype`` may say → the dtype.
FLOATS = {"float32": "F32", "float16": "F16", "bfloat16": "BF16"}
_CASTS = {"F64", "F32", "F16", "BF16"}


def cast_dtype(dtype: str, wanted: str | None) -> str:
    """The dtype that a tensor of ``dtype`` gets under ``--dtype wanted`` (a dtype or None): integers keep theirs.

    Raises WeightsError for 8-bit floats: without their scales a cast would give wrong values.
    """
    if wanted is None or dtype == wanted:
        return dtype
    if dtype.startswith("F8_"):
        raise WeightsError(f"{dtype} tensors cannot be cast: their scales are in tensors of their own")
    return wanted if dtype in _CASTS else dtype


def cast(block: np.ndarray[Any, Any], dtype: str, wanted: str) -> np.ndarray[Any, Any]:
    """Elements of ``dtype`` as ``wanted``: to the nearest, ties to even; what is too large becomes infinite."""
    if dtype == wanted:
        return block
    if dtype == "BF16":
        wide = (block.astype(np.uint32) << np.uint32(16)).view(np.float32)
    else:
        wide = block
    with np.errstate(over="ignore"):
        return _to_bfloat16(wide.astype(np.float32)) if wanted == "BF16" else wide.astype(HELD[wanted])


def _to_bfloat16(block: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    bits = block.view(np.uint32)
    rounded = bits + (np.uint32(0x7FFF) + ((bits >> np.uint32(16)) & np.uint32(1)))
    # Rounding would carry a NaN's payload into infinity.
    quiet = (bits | np.uint32(0x00400000)) & np.uint32(0xFFFF0000)
    return (np.where(np.isnan(block), quiet, rounded) >> np.uint32(16)).astype(np.uint16)
