"""Losses of torch.nn.functional with a margin, for the dtypes and shapes that torch takes."""

from __future__ import annotations

from typing import Any

import paddle

from .functional_reduction import checked_reduction, reduced
from .math_more import floating
from .nn_distance import distance_between


def multilabel_margin_loss(
    input: paddle.Tensor,
    target: paddle.Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> paddle.Tensor:
    """torch.nn.functional.multilabel_margin_loss, for one sample too.

    [N, C] or [C]; the classes before the first -1 in each row of ``target`` should win over all others.
    """
    reduction = checked_reduction(reduction, size_average, reduce)
    single = input.ndim < 2
    scores = input.reshape([1, -1]) if single else input
    labels = target.reshape(scores.shape).astype("int64")
    count = scores.shape[1]
    listed = paddle.cumsum((labels < 0).astype("int64"), axis=1) == 0
    safe = paddle.where(listed, labels, paddle.zeros_like(labels))
    hits = paddle.nn.functional.one_hot(safe, count) * listed.unsqueeze(-1).astype("float32")
    is_target = hits.sum(axis=1) > 0
    chosen = paddle.take_along_axis(scores, safe, axis=1, broadcast=False)
    gaps = paddle.nn.functional.relu(1 - chosen.unsqueeze(2) + scores.unsqueeze(1))
    counted = paddle.logical_and(listed.unsqueeze(2), paddle.logical_not(is_target).unsqueeze(1))
    loss = paddle.where(counted, gaps, paddle.zeros_like(gaps)).sum(axis=[1, 2]) / count
    return reduced(loss.squeeze(0) if single else loss, reduction)


def margin_ranking_loss(
    input1: paddle.Tensor,
    input2: paddle.Tensor,
    target: paddle.Tensor,
    margin: float = 0.0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> paddle.Tensor:
    """torch.nn.functional.margin_ranking_loss: max(0, -target (input1 - input2) + margin), reduced."""
    reduction = checked_reduction(reduction, size_average, reduce)
    if not input1.ndim == input2.ndim == target.ndim:
        raise RuntimeError("margin_ranking_loss : All input tensors should have same dimension")
    target = target.astype(input1.dtype)
    return reduced(paddle.clip(-target * (input1 - input2) + margin, min=0.0), reduction)


def hinge_embedding_loss(
    input: paddle.Tensor,
    target: paddle.Tensor,
    margin: float = 1.0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> paddle.Tensor:
    """torch.nn.functional.hinge_embedding_loss: input where target is 1, max(0, margin - input) where it is -1."""
    reduction = checked_reduction(reduction, size_average, reduce)
    zeros = paddle.zeros_like(input)
    far = paddle.where(target != 1, paddle.clip(margin - input, min=0.0), zeros)
    return reduced(far + paddle.where(target != -1, input, zeros), reduction)


def cosine_embedding_loss(
    input1: paddle.Tensor,
    input2: paddle.Tensor,
    target: paddle.Tensor,
    margin: float = 0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> paddle.Tensor:
    """torch.nn.functional.cosine_embedding_loss, for [N, D] with a target [N], or [D] with []."""
    reduction = checked_reduction(reduction, size_average, reduce)
    if target.ndim not in (0, 1) or input1.ndim != target.ndim + 1 or input2.ndim != target.ndim + 1:
        raise RuntimeError("cosine_embedding_loss: inputs [N, D] with a target [N], or [D] with [], expected")
    input1, input2 = floating(input1), floating(input2)
    product = (input1 * input2).sum(axis=-1)
    squares = ((input1 * input1).sum(axis=-1) + 1e-12) * ((input2 * input2).sum(axis=-1) + 1e-12)
    cosine = product / squares.sqrt()
    zeros = paddle.zeros_like(cosine)
    near = paddle.where(target == 1, 1 - cosine, zeros)
    far = paddle.where(target == -1, paddle.clip(cosine - margin, min=0.0), zeros)
    return reduced(near + far, reduction)


def triplet_margin_loss(
    anchor: paddle.Tensor,
    positive: paddle.Tensor,
    negative: paddle.Tensor,
    margin: float = 1.0,
    p: float = 2,
    eps: float = 1e-6,
    swap: bool = False,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> paddle.Tensor:
    """torch.nn.functional.triplet_margin_loss: max(0, margin + d(anchor, positive) - d(anchor, negative)), reduced."""
    reduction = checked_reduction(reduction, size_average, reduce)
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    if not anchor.ndim == positive.ndim == negative.ndim:
        raise RuntimeError("The anchor, positive, and negative tensors are expected to have the same dimensions")
    far = distance_between(anchor, negative, p, eps, False)
    far = paddle.minimum(far, distance_between(positive, negative, p, eps, False)) if swap else far
    return reduced(paddle.clip(margin + distance_between(anchor, positive, p, eps, False) - far, min=0.0), reduction)


def multi_margin_loss(
    input: paddle.Tensor,
    target: paddle.Tensor,
    p: int = 1,
    margin: float = 1.0,
    weight: Any = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> paddle.Tensor:
    """torch.nn.functional.multi_margin_loss, for [N, C] or [C]."""
    reduction = checked_reduction(reduction, size_average, reduce)
    if p not in (1, 2):
        raise ValueError("only p == 1 and p == 2 supported")
    single = input.ndim <= 1
    scores, classes = (input.reshape([1, -1]), target.reshape([1])) if single else (input, target)
    classes = classes.astype("int64")
    chosen = paddle.take_along_axis(scores, classes.unsqueeze(1), axis=1, broadcast=False)
    loss = paddle.nn.functional.relu(margin - chosen + scores) ** p
    if weight is not None:
        loss = loss * weight.index_select(classes).unsqueeze(1)
    others = paddle.arange(scores.shape[1]).unsqueeze(0) != classes.unsqueeze(1)
    loss = paddle.where(others, loss, paddle.zeros_like(loss)).sum(axis=1) / scores.shape[1]
    return reduced(loss.squeeze(0) if single else loss, reduction)
