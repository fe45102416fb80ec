"""Values of image pixels: torchvision's colour adjustments, blur, sharpness and erasing, for PIL images and tensors.

Tensors are computed as torchvision does, in floats that are cut off to the image's dtype; Paddle's own functions
take arrays [H, W, C] and round otherwise.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import paddle
from PIL import Image, ImageEnhance, ImageOps

from .functional_pad import pad
from .vision_geometry import in_batch, rounded_as
from .vision_image import (
    is_image_tensor,
    largest_value,
    vision_convert_image_dtype,
    vision_get_dimensions,
    vision_pil_to_tensor,
    vision_to_pil_image,
)


def _colour_tensor(img: Any) -> bool:
    """Whether it is a tensor; one must have 1 or 3 channels."""
    if not is_image_tensor(img):
        return False
    channels = vision_get_dimensions(img)[0]
    if channels not in (1, 3):
        raise TypeError(f"Input image tensor permitted channel values are [1, 3], but found {channels}")
    return True


def _at_least(value: float, name: str) -> None:
    if value < 0:
        raise ValueError(f"{name} ({value}) is not non-negative.")


def _float_dtype(img: paddle.Tensor) -> Any:
    return img.dtype if img.is_floating_point() else paddle.float32


def _blend(img: paddle.Tensor, other: paddle.Tensor, ratio: float) -> paddle.Tensor:
    """ratio of the one, the rest of the other, within the dtype's range."""
    dtype = _float_dtype(img)
    mixed = float(ratio) * img.astype(dtype) + (1.0 - float(ratio)) * other.astype(dtype)
    return mixed.clip(0, largest_value(img.dtype)).astype(img.dtype)


def vision_rgb_to_grayscale(img: Any, num_output_channels: int = 1) -> Any:
    """torchvision.transforms.functional.rgb_to_grayscale."""
    if num_output_channels not in (1, 3):
        raise ValueError("num_output_channels should be either 1 or 3")
    if not _colour_tensor(img):
        return vision_to_grayscale(img, num_output_channels)
    if img.ndim < 3:
        raise TypeError(f"Input image tensor should have at least 3 dimensions, but found {img.ndim}")
    gray = img.clone()
    if img.shape[-3] == 3:
        red, green, blue = (img[..., i, :, :].astype(_float_dtype(img)) for i in range(3))
        gray = (0.2989 * red + 0.587 * green + 0.114 * blue).astype(img.dtype).unsqueeze(-3)
    return gray.expand([*img.shape[:-3], 3, *img.shape[-2:]]) if num_output_channels == 3 else gray


def vision_to_grayscale(img: Any, num_output_channels: int = 1) -> Any:
    """torchvision.transforms.functional.to_grayscale, for PIL images."""
    if not isinstance(img, Image.Image):
        raise TypeError("Input should be PIL Image")
    if num_output_channels not in (1, 3):
        raise ValueError("num_output_channels should be either 1 or 3")
    gray = img.convert("L")
    return gray if num_output_channels == 1 else Image.merge("RGB", (gray, gray, gray))


def vision_adjust_brightness(img: Any, brightness_factor: float) -> Any:
    """torchvision.transforms.functional.adjust_brightness."""
    if not _colour_tensor(img):
        return ImageEnhance.Brightness(img).enhance(brightness_factor)
    _at_least(brightness_factor, "brightness_factor")
    return _blend(img, paddle.zeros_like(img), brightness_factor)


def vision_adjust_contrast(img: Any, contrast_factor: float) -> Any:
    """torchvision.transforms.functional.adjust_contrast."""
    if not _colour_tensor(img):
        return ImageEnhance.Contrast(img).enhance(contrast_factor)
    _at_least(contrast_factor, "contrast_factor")
    gray = vision_rgb_to_grayscale(img) if img.ndim > 2 else img
    axes = list(range(-min(img.ndim, 3), 0))
    mean = paddle.mean(gray.astype(_float_dtype(img)), axis=axes, keepdim=True)
    return _blend(img, mean, contrast_factor)


def vision_adjust_saturation(img: Any, saturation_factor: float) -> Any:
    """torchvision.transforms.functional.adjust_saturation."""
    if not _colour_tensor(img):
        return ImageEnhance.Color(img).enhance(saturation_factor)
    _at_least(saturation_factor, "saturation_factor")
    if vision_get_dimensions(img)[0] == 1:
        return img
    return _blend(img, vision_rgb_to_grayscale(img), saturation_factor)


