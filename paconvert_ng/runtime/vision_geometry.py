"""Sizes and places of image pixels: torchvision's resize, crops, flips and padding, for PIL images and tensors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import paddle
from PIL import Image, ImageOps

from .functional_interpolate import interpolate
from .functional_pad import pad
from .shape_moves import flip
from .tensor_dtypes import in_dtype, widened
from .vision_image import (
    PIL_MODES,
    InterpolationMode,
    interpolation_of,
    is_image_tensor,
    vision_get_dimensions,
)


def in_batch(img: paddle.Tensor) -> paddle.Tensor:
    """A tensor image as [N, C, H, W]."""
    return img.reshape([-1, *([1] * (img.ndim == 2)), *img.shape[-3:]])


def rounded_as(img: paddle.Tensor, dtype: Any) -> paddle.Tensor:
    """Floats as the dtype that the image had; integers are rounded."""
    if img.dtype == dtype:
        return img
    whole = dtype in (paddle.uint8, paddle.int8, paddle.int16, paddle.int32, paddle.int64)
    return (paddle.round(img) if whole else img).astype(dtype)


def resized_size(height: int, width: int, size: Any, max_size: int | None) -> list[int]:
    """[height, width] after resize: one number is for the shorter edge, the longer one keeps its proportion."""
    if size is None:  # only the longer edge is said
        short, long = sorted((height, width))
        if max_size is None:
            raise ValueError("max_size must be an integer when size is None")
        new_short, new_long = int(max_size * short / long), max_size
        return [new_short, new_long] if height <= width else [new_long, new_short]
    if len(size) == 2:
        return [int(size[0]), int(size[1])]
    short, long = (width, height) if width <= height else (height, width)
    new_short, new_long = size[0], int(size[0] * long / short)
    if max_size is not None:
        if max_size <= size[0]:
            raise ValueError(
                f"max_size = {max_size} must be strictly greater than the requested size for the smaller edge size = "
                f"{size}"
            )
        if new_long > max_size:
            new_short, new_long = int(max_size * new_short / new_long), max_size
    return [new_long, new_short] if width <= height else [new_short, new_long]


def _size_list(size: Any, max_size: int | None) -> list[int]:
    sizes = [size] if isinstance(size, int) else list(size)
    if len(sizes) not in (1, 2):
        raise ValueError(f"Size must be an int or a 1 or 2 element tuple/list, not a {len(sizes)} element tuple/list")
    if max_size is not None and len(sizes) != 1:
        raise ValueError("max_size should only be passed if size specifies the length of the smaller edge")
    return sizes


def resample_tensor(img: paddle.Tensor, sizes: list[int], mode: str, antialias: bool) -> paddle.Tensor:
    """A tensor image of another size, computed in floats; bicubic bytes stay within 0 to 255."""
    dtype = img.dtype
    batch = in_batch(img)
    if dtype not in (paddle.float32, paddle.float64):
        batch = batch.astype(paddle.float32)
    smooth = mode in ("bilinear", "bicubic")
    batch = interpolate(
        batch, sizes, mode=mode, align_corners=False if smooth else None, antialias=bool(antialias) and smooth
    )
    if mode == "bicubic" and dtype == paddle.uint8:
        batch = batch.clip(0, 255)
    return rounded_as(batch, dtype).reshape([*img.shape[:-2], *sizes])


def vision_resize(
    img: Any,
    size: Any,
    interpolation: Any = InterpolationMode.BILINEAR,
    max_size: int | None = None,
    antialias: bool | None = True,
) -> Any:
    """torchvision.transforms.functional.resize. PIL images are always smoothed; tensors with ``antialias``."""
    mode = interpolation_of(interpolation)
    tensor = is_image_tensor(img)
    _, height, width = vision_get_dimensions(img)
    sizes = resized_size(height, width, _size_list(size, max_size), max_size)
    if sizes == [height, width]:
        return img
    if not tensor:
        return img.resize((sizes[1], sizes[0]), PIL_MODES[mode])
    if mode not in TENSOR_MODES:
        raise ValueError(f"This interpolation mode is unsupported with Tensor input: {mode}")
    return resample_tensor(img, sizes, mode.value, bool(antialias))


TENSOR_MODES = (
    InterpolationMode.NEAREST,
    InterpolationMode.NEAREST_EXACT,
    InterpolationMode.BILINEAR,
    InterpolationMode.BICUBIC,
)


def padding_sides(padding: Any) -> tuple[int, int, int, int]:
    """(left, top, right, bottom) of a padding given as one, two or four numbers."""
    if not isinstance(padding, (int, tuple, list)):
        raise TypeError("Got inappropriate padding arg")
    numbers = [padding] if isinstance(padding, int) else list(padding)
    if len(numbers) not in (1, 2, 4):
        raise ValueError(f"Padding must be an int or a 1, 2, or 4 element tuple, not a {len(numbers)} element tuple")
    left, top, right, bottom = (numbers * 4)[:4] if len(numbers) < 4 else numbers
    return left, top, right, bottom


def _mirrored(length: int, before: int, after: int) -> list[int]:
    """Positions along one dimension that is padded by its mirror image, the edge included."""
    kept = range(max(-before, 0), length - max(-after, 0))
    low, high = kept.start, kept.stop
    ahead = [low + i for i in range(before - 1, -1, -1)]
    return [*ahead, *kept, *(high - 1 - i for i in range(after))]


def _pad_tensor(img: paddle.Tensor, sides: tuple[int, int, int, int], fill: Any, mode: str) -> paddle.Tensor:
    left, top, right, bottom = sides
    if mode == "symmetric":
        rows = _mirrored(img.shape[-2], top, bottom)
        columns = _mirrored(img.shape[-1], left, right)
        out = paddle.index_select(widened(img), paddle.to_tensor(rows, place=img.place), axis=img.ndim - 2)
        out = paddle.index_select(out, paddle.to_tensor(columns, place=img.place), axis=img.ndim - 1)
        return in_dtype(out, img.dtype)
    if mode == "constant":
        return pad(img, [left, right, top, bottom], "constant", float(fill or 0))
    batch, dtype = in_batch(img), img.dtype
    if dtype not in (paddle.float32, paddle.float64):
        batch = batch.astype(paddle.float32)
    batch = pad(batch, [left, right, top, bottom], "replicate" if mode == "edge" else mode)
    return batch.astype(dtype).reshape([*img.shape[:-2], *batch.shape[-2:]])


def pil_fill(fill: Any, img: Image.Image) -> Any:
    """A fill value as PIL takes it for the mode of ``img``."""
    bands = len(img.getbands())
    if fill is None:
        fill = 0
    if isinstance(fill, (int, float)) and bands > 1:
        fill = tuple([fill] * bands)
    if isinstance(fill, (list, tuple)):
        if len(fill) == 1:
            fill = tuple(fill) * bands
        if len(fill) != bands:
            raise ValueError(
                f"The number of elements in 'fill' does not match the number of channels of the image "
                f"({len(fill)} != {bands})"
            )
        fill = tuple(fill)
    if img.mode != "F":
        fill = tuple(int(x) for x in fill) if isinstance(fill, tuple) else int(fill)
    return fill[0] if isinstance(fill, tuple) and bands == 1 else fill


def _pad_pil(img: Image.Image, sides: tuple[int, int, int, int], fill: Any, mode: str) -> Image.Image:
    if mode == "constant":
        palette = img.getpalette() if img.mode == "P" else None
        out = ImageOps.expand(img, border=sides, fill=pil_fill(fill, img))
        if palette is not None:
            out.putpalette(palette)
        return out
    left, top, right, bottom = sides
    if min(sides) < 0:
        img = img.crop((max(-left, 0), max(-top, 0), img.width - max(-right, 0), img.height - max(-bottom, 0)))
        left, top, right, bottom = (max(side, 0) for side in sides)
    widths = ((top, bottom), (left, right))
    palette = img.getpalette() if img.mode == "P" else None
    array = np.asarray(img)
    array = np.pad(array, (*widths, (0, 0)) if array.ndim == 3 else widths, mode=mode)  # type: ignore[call-overload]
    out = Image.fromarray(array)
    if palette is not None:
        out.putpalette(palette)
    return out


def vision_pad(img: Any, padding: Any, fill: Any = 0, padding_mode: str = "constant") -> Any:
    """torchvision.transforms.functional.pad; negative sizes crop."""
    if padding_mode not in ("constant", "edge", "reflect", "symmetric"):
        raise ValueError("Padding mode should be either constant, edge, reflect or symmetric")
    sides = padding_sides(padding)
    if not is_image_tensor(img):
        return _pad_pil(img, sides, fill, padding_mode)
    if isinstance(fill, (tuple, list)):
        if len(fill) > 1:
            return _pad_channels(img, sides, fill)
        fill = fill[0]
    return _pad_tensor(img, sides, fill, padding_mode)


def _pad_channels(img: paddle.Tensor, sides: tuple[int, int, int, int], fill: Sequence[float]) -> paddle.Tensor:
    """Constant padding with a value for each channel."""
    channels = [
        _pad_tensor(img[..., index : index + 1, :, :], sides, value, "constant") for index, value in enumerate(fill)
    ]
    return paddle.concat(channels, axis=-3)


def vision_crop(img: Any, top: int, left: int, height: int, width: int) -> Any:
    """torchvision.transforms.functional.crop; zeros where the box reaches out of the image."""
    if not is_image_tensor(img):
        return img.crop((left, top, left + width, top + height))
    rows, columns = img.shape[-2:]
    right, bottom = left + width, top + height
    inside = img[..., max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]
    if left >= 0 and top >= 0 and right <= columns and bottom <= rows:
        return inside
    sides = (
        max(min(right, 0) - left, 0),
        max(min(bottom, 0) - top, 0),
        max(right - max(columns, left), 0),
        max(bottom - max(rows, top), 0),
    )
    return _pad_tensor(inside, sides, 0, "constant")


def vision_center_crop(img: Any, output_size: Any) -> Any:
    """torchvision.transforms.functional.center_crop; zeros around an image that is smaller."""
    sizes = [output_size] if isinstance(output_size, (int, float)) else list(output_size)
    crop_height, crop_width = int(sizes[0]), int(sizes[-1])
    _, height, width = vision_get_dimensions(img)
    if crop_width > width or crop_height > height:
        wide, high = max(crop_width - width, 0), max(crop_height - height, 0)
        img = vision_pad(img, [wide // 2, high // 2, (wide + 1) // 2, (high + 1) // 2], fill=0)
        _, height, width = vision_get_dimensions(img)
        if crop_width == width and crop_height == height:
            return img
    top = int(round((height - crop_height) / 2.0))
    left = int(round((width - crop_width) / 2.0))
    return vision_crop(img, top, left, crop_height, crop_width)


def vision_resized_crop(
    img: Any,
    top: int,
    left: int,
    height: int,
    width: int,
    size: Any,
    interpolation: Any = InterpolationMode.BILINEAR,
    antialias: bool | None = True,
) -> Any:
    """torchvision.transforms.functional.resized_crop."""
    return vision_resize(vision_crop(img, top, left, height, width), size, interpolation, antialias=antialias)


def vision_hflip(img: Any) -> Any:
    """torchvision.transforms.functional.hflip."""
    return flip(img, -1) if is_image_tensor(img) else img.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def vision_vflip(img: Any) -> Any:
    """torchvision.transforms.functional.vflip."""
    return flip(img, -2) if is_image_tensor(img) else img.transpose(Image.Transpose.FLIP_TOP_BOTTOM)


def vision_five_crop(img: Any, size: Any) -> tuple[Any, Any, Any, Any, Any]:
    """torchvision.transforms.functional.five_crop: the four corners and the centre."""
    sizes: list[Any] = [size, size] if isinstance(size, (int, float)) else list(size) * (2 if len(size) == 1 else 1)
    if len(sizes) != 2:
        raise ValueError("Please provide only two dimensions (h, w) for size.")
    _, height, width = vision_get_dimensions(img)
    high, wide = (int(size) for size in sizes)
    if wide > width or high > height:
        raise ValueError(f"Requested crop size {sizes} is bigger than input size {(height, width)}")
    bottom, right = height - high, width - wide
    corners = [vision_crop(img, top, left, high, wide) for top in (0, bottom) for left in (0, right)]
    return corners[0], corners[1], corners[2], corners[3], vision_center_crop(img, [high, wide])


def vision_ten_crop(img: Any, size: Any, vertical_flip: bool = False) -> Any:
    """torchvision.transforms.functional.ten_crop: five crops, and those of the flipped image."""
    flip = vision_vflip if vertical_flip else vision_hflip
    return vision_five_crop(img, size) + vision_five_crop(flip(img), size)
