"""torchvision.models: EfficientNet, by name, and their weights."""

from __future__ import annotations

from functools import partial
from typing import Any

from .vision_efficientnet import EfficientNet, efficient_b_model, efficient_v2_model
from .vision_weights import VisionWeights, WeightsFile, pretrained_model

HALF = (0.5, 0.5, 0.5)


class EfficientNet_B0_Weights(VisionWeights):
    """torchvision.models.EfficientNet_B0_Weights."""

    IMAGENET1K_V1 = WeightsFile("efficientnet_b0_rwightman-7f5810bc.pth", interpolation="bicubic")
    DEFAULT = IMAGENET1K_V1


def efficientnet_b0(weights: Any = None, progress: bool = True, **kwargs: Any) -> EfficientNet:
    """torchvision.models.efficientnet_b0."""
    build = partial(efficient_b_model, width=1.0, depth=1.0, rate=0.2)
    return pretrained_model(build, EfficientNet_B0_Weights, weights, progress, kwargs)


class EfficientNet_B1_Weights(VisionWeights):
    """torchvision.models.EfficientNet_B1_Weights."""

    IMAGENET1K_V1 = WeightsFile("efficientnet_b1_rwightman-bac287d4.pth", crop=240, interpolation="bicubic")
    IMAGENET1K_V2 = WeightsFile("efficientnet_b1-c27df63c.pth", crop=240, resize=255)
    DEFAULT = IMAGENET1K_V2


def efficientnet_b1(weights: Any = None, progress: bool = True, **kwargs: Any) -> EfficientNet:
    """torchvision.models.efficientnet_b1."""
    build = partial(efficient_b_model, width=1.0, depth=1.1, rate=0.2)
    return pretrained_model(build, EfficientNet_B1_Weights, weights, progress, kwargs)


class EfficientNet_B2_Weights(VisionWeights):
    """torchvision.models.EfficientNet_B2_Weights."""

    IMAGENET1K_V1 = WeightsFile("efficientnet_b2_rwightman-c35c1473.pth", crop=288, resize=288, interpolation="bicubic")
    DEFAULT = IMAGENET1K_V1


def efficientnet_b2(weights: Any = None, progress: bool = True, **kwargs: Any) -> EfficientNet:
    """torchvision.models.efficientnet_b2."""
    build = partial(efficient_b_model, width=1.1, depth=1.2, rate=0.3)
    return pretrained_model(build, EfficientNet_B2_Weights, weights, progress, kwargs)


class EfficientNet_B3_Weights(VisionWeights):
    """torchvision.models.EfficientNet_B3_Weights."""

    IMAGENET1K_V1 = WeightsFile("efficientnet_b3_rwightman-b3899882.pth", crop=300, resize=320, interpolation="bicubic")
    DEFAULT = IMAGENET1K_V1


def efficientnet_b3(weights: Any = None, progress: bool = True, **kwargs: Any) -> EfficientNet:
    """torchvision.models.efficientnet_b3."""
    build = partial(efficient_b_model, width=1.2, depth=1.4, rate=0.3)
    return pretrained_model(build, EfficientNet_B3_Weights, weights, progress, kwargs)


class EfficientNet_B4_Weights(VisionWeights):
    """torchvision.models.EfficientNet_B4_Weights."""

    IMAGENET1K_V1 = WeightsFile("efficientnet_b4_rwightman-23ab8bcd.pth", crop=380, resize=384, interpolation="bicubic")
    DEFAULT = IMAGENET1K_V1


def efficientnet_b4(weights: Any = None, progress: bool = True, **kwargs: Any) -> EfficientNet:
    """torchvision.models.efficientnet_b4."""
    build = partial(efficient_b_model, width=1.4, depth=1.8, rate=0.4)
    return pretrained_model(build, EfficientNet_B4_Weights, weights, progress, kwargs)


