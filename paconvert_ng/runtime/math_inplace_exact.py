"""In-place functions whose Paddle forms are not exact."""

from __future__ import annotations

from typing import Any

import paddle

from .dispatch import tensor_method
from .math_inplace import in_place
from .math_unary import torch_digamma, torch_erfinv, torch_rsqrt


@tensor_method("digamma_")
def torch_digamma_(self: Any) -> paddle.Tensor:
    """Tensor.digamma_, see ``torch_digamma``."""
    return in_place(self, torch_digamma)


@tensor_method("erfinv_")
def torch_erfinv_(self: Any) -> paddle.Tensor:
    """Tensor.erfinv_, see ``torch_erfinv``."""
    return in_place(self, torch_erfinv)


@tensor_method("rsqrt_")
def torch_rsqrt_(input: Any) -> paddle.Tensor:
    """Tensor.rsqrt_ and torch.rsqrt_, see ``torch_rsqrt``."""
    return in_place(input, torch_rsqrt)
