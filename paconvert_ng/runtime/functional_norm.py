"""Normalization functions of torch.nn.functional: their argument order, statistics and gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import paddle

from .functional_pool_exact import exact_average
from .nn_batch_norm import normalize_batch, normalize_by, update_running
from .nn_instance_norm import normalize_instances
from .nn_norm import normalize_layer
from .recording import gradient_recorded
from .static_graph import is_known
from .vector_norms import power_norm


def layer_norm(
    input: paddle.Tensor,
    normalized_shape: Sequence[int],
    weight: paddle.Tensor | None = None,
    bias: paddle.Tensor | None = None,
    eps: float = 1e-5,
) -> paddle.Tensor:
    """torch.nn.functional.layer_norm.

    Paddle's wants an axis that is not normalized, flat weights and an epsilon of at most 0.001.
    """
    return normalize_layer(input, tuple(int(size) for size in normalized_shape), weight, bias, eps)


def rms_norm(
    input: paddle.Tensor,
    normalized_shape: Sequence[int],
    weight: paddle.Tensor | None = None,
    eps: float | None = None,
) -> paddle.Tensor:
    """torch.nn.functional.rms_norm: x / sqrt(mean(x^2) + eps) * weight; eps defaults to the machine epsilon.

    Paddle's returns a pair and has no CPU kernel. Half precision is normalized in float32.
    """
    sizes = [int(size) for size in normalized_shape]
    if list(input.shape[input.ndim - len(sizes) :]) != sizes:
        raise RuntimeError(
            f"Given normalized_shape={sizes}, expected input with shape {['*', *sizes]}, "
            f"but got input of size {list(input.shape)}"
        )
    exact = input.astype("float32") if input.dtype in (paddle.float16, paddle.bfloat16) else input
    if eps is None:
        eps = float(paddle.finfo(exact.dtype).eps)
    axes = list(range(input.ndim - len(sizes), input.ndim))
    square = (exact * exact).mean(axis=axes, keepdim=True) + eps
    out = exact / paddle.sqrt(square) if exact.is_complex() else exact * paddle.rsqrt(square)
    if weight is not None:
        out = out * weight.astype(out.dtype)
    return out.astype(input.dtype)


def group_norm(
    input: paddle.Tensor,
    num_groups: int,
    weight: paddle.Tensor | None = None,
    bias: paddle.Tensor | None = None,
    eps: float = 1e-5,
) -> paddle.Tensor:
    """torch.nn.functional.group_norm; without a weight the gradient of Paddle's is wrong on CPU."""
    if input.shape[1] % num_groups:
        raise RuntimeError(
            "Expected number of channels in input to be divisible by num_groups, but got input of shape "
            f"{list(input.shape)} and num_groups={num_groups}"
        )
    if weight is None:
        weight = paddle.ones([input.shape[1]], dtype=input.dtype)
    return paddle.nn.functional.group_norm(input, num_groups, eps, weight, bias)


def batch_norm(
    input: paddle.Tensor,
    running_mean: paddle.Tensor | None,
    running_var: paddle.Tensor | None,
    weight: paddle.Tensor | None = None,
    bias: paddle.Tensor | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> paddle.Tensor:
    """torch.nn.functional.batch_norm; in training the running statistics follow in place.

    Paddle's momentum is one minus torch's, its running variance is biased, and it needs running statistics.
    """
    if input.ndim == 1 and input.shape[0] == 0:
        return input.clone()
    if training:
        return normalize_batch(input, running_mean, running_var, weight, bias, momentum, eps)
    if running_mean is None or running_var is None:
        raise RuntimeError("Expected running_mean and running_var to be defined when training=False")
    return normalize_by(input, running_mean, running_var, weight, bias, eps)


def instance_norm(
    input: paddle.Tensor,
    running_mean: paddle.Tensor | None = None,
    running_var: paddle.Tensor | None = None,
    weight: paddle.Tensor | None = None,
    bias: paddle.Tensor | None = None,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> paddle.Tensor:
    """torch.nn.functional.instance_norm, [N, C, ...]; running statistics follow in place where they are given.

    Paddle's ignores running statistics and gives no gradient to a weight that comes without a bias.
    """
    if not use_input_stats:
        return batch_norm(input, running_mean, running_var, weight, bias, False, momentum, eps)
    if all(is_known(size) and size == 1 for size in input.shape[2:]):
        raise ValueError(f"Expected more than 1 spatial element when training, got input size {list(input.shape)}")
    axes = list(range(2, input.ndim))
    with paddle.no_grad():
        if running_mean is not None:
            update_running(running_mean, input.mean(axis=axes).mean(axis=0), momentum)
        if running_var is not None:
            update_running(running_var, input.var(axis=axes, unbiased=True).mean(axis=0), momentum)
    if not gradient_recorded(input, weight, bias):
        return normalize_instances(input, weight, bias, eps)
    # Weight and bias stay out of the operator: asked for the gradient of some of the three, it gives zeros or fails.
    out = paddle.nn.functional.instance_norm(input, eps=eps)
    per_channel = [1, -1, *[1] * (input.ndim - 2)]
    if weight is not None:
        out = out * weight.reshape(per_channel)
    return out if bias is None else out + bias.reshape(per_channel)


def local_response_norm(
    input: paddle.Tensor, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0
) -> paddle.Tensor:
    """torch.nn.functional.local_response_norm; the average of integers loses its fraction, as in torch."""
    if not input.is_floating_point():
        channels = input.shape[1]
        squares = (input * input).reshape([input.shape[0], 1, channels, -1])
        windows = ([size, 1], [1, 1], [size // 2, 0], [channels, squares.shape[3]])
        average = exact_average(squares, *windows, count_include_pad=True, divisor=None).reshape(input.shape)
        return input.astype("float32") / (average.astype("float32") * alpha + k).pow(beta)
    return paddle.nn.functional.local_response_norm(input, size, alpha, beta, k)


def normalize(
    input: paddle.Tensor, p: float = 2.0, dim: Any = 1, eps: float = 1e-12, out: paddle.Tensor | None = None
) -> paddle.Tensor:
    """torch.nn.functional.normalize; the gradient is right beside a large ``eps``, and ``dim`` may be several axes."""
    axis = list(dim) if isinstance(dim, (tuple, list)) else dim
    length = power_norm(input, p, axis, keepdim=True) if input.ndim else input.abs()
    # where, not clip: the norm of a short vector takes no gradient
    length = paddle.where(length < eps, paddle.full_like(length, eps), length)
    result = input / length
    return result if out is None else paddle.assign(result, output=out)
