"""Adaptive softmax with torch's parameters: linear layers ``head`` and ``tail``."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Sequence
from typing import Any

import paddle

from .functional_softmax import log_softmax
from .nn_container import Sequential
from .nn_linear import Linear

_ASMoutput = namedtuple("_ASMoutput", ["output", "loss"])


class AdaptiveLogSoftmaxWithLoss(paddle.nn.AdaptiveLogSoftmaxWithLoss):
    """torch.nn.AdaptiveLogSoftmaxWithLoss; Paddle keeps the weights of the tail out of the state dict."""

    def __init__(
        self,
        in_features: int,
        n_classes: int,
        cutoffs: Sequence[int],
        div_value: float = 4.0,
        head_bias: bool = False,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        paddle.nn.Layer.__init__(self)
        bounds = list(cutoffs)
        if not bounds:
            raise ValueError("cutoffs should be a sequence of length larger than 0")
        if bounds != sorted(set(bounds)) or bounds[0] <= 0 or bounds[-1] > n_classes - 1:
            raise ValueError(
                "cutoffs should be a sequence of unique, positive integers sorted in an increasing order, "
                "where each value is between 1 and n_classes-1"
            )
        self.in_features = in_features
        self.n_classes = n_classes
        self.cutoffs = [*bounds, n_classes]
        self.div_value = div_value
        self.head_bias = head_bias
        self.shortlist_size = self.cutoffs[0]
        self.n_clusters = len(self.cutoffs) - 1
        self.head_size = self.shortlist_size + self.n_clusters
        factory = {"device": device, "dtype": dtype}
        self.head = Linear(in_features, self.head_size, bias=head_bias, **factory)
        self.tail = paddle.nn.LayerList()
        for index, (low, high) in enumerate(zip(self.cutoffs, self.cutoffs[1:], strict=False)):
            hidden = int(in_features // div_value ** (index + 1))
            first = Linear(in_features, hidden, bias=False, **factory)
            self.tail.append(Sequential(first, Linear(hidden, high - low, bias=False, **factory)))

    def reset_parameters(self) -> None:
        """Draw all weights anew."""
        self.head.reset_parameters()
        for first, second in self.tail:
            first.reset_parameters()
            second.reset_parameters()

    def forward(self, input_: paddle.Tensor, target_: paddle.Tensor) -> Any:
        """Log-probability of each target, and minus their mean; [N, in_features] with [N], or [in_features] with []."""
        if target_.ndim > 1 or input_.ndim != target_.ndim + 1:
            raise RuntimeError("0D or 1D target tensor expected, with an input of one axis more")
        if target_.ndim == 1 and input_.shape[0] != target_.shape[0]:
            raise RuntimeError("Input and target should have the same size in the batch dimension.")
        input, target = (input_, target_) if target_.ndim else (input_.unsqueeze(0), target_.unsqueeze(0))
        if bool(((target < 0) | (target >= self.n_classes)).any()):
            raise RuntimeError(f"Target values should be in [0, {self.n_classes - 1}]")
        output = paddle.take_along_axis(
            self.log_prob(input), target.astype("int64").unsqueeze(1), axis=1, broadcast=False
        ).squeeze(1)
        loss = (-output).mean()
        return _ASMoutput(output if target_.ndim else output.squeeze(0), loss)

    def log_prob(self, input: paddle.Tensor) -> paddle.Tensor:
        """Log-probabilities of all classes, [N, n_classes]."""
        head = log_softmax(self.head(input), 1)
        parts = [head[:, : self.shortlist_size]]
        for index, cluster in enumerate(self.tail):
            share = head[:, self.shortlist_size + index].unsqueeze(1)
            parts.append(log_softmax(cluster(input), 1) + share)
        return paddle.concat(parts, axis=1)

    def predict(self, input: paddle.Tensor) -> paddle.Tensor:
        """The class with the largest log-probability; among the clusters only where the head prefers one."""
        chosen = paddle.argmax(self.head(input), axis=1)
        return paddle.where(chosen < self.shortlist_size, chosen, paddle.argmax(self.log_prob(input), axis=1))
