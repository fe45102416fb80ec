"""torch.nn.functional.interpolate and the older upsample functions.

Paddle's differs where an output dimension is 1 (it takes the first pixel), with fractional scales
in three dimensions, for "nearest" in one dimension, and knows neither "nearest-exact", a single
number as ``size``, nor a scale for "area".
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import paddle

from .functional_adaptive_pool import adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d
from .functional_resample import (
    antialias_weights,
    cubic_weights,
    linear_weights,
    nearest_indices,
    resample_by_indices,
    resample_by_weights,
)
from .static_graph import is_known, true_sizes

# How many spatial dimensions each mode interpolates.
INTERPOLATED_RANKS = {"linear": 1, "bilinear": 2, "bicubic": 2, "trilinear": 3}


def _numbers(value: Any, rank: int, name: str) -> list[Any]:
    if paddle.is_tensor(value):
        value = value.tolist()
    if not isinstance(value, Iterable):
        return [value] * rank
    numbers = list(value)
    if len(numbers) != rank:
        raise ValueError(
            f"Input and {name} must have the same number of spatial dimensions, but got {rank} spatial dimensions "
            f"and {name} of {numbers}."
        )
    return numbers


def _output_size(
    input: paddle.Tensor, size: Any, scale_factor: Any, recompute_scale_factor: bool | None
) -> tuple[list[int], list[float | None]]:
    """The spatial output size, and the scale of each dimension where torch computes positions from it."""
    rank = input.ndim - 2
    if size is not None and scale_factor is not None:
        raise ValueError("only one of size or scale_factor should be defined")
    if size is not None:
        if recompute_scale_factor:
            raise ValueError("recompute_scale_factor is not meaningful with an explicit size.")
        wanted = _numbers(size, rank, "output size")
        return [number if paddle.is_tensor(number) else int(number) for number in wanted], [None] * rank
    if scale_factor is None:
        raise ValueError("either size or scale_factor should be defined")
    scales = [float(number) for number in _numbers(scale_factor, rank, "scale_factor")]
    scaled = [_scaled_size(length, scale) for length, scale in zip(true_sizes(input)[2:], scales)]
    return scaled, [None] * rank if recompute_scale_factor else list(scales)


def _scaled_size(length: Any, scale: float) -> Any:
    if is_known(length):
        return int(math.floor(length * scale))
    return length * int(scale) if scale == int(scale) else (length.astype("float64") * scale).floor().astype("int64")


def _kernel_is_right(input: paddle.Tensor, wanted: list[int], scales: list[float | None], mode: str) -> bool:
    """Whether Paddle's kernel, given the size, computes the same positions as torch."""
    if not all(is_known(size) for size in (*wanted, *input.shape[2:])):
        return True
    if 1 in wanted or 0 in wanted or not input.is_floating_point():
        return False
    if mode == "nearest" and input.ndim == 3:
        return False
    if mode != "nearest" and input.dtype == paddle.float64:
        return False  # the kernel computes positions in float32
    return all(scale is None or length * scale == size for length, scale, size in zip(input.shape[2:], scales, wanted))


def _resample(
    input: paddle.Tensor, wanted: list[int], scales: list[float | None], mode: str, align_corners: bool, antialias: bool
) -> paddle.Tensor:
    real = np.float64 if input.dtype == paddle.float64 else np.float32
    for axis, (out_size, scale) in enumerate(zip(wanted, scales), start=2):
        in_size = input.shape[axis]
        if mode in ("nearest", "nearest-exact"):
            indices = nearest_indices(in_size, out_size, scale, mode == "nearest-exact")
            input = resample_by_indices(input, axis, indices)
        elif antialias:
            weights = antialias_weights(in_size, out_size, scale, align_corners, mode == "bicubic", real)
            input = resample_by_weights(input, axis, weights)
        else:
            make = cubic_weights if mode == "bicubic" else linear_weights
            input = resample_by_weights(input, axis, make(in_size, out_size, scale, align_corners, real))
    return input


