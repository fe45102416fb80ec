"""huggingface_hub's functions for checkpoints of torch: state dicts in one file or several, with an index."""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import paddle

from .module_state_dict import _IncompatibleKeys, module_load_state_dict, module_state_dict
from .serialization_load import torch_load
from .serialization_safetensors import shared_names
from .serialization_save import torch_save

_SAFE_PATTERN = "model{suffix}.safetensors"
_PICKLE_PATTERN = "pytorch_model{suffix}.bin"


def get_torch_storage_size(tensor: paddle.Tensor) -> int:
    """huggingface_hub.get_torch_storage_size in bytes. Of a view, its own: Paddle does not tell that of the whole."""
    return int(tensor.size) * int(tensor.element_size())


def get_torch_storage_id(tensor: paddle.Tensor) -> tuple[Any, int, int] | None:
    """huggingface_hub.get_torch_storage_id: place, address and bytes."""
    return tensor.place, int(tensor.data_ptr()), get_torch_storage_size(tensor)


def split_torch_state_dict_into_shards(
    state_dict: dict[str, Any], *, filename_pattern: str = _SAFE_PATTERN, max_shard_size: int | str = "5GB"
) -> Any:
    """huggingface_hub.split_torch_state_dict_into_shards: which tensors stand in which file."""
    from huggingface_hub import split_state_dict_into_shards_factory

    return split_state_dict_into_shards_factory(
        state_dict,
        max_shard_size=max_shard_size,
        filename_pattern=filename_pattern,
        get_storage_size=get_torch_storage_size,
        get_storage_id=get_torch_storage_id,
    )


def save_torch_state_dict(
    state_dict: Mapping[str, paddle.Tensor],
    save_directory: str | Path,
    *,
    filename_pattern: str | None = None,
    force_contiguous: bool = True,
    max_shard_size: int | str = "5GB",
    metadata: dict[str, str] | None = None,
    safe_serialization: bool = True,
    is_main_process: bool = True,
    shared_tensors_to_discard: list[str] | None = None,
) -> None:
    """huggingface_hub.save_torch_state_dict: one file, or several with an index; files of an earlier save go away.

    A tensor under several names is written once (safetensors only); the metadata names the others.
    """
    folder = str(save_directory)
    pattern = filename_pattern or (_SAFE_PATTERN if safe_serialization else _PICKLE_PATTERN)
    metadata = {} if metadata is None else metadata
    state = dict(state_dict)
    if safe_serialization:
        preferred = set(state) - set(shared_tensors_to_discard or ())
        for kept, others in shared_names(state, preferred).items():
            for name in others:
                metadata.setdefault(name, kept)
                del state[name]
        if force_contiguous:
            state = {name: tensor.contiguous() for name, tensor in state.items()}
    split = split_torch_state_dict_into_shards(state, filename_pattern=pattern, max_shard_size=max_shard_size)
    if is_main_process:
        earlier = re.compile(pattern.format(suffix=r"(-\d{5}-of-\d{5})?") + r"(\.index\.json)?")
        for name in filter(earlier.match, os.listdir(folder)):
            os.remove(os.path.join(folder, name))
    written = {"format": "pt", **({} if split.is_sharded else metadata)}
    for filename, names in split.filename_to_tensors.items():
        path = os.path.join(folder, filename)
        shard = {name: state[name] for name in names}
        if safe_serialization:
            from safetensors.paddle import save_file

            save_file(shard, path, metadata=written)
        else:
            torch_save(shard, path)
    if split.is_sharded:
        index = {"metadata": {**split.metadata, **metadata}, "weight_map": split.tensor_to_filename}
        with open(os.path.join(folder, pattern.format(suffix="") + ".index.json"), "w", encoding="utf-8") as file:
            json.dump(index, file, indent=2)


