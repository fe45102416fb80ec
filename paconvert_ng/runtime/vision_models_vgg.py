"""torchvision.models: VGG, by name, and their weights."""

from __future__ import annotations

from functools import partial
from typing import Any

from .vision_cnn_classic import VGG, vgg_make_layers
from .vision_weights import VisionWeights, WeightsFile, pretrained_model

CAFFE_MEAN = (0.48235, 0.45882, 0.40784)
CAFFE_STD = (1 / 255, 1 / 255, 1 / 255)
# Convolutions before each of the five pools, of 64, 128, 256, 512 and 512 channels.
_VGG_DEPTHS = {"A": (1, 1, 2, 2, 2), "B": (2, 2, 2, 2, 2), "D": (2, 2, 3, 3, 3), "E": (2, 2, 4, 4, 4)}


def _vgg(kind: str, batch_norm: bool, **kwargs: Any) -> VGG:
    stages: list[Any] = []
    for depth, width in zip(_VGG_DEPTHS[kind], (64, 128, 256, 512, 512)):
        stages += [*([width] * depth), "M"]
    return VGG(vgg_make_layers(stages, batch_norm), **kwargs)


class VGG11_Weights(VisionWeights):
    """torchvision.models.VGG11_Weights."""

    IMAGENET1K_V1 = WeightsFile("vgg11-8a719046.pth")
    DEFAULT = IMAGENET1K_V1


def vgg11(weights: Any = None, progress: bool = True, **kwargs: Any) -> VGG:
    """torchvision.models.vgg11."""
    return pretrained_model(partial(_vgg, "A", False), VGG11_Weights, weights, progress, kwargs)


class VGG11_BN_Weights(VisionWeights):
    """torchvision.models.VGG11_BN_Weights."""

    IMAGENET1K_V1 = WeightsFile("vgg11_bn-6002323d.pth")
    DEFAULT = IMAGENET1K_V1


def vgg11_bn(weights: Any = None, progress: bool = True, **kwargs: Any) -> VGG:
    """torchvision.models.vgg11_bn."""
    return pretrained_model(partial(_vgg, "A", True), VGG11_BN_Weights, weights, progress, kwargs)


class VGG13_Weights(VisionWeights):
    """torchvision.models.VGG13_Weights."""

    IMAGENET1K_V1 = WeightsFile("vgg13-19584684.pth")
    DEFAULT = IMAGENET1K_V1


def vgg13(weights: Any = None, progress: bool = True, **kwargs: Any) -> VGG:
    """torchvision.models.vgg13."""
    return pretrained_model(partial(_vgg, "B", False), VGG13_Weights, weights, progress, kwargs)


class VGG13_BN_Weights(VisionWeights):
    """torchvision.models.VGG13_BN_Weights."""

    IMAGENET1K_V1 = WeightsFile("vgg13_bn-abd245e5.pth")
    DEFAULT = IMAGENET1K_V1


def vgg13_bn(weights: Any = None, progress: bool = True, **kwargs: Any) -> VGG:
    """torchvision.models.vgg13_bn."""
    return pretrained_model(partial(_vgg, "B", True), VGG13_BN_Weights, weights, progress, kwargs)


class VGG16_Weights(VisionWeights):
    """torchvision.models.VGG16_Weights."""

    IMAGENET1K_V1 = WeightsFile("vgg16-397923af.pth")
    IMAGENET1K_FEATURES = WeightsFile("vgg16_features-amdegroot-88682ab5.pth", mean=CAFFE_MEAN, std=CAFFE_STD)
    DEFAULT = IMAGENET1K_V1


def vgg16(weights: Any = None, progress: bool = True, **kwargs: Any) -> VGG:
    """torchvision.models.vgg16."""
    return pretrained_model(partial(_vgg, "D", False), VGG16_Weights, weights, progress, kwargs)


class VGG16_BN_Weights(VisionWeights):
    """torchvision.models.VGG16_BN_Weights."""

    IMAGENET1K_V1 = WeightsFile("vgg16_bn-6c64b313.pth")
    DEFAULT = IMAGENET1K_V1


def vgg16_bn(weights: Any = None, progress: bool = True, **kwargs: Any) -> VGG:
    """torchvision.models.vgg16_bn."""
    return pretrained_model(partial(_vgg, "D", True), VGG16_BN_Weights, weights, progress, kwargs)


class VGG19_Weights(VisionWeights):
    """torchvision.models.VGG19_Weights."""

    IMAGENET1K_V1 = WeightsFile("vgg19-dcbb9e9d.pth")
    DEFAULT = IMAGENET1K_V1


def vgg19(weights: Any = None, progress: bool = True, **kwargs: Any) -> VGG:
    """torchvision.models.vgg19."""
    return pretrained_model(partial(_vgg, "E", False), VGG19_Weights, weights, progress, kwargs)


class VGG19_BN_Weights(VisionWeights):
    """torchvision.models.VGG19_BN_Weights."""

    IMAGENET1K_V1 = WeightsFile("vgg19_bn-c79401a0.pth")
    DEFAULT = IMAGENET1K_V1


def vgg19_bn(weights: Any = None, progress: bool = True, **kwargs: Any) -> VGG:
    """torchvision.models.vgg19_bn."""
    return pretrained_model(partial(_vgg, "E", True), VGG19_BN_Weights, weights, progress, kwargs)
