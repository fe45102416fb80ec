"""Functions of torch.nn.functional on indices and feature vectors."""

from __future__ import annotations

from typing import Any

import paddle

from .nn_distance import cosine_of_angle, distance_between
from .nn_embedding import look_up
from .promotion import promote, to_out
from .static_graph import is_empty


def embedding(
    input: paddle.Tensor,
    weight: paddle.Tensor,
    padding_idx: int | None = None,
    max_norm: float | None = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
    sparse: bool = False,
) -> paddle.Tensor:
    """torch.nn.functional.embedding; a row at ``padding_idx`` keeps its values and takes no gradient.

    Paddle's gives zeros for that row. The gradient is dense also with ``sparse``.
    """
    if padding_idx is not None:
        rows = weight.shape[0]
        if not -rows <= padding_idx < rows:
            raise AssertionError("Padding_idx must be within num_embeddings")
        padding_idx %= rows
    return look_up(input, weight, padding_idx, max_norm, norm_type, scale_grad_by_freq)


def one_hot(input: paddle.Tensor, num_classes: int = -1) -> paddle.Tensor:
    """torch.nn.functional.one_hot, int64 (Paddle's is float); without a number of classes the largest index decides."""
    if num_classes == -1:
        if is_empty(input):
            raise RuntimeError("Can not infer total number of classes from empty tensor.")
        num_classes = int(input.max()) + 1
    return paddle.nn.functional.one_hot(input, num_classes).astype("int64")


def linear(
    input: paddle.Tensor,
    weight: paddle.Tensor,
    bias: paddle.Tensor | None = None,
    *,
    out: paddle.Tensor | None = None,
) -> paddle.Tensor:
    """torch.nn.functional.linear with weight [out, in]; Paddle's own has [in, out]."""
    result = paddle.matmul(input, weight, transpose_y=weight.ndim > 1)
    return to_out(result if bias is None else result + bias, out)


def bilinear(
    input1: paddle.Tensor, input2: paddle.Tensor, weight: paddle.Tensor, bias: paddle.Tensor | None = None
) -> paddle.Tensor:
    """torch.nn.functional.bilinear, for any leading dimensions and a bias [out]."""
    equation = "...i,kij,...j->...k"
    if weight.is_floating_point():
        out = paddle.einsum(equation, input1, weight, input2)
    else:  # Paddle has no integer kernel; double precision is exact up to 2^53
        wide = [part.astype("float64") for part in (input1, weight, input2)]
        out = paddle.einsum(equation, *wide).round().astype(weight.dtype)
    return out if bias is None else out + bias


def cosine_similarity(x1: paddle.Tensor, x2: paddle.Tensor, dim: int = 1, eps: float = 1e-8) -> paddle.Tensor:
    """torch.nn.functional.cosine_similarity: each norm is at least ``eps`` (Paddle: their product)."""
    x1, x2 = promote(x1, x2)
    if not x1.is_floating_point():
        raise RuntimeError(f"expected common dtype to be floating point, yet common dtype is {x1.dtype}")
    if x1.ndim == 0 and x2.ndim == 0:
        return cosine_of_angle(x1.unsqueeze(0), x2.unsqueeze(0), 0, eps)
    return cosine_of_angle(x1, x2, dim, eps)


def pairwise_distance(
    x1: paddle.Tensor, x2: paddle.Tensor, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False
) -> paddle.Tensor:
    """torch.nn.functional.pairwise_distance; Paddle's refuses integers and rounds ``p`` to float32."""
    return distance_between(x1, x2, p, eps, keepdim)


def gumbel_softmax(
    logits: paddle.Tensor, tau: float = 1, hard: bool = False, eps: float = 1e-10, dim: int = -1
) -> paddle.Tensor:
    """torch.nn.functional.gumbel_softmax; with ``hard`` the result is one-hot and the gradient that of the soft one."""
    noise = -paddle.log(paddle.empty_like(logits).exponential_())
    soft = paddle.nn.functional.softmax((logits + noise) / tau, axis=dim)
    if not hard:
        return soft
    index = soft.detach().argmax(axis=dim, keepdim=True)
    one = paddle.put_along_axis(paddle.zeros_like(soft), index, paddle.ones([], dtype=soft.dtype), axis=dim)
    return one - soft.detach() + soft


def embedding_bag(
    input: paddle.Tensor,
    weight: paddle.Tensor,
    offsets: paddle.Tensor | None = None,
    max_norm: float | None = None,
    norm_type: float = 2,
    scale_grad_by_freq: bool = False,
    mode: str = "mean",
    sparse: bool = False,
    per_sample_weights: paddle.Tensor | None = None,
    include_last_offset: bool = False,
    padding_idx: int | None = None,
) -> paddle.Tensor:
    """torch.nn.functional.embedding_bag: sum, mean or maximum of the rows of each bag; Paddle has none.

    Bags are the rows of ``input`` [bags, items], or the parts of ``input`` [items] from each offset to the next.
    """
    if input.ndim == 2:
        if offsets is not None:
            raise ValueError("if input is 2D, then offsets has to be None")
        bounds: list[int] = [row * input.shape[1] for row in range(input.shape[0] + 1)]
        weights = None if per_sample_weights is None else per_sample_weights.reshape([-1])
        input = input.reshape([-1])
    else:
        if offsets is None:
            raise ValueError("offsets has to be a 1D Tensor but got None")
        bounds = [int(bound) for bound in offsets.tolist()]
        bounds = bounds if include_last_offset else [*bounds, input.shape[0]]
        weights = per_sample_weights
    if weights is not None and mode != "sum":
        raise NotImplementedError("embedding_bag: per_sample_weights was not None. It is only supported for mode='sum'")
    rows = embedding(input, weight, padding_idx, max_norm, norm_type, scale_grad_by_freq)
    if weights is not None:
        rows = rows * weights.unsqueeze(-1)
    kept: Any = None if padding_idx is None else input != padding_idx % weight.shape[0]
    bags = []
    for start, stop in zip(bounds[:-1], bounds[1:]):
        bag = rows[start:stop] if kept is None else rows[start:stop][kept[start:stop]]
        if bag.shape[0] == 0:
            bags.append(paddle.zeros([weight.shape[1]], dtype=weight.dtype))
        else:
            bags.append(bag.max(axis=0) if mode == "max" else getattr(bag, mode)(axis=0))
    return paddle.stack(bags)
