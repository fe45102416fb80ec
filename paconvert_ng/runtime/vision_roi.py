"""torchvision.ops on regions of feature maps: roi_align, roi_pool and their kin, deformable convolution.

Paddle's kernels compute the same; they take the boxes of all images in one tensor with a count for each image,
and other defaults (``aligned``).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import paddle

from .nn_base import as_tuple, fill_by_fan_in, new_parameter
from .vision_boxes import vision_box_area


def _by_image(boxes: Any, images: int, dtype: Any) -> tuple[paddle.Tensor, paddle.Tensor, paddle.Tensor | None]:
    """(boxes [K, 4] image after image, count for each image, where each box of the input now is or None)."""
    if isinstance(boxes, (list, tuple)):
        if any(own.ndim != 2 or own.shape[1] != 4 for own in boxes):
            raise AssertionError("The shape of the tensor in the boxes list is not correct as List[Tensor[L, 4]]")
        counts = [own.shape[0] for own in boxes] + [0] * (images - len(boxes))
        return paddle.concat(list(boxes)).astype(dtype), paddle.to_tensor(counts, dtype=paddle.int32), None
    if boxes.ndim != 2 or boxes.shape[1] != 5:
        raise AssertionError("The boxes tensor shape is not correct as Tensor[K, 5]")
    owners = boxes[:, 0].astype(paddle.int64)
    order = paddle.argsort(owners, stable=True)
    counts = paddle.bincount(owners, minlength=images).astype(paddle.int32)
    return paddle.index_select(boxes[:, 1:], order).astype(dtype), counts, paddle.argsort(order, stable=True)


def _pooled(input: paddle.Tensor, boxes: Any, channels: int, size: tuple[int, int], pool: Callable) -> paddle.Tensor:
    """What ``pool`` gives for the boxes, in the order in which they were given; [0, ...] for none."""
    flat, counts, back = _by_image(boxes, input.shape[0], input.dtype)
    if flat.shape[0] == 0:
        return paddle.zeros([0, channels, *size], dtype=input.dtype) + 0.0 * input.sum()
    out = pool(input, flat.detach(), counts)
    return out if back is None else paddle.index_select(out, back)


def vision_roi_align(
    input: paddle.Tensor,
    boxes: Any,
    output_size: Any,
    spatial_scale: float = 1.0,
    sampling_ratio: int = -1,
    aligned: bool = False,
) -> paddle.Tensor:
    """torchvision.ops.roi_align; boxes are a list of [L, 4] for each image, or [K, 5] with the image first."""
    size = as_tuple(output_size, 2)

    def pool(features: paddle.Tensor, flat: paddle.Tensor, counts: paddle.Tensor) -> paddle.Tensor:
        return paddle.vision.ops.roi_align(features, flat, counts, size, spatial_scale, sampling_ratio, aligned)

    return _pooled(input, boxes, input.shape[1], size, pool)


def vision_roi_pool(input: paddle.Tensor, boxes: Any, output_size: Any, spatial_scale: float = 1.0) -> paddle.Tensor:
    """torchvision.ops.roi_pool."""
    size = as_tuple(output_size, 2)

    def pool(features: paddle.Tensor, flat: paddle.Tensor, counts: paddle.Tensor) -> paddle.Tensor:
        return paddle.vision.ops.roi_pool(features, flat, counts, size, spatial_scale)

    return _pooled(input, boxes, input.shape[1], size, pool)


def _bins(starts: paddle.Tensor, ends: paddle.Tensor, count: int, length: int) -> paddle.Tensor:
    """[K, count, length]: ones where a position lies in a bin. Bins may overlap; the last position is in none."""
    step = (ends - starts).clip(min=1.0).unsqueeze(1) / count
    index = paddle.arange(count, dtype=step.dtype)
    low = (paddle.floor(index * step) + starts.unsqueeze(1)).clip(0, length - 1)
    high = (paddle.ceil((index + 1) * step) + starts.unsqueeze(1)).clip(0, length - 1)
    position = paddle.arange(length, dtype=step.dtype)
    return ((position >= low.unsqueeze(2)) & (position < high.unsqueeze(2))).astype(step.dtype)


def vision_ps_roi_pool(input: paddle.Tensor, boxes: Any, output_size: Any, spatial_scale: float = 1.0) -> paddle.Tensor:
    """torchvision.ops.ps_roi_pool: each output position is the mean over a bin of channels of its own.

    Paddle's psroi_pool rounds the boxes otherwise, and takes no output of one channel.
    """
    height, width = as_tuple(output_size, 2)
    channels = input.shape[1] // (height * width)

    def pool(features: paddle.Tensor, flat: paddle.Tensor, counts: paddle.Tensor) -> paddle.Tensor:
        edges = rounded_half_away(flat * spatial_scale)
        rows = _bins(edges[:, 1], edges[:, 3], height, features.shape[2])
        columns = _bins(edges[:, 0], edges[:, 2], width, features.shape[3])
        owners = paddle.repeat_interleave(paddle.arange(counts.shape[0]), counts.astype(paddle.int64))
        own = paddle.index_select(features, owners)
        own = own.reshape([own.shape[0], channels, height, width, *features.shape[2:]])
        total = paddle.einsum("kcijhw,kih,kjw->kcij", own, rows, columns)
        return total / (rows.sum(-1)[:, :, None] * columns.sum(-1)[:, None, :]).clip(min=1.0).unsqueeze(1)

    return _pooled(input, boxes, channels, (height, width), pool)


def rounded_half_away(values: paddle.Tensor) -> paddle.Tensor:
    """Halves away from zero, as C's round."""
    return paddle.sign(values) * paddle.floor(paddle.abs(values) + 0.5)


