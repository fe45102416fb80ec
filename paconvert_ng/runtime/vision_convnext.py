"""torchvision.models: ConvNeXt, with torchvision's state-dict keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import paddle

from .init_fill import init_constant_, init_trunc_normal_, init_zeros_
from .nn_activation_pure import GELU
from .nn_base import new_parameter
from .nn_container import Sequential
from .nn_conv import Conv2d
from .nn_linear import Linear
from .nn_norm import LayerNorm
from .nn_shape import Flatten
from .vision_blocks import Conv2dNormActivation, Permute
from .vision_losses import StochasticDepth


class LayerNorm2d(LayerNorm):
    """torchvision.models.convnext.LayerNorm2d: over the channels of [N, C, H, W]."""

    def forward(self, x: Any) -> Any:
        return super().forward(x.transpose([0, 2, 3, 1])).transpose([0, 3, 1, 2])


class CNBlock(paddle.nn.Layer):
    """torchvision.models.convnext.CNBlock."""

    def __init__(
        self,
        dim: int,
        layer_scale: float,
        stochastic_depth_prob: float,
        norm_layer: Callable[..., paddle.nn.Layer] | None = None,
    ) -> None:
        super().__init__()
        norm = norm_layer or partial(LayerNorm, eps=1e-6)
        self.block = Sequential(
            Conv2d(dim, dim, kernel_size=7, padding=3, groups=dim, bias=True),
            Permute([0, 2, 3, 1]),
            norm(dim),
            Linear(in_features=dim, out_features=4 * dim, bias=True),
            GELU(),
            Linear(in_features=4 * dim, out_features=dim, bias=True),
            Permute([0, 3, 1, 2]),
        )
        self.layer_scale = new_parameter(self, [dim, 1, 1])
        init_constant_(self.layer_scale, layer_scale)
        self.stochastic_depth = StochasticDepth(stochastic_depth_prob, "row")

    def forward(self, input: Any) -> Any:
        return self.stochastic_depth(self.layer_scale * self.block(input)) + input


class CNBlockConfig:
    """torchvision.models.convnext.CNBlockConfig."""

    def __init__(self, input_channels: int, out_channels: int | None, num_layers: int) -> None:
        self.input_channels = input_channels
        self.out_channels = out_channels
        self.num_layers = num_layers

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(input_channels={self.input_channels}, out_channels={self.out_channels}, "
            f"num_layers={self.num_layers})"
        )


class ConvNeXt(paddle.nn.Layer):
    """torchvision.models.ConvNeXt."""

    def __init__(
        self,
        block_setting: list[CNBlockConfig],
        stochastic_depth_prob: float = 0.0,
        layer_scale: float = 1e-06,
        num_classes: int = 1000,
        block: Callable[..., paddle.nn.Layer] | None = None,
        norm_layer: Callable[..., paddle.nn.Layer] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__()
        if not block_setting:
            raise ValueError("The block_setting should not be empty")
        if not isinstance(block_setting, Sequence) or not all(isinstance(s, CNBlockConfig) for s in block_setting):
            raise TypeError("The block_setting should be List[CNBlockConfig]")
        make, norm = block or CNBlock, norm_layer or partial(LayerNorm2d, eps=1e-6)
        stem: dict[str, Any] = {"padding": 0, "norm_layer": norm, "activation_layer": None, "bias": True}
        width = block_setting[0].input_channels
        layers: list[paddle.nn.Layer] = [Conv2dNormActivation(3, width, kernel_size=4, stride=4, **stem)]
        total = sum(stage.num_layers for stage in block_setting)
        position = 0
        for stage in block_setting:
            made = []
            for _ in range(stage.num_layers):
                made.append(make(stage.input_channels, layer_scale, stochastic_depth_prob * position / (total - 1.0)))
                position += 1
            layers.append(Sequential(*made))
            width = stage.input_channels
            if stage.out_channels is not None:
                layers.append(Sequential(norm(width), Conv2d(width, stage.out_channels, kernel_size=2, stride=2)))
                width = stage.out_channels
        self.features = Sequential(*layers)
        self.avgpool = paddle.nn.AdaptiveAvgPool2D(1)
        self.classifier = Sequential(norm(width), Flatten(1), Linear(width, num_classes))
        for layer in self.sublayers():
            if isinstance(layer, (Conv2d, Linear)):
                init_trunc_normal_(layer.weight, std=0.02)
                if layer.bias is not None:
                    init_zeros_(layer.bias)

    def forward(self, x: Any) -> Any:
        return self.classifier(self.avgpool(self.features(x)))


def convnext_model(*, width: int, third: int, drop: float, **kwargs: Any) -> ConvNeXt:
    """ConvNeXt of four stages of 3, 3, ``third`` and 3 blocks, each twice as wide as the one before."""
    widths: list[int | None] = [width, 2 * width, 4 * width, 8 * width, None]
    stages = [CNBlockConfig(widths[i] or 0, widths[i + 1], third if i == 2 else 3) for i in range(4)]
    return ConvNeXt(stages, stochastic_depth_prob=kwargs.pop("stochastic_depth_prob", drop), **kwargs)
