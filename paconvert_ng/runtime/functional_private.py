"""Operators below torch's public API: ``torch._chunk_cat``, ``torch.ops.aten._safe_softmax`` and others.

Programs that torch's compiler printed call them, and a few libraries do. Paddle has none of them.
"""

from __future__ import annotations

import math
from typing import Any

import paddle

from .functional_native import torch_native_batch_norm
from .indexing_select import masked_fill
from .promotion import promote, to_out


def torch_chunk_cat(tensors: Any, dim: int, num_chunks: int, *, out: Any = None) -> paddle.Tensor:
    """torch._chunk_cat: each tensor in ``num_chunks`` rows along ``dim``, zeros at its end where they are uneven;
    the rows are joined."""
    tensors = promote(*tensors)
    dim %= tensors[0].ndim
    rows = []
    for tensor in tensors:
        lead, length = list(tensor.shape[:dim]), tensor.shape[dim]
        missing = -length % num_chunks
        if missing:
            zeros = paddle.zeros([*lead, missing, *tensor.shape[dim + 1 :]], dtype=tensor.dtype)
            tensor = paddle.concat([tensor, zeros], axis=dim)
        rows.append(tensor.reshape([*lead, num_chunks, math.prod(tensor.shape[dim:]) // num_chunks]))
    return to_out(paddle.concat(rows, axis=dim + 1), out)


def torch_softmax_backward_data(
    grad_output: paddle.Tensor, output: paddle.Tensor, dim: int, input_dtype: Any, *, grad_input: Any = None
) -> paddle.Tensor:
    """torch._softmax_backward_data: the gradient of a softmax, from that of its result and the result."""
    product = grad_output * output
    gradient = product - output * product.sum(axis=dim, keepdim=True)
    return to_out(gradient.astype(input_dtype), grad_input)


def torch_safe_softmax(input: paddle.Tensor, dim: int, dtype: Any = None) -> paddle.Tensor:
    """torch.ops.aten._safe_softmax: softmax with zeros instead of nan where all of ``dim`` is -inf."""
    input = input if dtype is None else input.astype(dtype)
    masked = (input == float("-inf")).all(axis=dim, keepdim=True)
    zeros = paddle.zeros_like(input)
    return paddle.where(masked, zeros, paddle.nn.functional.softmax(paddle.where(masked, zeros, input), axis=dim))


def torch_unsafe_masked_index(input: paddle.Tensor, mask: paddle.Tensor, indices: Any, fill: Any) -> paddle.Tensor:
    """torch._unsafe_masked_index: ``input[indices]``, and ``fill`` where ``mask`` is False, whatever is indexed."""
    if input.size == 0:
        return paddle.full(mask.shape, fill, dtype=input.dtype)
    places = _within(input, indices, lowest_is_negative=False)
    return masked_fill(input[places], paddle.logical_not(mask), fill)


def torch_unsafe_masked_index_put_accumulate(
    input: paddle.Tensor, mask: paddle.Tensor, indices: Any, values: paddle.Tensor
) -> paddle.Tensor:
    """torch._unsafe_masked_index_put_accumulate: ``values`` added at ``indices`` to a copy, where ``mask`` is True."""
    if input.size == 0:
        return input.clone()
    places = _within(input, indices, lowest_is_negative=True)
    return paddle.index_put(input, places, masked_fill(values, paddle.logical_not(mask), 0), accumulate=True)


def _within(input: paddle.Tensor, indices: Any, lowest_is_negative: bool) -> tuple[paddle.Tensor, ...]:
    """An index for each of the first dimensions, cut to the dimension's length."""
    lengths = list(input.shape)[: len(indices)]
    lowest = [-length if lowest_is_negative else 0 for length in lengths]
    return tuple(paddle.clip(index, low, length - 1) for index, low, length in zip(indices, lowest, lengths))


def torch_native_batch_norm_legit(
    input: paddle.Tensor, weight: Any, bias: Any, *arguments: Any, **keywords: Any
) -> Any:
    """torch._native_batch_norm_legit: ``running_mean`` and ``running_var`` may be left out, then the batch decides.

    ``out`` holds three tensors.
    """
    out = keywords.pop("out", None)
    if len(arguments) + len(keywords) == 5:
        return torch_native_batch_norm(input, weight, bias, *arguments, **keywords, out=out)
    if len(arguments) + len(keywords) != 3:
        raise TypeError("_native_batch_norm_legit: arguments of neither of its two forms")
    return torch_native_batch_norm(input, weight, bias, None, None, *arguments, **keywords, out=out)


def torch_batch_norm_with_update(
    input: paddle.Tensor,
    weight: Any,
    bias: Any,
    running_mean: paddle.Tensor,
    running_var: paddle.Tensor,
    momentum: float,
    eps: float,
) -> Any:
    """torch.ops.aten._batch_norm_with_update: batch normalization in training; the fourth result is empty."""
    results = torch_native_batch_norm(input, weight, bias, running_mean, running_var, True, momentum, eps)
    return *results, paddle.zeros([0], dtype="uint8")


def torch_scaled_mm(
    input: paddle.Tensor,
    mat2: paddle.Tensor,
    scale_a: paddle.Tensor,
    scale_b: paddle.Tensor,
    bias: Any = None,
    scale_result: Any = None,
    out_dtype: Any = None,
    use_fast_accum: bool = False,
    *,
    out: Any = None,
) -> paddle.Tensor:
    """torch._scaled_mm: the product of two float8 matrices times their scales, computed in float32.

    Raises NotImplementedError for a float8 result: values too large for it become others in Paddle than in torch.
    """
    dtype = input.dtype if out_dtype is None else out_dtype
    if dtype in (paddle.float8_e4m3fn, paddle.float8_e5m2):
        raise NotImplementedError("_scaled_mm with a float8 result, to which Paddle casts otherwise: give out_dtype")
    product = (input.astype("float32") * scale_a) @ (mat2.astype("float32") * scale_b)
    if bias is not None:
        product = product + bias.astype("float32")
    if scale_result is not None:
        product = product * scale_result
    return to_out(product.astype(dtype), out)
