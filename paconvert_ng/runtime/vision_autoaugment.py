"""torchvision.transforms' AutoAugment, RandAugment, TrivialAugmentWide and AugMix. Drawn from Paddle's generator."""

from __future__ import annotations

import enum
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import paddle

from .vision_color import (
    vision_adjust_brightness,
    vision_adjust_contrast,
    vision_adjust_saturation,
    vision_adjust_sharpness,
    vision_autocontrast,
    vision_equalize,
    vision_invert,
    vision_posterize,
    vision_solarize,
)
from .vision_image import (
    InterpolationMode,
    largest_value,
    vision_get_dimensions,
    vision_pil_to_tensor,
    vision_to_pil_image,
)
from .vision_random import fill_of_channels
from .vision_transforms import described, whole_number
from .vision_warp import vision_affine, vision_rotate


class AutoAugmentPolicy(enum.Enum):
    """torchvision.transforms.AutoAugmentPolicy."""

    IMAGENET = "imagenet"
    CIFAR10 = "cifar10"
    SVHN = "svhn"


# Two operations a line, each with its probability and, if it has a strength, the strength's number of 10.
_POLICIES = {
    AutoAugmentPolicy.IMAGENET: (
        "Posterize 0.4 8; Rotate 0.6 9",
        "Solarize 0.6 5; AutoContrast 0.6",
        "Equalize 0.8; Equalize 0.6",
        "Posterize 0.6 7; Posterize 0.6 6",
        "Equalize 0.4; Solarize 0.2 4",
        "Equalize 0.4; Rotate 0.8 8",
        "Solarize 0.6 3; Equalize 0.6",
        "Posterize 0.8 5; Equalize 1.0",
        "Rotate 0.2 3; Solarize 0.6 8",
        "Equalize 0.6; Posterize 0.4 6",
        "Rotate 0.8 8; Color 0.4 0",
        "Rotate 0.4 9; Equalize 0.6",
        "Equalize 0.0; Equalize 0.8",
        "Invert 0.6; Equalize 1.0",
        "Color 0.6 4; Contrast 1.0 8",
        "Rotate 0.8 8; Color 1.0 2",
        "Color 0.8 8; Solarize 0.8 7",
        "Sharpness 0.4 7; Invert 0.6",
        "ShearX 0.6 5; Equalize 1.0",
        "Color 0.4 0; Equalize 0.6",
        "Equalize 0.4; Solarize 0.2 4",
        "Solarize 0.6 5; AutoContrast 0.6",
        "Invert 0.6; Equalize 1.0",
        "Color 0.6 4; Contrast 1.0 8",
        "Equalize 0.8; Equalize 0.6",
    ),
    AutoAugmentPolicy.CIFAR10: (
        "Invert 0.1; Contrast 0.2 6",
        "Rotate 0.7 2; TranslateX 0.3 9",
        "Sharpness 0.8 1; Sharpness 0.9 3",
        "ShearY 0.5 8; TranslateY 0.7 9",
        "AutoContrast 0.5; Equalize 0.9",
        "ShearY 0.2 7; Posterize 0.3 7",
        "Color 0.4 3; Brightness 0.6 7",
        "Sharpness 0.3 9; Brightness 0.7 9",
        "Equalize 0.6; Equalize 0.5",
        "Contrast 0.6 7; Sharpness 0.6 5",
        "Color 0.7 7; TranslateX 0.5 8",
        "Equalize 0.3; AutoContrast 0.4",
        "TranslateY 0.4 3; Sharpness 0.2 6",
        "Brightness 0.9 6; Color 0.2 8",
        "Solarize 0.5 2; Invert 0.0",
        "Equalize 0.2; AutoContrast 0.6",
        "Equalize 0.2; Equalize 0.6",
        "Color 0.9 9; Equalize 0.6",
        "AutoContrast 0.8; Solarize 0.2 8",
        "Brightness 0.1 3; Color 0.7 0",
        "Solarize 0.4 5; AutoContrast 0.9",
        "TranslateY 0.9 9; TranslateY 0.7 9",
        "AutoContrast 0.9; Solarize 0.8 3",
        "Equalize 0.8; Invert 0.1",
        "TranslateY 0.7 9; AutoContrast 0.9",
    ),
    AutoAugmentPolicy.SVHN: (
        "ShearX 0.9 4; Invert 0.2",
        "ShearY 0.9 8; Invert 0.7",
        "Equalize 0.6; Solarize 0.6 6",
        "Invert 0.9; Equalize 0.6",
        "Equalize 0.6; Rotate 0.9 3",
        "ShearX 0.9 4; AutoContrast 0.8",
        "ShearY 0.9 8; Invert 0.4",
        "ShearY 0.9 5; Solarize 0.2 6",
        "Invert 0.9; AutoContrast 0.8",
        "Equalize 0.6; Rotate 0.9 3",
        "ShearX 0.9 4; Solarize 0.3 3",
        "ShearY 0.8 8; Invert 0.7",
        "Equalize 0.9; TranslateY 0.6 6",
        "Invert 0.9; Equalize 0.6",
        "Contrast 0.3 3; Rotate 0.8 4",
        "Invert 0.8; TranslateY 0.0 2",
        "ShearY 0.7 6; Solarize 0.4 8",
        "Invert 0.6; Rotate 0.8 4",
        "ShearY 0.3 7; TranslateX 0.9 3",
        "ShearX 0.1 6; Invert 0.6",
        "Solarize 0.7 2; TranslateY 0.6 7",
        "ShearY 0.8 4; Invert 0.8",
        "ShearX 0.7 9; TranslateY 0.8 3",
        "ShearY 0.8 5; AutoContrast 0.7",
        "ShearX 0.7 2; Invert 0.1",
    ),
}

