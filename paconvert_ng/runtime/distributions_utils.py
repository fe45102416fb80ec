"""torch.distributions.utils: what distributions are made of."""

from __future__ import annotations

import math
from typing import Any

import paddle


def sum_rightmost(value: paddle.Tensor, count: int) -> paddle.Tensor:
    """The sum over the last ``count`` axes."""
    return value.sum(axis=list(range(-count, 0))) if count else value


def clamp_probs(probs: paddle.Tensor) -> paddle.Tensor:
    """torch.distributions.utils.clamp_probs: inside of the open interval from 0 to 1."""
    eps = float(paddle.finfo(probs.dtype).eps)
    return probs.clip(min=eps, max=1 - eps)


def probs_to_logits(probs: paddle.Tensor, is_binary: bool = False) -> paddle.Tensor:
    """torch.distributions.utils.probs_to_logits."""
    probs = clamp_probs(probs)
    return paddle.log(probs) - paddle.log1p(-probs) if is_binary else paddle.log(probs)


def logits_to_probs(logits: paddle.Tensor, is_binary: bool = False) -> paddle.Tensor:
    """torch.distributions.utils.logits_to_probs."""
    return paddle.nn.functional.sigmoid(logits) if is_binary else paddle.nn.functional.softmax(logits, axis=-1)


def vec_to_tril_matrix(vec: paddle.Tensor, diag: int = 0) -> paddle.Tensor:
    """torch.distributions.utils.vec_to_tril_matrix: [*, entries] → [*, n, n], the entries at and below a diagonal."""
    n = (-(1 + 2 * diag) + math.sqrt((1 + 2 * diag) ** 2 + 8 * vec.shape[-1] + 4 * abs(diag) * (diag + 1))) / 2
    size = round(n)
    if abs(n - size) > 1e-6:
        raise ValueError(f"The size of last dimension is {vec.shape[-1]} which cannot be expressed as a triangle")
    rows, columns = paddle.tril_indices(size, size, diag)
    places = paddle.zeros([size * size], dtype="int64")
    places[rows * size + columns] = paddle.arange(1, vec.shape[-1] + 1)
    padded = paddle.concat([paddle.zeros([*vec.shape[:-1], 1], dtype=vec.dtype), vec], axis=-1)
    return paddle.index_select(padded, places, axis=-1).reshape([*vec.shape[:-1], size, size])


def tril_matrix_to_vec(mat: paddle.Tensor, diag: int = 0) -> paddle.Tensor:
    """torch.distributions.utils.tril_matrix_to_vec: [*, n, n] → [*, entries], those at and below a diagonal."""
    n = mat.shape[-1]
    if diag < -n or diag >= n:
        raise ValueError(f"diag ({diag}) provided is outside [{-n}, {n - 1}].")
    rows, columns = paddle.tril_indices(n, n, diag)
    return paddle.index_select(mat.reshape([*mat.shape[:-2], n * n]), rows * n + columns, axis=-1)


class LazyProperty:
    """torch.distributions.utils.lazy_property: computed when it is first read, then kept in the instance."""

    def __init__(self, wrapped: Any) -> None:
        self.wrapped = wrapped
        self.__doc__ = wrapped.__doc__
        self.__name__ = wrapped.__name__

    def __get__(self, instance: Any, obj_type: Any = None) -> Any:
        if instance is None:
            return self
        value = self.wrapped(instance)
        setattr(instance, self.__name__, value)
        return value
