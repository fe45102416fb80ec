"""torchvision.transforms' random geometry and choice. What is drawn comes from Paddle's generator, as torchvision's
from torch's; RandomOrder and RandomChoice use Python's, as there."""

from __future__ import annotations

import math
import numbers
import random
import warnings
from collections.abc import Sequence
from typing import Any

import paddle

from .vision_color import vision_rgb_to_grayscale
from .vision_geometry import vision_crop, vision_hflip, vision_pad, vision_resized_crop, vision_vflip
from .vision_image import InterpolationMode, interpolation_of, vision_get_dimensions
from .vision_transforms import Compose, described, size_pair, uniform_number, whole_number
from .vision_warp import vision_affine, vision_perspective, vision_rotate


class RandomTransforms:
    """torchvision.transforms.RandomTransforms: the base of those that choose among transforms."""

    def __init__(self, transforms: Sequence[Any]) -> None:
        if not isinstance(transforms, Sequence):
            raise TypeError("Argument transforms should be a sequence")
        self.transforms = transforms

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError

    __repr__ = Compose.__repr__


class RandomOrder(RandomTransforms):
    """torchvision.transforms.RandomOrder."""

    def __call__(self, img: Any) -> Any:
        order = list(range(len(self.transforms)))
        random.shuffle(order)
        for index in order:
            img = self.transforms[index](img)
        return img


class RandomChoice(RandomTransforms):
    """torchvision.transforms.RandomChoice."""

    def __init__(self, transforms: Sequence[Any], p: Sequence[float] | None = None) -> None:
        super().__init__(transforms)
        if p is not None and not isinstance(p, Sequence):
            raise TypeError("Argument p should be a sequence")
        self.p = p

    def __call__(self, *args: Any) -> Any:
        return random.choices(self.transforms, weights=self.p)[0](*args)

    def __repr__(self) -> str:
        return f"{super().__repr__()}(p={self.p})"


class RandomApply(paddle.nn.Layer):
    """torchvision.transforms.RandomApply: all of the transforms, or none."""

    def __init__(self, transforms: Any, p: float = 0.5) -> None:
        super().__init__()
        self.transforms = transforms
        self.p = p

    def forward(self, img: Any) -> Any:
        if self.p < uniform_number(0.0, 1.0):
            return img
        for transform in self.transforms:
            img = transform(img)
        return img

    def __repr__(self) -> str:
        lines = [f"    {transform}" for transform in self.transforms]
        return "\n".join([f"{type(self).__name__}(", f"    p={self.p}", *lines, ")"])


class RandomHorizontalFlip(paddle.nn.Layer):
    """torchvision.transforms.RandomHorizontalFlip."""

    def __init__(self, p: float = 0.5) -> None:
        super().__init__()
        self.p = p

    def forward(self, img: Any) -> Any:
        return vision_hflip(img) if uniform_number(0.0, 1.0) < self.p else img

    def __repr__(self) -> str:
        return described(self, p=self.p)


class RandomVerticalFlip(paddle.nn.Layer):
    """torchvision.transforms.RandomVerticalFlip."""

    def __init__(self, p: float = 0.5) -> None:
        super().__init__()
        self.p = p

    def forward(self, img: Any) -> Any:
        return vision_vflip(img) if uniform_number(0.0, 1.0) < self.p else img

    def __repr__(self) -> str:
        return described(self, p=self.p)


class RandomGrayscale(paddle.nn.Layer):
    """torchvision.transforms.RandomGrayscale."""

    def __init__(self, p: float = 0.1) -> None:
        super().__init__()
        self.p = p

    def forward(self, img: Any) -> Any:
        if uniform_number(0.0, 1.0) >= self.p:
            return img
        return vision_rgb_to_grayscale(img, vision_get_dimensions(img)[0])

    def __repr__(self) -> str:
        return described(self, p=self.p)


