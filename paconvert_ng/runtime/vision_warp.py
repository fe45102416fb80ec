"""torchvision's affine, rotate, perspective and elastic_transform, for PIL images and tensors.

A tensor is sampled at positions computed from the inverse of the transformation, as torchvision computes them;
Paddle's own affine and perspective take other matrices and have no fill for tensors.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Sequence
from typing import Any

import numpy as np
import paddle
from PIL import Image

from .functional_vision import grid_sample
from .vision_geometry import in_batch, pil_fill, rounded_as
from .vision_image import (
    PIL_MODES,
    InterpolationMode,
    interpolation_of,
    is_image_tensor,
    vision_get_dimensions,
    vision_pil_to_tensor,
    vision_to_pil_image,
)


def inverse_affine_matrix(
    center: Sequence[float], angle: float, translate: Sequence[float], scale: float, shear: Sequence[float]
) -> list[float]:
    """The two rows that map output to input positions; angles in degrees, clockwise."""
    rotation, shear_x, shear_y = (math.radians(value) for value in (angle, *shear))
    (center_x, center_y), (move_x, move_y) = center, translate
    # Rotation and shear, M = R(rotation) SHy SHx; its determinant is 1, so the inverse is its adjugate.
    m11 = math.cos(rotation - shear_y) / math.cos(shear_y)
    m12 = -m11 * math.tan(shear_x) - math.sin(rotation)
    m21 = math.sin(rotation - shear_y) / math.cos(shear_y)
    m22 = -m21 * math.tan(shear_x) + math.cos(rotation)
    rows = []
    for first, second, origin in ((m22, -m12, center_x), (-m21, m11, center_y)):
        first, second = first / scale, second / scale
        rows += [first, second, first * (-center_x - move_x) + second * (-center_y - move_y) + origin]
    return rows


def _sampled(img: paddle.Tensor, grid: paddle.Tensor, mode: InterpolationMode, fill: Any) -> paddle.Tensor:
    """The image at the positions of ``grid`` [1, H, W, 2]; ``fill`` where they lie outside."""
    if mode not in (InterpolationMode.NEAREST, InterpolationMode.BILINEAR):
        raise ValueError(f"Interpolation mode '{mode.value}' is unsupported with Tensor input")
    channels = vision_get_dimensions(img)[0]
    if isinstance(fill, (list, tuple)) and len(fill) not in (1, channels):
        raise ValueError(
            f"The number of elements in 'fill' cannot broadcast to match the number of channels of the image "
            f"({len(fill)} != {channels})"
        )
    batch = in_batch(img).astype(grid.dtype)
    count = batch.shape[0]
    grid = grid.expand([count, *grid.shape[1:]])
    if fill is not None:
        batch = paddle.concat([batch, paddle.ones([count, 1, *batch.shape[2:]], dtype=grid.dtype)], axis=1)
    out = grid_sample(batch, grid, mode=mode.value, padding_mode="zeros", align_corners=False)
    if fill is not None:
        inside = out[:, -1:]
        colours = [float(value) for value in (fill if isinstance(fill, (list, tuple)) else [fill])]
        colour = paddle.to_tensor(colours, dtype=grid.dtype, place=out.place).reshape([1, len(colours), 1, 1])
        out = out[:, :-1]
        if mode is InterpolationMode.NEAREST:
            out = paddle.where(inside.expand_as(out) < 0.5, colour.expand_as(out), out)
        else:
            out = out * inside + (1.0 - inside) * colour
    return rounded_as(out, img.dtype).reshape([*img.shape[:-2], *out.shape[-2:]])


def _grid_dtype(img: paddle.Tensor) -> Any:
    return img.dtype if img.is_floating_point() else paddle.float32


def _base_grid(width: int, height: int, centred: bool, dtype: Any) -> paddle.Tensor:
    """Homogeneous pixel centres [1, height * width, 3]; counted from the middle if ``centred``."""
    x = paddle.arange(width, dtype=dtype) + (0.5 - width * 0.5 * centred)
    y = paddle.arange(height, dtype=dtype) + (0.5 - height * 0.5 * centred)
    rows, columns = paddle.meshgrid(y, x)
    return paddle.stack([columns, rows, paddle.ones_like(rows)], axis=-1).reshape([1, height * width, 3])


def _affine_grid(matrix: Sequence[float], img: paddle.Tensor, width: int, height: int) -> paddle.Tensor:
    dtype = _grid_dtype(img)
    theta = paddle.to_tensor(matrix, dtype=dtype).reshape([1, 2, 3]).transpose([0, 2, 1])
    half = paddle.to_tensor([0.5 * img.shape[-1], 0.5 * img.shape[-2]], dtype=dtype)
    grid = paddle.bmm(_base_grid(width, height, True, dtype), theta / half)
    return grid.reshape([1, height, width, 2])


def _from_centre(center: Sequence[float] | None, img: Any) -> list[float]:
    if center is None:
        return [0.0, 0.0]
    _, height, width = vision_get_dimensions(img)
    return [center[0] - width * 0.5, center[1] - height * 0.5]


def vision_affine(
    img: Any,
    angle: float,
    translate: Sequence[int],
    scale: float,
    shear: Any,
    interpolation: Any = InterpolationMode.NEAREST,
    fill: Any = None,
    center: Sequence[int] | None = None,
) -> Any:
    """torchvision.transforms.functional.affine, with the image's middle as its centre."""
    mode = interpolation_of(interpolation)
    if len(translate) != 2:
        raise ValueError("Argument translate should be a sequence of length 2")
    if scale <= 0.0:
        raise ValueError("Argument scale should be positive")
    shears: list[Any] = [shear, 0.0] if isinstance(shear, numbers.Number) else list(shear)
    shears = shears * 2 if len(shears) == 1 else shears
    if len(shears) != 2:
        raise ValueError(f"Shear should be a sequence containing two values. Got {shear}")
    if is_image_tensor(img):
        matrix = inverse_affine_matrix(_from_centre(center, img), angle, translate, scale, shears)
        return _sampled(img, _affine_grid(matrix, img, img.shape[-1], img.shape[-2]), mode, fill)
    middle = [img.size[0] * 0.5, img.size[1] * 0.5] if center is None else center
    matrix = inverse_affine_matrix(middle, angle, translate, scale, shears)
    method = Image.Transform.AFFINE
    return img.transform(img.size, method, tuple(matrix), PIL_MODES[mode], fillcolor=pil_fill(fill, img))


