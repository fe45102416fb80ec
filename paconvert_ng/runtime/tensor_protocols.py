"""Python's protocols of torch.Tensor, called by name, where Paddle's tensors lack them or mean something else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import paddle

from .dispatch import tensor_method


@tensor_method("__nonzero__")
def tensor_nonzero(self: Any) -> bool:
    """Tensor.__nonzero__: whether the one element is not 0; to Paddle a negative one is False."""
    if self.size != 1:
        raise RuntimeError("Boolean value of Tensor with more than one value is ambiguous")
    return bool((self != 0).item())


def is_true(value: Any) -> bool:
    """The truth of a condition as Python finds it, but for a tensor of one number, which is True unless it is 0.

    Raises RuntimeError for a tensor of several elements. To Paddle a negative number is False.
    """
    return tensor_nonzero(value) if paddle.is_tensor(value) else bool(value)


@tensor_method("__bool__")
def tensor_bool(self: Any) -> bool:
    """Tensor.__bool__, see ``tensor_nonzero``."""
    return tensor_nonzero(self)


@tensor_method("__contains__")
def tensor_contains(self: Any, element: Any) -> bool:
    """Tensor.__contains__: whether an element (or one that broadcasts) is equal."""
    return bool((self == element).any())


@tensor_method("__iter__")
def tensor_iter(self: Any) -> Iterator[paddle.Tensor]:
    """Tensor.__iter__: the parts along the first axis."""
    if not self.ndim:
        raise TypeError("iteration over a 0-d tensor")
    return iter(self.unbind(0))


@tensor_method("__reversed__")
def tensor_reversed(self: Any) -> paddle.Tensor:
    """Tensor.__reversed__: the parts along the first axis in reverse."""
    return self.flip(0) if self.ndim else self