class RandomCrop(paddle.nn.Layer):
    """torchvision.transforms.RandomCrop."""

    def __init__(
        self,
        size: Any,
        padding: Any = None,
        pad_if_needed: bool = False,
        fill: Any = 0,
        padding_mode: str = "constant",
    ) -> None:
        super().__init__()
        self.size = tuple(size_pair(size, "Please provide only two dimensions (h, w) for size."))
        self.padding = padding
        self.pad_if_needed = pad_if_needed
        self.fill = fill
        self.padding_mode = padding_mode

    @staticmethod
    def get_params(img: Any, output_size: tuple[int, int]) -> tuple[int, int, int, int]:
        _, height, width = vision_get_dimensions(img)
        high, wide = output_size
        if height < high or width < wide:
            raise ValueError(f"Required crop size {(high, wide)} is larger than input image size {(height, width)}")
        if width == wide and height == high:
            return 0, 0, height, width
        return whole_number(0, height - high + 1), whole_number(0, width - wide + 1), high, wide

    def forward(self, img: Any) -> Any:
        if self.padding is not None:
            img = vision_pad(img, self.padding, self.fill, self.padding_mode)
        _, height, width = vision_get_dimensions(img)
        if self.pad_if_needed and width < self.size[1]:
            img = vision_pad(img, [self.size[1] - width, 0], self.fill, self.padding_mode)
        if self.pad_if_needed and height < self.size[0]:
            img = vision_pad(img, [0, self.size[0] - height], self.fill, self.padding_mode)
        return vision_crop(img, *self.get_params(img, self.size))

    def __repr__(self) -> str:
        return described(self, size=self.size, padding=self.padding)


class RandomResizedCrop(paddle.nn.Layer):
    """torchvision.transforms.RandomResizedCrop."""

    def __init__(
        self,
        size: Any,
        scale: Any = (0.08, 1.0),
        ratio: Any = (0.75, 1.3333333333333333),
        interpolation: Any = InterpolationMode.BILINEAR,
        antialias: bool | None = True,
    ) -> None:
        super().__init__()
        self.size = size_pair(size, "Please provide only two dimensions (h, w) for size.")
        if not isinstance(scale, Sequence):
            raise TypeError("Scale should be a sequence")
        if not isinstance(ratio, Sequence):
            raise TypeError("Ratio should be a sequence")
        if scale[0] > scale[1] or ratio[0] > ratio[1]:
            warnings.warn("Scale and ratio should be of kind (min, max)", stacklevel=2)
        self.interpolation = interpolation_of(interpolation)
        self.antialias = antialias
        self.scale = scale
        self.ratio = ratio

    @staticmethod
    def get_params(img: Any, scale: Sequence[float], ratio: Sequence[float]) -> tuple[int, int, int, int]:
        _, height, width = vision_get_dimensions(img)
        for _ in range(10):
            area = height * width * uniform_number(scale[0], scale[1])
            proportion = math.exp(uniform_number(math.log(ratio[0]), math.log(ratio[1])))
            wide, high = int(round(math.sqrt(area * proportion))), int(round(math.sqrt(area / proportion)))
            if 0 < wide <= width and 0 < high <= height:
                return whole_number(0, height - high + 1), whole_number(0, width - wide + 1), high, wide
        # None of the drawn boxes fits: the largest in the middle that has an allowed proportion.
        proportion = min(max(width / height, min(ratio)), max(ratio))
        if width / height < min(ratio):
            wide, high = width, int(round(width / proportion))
        elif width / height > max(ratio):
            wide, high = int(round(height * proportion)), height
        else:
            wide, high = width, height
        return (height - high) // 2, (width - wide) // 2, high, wide

    def forward(self, img: Any) -> Any:
        box = self.get_params(img, self.scale, self.ratio)
        return vision_resized_crop(img, *box, self.size, self.interpolation, antialias=self.antialias)

    def __repr__(self) -> str:
        return described(
            self,
            size=self.size,
            scale=tuple(round(s, 4) for s in self.scale),
            ratio=tuple(round(r, 4) for r in self.ratio),
            interpolation=self.interpolation,
            antialias=self.antialias,
        )


