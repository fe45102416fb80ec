"""torchvision.models: residual networks, by name, and their weights."""

from __future__ import annotations

from functools import partial
from typing import Any

from .vision_resnet import BasicBlock, Bottleneck, ResNet
from .vision_weights import VisionWeights, WeightsFile, pretrained_model


class ResNet18_Weights(VisionWeights):
    """torchvision.models.ResNet18_Weights."""

    IMAGENET1K_V1 = WeightsFile("resnet18-f37072fd.pth")
    DEFAULT = IMAGENET1K_V1


def resnet18(weights: Any = None, progress: bool = True, **kwargs: Any) -> ResNet:
    """torchvision.models.resnet18."""
    return pretrained_model(partial(ResNet, BasicBlock, [2, 2, 2, 2]), ResNet18_Weights, weights, progress, kwargs)


class ResNet34_Weights(VisionWeights):
    """torchvision.models.ResNet34_Weights."""

    IMAGENET1K_V1 = WeightsFile("resnet34-b627a593.pth")
    DEFAULT = IMAGENET1K_V1


def resnet34(weights: Any = None, progress: bool = True, **kwargs: Any) -> ResNet:
    """torchvision.models.resnet34."""
    return pretrained_model(partial(ResNet, BasicBlock, [3, 4, 6, 3]), ResNet34_Weights, weights, progress, kwargs)


class ResNet50_Weights(VisionWeights):
    """torchvision.models.ResNet50_Weights."""

    IMAGENET1K_V1 = WeightsFile("resnet50-0676ba61.pth")
    IMAGENET1K_V2 = WeightsFile("resnet50-11ad3fa6.pth", resize=232)
    DEFAULT = IMAGENET1K_V2


def resnet50(weights: Any = None, progress: bool = True, **kwargs: Any) -> ResNet:
    """torchvision.models.resnet50."""
    return pretrained_model(partial(ResNet, Bottleneck, [3, 4, 6, 3]), ResNet50_Weights, weights, progress, kwargs)


class ResNet101_Weights(VisionWeights):
    """torchvision.models.ResNet101_Weights."""

    IMAGENET1K_V1 = WeightsFile("resnet101-63fe2227.pth")
    IMAGENET1K_V2 = WeightsFile("resnet101-cd907fc2.pth", resize=232)
    DEFAULT = IMAGENET1K_V2


def resnet101(weights: Any = None, progress: bool = True, **kwargs: Any) -> ResNet:
    """torchvision.models.resnet101."""
    return pretrained_model(partial(ResNet, Bottleneck, [3, 4, 23, 3]), ResNet101_Weights, weights, progress, kwargs)


class ResNet152_Weights(VisionWeights):
    """torchvision.models.ResNet152_Weights."""

    IMAGENET1K_V1 = WeightsFile("resnet152-394f9c45.pth")
    IMAGENET1K_V2 = WeightsFile("resnet152-f82ba261.pth", resize=232)
    DEFAULT = IMAGENET1K_V2


def resnet152(weights: Any = None, progress: bool = True, **kwargs: Any) -> ResNet:
    """torchvision.models.resnet152."""
    return pretrained_model(partial(ResNet, Bottleneck, [3, 8, 36, 3]), ResNet152_Weights, weights, progress, kwargs)


class ResNeXt50_32X4D_Weights(VisionWeights):
    """torchvision.models.ResNeXt50_32X4D_Weights."""

    IMAGENET1K_V1 = WeightsFile("resnext50_32x4d-7cdf4587.pth")
    IMAGENET1K_V2 = WeightsFile("resnext50_32x4d-1a0047aa.pth", resize=232)
    DEFAULT = IMAGENET1K_V2


def resnext50_32x4d(weights: Any = None, progress: bool = True, **kwargs: Any) -> ResNet:
    """torchvision.models.resnext50_32x4d."""
    build = partial(ResNet, Bottleneck, [3, 4, 6, 3], groups=32, width_per_group=4)
    return pretrained_model(build, ResNeXt50_32X4D_Weights, weights, progress, kwargs)


class ResNeXt101_32X8D_Weights(VisionWeights):
    """torchvision.models.ResNeXt101_32X8D_Weights."""

    IMAGENET1K_V1 = WeightsFile("resnext101_32x8d-8ba56ff5.pth")
    IMAGENET1K_V2 = WeightsFile("resnext101_32x8d-110c445d.pth", resize=232)
    DEFAULT = IMAGENET1K_V2


def resnext101_32x8d(weights: Any = None, progress: bool = True, **kwargs: Any) -> ResNet:
    """torchvision.models.resnext101_32x8d."""
    build = partial(ResNet, Bottleneck, [3, 4, 23, 3], groups=32, width_per_group=8)
    return pretrained_model(build, ResNeXt101_32X8D_Weights, weights, progress, kwargs)


class ResNeXt101_64X4D_Weights(VisionWeights):
    """torchvision.models.ResNeXt101_64X4D_Weights."""

    IMAGENET1K_V1 = WeightsFile("resnext101_64x4d-173b62eb.pth", resize=232)
    DEFAULT = IMAGENET1K_V1


def resnext101_64x4d(weights: Any = None, progress: bool = True, **kwargs: Any) -> ResNet:
    """torchvision.models.resnext101_64x4d."""
    build = partial(ResNet, Bottleneck, [3, 4, 23, 3], groups=64, width_per_group=4)
    return pretrained_model(build, ResNeXt101_64X4D_Weights, weights, progress, kwargs)


class Wide_ResNet50_2_Weights(VisionWeights):
    """torchvision.models.Wide_ResNet50_2_Weights."""

    IMAGENET1K_V1 = WeightsFile("wide_resnet50_2-95faca4d.pth")
    IMAGENET1K_V2 = WeightsFile("wide_resnet50_2-9ba9bcbe.pth", resize=232)
    DEFAULT = IMAGENET1K_V2


def wide_resnet50_2(weights: Any = None, progress: bool = True, **kwargs: Any) -> ResNet:
    """torchvision.models.wide_resnet50_2."""
    build = partial(ResNet, Bottleneck, [3, 4, 6, 3], width_per_group=128)
    return pretrained_model(build, Wide_ResNet50_2_Weights, weights, progress, kwargs)


class Wide_ResNet101_2_Weights(VisionWeights):
    """torchvision.models.Wide_ResNet101_2_Weights."""

    IMAGENET1K_V1 = WeightsFile("wide_resnet101_2-32ee1156.pth")
    IMAGENET1K_V2 = WeightsFile("wide_resnet101_2-d733dc28.pth", resize=232)
    DEFAULT = IMAGENET1K_V2


def wide_resnet101_2(weights: Any = None, progress: bool = True, **kwargs: Any) -> ResNet:
    """torchvision.models.wide_resnet101_2."""
    build = partial(ResNet, Bottleneck, [3, 4, 23, 3], width_per_group=128)
    return pretrained_model(build, Wide_ResNet101_2_Weights, weights, progress, kwargs)
