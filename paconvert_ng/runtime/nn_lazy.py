"""Layers that learn their input size from the first input, and are the ordinary layers from then on.

Before the first call they have no parameters (torch has uninitialized ones): an optimizer made then does not see
them, and a state dict cannot be loaded.
"""

from __future__ import annotations

from typing import Any

import paddle

from .module_cast import module_apply_to_tensors
from .nn_batch_norm import BatchNorm1d, BatchNorm2d, BatchNorm3d
from .nn_conv import Conv1d, Conv2d, Conv3d
from .nn_conv_transpose import ConvTranspose1d, ConvTranspose2d, ConvTranspose3d
from .nn_instance_norm import InstanceNorm1d, InstanceNorm2d, InstanceNorm3d
from .nn_linear import Linear


class LazyLayer(paddle.nn.Layer):
    """A layer that becomes a ``_target`` at the first call, made with the size of the input and the arguments kept.

    Until then it has the target's attributes, its size 0.
    """

    _target: Any = None
    _size_name = "in_channels"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__()
        self._arguments = (args, kwargs)
        self._changes: list[tuple[Any, ...]] = []
        model = self._target(self._smallest_size(), *args, **kwargs)
        borrowed = {name: value for name, value in model.__dict__.items() if name not in self.__dict__}
        self.__dict__.update(borrowed)
        self._borrowed = set(borrowed)
        self.__dict__[self._size_name] = 0

    def _smallest_size(self) -> int:
        """A size with which the target can be made: a convolution's channels are divided into groups."""
        return 1

    def _apply(self, *arguments: Any) -> Any:
        """Keep a cast or a move for the parameters to come."""
        self._changes.append(arguments)
        return self

    def has_uninitialized_params(self) -> bool:
        """True until the first call."""
        return True

    def _input_size(self, input: paddle.Tensor) -> int:
        """What the target takes as first argument."""
        return input.shape[1]

    def forward(self, input: paddle.Tensor, *args: Any) -> Any:
        """Become the ordinary layer, and call it."""
        arguments, options = self._arguments
        made = self._target(self._input_size(input), *arguments, **options)
        made.train() if self.training else made.eval()
        for change in self._changes:
            module_apply_to_tensors(made, *change)
        for name, value in made.__dict__.items():
            if name not in self.__dict__ or name in self._borrowed:
                self.__dict__[name] = value
        self._parameters.update(made._parameters)
        self._buffers.update(made._buffers)
        self._sub_layers.update(made._sub_layers)
        del self._arguments, self._borrowed, self._changes
        self.__class__ = self._target
        return self.forward(input, *args)

    def extra_repr(self) -> str:
        return str(self._target.extra_repr(self))


class LazyLinear(LazyLayer):
    """torch.nn.LazyLinear, a Linear whose ``in_features`` come from the first input."""

    _target = Linear
    _size_name = "in_features"

    def __init__(self, out_features: int, bias: bool = True, device: Any = None, dtype: Any = None) -> None:
        super().__init__(out_features, bias, device, dtype)

    def _input_size(self, input: paddle.Tensor) -> int:
        return input.shape[-1]


class LazyConv(LazyLayer):
    """The lazy convolutions: ``in_channels`` come from the first input, [N, C, *] or [C, *]."""

    transposed = False

    def __init__(
        self,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(
            out_channels, kernel_size, stride, padding, dilation, groups, bias, padding_mode, device, dtype
        )

    def _smallest_size(self) -> int:
        return self._arguments[0][5]

    def _input_size(self, input: paddle.Tensor) -> int:
        return input.shape[input.ndim - self._target._rank - 1]


class LazyConvTranspose(LazyLayer):
    """The lazy transposed convolutions: ``in_channels`` come from the first input, [N, C, *] or [C, *]."""

    transposed = True

    def __init__(
        self,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        output_padding: Any = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Any = 1,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        sizes = (stride, padding, output_padding, groups, bias, dilation)
        super().__init__(out_channels, kernel_size, *sizes, padding_mode, device, dtype)

    def _smallest_size(self) -> int:
        return self._arguments[0][5]

    def _input_size(self, input: paddle.Tensor) -> int:
        return input.shape[input.ndim - self._target._rank - 1]


class LazyNorm(LazyLayer):
    """The lazy normalizations: ``num_features`` come from the first input."""

    _size_name = "num_features"

    def __init__(
        self,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(eps, momentum, affine, track_running_stats, device, dtype, bias=bias)

    def _input_size(self, input: paddle.Tensor) -> int:
        rank = getattr(self._target, "_rank", 0)
        return input.shape[input.ndim - rank - 1] if rank else input.shape[1]


class LazyConv1d(LazyConv):
    """torch.nn.LazyConv1d, which becomes a Conv1d."""

    _target = Conv1d


class LazyConv2d(LazyConv):
    """torch.nn.LazyConv2d, which becomes a Conv2d."""

    _target = Conv2d


class LazyConv3d(LazyConv):
    """torch.nn.LazyConv3d, which becomes a Conv3d."""

    _target = Conv3d


class LazyConvTranspose1d(LazyConvTranspose):
    """torch.nn.LazyConvTranspose1d, which becomes a ConvTranspose1d."""

    _target = ConvTranspose1d


class LazyConvTranspose2d(LazyConvTranspose):
    """torch.nn.LazyConvTranspose2d, which becomes a ConvTranspose2d."""

    _target = ConvTranspose2d


class LazyConvTranspose3d(LazyConvTranspose):
    """torch.nn.LazyConvTranspose3d, which becomes a ConvTranspose3d."""

    _target = ConvTranspose3d


class LazyBatchNorm1d(LazyNorm):
    """torch.nn.LazyBatchNorm1d, which becomes a BatchNorm1d."""

    _target = BatchNorm1d


class LazyBatchNorm2d(LazyNorm):
    """torch.nn.LazyBatchNorm2d, which becomes a BatchNorm2d."""

    _target = BatchNorm2d


class LazyBatchNorm3d(LazyNorm):
    """torch.nn.LazyBatchNorm3d, which becomes a BatchNorm3d."""

    _target = BatchNorm3d


class LazyInstanceNorm1d(LazyNorm):
    """torch.nn.LazyInstanceNorm1d, which becomes a InstanceNorm1d."""

    _target = InstanceNorm1d


class LazyInstanceNorm2d(LazyNorm):
    """torch.nn.LazyInstanceNorm2d, which becomes a InstanceNorm2d."""

    _target = InstanceNorm2d


class LazyInstanceNorm3d(LazyNorm):
    """torch.nn.LazyInstanceNorm3d, which becomes a InstanceNorm3d."""

    _target = InstanceNorm3d
