"""Which files of a folder hold its weights, and what is in them."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from paconvert_ng.weights.errors import WeightsError, listed
from paconvert_ng.weights.formats import mindspore, pdparams, safetensors, torch_zip
from paconvert_ng.weights.formats.model import Checkpoint

#: Format → its reader.
_READERS: dict[str, Callable[[Path, Checkpoint], None]] = {
    "safetensors": safetensors.read,
    "bin": torch_zip.read,
    "pdparams": pdparams.read,
    "ckpt": mindspore.read,
}
#: Ending → format. A .ckpt is torch's or MindSpore's: its first bytes tell.
_ENDINGS = {
    ".safetensors": "safetensors",
    ".bin": "bin",
    ".pt": "bin",
    ".pth": "bin",
    ".pdparams": "pdparams",
    ".ckpt": "ckpt",
}
#: Where several formats lie side by side, the first of these is read.
_ORDER = ("safetensors", "bin", "pdparams", "ckpt")
_SHARD = re.compile(r"(.+)-(\d{5})-of-(\d{5})(\.\w+)\Z")
#: Files of the same endings that are no weights of the model.
_OTHERS = re.compile(r"(training_args|optimizer|scheduler|rng_state|scaler|random_states)[^/]*\Z")
_POINTER = b"version https://git-lfs.github.com/spec/"


def open_checkpoint(place: Path) -> Checkpoint:
    """The tensors of the file ``place``, or of the weights in the folder ``place``; nothing is read but headers.

    Raises WeightsError if there are none, or they are incomplete, damaged or more than data.
    """
    if place.is_dir():
        files, index = _find(place)
    elif place.name.endswith(".index.json"):
        files, index = _indexed(place)
    elif place.exists():
        files, index = [place], None
    else:
        raise WeightsError(f"{place}: no such file or folder")
    found = Checkpoint(files=files, format=_format(files[0]))
    for file in files:
        _check_readable(file)
        kind = _format(file)
        _READERS[kind](file, found)
    if index is not None:
        _check_complete(place, index, found)
    if not found.tensors:
        raise WeightsError(f"{place} holds no tensors")
    return found


def _format(file: Path) -> str:
    kind = _ENDINGS.get(file.suffix)
    if kind is None:
        raise WeightsError(f"{file}: weights end in {', '.join(_ENDINGS)}")
    if kind == "ckpt":
        with open(file, "rb") as stream:
            begin = stream.read(4)
        return "bin" if begin.startswith((b"PK\x03\x04", b"\x80")) else "ckpt"
    return kind


def _check_readable(file: Path) -> None:
    try:
        with open(file, "rb") as stream:
            begin = stream.read(len(_POINTER))
    except OSError as error:
        raise WeightsError(f"{file}: {error.strerror}") from None
    if begin == _POINTER:
        raise WeightsError(
            f"{file} is a git-lfs pointer, not the weights: run `git lfs pull` in {file.parent} and try again"
        )
    if not begin:
        raise WeightsError(f"{file} is empty")


def _find(folder: Path) -> tuple[list[Path], dict[str, str] | None]:
    """The weight files of a folder, and the map of its index if it has one."""
    try:
        names = sorted(entry.name for entry in os.scandir(folder) if entry.is_file())
    except OSError as error:
        raise WeightsError(f"{folder}: {error.strerror}") from None
    for kind in _ORDER:
        endings = [ending for ending, its in _ENDINGS.items() if its == kind]
        chosen = [name for name in names if name.endswith(tuple(endings)) and not _OTHERS.match(name)]
        indexes = [name for name in names if name.endswith(tuple(f"{ending}.index.json" for ending in endings))]
        if len(indexes) > 1:
            raise WeightsError(f"{folder} has {len(indexes)} indexes; give one of them as --in_dir:\n{listed(indexes)}")
        if indexes:
            return _indexed(folder / indexes[0])
        if chosen:
            return [folder / name for name in _set(folder, chosen)], None
    raise WeightsError(f"{folder} has no weights (files ending in {', '.join(_ENDINGS)})")


def _set(folder: Path, names: list[str]) -> list[str]:
    """``names`` if they are one file or one whole set of shards."""
    shards = [match for match in map(_SHARD.match, names) if match]
    if len(names) == 1 and not shards:
        return names
    sets = {(match[1], match[3], match[4]) for match in shards}
    if len(shards) != len(names) or len(sets) != 1:
        usual = [name for name in names if name.startswith(("model.", "pytorch_model.", "model_state."))]
        if len(usual) == 1:
            return usual
        raise WeightsError(f"{folder} has several weight files and no index; give one as --in_dir:\n{listed(names)}")
    stem, total, ending = sets.pop()
    missing = [
        f"{stem}-{number:05}-of-{total}{ending}"
        for number in range(1, int(total) + 1)
        if f"{stem}-{number:05}-of-{total}{ending}" not in names
    ]
    if missing:
        raise WeightsError(f"{folder}: {len(missing)} of {int(total)} shards are missing:\n{listed(missing)}")
    return names


def _indexed(index: Path) -> tuple[list[Path], dict[str, str]]:
    text = read_json(index)
    weight_map = text.get("weight_map")
    if not isinstance(weight_map, dict) or not all(isinstance(name, str) for name in weight_map.values()):
        raise WeightsError(f"{index} has no weight_map")
    folder = index.parent
    names = list(dict.fromkeys(weight_map.values()))
    for name in names:
        # Nothing but a plain name: neither another folder nor a device may be read because an index says so.
        if not name or name in (".", "..") or any(sign in name for sign in "/\\\0"):
            raise WeightsError(f"{index}: the weight_map leads out of its folder: {name!r}")
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        raise WeightsError(f"{index}: {len(missing)} of {len(names)} shards are missing:\n{listed(missing)}")
    return [folder / name for name in names], weight_map


def _check_complete(place: Path, index: dict[str, str], found: Checkpoint) -> None:
    missing = [name for name in index if name not in found.tensors]
    if missing:
        raise WeightsError(f"{place}: {len(missing)} keys of the index are in no shard:\n{listed(missing)}")
    elsewhere = [
        f"{name}: in {tensor.file.name}, not in {index[name]}"
        for name, tensor in found.tensors.items()
        if tensor.file is not None and index.get(name, tensor.file.name) != tensor.file.name
    ]
    if elsewhere:
        raise WeightsError(f"{place}: keys are not in the shards that the index names:\n{listed(elsewhere)}")


def read_json(path: Path) -> dict[str, Any]:
    """A JSON file that holds a mapping. Raises WeightsError if it cannot be read, is none, or has a key twice."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [key for key, _ in pairs]
            twice = next(name for name in found if names.count(name) > 1)
            raise WeightsError(f"{path}: key {twice!r} is there twice")
        return found

    try:
        with open(path, encoding="utf-8-sig") as stream:
            begin = stream.read(len(_POINTER))
            if begin.encode() == _POINTER:
                raise WeightsError(f"{path} is a git-lfs pointer: run `git lfs pull` in {path.parent} and try again")
            found = json.loads(begin + stream.read(), object_pairs_hook=once)
    except OSError as error:
        raise WeightsError(f"{path}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise WeightsError(f"{path} is no JSON: {error}") from None
    if not isinstance(found, dict):
        raise WeightsError(f"{path} holds no mapping")
    return found
