"""torchvision.transforms' random colour changes, erasing and elastic distortion."""

from __future__ import annotations

import math
import numbers
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import paddle

from .vision_color import (
    vision_adjust_brightness,
    vision_adjust_contrast,
    vision_adjust_hue,
    vision_adjust_saturation,
    vision_adjust_sharpness,
    vision_autocontrast,
    vision_equalize,
    vision_erase,
    vision_gaussian_blur,
    vision_invert,
    vision_posterize,
    vision_solarize,
)
from .vision_image import InterpolationMode, interpolation_of, vision_get_dimensions
from .vision_random import fill_of_channels
from .vision_transforms import described, uniform_number, whole_number
from .vision_warp import vision_elastic_transform

_ADJUSTMENTS: tuple[Callable[[Any, float], Any], ...] = (
    vision_adjust_brightness,
    vision_adjust_contrast,
    vision_adjust_saturation,
    vision_adjust_hue,
)


def _factor_range(value: Any, name: str, centre: float, low: float, high: float) -> Any:
    """(low, high) of a factor; None where it can only be the one that changes nothing."""
    if isinstance(value, numbers.Number):
        if value < 0:  # type: ignore[operator]
            raise ValueError(f"If {name} is a single number, it must be non negative.")
        pair = [centre - float(value), centre + float(value)]  # type: ignore[arg-type]
        if name != "hue":
            pair[0] = max(pair[0], 0.0)
    elif isinstance(value, (tuple, list)) and len(value) == 2:
        pair = [float(value[0]), float(value[1])]
    else:
        raise TypeError(f"{name} should be a single number or a list/tuple with length 2.")
    if not low <= pair[0] <= pair[1] <= high:
        raise ValueError(f"{name} values should be between {(low, high)}, but got {pair}.")
    return None if pair[0] == pair[1] == centre else tuple(pair)


class ColorJitter(paddle.nn.Layer):
    """torchvision.transforms.ColorJitter: brightness, contrast, saturation and hue, in a random order."""

    def __init__(self, brightness: Any = 0, contrast: Any = 0, saturation: Any = 0, hue: Any = 0) -> None:
        super().__init__()
        self.brightness = _factor_range(brightness, "brightness", 1, 0, math.inf)
        self.contrast = _factor_range(contrast, "contrast", 1, 0, math.inf)
        self.saturation = _factor_range(saturation, "saturation", 1, 0, math.inf)
        self.hue = _factor_range(hue, "hue", 0, -0.5, 0.5)

    @staticmethod
    def get_params(
        brightness: Any, contrast: Any, saturation: Any, hue: Any
    ) -> tuple[paddle.Tensor, float | None, float | None, float | None, float | None]:
        order = paddle.randperm(4)
        drawn = [None if r is None else uniform_number(r[0], r[1]) for r in (brightness, contrast, saturation, hue)]
        return order, drawn[0], drawn[1], drawn[2], drawn[3]

    def forward(self, img: Any) -> Any:
        order, *factors = self.get_params(self.brightness, self.contrast, self.saturation, self.hue)
        for index in order.tolist():
            if factors[index] is not None:
                img = _ADJUSTMENTS[index](img, factors[index])
        return img

    def __repr__(self) -> str:
        names = ("brightness", "contrast", "saturation", "hue")
        return described(self, **{name: getattr(self, name) for name in names})


class RandomErasing(paddle.nn.Layer):
    """torchvision.transforms.RandomErasing, of tensors [..., C, H, W]."""

    def __init__(
        self,
        p: float = 0.5,
        scale: Any = (0.02, 0.33),
        ratio: Any = (0.3, 3.3),
        value: Any = 0,
        inplace: bool = False,
    ) -> None:
        super().__init__()
        if not isinstance(value, (numbers.Number, str, tuple, list)):
            raise TypeError("Argument value should be either a number or str or a sequence")
        if isinstance(value, str) and value != "random":
            raise ValueError("If value is str, it should be 'random'")
        if scale[0] > scale[1] or ratio[0] > ratio[1]:
            warnings.warn("Scale and ratio should be of kind (min, max)", stacklevel=2)
        if scale[0] < 0 or scale[1] > 1:
            raise ValueError("Scale should be between 0 and 1")
        if p < 0 or p > 1:
            raise ValueError("Random erasing probability should be between 0 and 1")
        self.p = p
        self.scale = scale
        self.ratio = ratio
        self.value = value
        self.inplace = inplace

    @staticmethod
    def get_params(
        img: Any, scale: Sequence[float], ratio: Sequence[float], value: Sequence[float] | None = None
    ) -> tuple[int, int, int, int, Any]:
        channels, height, width = img.shape[-3:]
        for _ in range(10):
            area = height * width * uniform_number(scale[0], scale[1])
            proportion = math.exp(uniform_number(math.log(ratio[0]), math.log(ratio[1])))
            high, wide = int(round(math.sqrt(area * proportion))), int(round(math.sqrt(area / proportion)))
            if not (high < height and wide < width):
                continue
            if value is None:
                content = paddle.randn([channels, high, wide], dtype="float32")
            else:
                content = paddle.to_tensor([float(number) for number in value])[:, None, None]
            top, left = whole_number(0, height - high + 1), whole_number(0, width - wide + 1)
            return top, left, high, wide, content
        return 0, 0, height, width, img

    def forward(self, img: Any) -> Any:
        if uniform_number(0.0, 1.0) >= self.p:
            return img
        value: Any = None if isinstance(self.value, str) else self.value
        value = [float(value)] if isinstance(value, numbers.Number) else value  # type: ignore[arg-type]
        if value is not None and len(value) not in (1, img.shape[-3]):
            raise ValueError(
                f"If value is a sequence, it should have either a single value or {img.shape[-3]} (number of channels)"
            )
        box = self.get_params(img, self.scale, self.ratio, value)
        return vision_erase(img, *box, self.inplace)

    def __repr__(self) -> str:
        names = ("p", "scale", "ratio", "value", "inplace")
        return described(self, **{name: getattr(self, name) for name in names})


