"""torchvision.models: EfficientNet (version 1 and 2), with torchvision's state-dict keys."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import paddle

from .init_fans import init_kaiming_normal_
from .init_fill import init_ones_, init_uniform_, init_zeros_
from .nn_activation import SiLU
from .nn_batch_norm import BatchNorm2d
from .nn_container import Sequential
from .nn_conv import Conv2d
from .nn_linear import Linear
from .vision_blocks import Conv2dNormActivation, SqueezeExcitation
from .vision_losses import StochasticDepth
from .vision_mobilenet import make_divisible

NormMaker = Callable[..., paddle.nn.Layer]


class EfficientStage:
    """What torchvision's stage configurations share."""

    def __init__(
        self, expand_ratio: float, kernel: int, stride: int, input_channels: int, out_channels: int, num_layers: int
    ) -> None:
        self.expand_ratio = expand_ratio
        self.kernel = kernel
        self.stride = stride
        self.input_channels = input_channels
        self.out_channels = out_channels
        self.num_layers = num_layers
        self.block: Any = None

    @staticmethod
    def adjust_channels(channels: int, width_mult: float, min_value: int | None = None) -> int:
        return make_divisible(channels * width_mult, 8, min_value)


class MBConvConfig(EfficientStage):
    """torchvision.models.efficientnet.MBConvConfig."""

    def __init__(
        self,
        expand_ratio: float,
        kernel: int,
        stride: int,
        input_channels: int,
        out_channels: int,
        num_layers: int,
        width_mult: float = 1.0,
        depth_mult: float = 1.0,
        block: NormMaker | None = None,
    ) -> None:
        widths = [self.adjust_channels(channels, width_mult) for channels in (input_channels, out_channels)]
        depth = self.adjust_depth(num_layers, depth_mult)
        super().__init__(expand_ratio, kernel, stride, widths[0], widths[1], depth)
        self.block = block or MBConv

    @staticmethod
    def adjust_depth(num_layers: int, depth_mult: float) -> int:
        return int(math.ceil(num_layers * depth_mult))


class FusedMBConvConfig(EfficientStage):
    """torchvision.models.efficientnet.FusedMBConvConfig."""

    def __init__(
        self,
        expand_ratio: float,
        kernel: int,
        stride: int,
        input_channels: int,
        out_channels: int,
        num_layers: int,
        block: NormMaker | None = None,
    ) -> None:
        super().__init__(expand_ratio, kernel, stride, input_channels, out_channels, num_layers)
        self.block = block or FusedMBConv


class EfficientBlock(paddle.nn.Layer):
    """What the two blocks share: a residual connection where the shape stays, dropped for some rows in training."""

    def __init__(self, cnf: Any, stochastic_depth_prob: float) -> None:
        super().__init__()
        if not 1 <= cnf.stride <= 2:
            raise ValueError("illegal stride value")
        self.use_res_connect = cnf.stride == 1 and cnf.input_channels == cnf.out_channels
        self.out_channels = cnf.out_channels
        self.block = Sequential()
        self.stochastic_depth = StochasticDepth(stochastic_depth_prob, "row")

    def forward(self, input: Any) -> Any:
        result = self.block(input)
        return self.stochastic_depth(result) + input if self.use_res_connect else result