def vision_ps_roi_align(
    input: paddle.Tensor, boxes: Any, output_size: Any, spatial_scale: float = 1.0, sampling_ratio: int = -1
) -> paddle.Tensor:
    """torchvision.ops.ps_roi_align: roi_align, of which each output position takes channels of its own."""
    height, width = as_tuple(output_size, 2)
    channels = input.shape[1] // (height * width)
    aligned = vision_roi_align(input, boxes, (height, width), spatial_scale, sampling_ratio, aligned=True)
    split = aligned.reshape([aligned.shape[0], channels, height, width, height, width])
    rows = paddle.diagonal(split, axis1=2, axis2=4)
    return paddle.diagonal(rows, axis1=2, axis2=3)


class RoIAlign(paddle.nn.Layer):
    """torchvision.ops.RoIAlign."""

    def __init__(self, output_size: Any, spatial_scale: float, sampling_ratio: int, aligned: bool = False) -> None:
        super().__init__()
        self.output_size = output_size
        self.spatial_scale = spatial_scale
        self.sampling_ratio = sampling_ratio
        self.aligned = aligned

    def forward(self, input: Any, rois: Any) -> Any:
        return vision_roi_align(input, rois, self.output_size, self.spatial_scale, self.sampling_ratio, self.aligned)

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(output_size={self.output_size}, spatial_scale={self.spatial_scale}, "
            f"sampling_ratio={self.sampling_ratio}, aligned={self.aligned})"
        )


class RoIPool(paddle.nn.Layer):
    """torchvision.ops.RoIPool."""

    pool = staticmethod(vision_roi_pool)

    def __init__(self, output_size: Any, spatial_scale: float) -> None:
        super().__init__()
        self.output_size = output_size
        self.spatial_scale = spatial_scale

    def forward(self, input: Any, rois: Any) -> Any:
        return self.pool(input, rois, self.output_size, self.spatial_scale)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(output_size={self.output_size}, spatial_scale={self.spatial_scale})"


class PSRoIPool(RoIPool):
    """torchvision.ops.PSRoIPool."""

    pool = staticmethod(vision_ps_roi_pool)


class PSRoIAlign(paddle.nn.Layer):
    """torchvision.ops.PSRoIAlign."""

    def __init__(self, output_size: Any, spatial_scale: float, sampling_ratio: int) -> None:
        super().__init__()
        self.output_size = output_size
        self.spatial_scale = spatial_scale
        self.sampling_ratio = sampling_ratio

    def forward(self, input: Any, rois: Any) -> Any:
        return vision_ps_roi_align(input, rois, self.output_size, self.spatial_scale, self.sampling_ratio)

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(output_size={self.output_size}, spatial_scale={self.spatial_scale}, "
            f"sampling_ratio={self.sampling_ratio})"
        )


