"""torch.nn.functional.multilabel_margin_loss."""

from __future__ import annotations

import paddle

from .functional_reduction import checked_reduction, reduced


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
    chosen = paddle.take_along_axis(scores, safe, axis=1)
    gaps = paddle.nn.functional.relu(1 - chosen.unsqueeze(2) + scores.unsqueeze(1))
    counted = paddle.logical_and(listed.unsqueeze(2), paddle.logical_not(is_target).unsqueeze(1))
    loss = paddle.where(counted, gaps, paddle.zeros_like(gaps)).sum(axis=[1, 2]) / count
    return reduced(loss.squeeze(0) if single else loss, reduction)
