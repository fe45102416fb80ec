"""``cov`` and ``corrcoef``: Paddle's compute in single precision, and take no integers and no complex numbers."""

from __future__ import annotations

from typing import Any

import paddle

from .dispatch import tensor_method
from .math_more import floating


@tensor_method("cov")
def torch_cov(input: Any, *, correction: int = 1, fweights: Any = None, aweights: Any = None) -> paddle.Tensor:
    """torch.cov and Tensor.cov: rows are variables, columns observations, which may be weighted."""
    values = floating(input).reshape([1, -1]) if input.ndim < 2 else floating(input)
    real = paddle.real(values) if values.is_complex() else values
    # The weights are summed in their own dtype.
    if aweights is None:
        count = paddle.ones_like(real[0]) if fweights is None else fweights.cast(real.dtype)
        total, lost = count.sum(), paddle.ones([], dtype=real.dtype)
    else:
        count = aweights if fweights is None else fweights.cast(aweights.dtype) * aweights
        total = count.sum()
        lost = (count * aweights).sum() / total
    norm = paddle.clip(total - correction * lost, min=0).cast(real.dtype)
    count, total = count.cast(real.dtype), total.cast(real.dtype)
    centred = values - (values * count).sum(axis=1, keepdim=True) / total
    product = paddle.matmul(centred, (paddle.conj(centred) * count).transpose([1, 0])) / norm
    return product.reshape([]) if product.size == 1 else product


@tensor_method("corrcoef")
def torch_corrcoef(input: Any) -> paddle.Tensor:
    """torch.corrcoef and Tensor.corrcoef."""
    product = torch_cov(input)
    if product.ndim == 0:
        return product / product
    spread = paddle.sqrt(paddle.diagonal(paddle.real(product) if product.is_complex() else product))
    ratio = product / spread.unsqueeze(1) / spread.unsqueeze(0)
    if not ratio.is_complex():
        return paddle.clip(ratio, -1, 1)
    return paddle.complex(paddle.clip(paddle.real(ratio), -1, 1), paddle.clip(paddle.imag(ratio), -1, 1))
