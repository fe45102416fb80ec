"""Batch normalization with torch's running statistics, buffers and attributes."""

from __future__ import annotations

import math
from typing import Any

import paddle

from .nn_base import fill_constant, new_buffer, new_parameter


def set_up_normalization(
    layer: Any,
    num_features: int,
    eps: float,
    momentum: float | None,
    affine: bool,
    track_running_stats: bool,
    device: Any,
    dtype: Any,
    bias: bool,
) -> None:
    """Attributes, parameters and buffers that torch's batch and instance normalization have in common."""
    layer.num_features = num_features
    layer.eps = eps
    layer.momentum = momentum
    layer.affine = affine
    layer.track_running_stats = track_running_stats
    shape = (num_features,)
    layer.add_parameter("weight", new_parameter(layer, shape, device, dtype) if affine else None)
    layer.add_parameter("bias", new_parameter(layer, shape, device, dtype) if affine and bias else None)
    tracked = track_running_stats
    layer.register_buffer("running_mean", new_buffer(shape, 0.0, device, dtype) if tracked else None)
    layer.register_buffer("running_var", new_buffer(shape, 1.0, device, dtype) if tracked else None)
    layer.register_buffer("num_batches_tracked", new_buffer((), 0, device, "int64") if tracked else None)
    layer.reset_parameters()


def reset_running_statistics(layer: Any) -> None:
    """Mean 0, variance 1, no batches seen; nothing where statistics are not tracked."""
    if layer.track_running_stats:
        fill_constant(layer.running_mean, 0.0)
        fill_constant(layer.running_var, 1.0)
        fill_constant(layer.num_batches_tracked, 0)


def describe_normalization(layer: Any) -> str:
    return (
        f"{layer.num_features}, eps={layer.eps}, momentum={layer.momentum}, affine={layer.affine}, "
        f"bias={layer.bias is not None}, track_running_stats={layer.track_running_stats}"
    )


def count_batch(layer: Any) -> float:
    """Count one more batch where statistics are tracked; the weight of this batch in the running statistics."""
    counter = layer.num_batches_tracked if layer.training and layer.track_running_stats else None
    if counter is not None:
        if paddle.in_dynamic_mode():
            paddle.increment(counter)
        else:
            paddle.assign(counter + 1, output=counter)
        if layer.momentum is None:
            return 1.0 / float(counter)
    return 0.0 if layer.momentum is None else layer.momentum


def update_running(running: paddle.Tensor, batch: paddle.Tensor, factor: float) -> None:
    """running = (1 - factor) * running + factor * batch, in place and outside of autograd."""
    with paddle.no_grad():
        share = factor * (batch if batch.dtype == running.dtype else batch.astype(running.dtype))
        if paddle.in_dynamic_mode():
            running.scale_(1.0 - factor).add_(share)
        else:
            paddle.assign((1.0 - factor) * running + share, output=running)


def differentiable_copy(tensor: paddle.Tensor) -> paddle.Tensor:
    """A tensor of the same values that takes a gradient, which nobody will look at."""
    copy = tensor.detach()
    copy.stop_gradient = False
    return copy


def both_or_neither(
    weight: paddle.Tensor | None, bias: paddle.Tensor | None, channels: int
) -> tuple[paddle.Tensor | None, paddle.Tensor | None]:
    """Weight and bias for Paddle's operators, which give a gradient to both or to neither of them.

    Where one is missing or frozen, a stand-in takes its gradient.
    """
    if weight is None and bias is None:
        return None, None
    if bias is None:
        bias = paddle.zeros([channels], dtype=weight.dtype)  # type: ignore[union-attr]
    if weight is None:
        weight = paddle.ones([channels], dtype=bias.dtype)
    if weight.stop_gradient and not bias.stop_gradient:
        return differentiable_copy(weight), bias
    if bias.stop_gradient and not weight.stop_gradient:
        return weight, differentiable_copy(bias)
    return weight, bias


