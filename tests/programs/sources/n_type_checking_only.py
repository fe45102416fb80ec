from __future__ import annotations
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from torch import Tensor
    import torch
def f(x: Tensor) -> torch.Tensor:
    import torch
    return torch.abs(x)
import torch as T
print(f(T.tensor([-1.0])).tolist(), f.__annotations__["x"])
