"""torchvision.models: mobile networks, by name, and their weights."""

from __future__ import annotations

from functools import partial
from typing import Any

from .vision_mobilenet import MobileNetV2, MobileNetV3, mobile_v3_model
from .vision_weights import VisionWeights, WeightsFile, pretrained_model


class MobileNet_V2_Weights(VisionWeights):
    """torchvision.models.MobileNet_V2_Weights."""

    IMAGENET1K_V1 = WeightsFile("mobilenet_v2-b0353104.pth")
    IMAGENET1K_V2 = WeightsFile("mobilenet_v2-7ebf99e0.pth", resize=232)
    DEFAULT = IMAGENET1K_V2


def mobilenet_v2(weights: Any = None, progress: bool = True, **kwargs: Any) -> MobileNetV2:
    """torchvision.models.mobilenet_v2."""
    return pretrained_model(MobileNetV2, MobileNet_V2_Weights, weights, progress, kwargs)


class MobileNet_V3_Large_Weights(VisionWeights):
    """torchvision.models.MobileNet_V3_Large_Weights."""

    IMAGENET1K_V1 = WeightsFile("mobilenet_v3_large-8738ca79.pth")
    IMAGENET1K_V2 = WeightsFile("mobilenet_v3_large-5c1a4163.pth", resize=232)
    DEFAULT = IMAGENET1K_V2


def mobilenet_v3_large(weights: Any = None, progress: bool = True, **kwargs: Any) -> MobileNetV3:
    """torchvision.models.mobilenet_v3_large."""
    return pretrained_model(partial(mobile_v3_model, large=True), MobileNet_V3_Large_Weights, weights, progress, kwargs)


class MobileNet_V3_Small_Weights(VisionWeights):
    """torchvision.models.MobileNet_V3_Small_Weights."""

    IMAGENET1K_V1 = WeightsFile("mobilenet_v3_small-047dcff4.pth")
    DEFAULT = IMAGENET1K_V1


def mobilenet_v3_small(weights: Any = None, progress: bool = True, **kwargs: Any) -> MobileNetV3:
    """torchvision.models.mobilenet_v3_small."""
    build = partial(mobile_v3_model, large=False)
    return pretrained_model(build, MobileNet_V3_Small_Weights, weights, progress, kwargs)
