"""Losses with a margin, for the inputs that torch takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import paddle

from .functional_margin import (
    cosine_embedding_loss,
    hinge_embedding_loss,
    margin_ranking_loss,
    multi_margin_loss,
    multilabel_margin_loss,
    triplet_margin_loss,
)
from .functional_reduction import reduced
from .nn_distance import PairwiseDistance
from .nn_loss import Loss, WeightedLoss


class MarginRankingLoss(Loss, paddle.nn.MarginRankingLoss):
    """torch.nn.MarginRankingLoss; Paddle's takes no integer targets."""

    def __init__(
        self,
        margin: float = 0.0,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        Loss.__init__(self, size_average, reduce, reduction)
        self.margin = margin

    def forward(self, input1: paddle.Tensor, input2: paddle.Tensor, target: paddle.Tensor) -> paddle.Tensor:
        """max(0, -target (input1 - input2) + margin), reduced."""
        return margin_ranking_loss(input1, input2, target, self.margin, reduction=self.reduction)


class HingeEmbeddingLoss(Loss, paddle.nn.HingeEmbeddingLoss):
    """torch.nn.HingeEmbeddingLoss, with ``size_average`` and ``reduce``."""

    def __init__(
        self,
        margin: float = 1.0,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        Loss.__init__(self, size_average, reduce, reduction)
        self.margin = margin

    def forward(self, input: paddle.Tensor, target: paddle.Tensor) -> paddle.Tensor:
        """input where target is 1, max(0, margin - input) where it is -1, reduced."""
        return hinge_embedding_loss(input, target, self.margin, reduction=self.reduction)


class CosineEmbeddingLoss(Loss, paddle.nn.CosineEmbeddingLoss):
    """torch.nn.CosineEmbeddingLoss; Paddle's takes no single sample, and refuses margins outside of -1..1."""

    def __init__(
        self,
        margin: float = 0.0,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        Loss.__init__(self, size_average, reduce, reduction)
        self.margin = margin

    def forward(self, input1: paddle.Tensor, input2: paddle.Tensor, target: paddle.Tensor) -> paddle.Tensor:
        """1 - cosine where target is 1, max(0, cosine - margin) where it is -1; [N, D] with [N], or [D] with []."""
        return cosine_embedding_loss(input1, input2, target, self.margin, reduction=self.reduction)


class MultiLabelSoftMarginLoss(WeightedLoss, paddle.nn.MultiLabelSoftMarginLoss):
    """torch.nn.MultiLabelSoftMarginLoss; Paddle's keeps its weight out of the state dict."""

    def __init__(
        self,
        weight: paddle.Tensor | None = None,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        WeightedLoss.__init__(self, weight, size_average, reduce, reduction)

    def forward(self, input: paddle.Tensor, target: paddle.Tensor) -> paddle.Tensor:
        """Mean over the classes (last axis) of the binary cross entropy of logits, reduced."""
        log_sigmoid = paddle.nn.functional.log_sigmoid
        target = target if target.is_floating_point() else target.astype(input.dtype)
        loss = -(target * log_sigmoid(input) + (1 - target) * log_sigmoid(-input))
        loss = loss if self.weight is None else loss * self.weight
        return reduced(loss.sum(axis=-1) / input.shape[-1], self.reduction)


class MultiMarginLoss(WeightedLoss, paddle.nn.MultiMarginLoss):
    """torch.nn.MultiMarginLoss; Paddle's takes no single sample."""

    def __init__(
        self,
        p: int = 1,
        margin: float = 1.0,
        weight: paddle.Tensor | None = None,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        WeightedLoss.__init__(self, weight, size_average, reduce, reduction)
        if p not in (1, 2):
            raise ValueError("only p == 1 and p == 2 supported")
        self.p = p
        self.margin = margin

    def forward(self, input: paddle.Tensor, target: paddle.Tensor) -> paddle.Tensor:
        """Mean over the other classes of max(0, margin - x[target] + x[class]) ** p, for [N, C] or [C]."""
        return multi_margin_loss(input, target, self.p, self.margin, self.weight, reduction=self.reduction)


class MultiLabelMarginLoss(Loss, paddle.nn.MultiLabelMarginLoss):
    """torch.nn.MultiLabelMarginLoss, for one sample too."""

    def __init__(self, size_average: bool | None = None, reduce: bool | None = None, reduction: str = "mean") -> None:
        Loss.__init__(self, size_average, reduce, reduction)

    def forward(self, input: paddle.Tensor, target: paddle.Tensor) -> paddle.Tensor:
        """[N, C] or [C]; the classes before the first -1 in each row of ``target`` should win over all others."""
        return multilabel_margin_loss(input, target, reduction=self.reduction)


class TripletMarginLoss(Loss, paddle.nn.TripletMarginLoss):
    """torch.nn.TripletMarginLoss, with ``size_average`` and ``reduce``."""

    def __init__(
        self,
        margin: float = 1.0,
        p: float = 2.0,
        eps: float = 1e-6,
        swap: bool = False,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        Loss.__init__(self, size_average, reduce, reduction)
        if margin <= 0:
            raise ValueError(f"TripletMarginLoss: expected margin to be greater than 0, got {margin} instead")
        self.margin = margin
        self.p = p
        self.eps = eps
        self.swap = swap

    def forward(self, anchor: paddle.Tensor, positive: paddle.Tensor, negative: paddle.Tensor) -> paddle.Tensor:
        """max(0, margin + d(anchor, positive) - d(anchor, negative)), reduced."""
        return triplet_margin_loss(
            anchor, positive, negative, self.margin, self.p, self.eps, self.swap, reduction=self.reduction
        )


class TripletMarginWithDistanceLoss(Loss, paddle.nn.TripletMarginWithDistanceLoss):
    """torch.nn.TripletMarginWithDistanceLoss; Paddle's refuses negative distances."""

    def __init__(
        self,
        *,
        distance_function: Callable[[Any, Any], Any] | None = None,
        margin: float = 1.0,
        swap: bool = False,
        reduction: str = "mean",
    ) -> None:
        Loss.__init__(self, reduction=reduction)
        if margin <= 0:
            raise ValueError(
                f"TripletMarginWithDistanceLoss: expected margin to be greater than 0, got {margin} instead"
            )
        self.distance_function = PairwiseDistance() if distance_function is None else distance_function
        self.margin = margin
        self.swap = swap

    def forward(self, anchor: paddle.Tensor, positive: paddle.Tensor, negative: paddle.Tensor) -> paddle.Tensor:
        """max(0, margin + d(anchor, positive) - d(anchor, negative)), reduced."""
        far = self.distance_function(anchor, negative)
        far = paddle.minimum(far, self.distance_function(positive, negative)) if self.swap else far
        near = self.distance_function(anchor, positive)
        return reduced(paddle.clip(self.margin + near - far, min=0.0), self.reduction)
