"""Transposed convolution layers with torch's constructor, attributes and output-size rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import paddle

from .convolution_complex import convolved_transposed
from .nn_base import as_tuple
from .nn_conv import TorchConv


class TransposedConv(TorchConv):
    """Forward of ConvTranspose1d, ConvTranspose2d and ConvTranspose3d."""

    transposed = True

    def _output_padding(self, input: paddle.Tensor, output_size: Sequence[int] | None) -> list[int]:
        """What to add to the smallest output size, so that the spatial output is ``output_size``."""
        if output_size is None:
            return list(self.output_padding)
        rank = self._rank
        wanted = [int(size) for size in output_size][-rank:]
        if len(output_size) not in (rank, input.ndim):
            raise ValueError(f"output_size must have {rank} or {input.ndim} elements (got {len(output_size)})")
        spatial = input.shape[-rank:]
        result = []
        for axis in range(rank):
            smallest = (
                (spatial[axis] - 1) * self.stride[axis]
                - 2 * self.padding[axis]
                + self.dilation[axis] * (self.kernel_size[axis] - 1)
                + 1
            )
            if not smallest <= wanted[axis] <= smallest + self.stride[axis] - 1:
                raise ValueError(
                    f"requested an output size of {wanted}, but axis {axis} can only be "
                    f"{smallest} to {smallest + self.stride[axis] - 1} for an input of size {list(spatial)}"
                )
            result.append(wanted[axis] - smallest)
        return result

    def forward(self, input: paddle.Tensor, output_size: Sequence[int] | None = None) -> paddle.Tensor:
        """[N, C, *] or [C, *] to [N, out_channels, *] or [out_channels, *]; ``output_size`` resolves the rounding."""
        if self.padding_mode != "zeros":
            raise ValueError(f"Only `zeros` padding mode is supported for {type(self).__name__}")
        rank = self._rank
        functional = (
            paddle.nn.functional.conv1d_transpose,
            paddle.nn.functional.conv2d_transpose,
            paddle.nn.functional.conv3d_transpose,
        )[rank - 1]
        out = convolved_transposed(
            functional,
            input if input.ndim == rank + 2 else input.unsqueeze(0),
            self.weight,
            self.bias,
            stride=self.stride,
            padding=as_tuple(self.padding, rank),
            output_padding=self._output_padding(input, output_size),
            dilation=self.dilation,
            groups=self.groups,
        )
        return out if input.ndim == rank + 2 else out.squeeze(0)


class ConvTranspose1d(TransposedConv, paddle.nn.Conv1DTranspose):
    """torch.nn.ConvTranspose1d. Paddle's has other names, initial values and argument order."""

    _rank = 1

    def __init__(
        self,
        in_channels: int,
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
        paddle.nn.Layer.__init__(self)
        self._set_up(
            in_channels, out_channels, kernel_size, stride, padding, output_padding,
            dilation, groups, bias, padding_mode, device, dtype,
        )  # fmt: skip


class ConvTranspose2d(TransposedConv, paddle.nn.Conv2DTranspose):
    """torch.nn.ConvTranspose2d. Paddle's has other names, initial values and argument order."""

    _rank = 2

    def __init__(
        self,
        in_channels: int,
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
        paddle.nn.Layer.__init__(self)
        self._set_up(
            in_channels, out_channels, kernel_size, stride, padding, output_padding,
            dilation, groups, bias, padding_mode, device, dtype,
        )  # fmt: skip


class ConvTranspose3d(TransposedConv, paddle.nn.Conv3DTranspose):
    """torch.nn.ConvTranspose3d. Paddle's has other names, initial values and argument order."""

    _rank = 3

    def __init__(
        self,
        in_channels: int,
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
        paddle.nn.Layer.__init__(self)
        self._set_up(
            in_channels, out_channels, kernel_size, stride, padding, output_padding,
            dilation, groups, bias, padding_mode, device, dtype,
        )  # fmt: skip
