"""torchvision.ops' layers that networks are built of: convolution with norm and activation, MLP, pyramids, …

They have torchvision's state-dict keys. Layers given as classes (``norm_layer``) are called as torch's are.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

import paddle

from .functional_interpolate import interpolate
from .functional_pool import max_pool2d
from .init_fans import init_kaiming_uniform_
from .init_fill import init_constant_
from .module_state_dict import module_load_from_state_dict
from .nn_activation import ReLU
from .nn_base import as_tuple, new_buffer
from .nn_batch_norm import BatchNorm2d, BatchNorm3d
from .nn_container import Sequential
from .nn_conv import Conv2d, Conv3d
from .nn_linear import Linear

LayerMaker = Callable[..., paddle.nn.Layer]


class ConvNormActivation(Sequential):
    """torchvision.ops.misc.ConvNormActivation: convolution that keeps the size, then norm and activation if given."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any = 3,
        stride: Any = 1,
        padding: Any = None,
        groups: int = 1,
        norm_layer: LayerMaker | None = BatchNorm2d,
        activation_layer: LayerMaker | None = ReLU,
        dilation: Any = 1,
        inplace: bool | None = True,
        bias: bool | None = None,
        conv_layer: LayerMaker = Conv2d,
    ) -> None:
        if padding is None:
            rank = max(len(v) if isinstance(v, Sequence) else 1 for v in (kernel_size, dilation))
            sides = zip(as_tuple(kernel_size, rank), as_tuple(dilation, rank))
            padding = tuple((size - 1) // 2 * gap for size, gap in sides)
            padding = padding[0] if rank == 1 else padding
        has_bias = norm_layer is None if bias is None else bias
        layers = [
            conv_layer(
                in_channels,
                out_channels,
                kernel_size,
                stride,
                padding,
                dilation=dilation,
                groups=groups,
                bias=has_bias,
            )
        ]
        if norm_layer is not None:
            layers.append(norm_layer(out_channels))
        if activation_layer is not None:
            layers.append(activation_layer(**({} if inplace is None else {"inplace": inplace})))
        super().__init__(*layers)
        self.out_channels = out_channels


class Conv2dNormActivation(ConvNormActivation):
    """torchvision.ops.Conv2dNormActivation."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any = 3,
        stride: Any = 1,
        padding: Any = None,
        groups: int = 1,
        norm_layer: LayerMaker | None = BatchNorm2d,
        activation_layer: LayerMaker | None = ReLU,
        dilation: Any = 1,
        inplace: bool | None = True,
        bias: bool | None = None,
    ) -> None:
        options = (norm_layer, activation_layer, dilation, inplace, bias, Conv2d)
        super().__init__(in_channels, out_channels, kernel_size, stride, padding, groups, *options)


class Conv3dNormActivation(ConvNormActivation):
    """torchvision.ops.Conv3dNormActivation."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any = 3,
        stride: Any = 1,
        padding: Any = None,
        groups: int = 1,
        norm_layer: LayerMaker | None = BatchNorm3d,
        activation_layer: LayerMaker | None = ReLU,
        dilation: Any = 1,
        inplace: bool | None = True,
        bias: bool | None = None,
    ) -> None:
        options = (norm_layer, activation_layer, dilation, inplace, bias, Conv3d)
        super().__init__(in_channels, out_channels, kernel_size, stride, padding, groups, *options)


class SqueezeExcitation(paddle.nn.Layer):
    """torchvision.ops.SqueezeExcitation."""

    def __init__(
        self,
        input_channels: int,
        squeeze_channels: int,
        activation: LayerMaker = ReLU,
        scale_activation: LayerMaker = paddle.nn.Sigmoid,
    ) -> None:
        super().__init__()
        self.avgpool = paddle.nn.AdaptiveAvgPool2D(1)
        self.fc1 = Conv2d(input_channels, squeeze_channels, 1)
        self.fc2 = Conv2d(squeeze_channels, input_channels, 1)
        self.activation = activation()
        self.scale_activation = scale_activation()

    def forward(self, input: Any) -> Any:
        scale = self.fc2(self.activation(self.fc1(self.avgpool(input))))
        return self.scale_activation(scale) * input


class MLP(Sequential):
    """torchvision.ops.MLP."""

    def __init__(
        self,
        in_channels: int,
        hidden_channels: list[int],
        norm_layer: LayerMaker | None = None,
        activation_layer: LayerMaker | None = ReLU,
        inplace: bool | None = None,
        bias: bool = True,
        dropout: float = 0.0,
    ) -> None:
        options = {} if inplace is None else {"inplace": inplace}
        layers: list[paddle.nn.Layer] = []
        for position, width in enumerate(hidden_channels):
            layers.append(Linear(in_channels, width, bias=bias))
            if position < len(hidden_channels) - 1:
                if norm_layer is not None:
                    layers.append(norm_layer(width))
                layers.append((activation_layer or paddle.nn.Identity)(**options))
            layers.append(paddle.nn.Dropout(dropout, **options))
            in_channels = width
        super().__init__(*layers)


