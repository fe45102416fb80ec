"""Random tensors: torch's sizes, dtypes, devices and generators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import paddle

from .creation import made, require_strided
from .dispatch import tensor_method
from .init_generator import drawn_from
from .promotion import default_dtype, dtype_category, to_out
from .static_graph import true_sizes
from .tensor_dtypes import in_dtype
from .zero_gradient import with_zero_gradient


def drawn(generator: Any, draw: Callable[[], paddle.Tensor]) -> paddle.Tensor:
    """What ``draw`` gives, from ``generator`` if there is one (a static graph has only the default one)."""
    if generator is None:
        result = draw()
    else:
        result = drawn_with(generator, draw)
    return result


@paddle.jit.not_to_static
def drawn_with(generator: Any, draw: Callable[[], paddle.Tensor]) -> paddle.Tensor:
    """What ``draw`` gives from ``generator``."""
    with drawn_from(generator):
        return draw()


def sizes_of(args: tuple[Any, ...], size: Any) -> list[Any]:
    """A size given as one sequence, one by one, or by keyword."""
    if size is None:
        size = args[0] if len(args) == 1 and isinstance(args[0], (list, tuple)) else args
    return [
        length if paddle.is_tensor(length) else int(length) for length in ([size] if isinstance(size, int) else size)
    ]


def torch_rand(
    *args: Any,
    size: Any = None,
    generator: Any = None,
    out: Any = None,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> paddle.Tensor:
    """torch.rand: uniform in [0, 1)."""
    require_strided(layout)
    sizes = sizes_of(args, size)
    return made(drawn(generator, lambda: paddle.rand(sizes, dtype=dtype)), None, device, requires_grad, out)


def torch_randn(
    *args: Any,
    size: Any = None,
    generator: Any = None,
    out: Any = None,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> paddle.Tensor:
    """torch.randn: standard normal."""
    require_strided(layout)
    sizes = sizes_of(args, size)
    return made(drawn(generator, lambda: paddle.randn(sizes, dtype=dtype)), None, device, requires_grad, out)


def integers(low: int, high: int, size: list[Any], generator: Any, dtype: Any) -> paddle.Tensor:
    """Integers from ``low`` to ``high`` - 1 in any dtype; Paddle draws int32 and int64, and none from 2**31."""
    if -(2**31) <= low and high < 2**31:
        values = drawn(generator, lambda: paddle.randint(int(low), int(high), size, dtype="int64"))
    else:
        upper = drawn(generator, lambda: paddle.randint(0, 2**31 - 1, size, dtype="int64"))
        lower = drawn(generator, lambda: paddle.randint(0, 2**31 - 1, size, dtype="int64"))
        values = (upper * 2**31 + lower) % (high - low) + low
    return values if dtype is None else in_dtype(values, dtype)


def torch_randint(
    low: Any = None,
    high: Any = None,
    size: Any = None,
    *,
    generator: Any = None,
    out: Any = None,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> paddle.Tensor:
    """torch.randint: (low, high, size) or (high, size)."""
    require_strided(layout)
    if size is None and isinstance(high, (list, tuple)):
        low, high, size = 0, low, high
    elif high is None:
        low, high = 0, low
    return made(integers(low or 0, high, sizes_of((), size), generator, dtype), None, device, requires_grad, out)


def torch_randperm(
    n: int,
    *,
    generator: Any = None,
    out: Any = None,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> paddle.Tensor:
    """torch.randperm: the numbers from 0 to ``n`` - 1 in random order."""
    require_strided(layout)
    order = drawn(generator, lambda: paddle.randperm(n, dtype=dtype or "int64"))
    return made(order, None, device, requires_grad, out)


def torch_rand_like(
    input: Any,
    *,
    generator: Any = None,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    memory_format: Any = None,
    pin_memory: bool = False,
) -> paddle.Tensor:
    """torch.rand_like."""
    require_strided(layout)
    values = drawn(generator, lambda: paddle.rand(true_sizes(input), dtype=dtype or input.dtype))
    return made(values, None, input.place if device is None else device, requires_grad)


def torch_randn_like(
    input: Any,
    *,
    generator: Any = None,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    memory_format: Any = None,
    pin_memory: bool = False,
) -> paddle.Tensor:
    """torch.randn_like."""
    require_strided(layout)
    values = drawn(generator, lambda: paddle.randn(true_sizes(input), dtype=dtype or input.dtype))
    return made(values, None, input.place if device is None else device, requires_grad)


def torch_randint_like(
    input: Any,
    low: Any = None,
    high: Any = None,
    *,
    generator: Any = None,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    memory_format: Any = None,
    pin_memory: bool = False,
) -> paddle.Tensor:
    """torch.randint_like: (input, low, high) or (input, high)."""
    require_strided(layout)
    if high is None:
        low, high = 0, low
    values = integers(low or 0, high, list(true_sizes(input)), generator, dtype or input.dtype)
    return made(values, None, input.place if device is None else device, requires_grad)


def torch_normal(
    mean: Any,
    std: Any = 1,
    size: Any = None,
    *,
    generator: Any = None,
    out: Any = None,
    dtype: Any = None,
    layout: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> paddle.Tensor:
    """torch.normal: of tensors of means and deviations (gradients of zero reach them), or of numbers and a size."""
    require_strided(layout)
    sources = (mean, std)
    mean, std = (value.detach() if paddle.is_tensor(value) else value for value in sources)
    if size is not None:
        sizes = sizes_of((), size)
        values = drawn(generator, lambda: paddle.randn(sizes, dtype=dtype)) * std + mean
        return made(values, None, device, requires_grad, out)
    tensors = [value for value in (mean, std) if paddle.is_tensor(value)]
    spread = tensors[0] if len(tensors) == 1 else tensors[0] + tensors[1]
    kind = spread.dtype if dtype_category(spread.dtype) == 2 else default_dtype()
    values = drawn(generator, lambda: paddle.randn(true_sizes(spread), dtype=kind)) * std + mean
    return to_out(with_zero_gradient(values, *sources), out)


@tensor_method("bernoulli")
def torch_bernoulli(input: Any, p: Any = None, *, generator: Any = None, out: Any = None) -> paddle.Tensor:
    """torch.bernoulli and Tensor.bernoulli: 1 with the probability in ``input``, or with ``p`` everywhere."""
    chance = input.detach() if p is None else paddle.full(true_sizes(input), p, dtype=default_dtype())
    draws = drawn(generator, lambda: paddle.bernoulli(chance)).cast(input.dtype)
    return to_out(with_zero_gradient(draws, input), out)


@tensor_method("multinomial")
def torch_multinomial(
    input: Any, num_samples: int, replacement: bool = False, *, generator: Any = None, out: Any = None
) -> paddle.Tensor:
    """torch.multinomial and Tensor.multinomial: indices drawn by weight."""
    return to_out(drawn(generator, lambda: paddle.multinomial(input, num_samples, replacement)), out)


def torch_poisson(input: Any, generator: Any = None) -> paddle.Tensor:
    """torch.poisson."""
    return drawn(generator, lambda: paddle.poisson(input.detach()))
