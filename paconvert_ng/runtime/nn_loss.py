"""Loss layers: torch's arguments, computed by the helpers for torch.nn.functional.

Class weights are buffers, as in torch: they are part of the state dict and move with the module.
"""

from __future__ import annotations

from typing import Any

import paddle

from .functional_classification import cross_entropy, nll_loss
from .functional_ctc import ctc_loss
from .functional_loss import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    gaussian_nll_loss,
    huber_loss,
    kl_div,
    l1_loss,
    mse_loss,
    poisson_nll_loss,
    smooth_l1_loss,
    soft_margin_loss,
)
from .nn_counterpart import CounterpartMeta


def legacy_reduction(size_average: bool | None, reduce: bool | None, reduction: str) -> str:
    """``reduction``, or what the two arguments that came before it mean where one is given."""
    if size_average is None and reduce is None:
        return reduction
    if reduce is False:
        return "none"
    return "sum" if size_average is False else "mean"


class Loss(paddle.nn.Layer):
    """Base of the losses that have a reduction only (torch.nn.modules.loss._Loss)."""

    def __init__(self, size_average: bool | None = None, reduce: bool | None = None, reduction: str = "mean") -> None:
        paddle.nn.Layer.__init__(self)
        self.reduction = legacy_reduction(size_average, reduce, reduction)


