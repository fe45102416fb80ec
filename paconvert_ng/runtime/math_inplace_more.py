"""Element-wise methods that change their receiver, where Paddle has none or changes the dtype."""

from __future__ import annotations

from typing import Any

import paddle

from .dispatch import tensor_method
from .math_inplace import in_place
from .math_more import torch_atan2, torch_copysign, torch_erfc, torch_exp2, torch_hypot, torch_nan_to_num, torch_xlogy
from .math_signs import sign_of
from .promotion import assign_in_place


@tensor_method("relu_")
def torch_relu_(self: Any) -> paddle.Tensor:
    """Tensor.relu_ and torch.relu_."""
    return in_place(self, paddle.nn.functional.relu, native=paddle.nn.functional.relu_)


@tensor_method("round_")
def torch_round_(self: Any, *, decimals: int = 0) -> paddle.Tensor:
    """Tensor.round_."""
    native = None if decimals else paddle.Tensor.round_
    return in_place(self, lambda value: paddle.round(value, decimals), native=native)


@tensor_method("sign_")
def torch_sign_(self: Any) -> paddle.Tensor:
    """Tensor.sign_."""
    return in_place(self, sign_of)


@tensor_method("sgn_")
def torch_sgn_(self: Any) -> paddle.Tensor:
    """Tensor.sgn_."""
    return in_place(self, sign_of)


@tensor_method("erf_")
def torch_erf_(self: Any) -> paddle.Tensor:
    """Tensor.erf_."""
    return in_place(self, paddle.erf, native=paddle.erf_)


@tensor_method("erfc_")
def torch_erfc_(self: Any) -> paddle.Tensor:
    """Tensor.erfc_."""
    return in_place(self, torch_erfc)


@tensor_method("expm1_")
def torch_expm1_(self: Any) -> paddle.Tensor:
    """Tensor.expm1_."""
    return in_place(self, paddle.expm1, native=paddle.expm1_)


@tensor_method("exp2_")
def torch_exp2_(self: Any) -> paddle.Tensor:
    """Tensor.exp2_."""
    return in_place(self, torch_exp2)


@tensor_method("sinc_")
def torch_sinc_(self: Any) -> paddle.Tensor:
    """Tensor.sinc_; Paddle's gives another tensor."""
    return in_place(self, paddle.sinc)


@tensor_method("deg2rad_")
def torch_deg2rad_(self: Any) -> paddle.Tensor:
    """Tensor.deg2rad_."""
    return in_place(self, paddle.deg2rad)


@tensor_method("rad2deg_")
def torch_rad2deg_(self: Any) -> paddle.Tensor:
    """Tensor.rad2deg_."""
    return in_place(self, paddle.rad2deg)


@tensor_method("nan_to_num_")
def torch_nan_to_num_(self: Any, nan: Any = None, posinf: Any = None, neginf: Any = None) -> paddle.Tensor:
    """Tensor.nan_to_num_."""
    return in_place(self, lambda value: torch_nan_to_num(value, nan, posinf, neginf))


@tensor_method("atan2_")
def torch_atan2_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.atan2_."""
    return in_place(self, lambda value: torch_atan2(value, other), other)


@tensor_method("copysign_")
def torch_copysign_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.copysign_."""
    return in_place(self, lambda value: torch_copysign(value, other), other)


@tensor_method("hypot_")
def torch_hypot_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.hypot_."""
    return in_place(self, lambda value: torch_hypot(value, other), other)


@tensor_method("xlogy_")
def torch_xlogy_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.xlogy_."""
    return in_place(self, lambda value: torch_xlogy(value, other), other)


@tensor_method("cumsum_")
def torch_cumsum_(self: Any, dim: int, *, dtype: Any = None) -> paddle.Tensor:
    """Tensor.cumsum_."""
    native = None if dtype is not None else lambda value: value.cumsum_(dim)
    return in_place(self, lambda value: paddle.cumsum(value, axis=dim, dtype=dtype), native=native)


@tensor_method("cumprod_")
def torch_cumprod_(self: Any, dim: int, *, dtype: Any = None) -> paddle.Tensor:
    """Tensor.cumprod_."""
    return in_place(self, lambda value: paddle.cumprod(value if dtype is None else value.cast(dtype), dim=dim))


def truth_in_place(receiver: paddle.Tensor, truth: paddle.Tensor) -> paddle.Tensor:
    """Write a bool result into a receiver of any dtype, as torch's in-place comparisons do."""
    return assign_in_place(receiver, truth.cast(receiver.dtype))


@tensor_method("logical_and_")
def torch_logical_and_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.logical_and_: the receiver keeps its dtype."""
    return truth_in_place(self, paddle.logical_and(self.cast(paddle.bool), other.cast(paddle.bool)))


@tensor_method("logical_or_")
def torch_logical_or_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.logical_or_: the receiver keeps its dtype."""
    return truth_in_place(self, paddle.logical_or(self.cast(paddle.bool), other.cast(paddle.bool)))


@tensor_method("logical_xor_")
def torch_logical_xor_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.logical_xor_: the receiver keeps its dtype."""
    return truth_in_place(self, paddle.logical_xor(self.cast(paddle.bool), other.cast(paddle.bool)))
