"""torch.masked: reductions and normalizations over what a boolean mask selects. Paddle has none of them.

Elements that the mask leaves out count as what does not change the result. Masks broadcast to the input's shape.
"""

from __future__ import annotations

from typing import Any

import paddle

from .functional_softmax import log_softmax, softmax, softmin
from .linalg_norms import linalg_vector_norm
from .math_bounds import torch_logaddexp
from .promotion import as_tensor_of, default_dtype, dtype_category
from .reduction import torch_cumprod, torch_cumsum, torch_logsumexp, torch_prod, torch_sum
from .reduction_extremes import torch_amax, torch_amin, torch_argmax, torch_argmin, torch_nanmedian
from .static_graph import true_sizes

_NARROW = (paddle.bool, paddle.uint8, paddle.int8, paddle.int16, paddle.int32)


def _axes(dim: Any, ndim: int) -> list[int]:
    """Sorted axes; all of them for None and ()."""
    if dim is None or (isinstance(dim, (tuple, list)) and not dim):
        return list(range(ndim))
    axes = [dim] if isinstance(dim, int) else list(dim)
    size = max(ndim, 1)
    for axis in axes:
        if not -size <= axis < size:
            raise IndexError(
                f"Dimension out of range (expected to be in range of [{-size}, {size - 1}], but got {axis})"
            )
    axes = [axis % size for axis in axes]
    if len(set(axes)) != len(axes):
        raise RuntimeError(f"dim={dim} names a dimension twice")
    return sorted(axes)


def _full_mask(input: paddle.Tensor, mask: paddle.Tensor) -> paddle.Tensor:
    if mask.ndim > input.ndim:
        raise IndexError("expected a mask that broadcasts to the input, got one with more dimensions")
    return mask.astype("bool").expand(true_sizes(input))


def _filled(input: paddle.Tensor, mask: paddle.Tensor | None, value: float) -> paddle.Tensor:
    """``value`` where the mask is False."""
    if mask is None:
        return input
    return paddle.where(
        _full_mask(input, mask), input, as_tensor_of(value, input.dtype, input).expand(true_sizes(input))
    )


def _lowest(input: paddle.Tensor) -> float:
    return float("-inf") if dtype_category(input.dtype) > 1 else paddle.iinfo(input.dtype).min


def _highest(input: paddle.Tensor) -> float:
    return float("inf") if dtype_category(input.dtype) > 1 else paddle.iinfo(input.dtype).max


def _summed_dtype(input: paddle.Tensor, dtype: Any) -> Any:
    if dtype is not None:
        return dtype
    return paddle.int64 if input.dtype in _NARROW else input.dtype


def masked_sum(
    input: paddle.Tensor, dim: Any = None, *, keepdim: bool = False, dtype: Any = None, mask: Any = None
) -> paddle.Tensor:
    """torch.masked.sum."""
    axes = _axes(dim, input.ndim)
    value = _filled(input, mask, 0)
    if not input.ndim:
        return value.astype(_summed_dtype(input, dtype))
    return torch_sum(value, axes, bool(keepdim), dtype=_summed_dtype(input, dtype))


def masked_prod(
    input: paddle.Tensor, dim: Any = None, *, keepdim: bool = False, dtype: Any = None, mask: Any = None
) -> paddle.Tensor:
    """torch.masked.prod."""
    result = _filled(input, mask, 1).astype(_summed_dtype(input, dtype))
    for axis in reversed(_axes(dim, input.ndim)) if input.ndim else ():
        result = torch_prod(result, axis, bool(keepdim))
    return result


def masked_amax(
    input: paddle.Tensor, dim: Any = None, *, keepdim: bool = False, dtype: Any = None, mask: Any = None
) -> paddle.Tensor:
    """torch.masked.amax."""
    value = _filled(input, mask, _lowest(input))
    result = torch_amax(value, _axes(dim, input.ndim), bool(keepdim)) if input.ndim else value
    return result.astype(input.dtype if dtype is None else dtype)


def masked_amin(
    input: paddle.Tensor, dim: Any = None, *, keepdim: bool = False, dtype: Any = None, mask: Any = None
) -> paddle.Tensor:
    """torch.masked.amin."""
    value = _filled(input, mask, _highest(input))
    result = torch_amin(value, _axes(dim, input.ndim), bool(keepdim)) if input.ndim else value
    return result.astype(input.dtype if dtype is None else dtype)


