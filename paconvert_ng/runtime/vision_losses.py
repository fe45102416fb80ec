"""torchvision.ops' losses for detection, and the regularisers that drop parts of feature maps."""

from __future__ import annotations

import math
from typing import Any

import paddle

from .functional_loss import binary_cross_entropy_with_logits
from .promotion import assign_in_place


def _reduced(loss: paddle.Tensor, reduction: str) -> paddle.Tensor:
    if reduction == "none":
        return loss
    if reduction == "mean":
        return loss.mean() if loss.size > 0 else 0.0 * loss.sum()
    if reduction == "sum":
        return loss.sum()
    raise ValueError(
        f"Invalid Value for arg 'reduction': '{reduction} \n Supported reduction modes: 'none', 'mean', 'sum'"
    )


def vision_sigmoid_focal_loss(
    inputs: paddle.Tensor, targets: paddle.Tensor, alpha: float = 0.25, gamma: float = 2, reduction: str = "none"
) -> paddle.Tensor:
    """torchvision.ops.sigmoid_focal_loss; Paddle's divides by a normalizer and sums by default."""
    if not 0 <= alpha <= 1 and alpha != -1:
        raise ValueError(f"Invalid alpha value: {alpha}. alpha must be in the range [0,1] or -1 for ignore.")
    chance = paddle.nn.functional.sigmoid(inputs)
    loss = binary_cross_entropy_with_logits(inputs, targets, reduction="none")
    missed = 1 - (chance * targets + (1 - chance) * (1 - targets))
    loss = loss * missed**gamma
    if alpha >= 0:
        loss = (alpha * targets + (1 - alpha) * (1 - targets)) * loss
    return _reduced(loss, reduction)


def _as_floats(boxes: paddle.Tensor) -> paddle.Tensor:
    return boxes if boxes.dtype in (paddle.float32, paddle.float64) else boxes.astype(paddle.float32)


def _pairwise(boxes1: paddle.Tensor, boxes2: paddle.Tensor) -> tuple[paddle.Tensor, paddle.Tensor, paddle.Tensor]:
    """(intersection, union, enclosing sides [..., 2]) of boxes [..., 4], each with its counterpart."""
    low1, high1, low2, high2 = boxes1[..., :2], boxes1[..., 2:], boxes2[..., :2], boxes2[..., 2:]
    sides = paddle.minimum(high1, high2) - paddle.maximum(low1, low2)
    meet = (sides > 0).all(axis=-1)
    inter = paddle.where(meet, sides[..., 0] * sides[..., 1], paddle.zeros_like(sides[..., 0]))
    areas = [(high - low)[..., 0] * (high - low)[..., 1] for low, high in ((low1, high1), (low2, high2))]
    around = paddle.maximum(high1, high2) - paddle.minimum(low1, low2)
    return inter, areas[0] + areas[1] - inter, around


def vision_generalized_box_iou_loss(
    boxes1: paddle.Tensor, boxes2: paddle.Tensor, reduction: str = "none", eps: float = 1e-7
) -> paddle.Tensor:
    """torchvision.ops.generalized_box_iou_loss."""
    inter, union, around = _pairwise(_as_floats(boxes1), _as_floats(boxes2))
    area = around[..., 0] * around[..., 1]
    return _reduced(1 - (inter / (union + eps) - (area - union) / (area + eps)), reduction)


def _distance_loss(boxes1: paddle.Tensor, boxes2: paddle.Tensor, eps: float) -> tuple[paddle.Tensor, paddle.Tensor]:
    inter, union, around = _pairwise(boxes1, boxes2)
    iou = inter / (union + eps)
    gap = (boxes1[..., :2] + boxes1[..., 2:]) / 2 - (boxes2[..., :2] + boxes2[..., 2:]) / 2
    diagonal = around[..., 0] ** 2 + around[..., 1] ** 2 + eps
    return 1 - iou + (gap[..., 0] ** 2 + gap[..., 1] ** 2) / diagonal, iou


def vision_distance_box_iou_loss(
    boxes1: paddle.Tensor, boxes2: paddle.Tensor, reduction: str = "none", eps: float = 1e-7
) -> paddle.Tensor:
    """torchvision.ops.distance_box_iou_loss."""
    return _reduced(_distance_loss(_as_floats(boxes1), _as_floats(boxes2), eps)[0], reduction)


