"""Functions of torch's own namespace that layers are made of: norms with their statistics, convolution, cells."""

from __future__ import annotations

import math
from typing import Any

import paddle

from .functional_conv import conv1d, conv2d, conv3d, conv_transpose1d, conv_transpose2d, conv_transpose3d
from .functional_norm import batch_norm, group_norm
from .nn_rnn_cells import linear_gates, recurrent_step
from .promotion import to_out
from .static_graph import true_sizes


def _mean_and_inverse_deviation(
    value: paddle.Tensor, axes: list[int], eps: float, keepdim: bool
) -> tuple[paddle.Tensor, paddle.Tensor]:
    mean = value.mean(axis=axes, keepdim=keepdim)
    variance = value.var(axis=axes, unbiased=False, keepdim=keepdim)
    return mean, paddle.rsqrt(variance + eps)


def torch_native_layer_norm(
    input: paddle.Tensor, normalized_shape: Any, weight: Any, bias: Any, eps: float
) -> tuple[paddle.Tensor, paddle.Tensor, paddle.Tensor]:
    """torch.native_layer_norm: the result, the means and the inverse deviations."""
    axes = list(range(input.ndim - len(list(normalized_shape)), input.ndim))
    mean, inverse = _mean_and_inverse_deviation(input, axes, eps, True)
    result = (input - mean) * inverse
    result = result if weight is None else result * weight
    result = result if bias is None else result + bias
    return result, mean.detach(), inverse.detach()


def torch_native_group_norm(
    input: paddle.Tensor, weight: Any, bias: Any, N: int, C: int, HxW: int, group: int, eps: float
) -> tuple[paddle.Tensor, paddle.Tensor, paddle.Tensor]:
    """torch.native_group_norm: the result, and the means and inverse deviations [N, group]."""
    mean, inverse = _mean_and_inverse_deviation(input.reshape([N, group, -1]), [2], eps, False)
    return group_norm(input, group, weight, bias, eps), mean, inverse


def torch_native_batch_norm(
    input: paddle.Tensor,
    weight: Any,
    bias: Any,
    running_mean: Any,
    running_var: Any,
    training: bool,
    momentum: float,
    eps: float,
    *,
    out: Any = None,
) -> Any:
    """torch.native_batch_norm: the result, and in training the means and inverse deviations of the batch."""
    if training:
        axes = [axis for axis in range(input.ndim) if axis != 1]
        mean, inverse = _mean_and_inverse_deviation(input, axes, eps, False)
    else:
        mean, inverse = paddle.zeros([0], dtype=input.dtype), paddle.zeros([0], dtype=input.dtype)
    result = batch_norm(input, running_mean, running_var, weight, bias, training, momentum, eps)
    return to_out((result, mean.detach(), inverse.detach()), out)


def torch_native_dropout(input: paddle.Tensor, p: float, train: bool | None) -> tuple[paddle.Tensor, paddle.Tensor]:
    """torch.native_dropout: the result and the mask of what was kept."""
    if train is False or p == 0:
        return input.clone(), paddle.ones_like(input, dtype="bool")
    if p == 1:
        return paddle.zeros_like(input), paddle.zeros_like(input, dtype="bool")
    kept = paddle.rand(true_sizes(input)) >= p
    return input * kept.astype(input.dtype) / (1 - p), kept


def torch_convolution(
    input: paddle.Tensor,
    weight: paddle.Tensor,
    bias: paddle.Tensor | None,
    stride: Any,
    padding: Any,
    dilation: Any,
    transposed: bool,
    output_padding: Any,
    groups: int,
) -> paddle.Tensor:
    """torch.convolution, in one to three dimensions."""
    rank = weight.ndim - 2
    if transposed:
        backward = (conv_transpose1d, conv_transpose2d, conv_transpose3d)[rank - 1]
        return backward(input, weight, bias, stride, padding, output_padding, groups, dilation)
    return (conv1d, conv2d, conv3d)[rank - 1](input, weight, bias, stride, padding, dilation, groups)


def _cell(mode: str, input: Any, hx: Any, w_ih: Any, w_hh: Any, b_ih: Any, b_hh: Any) -> Any:
    hidden = hx[0] if mode == "LSTM" else hx
    return recurrent_step(mode, linear_gates(input, w_ih, b_ih), linear_gates(hidden, w_hh, b_hh), hx)