class MBConv(EfficientBlock):
    """torchvision.models.efficientnet.MBConv."""

    def __init__(
        self,
        cnf: Any,
        stochastic_depth_prob: float,
        norm_layer: NormMaker,
        se_layer: NormMaker = SqueezeExcitation,
    ) -> None:
        super().__init__(cnf, stochastic_depth_prob)
        width = cnf.adjust_channels(cnf.input_channels, cnf.expand_ratio)
        options: dict[str, Any] = {"norm_layer": norm_layer, "activation_layer": SiLU}
        layers = []
        if width != cnf.input_channels:
            layers.append(Conv2dNormActivation(cnf.input_channels, width, kernel_size=1, **options))
        layers.append(Conv2dNormActivation(width, width, cnf.kernel, cnf.stride, groups=width, **options))
        layers.append(se_layer(width, max(1, cnf.input_channels // 4), activation=partial(SiLU, inplace=True)))
        options["activation_layer"] = None
        layers.append(Conv2dNormActivation(width, cnf.out_channels, kernel_size=1, **options))
        self.block = Sequential(*layers)


class FusedMBConv(EfficientBlock):
    """torchvision.models.efficientnet.FusedMBConv."""

    def __init__(self, cnf: Any, stochastic_depth_prob: float, norm_layer: NormMaker) -> None:
        super().__init__(cnf, stochastic_depth_prob)
        width = cnf.adjust_channels(cnf.input_channels, cnf.expand_ratio)
        options: dict[str, Any] = {"norm_layer": norm_layer, "activation_layer": SiLU}
        if width == cnf.input_channels:
            layers = [Conv2dNormActivation(width, cnf.out_channels, cnf.kernel, cnf.stride, **options)]
        else:
            layers = [Conv2dNormActivation(cnf.input_channels, width, cnf.kernel, cnf.stride, **options)]
            options["activation_layer"] = None
            layers.append(Conv2dNormActivation(width, cnf.out_channels, kernel_size=1, **options))
        self.block = Sequential(*layers)


class EfficientNet(paddle.nn.Layer):
    """torchvision.models.EfficientNet."""

    def __init__(
        self,
        inverted_residual_setting: Any,
        dropout: float,
        stochastic_depth_prob: float = 0.2,
        num_classes: int = 1000,
        norm_layer: NormMaker | None = None,
        last_channel: int | None = None,
    ) -> None:
        super().__init__()
        stages = inverted_residual_setting
        if not stages:
            raise ValueError("The inverted_residual_setting should not be empty")
        if not isinstance(stages, Sequence) or not all(isinstance(stage, EfficientStage) for stage in stages):
            raise TypeError("The inverted_residual_setting should be List[MBConvConfig]")
        norm = norm_layer or BatchNorm2d
        options: dict[str, Any] = {"norm_layer": norm, "activation_layer": SiLU}
        layers: list[paddle.nn.Layer] = [Conv2dNormActivation(3, stages[0].input_channels, 3, 2, **options)]
        total = sum(stage.num_layers for stage in stages)
        position = 0
        for stage in stages:
            made = []
            for index in range(stage.num_layers):
                own = EfficientStage(
                    stage.expand_ratio,
                    stage.kernel,
                    stage.stride if index == 0 else 1,
                    stage.input_channels if index == 0 else stage.out_channels,
                    stage.out_channels,
                    stage.num_layers,
                )
                made.append(stage.block(own, stochastic_depth_prob * float(position) / total, norm))
                position += 1
            layers.append(Sequential(*made))
        width = stages[-1].out_channels
        last = last_channel if last_channel is not None else 4 * width
        layers.append(Conv2dNormActivation(width, last, kernel_size=1, **options))
        self.features = Sequential(*layers)
        self.avgpool = paddle.nn.AdaptiveAvgPool2D(1)
        self.classifier = Sequential(paddle.nn.Dropout(p=dropout), Linear(last, num_classes))
        self._initialise()

    def _initialise(self) -> None:
        for layer in self.sublayers():
            if isinstance(layer, Conv2d):
                init_kaiming_normal_(layer.weight, mode="fan_out")
            elif isinstance(layer, BatchNorm2d):
                init_ones_(layer.weight)
            elif isinstance(layer, Linear):
                bound = 1.0 / math.sqrt(layer.weight.shape[0])
                init_uniform_(layer.weight, -bound, bound)
            else:
                continue
            if layer.bias is not None:
                init_zeros_(layer.bias)

    def forward(self, x: Any) -> Any:
        return self.classifier(paddle.flatten(self.avgpool(self.features(x)), 1))


# Expansion, kernel, stride, input width, output width, repetitions; the first three or four of version 2 are fused.
_B_STAGES = (
    *((1, 3, 1, 32, 16, 1), (6, 3, 2, 16, 24, 2), (6, 5, 2, 24, 40, 2), (6, 3, 2, 40, 80, 3)),
    *((6, 5, 1, 80, 112, 3), (6, 5, 2, 112, 192, 4), (6, 3, 1, 192, 320, 1)),
)
_V2_S = (
    *((1, 3, 1, 24, 24, 2), (4, 3, 2, 24, 48, 4), (4, 3, 2, 48, 64, 4)),
    *((4, 3, 2, 64, 128, 6), (6, 3, 1, 128, 160, 9), (6, 3, 2, 160, 256, 15)),
)
_V2_M = (
    *((1, 3, 1, 24, 24, 3), (4, 3, 2, 24, 48, 5), (4, 3, 2, 48, 80, 5)),
    *((4, 3, 2, 80, 160, 7), (6, 3, 1, 160, 176, 14), (6, 3, 2, 176, 304, 18), (6, 3, 1, 304, 512, 5)),
)
_V2_L = (
    *((1, 3, 1, 32, 32, 4), (4, 3, 2, 32, 64, 7), (4, 3, 2, 64, 96, 7)),
    *((4, 3, 2, 96, 192, 10), (6, 3, 1, 192, 224, 19), (6, 3, 2, 224, 384, 25), (6, 3, 1, 384, 640, 7)),
)


def efficient_b_model(*, width: float, depth: float, rate: float, last_bn: bool = False, **kwargs: Any) -> EfficientNet:
    """EfficientNet B0 to B7, by its multipliers; ``last_bn`` for those whose norms differ (B5 to B7)."""
    stages = [MBConvConfig(*row, width_mult=width, depth_mult=depth) for row in _B_STAGES]
    if last_bn:
        kwargs.setdefault("norm_layer", partial(BatchNorm2d, eps=0.001, momentum=0.01))
    dropout = kwargs.pop("dropout", rate)
    return EfficientNet(stages, dropout, last_channel=None, **kwargs)


def efficient_v2_model(*, size: str, rate: float, **kwargs: Any) -> EfficientNet:
    """EfficientNetV2 of size "s", "m" or "l"."""
    table = {"s": _V2_S, "m": _V2_M, "l": _V2_L}[size]
    stages: list[EfficientStage] = [FusedMBConvConfig(*row) for row in table[:3]]
    stages += [MBConvConfig(*row) for row in table[3:]]
    kwargs.setdefault("norm_layer", partial(BatchNorm2d, eps=1e-03))
    dropout = kwargs.pop("dropout", rate)
    return EfficientNet(stages, dropout, last_channel=1280, **kwargs)
