"""``torch.save``'s files (.bin, .pt, .pth): a zip archive of a pickle and storages; and the older ones without a zip.

Written without torch too: an archive that ``torch.load(weights_only=True)`` reads.
"""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from paconvert_ng.weights.errors import WeightsError
from paconvert_ng.weights.formats.model import Checkpoint, mapped
from paconvert_ng.weights.formats.pickled import Machine
from paconvert_ng.weights.formats.torch_pickle import Storages, allowed, collect

SUFFIX = ".bin"
_MAGIC = 0x1950A86A20F9469CFC6C
_LOCAL = struct.Struct("<4sHHHHHIIIHH")


def read(path: Path, into: Checkpoint) -> None:
    """Add the tensors of a file. Raises WeightsError for one that is damaged, or that is more than data."""
    data = mapped(path)
    if data[:4].tobytes() == b"PK\x03\x04":
        _read_zip(path, data, into)
    elif data[:1].tobytes() == b"\x80":
        _read_legacy(path, data, into)
    else:
        raise WeightsError(f"{path} is no file of torch.save")


def _read_zip(path: Path, data: np.ndarray[Any, Any], into: Checkpoint) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = {info.filename: info for info in archive.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise WeightsError(f"{path} is truncated or damaged: {error}; download it again") from None
    pickles = [name for name in entries if name == "data.pkl" or name.endswith("/data.pkl")]
    if len(pickles) != 1:
        raise WeightsError(f"{path} is no file of torch.save: it has no data.pkl")
    if any(name.endswith("/constants.pkl") for name in entries):
        raise WeightsError(f"{path} is a TorchScript program, not a state dict; save model.state_dict()")
    root = pickles[0][: -len("data.pkl")]

    def place(name: str) -> tuple[int, int]:
        info = entries.get(name)
        if info is None:
            raise WeightsError(f"{path} is damaged: it has no {name}")
        if info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 1:
            raise WeightsError(f"{path}: {name} is compressed, which torch.save never does")
        head = data[info.header_offset : info.header_offset + _LOCAL.size].tobytes()
        if len(head) < _LOCAL.size or head[:4] != b"PK\x03\x04":
            raise WeightsError(f"{path} is damaged: {name} has no header")
        fields = _LOCAL.unpack(head)
        start = info.header_offset + _LOCAL.size + fields[9] + fields[10]
        if start + info.file_size > len(data):
            raise WeightsError(f"{path} is truncated: {name} ends at byte {start + info.file_size} of {len(data)}")
        return start, info.file_size

    if root + "byteorder" in entries:
        start, length = place(root + "byteorder")
        if data[start : start + length].tobytes() != b"little":
            raise WeightsError(f"{path} was written on a big-endian machine, which is not read here")
    start, length = place(pickles[0])
    found = Machine(path, data[: start + length], start, allowed).run()
    collect(path, found, into, Storages(data, lambda key: place(f"{root}data/{key}")))


def _read_legacy(path: Path, data: np.ndarray[Any, Any], into: Checkpoint) -> None:
    at, objects = 0, []
    for _ in range(5):
        machine = Machine(path, data, at, allowed)
        objects.append(machine.run())
        at = machine.end
        if objects[0] != _MAGIC:
            raise WeightsError(f"{path} is no file of torch.save, or of a version before 0.4")
    _, _, system, found, keys = objects
    if not isinstance(system, dict) or not system.get("little_endian", True) or type(keys) is not list:
        raise WeightsError(f"{path} was written on a big-endian machine, or is damaged")
    # The storages follow in the order of their keys, each with its number of elements; how long an element is, the
    # pickle says.
    storages = Storages(data, lambda key: places[key])
    sizes = storages.element_sizes(path, found)
    places: dict[Any, tuple[int, int]] = {}
    for key in keys:
        if key not in sizes:
            raise WeightsError(f"{path} is damaged: storage {key!r} has no dtype")
        number = int.from_bytes(data[at : at + 8].tobytes(), "little", signed=True)
        length = number * sizes[key]
        if number < 0 or at + 8 + length > len(data):
            raise WeightsError(f"{path} is truncated: storage {key!r} should have {number} elements")
        places[key] = (at + 8, length)
        at += 8 + length
    collect(path, found, into, storages)
