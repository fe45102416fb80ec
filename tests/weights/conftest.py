"""Small checkpoints, made with numpy alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest

from paconvert_ng.weights.dtypes import HELD
from paconvert_ng.weights.source import open_checkpoint
from paconvert_ng.weights.values import chunks

Arrays: TypeAlias = "dict[str, tuple[str, np.ndarray[Any, Any]]]"


def random_tensor(dtype: str, shape: tuple[int, ...], seed: int = 0) -> tuple[str, np.ndarray[Any, Any]]:
    """Any bits at all, NaNs too: what is compared are bits."""
    held = HELD[dtype]
    number = int(np.prod(shape, dtype=np.int64))
    data = np.random.default_rng(seed).integers(0, 2 if dtype == "BOOL" else 256, number * held.itemsize, np.uint8)
    return dtype, data.view(held).reshape(shape)


def write_safetensors(path: Path, arrays: Arrays, metadata: dict[str, str] | None = None) -> None:
    """By the format's description, independently of the code under test."""
    header: dict[str, Any] = {"__metadata__": metadata} if metadata else {}
    blobs, at = [], 0
    for name, (dtype, array) in arrays.items():
        blob = array.tobytes()
        header[name] = {"dtype": dtype, "shape": list(array.shape), "data_offsets": [at, at + len(blob)]}
        blobs.append(blob)
        at += len(blob)
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + b"".join(blobs))


def read_all(place: Path) -> dict[str, tuple[str, tuple[int, ...], bytes]]:
    """What lies there, with all bytes."""
    return {
        name: (tensor.dtype, tensor.shape, b"".join(chunk.tobytes() for chunk in chunks(tensor.value)))
        for name, tensor in open_checkpoint(place).tensors.items()
    }


def bits(arrays: Arrays) -> dict[str, tuple[str, tuple[int, ...], bytes]]:
    """The same of what was written."""
    return {name: (dtype, array.shape, array.tobytes()) for name, (dtype, array) in arrays.items()}


@pytest.fixture
def arrays() -> Arrays:
    shapes: list[tuple[str, str, tuple[int, ...]]] = [
        ("embed.weight", "BF16", (11, 6)),
        ("line.weight", "F32", (5, 6)),
        ("line.bias", "F16", (5,)),
        ("scale", "F64", ()),
        ("position_ids", "I64", (1, 7)),
        ("mask", "BOOL", (3,)),
        ("nothing", "F32", (0, 4)),
        ("mit Leerzeichen/字", "I8", (2, 2, 2)),
    ]
    return {name: random_tensor(dtype, shape, seed) for seed, (name, dtype, shape) in enumerate(shapes)}


@pytest.fixture
def folder(tmp_path: Path, arrays: Arrays) -> Path:
    """A folder with these tensors in two shards, an index and a config.json."""
    place = tmp_path / "mit Leerzeichen 字"
    place.mkdir()
    names = list(arrays)
    weight_map = {}
    for number, part in enumerate((names[:3], names[3:]), 1):
        file = f"model-{number:05}-of-00002.safetensors"
        write_safetensors(place / file, {name: arrays[name] for name in part}, {"format": "pt"})
        weight_map.update(dict.fromkeys(part, file))
    (place / "model.safetensors.index.json").write_text(json.dumps({"weight_map": weight_map}))
    (place / "config.json").write_text('{"model_type": "none"}')
    return place


@pytest.fixture
def safetensors_file(tmp_path: Path) -> Callable[[Arrays], Path]:
    def make(arrays: Arrays) -> Path:
        path = tmp_path / "made" / "model.safetensors"
        path.parent.mkdir(exist_ok=True)
        write_safetensors(path, arrays)
        return path.parent

    return make
