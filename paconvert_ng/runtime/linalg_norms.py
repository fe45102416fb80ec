"""Norms as torch defines them: over all elements, over some dimensions, of matrices.

``paddle.norm`` of two dimensions is a matrix norm where torch's is a vector norm, and the other way round
for ``paddle.linalg.norm`` without dimensions.
"""

from __future__ import annotations

from typing import Any

import paddle

from .dispatch import tensor_method
from .linalg_checked import linalg_inv_ex
from .linalg_decompositions import linalg_svdvals
from .promotion import dtype_category, to_out
from .reduction import axes_of
from .vector_norms import power_norm
from .zero_gradient import with_zero_gradient


def normed(input: paddle.Tensor, dtype: Any) -> paddle.Tensor:
    """The tensor whose norm is taken: in ``dtype`` if given, else its own, which must be floating or complex."""
    value = input if dtype is None else input.cast(dtype)
    if dtype_category(value.dtype) < 2:
        raise RuntimeError(f"norm: expected a floating point or complex tensor, got {value.dtype}")
    return value


def vector_norm_of(value: paddle.Tensor, order: Any, dim: Any, keepdim: bool) -> paddle.Tensor:
    """(sum of abs(x) ** order) ** (1 / order) over ``dim``; ties share the gradient of an infinite order."""
    axis = axes_of(dim)
    if not value.ndim:
        # Paddle's norm of one number over its dimension 0 is 0.
        return paddle.squeeze(vector_norm_of(value.unsqueeze(0), order, 0, True), 0)
    if order == float("inf"):
        return paddle.amax(paddle.abs(value), axis=axis, keepdim=keepdim)
    if order == float("-inf"):
        return paddle.amin(paddle.abs(value), axis=axis, keepdim=keepdim)
    if order == 0:
        real = paddle.real(value) if paddle.is_complex(value) else value
        counted = with_zero_gradient((value != 0).cast(real.dtype), real)
        return paddle.sum(counted, axis=axis, keepdim=keepdim)
    magnitude = paddle.abs(value) if dtype_category(value.dtype) == 3 else value
    if magnitude.dtype == paddle.float64 and order not in (1, 2):
        return _exact_norm_of(paddle.abs(magnitude), order, axis, keepdim)
    return power_norm(magnitude, order, axis, keepdim)


def _exact_norm_of(magnitude: paddle.Tensor, order: float, axis: Any, keepdim: bool) -> paddle.Tensor:
    """The norm of doubles, whose order Paddle rounds to single precision. At 0 it has a gradient of 0."""
    power = paddle.full([], order, dtype=magnitude.dtype)
    zero, one = paddle.zeros_like(magnitude), paddle.ones_like(magnitude)
    if order > 0:
        kept = magnitude != 0
        powers = paddle.where(kept, paddle.where(kept, magnitude, one) ** power, zero)
    else:
        powers = magnitude**power
    total = paddle.sum(powers, axis=axis, keepdim=keepdim)
    positive = total != 0
    root = paddle.where(positive, total, paddle.ones_like(total)) ** (1 / power)
    return paddle.where(positive, root, 0 * total if order > 0 else total ** (1 / power))


def condition_of(value: paddle.Tensor, order: Any) -> paddle.Tensor:
    """The norm of the matrices times that of their inverses; infinite for singular ones."""
    if order in (None, 2, -2):
        singular = linalg_svdvals(value)
        ratio = singular[..., 0] / singular[..., -1]
        return 1 / ratio if order == -2 else ratio
    inverse = linalg_inv_ex(value).inverse
    product = matrix_norm_of(value, order, (-2, -1), False) * matrix_norm_of(inverse, order, (-2, -1), False)
    return paddle.where(paddle.isnan(product), paddle.full_like(product, float("inf")), product)


def linalg_cond(input: Any, p: Any = None, *, out: Any = None) -> paddle.Tensor:
    """torch.linalg.cond; Paddle's fails for batches of complex matrices that have a gradient."""
    return to_out(condition_of(input, p), out)