def _place_of_extreme(function: Any, value: paddle.Tensor, dim: int | None, keepdim: bool) -> paddle.Tensor:
    """Where the extreme lies; a nan is the most extreme, which Paddle's do not see."""
    if not value.ndim:
        return paddle.zeros([], dtype="int64")
    place = function(value, dim, keepdim)
    if dtype_category(value.dtype) < 2:
        return place
    undefined = paddle.isnan(value).astype("int32")
    place_of_nan = torch_argmax(undefined, dim, keepdim)
    return paddle.where(torch_amax(undefined, () if dim is None else dim, keepdim) > 0, place_of_nan, place)


def masked_argmax(
    input: paddle.Tensor, dim: int | None = None, *, keepdim: bool = False, dtype: Any = None, mask: Any = None
) -> paddle.Tensor:
    """torch.masked.argmax; the result has the input's dtype unless ``dtype`` is given, as in torch."""
    result = _place_of_extreme(torch_argmax, _filled(input, mask, _lowest(input)), dim, bool(keepdim))
    return result.astype(input.dtype if dtype is None else dtype)


def masked_argmin(
    input: paddle.Tensor, dim: int | None = None, *, keepdim: bool = False, dtype: Any = None, mask: Any = None
) -> paddle.Tensor:
    """torch.masked.argmin; the result has the input's dtype unless ``dtype`` is given, as in torch."""
    result = _place_of_extreme(torch_argmin, _filled(input, mask, _highest(input)), dim, bool(keepdim))
    return result.astype(input.dtype if dtype is None else dtype)


def _count(input: paddle.Tensor, dim: Any, keepdim: bool, mask: Any) -> paddle.Tensor:
    return masked_sum(paddle.ones(true_sizes(input), dtype="int64"), dim, keepdim=keepdim, mask=mask)


def masked_mean(
    input: paddle.Tensor, dim: Any = None, *, keepdim: bool = False, dtype: Any = None, mask: Any = None
) -> paddle.Tensor:
    """torch.masked.mean; nan where nothing is selected."""
    dtype = input.dtype if dtype is None else dtype
    if dtype_category(dtype) < 2:
        raise ValueError(f"mean(): dtype must be either a floating point or complex dtype. Got: {dtype}")
    total = masked_sum(input, dim, keepdim=keepdim, dtype=dtype, mask=mask)
    return total / _count(input, dim, keepdim, mask).astype(dtype)


def masked_median(
    input: paddle.Tensor, dim: int = -1, *, keepdim: bool = False, dtype: Any = None, mask: Any = None
) -> paddle.Tensor:
    """torch.masked.median: nan where nothing is selected, ValueError there for integers."""
    floats = input if dtype_category(input.dtype) > 1 else input.astype("float32")
    value = _filled(floats, mask, float("nan"))
    result = torch_nanmedian(value, dim, keepdim)[0] if input.ndim else value
    if floats is input:
        return result
    if bool(paddle.isnan(result).any()):
        raise ValueError("masked median expects no fully masked out rows if dtype is not floating point")
    return result.astype(input.dtype if dtype is None else dtype)


def masked_logsumexp(
    input: paddle.Tensor, dim: Any = None, *, keepdim: bool = False, dtype: Any = None, mask: Any = None
) -> paddle.Tensor:
    """torch.masked.logsumexp."""
    value = _filled(input, mask, _lowest(input))
    axes = _axes(dim, input.ndim)
    if dtype_category(value.dtype) == 3:
        highest = masked_amax(value.real().detach(), axes, keepdim=True)
        highest = paddle.where(paddle.isfinite(highest), highest, paddle.zeros_like(highest))
        total = masked_sum(paddle.exp(value - highest), axes, keepdim=keepdim)
        result = paddle.log(total) + highest.reshape(true_sizes(total))
    else:
        result = torch_logsumexp(value, axes, keepdim=keepdim)
    return result.astype(input.dtype if dtype is None else dtype)


def masked_norm(
    input: paddle.Tensor,
    ord: float | None = 2.0,
    dim: Any = None,
    *,
    keepdim: bool = False,
    dtype: Any = None,
    mask: Any = None,
) -> paddle.Tensor:
    """torch.masked.norm."""
    value = _filled(input, mask, float("inf") if ord == float("-inf") else 0)
    order = 2 if ord is None else ord
    if order == 0 and dtype_category(value.dtype) == 2:
        # nan and inf count, as all that is not 0
        value = paddle.where(paddle.isfinite(value), value, paddle.ones_like(value))
    if not input.ndim:
        return linalg_vector_norm(value.reshape([1]), order, [0], dtype=dtype)
    return linalg_vector_norm(value, order, _axes(dim, input.ndim), bool(keepdim), dtype=dtype)


