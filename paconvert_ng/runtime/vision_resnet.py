"""torchvision.models.resnet: ResNet and its blocks, with torchvision's state-dict keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import paddle

from .init_fans import init_kaiming_normal_
from .init_fill import init_constant_
from .nn_batch_norm import BatchNorm2d
from .nn_container import Sequential
from .nn_conv import Conv2d
from .nn_linear import Linear
from .nn_norm import GroupNorm

ResNetNorm = Callable[..., paddle.nn.Layer]


def resnet_conv3x3(in_planes: int, out_planes: int, stride: int = 1, groups: int = 1, dilation: int = 1) -> Conv2d:
    """torchvision.models.resnet.conv3x3."""
    return Conv2d(in_planes, out_planes, 3, stride, dilation, dilation, groups, bias=False)


def resnet_conv1x1(in_planes: int, out_planes: int, stride: int = 1) -> Conv2d:
    """torchvision.models.resnet.conv1x1."""
    return Conv2d(in_planes, out_planes, 1, stride, bias=False)


class BasicBlock(paddle.nn.Layer):
    """torchvision.models.resnet.BasicBlock."""

    expansion = 1

    def __init__(
        self,
        inplanes: int,
        planes: int,
        stride: int = 1,
        downsample: paddle.nn.Layer | None = None,
        groups: int = 1,
        base_width: int = 64,
        dilation: int = 1,
        norm_layer: ResNetNorm | None = None,
    ) -> None:
        super().__init__()
        norm = norm_layer or BatchNorm2d
        if groups != 1 or base_width != 64:
            raise ValueError("BasicBlock only supports groups=1 and base_width=64")
        if dilation > 1:
            raise NotImplementedError("Dilation > 1 not supported in BasicBlock")
        self.conv1 = resnet_conv3x3(inplanes, planes, stride)
        self.bn1 = norm(planes)
        self.relu = paddle.nn.ReLU()
        self.conv2 = resnet_conv3x3(planes, planes)
        self.bn2 = norm(planes)
        self.downsample = downsample
        self.stride = stride

    def forward(self, x: Any) -> Any:
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return self.relu(out + (x if self.downsample is None else self.downsample(x)))


class Bottleneck(paddle.nn.Layer):
    """torchvision.models.resnet.Bottleneck: the stride lies in the 3x3 convolution."""

    expansion = 4

    def __init__(
        self,
        inplanes: int,
        planes: int,
        stride: int = 1,
        downsample: paddle.nn.Layer | None = None,
        groups: int = 1,
        base_width: int = 64,
        dilation: int = 1,
        norm_layer: ResNetNorm | None = None,
    ) -> None:
        super().__init__()
        norm = norm_layer or BatchNorm2d
        width = int(planes * (base_width / 64.0)) * groups
        self.conv1 = resnet_conv1x1(inplanes, width)
        self.bn1 = norm(width)
        self.conv2 = resnet_conv3x3(width, width, stride, groups, dilation)
        self.bn2 = norm(width)
        self.conv3 = resnet_conv1x1(width, planes * self.expansion)
        self.bn3 = norm(planes * self.expansion)
        self.relu = paddle.nn.ReLU()
        self.downsample = downsample
        self.stride = stride

    def forward(self, x: Any) -> Any:
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.relu(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out))
        return self.relu(out + (x if self.downsample is None else self.downsample(x)))


class ResNet(paddle.nn.Layer):
    """torchvision.models.ResNet."""

    def __init__(
        self,
        block: Any,
        layers: list[int],
        num_classes: int = 1000,
        zero_init_residual: bool = False,
        groups: int = 1,
        width_per_group: int = 64,
        replace_stride_with_dilation: list[bool] | None = None,
        norm_layer: ResNetNorm | None = None,
    ) -> None:
        super().__init__()
        self._norm_layer = norm_layer or BatchNorm2d
        dilated = [False] * 3 if replace_stride_with_dilation is None else list(replace_stride_with_dilation)
        if len(dilated) != 3:
            raise ValueError(f"replace_stride_with_dilation should be None or a 3-element tuple, got {dilated}")
        self.inplanes = 64
        self.dilation = 1
        self.groups = groups
        self.base_width = width_per_group
        self.conv1 = Conv2d(3, self.inplanes, kernel_size=7, stride=2, padding=3, bias=False)
        self.bn1 = self._norm_layer(self.inplanes)
        self.relu = paddle.nn.ReLU()
        self.maxpool = paddle.nn.MaxPool2D(kernel_size=3, stride=2, padding=1)
        self.layer1 = self._make_layer(block, 64, layers[0])
        self.layer2 = self._make_layer(block, 128, layers[1], stride=2, dilate=dilated[0])
        self.layer3 = self._make_layer(block, 256, layers[2], stride=2, dilate=dilated[1])
        self.layer4 = self._make_layer(block, 512, layers[3], stride=2, dilate=dilated[2])
        self.avgpool = paddle.nn.AdaptiveAvgPool2D((1, 1))
        self.fc = Linear(512 * block.expansion, num_classes)
        self._initialise(zero_init_residual)

    def _initialise(self, zero_init_residual: bool) -> None:
        for layer in self.sublayers():
            if isinstance(layer, Conv2d):
                init_kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
            elif isinstance(layer, (BatchNorm2d, GroupNorm)):
                init_constant_(layer.weight, 1)
                init_constant_(layer.bias, 0)
        for layer in self.sublayers() if zero_init_residual else ():
            if isinstance(layer, (BasicBlock, Bottleneck)):
                last = layer.bn2 if isinstance(layer, BasicBlock) else layer.bn3
                if last.weight is not None:
                    init_constant_(last.weight, 0)

    def _make_layer(self, block: Any, planes: int, blocks: int, stride: int = 1, dilate: bool = False) -> Sequential:
        norm = self._norm_layer
        previous = self.dilation
        if dilate:
            self.dilation *= stride
            stride = 1
        width = planes * block.expansion
        downsample = None
        if stride != 1 or self.inplanes != width:
            downsample = Sequential(resnet_conv1x1(self.inplanes, width, stride), norm(width))
        made = [block(self.inplanes, planes, stride, downsample, self.groups, self.base_width, previous, norm)]
        self.inplanes = width
        for _ in range(1, blocks):
            options = {"groups": self.groups, "base_width": self.base_width, "dilation": self.dilation}
            made.append(block(width, planes, norm_layer=norm, **options))
        return Sequential(*made)

    def _forward_impl(self, x: Any) -> Any:
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(paddle.flatten(self.avgpool(x), 1))

    def forward(self, x: Any) -> Any:
        return self._forward_impl(x)
