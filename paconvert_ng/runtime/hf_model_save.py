"""transformers.PreTrainedModel.save_pretrained: a folder that transformers, and from_pretrained, can read."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

import paddle

from .hf_files import with_variant
from .module_state_dict import module_state_dict
from .serialization_save import torch_save

_SIZE_UNITS = {"KB": 10**3, "MB": 10**6, "GB": 10**9, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}


def byte_count(size: int | str) -> int:
    """Bytes of "5GB" or "200MiB"; a number is a number of bytes. Raises ValueError for other texts."""
    if isinstance(size, int):
        return size
    text = size.upper().replace(" ", "")
    for unit in ("KIB", "MIB", "GIB", "KB", "MB", "GB"):
        if text.endswith(unit):
            return int(float(text.removesuffix(unit)) * _SIZE_UNITS[unit])
    raise ValueError(f"{size!r} is no size: write it as 5GB or 200MiB")


def _bytes_of(tensor: paddle.Tensor) -> int:
    return int(tensor.size) * tensor.element_size()


def split_into_shards(sizes: Mapping[str, int], largest: int) -> list[list[str]]:
    """Names in order, in groups of at most ``largest`` bytes (a tensor that is larger has one of its own)."""
    groups: list[list[str]] = [[]]
    held = 0
    for name, size in sizes.items():
        if groups[-1] and held + size > largest:
            groups.append([])
            held = 0
        groups[-1].append(name)
        held += size
    return groups


def _unshared(state: Mapping[str, paddle.Tensor], tied: Any) -> dict[str, paddle.Tensor]:
    """The tensors without those that stand there under another name already."""
    kept: dict[str, paddle.Tensor] = {}
    seen: dict[int, str] = {}
    names = sorted(state, key=lambda name: name in (tied or ()))
    for name in names:
        tensor = state[name]
        place = tensor.data_ptr() if tensor.size else id(tensor)
        if place not in seen:
            seen[place] = name
            kept[name] = tensor
    return {name: kept[name] for name in state if name in kept}


class PretrainedSaving:
    """save_pretrained, for models."""

    config: Any
    _auto_class: Any
    _tied_weights_keys: Any
    _keys_to_ignore_on_save: Any

    def save_pretrained(
        self,
        save_directory: Any,
        is_main_process: bool = True,
        state_dict: Any = None,
        save_function: Any = None,
        push_to_hub: bool = False,
        max_shard_size: int | str = "5GB",
        safe_serialization: bool = True,
        variant: str | None = None,
        token: Any = None,
        save_peft_format: bool = True,
        **kwargs: Any,
    ) -> None:
        """Write configuration, generation configuration and weights, in several files if they are larger than one.

        Weights that are shared are written once. Raises NotImplementedError for ``push_to_hub``.
        """
        if push_to_hub:
            raise NotImplementedError("push_to_hub: upload the folder with huggingface_hub")
        if os.path.isfile(save_directory):
            raise ValueError(f"{save_directory} is a file, not a folder")
        os.makedirs(save_directory, exist_ok=True)
        state = module_state_dict(self) if state_dict is None else state_dict
        state = _unshared(state, self._tied_weights_keys)
        for name in self._keys_to_ignore_on_save or ():
            state.pop(name, None)
        if is_main_process:
            self._save_configuration(save_directory)
        self._save_weights(os.fspath(save_directory), state, byte_count(max_shard_size), safe_serialization, variant)

    def _save_configuration(self, folder: Any) -> None:
        self.config.architectures = [type(self).__name__]
        dtype = str(self.dtype).removeprefix("paddle.")  # type: ignore[attr-defined]
        self.config.torch_dtype = dtype
        self.config.save_pretrained(folder)
        if self.can_generate() and self.generation_config is not None:  # type: ignore[attr-defined]
            self.generation_config.save_pretrained(folder)  # type: ignore[attr-defined]

    @staticmethod
    def _save_weights(
        folder: str, state: dict[str, paddle.Tensor], largest: int, safe: bool, variant: str | None
    ) -> None:
        name = with_variant("model.safetensors" if safe else "pytorch_model.bin", variant)
        sizes = {key: _bytes_of(tensor) for key, tensor in state.items()}
        shards = split_into_shards(sizes, largest)
        stem, _, suffix = name.rpartition(".")
        weight_map: dict[str, str] = {}
        for number, keys in enumerate(shards, 1):
            file = name if len(shards) == 1 else f"{stem}-{number:05d}-of-{len(shards):05d}.{suffix}"
            weight_map.update(dict.fromkeys(keys, file))
            _write(os.path.join(folder, file), {key: state[key] for key in keys}, safe)
        if len(shards) > 1:
            index = {"metadata": {"total_size": sum(sizes.values())}, "weight_map": weight_map}
            with open(os.path.join(folder, f"{name}.index.json"), "w", encoding="utf-8") as out:
                json.dump(index, out, indent=2, sort_keys=True)
                out.write("\n")

    def push_to_hub(self, *args: Any, **kwargs: Any) -> None:
        """Not done: save the folder and upload it with huggingface_hub. Raises NotImplementedError."""
        raise NotImplementedError("push_to_hub: save the model and upload the folder with huggingface_hub")


def _write(path: str, tensors: dict[str, paddle.Tensor], safe: bool) -> None:
    if not safe:
        torch_save(tensors, path)
        return
    from safetensors.paddle import save_file

    save_file({key: tensor.contiguous() for key, tensor in tensors.items()}, path, metadata={"format": "pt"})