class WeightedLoss(Loss):
    """Base of the losses with weights (torch.nn.modules.loss._WeightedLoss)."""

    def __init__(
        self,
        weight: paddle.Tensor | None = None,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        Loss.__init__(self, size_average, reduce, reduction)
        self.register_buffer("weight", weight)


class CrossEntropyLoss(WeightedLoss, paddle.nn.CrossEntropyLoss):
    """torch.nn.CrossEntropyLoss. Paddle's has the classes on the last axis, wants ``soft_label`` for probabilities,
    weighs and smooths otherwise, and never exceeds about 64 per element on CPU."""

    def __init__(
        self,
        weight: paddle.Tensor | None = None,
        size_average: bool | None = None,
        ignore_index: int = -100,
        reduce: bool | None = None,
        reduction: str = "mean",
        label_smoothing: float = 0.0,
    ) -> None:
        WeightedLoss.__init__(self, weight, size_average, reduce, reduction)
        self.ignore_index = ignore_index
        self.label_smoothing = label_smoothing

    def forward(self, input: paddle.Tensor, target: paddle.Tensor) -> paddle.Tensor:
        """[N, C, *] with class indices [N, *] or probabilities [N, C, *]."""
        return cross_entropy(
            input,
            target,
            weight=self.weight,
            ignore_index=self.ignore_index,
            reduction=self.reduction,
            label_smoothing=self.label_smoothing,
        )


class NLLLoss(WeightedLoss, paddle.nn.NLLLoss):
    """torch.nn.NLLLoss; Paddle's damages memory for some ignored targets."""

    def __init__(
        self,
        weight: paddle.Tensor | None = None,
        size_average: bool | None = None,
        ignore_index: int = -100,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        WeightedLoss.__init__(self, weight, size_average, reduce, reduction)
        self.ignore_index = ignore_index

    def forward(self, input: paddle.Tensor, target: paddle.Tensor) -> paddle.Tensor:
        """Log-probabilities [N, C, *] with class indices [N, *]."""
        return nll_loss(input, target, weight=self.weight, ignore_index=self.ignore_index, reduction=self.reduction)


class BCELoss(WeightedLoss, paddle.nn.BCELoss):
    """torch.nn.BCELoss; Paddle's gives no gradient to the target."""

    def __init__(
        self,
        weight: paddle.Tensor | None = None,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        WeightedLoss.__init__(self, weight, size_average, reduce, reduction)

    def forward(self, input: paddle.Tensor, target: paddle.Tensor) -> paddle.Tensor:
        """Probabilities against targets of the same shape."""
        return binary_cross_entropy(input, target, weight=self.weight, reduction=self.reduction)


class BCEWithLogitsLoss(Loss, paddle.nn.BCEWithLogitsLoss):
    """torch.nn.BCEWithLogitsLoss; Paddle's gives no gradient to the target and has no buffers."""

    def __init__(
        self,
        weight: paddle.Tensor | None = None,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
        pos_weight: paddle.Tensor | None = None,
    ) -> None:
        Loss.__init__(self, size_average, reduce, reduction)
        self.register_buffer("weight", weight)
        self.register_buffer("pos_weight", pos_weight)

    def forward(self, input: paddle.Tensor, target: paddle.Tensor) -> paddle.Tensor:
        """Logits against targets of the same shape."""
        return binary_cross_entropy_with_logits(
            input, target, self.weight, pos_weight=self.pos_weight, reduction=self.reduction
        )


class L1Loss(Loss, paddle.nn.L1Loss, metaclass=CounterpartMeta):
    """torch.nn.L1Loss; Paddle's takes no integers beside floats."""

    counterpart = paddle.nn.L1Loss

    def __init__(self, size_average: bool | None = None, reduce: bool | None = None, reduction: str = "mean") -> None:
        Loss.__init__(self, size_average, reduce, reduction)

    def forward(self, input: paddle.Tensor, target: paddle.Tensor) -> paddle.Tensor:
        """|input - target|, reduced."""
        return l1_loss(input, target, reduction=self.reduction)


class MSELoss(Loss, paddle.nn.MSELoss, metaclass=CounterpartMeta):
    """torch.nn.MSELoss; Paddle's takes no integers beside floats."""

    counterpart = paddle.nn.MSELoss

    def __init__(self, size_average: bool | None = None, reduce: bool | None = None, reduction: str = "mean") -> None:
        Loss.__init__(self, size_average, reduce, reduction)

    def forward(self, input: paddle.Tensor, target: paddle.Tensor) -> paddle.Tensor:
        """(input - target)², reduced."""
        return mse_loss(input, target, reduction=self.reduction)


class SmoothL1Loss(Loss, paddle.nn.SmoothL1Loss, metaclass=CounterpartMeta):
    """torch.nn.SmoothL1Loss; Paddle's is torch's HuberLoss."""

    counterpart = paddle.nn.SmoothL1Loss

    def __init__(
        self,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
        beta: float = 1.0,
    ) -> None:
        Loss.__init__(self, size_average, reduce, reduction)
        self.beta = beta

    def forward(self, input: paddle.Tensor, target: paddle.Tensor) -> paddle.Tensor:
        """Quadratic below ``beta``, linear beyond, reduced."""
        return smooth_l1_loss(input, target, reduction=self.reduction, beta=self.beta)


class HuberLoss(Loss):
    """torch.nn.HuberLoss; Paddle's is its SmoothL1Loss, which takes no operands of different shapes."""

    def __init__(self, reduction: str = "mean", delta: float = 1.0) -> None:
        Loss.__init__(self, reduction=reduction)
        self.delta = delta

    def forward(self, input: paddle.Tensor, target: paddle.Tensor) -> paddle.Tensor:
        """Quadratic below ``delta``, linear beyond, reduced."""
        return huber_loss(input, target, reduction=self.reduction, delta=self.delta)


class KLDivLoss(Loss, paddle.nn.KLDivLoss):
    """torch.nn.KLDivLoss; Paddle's gives no gradient to the target."""

    def __init__(
        self,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
        log_target: bool = False,
    ) -> None:
        Loss.__init__(self, size_average, reduce, reduction)
        self.log_target = log_target

    def forward(self, input: paddle.Tensor, target: paddle.Tensor) -> paddle.Tensor:
        """Log-probabilities against probabilities, or log-probabilities if ``log_target``."""
        return kl_div(input, target, reduction=self.reduction, log_target=self.log_target)


class SoftMarginLoss(Loss, paddle.nn.SoftMarginLoss):
    """torch.nn.SoftMarginLoss; Paddle's overflows for inputs that are far off."""

    def __init__(self, size_average: bool | None = None, reduce: bool | None = None, reduction: str = "mean") -> None:
        Loss.__init__(self, size_average, reduce, reduction)

    def forward(self, input: paddle.Tensor, target: paddle.Tensor) -> paddle.Tensor:
        """log(1 + exp(-target * input)), reduced."""
        return soft_margin_loss(input, target, reduction=self.reduction)


class PoissonNLLLoss(Loss, paddle.nn.PoissonNLLLoss):
    """torch.nn.PoissonNLLLoss; Paddle's takes no integers beside floats."""

    def __init__(
        self,
        log_input: bool = True,
        full: bool = False,
        size_average: bool | None = None,
        eps: float = 1e-8,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        Loss.__init__(self, size_average, reduce, reduction)
        self.log_input = log_input
        self.full = full
        self.eps = eps

    def forward(self, log_input: paddle.Tensor, target: paddle.Tensor) -> paddle.Tensor:
        """Rates (their logarithms if ``self.log_input``) against counts."""
        return poisson_nll_loss(
            log_input, target, log_input=self.log_input, full=self.full, eps=self.eps, reduction=self.reduction
        )


class GaussianNLLLoss(Loss, paddle.nn.GaussianNLLLoss):
    """torch.nn.GaussianNLLLoss; Paddle's gives no gradient to the variance where it is below ``eps``."""

    def __init__(self, *, full: bool = False, eps: float = 1e-6, reduction: str = "mean") -> None:
        Loss.__init__(self, reduction=reduction)
        self.full = full
        self.eps = eps

    def forward(self, input: paddle.Tensor, target: paddle.Tensor, var: Any) -> paddle.Tensor:
        """Means against targets, with variances ``var``."""
        return gaussian_nll_loss(input, target, var, full=self.full, eps=self.eps, reduction=self.reduction)


class CTCLoss(Loss):
    """torch.nn.CTCLoss; Paddle's takes raw logits, and only padded targets."""

    def __init__(self, blank: int = 0, reduction: str = "mean", zero_infinity: bool = False) -> None:
        Loss.__init__(self, reduction=reduction)
        self.blank = blank
        self.zero_infinity = zero_infinity

    def forward(
        self, log_probs: paddle.Tensor, targets: paddle.Tensor, input_lengths: Any, target_lengths: Any
    ) -> paddle.Tensor:
        """Log-probabilities [T, N, C] or [T, C] against targets [N, S], [S] or [sum of lengths]."""
        return ctc_loss(
            log_probs, targets, input_lengths, target_lengths, self.blank, self.reduction, self.zero_infinity
        )
