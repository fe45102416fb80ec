"""Convolution layers with torch's constructor, attributes, initial values and padding rules."""

from __future__ import annotations

from typing import Any

import paddle

from .convolution_complex import convolved
from .nn_base import as_tuple, fill_by_fan_in, new_parameter


class TorchConv:
    """What the six convolution classes share; the Paddle class beside it in the bases only serves isinstance.

    Hyperparameters are read at every call, so that code may change them afterwards
    (``conv.stride = (1, 1)``), as in torch. Paddle's underscored names give the same values.
    """

    _rank = 2
    transposed = False

    def _set_up(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any,
        padding: Any,
        output_padding: Any,
        dilation: Any,
        groups: int,
        bias: bool,
        padding_mode: str,
        device: Any,
        dtype: Any,
    ) -> None:
        rank = self._rank
        if groups <= 0:
            raise ValueError("groups must be a positive integer")
        if in_channels % groups != 0:
            raise ValueError("in_channels must be divisible by groups")
        if out_channels % groups != 0:
            raise ValueError("out_channels must be divisible by groups")
        if padding_mode not in ("zeros", "reflect", "replicate", "circular"):
            raise ValueError(f"padding_mode must be zeros, reflect, replicate or circular, but got {padding_mode!r}")
        if isinstance(padding, str):
            if padding not in ("same", "valid"):
                raise ValueError(f"Invalid padding string {padding!r}, should be one of 'same', 'valid'")
            if padding == "same" and any(s != 1 for s in as_tuple(stride, rank)):
                raise ValueError("padding='same' is not supported for strided convolutions")
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = as_tuple(kernel_size, rank)
        self.stride = as_tuple(stride, rank)
        self.padding = padding if isinstance(padding, str) else as_tuple(padding, rank)
        self.dilation = as_tuple(dilation, rank)
        self.output_padding = as_tuple(output_padding, rank)
        self.groups = groups
        self.padding_mode = padding_mode
        channels = (in_channels, out_channels // groups) if self.transposed else (out_channels, in_channels // groups)
        self.weight = new_parameter(self, (*channels, *self.kernel_size), device, dtype)
        self.add_parameter("bias", new_parameter(self, (out_channels,), device, dtype) if bias else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw weight and bias from U(±1/sqrt(fan_in)), fan_in from the weight's second and later axes."""
        fill_by_fan_in(self.weight, self.bias)

    @property
    def _reversed_padding_repeated_twice(self) -> list[int] | tuple[int, ...]:
        """The padding as ``pad`` takes it: last axis first, before and after; a list where ``padding`` is a string."""
        if self.padding == "valid":
            return [0, 0] * self._rank
        if self.padding == "same":
            totals = [d * (k - 1) for d, k in zip(self.dilation, self.kernel_size)]
            return [side for total in reversed(totals) for side in (total // 2, total - total // 2)]
        return tuple(side for size in reversed(self.padding) for side in (size, size))

    def extra_repr(self) -> str:
        text = f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"
        if self.padding != (0,) * len(self.padding):
            text += f", padding={self.padding}"
        if self.dilation != (1,) * len(self.dilation):
            text += f", dilation={self.dilation}"
        if self.output_padding != (0,) * len(self.output_padding):
            text += f", output_padding={self.output_padding}"
        if self.groups != 1:
            text += f", groups={self.groups}"
        if self.bias is None:
            text += ", bias=False"
        if self.padding_mode != "zeros":
            text += f", padding_mode={self.padding_mode}"
        return text

    # The names under which Paddle's quantization looks at a convolution.
    _in_channels = property(lambda self: self.in_channels)
    _out_channels = property(lambda self: self.out_channels)
    _kernel_size = property(lambda self: list(self.kernel_size))
    _stride = property(lambda self: list(self.stride))
    _padding = property(lambda self: self.padding if isinstance(self.padding, str) else list(self.padding))
    _dilation = property(lambda self: list(self.dilation))
    _groups = property(lambda self: self.groups)
    _padding_mode = property(lambda self: self.padding_mode)
    _data_format = property(lambda self: ("NCL", "NCHW", "NCDHW")[self._rank - 1])


class PlainConv(TorchConv):
    """Forward of Conv1d, Conv2d and Conv3d: batched or unbatched input, any padding of torch's."""

    def _conv_forward(self, input: paddle.Tensor, weight: paddle.Tensor, bias: paddle.Tensor | None) -> paddle.Tensor:
        rank = self._rank
        functional = (paddle.nn.functional.conv1d, paddle.nn.functional.conv2d, paddle.nn.functional.conv3d)[rank - 1]
        batched = input if input.ndim == rank + 2 else input.unsqueeze(0)
        if isinstance(self.padding, str) or self.padding_mode != "zeros":
            sides = list(self._reversed_padding_repeated_twice)
            if any(sides):
                mode = "constant" if self.padding_mode == "zeros" else self.padding_mode
                batched = paddle.nn.functional.pad(batched, sides, mode=mode, data_format=self._data_format)
            padding: Any = 0
        else:
            padding = list(self.padding)
        out = convolved(
            functional,
            batched,
            weight,
            bias,
            stride=list(self.stride),
            padding=padding,
            dilation=list(self.dilation),
            groups=self.groups,
        )
        return out if input.ndim == rank + 2 else out.squeeze(0)

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """[N, C, *] or [C, *] to [N, out_channels, *] or [out_channels, *]."""
        return self._conv_forward(input, self.weight, self.bias)


class Conv1d(PlainConv, paddle.nn.Conv1D):
    """torch.nn.Conv1d. Paddle's has other attribute names and initial values and takes no unbatched input."""

    _rank = 1

    def __init__(
        self,
        in_channels: int,
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
        paddle.nn.Layer.__init__(self)
        self._set_up(
            in_channels, out_channels, kernel_size, stride, padding, 0,
            dilation, groups, bias, padding_mode, device, dtype,
        )  # fmt: skip


class Conv2d(PlainConv, paddle.nn.Conv2D):
    """torch.nn.Conv2d. Paddle's has other attribute names and initial values and takes no unbatched input."""

    _rank = 2

    def __init__(
        self,
        in_channels: int,
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
        paddle.nn.Layer.__init__(self)
        self._set_up(
            in_channels, out_channels, kernel_size, stride, padding, 0,
            dilation, groups, bias, padding_mode, device, dtype,
        )  # fmt: skip


class Conv3d(PlainConv, paddle.nn.Conv3D):
    """torch.nn.Conv3d. Paddle's has other attribute names and initial values and takes no unbatched input."""

    _rank = 3

    def __init__(
        self,
        in_channels: int,
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
        paddle.nn.Layer.__init__(self)
        self._set_up(
            in_channels, out_channels, kernel_size, stride, padding, 0,
            dilation, groups, bias, padding_mode, device, dtype,
        )  # fmt: skip
