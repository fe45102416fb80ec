"""The files of a model's folder: where they are, and their tensors one after another."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import paddle

from .serialization_load import torch_load
from .serialization_safetensors import safetensors_open

WEIGHT_FILES = ("model.safetensors", "pytorch_model.bin")


def with_variant(name: str, variant: str | None) -> str:
    """``model.safetensors`` → ``model.fp16.safetensors``; for an index the variant stands before the suffixes."""
    if not variant:
        return name
    stem, _, suffix = name.partition(".")
    return f"{stem}.{variant}.{suffix}"


def model_folder(name: Any, subfolder: str = "", **options: Any) -> str:
    """The folder of a model: a path that is there, else a download from the hub into its cache.

    Raises OSError if there is neither. ``options`` are huggingface_hub's (revision, token, cache_dir, …).
    """
    path = os.fspath(name)
    if not os.path.isdir(path):
        if path.startswith((".", "/", "~")) or path.count("/") > 1:
            raise OSError(f"there is no folder {path}")
        from huggingface_hub import snapshot_download

        path = snapshot_download(path, **{key: value for key, value in options.items() if value is not None})
    return os.path.join(path, subfolder) if subfolder else path


def weight_files(folder: str, variant: str | None = None, use_safetensors: bool | None = None) -> list[str]:
    """Paths of the files that hold a model's weights: one, or those that an index names.

    Raises OSError if there are none, if one that an index names is missing or lies outside the folder.
    """
    wanted = [n for n in WEIGHT_FILES if use_safetensors is None or n.endswith("safetensors") == use_safetensors]
    for name in wanted:
        single = os.path.join(folder, with_variant(name, variant))
        if os.path.isfile(single):
            return [single]
        index = os.path.join(folder, with_variant(f"{name}.index.json", variant))
        if os.path.isfile(index):
            return _indexed(folder, index)
    raise OSError(f"no weights in {folder}: there is none of {', '.join(wanted)}, nor an index of one")


def _indexed(folder: str, index: str) -> list[str]:
    with open(index, encoding="utf-8") as file:
        names = sorted(set(json.load(file)["weight_map"].values()))
    inside = os.path.realpath(folder)
    paths = [os.path.join(folder, name) for name in names]
    for name, path in zip(names, paths):
        if os.path.commonpath([inside, os.path.abspath(os.path.join(inside, name))]) != inside:
            raise OSError(f"{index} names {name}, which is outside of the folder")
        if not os.path.isfile(path):
            raise OSError(f"{index} names {name}, which is missing")
    return paths


def tensors_of(path: str) -> Iterator[tuple[str, paddle.Tensor]]:
    """Names and tensors of a safetensors or .bin file, one in memory at a time where the format allows it.

    Raises OSError for a pointer of git-lfs in place of the file.
    """
    with open(path, "rb") as file:
        if file.read(20) == b"version https://git-":
            raise OSError(f"{path} is a pointer of git-lfs and not the weights: run `git lfs pull`")
    if path.endswith(".safetensors"):
        with safetensors_open(path, "pt") as file:
            for name in file.keys():
                yield name, file.get_tensor(name)
    else:
        yield from torch_load(path, map_location="cpu", weights_only=True).items()
