"""torch.nn.LinearCrossEntropyLoss: a linear layer and the cross entropy of its output in one module."""

from __future__ import annotations

import math
from typing import Any

import paddle

from .functional_grouped import LinearCrossEntropyOptions, linear_cross_entropy
from .nn_linear import Linear
from .nn_loss import WeightedLoss


class LinearCrossEntropyLoss(WeightedLoss):
    """torch.nn.LinearCrossEntropyLoss. ``options`` say how torch saves memory; here the logits are computed whole."""

    def __init__(
        self,
        in_features: int,
        num_classes: int,
        *,
        out_features: tuple[int, ...] = (),
        bias: bool = False,
        device: Any = None,
        dtype: Any = None,
        reduction: str = "mean",
        weight: paddle.Tensor | None = None,
        ignore_index: int | None = None,
        label_smoothing: float = 0.0,
        options: LinearCrossEntropyOptions | None = None,
    ) -> None:
        if weight is not None and list(weight.shape) != [num_classes]:
            raise RuntimeError(f"expected weight shape to be {(num_classes,)}, got {tuple(weight.shape)}")
        if not 0.0 <= label_smoothing <= 1.0:
            raise RuntimeError(f"expected label_smoothing to be in range [0, 1], got {label_smoothing}")
        WeightedLoss.__init__(self, weight, reduction=reduction)
        self.num_classes = num_classes
        self.out_features = out_features
        self.ignore_index = ignore_index
        self.label_smoothing = label_smoothing
        outputs = math.prod(out_features, start=num_classes)
        self.linear = Linear(in_features, outputs, bias, device=device, dtype=dtype)
        self.options = options

    def forward(self, input: paddle.Tensor, target: paddle.Tensor) -> paddle.Tensor:
        """[N, in_features] or [in_features] with class indices [N, *out_features] or probabilities."""
        shape = [self.num_classes, *self.out_features]
        bias = self.linear.bias
        return linear_cross_entropy(
            input,
            self.linear.weight.reshape([*shape, self.linear.weight.shape[-1]]),
            target,
            linear_bias=None if bias is None else bias.reshape(shape),
            weight=self.weight,
            reduction=self.reduction,
            ignore_index=self.ignore_index,
            label_smoothing=self.label_smoothing,
            options=self.options,
        )
