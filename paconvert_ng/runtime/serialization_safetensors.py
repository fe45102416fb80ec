"""safetensors.torch: files of tensors, read and written for Paddle by ``safetensors.paddle``."""

from __future__ import annotations

import os
from typing import Any

import paddle

from .module_state_dict import module_load_state_dict, module_state_dict


class _Slice:
    """What ``get_slice`` gives: a part of a tensor is read when it is asked for."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getitem__(self, key: Any) -> paddle.Tensor:
        return self._inner[key].clone()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class _OpenFile:
    """An open file that gives Paddle's tensors.

    They are copies: Paddle ends the process when two tensors over the same mapped bytes are freed.
    """

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __enter__(self) -> _OpenFile:
        self._inner.__enter__()
        return self

    def __exit__(self, *details: Any) -> None:
        self._inner.__exit__(*details)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def get_tensor(self, name: str) -> paddle.Tensor:
        return self._inner.get_tensor(name).clone()

    def get_slice(self, name: str) -> _Slice:
        return _Slice(self._inner.get_slice(name))


def safetensors_open(filename: Any, framework: str, device: Any = "cpu", *, backend: str = "mmap") -> Any:
    """safetensors.safe_open, which gives Paddle's tensors where torch's were asked for."""
    from safetensors import safe_open

    if framework not in ("pt", "torch", "pytorch"):
        return safe_open(filename, framework, device=device, backend=backend)
    return _OpenFile(safe_open(filename, "paddle", device=device, backend=backend))


def shared_names(state: dict[str, paddle.Tensor], preferred: Any = ()) -> dict[str, list[str]]:
    """Of the names of each tensor that stands under several: the one to keep, and the others."""
    groups: dict[int, list[str]] = {}
    for name, tensor in state.items():
        if tensor.size:
            groups.setdefault(tensor.data_ptr(), []).append(name)
    found: dict[str, list[str]] = {}
    for names in groups.values():
        if len(names) > 1:
            sizes = {name: state[name].size for name in names}
            if len(set(sizes.values())) > 1:
                raise RuntimeError(f"tensors of different sizes share memory, which cannot be saved or loaded: {names}")
            kept = min([name for name in names if name in preferred] or names)
            found[kept] = sorted(name for name in names if name != kept)
    return found


def safetensors_save_model(
    model: Any,
    filename: str | os.PathLike[str],
    metadata: dict[str, str] | None = None,
    force_contiguous: bool = True,
) -> None:
    """safetensors.torch.save_model: a tensor under several names is written once; the metadata names the others."""
    from safetensors.paddle import save_file

    state = dict(module_state_dict(model))
    metadata = {} if metadata is None else metadata
    for kept, others in shared_names(state).items():
        for name in others:
            metadata.setdefault(name, kept)
            del state[name]
    if force_contiguous:
        state = {name: tensor.contiguous() for name, tensor in state.items()}
    save_file(state, filename, metadata=metadata)


def safetensors_load_model(
    model: Any,
    filename: str | os.PathLike[str],
    strict: bool = True,
    device: Any = "cpu",
    *,
    backend: str = "mmap",
) -> tuple[set[str], list[str]]:
    """safetensors.torch.load_model: the names that were missing and those that were not expected."""
    from safetensors.paddle import load_file

    state = load_file(filename, device, backend=backend)
    spared = {name for others in shared_names(dict(module_state_dict(model)), state).values() for name in others}
    keys = module_load_state_dict(model, state, strict=False)
    missing = {name for name in keys.missing_keys if name not in spared}
    unexpected = [name for name in keys.unexpected_keys if name not in spared]
    if strict and (missing or unexpected):
        lines = [f"Error(s) in loading state_dict for {type(model).__name__}:"]
        if missing:
            lines.append("Missing key(s) in state_dict: " + ", ".join(f'"{name}"' for name in sorted(missing)))
        if unexpected:
            lines.append("Unexpected key(s) in state_dict: " + ", ".join(f'"{name}"' for name in sorted(unexpected)))
        raise RuntimeError("\n    ".join(lines))
    return missing, unexpected
