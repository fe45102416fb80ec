"""torchvision.models: AlexNet, SqueezeNet, DenseNet, ShuffleNetV2, by name, and their weights."""

from __future__ import annotations

from functools import partial
from typing import Any

from .vision_cnn_classic import AlexNet, DenseNet, SqueezeNet, dense_key
from .vision_shufflenet import ShuffleNetV2
from .vision_weights import VisionWeights, WeightsFile, pretrained_model


class AlexNet_Weights(VisionWeights):
    """torchvision.models.AlexNet_Weights."""

    IMAGENET1K_V1 = WeightsFile("alexnet-owt-7be5be79.pth")
    DEFAULT = IMAGENET1K_V1


def alexnet(weights: Any = None, progress: bool = True, **kwargs: Any) -> AlexNet:
    """torchvision.models.alexnet."""
    return pretrained_model(AlexNet, AlexNet_Weights, weights, progress, kwargs)


class SqueezeNet1_0_Weights(VisionWeights):
    """torchvision.models.SqueezeNet1_0_Weights."""

    IMAGENET1K_V1 = WeightsFile("squeezenet1_0-b66bff10.pth")
    DEFAULT = IMAGENET1K_V1


def squeezenet1_0(weights: Any = None, progress: bool = True, **kwargs: Any) -> SqueezeNet:
    """torchvision.models.squeezenet1_0."""
    return pretrained_model(partial(SqueezeNet, "1_0"), SqueezeNet1_0_Weights, weights, progress, kwargs)


class SqueezeNet1_1_Weights(VisionWeights):
    """torchvision.models.SqueezeNet1_1_Weights."""

    IMAGENET1K_V1 = WeightsFile("squeezenet1_1-b8a52dc0.pth")
    DEFAULT = IMAGENET1K_V1


def squeezenet1_1(weights: Any = None, progress: bool = True, **kwargs: Any) -> SqueezeNet:
    """torchvision.models.squeezenet1_1."""
    return pretrained_model(partial(SqueezeNet, "1_1"), SqueezeNet1_1_Weights, weights, progress, kwargs)


class DenseNet121_Weights(VisionWeights):
    """torchvision.models.DenseNet121_Weights."""

    IMAGENET1K_V1 = WeightsFile("densenet121-a639ec97.pth")
    DEFAULT = IMAGENET1K_V1


def densenet121(weights: Any = None, progress: bool = True, **kwargs: Any) -> DenseNet:
    """torchvision.models.densenet121."""
    build = partial(DenseNet, 32, (6, 12, 24, 16), 64)
    return pretrained_model(build, DenseNet121_Weights, weights, progress, kwargs, renamed=dense_key)


class DenseNet161_Weights(VisionWeights):
    """torchvision.models.DenseNet161_Weights."""

    IMAGENET1K_V1 = WeightsFile("densenet161-8d451a50.pth")
    DEFAULT = IMAGENET1K_V1


def densenet161(weights: Any = None, progress: bool = True, **kwargs: Any) -> DenseNet:
    """torchvision.models.densenet161."""
    build = partial(DenseNet, 48, (6, 12, 36, 24), 96)
    return pretrained_model(build, DenseNet161_Weights, weights, progress, kwargs, renamed=dense_key)


class DenseNet169_Weights(VisionWeights):
    """torchvision.models.DenseNet169_Weights."""

    IMAGENET1K_V1 = WeightsFile("densenet169-b2777c0a.pth")
    DEFAULT = IMAGENET1K_V1


def densenet169(weights: Any = None, progress: bool = True, **kwargs: Any) -> DenseNet:
    """torchvision.models.densenet169."""
    build = partial(DenseNet, 32, (6, 12, 32, 32), 64)
    return pretrained_model(build, DenseNet169_Weights, weights, progress, kwargs, renamed=dense_key)


class DenseNet201_Weights(VisionWeights):
    """torchvision.models.DenseNet201_Weights."""

    IMAGENET1K_V1 = WeightsFile("densenet201-c1103571.pth")
    DEFAULT = IMAGENET1K_V1


def densenet201(weights: Any = None, progress: bool = True, **kwargs: Any) -> DenseNet:
    """torchvision.models.densenet201."""
    build = partial(DenseNet, 32, (6, 12, 48, 32), 64)
    return pretrained_model(build, DenseNet201_Weights, weights, progress, kwargs, renamed=dense_key)


class ShuffleNet_V2_X0_5_Weights(VisionWeights):
    """torchvision.models.ShuffleNet_V2_X0_5_Weights."""

    IMAGENET1K_V1 = WeightsFile("shufflenetv2_x0.5-f707e7126e.pth")
    DEFAULT = IMAGENET1K_V1


def shufflenet_v2_x0_5(weights: Any = None, progress: bool = True, **kwargs: Any) -> ShuffleNetV2:
    """torchvision.models.shufflenet_v2_x0_5."""
    build = partial(ShuffleNetV2, [4, 8, 4], [24, 48, 96, 192, 1024])
    return pretrained_model(build, ShuffleNet_V2_X0_5_Weights, weights, progress, kwargs)


class ShuffleNet_V2_X1_0_Weights(VisionWeights):
    """torchvision.models.ShuffleNet_V2_X1_0_Weights."""

    IMAGENET1K_V1 = WeightsFile("shufflenetv2_x1-5666bf0f80.pth")
    DEFAULT = IMAGENET1K_V1


def shufflenet_v2_x1_0(weights: Any = None, progress: bool = True, **kwargs: Any) -> ShuffleNetV2:
    """torchvision.models.shufflenet_v2_x1_0."""
    build = partial(ShuffleNetV2, [4, 8, 4], [24, 116, 232, 464, 1024])
    return pretrained_model(build, ShuffleNet_V2_X1_0_Weights, weights, progress, kwargs)


class ShuffleNet_V2_X1_5_Weights(VisionWeights):
    """torchvision.models.ShuffleNet_V2_X1_5_Weights."""

    IMAGENET1K_V1 = WeightsFile("shufflenetv2_x1_5-3c479a10.pth", resize=232)
    DEFAULT = IMAGENET1K_V1


def shufflenet_v2_x1_5(weights: Any = None, progress: bool = True, **kwargs: Any) -> ShuffleNetV2:
    """torchvision.models.shufflenet_v2_x1_5."""
    build = partial(ShuffleNetV2, [4, 8, 4], [24, 176, 352, 704, 1024])
    return pretrained_model(build, ShuffleNet_V2_X1_5_Weights, weights, progress, kwargs)


class ShuffleNet_V2_X2_0_Weights(VisionWeights):
    """torchvision.models.ShuffleNet_V2_X2_0_Weights."""

    IMAGENET1K_V1 = WeightsFile("shufflenetv2_x2_0-8be3c8ee.pth", resize=232)
    DEFAULT = IMAGENET1K_V1


def shufflenet_v2_x2_0(weights: Any = None, progress: bool = True, **kwargs: Any) -> ShuffleNetV2:
    """torchvision.models.shufflenet_v2_x2_0."""
    build = partial(ShuffleNetV2, [4, 8, 4], [24, 244, 488, 976, 2048])
    return pretrained_model(build, ShuffleNet_V2_X2_0_Weights, weights, progress, kwargs)
