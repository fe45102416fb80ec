"""Rarer element-wise methods that change their receiver, which keeps its dtype; Paddle's change it, or do not exist."""

from __future__ import annotations

from typing import Any

import paddle

from .comparison import torch_eq, torch_ge, torch_gt, torch_le, torch_lt, torch_ne
from .dispatch import tensor_method
from .linalg_norms import torch_renorm
from .math_arithmetic import torch_float_power
from .math_bitwise import torch_bitwise_left_shift, torch_bitwise_right_shift
from .math_compound import torch_addbmm, torch_addmv, torch_addr
from .math_inplace import in_place
from .math_inplace_more import truth_in_place
from .math_more import (
    torch_atan2,
    torch_gcd,
    torch_heaviside,
    torch_lcm,
    torch_ldexp,
    torch_logit,
    torch_mvlgamma,
    torch_nextafter,
    torch_polygamma,
)
from .math_signs import torch_conj
from .promotion import to_out
from .special import torch_gammainc, torch_gammaincc


@tensor_method("eq_")
def torch_eq_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.eq_: 1 and 0 in the receiver's dtype."""
    return truth_in_place(self, torch_eq(self, other))


@tensor_method("ne_")
def torch_ne_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.ne_: 1 and 0 in the receiver's dtype."""
    return truth_in_place(self, torch_ne(self, other))


@tensor_method("not_equal_")
def torch_not_equal_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.not_equal_: 1 and 0 in the receiver's dtype."""
    return truth_in_place(self, torch_ne(self, other))


@tensor_method("lt_")
def torch_lt_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.lt_: 1 and 0 in the receiver's dtype."""
    return truth_in_place(self, torch_lt(self, other))


@tensor_method("less_")
def torch_less_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.less_: 1 and 0 in the receiver's dtype."""
    return truth_in_place(self, torch_lt(self, other))


@tensor_method("le_")
def torch_le_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.le_: 1 and 0 in the receiver's dtype."""
    return truth_in_place(self, torch_le(self, other))


@tensor_method("less_equal_")
def torch_less_equal_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.less_equal_: 1 and 0 in the receiver's dtype."""
    return truth_in_place(self, torch_le(self, other))


@tensor_method("gt_")
def torch_gt_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.gt_: 1 and 0 in the receiver's dtype."""
    return truth_in_place(self, torch_gt(self, other))


@tensor_method("greater_")
def torch_greater_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.greater_: 1 and 0 in the receiver's dtype."""
    return truth_in_place(self, torch_gt(self, other))


@tensor_method("ge_")
def torch_ge_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.ge_: 1 and 0 in the receiver's dtype."""
    return truth_in_place(self, torch_ge(self, other))


@tensor_method("greater_equal_")
def torch_greater_equal_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.greater_equal_: 1 and 0 in the receiver's dtype."""
    return truth_in_place(self, torch_ge(self, other))


@tensor_method("arctan2_")
def torch_arctan2_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.arctan2_."""
    return in_place(self, lambda old: torch_atan2(old, other), other)


@tensor_method("gcd_")
def torch_gcd_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.gcd_."""
    return in_place(self, lambda old: torch_gcd(old, other), other)


@tensor_method("lcm_")
def torch_lcm_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.lcm_."""
    return in_place(self, lambda old: torch_lcm(old, other), other)


@tensor_method("ldexp_")
def torch_ldexp_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.ldexp_."""
    return in_place(self, lambda old: torch_ldexp(old, other), other)


@tensor_method("nextafter_")
def torch_nextafter_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.nextafter_."""
    return in_place(self, lambda old: torch_nextafter(old, other), other)


@tensor_method("heaviside_")
def torch_heaviside_(self: Any, values: Any) -> paddle.Tensor:
    """Tensor.heaviside_."""
    return in_place(self, lambda old: torch_heaviside(old, values), values)


@tensor_method("igamma_")
def torch_igamma_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.igamma_."""
    return in_place(self, lambda old: torch_gammainc(old, other), other)