def _expanded_size(matrix: Sequence[float], width: int, height: int) -> tuple[int, int]:
    """(width, height) that holds the whole rotated image; positions are cut to 1e-4 as torchvision does."""
    corners = [[x * width, y * height, 1.0] for x, y in ((-0.5, -0.5), (-0.5, 0.5), (0.5, 0.5), (0.5, -0.5))]
    points = np.asarray(corners, dtype=np.float32) @ np.asarray(matrix, dtype=np.float32).reshape(2, 3).T
    points = points + np.asarray([0.5 * width, 0.5 * height], dtype=np.float32)
    tolerance = np.float32(1e-4)
    high = np.ceil(np.trunc(points.max(0) / tolerance) * tolerance)
    low = np.floor(np.trunc(points.min(0) / tolerance) * tolerance)
    return int(high[0] - low[0]), int(high[1] - low[1])


def vision_rotate(
    img: Any,
    angle: float,
    interpolation: Any = InterpolationMode.NEAREST,
    expand: bool = False,
    center: Sequence[int] | None = None,
    fill: Any = None,
) -> Any:
    """torchvision.transforms.functional.rotate: counter-clockwise, in degrees."""
    mode = interpolation_of(interpolation)
    if not isinstance(angle, (int, float)):
        raise TypeError("Argument angle should be int or float")
    if not is_image_tensor(img):
        return img.rotate(angle, PIL_MODES[mode], expand, center, fillcolor=pil_fill(fill, img))
    matrix = inverse_affine_matrix(_from_centre(center, img), -angle, [0.0, 0.0], 1.0, [0.0, 0.0])
    width, height = img.shape[-1], img.shape[-2]
    size = _expanded_size(matrix, width, height) if expand else (width, height)
    return _sampled(img, _affine_grid(matrix, img, *size), mode, fill)


def perspective_coefficients(startpoints: Sequence[Any], endpoints: Sequence[Any]) -> list[float]:
    """The eight numbers of the projection that maps ``endpoints`` to ``startpoints``, four corners each."""
    if len(startpoints) != 4 or len(endpoints) != 4:
        raise ValueError("Please provide exactly four corners for startpoints and endpoints.")
    rows = []
    for (x, y), (u, v) in zip(endpoints, startpoints):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
    wanted = np.asarray([number for point in startpoints for number in point], dtype=np.float64)
    solution = np.linalg.lstsq(np.asarray(rows, dtype=np.float64), wanted, rcond=None)[0]
    return [float(number) for number in solution.astype(np.float32)]


def _perspective_grid(coefficients: Sequence[float], img: paddle.Tensor) -> paddle.Tensor:
    dtype, width, height = _grid_dtype(img), img.shape[-1], img.shape[-2]
    a, b, c, d, e, f, g, h = coefficients
    base = _base_grid(width, height, False, dtype)
    half = paddle.to_tensor([0.5 * width, 0.5 * height], dtype=dtype)
    upper = paddle.to_tensor([[[a, d], [b, e], [c, f]]], dtype=dtype) / half
    lower = paddle.to_tensor([[[g, g], [h, h], [1.0, 1.0]]], dtype=dtype)
    return (paddle.bmm(base, upper) / paddle.bmm(base, lower) - 1.0).reshape([1, height, width, 2])


def vision_perspective(
    img: Any,
    startpoints: Sequence[Any],
    endpoints: Sequence[Any],
    interpolation: Any = InterpolationMode.BILINEAR,
    fill: Any = None,
) -> Any:
    """torchvision.transforms.functional.perspective."""
    mode = interpolation_of(interpolation)
    coefficients = perspective_coefficients(startpoints, endpoints)
    if is_image_tensor(img):
        return _sampled(img, _perspective_grid(coefficients, img), mode, fill)
    method = Image.Transform.PERSPECTIVE
    return img.transform(img.size, method, coefficients, PIL_MODES[mode], fillcolor=pil_fill(fill, img))


def vision_elastic_transform(
    img: Any, displacement: Any, interpolation: Any = InterpolationMode.BILINEAR, fill: Any = None
) -> Any:
    """torchvision.transforms.functional.elastic_transform; ``displacement`` is [1, H, W, 2] in half images."""
    if not paddle.is_tensor(displacement):
        raise TypeError("Argument displacement should be a Tensor")
    tensor = img if is_image_tensor(img) else vision_pil_to_tensor(img)
    height, width = tensor.shape[-2:]
    if list(displacement.shape) != [1, height, width, 2]:
        raise ValueError(
            f"Argument displacement shape should be {[1, height, width, 2]}, but given {list(displacement.shape)}"
        )
    y, x = (paddle.linspace((1 - size) / size, (size - 1) / size, size, dtype="float32") for size in (height, width))
    rows, columns = paddle.meshgrid(y, x)
    grid = paddle.stack([columns, rows], axis=-1).unsqueeze(0) + displacement
    out = _sampled(tensor, grid, interpolation_of(interpolation), fill)
    return out if tensor is img else vision_to_pil_image(out, mode=img.mode)