Strengths = Mapping[str, "tuple[Any, bool]"]


def augmented(img: Any, operation: str, strength: float, interpolation: InterpolationMode, fill: Any) -> Any:
    """The image after one of the named operations."""
    value_changes = {
        "Brightness": vision_adjust_brightness,
        "Color": vision_adjust_saturation,
        "Contrast": vision_adjust_contrast,
        "Sharpness": vision_adjust_sharpness,
    }
    whole_image = {"AutoContrast": vision_autocontrast, "Equalize": vision_equalize, "Invert": vision_invert}
    if operation in value_changes:
        return value_changes[operation](img, 1.0 + strength)
    if operation in whole_image:
        return whole_image[operation](img)
    if operation == "Identity":
        return img
    if operation == "Posterize":
        return vision_posterize(img, int(strength))
    if operation == "Solarize":
        return vision_solarize(img, strength)
    if operation == "Rotate":
        return vision_rotate(img, strength, interpolation, fill=fill)
    along_x = operation.endswith("X")
    if operation.startswith("Shear"):
        angle = math.degrees(math.atan(strength))
        shear = [angle, 0.0] if along_x else [0.0, angle]
        return vision_affine(img, 0.0, [0, 0], 1.0, shear, interpolation, fill, center=[0, 0])
    if operation.startswith("Translate"):
        move = [int(strength), 0] if along_x else [0, int(strength)]
        return vision_affine(img, 0.0, move, 1.0, [0.0, 0.0], interpolation, fill)
    raise ValueError(f"The provided operator {operation} is not recognized.")


def _strengths(bins: int, geometry: Mapping[str, float], colour: float, bits: int, dropped: int) -> Strengths:
    """By operation: its strengths (numpy; a single one if it has none to choose), and whether they have a sign."""
    steps = np.arange(bins, dtype=np.float32) / np.float32((bins - 1) / dropped)
    return {
        **{name: (np.linspace(0.0, most, bins), True) for name, most in geometry.items()},
        **{name: (np.linspace(0.0, colour, bins), True) for name in ("Brightness", "Color", "Contrast", "Sharpness")},
        "Posterize": (bits - np.round(steps), False),
        "Solarize": (np.linspace(255.0, 0.0, bins), False),
        "AutoContrast": (np.zeros(1), False),
        "Equalize": (np.zeros(1), False),
    }