class EfficientNet_B5_Weights(VisionWeights):
    """torchvision.models.EfficientNet_B5_Weights."""

    IMAGENET1K_V1 = WeightsFile("efficientnet_b5_lukemelas-1a07897c.pth", crop=456, resize=456, interpolation="bicubic")
    DEFAULT = IMAGENET1K_V1


def efficientnet_b5(weights: Any = None, progress: bool = True, **kwargs: Any) -> EfficientNet:
    """torchvision.models.efficientnet_b5."""
    build = partial(efficient_b_model, width=1.6, depth=2.2, rate=0.4, last_bn=True)
    return pretrained_model(build, EfficientNet_B5_Weights, weights, progress, kwargs)


class EfficientNet_B6_Weights(VisionWeights):
    """torchvision.models.EfficientNet_B6_Weights."""

    IMAGENET1K_V1 = WeightsFile("efficientnet_b6_lukemelas-24a108a5.pth", crop=528, resize=528, interpolation="bicubic")
    DEFAULT = IMAGENET1K_V1


def efficientnet_b6(weights: Any = None, progress: bool = True, **kwargs: Any) -> EfficientNet:
    """torchvision.models.efficientnet_b6."""
    build = partial(efficient_b_model, width=1.8, depth=2.6, rate=0.5, last_bn=True)
    return pretrained_model(build, EfficientNet_B6_Weights, weights, progress, kwargs)


class EfficientNet_B7_Weights(VisionWeights):
    """torchvision.models.EfficientNet_B7_Weights."""

    IMAGENET1K_V1 = WeightsFile("efficientnet_b7_lukemelas-c5b4e57e.pth", crop=600, resize=600, interpolation="bicubic")
    DEFAULT = IMAGENET1K_V1


def efficientnet_b7(weights: Any = None, progress: bool = True, **kwargs: Any) -> EfficientNet:
    """torchvision.models.efficientnet_b7."""
    build = partial(efficient_b_model, width=2.0, depth=3.1, rate=0.5, last_bn=True)
    return pretrained_model(build, EfficientNet_B7_Weights, weights, progress, kwargs)


class EfficientNet_V2_S_Weights(VisionWeights):
    """torchvision.models.EfficientNet_V2_S_Weights."""

    IMAGENET1K_V1 = WeightsFile("efficientnet_v2_s-dd5fe13b.pth", crop=384, resize=384)
    DEFAULT = IMAGENET1K_V1


def efficientnet_v2_s(weights: Any = None, progress: bool = True, **kwargs: Any) -> EfficientNet:
    """torchvision.models.efficientnet_v2_s."""
    build = partial(efficient_v2_model, size="s", rate=0.2)
    return pretrained_model(build, EfficientNet_V2_S_Weights, weights, progress, kwargs)


class EfficientNet_V2_M_Weights(VisionWeights):
    """torchvision.models.EfficientNet_V2_M_Weights."""

    IMAGENET1K_V1 = WeightsFile("efficientnet_v2_m-dc08266a.pth", crop=480, resize=480)
    DEFAULT = IMAGENET1K_V1


def efficientnet_v2_m(weights: Any = None, progress: bool = True, **kwargs: Any) -> EfficientNet:
    """torchvision.models.efficientnet_v2_m."""
    build = partial(efficient_v2_model, size="m", rate=0.3)
    return pretrained_model(build, EfficientNet_V2_M_Weights, weights, progress, kwargs)


class EfficientNet_V2_L_Weights(VisionWeights):
    """torchvision.models.EfficientNet_V2_L_Weights."""

    IMAGENET1K_V1 = WeightsFile(
        "efficientnet_v2_l-59c71312.pth", crop=480, resize=480, interpolation="bicubic", mean=HALF, std=HALF
    )
    DEFAULT = IMAGENET1K_V1


def efficientnet_v2_l(weights: Any = None, progress: bool = True, **kwargs: Any) -> EfficientNet:
    """torchvision.models.efficientnet_v2_l."""
    build = partial(efficient_v2_model, size="l", rate=0.4)
    return pretrained_model(build, EfficientNet_V2_L_Weights, weights, progress, kwargs)
