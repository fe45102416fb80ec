"""Determinants and their logarithms, of complex matrices too."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import paddle

from .dispatch import tensor_method
from .linalg_decompositions import hermitian_of, is_recorded
from .promotion import to_out


class SlogdetResult(NamedTuple):
    """What torch.linalg.slogdet returns."""

    sign: Any
    logabsdet: Any


class _ComplexSlogdet(paddle.autograd.PyLayer):
    """Sign and logarithm of the absolute value; Paddle's gradient is not the conjugate one."""

    @staticmethod
    def forward(ctx: Any, A: paddle.Tensor) -> tuple[paddle.Tensor, paddle.Tensor]:
        sign, size = paddle.compat.slogdet(A)
        ctx.save_for_backward(A, sign)
        return sign, size

    @staticmethod
    def backward(ctx: Any, sign_gradient: paddle.Tensor, size_gradient: paddle.Tensor) -> paddle.Tensor:
        A, sign = ctx.saved_tensor()
        turn = -paddle.imag(paddle.conj(sign_gradient) * sign)
        factor = paddle.complex(size_gradient, turn).unsqueeze(-1).unsqueeze(-1)
        return factor * hermitian_of(paddle.linalg.inv(A))


def linalg_slogdet(A: Any, *, out: Any = None) -> Any:
    """torch.linalg.slogdet: (sign, logabsdet)."""
    if paddle.is_complex(A) and math.prod(A.shape) and is_recorded(A):
        return to_out(SlogdetResult(*_ComplexSlogdet.apply(A)), out)
    return to_out(paddle.compat.slogdet(A), out)


@tensor_method("slogdet")
def torch_slogdet(input: Any) -> Any:
    """torch.slogdet and Tensor.slogdet."""
    return linalg_slogdet(input)


@tensor_method("logdet")
def torch_logdet(input: Any) -> paddle.Tensor:
    """torch.logdet and Tensor.logdet: NaN where the determinant is negative, complex for complex matrices."""
    sign, size = linalg_slogdet(input)
    if paddle.is_complex(sign):
        return paddle.complex(size, paddle.angle(sign))
    return paddle.where(sign < 0, paddle.full_like(size, float("nan")), size)


@tensor_method("det")
def torch_det(input: Any) -> paddle.Tensor:
    """Tensor.det; a Paddle tensor has no such method."""
    return paddle.linalg.det(input)
