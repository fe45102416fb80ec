"""Methods that fill a tensor with random numbers, in any dtype and from any generator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import paddle

from .dispatch import tensor_method
from .init_generator import drawn_from
from .promotion import assign_in_place, dtype_category
from .random_draws import integers
from .static_graph import is_empty, true_sizes


@paddle.jit.not_to_static
def filled(receiver: paddle.Tensor, draw: Callable[[paddle.Tensor], Any], generator: Any) -> paddle.Tensor:
    """Let ``draw`` fill a fresh tensor of the receiver's shape, float32 where Paddle has no kernel, and copy it."""
    dtype = receiver.dtype if receiver.dtype in (paddle.float32, paddle.float64) else paddle.float32
    with drawn_from(generator), paddle.no_grad():
        values = paddle.empty(true_sizes(receiver), dtype=dtype)
        if not is_empty(receiver):
            draw(values)
    if dtype_category(receiver.dtype) < 2:
        values = values.cast(receiver.dtype)
    return assign_in_place(receiver, values)


@tensor_method("normal_")
def torch_normal_(self: Any, mean: float = 0, std: float = 1, *, generator: Any = None) -> paddle.Tensor:
    """Tensor.normal_."""
    return filled(self, lambda values: values.normal_(float(mean), float(std)), generator)


@tensor_method("uniform_")
def torch_uniform_(self: Any, from_: float = 0, to: float = 1, *, generator: Any = None) -> paddle.Tensor:
    """Tensor.uniform_."""
    return filled(self, lambda values: values.uniform_(float(from_), float(to)), generator)


@tensor_method("bernoulli_")
def torch_bernoulli_(self: Any, p: Any = 0.5, *, generator: Any = None) -> paddle.Tensor:
    """Tensor.bernoulli_: ``p`` is a number, or a tensor of probabilities."""

    def draw(values: paddle.Tensor) -> None:
        chance = p.cast(values.dtype).expand(true_sizes(values)) if paddle.is_tensor(p) else paddle.full_like(values, p)
        paddle.assign(paddle.bernoulli(chance), output=values)

    return filled(self, draw, generator)


@tensor_method("exponential_")
def torch_exponential_(self: Any, lambd: float = 1, *, generator: Any = None) -> paddle.Tensor:
    """Tensor.exponential_."""
    return filled(self, lambda values: values.exponential_(float(lambd)), generator)


@tensor_method("log_normal_")
def torch_log_normal_(self: Any, mean: float = 1, std: float = 2, *, generator: Any = None) -> paddle.Tensor:
    """Tensor.log_normal_."""
    return filled(self, lambda values: values.log_normal_(float(mean), float(std)), generator)


@tensor_method("cauchy_")
def torch_cauchy_(self: Any, median: float = 0, sigma: float = 1, *, generator: Any = None) -> paddle.Tensor:
    """Tensor.cauchy_."""
    return filled(self, lambda values: values.cauchy_(float(median), float(sigma)), generator)


@tensor_method("geometric_")
def torch_geometric_(self: Any, p: float, *, generator: Any = None) -> paddle.Tensor:
    """Tensor.geometric_: whole numbers from 1; Paddle's gives fractions."""

    def draw(values: paddle.Tensor) -> None:
        values.geometric_(float(p))
        values.ceil_()

    return filled(self, draw, generator)


@tensor_method("random_")
def torch_random_(self: Any, from_: Any = None, to: Any = None, *, generator: Any = None) -> paddle.Tensor:
    """Tensor.random_: whole numbers: (from, to), (to), or all that the dtype holds exactly."""
    if to is None:
        from_, to = 0, largest_whole(self.dtype) if from_ is None else from_
    return assign_in_place(self, integers(from_ or 0, to, list(true_sizes(self)), generator, self.dtype))


def largest_whole(dtype: paddle.dtype) -> int:
    """The end of the range that random_ draws from by default."""
    if dtype == paddle.bool:
        return 2
    if dtype_category(dtype) == 1:
        return min(paddle.iinfo(dtype).max + 1, 2**62)
    return {paddle.float16: 2**11, paddle.bfloat16: 2**8, paddle.float64: 2**53}.get(dtype, 2**24) + 1