def interpolate(
    input: paddle.Tensor,
    size: Any = None,
    scale_factor: Any = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None,
    antialias: bool = False,
) -> paddle.Tensor:
    """torch.nn.functional.interpolate, for [N, C, L], [N, C, H, W] and [N, C, D, H, W]."""
    if mode in ("nearest", "area", "nearest-exact"):
        if align_corners is not None:
            raise ValueError(
                "align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic "
                "| trilinear"
            )
    elif INTERPOLATED_RANKS.get(mode) != input.ndim - 2:
        raise NotImplementedError(f"Got {input.ndim}D input, but mode {mode} does not apply to it")
    if antialias and mode not in ("bilinear", "bicubic"):
        raise ValueError("Anti-alias option is restricted to bilinear and bicubic modes and requires a 4-D tensor")
    wanted, scales = _output_size(input, size, scale_factor, recompute_scale_factor)
    if mode == "area":
        pool = (adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d)[input.ndim - 3]
        return pool(input, wanted)
    fixed = all(is_known(size) for size in (*wanted, *input.shape[2:]))
    if fixed and (min(wanted) <= 0 or min(input.shape[2:]) <= 0):
        raise RuntimeError(
            f"Input and output sizes should be greater than 0, but got input {list(input.shape[2:])} output {wanted}"
        )
    dtype = input.dtype
    if mode == "nearest" and fixed and input.ndim == 4 and wanted == list(input.shape[2:]):
        return input.clone()  # whatever the scale, in this number of dimensions only
    if mode != "nearest" and mode != "nearest-exact":
        if not input.is_floating_point():
            raise NotImplementedError(f"interpolate in mode {mode} is not converted for {dtype}")
        if dtype != paddle.float64:
            input = input.astype(paddle.float32)
    elif dtype == paddle.uint8:
        input = input.astype(paddle.int32)
    corners = bool(align_corners)
    if corners:
        scales = [None] * len(wanted)  # the corners alone decide the positions
    if mode != "nearest-exact" and _kernel_is_right(input, wanted, scales, mode):
        options = {"antialias": True} if antialias else {}  # releases before 3.2 do not know it
        out = paddle.nn.functional.interpolate(input, wanted, mode=mode, align_corners=corners, **options)
    else:
        out = _resample(input, wanted, scales, mode, corners, antialias)
    return out.astype(dtype)


def upsample(
    input: paddle.Tensor,
    size: Any = None,
    scale_factor: Any = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
) -> paddle.Tensor:
    """torch.nn.functional.upsample, the former name of ``interpolate``."""
    return interpolate(input, size, scale_factor, mode, align_corners)


def upsample_nearest(input: paddle.Tensor, size: Any = None, scale_factor: Any = None) -> paddle.Tensor:
    """torch.nn.functional.upsample_nearest."""
    return interpolate(input, size, scale_factor, "nearest")


def upsample_bilinear(input: paddle.Tensor, size: Any = None, scale_factor: Any = None) -> paddle.Tensor:
    """torch.nn.functional.upsample_bilinear, which aligns corners."""
    return interpolate(input, size, scale_factor, "bilinear", align_corners=True)


def torch_upsample_bilinear2d_aa(
    input: paddle.Tensor, output_size: Any, align_corners: bool, *scales: Any, **named: Any
) -> paddle.Tensor:
    """torch.ops.aten._upsample_bilinear2d_aa, in both its forms: ``scales_h, scales_w`` or ``scale_factors``."""
    if len(scales) == 1 and isinstance(scales[0], Iterable):
        named["scale_factors"] = scales[0]
    else:
        named.update(zip(("scales_h", "scales_w"), scales))
    factors = named.get("scale_factors") or [named.get("scales_h"), named.get("scales_w")]
    if output_size is None:
        output_size = [math.floor(length * factor) for length, factor in zip(input.shape[2:], factors)]
    return _resample(input, [int(size) for size in output_size], list(factors), "bilinear", align_corners, True)
