"""torchvision.models: ConvNeXt and vision transformers, by name, and their weights."""

from __future__ import annotations

from functools import partial
from typing import Any

from .vision_convnext import ConvNeXt, convnext_model
from .vision_vit import VisionTransformer
from .vision_weights import VisionWeights, WeightsFile, pretrained_model


def _vit(patch: int, depth: int, heads: int, width: int, mlp: int, **kwargs: Any) -> VisionTransformer:
    return VisionTransformer(kwargs.pop("image_size", 224), patch, depth, heads, width, mlp, **kwargs)


class ConvNeXt_Tiny_Weights(VisionWeights):
    """torchvision.models.ConvNeXt_Tiny_Weights."""

    IMAGENET1K_V1 = WeightsFile("convnext_tiny-983f1562.pth", resize=236)
    DEFAULT = IMAGENET1K_V1


def convnext_tiny(weights: Any = None, progress: bool = True, **kwargs: Any) -> ConvNeXt:
    """torchvision.models.convnext_tiny."""
    build = partial(convnext_model, width=96, third=9, drop=0.1)
    return pretrained_model(build, ConvNeXt_Tiny_Weights, weights, progress, kwargs)


class ConvNeXt_Small_Weights(VisionWeights):
    """torchvision.models.ConvNeXt_Small_Weights."""

    IMAGENET1K_V1 = WeightsFile("convnext_small-0c510722.pth", resize=230)
    DEFAULT = IMAGENET1K_V1


def convnext_small(weights: Any = None, progress: bool = True, **kwargs: Any) -> ConvNeXt:
    """torchvision.models.convnext_small."""
    build = partial(convnext_model, width=96, third=27, drop=0.4)
    return pretrained_model(build, ConvNeXt_Small_Weights, weights, progress, kwargs)


class ConvNeXt_Base_Weights(VisionWeights):
    """torchvision.models.ConvNeXt_Base_Weights."""

    IMAGENET1K_V1 = WeightsFile("convnext_base-6075fbad.pth", resize=232)
    DEFAULT = IMAGENET1K_V1


def convnext_base(weights: Any = None, progress: bool = True, **kwargs: Any) -> ConvNeXt:
    """torchvision.models.convnext_base."""
    build = partial(convnext_model, width=128, third=27, drop=0.5)
    return pretrained_model(build, ConvNeXt_Base_Weights, weights, progress, kwargs)


class ConvNeXt_Large_Weights(VisionWeights):
    """torchvision.models.ConvNeXt_Large_Weights."""

    IMAGENET1K_V1 = WeightsFile("convnext_large-ea097f82.pth", resize=232)
    DEFAULT = IMAGENET1K_V1


def convnext_large(weights: Any = None, progress: bool = True, **kwargs: Any) -> ConvNeXt:
    """torchvision.models.convnext_large."""
    build = partial(convnext_model, width=192, third=27, drop=0.5)
    return pretrained_model(build, ConvNeXt_Large_Weights, weights, progress, kwargs)


class ViT_B_16_Weights(VisionWeights):
    """torchvision.models.ViT_B_16_Weights."""

    IMAGENET1K_V1 = WeightsFile("vit_b_16-c867db91.pth")
    IMAGENET1K_SWAG_E2E_V1 = WeightsFile("vit_b_16_swag-9ac1b537.pth", crop=384, resize=384, interpolation="bicubic")
    IMAGENET1K_SWAG_LINEAR_V1 = WeightsFile("vit_b_16_lc_swag-4e70ced5.pth", resize=224, interpolation="bicubic")
    DEFAULT = IMAGENET1K_V1


def vit_b_16(weights: Any = None, progress: bool = True, **kwargs: Any) -> VisionTransformer:
    """torchvision.models.vit_b_16."""
    build = partial(_vit, 16, 12, 12, 768, 3072)
    return pretrained_model(build, ViT_B_16_Weights, weights, progress, kwargs, sized=True)


class ViT_B_32_Weights(VisionWeights):
    """torchvision.models.ViT_B_32_Weights."""

    IMAGENET1K_V1 = WeightsFile("vit_b_32-d86f8d99.pth")
    DEFAULT = IMAGENET1K_V1


def vit_b_32(weights: Any = None, progress: bool = True, **kwargs: Any) -> VisionTransformer:
    """torchvision.models.vit_b_32."""
    build = partial(_vit, 32, 12, 12, 768, 3072)
    return pretrained_model(build, ViT_B_32_Weights, weights, progress, kwargs, sized=True)


class ViT_L_16_Weights(VisionWeights):
    """torchvision.models.ViT_L_16_Weights."""

    IMAGENET1K_V1 = WeightsFile("vit_l_16-852ce7e3.pth", resize=242)
    IMAGENET1K_SWAG_E2E_V1 = WeightsFile("vit_l_16_swag-4f3808c9.pth", crop=512, resize=512, interpolation="bicubic")
    IMAGENET1K_SWAG_LINEAR_V1 = WeightsFile("vit_l_16_lc_swag-4d563306.pth", resize=224, interpolation="bicubic")
    DEFAULT = IMAGENET1K_V1


def vit_l_16(weights: Any = None, progress: bool = True, **kwargs: Any) -> VisionTransformer:
    """torchvision.models.vit_l_16."""
    build = partial(_vit, 16, 24, 16, 1024, 4096)
    return pretrained_model(build, ViT_L_16_Weights, weights, progress, kwargs, sized=True)


class ViT_L_32_Weights(VisionWeights):
    """torchvision.models.ViT_L_32_Weights."""

    IMAGENET1K_V1 = WeightsFile("vit_l_32-c7638314.pth")
    DEFAULT = IMAGENET1K_V1


def vit_l_32(weights: Any = None, progress: bool = True, **kwargs: Any) -> VisionTransformer:
    """torchvision.models.vit_l_32."""
    build = partial(_vit, 32, 24, 16, 1024, 4096)
    return pretrained_model(build, ViT_L_32_Weights, weights, progress, kwargs, sized=True)


class ViT_H_14_Weights(VisionWeights):
    """torchvision.models.ViT_H_14_Weights."""

    IMAGENET1K_SWAG_E2E_V1 = WeightsFile("vit_h_14_swag-80465313.pth", crop=518, resize=518, interpolation="bicubic")
    IMAGENET1K_SWAG_LINEAR_V1 = WeightsFile("vit_h_14_lc_swag-c1eb923e.pth", resize=224, interpolation="bicubic")
    DEFAULT = IMAGENET1K_SWAG_E2E_V1


def vit_h_14(weights: Any = None, progress: bool = True, **kwargs: Any) -> VisionTransformer:
    """torchvision.models.vit_h_14."""
    build = partial(_vit, 14, 32, 16, 1280, 5120)
    return pretrained_model(build, ViT_H_14_Weights, weights, progress, kwargs, sized=True)