def torch_lstm_cell(
    input: paddle.Tensor, hx: Any, w_ih: paddle.Tensor, w_hh: paddle.Tensor, b_ih: Any = None, b_hh: Any = None
) -> tuple[paddle.Tensor, paddle.Tensor]:
    """torch.lstm_cell: the next hidden and cell state."""
    return _cell("LSTM", input, hx, w_ih, w_hh, b_ih, b_hh)


def torch_gru_cell(
    input: paddle.Tensor,
    hx: paddle.Tensor,
    w_ih: paddle.Tensor,
    w_hh: paddle.Tensor,
    b_ih: Any = None,
    b_hh: Any = None,
) -> paddle.Tensor:
    """torch.gru_cell."""
    return _cell("GRU", input, hx, w_ih, w_hh, b_ih, b_hh)


def torch_rnn_tanh_cell(
    input: paddle.Tensor,
    hx: paddle.Tensor,
    w_ih: paddle.Tensor,
    w_hh: paddle.Tensor,
    b_ih: Any = None,
    b_hh: Any = None,
) -> paddle.Tensor:
    """torch.rnn_tanh_cell."""
    return _cell("RNN_TANH", input, hx, w_ih, w_hh, b_ih, b_hh)


def torch_rnn_relu_cell(
    input: paddle.Tensor,
    hx: paddle.Tensor,
    w_ih: paddle.Tensor,
    w_hh: paddle.Tensor,
    b_ih: Any = None,
    b_hh: Any = None,
) -> paddle.Tensor:
    """torch.rnn_relu_cell."""
    return _cell("RNN_RELU", input, hx, w_ih, w_hh, b_ih, b_hh)


def torch_segment_reduce(
    data: paddle.Tensor,
    reduce: str,
    *,
    lengths: paddle.Tensor | None = None,
    indices: None = None,
    offsets: paddle.Tensor | None = None,
    axis: int = 0,
    unsafe: bool = False,
    initial: Any = None,
) -> paddle.Tensor:
    """torch.segment_reduce: "sum", "mean", "max", "min" or "prod" of consecutive pieces along the last axis of lengths.

    An empty piece gives ``initial``, or what the reduction starts from (nan for a mean).
    """
    if indices is not None:
        raise NotImplementedError("segment_reduce(): indices based reduction is not supported yet.")
    if lengths is None and offsets is None:
        raise RuntimeError("segment_reduce(): Either lengths or offsets must be defined.")
    start_value = initial
    if start_value is None:
        start_value = {"sum": 0.0, "mean": 0.0, "prod": 1.0, "max": -math.inf, "min": math.inf}[reduce]
    bounds: Any = offsets if offsets is not None else lengths
    axis %= data.ndim
    lead = list(data.shape[:axis])
    rows = bounds.reshape([-1, bounds.shape[-1]]).tolist()
    flat = data.reshape([len(rows), *data.shape[axis:]])
    results = []
    for values, row in zip(flat, rows):
        ends = list(row)
        if offsets is None:
            ends = [0]
            for length in row:
                ends.append(ends[-1] + length)
        for start, stop in zip(ends, ends[1:]):
            results.append(_segment(values[start:stop], reduce, start_value, initial is None, stop - start))
    return paddle.stack(results).reshape([*lead, len(results) // len(rows), *data.shape[axis + 1 :]])


def _segment(values: paddle.Tensor, reduce: str, start: Any, plain: bool, count: int) -> paddle.Tensor:
    """One piece, reduced along its first axis."""
    first = paddle.full(values.shape[1:], start, dtype=values.dtype)
    if not count:
        return paddle.full_like(first, math.nan) if reduce == "mean" and plain else first
    if reduce in ("sum", "mean"):
        total = values.sum(axis=0) + first
        return total / count if reduce == "mean" else total
    if reduce == "prod":
        return values.prod(axis=0) * first
    # a gradient goes to each of several equal entries in equal parts, as in torch
    return paddle.maximum(values.amax(axis=0), first) if reduce == "max" else paddle.minimum(values.amin(axis=0), first)
