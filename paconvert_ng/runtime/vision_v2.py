"""torchvision.transforms.v2.functional, where it computes otherwise than the first version."""

from __future__ import annotations

from typing import Any

import numpy as np
import paddle

from .functional_resample import antialias_weights, cubic_weights, linear_weights
from .vision_color import vision_autocontrast
from .vision_geometry import resized_size, vision_crop, vision_resize
from .vision_image import (
    InterpolationMode,
    interpolation_of,
    is_image_tensor,
    largest_value,
    vision_get_dimensions,
)

_BITS = 22


def _whole_weights(weights: Any) -> tuple[Any, int]:
    """Resampling weights as 16-bit numbers, and by how many bits they are shifted."""
    shift = 0
    while shift < _BITS and int(0.5 + weights.max() * (1 << (shift + 1))) < 1 << 15:
        shift += 1
    scaled = weights * (1 << shift)
    return np.trunc(scaled + np.where(weights < 0, -0.5, 0.5)).astype(np.int64), shift


def _resampled_last(pixels: Any, size: int, cubic: bool, antialias: bool) -> Any:
    length = pixels.shape[-1]
    if length == size:
        return pixels
    if antialias:
        weights = antialias_weights(length, size, None, False, cubic)
    else:
        weights = (cubic_weights if cubic else linear_weights)(length, size, None, False)
    whole, shift = _whole_weights(weights.astype(np.float64))
    return np.clip((pixels @ whole.T + (1 << (shift - 1))) >> shift, 0, 255)


def _resized_bytes(img: paddle.Tensor, sizes: list[int], cubic: bool, antialias: bool) -> paddle.Tensor:
    """Rows, then columns, each rounded to bytes: as torch does on CPUs with AVX2 (within one of its values)."""
    pixels = _resampled_last(img.numpy().astype(np.int64), sizes[1], cubic, antialias)
    pixels = _resampled_last(np.swapaxes(pixels, -1, -2), sizes[0], cubic, antialias)
    return paddle.to_tensor(np.ascontiguousarray(np.swapaxes(pixels, -1, -2)).astype(np.uint8), place=img.place)


def vision_v2_resize(
    inpt: Any,
    size: Any,
    interpolation: Any = InterpolationMode.BILINEAR,
    max_size: int | None = None,
    antialias: bool | None = True,
) -> Any:
    """torchvision.transforms.v2.functional.resize, of a PIL image or a plain tensor."""
    mode = interpolation_of(interpolation)
    smooth = mode in (InterpolationMode.BILINEAR, InterpolationMode.BICUBIC)
    _, height, width = vision_get_dimensions(inpt)
    wanted = size if size is None else [size] if isinstance(size, int) else list(size)
    sizes = resized_size(height, width, wanted, max_size)
    if not is_image_tensor(inpt) or inpt.dtype != paddle.uint8 or not smooth or sizes == [height, width]:
        return vision_resize(inpt, sizes, mode, antialias=antialias)
    return _resized_bytes(inpt, sizes, mode is InterpolationMode.BICUBIC, bool(antialias))


def vision_v2_resized_crop(
    inpt: Any,
    top: int,
    left: int,
    height: int,
    width: int,
    size: Any,
    interpolation: Any = InterpolationMode.BILINEAR,
    antialias: bool | None = True,
) -> Any:
    """torchvision.transforms.v2.functional.resized_crop, of a PIL image or a plain tensor."""
    return vision_v2_resize(vision_crop(inpt, top, left, height, width), size, interpolation, antialias=antialias)


def vision_v2_autocontrast(inpt: Any) -> Any:
    """torchvision.transforms.v2.functional.autocontrast, of a PIL image or a plain tensor."""
    if not is_image_tensor(inpt) or inpt.is_floating_point():
        return vision_autocontrast(inpt)
    floats = inpt.astype(paddle.float32)
    low, high = (reduce(floats, axis=[-2, -1], keepdim=True) for reduce in (paddle.amin, paddle.amax))
    bound = float(largest_value(inpt.dtype))
    flat = low == high
    step = paddle.where(flat, paddle.ones_like(low), (high - low) * (1.0 / bound))
    low = paddle.where(flat, paddle.zeros_like(low), low)
    return ((floats - low) / step).clip(0, bound).astype(inpt.dtype)