def _by_size(height: int, width: int, share: float) -> dict[str, float]:
    return {"ShearX": 0.3, "ShearY": 0.3, "TranslateX": share * width, "TranslateY": share * height, "Rotate": 30.0}


def _fill(img: Any, fill: Any) -> Any:
    return None if fill is None else fill_of_channels(img, fill, vision_get_dimensions(img)[0])


def _drawn(strengths: Strengths, number: int | None) -> tuple[str, float]:
    """One operation, and its strength of that number, or of any."""
    name = list(strengths)[whole_number(0, len(strengths))]
    values, signed = strengths[name]
    if len(values) == 1:
        return name, 0.0
    strength = float(values[whole_number(0, len(values)) if number is None else number])
    return name, -strength if signed and whole_number(0, 2) else strength


class AutoAugment(paddle.nn.Layer):
    """torchvision.transforms.AutoAugment."""

    def __init__(
        self,
        policy: AutoAugmentPolicy = AutoAugmentPolicy.IMAGENET,
        interpolation: InterpolationMode = InterpolationMode.NEAREST,
        fill: Any = None,
    ) -> None:
        super().__init__()
        if policy not in _POLICIES:
            raise ValueError(f"The provided policy {policy} is not recognized.")
        self.policy = policy
        self.interpolation = interpolation
        self.fill = fill
        self.policies = [tuple(self._operation(text) for text in line.split("; ")) for line in _POLICIES[policy]]

    @staticmethod
    def _operation(text: str) -> tuple[str, float, int | None]:
        name, probability, *number = text.split()
        return name, float(probability), int(number[0]) if number else None

    @staticmethod
    def get_params(transform_num: int) -> tuple[int, paddle.Tensor, paddle.Tensor]:
        return whole_number(0, transform_num), paddle.rand([2]), paddle.randint(0, 2, [2])

    def forward(self, img: Any) -> Any:
        fill = _fill(img, self.fill)
        _, height, width = vision_get_dimensions(img)
        index, chances, signs = self.get_params(len(self.policies))
        strengths = _strengths(10, _by_size(height, width, 150.0 / 331.0), 0.9, 8, 4)
        for (name, probability, number), chance, sign in zip(self.policies[index], chances.tolist(), signs.tolist()):
            if chance > probability:
                continue
            values, signed = strengths.get(name, (None, False))
            strength = 0.0 if number is None else float(values[number])
            img = augmented(img, name, -strength if signed and sign == 0 else strength, self.interpolation, fill)
        return img

    def __repr__(self) -> str:
        return described(self, policy=self.policy, fill=self.fill)


class RandAugment(paddle.nn.Layer):
    """torchvision.transforms.RandAugment."""

    def __init__(
        self,
        num_ops: int = 2,
        magnitude: int = 9,
        num_magnitude_bins: int = 31,
        interpolation: InterpolationMode = InterpolationMode.NEAREST,
        fill: Any = None,
    ) -> None:
        super().__init__()
        self.num_ops = num_ops
        self.magnitude = magnitude
        self.num_magnitude_bins = num_magnitude_bins
        self.interpolation = interpolation
        self.fill = fill

    def forward(self, img: Any) -> Any:
        fill = _fill(img, self.fill)
        _, height, width = vision_get_dimensions(img)
        geometry = _by_size(height, width, 150.0 / 331.0)
        strengths = {"Identity": (np.zeros(1), False), **_strengths(self.num_magnitude_bins, geometry, 0.9, 8, 4)}
        for _ in range(self.num_ops):
            img = augmented(img, *_drawn(strengths, self.magnitude), self.interpolation, fill)
        return img

    def __repr__(self) -> str:
        names = ("num_ops", "magnitude", "num_magnitude_bins")
        shown = {name: getattr(self, name) for name in names}
        return described(self, **shown, interpolation=str(self.interpolation), fill=self.fill)


