from __future__ import annotations

import typing

import torch
from torch import Tensor


def scale(x: torch.Tensor, by: float = 2.0) -> Tensor:
    y: Tensor = x * by
    return y


hints = typing.get_type_hints(scale)
print(sorted(hints), hints["x"] is hints["return"], hints["by"].__name__)
print(scale(torch.ones(2)).tolist())
