"""torchvision.transforms' classes without chance: what they do is in vision_image, vision_geometry and vision_color.

Paddle's classes of these names take other arguments and inputs. As in torchvision most are modules, so that they can
stand in a Sequential; what prints is torchvision's text.
"""

from __future__ import annotations

import numbers
from collections.abc import Callable, Sequence
from typing import Any

import paddle

from .vision_color import vision_gaussian_blur, vision_rgb_to_grayscale
from .vision_geometry import (
    vision_center_crop,
    vision_five_crop,
    vision_pad,
    vision_resize,
    vision_ten_crop,
)
from .vision_image import (
    InterpolationMode,
    interpolation_of,
    vision_convert_image_dtype,
    vision_normalize,
    vision_pil_to_tensor,
    vision_to_pil_image,
    vision_to_tensor,
)


def described(transform: Any, **shown: Any) -> str:
    """``Name(key=value, ...)``, interpolation modes by their value."""
    texts = [f"{key}={v.value if isinstance(v, InterpolationMode) else v}" for key, v in shown.items()]
    return f"{type(transform).__name__}({', '.join(texts)})"


def uniform_number(low: float, high: float) -> float:
    """A number drawn from Paddle's generator, so that its seed decides."""
    return paddle.rand([1], dtype="float64").item() * (high - low) + low


def whole_number(low: int, high: int) -> int:
    """A whole number from ``low`` up to, not including, ``high``, drawn from Paddle's generator."""
    return int(paddle.randint(low, high, [1]).item())


def size_pair(size: Any, message: str) -> Any:
    """(height, width) of a size given as one or two numbers."""
    if isinstance(size, numbers.Number):
        return int(size), int(size)  # type: ignore[call-overload]
    if isinstance(size, Sequence) and len(size) == 1:
        return size[0], size[0]
    if len(size) != 2:
        raise ValueError(message)
    return size


class Compose:
    """torchvision.transforms.Compose: one transform after the other."""

    def __init__(self, transforms: Sequence[Callable[[Any], Any]]) -> None:
        self.transforms = transforms

    def __call__(self, img: Any) -> Any:
        for transform in self.transforms:
            img = transform(img)
        return img

    def __repr__(self) -> str:
        lines = [f"    {transform}" for transform in self.transforms]
        return "\n".join([f"{type(self).__name__}(", *lines, ")"])


class ToTensor:
    """torchvision.transforms.ToTensor."""

    def __call__(self, pic: Any) -> paddle.Tensor:
        return vision_to_tensor(pic)

    def __repr__(self) -> str:
        return described(self)


class PILToTensor:
    """torchvision.transforms.PILToTensor."""

    def __call__(self, pic: Any) -> paddle.Tensor:
        return vision_pil_to_tensor(pic)

    def __repr__(self) -> str:
        return described(self)


class ConvertImageDtype(paddle.nn.Layer):
    """torchvision.transforms.ConvertImageDtype."""

    def __init__(self, dtype: Any) -> None:
        super().__init__()
        self.dtype = dtype

    def forward(self, image: Any) -> Any:
        return vision_convert_image_dtype(image, self.dtype)


class ToPILImage:
    """torchvision.transforms.ToPILImage."""

    def __init__(self, mode: str | None = None) -> None:
        self.mode = mode

    def __call__(self, pic: Any) -> Any:
        return vision_to_pil_image(pic, self.mode)

    def __repr__(self) -> str:
        return described(self) if self.mode is None else described(self, mode=self.mode)


class Normalize(paddle.nn.Layer):
    """torchvision.transforms.Normalize."""

    def __init__(self, mean: Any, std: Any, inplace: bool = False) -> None:
        super().__init__()
        self.mean = mean
        self.std = std
        self.inplace = inplace

    def forward(self, tensor: Any) -> Any:
        return vision_normalize(tensor, self.mean, self.std, self.inplace)

    def __repr__(self) -> str:
        return described(self, mean=self.mean, std=self.std)


class Resize(paddle.nn.Layer):
    """torchvision.transforms.Resize."""

    def __init__(
        self,
        size: Any,
        interpolation: Any = InterpolationMode.BILINEAR,
        max_size: int | None = None,
        antialias: bool | None = True,
    ) -> None:
        super().__init__()
        if not isinstance(size, (int, Sequence)):
            raise TypeError(f"Size should be int or sequence. Got {type(size)}")
        if isinstance(size, Sequence) and len(size) not in (1, 2):
            raise ValueError("If size is a sequence, it should have 1 or 2 values")
        self.size = size
        self.max_size = max_size
        self.interpolation = interpolation_of(interpolation)
        self.antialias = antialias

    def forward(self, img: Any) -> Any:
        return vision_resize(img, self.size, self.interpolation, self.max_size, self.antialias)

    def __repr__(self) -> str:
        return described(
            self,
            size=self.size,
            interpolation=self.interpolation,
            max_size=self.max_size,
            antialias=self.antialias,
        )


class CenterCrop(paddle.nn.Layer):
    """torchvision.transforms.CenterCrop."""

    def __init__(self, size: Any) -> None:
        super().__init__()
        self.size = size_pair(size, "Please provide only two dimensions (h, w) for size.")

    def forward(self, img: Any) -> Any:
        return vision_center_crop(img, self.size)

    def __repr__(self) -> str:
        return described(self, size=self.size)