class RandomInvert(paddle.nn.Layer):
    """torchvision.transforms.RandomInvert."""

    def __init__(self, p: float = 0.5) -> None:
        super().__init__()
        self.p = p

    def forward(self, img: Any) -> Any:
        return vision_invert(img) if uniform_number(0.0, 1.0) < self.p else img

    def __repr__(self) -> str:
        return described(self, p=self.p)


class RandomPosterize(paddle.nn.Layer):
    """torchvision.transforms.RandomPosterize."""

    def __init__(self, bits: int, p: float = 0.5) -> None:
        super().__init__()
        self.bits = bits
        self.p = p

    def forward(self, img: Any) -> Any:
        return vision_posterize(img, self.bits) if uniform_number(0.0, 1.0) < self.p else img

    def __repr__(self) -> str:
        return f"{type(self).__name__}(bits={self.bits},p={self.p})"


class RandomSolarize(paddle.nn.Layer):
    """torchvision.transforms.RandomSolarize."""

    def __init__(self, threshold: float, p: float = 0.5) -> None:
        super().__init__()
        self.threshold = threshold
        self.p = p

    def forward(self, img: Any) -> Any:
        return vision_solarize(img, self.threshold) if uniform_number(0.0, 1.0) < self.p else img

    def __repr__(self) -> str:
        return f"{type(self).__name__}(threshold={self.threshold},p={self.p})"


class RandomAdjustSharpness(paddle.nn.Layer):
    """torchvision.transforms.RandomAdjustSharpness."""

    def __init__(self, sharpness_factor: float, p: float = 0.5) -> None:
        super().__init__()
        self.sharpness_factor = sharpness_factor
        self.p = p

    def forward(self, img: Any) -> Any:
        return vision_adjust_sharpness(img, self.sharpness_factor) if uniform_number(0.0, 1.0) < self.p else img

    def __repr__(self) -> str:
        return f"{type(self).__name__}(sharpness_factor={self.sharpness_factor},p={self.p})"


class RandomAutocontrast(paddle.nn.Layer):
    """torchvision.transforms.RandomAutocontrast."""

    def __init__(self, p: float = 0.5) -> None:
        super().__init__()
        self.p = p

    def forward(self, img: Any) -> Any:
        return vision_autocontrast(img) if uniform_number(0.0, 1.0) < self.p else img

    def __repr__(self) -> str:
        return described(self, p=self.p)


class RandomEqualize(paddle.nn.Layer):
    """torchvision.transforms.RandomEqualize."""

    def __init__(self, p: float = 0.5) -> None:
        super().__init__()
        self.p = p

    def forward(self, img: Any) -> Any:
        return vision_equalize(img) if uniform_number(0.0, 1.0) < self.p else img

    def __repr__(self) -> str:
        return described(self, p=self.p)


class ElasticTransform(paddle.nn.Layer):
    """torchvision.transforms.ElasticTransform."""

    def __init__(
        self,
        alpha: Any = 50.0,
        sigma: Any = 5.0,
        interpolation: Any = InterpolationMode.BILINEAR,
        fill: Any = 0,
    ) -> None:
        super().__init__()
        self.alpha = [float(alpha)] * 2 if isinstance(alpha, numbers.Number) else list(alpha)  # type: ignore[arg-type]
        self.alpha = self.alpha * 2 if len(self.alpha) == 1 else self.alpha
        self.sigma = [float(sigma)] * 2 if isinstance(sigma, numbers.Number) else list(sigma)  # type: ignore[arg-type]
        self.sigma = self.sigma * 2 if len(self.sigma) == 1 else self.sigma
        self.interpolation = interpolation_of(interpolation)
        self.fill = [float(fill)] if isinstance(fill, (int, float)) else [float(value) for value in fill]

    @staticmethod
    def get_params(alpha: list[float], sigma: list[float], size: list[int]) -> paddle.Tensor:
        moves = []
        for strength, width, length in zip(alpha, sigma, size):
            move = paddle.rand([1, 1, *size]) * 2 - 1
            if width > 0.0:
                kernel = int(8 * width + 1)
                kernel += kernel % 2 == 0
                move = vision_gaussian_blur(move, [kernel, kernel], list(sigma))
            moves.append(move * strength / length)
        return paddle.concat(moves, axis=1).transpose([0, 2, 3, 1])

    def forward(self, tensor: Any) -> Any:
        channels, height, width = vision_get_dimensions(tensor)
        displacement = self.get_params(self.alpha, self.sigma, [height, width])
        fill = fill_of_channels(tensor, self.fill, channels)
        return vision_elastic_transform(tensor, displacement, self.interpolation, fill)

    def __repr__(self) -> str:
        names = ("alpha", "sigma", "interpolation", "fill")
        return described(self, **{name: getattr(self, name) for name in names})
