"""torchvision.ops on boxes: areas, overlaps, conversion, and non-maximum suppression.

Paddle has suppression alone, and gives no order where scores are missing or boxes empty.
"""

from __future__ import annotations

import math
from typing import Any

import paddle

_FORMATS = ("xyxy", "xywh", "cxcywh")


def _widened_number(tensor: paddle.Tensor) -> paddle.Tensor:
    """In a dtype in which products of coordinates do not overflow: half floats and small integers grow."""
    if tensor.is_floating_point():
        return tensor if tensor.dtype in (paddle.float32, paddle.float64) else tensor.astype(paddle.float32)
    return tensor if tensor.dtype in (paddle.int32, paddle.int64) else tensor.astype(paddle.int32)


def _corners(boxes: paddle.Tensor, fmt: str) -> tuple[paddle.Tensor, paddle.Tensor]:
    """(left top, right bottom) of boxes in one of the three formats."""
    first, second = boxes[..., :2], boxes[..., 2:]
    if fmt == "xyxy":
        return first, second
    if fmt == "xywh":
        return first, first + second
    return first - second / 2, first + second / 2


def _checked_format(fmt: str, what: str) -> None:
    if fmt not in _FORMATS:
        raise ValueError(f"Unsupported {what} for given format {fmt}")


def vision_box_area(boxes: paddle.Tensor, fmt: str = "xyxy") -> paddle.Tensor:
    """torchvision.ops.box_area."""
    _checked_format(fmt, "Bounding Box area")
    boxes = _widened_number(boxes)
    if fmt == "xyxy":
        return (boxes[..., 2] - boxes[..., 0]) * (boxes[..., 3] - boxes[..., 1])
    return boxes[..., 2] * boxes[..., 3]


def _overlaps(
    boxes1: paddle.Tensor, boxes2: paddle.Tensor, fmt: str
) -> tuple[paddle.Tensor, paddle.Tensor, paddle.Tensor]:
    """(intersection, union, size of the enclosing box) of every pair; the last is [..., N, M, 2]."""
    (low1, high1), (low2, high2) = _corners(boxes1, fmt), _corners(boxes2, fmt)
    low1, high1 = low1.unsqueeze(-2), high1.unsqueeze(-2)
    low2, high2 = low2.unsqueeze(-3), high2.unsqueeze(-3)
    sides = _widened_number(paddle.minimum(high1, high2) - paddle.maximum(low1, low2)).clip(min=0)
    inter = sides[..., 0] * sides[..., 1]
    areas = vision_box_area(boxes1, fmt).unsqueeze(-1) + vision_box_area(boxes2, fmt).unsqueeze(-2)
    around = _widened_number(paddle.maximum(high1, high2) - paddle.minimum(low1, low2)).clip(min=0)
    return inter, areas - inter, around


def _quotient(numerator: paddle.Tensor, denominator: paddle.Tensor) -> paddle.Tensor:
    if numerator.is_floating_point():
        return numerator / denominator
    return numerator.astype(paddle.float32) / denominator.astype(paddle.float32)


def vision_box_iou(boxes1: paddle.Tensor, boxes2: paddle.Tensor, fmt: str = "xyxy") -> paddle.Tensor:
    """torchvision.ops.box_iou: [N, M]. Rotated boxes raise NotImplementedError."""
    if fmt in ("cxcywhr", "xywhr", "xyxyxyxy"):
        raise NotImplementedError(f"box_iou of rotated boxes ({fmt}) is not converted to Paddle")
    _checked_format(fmt, "Box IoU")
    inter, union, _ = _overlaps(boxes1, boxes2, fmt)
    return _quotient(inter, union)


def vision_generalized_box_iou(boxes1: paddle.Tensor, boxes2: paddle.Tensor) -> paddle.Tensor:
    """torchvision.ops.generalized_box_iou."""
    inter, union, around = _overlaps(boxes1, boxes2, "xyxy")
    area = around[..., 0] * around[..., 1]
    return _quotient(inter, union) - _quotient(area - union, area)


def vision_distance_box_iou(boxes1: paddle.Tensor, boxes2: paddle.Tensor, eps: float = 1e-7) -> paddle.Tensor:
    """torchvision.ops.distance_box_iou: less the squared distance of the centres by the enclosing diagonal."""
    boxes1, boxes2 = _widened_number(boxes1), _widened_number(boxes2)
    inter, union, around = _overlaps(boxes1, boxes2, "xyxy")
    diagonal = around[..., 0] ** 2 + around[..., 1] ** 2 + eps
    halves1, halves2 = (_quotient(b[..., :2] + b[..., 2:], paddle.full_like(b[..., :2], 2)) for b in (boxes1, boxes2))
    gap = halves1.unsqueeze(-2) - halves2.unsqueeze(-3)
    return _quotient(inter, union) - (gap[..., 0] ** 2 + gap[..., 1] ** 2) / diagonal


def _proportion_gap(boxes1: paddle.Tensor, boxes2: paddle.Tensor) -> paddle.Tensor:
    """How much the width-to-height proportions of two sets of boxes [..., 4] differ, from 0 to 1."""
    angles = []
    for boxes in (boxes1, boxes2):
        angles.append(paddle.atan(_quotient(boxes[..., 2] - boxes[..., 0], boxes[..., 3] - boxes[..., 1])))
    return (4 / math.pi**2) * (angles[0] - angles[1]) ** 2