class MultiScaleRoIAlign(paddle.nn.Layer):
    """torchvision.ops.MultiScaleRoIAlign: roi_align on the pyramid level that fits each box's size."""

    def __init__(
        self,
        featmap_names: list[str],
        output_size: Any,
        sampling_ratio: int,
        *,
        canonical_scale: int = 224,
        canonical_level: int = 4,
    ) -> None:
        super().__init__()
        self.featmap_names = featmap_names
        self.sampling_ratio = sampling_ratio
        self.output_size = as_tuple(output_size, 2)
        self.scales: list[float] | None = None
        self.canonical_scale = canonical_scale
        self.canonical_level = canonical_level

    def _levels(self, boxes: Sequence[paddle.Tensor], scales: list[float]) -> paddle.Tensor:
        sizes = paddle.sqrt(paddle.concat([vision_box_area(own) for own in boxes]))
        level = paddle.floor(self.canonical_level + paddle.log2(sizes / self.canonical_scale) + 1e-6)
        first, last = int(-math.log2(scales[0])), int(-math.log2(scales[-1]))
        return level.clip(first, last).astype(paddle.int64) - first

    def forward(self, x: Mapping[str, Any], boxes: list[Any], image_shapes: list[tuple[int, int]]) -> Any:
        features = [value for name, value in x.items() if name in self.featmap_names]
        if self.scales is None:
            if not image_shapes:
                raise ValueError("images list should not be empty")
            height = max(shape[0] for shape in image_shapes)
            self.scales = [2.0 ** round(math.log2(feature.shape[-2] / height)) for feature in features]
        if len(features) == 1:
            return vision_roi_align(features[0], boxes, self.output_size, self.scales[0], self.sampling_ratio)
        owners = [paddle.full([own.shape[0], 1], index, dtype=own.dtype) for index, own in enumerate(boxes)]
        rois = paddle.concat([paddle.concat(owners), paddle.concat(boxes)], axis=1)
        levels = self._levels(boxes, self.scales)
        pieces, places = [], []
        for level, (feature, scale) in enumerate(zip(features, self.scales)):
            place = paddle.nonzero(levels == level).reshape([-1])
            own = paddle.index_select(rois, place) if place.shape[0] else rois[:0]
            pieces.append(vision_roi_align(feature, own, self.output_size, scale, self.sampling_ratio))
            places.append(place)
        return paddle.index_select(paddle.concat(pieces), paddle.argsort(paddle.concat(places)))

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(featmap_names={self.featmap_names}, output_size={self.output_size}, "
            f"sampling_ratio={self.sampling_ratio})"
        )


def vision_deform_conv2d(
    input: paddle.Tensor,
    offset: paddle.Tensor,
    weight: paddle.Tensor,
    bias: paddle.Tensor | None = None,
    stride: Any = (1, 1),
    padding: Any = (0, 0),
    dilation: Any = (1, 1),
    mask: paddle.Tensor | None = None,
) -> paddle.Tensor:
    """torchvision.ops.deform_conv2d; the numbers of groups follow from the shapes."""
    offset_groups = offset.shape[1] // (2 * weight.shape[2] * weight.shape[3])
    if offset_groups == 0:
        raise RuntimeError(
            f"the shape of the offset tensor at dimension 1 is not valid: {offset.shape[1]} is no multiple of "
            f"2 * weight.size[2] * weight.size[3]"
        )
    return paddle.vision.ops.deform_conv2d(
        input,
        offset,
        weight,
        bias,
        stride=list(as_tuple(stride, 2)),
        padding=list(as_tuple(padding, 2)),
        dilation=list(as_tuple(dilation, 2)),
        deformable_groups=offset_groups,
        groups=input.shape[1] // weight.shape[1],
        mask=mask,
    )


class DeformConv2d(paddle.nn.Layer):
    """torchvision.ops.DeformConv2d."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
        bias: bool = True,
    ) -> None:
        super().__init__()
        if in_channels % groups or out_channels % groups:
            raise ValueError("in_channels and out_channels must be divisible by groups")
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = as_tuple(kernel_size, 2)
        self.stride = as_tuple(stride, 2)
        self.padding = as_tuple(padding, 2)
        self.dilation = as_tuple(dilation, 2)
        self.groups = groups
        self.weight = new_parameter(self, [out_channels, in_channels // groups, *self.kernel_size])
        self.bias = new_parameter(self, [out_channels]) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        fill_by_fan_in(self.weight, self.bias)

    def forward(self, input: Any, offset: Any, mask: Any = None) -> Any:
        return vision_deform_conv2d(
            input, offset, self.weight, self.bias, self.stride, self.padding, self.dilation, mask
        )

    def __repr__(self) -> str:
        parts = [str(self.in_channels), str(self.out_channels)]
        parts += [f"kernel_size={self.kernel_size}", f"stride={self.stride}"]
        parts += [f"padding={self.padding}"] * (self.padding != (0, 0))
        parts += [f"dilation={self.dilation}"] * (self.dilation != (1, 1))
        parts += [f"groups={self.groups}"] * (self.groups != 1)
        parts += ["bias=False"] * (self.bias is None)
        return f"{type(self).__name__}({', '.join(parts)})"
