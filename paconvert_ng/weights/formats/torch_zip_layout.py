"""Writing what ``torch.load(weights_only=True)`` reads, without torch: a zip archive, stored, aligned to 64 bytes.

Checksums of the tensors are known only after they are written, so they stand behind each (as torch has them too), and
in the directory at the end.
"""

from __future__ import annotations

import struct
import zlib

from paconvert_ng.weights.errors import WeightsError
from paconvert_ng.weights.formats.model import Late, Planned, Segment, count, segment_size
from paconvert_ng.weights.formats.torch_pickle import STORAGES

_CLASSES = {dtype: name for name, dtype in STORAGES.items()}
_ALIGNMENT = 64
_DEFERRED = 0x0808  # checksum and sizes follow the data; names are UTF-8
_ROOT = "archive"
_BIG = 0xFFFFFFFF


def layout(tensors: list[Planned], metadata: dict[str, str]) -> list[Segment]:
    """The segments of an archive with these tensors. Raises WeightsError for a dtype without a storage class."""
    for tensor in tensors:
        if tensor.dtype not in _CLASSES:
            raise WeightsError(f"{tensor.name!r} is {tensor.dtype}, which .bin cannot hold; write safetensors")
    members: list[tuple[str, bytes | Planned]] = [("data.pkl", _pickle(tensors)), ("byteorder", b"little")]
    members += [(f"data/{number}", tensor) for number, tensor in enumerate(tensors)]
    members.append(("version", b"3\n"))
    segments: list[Segment] = []
    entries: list[tuple[bytes, bytes | Planned, int]] = []
    at = 0
    for name, content in members:
        full = f"{_ROOT}/{name}".encode()
        head = _head(full, at)
        entries.append((full, content, at))
        segments += [head, content, _descriptor(content)]
        at += len(head) + segment_size(content) + 24
    size = sum(len(_record(full, 0, segment_size(content), where)) for full, content, where in entries)

    def directory(checksums: dict[str, int]) -> bytes:
        records = [
            _record(full, _checksum(content, checksums), segment_size(content), where)
            for full, content, where in entries
        ]
        return b"".join(records) + _end(len(records), size, at)

    return [*segments, Late(size + len(_end(len(entries), size, at)), directory)]


def _checksum(content: bytes | Planned, checksums: dict[str, int]) -> int:
    return zlib.crc32(content) if isinstance(content, bytes) else checksums[content.name]


def _head(name: bytes, at: int) -> bytes:
    fixed = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 45, _DEFERRED, 0, 0, 0x21, 0, _BIG, _BIG, len(name), 0)
    sizes = struct.pack("<HHQQ", 1, 16, 0, 0)
    # torch pads with an extra field of this id too.
    space = -(at + len(fixed) + len(name) + len(sizes) + 4) % _ALIGNMENT
    extra = sizes + b"FB" + struct.pack("<H", space) + b"Z" * space
    return fixed[:-2] + struct.pack("<H", len(extra)) + name + extra


def _descriptor(content: bytes | Planned) -> Segment:
    length = segment_size(content)

    def make(checksums: dict[str, int]) -> bytes:
        return struct.pack("<4sIQQ", b"PK\x07\x08", _checksum(content, checksums), length, length)

    return Late(24, make)


def _record(name: bytes, checksum: int, length: int, where: int) -> bytes:
    extra = struct.pack("<HHQQQ", 1, 24, length, length, where)
    fixed = struct.pack(
        "<4sHHHHHHIIIHHHHHII",
        b"PK\x01\x02", 45, 45, _DEFERRED, 0, 0, 0x21, checksum, _BIG, _BIG, len(name), len(extra), 0, 0, 0, 0, _BIG,
    )  # fmt: skip
    return fixed + name + extra


def _end(number: int, size: int, at: int) -> bytes:
    wide = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, number, number, size, at)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, at + size, 1)
    shown = [min(number, 0xFFFF), min(number, 0xFFFF), min(size, _BIG), min(at, _BIG)]
    return wide + locator + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, *shown, 0)


def _pickle(tensors: list[Planned]) -> bytes:
    parts = [b"\x80\x02ccollections\nOrderedDict\n)R("]
    for number, tensor in enumerate(tensors):
        strides = [count(tensor.shape[axis + 1 :]) for axis in range(len(tensor.shape))]
        parts += [
            _text(tensor.name),
            b"ctorch._utils\n_rebuild_tensor_v2\n((",
            _text("storage"),
            f"ctorch\n{_CLASSES[tensor.dtype]}\n".encode(),
            _text(str(number)),
            _text("cpu"),
            _integer(count(tensor.shape)),
            b"tQK\x00",
            b"(" + b"".join(map(_integer, tensor.shape)) + b"t",
            b"(" + b"".join(map(_integer, strides)) + b"t",
            b"\x89ccollections\nOrderedDict\n)RtR",
        ]
    return b"".join([*parts, b"u."])


def _text(text: str) -> bytes:
    data = text.encode("utf-8", "surrogatepass")
    return b"X" + struct.pack("<I", len(data)) + data


def _integer(number: int) -> bytes:
    return b"J" + struct.pack("<i", number) if number < 1 << 31 else b"\x8a\x08" + struct.pack("<q", number)