def _hue_shifted(img: paddle.Tensor, shift: float) -> paddle.Tensor:
    """RGB floats with the hue turned by ``shift`` of a circle."""
    red, green, blue = (img[..., i, :, :] for i in range(3))
    high, low = paddle.max(img, axis=-3), paddle.min(img, axis=-3)
    flat, span = high == low, high - low
    ones = paddle.ones_like(high)
    saturation = span / paddle.where(flat, ones, high)
    divisor = paddle.where(flat, ones, span)
    red_c, green_c, blue_c = ((high - colour) / divisor for colour in (red, green, blue))
    sixth = paddle.where(
        high == red, blue_c - green_c, paddle.where(high == green, 2.0 + red_c - blue_c, 4.0 + green_c - red_c)
    )
    hue = paddle.mod(sixth / 6.0 + 1.0, ones)
    hue = paddle.mod(hue + shift, ones)
    sector = paddle.floor(hue * 6.0)
    rest = hue * 6.0 - sector
    dim = (high * (1.0 - saturation)).clip(0.0, 1.0)
    falling = (high * (1.0 - saturation * rest)).clip(0.0, 1.0)
    rising = (high * (1.0 - saturation * (1.0 - rest))).clip(0.0, 1.0)
    sector = paddle.mod(sector.astype(paddle.int32), paddle.to_tensor(6, dtype=paddle.int32))
    tables = (
        (high, falling, dim, dim, rising, high),
        (rising, high, high, falling, dim, dim),
        (dim, dim, rising, high, high, falling),
    )
    planes = []
    for table in tables:
        plane = table[5]
        for index in range(5):
            plane = paddle.where(sector == index, table[index], plane)
        planes.append(plane)
    return paddle.stack(planes, axis=-3)


def vision_adjust_hue(img: Any, hue_factor: float) -> Any:
    """torchvision.transforms.functional.adjust_hue: by ``hue_factor`` of the circle, from -0.5 to 0.5."""
    if not -0.5 <= hue_factor <= 0.5:
        raise ValueError(f"hue_factor ({hue_factor}) is not in [-0.5, 0.5].")
    if _colour_tensor(img):
        if vision_get_dimensions(img)[0] == 1:
            return img
        shifted = _hue_shifted(vision_convert_image_dtype(img, paddle.float32), hue_factor)
        return vision_convert_image_dtype(shifted, img.dtype)
    if img.mode in ("L", "1", "I", "F"):
        return img
    hue, saturation, value = img.convert("HSV").split()
    turned = (np.asarray(hue).astype(np.int32) + int(hue_factor * 255)) % 256
    hue = Image.fromarray(turned.astype(np.uint8))
    return Image.merge("HSV", (hue, saturation, value)).convert(img.mode)


def vision_adjust_gamma(img: Any, gamma: float, gain: float = 1) -> Any:
    """torchvision.transforms.functional.adjust_gamma: gain * value ** gamma, of values from 0 to 1."""
    if gamma < 0:
        raise ValueError("Gamma should be a non-negative real number")
    if _colour_tensor(img):
        floats = img if img.is_floating_point() else vision_convert_image_dtype(img, paddle.float32)
        return vision_convert_image_dtype((gain * floats**gamma).clip(0, 1), img.dtype)
    table = [int((255 + 1 - 1e-3) * gain * pow(level / 255.0, gamma)) for level in range(256)] * 3
    return img.convert("RGB").point(table).convert(img.mode)


def _depthwise(img: paddle.Tensor, kernel: Any) -> paddle.Tensor:
    """Each channel convolved with the kernel [kh, kw] (numpy), without padding."""
    channels = img.shape[1]
    weight = paddle.to_tensor(kernel, dtype=img.dtype, place=img.place).expand([channels, 1, *kernel.shape])
    return paddle.nn.functional.conv2d(img, weight, groups=channels)


def vision_adjust_sharpness(img: Any, sharpness_factor: float) -> Any:
    """torchvision.transforms.functional.adjust_sharpness; the outermost pixels of a tensor stay."""
    if not _colour_tensor(img):
        return ImageEnhance.Sharpness(img).enhance(sharpness_factor)
    _at_least(sharpness_factor, "sharpness_factor")
    if img.shape[-1] <= 2 or img.shape[-2] <= 2:
        return img
    kernel = np.asarray([[1, 1, 1], [1, 5, 1], [1, 1, 1]], dtype=np.float32) / np.float32(13)
    smooth = rounded_as(_depthwise(in_batch(img).astype(_float_dtype(img)), kernel), img.dtype)
    degenerate = in_batch(img).clone()
    degenerate[:, :, 1:-1, 1:-1] = smooth
    return _blend(img, degenerate.reshape(img.shape), sharpness_factor)


def _gaussian(size: int, sigma: float) -> Any:
    half = (size - 1) * 0.5
    positions = np.linspace(-half, half, size, dtype=np.float32)
    weights = np.exp(np.float32(-0.5) * (positions / np.float32(sigma)) ** 2)
    return weights / weights.sum()


