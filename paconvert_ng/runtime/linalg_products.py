"""Products: torch's forms of tensordot, cross, vdot and of products of matrices."""

from __future__ import annotations

import functools
import math
from typing import Any

import paddle

from .dispatch import tensor_method
from .promotion import promote, to_out
from .static_graph import broadcast_sizes, expanded, is_empty, true_sizes
from .tensor_dtypes import in_dtype, widened
from .zero_gradient import with_zero_gradient


def torch_tensordot(a: Any, b: Any, dims: Any = 2, out: Any = None) -> paddle.Tensor:
    """torch.tensordot: ``dims`` is a number, or the dimensions of each."""
    if paddle.is_tensor(dims):
        dims = dims.tolist()
    return to_out(paddle.tensordot(a, b, dims if isinstance(dims, int) else [list(axes) for axes in dims]), out)


def cross_product(left: paddle.Tensor, right: paddle.Tensor, axis: int) -> paddle.Tensor:
    """left x right along an axis of size 3. Paddle's gradient ends the process where only one operand needs one."""
    first = paddle.roll(left, -1, axis) * paddle.roll(right, -2, axis)
    return first - paddle.roll(left, -2, axis) * paddle.roll(right, -1, axis)


@tensor_method("cross")
def torch_cross(input: Any, other: Any, dim: int | None = None, *, out: Any = None) -> paddle.Tensor:
    """torch.cross and Tensor.cross: without ``dim``, over the first dimension of size 3."""
    left, right = promote(input, other)
    axis = next(axis for axis, size in enumerate(left.shape) if size == 3) if dim is None else dim
    return to_out(cross_product(left, right, axis), out)


def linalg_cross(input: Any, other: Any, *, dim: int = -1, out: Any = None) -> paddle.Tensor:
    """torch.linalg.cross, over the last dimension by default."""
    left, right = promote(input, other)
    return to_out(cross_product(left, right, dim), out)


@tensor_method("vdot")
def torch_vdot(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.vdot and Tensor.vdot: the dot product with the first vector conjugated. Paddle has none."""
    products = paddle.conj(input) * other
    return to_out(paddle.sum(products).cast(products.dtype), out)


def torch_cdist(x1: Any, x2: Any, p: float = 2.0, compute_mode: str = "use_mm_for_euclid_dist_if_necessary") -> Any:
    """torch.cdist: the gradient is 0 with p = 0, and for no points or coordinates, where Paddle's has none.

    Paddle's gradient fails for batches that are broadcast.
    """
    batch = broadcast_sizes(true_sizes(x1)[:-2], true_sizes(x2)[:-2])
    x1, x2 = expanded(x1, [*batch, *true_sizes(x1)[-2:]]), expanded(x2, [*batch, *true_sizes(x2)[-2:]])
    if p and not is_empty(x1) and not is_empty(x2):
        return paddle.cdist(x1, x2, p, compute_mode)
    with paddle.no_grad():
        result = paddle.cdist(x1, x2, p, compute_mode)
    return with_zero_gradient(result, x1.sum(axis=-1).unsqueeze(-1), x2.sum(axis=-1).unsqueeze(-2))


def linalg_vecdot(x: Any, y: Any, *, dim: int = -1, out: Any = None) -> paddle.Tensor:
    """torch.linalg.vecdot: dot products along ``dim``, the first factor conjugated."""
    return to_out(paddle.sum(paddle.conj(x) * y, axis=dim), out)


def torch_chain_matmul(*matrices: Any, out: Any = None) -> paddle.Tensor:
    """torch.chain_matmul: the product of matrices given one by one."""
    return to_out(paddle.linalg.multi_dot(list(matrices)) if len(matrices) > 1 else matrices[0], out)


@tensor_method("matrix_power")
def linalg_matrix_power(input: Any, n: int, *, out: Any = None) -> paddle.Tensor:
    """torch.linalg.matrix_power, torch.matrix_power and Tensor.matrix_power.

    Paddle's gradient of complex matrices is not the conjugate one.
    """
    if not paddle.is_complex(input) or n == 0 or not math.prod(input.shape):
        return to_out(paddle.linalg.matrix_power(input, n), out)
    base = paddle.linalg.inv(input) if n < 0 else input.clone()
    factors, left = [], abs(n)
    while left:
        if left % 2:
            factors.append(base)
        left //= 2
        base = paddle.matmul(base, base) if left else base
    return to_out(functools.reduce(paddle.matmul, factors), out)


@tensor_method("inner")
def torch_inner(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.inner and Tensor.inner."""
    return to_out(paddle.inner(input, other), out)


@tensor_method("kron")
def torch_kron(input: Any, other: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.kron and Tensor.kron."""
    left, right = promote(input, other)
    return to_out(in_dtype(paddle.kron(widened(left), widened(right)), left.dtype), out)


@tensor_method("mm")
def torch_mm(input: Any, mat2: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.mm and Tensor.mm."""
    return to_out(paddle.mm(input, mat2), out)


@tensor_method("bmm")
def torch_bmm(input: Any, mat2: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.bmm and Tensor.bmm."""
    return to_out(paddle.matmul(input, mat2), out)


@tensor_method("mv")
def torch_mv(input: Any, vec: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.mv and Tensor.mv."""
    return to_out(paddle.matmul(input, vec), out)


@tensor_method("dot")
def torch_dot(input: Any, tensor: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.dot and Tensor.dot."""
    return to_out(paddle.dot(input, tensor), out)


@tensor_method("outer")
def torch_outer(input: Any, vec2: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.outer and Tensor.outer; tensors of different dtypes are promoted."""
    return to_out(paddle.outer(*promote(input, vec2)), out)


@tensor_method("ger")
def torch_ger(input: Any, vec2: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.ger and Tensor.ger, other names of ``outer``."""
    return to_out(paddle.outer(*promote(input, vec2)), out)
