"""Element-wise losses of torch.nn.functional.

Paddle's give no gradient to the target (kl_div, binary cross entropy) or the variance (gaussian
negative log likelihood), refuse operands of different shapes or dtypes that torch takes, and have
neither ``size_average`` and ``reduce`` nor the weights of the newer losses.
"""

from __future__ import annotations

import math

import paddle

from .functional_reduction import checked_reduction, reduced, weighted_reduced
from .functional_sizes import first_size, sizes_differ
from .promotion import promote, promote_float
from .static_graph import broadcast_sizes, expanded, true_sizes


def mse_loss(
    input: paddle.Tensor,
    target: paddle.Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    weight: paddle.Tensor | None = None,
) -> paddle.Tensor:
    """torch.nn.functional.mse_loss."""
    reduction = checked_reduction(reduction, size_average, reduce)
    input, target = promote(input, target)
    return weighted_reduced((input - target).square(), weight, reduction, divide=True)


def l1_loss(
    input: paddle.Tensor,
    target: paddle.Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    weight: paddle.Tensor | None = None,
) -> paddle.Tensor:
    """torch.nn.functional.l1_loss."""
    reduction = checked_reduction(reduction, size_average, reduce)
    input, target = promote(input, target)
    return weighted_reduced((input - target).abs(), weight, reduction, divide=True)


def _huber(input: paddle.Tensor, target: paddle.Tensor, delta: float) -> paddle.Tensor:
    """0.5 d^2 up to ``delta``, delta (|d| - 0.5 delta) beyond; operands are broadcast."""
    input, target = promote(input, target)
    shape = broadcast_sizes(true_sizes(input), true_sizes(target))  # the gradient of paddle.broadcast_tensors can crash
    input, target = expanded(input, shape), expanded(target, shape)
    return paddle.nn.functional.smooth_l1_loss(input, target, reduction="none", delta=float(delta))


def smooth_l1_loss(
    input: paddle.Tensor,
    target: paddle.Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    beta: float = 1.0,
) -> paddle.Tensor:
    """torch.nn.functional.smooth_l1_loss; ``beta`` 0 is l1_loss (Paddle's gives NaN)."""
    reduction = checked_reduction(reduction, size_average, reduce)
    if beta < 0:
        raise RuntimeError("smooth_l1_loss does not support negative values for beta.")
    if beta == 0:
        return l1_loss(input, target, reduction=reduction)
    return reduced(_huber(input, target, beta) / beta, reduction)


def huber_loss(
    input: paddle.Tensor,
    target: paddle.Tensor,
    reduction: str = "mean",
    delta: float = 1.0,
    weight: paddle.Tensor | None = None,
) -> paddle.Tensor:
    """torch.nn.functional.huber_loss; Paddle has it as smooth_l1_loss."""
    reduction = checked_reduction(reduction)
    if delta <= 0:
        raise RuntimeError("huber_loss does not support non-positive values for delta.")
    return weighted_reduced(_huber(input, target, delta), weight, reduction, divide=False)


