"""torchvision.models: MobileNetV2 and MobileNetV3, with torchvision's state-dict keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import paddle

from .init_fans import init_kaiming_normal_
from .init_fill import init_normal_, init_ones_, init_zeros_
from .nn_activation import Hardsigmoid, Hardswish, ReLU, ReLU6
from .nn_batch_norm import BatchNorm2d
from .nn_container import Sequential
from .nn_conv import Conv2d
from .nn_linear import Linear
from .nn_norm import GroupNorm
from .vision_blocks import Conv2dNormActivation, SqueezeExcitation


def make_divisible(value: float, divisor: int, min_value: int | None = None) -> int:
    """torchvision.models._utils._make_divisible: the nearest multiple that is at least nine tenths of ``value``."""
    smallest = divisor if min_value is None else min_value
    rounded = max(smallest, int(value + divisor / 2) // divisor * divisor)
    return rounded + divisor if rounded < 0.9 * value else rounded


def initialise_mobile(model: paddle.nn.Layer) -> None:
    """How torchvision fills the layers of its mobile networks."""
    for layer in model.sublayers():
        if isinstance(layer, Conv2d):
            init_kaiming_normal_(layer.weight, mode="fan_out")
        elif isinstance(layer, (BatchNorm2d, GroupNorm)):
            init_ones_(layer.weight)
        elif isinstance(layer, Linear):
            init_normal_(layer.weight, 0, 0.01)
        else:
            continue
        if layer.bias is not None:
            init_zeros_(layer.bias)


class InvertedResidual(paddle.nn.Layer):
    """torchvision.models.mobilenetv2.InvertedResidual."""

    def __init__(
        self,
        inp: int,
        oup: int,
        stride: int,
        expand_ratio: int,
        norm_layer: Callable[..., paddle.nn.Layer] | None = None,
    ) -> None:
        super().__init__()
        if stride not in (1, 2):
            raise ValueError(f"stride should be 1 or 2 instead of {stride}")
        norm = norm_layer or BatchNorm2d
        self.stride = stride
        self.use_res_connect = stride == 1 and inp == oup
        self.out_channels = oup
        width = int(round(inp * expand_ratio))
        options: dict[str, Any] = {"norm_layer": norm, "activation_layer": ReLU6}
        expansion = [Conv2dNormActivation(inp, width, kernel_size=1, **options)] if expand_ratio != 1 else []
        depthwise = Conv2dNormActivation(width, width, stride=stride, groups=width, **options)
        self.conv = Sequential(*expansion, depthwise, Conv2d(width, oup, 1, 1, 0, bias=False), norm(oup))

    def forward(self, x: Any) -> Any:
        return x + self.conv(x) if self.use_res_connect else self.conv(x)


# Expansion, width, repetitions, stride.
_V2_STAGES = [
    *([1, 16, 1, 1], [6, 24, 2, 2], [6, 32, 3, 2], [6, 64, 4, 2]),
    *([6, 96, 3, 1], [6, 160, 3, 2], [6, 320, 1, 1]),
]


class MobileNetV2(paddle.nn.Layer):
    """torchvision.models.MobileNetV2."""

    def __init__(
        self,
        num_classes: int = 1000,
        width_mult: float = 1.0,
        inverted_residual_setting: list[list[int]] | None = None,
        round_nearest: int = 8,
        block: Callable[..., paddle.nn.Layer] | None = None,
        norm_layer: Callable[..., paddle.nn.Layer] | None = None,
        dropout: float = 0.2,
    ) -> None:
        super().__init__()
        stages = _V2_STAGES if inverted_residual_setting is None else inverted_residual_setting
        if not stages or len(stages[0]) != 4:
            raise ValueError(f"inverted_residual_setting should be non-empty or a 4-element list, got {stages}")
        make, norm = block or InvertedResidual, norm_layer or BatchNorm2d
        width = make_divisible(32 * width_mult, round_nearest)
        self.last_channel = make_divisible(1280 * max(1.0, width_mult), round_nearest)
        options: dict[str, Any] = {"norm_layer": norm, "activation_layer": ReLU6}
        layers: list[paddle.nn.Layer] = [Conv2dNormActivation(3, width, stride=2, **options)]
        for expansion, base, count, stride in stages:
            wider = make_divisible(base * width_mult, round_nearest)
            for index in range(count):
                step = stride if index == 0 else 1
                layers.append(make(width, wider, step, expand_ratio=expansion, norm_layer=norm))
                width = wider
        layers.append(Conv2dNormActivation(width, self.last_channel, kernel_size=1, **options))
        self.features = Sequential(*layers)
        self.classifier = Sequential(paddle.nn.Dropout(p=dropout), Linear(self.last_channel, num_classes))
        initialise_mobile(self)

    def forward(self, x: Any) -> Any:
        pooled = paddle.nn.functional.adaptive_avg_pool2d(self.features(x), (1, 1))
        return self.classifier(paddle.flatten(pooled, 1))


class MobileV3Stage(NamedTuple):
    """One block of MobileNetV3, its widths as they are; torchvision calls it InvertedResidualConfig."""

    input_channels: int
    kernel: int
    expanded_channels: int
    out_channels: int
    use_se: bool
    use_hs: bool
    stride: int
    dilation: int


class MobileV3Block(paddle.nn.Layer):
    """The block of MobileNetV3."""

    def __init__(self, cnf: MobileV3Stage, norm_layer: Callable[..., paddle.nn.Layer]) -> None:
        super().__init__()
        if not 1 <= cnf.stride <= 2:
            raise ValueError("illegal stride value")
        self.use_res_connect = cnf.stride == 1 and cnf.input_channels == cnf.out_channels
        self.out_channels = cnf.out_channels
        width = cnf.expanded_channels
        options: dict[str, Any] = {"norm_layer": norm_layer, "activation_layer": Hardswish if cnf.use_hs else ReLU}
        layers: list[paddle.nn.Layer] = []
        if width != cnf.input_channels:
            layers.append(Conv2dNormActivation(cnf.input_channels, width, kernel_size=1, **options))
        stride = 1 if cnf.dilation > 1 else cnf.stride
        layers.append(
            Conv2dNormActivation(width, width, cnf.kernel, stride, groups=width, dilation=cnf.dilation, **options)
        )
        if cnf.use_se:
            squeeze = make_divisible(width // 4, 8)
            layers.append(SqueezeExcitation(width, squeeze, scale_activation=Hardsigmoid))
        options["activation_layer"] = None
        layers.append(Conv2dNormActivation(width, cnf.out_channels, kernel_size=1, **options))
        self.block = Sequential(*layers)

    def forward(self, input: Any) -> Any:
        result = self.block(input)
        return result + input if self.use_res_connect else result


class MobileNetV3(paddle.nn.Layer):
    """torchvision.models.MobileNetV3."""

    def __init__(
        self,
        inverted_residual_setting: Any,
        last_channel: int,
        num_classes: int = 1000,
        block: Callable[..., paddle.nn.Layer] | None = None,
        norm_layer: Callable[..., paddle.nn.Layer] | None = None,
        dropout: float = 0.2,
        **kwargs: Any,
    ) -> None:
        super().__init__()
        if not inverted_residual_setting:
            raise ValueError("The inverted_residual_setting should not be empty")
        norm = norm_layer or partial(BatchNorm2d, eps=0.001, momentum=0.01)
        make = block or MobileV3Block
        options: dict[str, Any] = {"norm_layer": norm, "activation_layer": Hardswish}
        first, last = inverted_residual_setting[0].input_channels, inverted_residual_setting[-1].out_channels
        layers: list[paddle.nn.Layer] = [Conv2dNormActivation(3, first, 3, 2, **options)]
        layers += [make(stage, norm) for stage in inverted_residual_setting]
        layers.append(Conv2dNormActivation(last, 6 * last, kernel_size=1, **options))
        self.features = Sequential(*layers)
        self.avgpool = paddle.nn.AdaptiveAvgPool2D(1)
        self.classifier = Sequential(
            Linear(6 * last, last_channel),
            paddle.nn.Hardswish(),
            paddle.nn.Dropout(p=dropout),
            Linear(last_channel, num_classes),
        )
        initialise_mobile(self)

    def forward(self, x: Any) -> Any:
        return self.classifier(paddle.flatten(self.avgpool(self.features(x)), 1))


# Input width, kernel, expanded width, output width, squeeze-excitation, hard swish, stride; C4 begins where marked.
_V3_LARGE = (
    *((16, 3, 16, 16, 0, 0, 1), (16, 3, 64, 24, 0, 0, 2), (24, 3, 72, 24, 0, 0, 1), (24, 5, 72, 40, 1, 0, 2)),
    *((40, 5, 120, 40, 1, 0, 1), (40, 5, 120, 40, 1, 0, 1), (40, 3, 240, 80, 0, 1, 2), (80, 3, 200, 80, 0, 1, 1)),
    *((80, 3, 184, 80, 0, 1, 1), (80, 3, 184, 80, 0, 1, 1), (80, 3, 480, 112, 1, 1, 1), (112, 3, 672, 112, 1, 1, 1)),
    *((112, 5, 672, 160, 1, 1, 2), (160, 5, 960, 160, 1, 1, 1), (160, 5, 960, 160, 1, 1, 1)),
)
_V3_SMALL = (
    *((16, 3, 16, 16, 1, 0, 2), (16, 3, 72, 24, 0, 0, 2), (24, 3, 88, 24, 0, 0, 1), (24, 5, 96, 40, 1, 1, 2)),
    *((40, 5, 240, 40, 1, 1, 1), (40, 5, 240, 40, 1, 1, 1), (40, 5, 120, 48, 1, 1, 1), (48, 5, 144, 48, 1, 1, 1)),
    *((48, 5, 288, 96, 1, 1, 2), (96, 5, 576, 96, 1, 1, 1), (96, 5, 576, 96, 1, 1, 1)),
)


def mobile_v3_model(
    *, large: bool, width_mult: float = 1.0, reduced_tail: bool = False, dilated: bool = False, **kwargs: Any
) -> MobileNetV3:
    """MobileNetV3 of one of its two configurations. ``reduced_tail`` halves the last three blocks' widths."""
    table = _V3_LARGE if large else _V3_SMALL
    tail = len(table) - 3
    stages = []
    for index, (before, kernel, expanded, after, squeeze, hard, stride) in enumerate(table):
        if reduced_tail and index >= tail:
            after //= 2
        if reduced_tail and index > tail:
            before, expanded = before // 2, expanded // 2
        widths = [make_divisible(width * width_mult, 8) for width in (before, expanded, after)]
        dilation = 2 if dilated and index >= tail else 1
        stages.append(
            MobileV3Stage(widths[0], kernel, widths[1], widths[2], bool(squeeze), bool(hard), stride, dilation)
        )
    last = make_divisible((1280 if large else 1024) // (2 if reduced_tail else 1) * width_mult, 8)
    return MobileNetV3(stages, last, **kwargs)