def vision_complete_box_iou(boxes1: paddle.Tensor, boxes2: paddle.Tensor, eps: float = 1e-7) -> paddle.Tensor:
    """torchvision.ops.complete_box_iou: distance_box_iou, less a term for different proportions."""
    boxes1, boxes2 = _widened_number(boxes1), _widened_number(boxes2)
    gap = _proportion_gap(boxes1.unsqueeze(-2), boxes2.unsqueeze(-3))
    iou = vision_box_iou(boxes1, boxes2)
    weight = (gap / (1 - iou + gap + eps)).detach()
    return vision_distance_box_iou(boxes1, boxes2, eps) - weight * gap


def vision_box_convert(boxes: paddle.Tensor, in_fmt: str, out_fmt: str) -> paddle.Tensor:
    """torchvision.ops.box_convert between xyxy, xywh and cxcywh. Rotated formats raise NotImplementedError."""
    known = (*_FORMATS, "xywhr", "cxcywhr", "xyxyxyxy")
    if in_fmt not in known or out_fmt not in known:
        raise ValueError(f"Unsupported Bounding Box Conversions for given in_fmt {in_fmt} and out_fmt {out_fmt}")
    if in_fmt == out_fmt:
        return boxes.clone()
    if in_fmt not in _FORMATS or out_fmt not in _FORMATS:
        raise NotImplementedError(f"box_convert from {in_fmt} to {out_fmt} is not converted to Paddle")
    whole = not boxes.is_floating_point()
    floats = boxes.astype(paddle.float32) if whole and "cxcywh" in (in_fmt, out_fmt) else boxes
    low, high = _corners(floats, in_fmt)
    if out_fmt == "xyxy":
        parts = [low, high]
    else:
        parts = [low if out_fmt == "xywh" else (low + high) / 2, high - low]
    return paddle.concat(parts, axis=-1)


def vision_clip_boxes_to_image(boxes: paddle.Tensor, size: Any) -> paddle.Tensor:
    """torchvision.ops.clip_boxes_to_image; ``size`` is (height, width)."""
    height, width = size
    x, y = boxes[..., 0::2].clip(0, width), boxes[..., 1::2].clip(0, height)
    return paddle.stack([x, y], axis=boxes.ndim).reshape(boxes.shape)


def vision_remove_small_boxes(boxes: paddle.Tensor, min_size: float) -> paddle.Tensor:
    """torchvision.ops.remove_small_boxes: the indices of those with both sides at least ``min_size``."""
    sides = boxes[..., 2:] - boxes[..., :2]
    return paddle.nonzero((sides >= min_size).all(axis=-1)).reshape([-1])


def vision_masks_to_boxes(masks: paddle.Tensor) -> paddle.Tensor:
    """torchvision.ops.masks_to_boxes: first and last columns and rows of masks [N, H, W]; zeros for empty ones."""
    if masks.size == 0:
        return paddle.zeros([0, 4], dtype=paddle.float32)
    inside = masks.astype(paddle.bool)
    edges = []
    for axis in (1, 2):  # columns, then rows
        hit = inside.any(axis=axis).astype(paddle.int32)
        edges += [hit.argmax(axis=1), hit.shape[1] - 1 - hit.flip(1).argmax(axis=1)]
    found = paddle.stack([edges[0], edges[2], edges[1], edges[3]], axis=1).astype(paddle.float32)
    return found * inside.any(axis=[1, 2]).astype(paddle.float32).unsqueeze(1)


def vision_nms(boxes: paddle.Tensor, scores: paddle.Tensor, iou_threshold: float) -> paddle.Tensor:
    """torchvision.ops.nms: indices of the boxes kept, best score first; equal scores in their order."""
    if boxes.ndim != 2 or boxes.shape[1] != 4:
        raise RuntimeError(f"boxes should be a 2d tensor [N, 4], got {list(boxes.shape)}")
    if scores.ndim != 1 or boxes.shape[0] != scores.shape[0]:
        raise RuntimeError(
            f"boxes and scores should have same number of elements in dimension 0, got {boxes.shape[0]} and "
            f"{scores.shape[0]}"
        )
    if boxes.shape[0] == 0:
        return paddle.zeros([0], dtype=paddle.int64)
    order = paddle.argsort(scores, descending=True, stable=True)
    kept = paddle.vision.ops.nms(paddle.index_select(boxes.detach(), order), iou_threshold)
    return paddle.index_select(order, kept)


def vision_batched_nms(
    boxes: paddle.Tensor, scores: paddle.Tensor, idxs: paddle.Tensor, iou_threshold: float
) -> paddle.Tensor:
    """torchvision.ops.batched_nms: boxes with different ``idxs`` do not suppress one another."""
    if boxes.size == 0:
        return paddle.zeros([0], dtype=paddle.int64)
    if boxes.size <= (4000 if boxes.place.is_cpu_place() else 100_000):
        # One run over all: each group is moved to where no other group's boxes are.
        moved = boxes + (idxs.astype(boxes.dtype) * (boxes.max() + 1)).unsqueeze(1)
        return vision_nms(moved, scores, iou_threshold)
    kept = []
    for group in paddle.unique(idxs):
        members = paddle.nonzero(idxs == group).reshape([-1])
        own = vision_nms(paddle.index_select(boxes, members), paddle.index_select(scores, members), iou_threshold)
        kept.append(paddle.index_select(members, own))
    indices = paddle.sort(paddle.concat(kept))
    order = paddle.argsort(paddle.index_select(scores, indices), descending=True)
    return paddle.index_select(indices, order)
