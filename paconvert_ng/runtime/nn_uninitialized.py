"""Parameters without a shape yet: a layer gives them one when it sees its first input."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import paddle


class UninitializedParameter(paddle.nn.Parameter):
    """torch.nn.UninitializedParameter: nothing can be computed with it before ``materialize``."""

    def __init__(self, requires_grad: bool = True, device: Any = None, dtype: Any = None) -> None:
        super().__init__([0], dtype or paddle.get_default_dtype(), trainable=requires_grad)

    def materialize(self, shape: Sequence[int], device: Any = None, dtype: Any = None) -> None:
        """Be a parameter of this shape from now on, the same for optimizers that hold it; its values are to be set."""
        with paddle.no_grad():
            paddle.assign(paddle.zeros(list(shape), dtype=dtype or self.dtype), output=self)
        self.__class__ = paddle.nn.Parameter

    def __deepcopy__(self, memo: dict[int, Any]) -> UninitializedParameter:
        copy = type(self)(not self.stop_gradient, dtype=self.dtype)
        memo[id(self)] = copy
        return copy

    def __repr__(self) -> str:
        return "<UninitializedParameter>"

    __str__ = __repr__


def is_lazy(param: Any) -> bool:
    """torch.nn.parameter.is_lazy: whether a parameter waits for its shape."""
    return isinstance(param, UninitializedParameter)