def beside_input(tensor: paddle.Tensor | None, input: paddle.Tensor) -> paddle.Tensor | None:
    """Paddle's normalization operators want float32 parameters and statistics beside half-precision input."""
    if tensor is None or input.dtype not in (paddle.float16, paddle.bfloat16):
        return tensor
    return tensor.astype("float32")


def normalize_by(
    input: paddle.Tensor,
    running_mean: paddle.Tensor,
    running_var: paddle.Tensor,
    weight: paddle.Tensor | None,
    bias: paddle.Tensor | None,
    eps: float,
) -> paddle.Tensor:
    """Normalize each channel (axis 1) with the statistics given."""
    if input.dtype in (paddle.float16, paddle.bfloat16):
        weight, bias = beside_input(weight, input), beside_input(bias, input)
        running_mean, running_var = running_mean.astype("float32"), running_var.astype("float32")
    weight, bias = both_or_neither(weight, bias, input.shape[1])
    return paddle.nn.functional.batch_norm(input, running_mean, running_var, weight, bias, training=False, epsilon=eps)


def all_single(*tensors: paddle.Tensor | None) -> bool:
    """Whether these are tensors of single precision, none of them None."""
    for tensor in tensors:
        if tensor is None or tensor.dtype != paddle.float32:
            return False
    return True


def normalize_batch(
    input: paddle.Tensor,
    running_mean: paddle.Tensor | None,
    running_var: paddle.Tensor | None,
    weight: paddle.Tensor | None,
    bias: paddle.Tensor | None,
    factor: float,
    eps: float,
) -> paddle.Tensor:
    """Normalize with the statistics of this batch, and let the running ones follow by ``factor``.

    Paddle's operator would keep the biased variance; torch keeps the unbiased one. So the operator is run with
    statistics of its own (momentum 0 leaves the batch's in them). In single precision, for which the operator's
    momentum is exact enough, it may change the running mean itself.
    """
    if eps <= 0.0:
        raise ValueError(f"batch_norm eps must be positive during training, but got {eps}")
    shape = input.shape
    channels = shape[1]
    count = (math.prod(shape) if paddle.in_dynamic_mode() else input.size) // channels if channels else 0
    if count == 1:
        raise ValueError(f"Expected more than 1 value per channel when training, got input size {list(input.shape)}")
    single = paddle.in_dynamic_mode() and all_single(input, running_mean, running_var, weight, bias)
    if count > 0 and single and running_var is not None:
        weight, bias = both_or_neither(weight, bias, channels)
        variance = paddle.zeros_like(running_var)  # the operator leaves factor * the batch's in it
        out = paddle.nn.functional.batch_norm(
            input, running_mean, variance, weight, bias, training=True, momentum=1.0 - factor, epsilon=eps
        )
        with paddle.no_grad():
            running_var.scale_(1.0 - factor).add_(variance * (count / (count - 1)))
        return out
    dtype = "float64" if input.dtype == paddle.float64 else "float32"
    mean, variance = paddle.zeros([channels], dtype), paddle.ones([channels], dtype)
    weight, bias = both_or_neither(beside_input(weight, input), beside_input(bias, input), channels)
    out = paddle.nn.functional.batch_norm(input, mean, variance, weight, bias, training=True, momentum=0.0, epsilon=eps)
    if running_mean is not None and running_var is not None and count > 0:
        update_running(running_mean, mean, factor)
        update_running(running_var, variance * (count / (count - 1)), factor)
    return out


