"""Signs, fractions, conjugates, tests for infinity, in dtypes that Paddle's refuse: bool, integers, bfloat16."""

from __future__ import annotations

from typing import Any

import paddle

from .dispatch import tensor_method
from .math_arithmetic import compute
from .math_inplace import in_place
from .promotion import to_out


def sign_of(input: paddle.Tensor) -> paddle.Tensor:
    """-1, 0 or 1 in the input's dtype; x / abs(x) for complex numbers."""
    if input.is_complex():
        return paddle.sgn(input)
    return input.clone() if input.dtype == paddle.bool else compute(paddle.sign, input)


@tensor_method("sign")
def torch_sign(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.sign and Tensor.sign."""
    return to_out(sign_of(input), out)


@tensor_method("sgn")
def torch_sgn(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.sgn and Tensor.sgn."""
    return to_out(sign_of(input), out)


def never(input: paddle.Tensor) -> paddle.Tensor:
    """False in the shape of ``input``."""
    return paddle.zeros_like(input, dtype="bool")


@tensor_method("signbit")
def torch_signbit(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.signbit and Tensor.signbit."""
    return to_out(never(input) if input.dtype == paddle.bool else paddle.signbit(input), out)


@tensor_method("isneginf")
def torch_isneginf(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.isneginf and Tensor.isneginf."""
    return to_out(never(input) if input.dtype == paddle.bool else paddle.isneginf(input), out)


@tensor_method("isposinf")
def torch_isposinf(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.isposinf and Tensor.isposinf."""
    return to_out(never(input) if input.dtype == paddle.bool else paddle.isposinf(input), out)


@tensor_method("isfinite")
def torch_isfinite(input: Any) -> paddle.Tensor:
    """torch.isfinite and Tensor.isfinite."""
    return paddle.ones_like(input) if input.dtype == paddle.bool else paddle.isfinite(input)


@tensor_method("frac")
def torch_frac(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.frac and Tensor.frac."""
    return to_out(compute(paddle.frac, input), out)


@tensor_method("frac_")
def torch_frac_(self: Any) -> paddle.Tensor:
    """Tensor.frac_."""
    return in_place(self, torch_frac)


@tensor_method("conj")
def torch_conj(input: Any) -> paddle.Tensor:
    """torch.conj and Tensor.conj; a real tensor is its own conjugate."""
    return paddle.conj(input) if input.is_complex() else input