def vision_gaussian_blur(img: Any, kernel_size: Any, sigma: Any = None) -> Any:
    """torchvision.transforms.functional.gaussian_blur; ``kernel_size`` and ``sigma`` are (x, y), or one for both."""
    sizes = [kernel_size] * 2 if isinstance(kernel_size, int) else list(kernel_size)
    if len(sizes) != 2:
        raise ValueError(f"If kernel_size is a sequence its length should be 2. Got {len(sizes)}")
    if any(size % 2 == 0 or size < 0 for size in sizes):
        raise ValueError(f"kernel_size should have odd and positive integers. Got {sizes}")
    if sigma is None:
        sigma = [size * 0.15 + 0.35 for size in sizes]
    sigmas = [float(sigma)] * 2 if isinstance(sigma, (int, float)) else list(sigma) * (2 if len(sigma) == 1 else 1)
    if len(sigmas) != 2:
        raise ValueError(f"If sigma is a sequence, its length should be 2. Got {len(sigmas)}")
    if min(sigmas) <= 0:
        raise ValueError(f"sigma should have positive values. Got {sigmas}")
    tensor = img if is_image_tensor(img) else vision_pil_to_tensor(img)
    kernel = _gaussian(sizes[1], sigmas[1])[:, None] * _gaussian(sizes[0], sigmas[0])[None, :]
    batch = in_batch(tensor).astype(_float_dtype(tensor))
    batch = pad(batch, [sizes[0] // 2, sizes[0] // 2, sizes[1] // 2, sizes[1] // 2], "reflect")
    out = rounded_as(_depthwise(batch, kernel), tensor.dtype).reshape(tensor.shape)
    return out if tensor is img else vision_to_pil_image(out, mode=img.mode)


def vision_invert(img: Any) -> Any:
    """torchvision.transforms.functional.invert."""
    return largest_value(img.dtype) - img if _colour_tensor(img) else ImageOps.invert(img)


def _bytes_only(img: paddle.Tensor) -> None:
    if img.dtype != paddle.uint8:
        raise TypeError(f"Only torch.uint8 image tensors are supported, but found {img.dtype}")


def vision_posterize(img: Any, bits: int) -> Any:
    """torchvision.transforms.functional.posterize: the highest ``bits`` bits of each value."""
    if not _colour_tensor(img):
        return ImageOps.posterize(img, bits)
    _bytes_only(img)
    step = 2 ** (8 - bits)
    return (img.astype(paddle.int32) // step * step).astype(paddle.uint8)


def vision_solarize(img: Any, threshold: float) -> Any:
    """torchvision.transforms.functional.solarize: values from ``threshold`` on are inverted."""
    if not _colour_tensor(img):
        return ImageOps.solarize(img, threshold)  # type: ignore[arg-type]
    if threshold > largest_value(img.dtype):
        raise TypeError("Threshold should be less than bound of img.")
    floats = img.astype(_float_dtype(img))
    inverted = vision_invert(img).astype(floats.dtype)
    return paddle.where(floats >= threshold, inverted, floats).astype(img.dtype)


def vision_autocontrast(img: Any) -> Any:
    """torchvision.transforms.functional.autocontrast: each channel stretched over the whole range."""
    if not _colour_tensor(img):
        return ImageOps.autocontrast(img)
    floats = img.astype(_float_dtype(img))
    low, high = (reduce(floats, axis=[-2, -1], keepdim=True) for reduce in (paddle.amin, paddle.amax))
    bound = largest_value(img.dtype)
    flat = high == low
    scale = paddle.where(flat, paddle.ones_like(low), bound / paddle.where(flat, paddle.ones_like(low), high - low))
    low = paddle.where(flat, paddle.zeros_like(low), low)
    return ((floats - low) * scale).clip(0, bound).astype(img.dtype)


def _equalized(plane: Any) -> Any:
    """A plane of bytes (numpy) with its histogram made even."""
    counts = np.bincount(plane.reshape(-1), minlength=256)
    step = int(counts[counts != 0][:-1].sum()) // 255
    if step == 0:
        return plane
    table = (np.cumsum(counts) + step // 2) // step
    table = np.clip(np.concatenate([[0], table[:-1]]), 0, 255).astype(np.uint8)
    return table[plane]


def vision_equalize(img: Any) -> Any:
    """torchvision.transforms.functional.equalize."""
    if not _colour_tensor(img):
        return ImageOps.equalize(img)
    _bytes_only(img)
    planes = img.numpy().reshape(-1, *img.shape[-2:])
    even = np.stack([_equalized(plane) for plane in planes]).reshape(tuple(img.shape))
    return paddle.to_tensor(even, place=img.place)


def vision_erase(img: Any, i: int, j: int, h: int, w: int, v: Any, inplace: bool = False) -> Any:
    """torchvision.transforms.functional.erase: the box of h rows and w columns at (i, j) becomes ``v``."""
    if not paddle.is_tensor(img):
        raise TypeError(f"img should be Tensor Image. Got {type(img)}")
    out = img if inplace else img.clone()
    out[..., i : i + h, j : j + w] = v.astype(img.dtype) if paddle.is_tensor(v) else v
    return out