class TrivialAugmentWide(paddle.nn.Layer):
    """torchvision.transforms.TrivialAugmentWide."""

    def __init__(
        self,
        num_magnitude_bins: int = 31,
        interpolation: InterpolationMode = InterpolationMode.NEAREST,
        fill: Any = None,
    ) -> None:
        super().__init__()
        self.num_magnitude_bins = num_magnitude_bins
        self.interpolation = interpolation
        self.fill = fill

    def forward(self, img: Any) -> Any:
        geometry = {"ShearX": 0.99, "ShearY": 0.99, "TranslateX": 32.0, "TranslateY": 32.0, "Rotate": 135.0}
        strengths = {"Identity": (np.zeros(1), False), **_strengths(self.num_magnitude_bins, geometry, 0.99, 8, 6)}
        return augmented(img, *_drawn(strengths, None), self.interpolation, _fill(img, self.fill))

    def __repr__(self) -> str:
        shown = {"interpolation": str(self.interpolation), "fill": self.fill}
        return described(self, num_magnitude_bins=self.num_magnitude_bins, **shown)


class AugMix(paddle.nn.Layer):
    """torchvision.transforms.AugMix: a mixture of chains of operations with the image itself."""

    def __init__(
        self,
        severity: int = 3,
        mixture_width: int = 3,
        chain_depth: int = -1,
        alpha: float = 1.0,
        all_ops: bool = True,
        interpolation: InterpolationMode = InterpolationMode.BILINEAR,
        fill: Any = None,
    ) -> None:
        super().__init__()
        if not 1 <= severity <= 10:
            raise ValueError(f"The severity must be between [1, 10]. Got {severity} instead.")
        self.severity = severity
        self.mixture_width = mixture_width
        self.chain_depth = chain_depth
        self.alpha = alpha
        self.all_ops = all_ops
        self.interpolation = interpolation
        self.fill = fill

    def _shares(self, count: int, images: int) -> paddle.Tensor:
        concentration = paddle.full([images, count], float(self.alpha))
        return paddle.distribution.Dirichlet(concentration).sample()

    def forward(self, orig_img: Any) -> Any:
        fill = _fill(orig_img, self.fill)
        is_tensor = paddle.is_tensor(orig_img)
        img = orig_img if is_tensor else vision_pil_to_tensor(orig_img)
        _, height, width = vision_get_dimensions(img)
        strengths = _strengths(10, _by_size(height, width, 1.0 / 3.0), 0.9, 4, 4)
        if not self.all_ops:
            colours = ("Brightness", "Color", "Contrast", "Sharpness")
            strengths = {name: value for name, value in strengths.items() if name not in colours}
        batch = img.reshape([*([1] * max(4 - img.ndim, 0)), *img.shape])
        sizes = [batch.shape[0], *([1] * (batch.ndim - 1))]
        own = self._shares(2, sizes[0])
        weights = self._shares(self.mixture_width, sizes[0]) * own[:, 1:]
        mix = own[:, 0].reshape(sizes) * batch.astype(paddle.float32)
        for chain in range(self.mixture_width):
            changed = batch
            depth = self.chain_depth if self.chain_depth > 0 else whole_number(1, 4)
            for _ in range(depth):
                name, strength = _drawn(strengths, whole_number(0, self.severity))
                changed = augmented(changed, name, strength, self.interpolation, fill)
            mix = mix + weights[:, chain].reshape(sizes) * changed.astype(paddle.float32)
        mix = mix.clip(0, largest_value(img.dtype)).reshape(img.shape).astype(img.dtype)
        return mix if is_tensor else vision_to_pil_image(mix)

    def __repr__(self) -> str:
        names = ("severity", "mixture_width", "chain_depth", "alpha", "all_ops")
        shown = {name: getattr(self, name) for name in names}
        return described(self, **shown, interpolation=str(self.interpolation), fill=self.fill)
