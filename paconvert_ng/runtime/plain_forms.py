"""Functions of which a call is plain Paddle, in the forms that only some arguments have: for use as values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import paddle


def torch_roll(input: paddle.Tensor, shifts: int | Sequence[int], dims: int | Sequence[int] = ()) -> paddle.Tensor:
    """torch.roll: without ``dims`` the tensor is rolled as if it were flat."""
    flat = not isinstance(dims, int) and not len(dims)
    return paddle.roll(input, shifts) if flat else paddle.roll(input, shifts, dims)


def torch_finfo(type: Any = None) -> Any:
    """torch.finfo; without a dtype, of the default one."""
    return paddle.finfo(paddle.get_default_dtype() if type is None else type)


def torch_iinfo(type: Any) -> Any:
    """torch.iinfo; Paddle's calls its parameter ``dtype``."""
    return paddle.iinfo(type)