def save_torch_model(
    model: Any,
    save_directory: str | Path,
    *,
    filename_pattern: str | None = None,
    force_contiguous: bool = True,
    max_shard_size: int | str = "5GB",
    metadata: dict[str, str] | None = None,
    safe_serialization: bool = True,
    is_main_process: bool = True,
    shared_tensors_to_discard: list[str] | None = None,
) -> None:
    """huggingface_hub.save_torch_model: ``save_torch_state_dict`` of a model's state dict."""
    save_torch_state_dict(
        module_state_dict(model),
        save_directory,
        filename_pattern=filename_pattern,
        force_contiguous=force_contiguous,
        max_shard_size=max_shard_size,
        metadata=metadata,
        safe_serialization=safe_serialization,
        is_main_process=is_main_process,
        shared_tensors_to_discard=shared_tensors_to_discard,
    )


def load_state_dict_from_file(
    checkpoint_file: str | os.PathLike[str], map_location: Any = None, weights_only: bool = False, mmap: bool = False
) -> Any:
    """huggingface_hub.load_state_dict_from_file: what is in a .safetensors file, or in any other that torch wrote.

    Raises FileNotFoundError, and OSError for a safetensors file whose metadata names another framework.
    """
    path = Path(checkpoint_file)
    if not path.is_file():
        raise FileNotFoundError(f"there is no checkpoint file {path}")
    if path.suffix != ".safetensors":
        return torch_load(path, map_location=map_location, weights_only=weights_only)
    from safetensors import safe_open
    from safetensors.paddle import load_file

    with safe_open(path, framework="numpy") as file:
        metadata = file.metadata()
    if metadata is not None and metadata.get("format") not in ("pt", "mlx"):
        raise OSError(f"the metadata of {path} does not say that its format is torch's (pt)")
    device = map_location
    if device is not None and hasattr(device, "type"):
        device = str(device.type)
    if device == "meta":
        logging.getLogger("huggingface_hub").warning("the tensors of %s are read to the CPU, not to meta", path)
        device = None
    return load_file(path, device="cpu" if device is None else str(device).replace("cuda", "gpu"))


def load_torch_model(
    model: Any,
    checkpoint_path: str | os.PathLike[str],
    *,
    strict: bool = False,
    safe: bool = True,
    weights_only: bool = False,
    map_location: Any = None,
    mmap: bool = False,
    filename_pattern: str | None = None,
) -> Any:
    """huggingface_hub.load_torch_model: a file, or a folder with one or with an index, into a model.

    Gives the names that were missing and those that were not expected. Raises ValueError where there is no checkpoint.
    """
    path = Path(checkpoint_path)
    if not path.exists():
        raise ValueError(f"there is no checkpoint {path}")
    if path.is_file():
        state = load_state_dict_from_file(path, map_location=map_location, weights_only=weights_only)
        return module_load_state_dict(model, state, strict=strict)
    pattern = filename_pattern or _SAFE_PATTERN
    index = path / f"{pattern.format(suffix='')}.index.json"
    if filename_pattern is None and not index.is_file() and not safe:
        index = path / f"{_PICKLE_PATTERN.format(suffix='')}.index.json"
    if index.is_file():
        return _load_sharded(model, index, strict, weights_only)
    files = list(path.glob("*.safetensors" if safe else "*.bin"))
    if len(files) != 1:
        raise ValueError(f"{path} has neither an index nor exactly one file of weights")
    state = load_state_dict_from_file(files[0], map_location=map_location, weights_only=weights_only)
    return module_load_state_dict(model, state, strict=strict)


def _load_sharded(model: Any, index: Path, strict: bool, weights_only: bool) -> Any:
    with open(index, encoding="utf-8") as file:
        places: dict[str, str] = json.load(file)["weight_map"]
    expected = list(module_state_dict(model))
    missing, unexpected = _names_besides(expected, places), _names_besides(places, expected)
    if strict and (missing or unexpected):
        listed = (("Missing", missing), ("Unexpected", unexpected))
        lines = [
            f"{kind} key(s): " + ",".join(f'"{name}"' for name in sorted(names)) for kind, names in listed if names
        ]
        raise RuntimeError("\n".join((f"Error(s) in loading state_dict for {type(model).__name__}", *lines)))
    for name in sorted(set(places.values())):
        module_load_state_dict(model, load_state_dict_from_file(index.parent / name, "cpu", weights_only), strict=False)
    return _IncompatibleKeys(missing, unexpected)


def _names_besides(names: Iterable[str], others: Iterable[str]) -> list[str]:
    left = set(others)
    return [name for name in names if name not in left]