def _variance(
    input: paddle.Tensor, dim: Any, unbiased: bool | None, correction: Any, keepdim: bool, dtype: Any, mask: Any
) -> paddle.Tensor:
    if unbiased is not None and correction is not None:
        raise AssertionError("Only one of unbiased and correction may be given")
    less = float(correction) if correction is not None else 0.0 if unbiased is False else 1.0
    if dtype is None:
        dtype = input.dtype if dtype_category(input.dtype) > 1 else default_dtype()
    inner = dtype if dtype_category(dtype) > 1 else paddle.float32
    value = input.astype(inner)
    count = _count(input, dim, True, mask).astype(inner)
    distance = value - masked_sum(value, dim, keepdim=True, mask=mask) / count
    square = distance * distance.conj() if dtype_category(inner) == 3 else distance * distance
    total = masked_sum(square, dim, keepdim=bool(keepdim), mask=mask)
    divisor = paddle.clip(_count(input, dim, bool(keepdim), mask).astype("float64") - less, min=0.0)
    return (total / divisor.astype(total.dtype)).astype(dtype)


def masked_var(
    input: paddle.Tensor,
    dim: Any = None,
    unbiased: bool | None = None,
    *,
    correction: Any = None,
    keepdim: bool = False,
    dtype: Any = None,
    mask: Any = None,
) -> paddle.Tensor:
    """torch.masked.var."""
    return _variance(input, dim, unbiased, correction, keepdim, dtype, mask)


def masked_std(
    input: paddle.Tensor,
    dim: Any = None,
    unbiased: bool | None = None,
    *,
    correction: Any = None,
    keepdim: bool = False,
    dtype: Any = None,
    mask: Any = None,
) -> paddle.Tensor:
    """torch.masked.std."""
    return paddle.sqrt(_variance(input, dim, unbiased, correction, keepdim, dtype, mask))


def masked_softmax(input: paddle.Tensor, dim: int, *, dtype: Any = None, mask: Any = None) -> paddle.Tensor:
    """torch.masked.softmax; nan where nothing is selected."""
    return softmax(_filled(input, mask, _lowest(input)), dim, dtype=dtype)


def masked_log_softmax(input: paddle.Tensor, dim: int, *, dtype: Any = None, mask: Any = None) -> paddle.Tensor:
    """torch.masked.log_softmax."""
    return log_softmax(_filled(input, mask, _lowest(input)), dim, dtype=dtype)


def masked_softmin(input: paddle.Tensor, dim: int, *, dtype: Any = None, mask: Any = None) -> paddle.Tensor:
    """torch.masked.softmin."""
    return softmin(_filled(input, mask, _highest(input)), dim, dtype=dtype)


def masked_normalize(
    input: paddle.Tensor, ord: float, dim: int, *, eps: float = 1e-12, dtype: Any = None, mask: Any = None
) -> paddle.Tensor:
    """torch.masked.normalize: 0 outside of the mask."""
    length = masked_norm(input, ord, dim, keepdim=True, dtype=dtype, mask=mask)
    return _filled(input, mask, 0) / paddle.clip(length, min=eps)


def masked_cumsum(input: paddle.Tensor, dim: int, *, dtype: Any = None, mask: Any = None) -> paddle.Tensor:
    """torch.masked.cumsum; the result has the input's dtype unless ``dtype`` is given, as in torch."""
    dtype = input.dtype if dtype is None else dtype
    return torch_cumsum(_filled(input, mask, 0), dim, dtype=dtype).astype(dtype)


def masked_cumprod(input: paddle.Tensor, dim: int, *, dtype: Any = None, mask: Any = None) -> paddle.Tensor:
    """torch.masked.cumprod; the result has the input's dtype unless ``dtype`` is given, as in torch."""
    dtype = input.dtype if dtype is None else dtype
    return torch_cumprod(_filled(input, mask, 1), dim, dtype=dtype).astype(dtype)


def masked_logaddexp(
    input: paddle.Tensor,
    other: paddle.Tensor,
    *,
    dtype: Any = None,
    input_mask: Any = None,
    other_mask: Any = None,
) -> paddle.Tensor:
    """torch.masked.logaddexp."""
    first, second = _filled(input, input_mask, _lowest(input)), _filled(other, other_mask, _lowest(other))
    return torch_logaddexp(first, second).astype(input.dtype if dtype is None else dtype)
