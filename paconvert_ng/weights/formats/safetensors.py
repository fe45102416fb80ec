"""safetensors: eight bytes of length, a JSON header, and the tensors' bytes without gaps."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from paconvert_ng.weights.dtypes import HELD
from paconvert_ng.weights.errors import WeightsError
from paconvert_ng.weights.formats.model import Checkpoint, Planned, Segment, Tensor, count, mapped, view

SUFFIX = ".safetensors"
#: The library refuses longer headers too.
_LONGEST_HEADER = 100_000_000


def read(path: Path, into: Checkpoint) -> None:
    """Add the tensors of a file. Raises WeightsError for one that is damaged, with what is wrong with it."""
    data = mapped(path)
    header, start = _header(path, data)
    metadata = header.pop("__metadata__", {})
    if isinstance(metadata, dict):
        into.metadata.update({str(key): str(value) for key, value in metadata.items()})
    places: list[tuple[int, int, str]] = []
    for name, entry in header.items():
        dtype, shape, low, high = _entry(path, name, entry)
        places.append((low, high, name))
        if start + high > len(data):
            raise WeightsError(
                f"{path} is truncated: {name!r} ends at byte {start + high} and the file has {len(data)}; "
                "download it again"
            )
        into.add(Tensor(name, dtype, view(name, path, data.data, start + low, dtype, shape), path))
    end = 0
    for low, high, name in sorted(places):
        if low != end:
            raise WeightsError(f"{path} is damaged: {name!r} begins at byte {low} of the data, not at {end}")
        end = high
    if start + end != len(data):
        raise WeightsError(f"{path} is damaged: {len(data) - start - end} bytes follow the last tensor")


def _header(path: Path, data: Any) -> tuple[dict[str, Any], int]:
    if len(data) < 8:
        raise WeightsError(f"{path} is truncated: {len(data)} bytes")
    length = int.from_bytes(data[:8].tobytes(), "little")
    if length > _LONGEST_HEADER:
        raise WeightsError(f"{path} is no safetensors file: its header would have {length} bytes")
    if 8 + length > len(data):
        raise WeightsError(f"{path} is truncated: its header has {length} bytes and the file {len(data)}")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise WeightsError(f"{path}: key {key!r} is there twice")
            found[key] = value
        return found

    try:
        header = json.loads(data[8 : 8 + length].tobytes().decode("utf-8"), object_pairs_hook=once)
    except (ValueError, RecursionError):
        raise WeightsError(f"{path} is no safetensors file: its header is no JSON") from None
    if not isinstance(header, dict):
        raise WeightsError(f"{path} is no safetensors file: its header is no mapping")
    return header, 8 + length


def _entry(path: Path, name: str, entry: Any) -> tuple[str, tuple[int, ...], int, int]:
    try:
        dtype, shape, (low, high) = entry["dtype"], entry["shape"], entry["data_offsets"]
        numbers = [*shape, low, high]
    except (KeyError, TypeError, ValueError):
        raise WeightsError(f"{path} is damaged: the entry of {name!r} is {entry!r}") from None
    if not all(type(number) is int and number >= 0 for number in numbers):
        raise WeightsError(f"{path} is damaged: the entry of {name!r} is {entry!r}")
    if dtype not in HELD:
        raise WeightsError(f"{path}: {name!r} has the dtype {dtype!r}, which is not known here")
    if high - low != count(tuple(shape)) * HELD[dtype].itemsize:
        raise WeightsError(f"{path} is damaged: {name!r} of {dtype} {shape} has {high - low} bytes")
    return dtype, tuple(shape), low, high


def layout(tensors: list[Planned], metadata: dict[str, str]) -> list[Segment]:
    """The segments of a file with these tensors, in this order."""
    header: dict[str, Any] = {}
    if metadata:
        header["__metadata__"] = metadata
    at = 0
    for tensor in tensors:
        end = at + tensor.nbytes
        header[tensor.name] = {"dtype": tensor.dtype, "shape": list(tensor.shape), "data_offsets": [at, end]}
        at = end
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
    text += b" " * (-len(text) % 8)  # so that the data is aligned
    return [len(text).to_bytes(8, "little") + text, *tensors]