class Permute(paddle.nn.Layer):
    """torchvision.ops.Permute."""

    def __init__(self, dims: list[int]) -> None:
        super().__init__()
        self.dims = dims

    def forward(self, x: Any) -> Any:
        return x.transpose([dim % x.ndim for dim in self.dims])


class FrozenBatchNorm2d(paddle.nn.Layer):
    """torchvision.ops.FrozenBatchNorm2d: batch norm whose statistics and factors are buffers and never change."""

    def __init__(self, num_features: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.register_buffer("weight", new_buffer([num_features], 1.0))
        self.register_buffer("bias", new_buffer([num_features], 0.0))
        self.register_buffer("running_mean", new_buffer([num_features], 0.0))
        self.register_buffer("running_var", new_buffer([num_features], 1.0))

    def _load_from_state_dict(self, state_dict: Any, prefix: str, *details: Any) -> None:
        state_dict.pop(f"{prefix}num_batches_tracked", None)  # of the batch norm that this one stands for
        module_load_from_state_dict(self, state_dict, prefix, *details)

    def forward(self, x: Any) -> Any:
        scale = self.weight * paddle.rsqrt(self.running_var + self.eps)
        shift = self.bias - self.running_mean * scale
        return x * scale.reshape([1, -1, 1, 1]) + shift.reshape([1, -1, 1, 1])

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.weight.shape[0]}, eps={self.eps})"


class ExtraFPNBlock(paddle.nn.Layer):
    """torchvision.ops.feature_pyramid_network.ExtraFPNBlock: the base of what adds levels to a pyramid."""

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError


class LastLevelMaxPool(ExtraFPNBlock):
    """torchvision.ops.feature_pyramid_network.LastLevelMaxPool: every second pixel of the last level."""

    def forward(self, x: list[Any], y: list[Any], names: list[str]) -> Any:
        names.append("pool")
        x.append(max_pool2d(x[-1], kernel_size=1, stride=2, padding=0))
        return x, names


class LastLevelP6P7(ExtraFPNBlock):
    """torchvision.ops.feature_pyramid_network.LastLevelP6P7."""

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.p6 = Conv2d(in_channels, out_channels, 3, 2, 1)
        self.p7 = Conv2d(out_channels, out_channels, 3, 2, 1)
        for layer in (self.p6, self.p7):
            init_kaiming_uniform_(layer.weight, a=1)
            init_constant_(layer.bias, 0)
        self.use_P5 = in_channels == out_channels

    def forward(self, p: list[Any], c: list[Any], names: list[str]) -> Any:
        p6 = self.p6(p[-1] if self.use_P5 else c[-1])
        p.extend([p6, self.p7(paddle.nn.functional.relu(p6))])
        names.extend(["p6", "p7"])
        return p, names


class FeaturePyramidNetwork(paddle.nn.Layer):
    """torchvision.ops.FeaturePyramidNetwork: a mapping of feature maps, finest first, to one of equal depth."""

    def __init__(
        self,
        in_channels_list: list[int],
        out_channels: int,
        extra_blocks: ExtraFPNBlock | None = None,
        norm_layer: LayerMaker | None = None,
    ) -> None:
        super().__init__()
        self.inner_blocks = paddle.nn.LayerList()
        self.layer_blocks = paddle.nn.LayerList()
        for channels in in_channels_list:
            if channels == 0:
                raise ValueError("in_channels=0 is currently not supported")
            options: dict[str, Any] = {"norm_layer": norm_layer, "activation_layer": None}
            self.inner_blocks.append(Conv2dNormActivation(channels, out_channels, 1, padding=0, **options))
            self.layer_blocks.append(Conv2dNormActivation(out_channels, out_channels, 3, **options))
        for layer in self.sublayers():
            if isinstance(layer, Conv2d):
                init_kaiming_uniform_(layer.weight, a=1)
                if layer.bias is not None:
                    init_constant_(layer.bias, 0)
        if extra_blocks is not None and not isinstance(extra_blocks, ExtraFPNBlock):
            raise TypeError(f"extra_blocks should be of type ExtraFPNBlock not {type(extra_blocks)}")
        self.extra_blocks = extra_blocks

    def forward(self, x: Any) -> Any:
        names, maps = list(x.keys()), list(x.values())
        merged = None
        results: list[Any] = []
        for index in range(len(maps) - 1, -1, -1):
            lateral = self.inner_blocks[index](maps[index])
            if merged is not None:
                lateral = lateral + interpolate(merged, size=lateral.shape[-2:], mode="nearest")
            merged = lateral
            results.insert(0, self.layer_blocks[index](merged))
        if self.extra_blocks is not None:
            results, names = self.extra_blocks(results, maps, names)
        return OrderedDict(zip(names, results))
