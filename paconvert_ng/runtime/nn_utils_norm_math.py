"""The arithmetic of weight and spectral normalization."""

from __future__ import annotations

from typing import Any

import paddle


def weight_magnitude(weight: paddle.Tensor, dim: int) -> paddle.Tensor:
    """torch.norm_except_dim: the 2-norm over all axes but ``dim``, which are kept as 1; of everything for -1."""
    if dim == -1:
        return paddle.sqrt((weight * weight).sum())
    axes = [axis for axis in range(weight.ndim) if axis != dim]
    return paddle.sqrt((weight * weight).sum(axis=axes, keepdim=True)) if axes else weight.abs()


def normed_weight(direction: paddle.Tensor, magnitude: paddle.Tensor, dim: int) -> paddle.Tensor:
    """torch._weight_norm: ``direction`` scaled to ``magnitude`` along ``dim``."""
    return direction * (magnitude / weight_magnitude(direction, dim))


def spectral_matrix(weight: paddle.Tensor, dim: int) -> paddle.Tensor:
    """The weight as a matrix whose rows are the entries of axis ``dim``."""
    if dim != 0:
        weight = weight.transpose([dim, *(axis for axis in range(weight.ndim) if axis != dim)])
    return weight.reshape([weight.shape[0], -1])


def power_iteration(matrix: paddle.Tensor, source: paddle.Tensor, target: paddle.Tensor, eps: float) -> None:
    """Set ``target`` to matrix · source at length 1, in place and outside of autograd."""
    with paddle.no_grad():
        target.copy_(normalized(paddle.mv(matrix.detach(), source), eps))


def normalized(vector: paddle.Tensor, eps: float) -> paddle.Tensor:
    """The vector at length 1; a shorter one than ``eps`` is divided by ``eps``."""
    return vector / paddle.sqrt((vector * vector).sum()).clip(min=eps)


def output_axis(module: Any) -> int:
    """The axis of a weight that counts the outputs: 1 for transposed convolutions, else 0."""
    transposed = (paddle.nn.Conv1DTranspose, paddle.nn.Conv2DTranspose, paddle.nn.Conv3DTranspose)
    return 1 if isinstance(module, transposed) else 0