class RandomPerspective(paddle.nn.Layer):
    """torchvision.transforms.RandomPerspective."""

    def __init__(
        self,
        distortion_scale: float = 0.5,
        p: float = 0.5,
        interpolation: Any = InterpolationMode.BILINEAR,
        fill: Any = 0,
    ) -> None:
        super().__init__()
        self.p = p
        self.interpolation = interpolation_of(interpolation)
        self.distortion_scale = distortion_scale
        self.fill = 0 if fill is None else fill

    @staticmethod
    def get_params(width: int, height: int, distortion_scale: float) -> tuple[list[list[int]], list[list[int]]]:
        across = int(distortion_scale * (width // 2)) + 1
        down = int(distortion_scale * (height // 2)) + 1
        starts = [[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]]
        ends = []
        for x, y in starts:
            ends.append(
                [
                    whole_number(width - across, width) if x else whole_number(0, across),
                    whole_number(height - down, height) if y else whole_number(0, down),
                ]
            )
        return starts, ends

    def forward(self, img: Any) -> Any:
        if uniform_number(0.0, 1.0) >= self.p:
            return img
        channels, height, width = vision_get_dimensions(img)
        fill = fill_of_channels(img, self.fill, channels)
        points = self.get_params(width, height, self.distortion_scale)
        return vision_perspective(img, *points, self.interpolation, fill)

    def __repr__(self) -> str:
        return described(self, p=self.p)


def fill_of_channels(img: Any, fill: Any, channels: int) -> Any:
    """For a tensor, a number as one for each channel."""
    if not paddle.is_tensor(img):
        return fill
    return [float(fill)] * channels if isinstance(fill, (int, float)) else [float(value) for value in fill]


def angle_range(value: Any, name: str) -> list[float]:
    """[low, high] of a range given by one number, for both sides of zero, or by two."""
    if isinstance(value, numbers.Number):
        if value < 0:  # type: ignore[operator]
            raise ValueError(f"If {name} is a single number, it must be positive.")
        return [-float(value), float(value)]  # type: ignore[arg-type]
    return [float(number) for number in value]


class RandomRotation(paddle.nn.Layer):
    """torchvision.transforms.RandomRotation."""

    def __init__(
        self,
        degrees: Any,
        interpolation: Any = InterpolationMode.NEAREST,
        expand: bool = False,
        center: Any = None,
        fill: Any = 0,
    ) -> None:
        super().__init__()
        self.degrees = angle_range(degrees, "degrees")
        self.center = center
        self.interpolation = interpolation_of(interpolation)
        self.expand = expand
        self.fill = 0 if fill is None else fill

    @staticmethod
    def get_params(degrees: Sequence[float]) -> float:
        return uniform_number(float(degrees[0]), float(degrees[1]))

    def forward(self, img: Any) -> Any:
        fill = fill_of_channels(img, self.fill, vision_get_dimensions(img)[0])
        return vision_rotate(img, self.get_params(self.degrees), self.interpolation, self.expand, self.center, fill)

    def __repr__(self) -> str:
        shown: dict[str, Any] = {"degrees": self.degrees, "interpolation": self.interpolation, "expand": self.expand}
        if self.center is not None:
            shown["center"] = self.center
        return described(self, **shown, fill=self.fill)


class RandomAffine(paddle.nn.Layer):
    """torchvision.transforms.RandomAffine."""

    def __init__(
        self,
        degrees: Any,
        translate: Any = None,
        scale: Any = None,
        shear: Any = None,
        interpolation: Any = InterpolationMode.NEAREST,
        fill: Any = 0,
        center: Any = None,
    ) -> None:
        super().__init__()
        self.degrees = angle_range(degrees, "degrees")
        if translate is not None and not all(0.0 <= share <= 1.0 for share in translate):
            raise ValueError("translation values should be between 0 and 1")
        if scale is not None and not all(factor > 0 for factor in scale):
            raise ValueError("scale values should be positive")
        self.translate = translate
        self.scale = scale
        self.shear = None if shear is None else angle_range(shear, "shear")
        self.interpolation = interpolation_of(interpolation)
        self.fill = 0 if fill is None else fill
        self.center = center

    @staticmethod
    def get_params(
        degrees: Sequence[float], translate: Any, scale_ranges: Any, shears: Any, img_size: Sequence[int]
    ) -> tuple[float, tuple[int, int], float, tuple[float, float]]:
        angle = uniform_number(float(degrees[0]), float(degrees[1]))
        moves = [0, 0]
        if translate is not None:
            moves = [int(round(uniform_number(-s * n, s * n))) for s, n in zip(translate, img_size)]
        scale = 1.0 if scale_ranges is None else uniform_number(scale_ranges[0], scale_ranges[1])
        shear_x = shear_y = 0.0
        if shears is not None:
            shear_x = uniform_number(shears[0], shears[1])
            shear_y = uniform_number(shears[2], shears[3]) if len(shears) == 4 else 0.0
        return angle, (moves[0], moves[1]), scale, (shear_x, shear_y)

    def forward(self, img: Any) -> Any:
        channels, height, width = vision_get_dimensions(img)
        fill = fill_of_channels(img, self.fill, channels)
        drawn = self.get_params(self.degrees, self.translate, self.scale, self.shear, [width, height])
        return vision_affine(img, *drawn, interpolation=self.interpolation, fill=fill, center=self.center)

    def __repr__(self) -> str:
        shown: dict[str, Any] = {"degrees": self.degrees}
        for name in ("translate", "scale", "shear"):
            if getattr(self, name) is not None:
                shown[name] = getattr(self, name)
        if self.interpolation is not InterpolationMode.NEAREST:
            shown["interpolation"] = self.interpolation
        if self.fill != 0:
            shown["fill"] = self.fill
        if self.center is not None:
            shown["center"] = self.center
        return described(self, **shown)