class _BatchNorm(paddle.nn.layer.norm._BatchNormBase):
    """torch.nn.modules.batchnorm._BatchNorm, the base of the batch normalization classes.

    Paddle's ``momentum`` is one minus torch's, its buffers have other names, it keeps the biased variance and counts
    no batches, and it always tracks statistics.
    """

    _version = 2

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-05,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
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
        raise NotImplementedError

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """Normalize each channel (axis 1), by the batch's statistics in training, by the running ones otherwise."""
        self._check_input_dim(input)
        factor = count_batch(self)
        if self.training or (self.running_mean is None and self.running_var is None):
            follow = self.training and self.track_running_stats
            return normalize_batch(
                input,
                self.running_mean if follow else None,
                self.running_var if follow else None,
                self.weight,
                self.bias,
                factor,
                self.eps,
            )
        return normalize_by(input, self.running_mean, self.running_var, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return describe_normalization(self)

    # The names under which Paddle's own tools look at a batch normalization.
    _num_features = property(lambda self: self.num_features)
    _epsilon = property(lambda self: self.eps)
    _momentum = property(lambda self: None if self.momentum is None else 1.0 - self.momentum)
    _mean = property(lambda self: self.running_mean)
    _variance = property(lambda self: self.running_var)


class BatchNorm1d(_BatchNorm, paddle.nn.BatchNorm1D):
    """torch.nn.BatchNorm1d, for [N, C] and [N, C, L]."""

    def _check_input_dim(self, input: paddle.Tensor) -> None:
        if input.ndim not in (2, 3):
            raise ValueError(f"expected 2D or 3D input (got {input.ndim}D input)")


class BatchNorm2d(_BatchNorm, paddle.nn.BatchNorm2D):
    """torch.nn.BatchNorm2d, for [N, C, H, W]."""

    def _check_input_dim(self, input: paddle.Tensor) -> None:
        if input.ndim != 4:
            raise ValueError(f"expected 4D input (got {input.ndim}D input)")


class BatchNorm3d(_BatchNorm, paddle.nn.BatchNorm3D):
    """torch.nn.BatchNorm3d, for [N, C, D, H, W]."""

    def _check_input_dim(self, input: paddle.Tensor) -> None:
        if input.ndim != 5:
            raise ValueError(f"expected 5D input (got {input.ndim}D input)")


class SyncBatchNorm(_BatchNorm, paddle.nn.SyncBatchNorm):
    """torch.nn.SyncBatchNorm. With one process, batch normalization; with several, statistics over all of them.

    The processes are Paddle's default group: another ``process_group`` is refused.
    """

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-05,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        process_group: Any = None,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype, bias=bias)
        if process_group is not None:
            raise NotImplementedError("SyncBatchNorm synchronizes the default process group only")
        self.process_group = None

    def _check_input_dim(self, input: paddle.Tensor) -> None:
        if input.ndim < 2:
            raise ValueError(f"expected at least 2D input (got {input.ndim}D input)")

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """As BatchNorm's, with the statistics of all processes in training; each has the same batch size."""
        world = paddle.distributed.get_world_size()
        if not self.training or world == 1:
            return _BatchNorm.forward(self, input)
        self._check_input_dim(input)
        factor = count_batch(self)
        channels = input.shape[1]
        count = input.size // channels * world
        mean, variance = paddle.zeros([channels]), paddle.ones([channels])
        weight = self.weight if self.weight is not None else paddle.ones([channels])
        bias = self.bias if self.bias is not None else paddle.zeros([channels])
        out = paddle._C_ops.sync_batch_norm_(
            input, mean, variance, weight, bias, False, 0.0, self.eps, "NCHW", False, False
        )[0]
        if self.track_running_stats:
            update_running(self.running_mean, mean, factor)
            update_running(self.running_var, variance * (count / (count - 1)), factor)
        return out

    @classmethod
    def convert_sync_batchnorm(cls, module: Any, process_group: Any = None) -> Any:
        """``module`` with every batch normalization in it replaced by one of this class that shares its tensors."""
        converted = module
        if isinstance(module, _BatchNorm):
            converted = cls(
                module.num_features,
                module.eps,
                module.momentum,
                module.affine,
                module.track_running_stats,
                process_group,
                bias=module.bias is not None,
            )
            if module.affine:
                converted.weight = module.weight
                if module.bias is not None:
                    converted.bias = module.bias
            converted.running_mean = module.running_mean
            converted.running_var = module.running_var
            converted.num_batches_tracked = module.num_batches_tracked
            converted.training = module.training
        for name, child in list(module.named_children()):
            converted.add_sublayer(name, cls.convert_sync_batchnorm(child, process_group))
        return converted