def matrix_norm_of(value: paddle.Tensor, order: Any, dim: Any, keepdim: bool) -> paddle.Tensor:
    """The norm of the matrices in the two dimensions ``dim``: "fro", "nuc", inf, -inf, 1, -1, 2 or -2."""
    rows, columns = (int(axis) % value.ndim for axis in dim)
    if order in ("fro", None):
        return vector_norm_of(value, 2, [rows, columns], keepdim)
    if order in (1, -1, float("inf"), float("-inf")):
        summed, other = (rows, columns) if abs(order) == 1 else (columns, rows)
        sums = paddle.sum(paddle.abs(value), axis=summed, keepdim=True)
        # Of no rows or columns the norm is 0; Paddle's maximum of nothing is what is in memory.
        largest = paddle.amax if value.shape[other] else paddle.sum
        reduce = largest if order > 0 else paddle.amin
        result = reduce(sums, axis=other, keepdim=True)
    elif order in ("nuc", 2, -2):
        rest = [axis for axis in range(value.ndim) if axis not in (rows, columns)]
        singular = linalg_svdvals(paddle.transpose(value, [*rest, rows, columns]))
        if order == "nuc" or not singular.shape[-1]:
            result = paddle.sum(singular, axis=-1)
        else:
            result = paddle.amax(singular, axis=-1) if order == 2 else paddle.amin(singular, axis=-1)
        result = paddle.unsqueeze(result, sorted((rows, columns)))
    else:
        raise RuntimeError(f"linalg.matrix_norm: Order {order} not supported.")
    return result if keepdim else paddle.squeeze(result, [rows, columns])


@tensor_method("norm")
def torch_norm_method(
    self: Any, p: Any = "fro", dim: Any = None, keepdim: bool = False, dtype: Any = None
) -> paddle.Tensor:
    """Tensor.norm."""
    return torch_norm(self, p, dim, keepdim, None, dtype)


def torch_norm(
    input: Any, p: Any = "fro", dim: Any = None, keepdim: bool = False, out: Any = None, dtype: Any = None
) -> paddle.Tensor:
    """torch.norm: a vector norm over ``dim`` or all elements, unless ``p`` is "nuc"."""
    value = normed(input, dtype)
    if p == "nuc":
        return to_out(matrix_norm_of(value, p, (0, 1) if dim is None else dim, keepdim), out)
    return to_out(vector_norm_of(value, 2 if p in ("fro", None) else p, dim, keepdim), out)


def linalg_vector_norm(
    input: Any, ord: Any = 2, dim: Any = None, keepdim: bool = False, *, dtype: Any = None, out: Any = None
) -> paddle.Tensor:
    """torch.linalg.vector_norm."""
    return to_out(vector_norm_of(normed(input, dtype), ord, dim, keepdim), out)


def linalg_matrix_norm(
    input: Any, ord: Any = "fro", dim: Any = (-2, -1), keepdim: bool = False, *, dtype: Any = None, out: Any = None
) -> paddle.Tensor:
    """torch.linalg.matrix_norm."""
    return to_out(matrix_norm_of(normed(input, dtype), ord, dim, keepdim), out)


def linalg_norm(
    input: Any, ord: Any = None, dim: Any = None, keepdim: bool = False, *, out: Any = None, dtype: Any = None
) -> paddle.Tensor:
    """torch.linalg.norm: a matrix norm for two dimensions (or a 2-D tensor with ``ord``), else a vector norm."""
    value = normed(input, dtype)
    axis = axes_of(dim)
    if ord is None:
        return to_out(vector_norm_of(value, 2, axis, keepdim), out)
    if axis is None and value.ndim == 2:
        axis = [0, 1]
    if isinstance(axis, list) and len(axis) == 2:
        return to_out(matrix_norm_of(value, ord, axis, keepdim), out)
    return to_out(vector_norm_of(value, ord, axis, keepdim), out)


@tensor_method("dist")
def torch_dist(input: Any, other: Any, p: Any = 2) -> paddle.Tensor:
    """torch.dist and Tensor.dist: the p-norm of the difference."""
    return vector_norm_of(input - other, p, None, False)


@tensor_method("renorm")
def torch_renorm(input: Any, p: Any, dim: int, maxnorm: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.renorm and Tensor.renorm: each slice along ``dim`` shrunk to a p-norm of at most ``maxnorm``."""
    others = [axis for axis in range(input.ndim) if axis != dim % input.ndim]
    size = vector_norm_of(input, p, others, True)
    factor = paddle.where(size > maxnorm, maxnorm / (size + 1e-7), paddle.ones_like(size))
    return to_out(input * factor, out)