class Pad(paddle.nn.Layer):
    """torchvision.transforms.Pad."""

    def __init__(self, padding: Any, fill: Any = 0, padding_mode: str = "constant") -> None:
        super().__init__()
        if not isinstance(padding, (numbers.Number, tuple, list)):
            raise TypeError("Got inappropriate padding arg")
        if padding_mode not in ("constant", "edge", "reflect", "symmetric"):
            raise ValueError("Padding mode should be either constant, edge, reflect or symmetric")
        if isinstance(padding, Sequence) and len(padding) not in (1, 2, 4):
            raise ValueError(
                f"Padding must be an int or a 1, 2, or 4 element tuple, not a {len(padding)} element tuple"
            )
        self.padding = padding
        self.fill = fill
        self.padding_mode = padding_mode

    def forward(self, img: Any) -> Any:
        return vision_pad(img, self.padding, self.fill, self.padding_mode)

    def __repr__(self) -> str:
        return described(self, padding=self.padding, fill=self.fill, padding_mode=self.padding_mode)


class Lambda:
    """torchvision.transforms.Lambda."""

    def __init__(self, lambd: Callable[[Any], Any]) -> None:
        if not callable(lambd):
            raise TypeError(f"Argument lambd should be callable, got {type(lambd).__name__!r}")
        self.lambd = lambd

    def __call__(self, img: Any) -> Any:
        return self.lambd(img)

    def __repr__(self) -> str:
        return described(self)


class FiveCrop(paddle.nn.Layer):
    """torchvision.transforms.FiveCrop."""

    def __init__(self, size: Any) -> None:
        super().__init__()
        self.size = size_pair(size, "Please provide only two dimensions (h, w) for size.")

    def forward(self, img: Any) -> Any:
        return vision_five_crop(img, self.size)

    def __repr__(self) -> str:
        return described(self, size=self.size)


class TenCrop(paddle.nn.Layer):
    """torchvision.transforms.TenCrop."""

    def __init__(self, size: Any, vertical_flip: bool = False) -> None:
        super().__init__()
        self.size = size_pair(size, "Please provide only two dimensions (h, w) for size.")
        self.vertical_flip = vertical_flip

    def forward(self, img: Any) -> Any:
        return vision_ten_crop(img, self.size, self.vertical_flip)

    def __repr__(self) -> str:
        return described(self, size=self.size, vertical_flip=self.vertical_flip)


class Grayscale(paddle.nn.Layer):
    """torchvision.transforms.Grayscale."""

    def __init__(self, num_output_channels: int = 1) -> None:
        super().__init__()
        self.num_output_channels = num_output_channels

    def forward(self, img: Any) -> Any:
        return vision_rgb_to_grayscale(img, self.num_output_channels)

    def __repr__(self) -> str:
        return described(self, num_output_channels=self.num_output_channels)


class GaussianBlur(paddle.nn.Layer):
    """torchvision.transforms.GaussianBlur, with a deviation drawn between two numbers."""

    def __init__(self, kernel_size: Any, sigma: Any = (0.1, 2.0)) -> None:
        super().__init__()
        self.kernel_size = size_pair(kernel_size, "Kernel size should be a tuple/list of two integers")
        if any(size <= 0 or size % 2 == 0 for size in self.kernel_size):
            raise ValueError("Kernel size value should be an odd and positive number.")
        sigma = (sigma, sigma) if isinstance(sigma, numbers.Number) else sigma
        if len(sigma) != 2 or not 0.0 < sigma[0] <= sigma[1]:
            raise ValueError("sigma values should be positive and of the form (min, max).")
        self.sigma = sigma

    @staticmethod
    def get_params(sigma_min: float, sigma_max: float) -> float:
        return uniform_number(sigma_min, sigma_max)

    def forward(self, img: Any) -> Any:
        sigma = self.get_params(self.sigma[0], self.sigma[1])
        return vision_gaussian_blur(img, self.kernel_size, [sigma, sigma])

    def __repr__(self) -> str:
        return f"{type(self).__name__}(kernel_size={self.kernel_size}, sigma={self.sigma})"


class LinearTransformation(paddle.nn.Layer):
    """torchvision.transforms.LinearTransformation: the flattened image less ``mean_vector``, times a matrix."""

    def __init__(self, transformation_matrix: paddle.Tensor, mean_vector: paddle.Tensor) -> None:
        super().__init__()
        rows, columns = transformation_matrix.shape
        if rows != columns:
            raise ValueError(f"transformation_matrix should be square. Got {rows} x {columns} rectangular matrix.")
        if mean_vector.shape[0] != rows:
            raise ValueError(f"mean_vector should have the same length {mean_vector.shape[0]} as the matrix, {rows}")
        self.transformation_matrix = transformation_matrix
        self.mean_vector = mean_vector

    def forward(self, tensor: Any) -> Any:
        size = tensor.shape[-3] * tensor.shape[-2] * tensor.shape[-1]
        if size != self.transformation_matrix.shape[0]:
            raise ValueError(f"Input tensor and transformation matrix have incompatible shape: {list(tensor.shape)}")
        flat = tensor.reshape([-1, size]) - self.mean_vector
        return paddle.matmul(flat, self.transformation_matrix).reshape(tensor.shape)