def vision_complete_box_iou_loss(
    boxes1: paddle.Tensor, boxes2: paddle.Tensor, reduction: str = "none", eps: float = 1e-7
) -> paddle.Tensor:
    """torchvision.ops.complete_box_iou_loss; ``eps`` is not for the distance part, as in torchvision."""
    boxes1, boxes2 = _as_floats(boxes1), _as_floats(boxes2)
    loss, iou = _distance_loss(boxes1, boxes2, 1e-7)
    sides = [boxes[..., 2:] - boxes[..., :2] for boxes in (boxes2, boxes1)]
    angles = [paddle.atan(side[..., 0] / side[..., 1]) for side in sides]
    gap = (4 / math.pi**2) * (angles[0] - angles[1]) ** 2
    weight = (gap / (1 - iou + gap + eps)).detach()
    return _reduced(loss + weight * gap, reduction)


def _kept(shape: list[int], chance: float, like: paddle.Tensor) -> paddle.Tensor:
    """Ones with that chance, else zeros, of the dtype and at the place of ``like``."""
    return paddle.bernoulli(paddle.full(shape, chance, dtype=paddle.float32)).astype(like.dtype)


def vision_stochastic_depth(input: paddle.Tensor, p: float, mode: str, training: bool = True) -> paddle.Tensor:
    """torchvision.ops.stochastic_depth: zeros instead of the whole input, or of some of its rows."""
    if p < 0.0 or p > 1.0:
        raise ValueError(f"drop probability has to be between 0 and 1, but got {p}")
    if mode not in ("batch", "row"):
        raise ValueError(f"mode has to be either 'batch' or 'row', but got {mode}")
    if not training or p == 0.0:
        return input
    shape = [input.shape[0] if mode == "row" else 1, *([1] * (input.ndim - 1))]
    kept = _kept(shape, 1.0 - p, input)
    return input * (kept / (1.0 - p) if p < 1.0 else kept)


class StochasticDepth(paddle.nn.Layer):
    """torchvision.ops.StochasticDepth."""

    def __init__(self, p: float, mode: str) -> None:
        super().__init__()
        self.p = p
        self.mode = mode

    def forward(self, input: Any) -> Any:
        return vision_stochastic_depth(input, self.p, self.mode, self.training)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(p={self.p}, mode={self.mode})"


def _drop_blocks(
    input: paddle.Tensor, p: float, block_size: int, inplace: bool, eps: float, training: bool, rank: int
) -> paddle.Tensor:
    if p < 0.0 or p > 1.0:
        raise ValueError(f"drop probability has to be between 0 and 1, but got {p}.")
    if input.ndim != rank + 2:
        raise ValueError(f"input should be {rank + 2} dimensional. Got {input.ndim} dimensions.")
    if not training or p == 0.0:
        return input
    sizes = list(input.shape[2:])
    block = min(block_size, *sizes)
    if block % 2 == 0:
        raise ValueError(f"block size should be odd. Got {block} which is even.")
    places = [size - block + 1 for size in sizes]
    chance = p * math.prod(sizes) / (block**rank * math.prod(places))
    seeds = _kept([*input.shape[:2], *places], min(chance, 1.0), input)
    seeds = paddle.nn.functional.pad(seeds, [block // 2] * (2 * rank), data_format="NCHW" if rank == 2 else "NCDHW")
    pool = paddle.nn.functional.max_pool2d if rank == 2 else paddle.nn.functional.max_pool3d
    kept = 1 - pool(seeds, block, stride=1, padding=block // 2)
    result = input * kept * (kept.size / (eps + kept.sum()))
    return assign_in_place(input, result) if inplace else result


def vision_drop_block2d(
    input: paddle.Tensor, p: float, block_size: int, inplace: bool = False, eps: float = 1e-06, training: bool = True
) -> paddle.Tensor:
    """torchvision.ops.drop_block2d."""
    return _drop_blocks(input, p, block_size, inplace, eps, training, 2)


def vision_drop_block3d(
    input: paddle.Tensor, p: float, block_size: int, inplace: bool = False, eps: float = 1e-06, training: bool = True
) -> paddle.Tensor:
    """torchvision.ops.drop_block3d."""
    return _drop_blocks(input, p, block_size, inplace, eps, training, 3)


class DropBlock2d(paddle.nn.Layer):
    """torchvision.ops.DropBlock2d."""

    rank = 2

    def __init__(self, p: float, block_size: int, inplace: bool = False, eps: float = 1e-06) -> None:
        super().__init__()
        self.p = p
        self.block_size = block_size
        self.inplace = inplace
        self.eps = eps

    def forward(self, input: Any) -> Any:
        return _drop_blocks(input, self.p, self.block_size, self.inplace, self.eps, self.training, self.rank)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(p={self.p}, block_size={self.block_size}, inplace={self.inplace})"


class DropBlock3d(DropBlock2d):
    """torchvision.ops.DropBlock3d."""

    rank = 3