@tensor_method("igammac_")
def torch_igammac_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.igammac_."""
    return in_place(self, lambda old: torch_gammaincc(old, other), other)


@tensor_method("bitwise_left_shift_")
def torch_bitwise_left_shift_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.bitwise_left_shift_."""
    return in_place(self, lambda old: torch_bitwise_left_shift(old, other), other)


@tensor_method("bitwise_right_shift_")
def torch_bitwise_right_shift_(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.bitwise_right_shift_."""
    return in_place(self, lambda old: torch_bitwise_right_shift(old, other), other)


@tensor_method("igamma")
def torch_igamma(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.igamma, see ``torch_gammainc``."""
    return torch_gammainc(self, other)


@tensor_method("igammac")
def torch_igammac(self: Any, other: Any) -> paddle.Tensor:
    """Tensor.igammac, see ``torch_gammaincc``."""
    return torch_gammaincc(self, other)


@tensor_method("logit_")
def torch_logit_(self: Any, eps: float | None = None) -> paddle.Tensor:
    """Tensor.logit_."""
    return in_place(self, lambda old: torch_logit(old, eps))


@tensor_method("polygamma_")
def torch_polygamma_(self: Any, n: int) -> paddle.Tensor:
    """Tensor.polygamma_."""
    return in_place(self, lambda old: torch_polygamma(n, old))


@tensor_method("mvlgamma_")
def torch_mvlgamma_(self: Any, p: int) -> paddle.Tensor:
    """Tensor.mvlgamma_."""
    return in_place(self, lambda old: torch_mvlgamma(old, p))


@tensor_method("float_power_")
def torch_float_power_(self: Any, exponent: Any) -> paddle.Tensor:
    """Tensor.float_power_, of float64 (or complex128) tensors only, as in torch."""
    result = torch_float_power(self, exponent)
    if result.dtype != self.dtype:
        raise RuntimeError(
            f"the base given to float_power_ has dtype {self.dtype} but the operation's is {result.dtype}"
        )
    return in_place(self, lambda old: torch_float_power(old, exponent), exponent)


@tensor_method("addbmm_")
def torch_addbmm_(self: Any, batch1: Any, batch2: Any, *, beta: Any = 1, alpha: Any = 1) -> paddle.Tensor:
    """Tensor.addbmm_."""
    result = torch_addbmm(self.clone(), batch1, batch2, beta=beta, alpha=alpha)
    # Unlike its relatives, torch's gives a receiver that is broadcast the shape of the result.
    return in_place(self, lambda old: result, batch1, batch2) if result.shape == self.shape else to_out(result, self)


@tensor_method("addmv_")
def torch_addmv_(self: Any, mat: Any, vec: Any, *, beta: Any = 1, alpha: Any = 1) -> paddle.Tensor:
    """Tensor.addmv_."""
    return in_place(self, lambda old: torch_addmv(old, mat, vec, beta=beta, alpha=alpha), mat, vec)


@tensor_method("addr_")
def torch_addr_(self: Any, vec1: Any, vec2: Any, *, beta: Any = 1, alpha: Any = 1) -> paddle.Tensor:
    """Tensor.addr_."""
    return in_place(self, lambda old: torch_addr(old, vec1, vec2, beta=beta, alpha=alpha), vec1, vec2)


@tensor_method("renorm_")
def torch_renorm_(self: Any, p: Any, dim: int, maxnorm: Any) -> paddle.Tensor:
    """Tensor.renorm_."""
    return in_place(self, lambda old: torch_renorm(old, p, dim, maxnorm))


@tensor_method("conj_physical")
def torch_conj_physical(input: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.conj_physical and Tensor.conj_physical; a real tensor is returned as it is."""
    return to_out(torch_conj(input), out)


@tensor_method("conj_physical_")
def torch_conj_physical_(self: Any) -> paddle.Tensor:
    """Tensor.conj_physical_."""
    return in_place(self, paddle.conj) if paddle.is_complex(self) else self
