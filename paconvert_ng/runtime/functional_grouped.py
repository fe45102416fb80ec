"""Matrix products of torch.nn.functional that Paddle has no single function for."""

from __future__ import annotations

import dataclasses
from typing import Any

import paddle

from .functional_classification import cross_entropy
from .promotion import dtype_category
from .static_graph import true_sizes


def grouped_mm(
    mat_a: paddle.Tensor,
    mat_b: paddle.Tensor,
    *,
    offs: paddle.Tensor | None = None,
    bias: paddle.Tensor | None = None,
    out_dtype: Any = None,
) -> paddle.Tensor:
    """torch.nn.functional.grouped_mm: a product for each group, whose rows (or columns) end at ``offs``.

    [G, M, K] with [G, K, N]; [M, K] with [G, K, N], groups of rows; [G, M, K] with [K, N], groups of columns;
    [M, K] with [K, N], groups of the inner axis. What lies beyond the last offset, undefined in torch, is 0.
    """
    if bias is not None:
        raise RuntimeError("Bias not supported yet")
    ranks = (mat_a.ndim, mat_b.ndim)
    if ranks == (3, 3):
        result = paddle.matmul(mat_a, mat_b)
        return result if out_dtype is None else result.astype(out_dtype)
    if offs is None:
        raise RuntimeError("Have to provide offsets if there is a 2d matrix")
    ends = [int(end) for end in offs.tolist()]
    pairs = list(zip([0, *ends[:-1]], ends))
    if ranks == (2, 3):
        parts = [paddle.matmul(mat_a[start:end], mat_b[group]) for group, (start, end) in enumerate(pairs)]
        rest = paddle.zeros([mat_a.shape[0] - ends[-1], mat_b.shape[2]], dtype=mat_a.dtype)
        result = paddle.concat([*parts, rest], axis=0)
    elif ranks == (3, 2):
        parts = [paddle.matmul(mat_a[group], mat_b[:, start:end]) for group, (start, end) in enumerate(pairs)]
        rest = paddle.zeros([mat_a.shape[1], mat_b.shape[1] - ends[-1]], dtype=mat_a.dtype)
        result = paddle.concat([*parts, rest], axis=1)
    elif ranks == (2, 2):
        result = paddle.stack([paddle.matmul(mat_a[:, start:end], mat_b[start:end]) for start, end in pairs])
    else:
        raise RuntimeError("mat_a and mat_b have to be 2 or 3 dimensional tensors")
    return result if out_dtype is None else result.astype(out_dtype)


@dataclasses.dataclass(frozen=True)
class LinearCrossEntropyOptions:
    """torch.nn.LinearCrossEntropyOptions: how torch cuts the batch to save memory. The loss is the same without."""

    allow_retain_graph: bool = False
    batch_chunk_size: int | None = None
    chunking_method: str | None = "auto"
    acc_policy: str = "auto"
    acc_dtype: Any = None


def linear_cross_entropy(
    input: paddle.Tensor,
    linear_weight: paddle.Tensor,
    target: paddle.Tensor,
    *,
    linear_bias: paddle.Tensor | None = None,
    weight: paddle.Tensor | None = None,
    reduction: str = "mean",
    ignore_index: int | None = None,
    label_smoothing: float = 0.0,
    options: LinearCrossEntropyOptions | None = None,
) -> paddle.Tensor:
    """torch.nn.functional.linear_cross_entropy: the cross entropy of a linear layer's output, computed whole.

    ``input`` is [N, in] or [in], ``linear_weight`` [classes, *, in].
    """
    if dtype_category(target.dtype) > 1 and ignore_index is not None:
        raise RuntimeError("ignore_index cannot be specified when target contains probabilities")
    outputs = list(linear_weight.shape[:-1])
    flat = linear_weight.reshape([-1, linear_weight.shape[-1]])
    logits = paddle.matmul(input, flat.t()).reshape([*true_sizes(input)[:-1], *outputs])
    if linear_bias is not None:
        logits = logits + linear_bias
    return cross_entropy(
        logits,
        target,
        weight,
        ignore_index=-100 if ignore_index is None else ignore_index,
        reduction=reduction,
        label_smoothing=label_smoothing,
    )
