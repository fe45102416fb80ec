"""Instance normalization with torch's parameters, running statistics and unbatched input."""

from __future__ import annotations

import warnings
from typing import Any

import paddle

from .nn_base import fill_constant
from .nn_batch_norm import (
    beside_input,
    both_or_neither,
    describe_normalization,
    differentiable_copy,
    normalize_by,
    reset_running_statistics,
    set_up_normalization,
    update_running,
)
from .static_graph import is_known


def normalize_instances(
    input: paddle.Tensor, weight: paddle.Tensor | None, bias: paddle.Tensor | None, eps: float
) -> paddle.Tensor:
    """Normalize [N, C, *] over its spatial axes, by the statistics of each channel of each sample."""
    weight, bias = both_or_neither(beside_input(weight, input), beside_input(bias, input), input.shape[1])
    if input.stop_gradient and weight is not None and not weight.stop_gradient:
        input = differentiable_copy(input)  # the operator's backward fails without a gradient of the input
    return paddle.nn.functional.instance_norm(input, weight=weight, bias=bias, eps=eps)


class _InstanceNorm(paddle.nn.layer.norm._InstanceNormBase):
    """torch.nn.modules.instancenorm._InstanceNorm, the base of the instance normalization classes.

    Paddle's calls its weight ``scale``, is affine by default, and has no running statistics.
    """

    _version = 2
    _rank = 0

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-05,
        momentum: float | None = 0.1,
        affine: bool = False,
        track_running_stats: bool = False,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ) -> None:
        paddle.nn.Layer.__init__(self)
        set_up_normalization(self, num_features, eps, momentum, affine, track_running_stats, device, dtype, bias)

    def reset_running_stats(self) -> None:
        """Mean 0, variance 1, no batches seen."""
        reset_running_statistics(self)

    def reset_parameters(self) -> None:
        """Forget the statistics; weight 1, bias 0."""
        self.reset_running_stats()
        fill_constant(self.weight, 1.0)
        fill_constant(self.bias, 0.0)

    def _check_input_dim(self, input: paddle.Tensor) -> None:
        if input.ndim not in (self._rank + 1, self._rank + 2):
            raise ValueError(f"expected {self._rank + 1}D or {self._rank + 2}D input (got {input.ndim}D input)")

    def _normalize(self, input: paddle.Tensor) -> paddle.Tensor:
        """Normalize [N, C, *] over its spatial axes; in training, let tracked statistics follow."""
        if not self.training and self.track_running_stats:
            return normalize_by(input, self.running_mean, self.running_var, self.weight, self.bias, self.eps)
        if all(is_known(size) and size == 1 for size in input.shape[2:]):
            raise ValueError(f"Expected more than 1 spatial element when training, got input size {list(input.shape)}")
        if self.training and self.track_running_stats and self.running_mean is not None:
            axes = list(range(2, input.ndim))
            factor = 0.0 if self.momentum is None else self.momentum
            with paddle.no_grad():
                update_running(self.running_mean, input.mean(axis=axes).mean(axis=0), factor)
                update_running(self.running_var, input.var(axis=axes, unbiased=True).mean(axis=0), factor)
        return normalize_instances(input, self.weight, self.bias, self.eps)

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """Normalize each channel of each sample; [N, C, *] or [C, *]."""
        self._check_input_dim(input)
        unbatched = input.ndim == self._rank + 1
        channels = input.shape[0] if unbatched else input.shape[1]
        if channels != self.num_features:
            if self.affine:
                raise ValueError(f"expected input's size at the channel axis to be {self.num_features}, got {channels}")
            warnings.warn(
                f"input's size at the channel axis ({channels}) does not match num_features ({self.num_features}); "
                "it is not used as affine=False",
                stacklevel=2,
            )
        return self._normalize(input.unsqueeze(0)).squeeze(0) if unbatched else self._normalize(input)

    def extra_repr(self) -> str:
        return describe_normalization(self)


class InstanceNorm1d(_InstanceNorm, paddle.nn.InstanceNorm1D):
    """torch.nn.InstanceNorm1d, for [N, C, L] and [C, L]."""

    _rank = 1


class InstanceNorm2d(_InstanceNorm, paddle.nn.InstanceNorm2D):
    """torch.nn.InstanceNorm2d, for [N, C, H, W] and [C, H, W]."""

    _rank = 2


class InstanceNorm3d(_InstanceNorm, paddle.nn.InstanceNorm3D):
    """torch.nn.InstanceNorm3d, for [N, C, D, H, W] and [C, D, H, W]."""

    _rank = 3
