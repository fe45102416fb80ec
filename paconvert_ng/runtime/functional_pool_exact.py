"""Average pooling of dtypes for which Paddle's kernels lack precision or do not exist.

The gradient of Paddle's average pooling divides by a float32 number even for float64, and there are no integer
kernels. Windows are boxes, so their sums are taken one dimension after another.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import paddle


def needs_exact_average(input: paddle.Tensor) -> bool:
    """Whether Paddle's kernels do not serve the dtype of ``input``."""
    return input.dtype in (paddle.float64, paddle.int64, paddle.int32, paddle.int16, paddle.int8, paddle.uint8)


def _divided(sums: paddle.Tensor, divisors: paddle.Tensor) -> paddle.Tensor:
    """Quotients; those of integers without their fraction, as in C."""
    if sums.is_floating_point():
        return sums / divisors.astype(sums.dtype)
    divisors = divisors.astype(sums.dtype)
    return (sums.abs() // divisors.abs()) * sums.sign() * divisors.sign()


def _outer(factors: Sequence[Sequence[int]]) -> paddle.Tensor:
    """Products of one number for each dimension, as a tensor of these dimensions."""
    product = paddle.ones([1] * len(factors), dtype="int64")
    for axis, numbers in enumerate(factors):
        shape = [1] * len(factors)
        shape[axis] = len(numbers)
        product = product * paddle.to_tensor(list(numbers), dtype="int64").reshape(shape)
    return product


def exact_average(
    input: paddle.Tensor,
    kernel: Sequence[int],
    stride: Sequence[int],
    padding: Sequence[int],
    counts: Sequence[int],
    count_include_pad: bool,
    divisor: int | None,
) -> paddle.Tensor:
    """The average of each of ``counts`` windows of [N, C, ...].

    A window's divisor is its number of cells, those in the padding (but not those beyond it) included or not,
    unless ``divisor`` is given.
    """
    sums = input if input.is_floating_point() else input.astype("int64")
    cells: list[list[int]] = []
    for axis, (size, step, pad, count) in enumerate(zip(kernel, stride, padding, counts), start=2):
        length = input.shape[axis]
        windows = [(index * step - pad, min(index * step - pad + size, length + pad)) for index in range(count)]
        inside = [(max(start, 0), min(stop, length)) for start, stop in windows]
        cells.append([max(stop - start, 1) for start, stop in (windows if count_include_pad else inside)])
        sums = _axis_sums(sums, axis, inside)
    divisors = _outer(cells) if divisor is None else paddle.to_tensor(divisor)
    return _divided(sums, divisors).astype(input.dtype)


def exact_adaptive_average(input: paddle.Tensor, sizes: Sequence[int]) -> paddle.Tensor:
    """[N, C, ...] averaged to ``sizes`` in its last dimensions."""
    out = input
    cells: list[list[int]] = []
    for axis, size in enumerate(sizes, start=2):
        length = input.shape[axis]
        windows = [(index * length // size, math.ceil((index + 1) * length / size)) for index in range(size)]
        cells.append([stop - start for start, stop in windows])
        out = _axis_sums(out, axis, windows)
    return _divided(out, _outer(cells)).astype(input.dtype)


def _axis_sums(input: paddle.Tensor, axis: int, windows: Sequence[tuple[int, int]]) -> paddle.Tensor:
    """The sums of ``input[..., start:stop, ...]`` along ``axis``, one for each window."""
    if not windows:
        return _section(input, axis, 0, 0)
    sums = [_section(input, axis, start, stop).sum(axis=axis, keepdim=True) for start, stop in windows]
    return paddle.concat(sums, axis=axis)


def _section(input: paddle.Tensor, axis: int, start: int, stop: int) -> paddle.Tensor:
    window: Any = (*[slice(None)] * axis, slice(start, stop))
    return input[window]
