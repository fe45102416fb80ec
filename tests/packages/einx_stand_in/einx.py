"""The part of einx that x-transformers uses, in torch: einx itself writes code for the frameworks that it knows."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import torch
from einops import rearrange


def _axes(part: str, rank: int) -> list[str]:
    """The names of one tensor's axes, those of an ellipsis too."""
    names = part.replace("[", " ").replace("]", " ").split()
    if "..." in names:
        place = names.index("...")
        names[place : place + 1] = [f"ellipsis{i}" for i in range(rank - len(names) + 1)]
    return names


def _elementwise(operation: Callable[..., Any], pattern: str, *tensors: Any) -> Any:
    left, arrow, result = pattern.partition("->")
    parts = left.split(",")
    values = [torch.as_tensor(tensor) for tensor in tensors]
    axes = [_axes(part, value.ndim) for part, value in zip(parts, values, strict=True)]
    if not arrow:
        result = max(parts, key=lambda part: len(part.split()))
    flat = result.replace("(", " ").replace(")", " ")
    hidden = {name for names in axes for name in names if name.startswith("ellipsis")}
    out = _axes(flat, len(flat.split()) - 1 + len(hidden))
    aligned = []
    for value, names in zip(values, axes, strict=True):
        order = [name for name in out if name in names]
        value = value.permute([names.index(name) for name in order])
        aligned.append(value.reshape([value.shape[order.index(name)] if name in order else 1 for name in out]))
    found = operation(*aligned)
    if "(" in result:
        found = rearrange(found, f"{flat} -> {result}")
    return found


def _named(operation: Callable[..., Any]) -> Callable[..., Any]:
    def call(pattern: str, *tensors: Any) -> Any:
        return _elementwise(operation, pattern, *tensors)

    return call


add = _named(operator.add)
subtract = _named(operator.sub)
multiply = _named(operator.mul)
less = _named(operator.lt)
equal = _named(operator.eq)
where = _named(torch.where)


def sum(pattern: str, tensor: torch.Tensor) -> torch.Tensor:
    """The sum over the axes that the result does not have."""
    left, _, right = pattern.partition("->")
    names = _axes(left, tensor.ndim)
    kept = _axes(right, tensor.ndim - len(left.split()) + len(right.split()))
    return tensor.sum([place for place, name in enumerate(names) if name not in kept])


def get_at(pattern: str, tensor: torch.Tensor, index: torch.Tensor) -> torch.Tensor:
    """What ``index`` picks along the last axis, the one in brackets."""
    return tensor.gather(-1, index.unsqueeze(-1)).squeeze(-1)