def soft_margin_loss(
    input: paddle.Tensor,
    target: paddle.Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> paddle.Tensor:
    """torch.nn.functional.soft_margin_loss: log(1 + exp(-target * input)), with gradients to both."""
    reduction = checked_reduction(reduction, size_average, reduce)
    input, target = promote(input, target)
    return reduced((-target * input).exp().log1p(), reduction)


def kl_div(
    input: paddle.Tensor,
    target: paddle.Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    log_target: bool = False,
) -> paddle.Tensor:
    """torch.nn.functional.kl_div; ``batchmean`` divides the sum by the first size."""
    batch_mean = size_average is None and reduce is None and reduction == "batchmean"
    reduction = "sum" if batch_mean else checked_reduction(reduction, size_average, reduce)
    input, target = promote(input, target)
    if log_target:
        loss = target.exp() * (target - input)
    else:
        log_of_target = paddle.where(target == 0, paddle.ones_like(target), target).log()
        loss = target * log_of_target - target * input
    loss = reduced(loss, reduction)
    return loss / first_size(input) if batch_mean and input.ndim else loss


def binary_cross_entropy(
    input: paddle.Tensor,
    target: paddle.Tensor,
    weight: paddle.Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> paddle.Tensor:
    """torch.nn.functional.binary_cross_entropy; the target gets its gradient too."""
    reduction = checked_reduction(reduction, size_average, reduce)
    if sizes_differ(target.shape, input.shape):
        raise ValueError(
            f"Using a target size ({target.shape}) that is different to the input size ({input.shape}) is deprecated. "
            "Please ensure they have the same size."
        )
    loss = paddle.nn.functional.binary_cross_entropy(input, target.detach(), reduction="none")
    if not target.stop_gradient:
        # Of value 0: the loss is linear in the target, so this adds the missing gradient and nothing else.
        probability = input.detach()
        slope = (-probability).log1p().clip(min=-100.0) - probability.log().clip(min=-100.0)
        loss = loss + (target - target.detach()) * slope
    return reduced(loss if weight is None else loss * weight, reduction)


def binary_cross_entropy_with_logits(
    input: paddle.Tensor,
    target: paddle.Tensor,
    weight: paddle.Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    pos_weight: paddle.Tensor | None = None,
) -> paddle.Tensor:
    """torch.nn.functional.binary_cross_entropy_with_logits; the target gets its gradient too."""
    reduction = checked_reduction(reduction, size_average, reduce)
    if sizes_differ(target.shape, input.shape):
        raise ValueError(f"Target size ({target.shape}) must be the same as input size ({input.shape})")
    input, target = promote(input, target)
    if target.stop_gradient:
        return paddle.nn.functional.binary_cross_entropy_with_logits(input, target, weight, reduction, pos_weight)
    log_probability = paddle.nn.functional.log_sigmoid(input)
    positive = target * log_probability if pos_weight is None else target * pos_weight * log_probability
    loss = (1 - target) * (input - log_probability) - positive
    return reduced(loss if weight is None else loss * weight, reduction)


def poisson_nll_loss(
    input: paddle.Tensor,
    target: paddle.Tensor,
    log_input: bool = True,
    full: bool = False,
    size_average: bool | None = None,
    eps: float = 1e-8,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> paddle.Tensor:
    """torch.nn.functional.poisson_nll_loss."""
    reduction = checked_reduction(reduction, size_average, reduce)
    input, target = promote_float(input, target)
    loss = input.exp() - target * input if log_input else input - target * (input + eps).log()
    if full:
        stirling = target * target.log() - target + 0.5 * (2 * math.pi * target).log()
        loss = loss + paddle.where(target <= 1, paddle.zeros_like(stirling), stirling)
    return reduced(loss, reduction)


def gaussian_nll_loss(
    input: paddle.Tensor,
    target: paddle.Tensor,
    var: paddle.Tensor | float,
    full: bool = False,
    eps: float = 1e-6,
    reduction: str = "mean",
) -> paddle.Tensor:
    """torch.nn.functional.gaussian_nll_loss; the variance gets its gradient, also where it is below ``eps``."""
    if isinstance(var, float):
        var = paddle.full_like(input, var)
    if bool((var < 0).any()):
        raise ValueError("var has negative entry/entries")
    sizes, var_sizes = list(input.shape), list(var.shape)
    if var_sizes != sizes:
        if sizes[:-1] == var_sizes:
            var = var.unsqueeze(-1)
        elif len(sizes) != len(var_sizes) or sum(v for s, v in zip(sizes, var_sizes) if s != v) != 1:
            raise ValueError("var is of incorrect size")
    reduction = checked_reduction(reduction)
    clamped = var + (var.clip(min=eps) - var).detach()
    loss = 0.5 * (clamped.log() + (input - target) ** 2 / clamped)
    if full:
        loss = loss + 0.5 * math.log(2 * math.pi)
    return reduced(loss, reduction)
