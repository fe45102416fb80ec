"""Gradients of a fixed random projection of a result, in both frameworks.

The projection (one weight a value, by position in the flattened result) makes every output value count,
so a gradient that is wrong for one output cannot cancel.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tests.support.frameworks import paddle, torch
from tests.support.tensors import paddle_to_numpy, torch_to_numpy


def projection(shape: Sequence[int], position: int) -> np.ndarray:
    """Weights for the output number ``position``; the last axis of a complex output is (real, imaginary)."""
    rng = np.random.default_rng(zlib.crc32(repr((tuple(shape), position)).encode()))
    return np.asarray(rng.uniform(0.5, 1.5, tuple(shape)) * rng.choice([-1.0, 1.0], tuple(shape)))


def flatten(value: Any) -> list[Any]:
    """Leaves of nested tuples, lists, dicts and of objects with ``values()``, in order."""
    if isinstance(value, (tuple, list)):
        return [leaf for item in value for leaf in flatten(item)]
    if isinstance(value, Mapping):
        return [leaf for item in value.values() for leaf in flatten(item)]
    return [value]


def torch_loss(result: Any) -> torch.Tensor | None:
    """The projection of every output that depends on something differentiable; None if there is none."""
    total = None
    for position, leaf in enumerate(flatten(result)):
        if isinstance(leaf, torch.Tensor) and leaf.requires_grad:
            real = torch.view_as_real(leaf.resolve_conj()) if leaf.is_complex() else leaf
            weights = torch.from_numpy(projection(real.shape, position)).to(torch.float64)
            term = (real.to(torch.float64) * weights).sum()
            total = term if total is None else total + term
    return total


def paddle_loss(result: Any) -> paddle.Tensor | None:
    """The same for Paddle."""
    total = None
    for position, leaf in enumerate(flatten(result)):
        if isinstance(leaf, paddle.Tensor) and not leaf.stop_gradient and _differentiable(leaf):
            real = paddle.as_real(leaf) if leaf.is_complex() else leaf
            weights = paddle.to_tensor(projection(real.shape, position), dtype="float64")
            term = (real.astype("float64") * weights).sum()
            total = term if total is None else total + term
    return total


def torch_gradients(result: Any, leaves: Mapping[str, torch.Tensor]) -> dict[str, np.ndarray | None]:
    """Gradient of the projection by leaf; None where the result does not depend on it."""
    loss = torch_loss(result)
    if loss is None or not leaves:
        return dict.fromkeys(leaves)
    found = torch.autograd.grad(loss, list(leaves.values()), allow_unused=True)
    return {name: None if grad is None else torch_to_numpy(grad) for name, grad in zip(leaves, found, strict=True)}


def paddle_gradients(result: Any, leaves: Mapping[str, paddle.Tensor]) -> dict[str, np.ndarray | None]:
    """The same for Paddle."""
    loss = paddle_loss(result)
    if loss is None or not leaves:
        return dict.fromkeys(leaves)
    found = paddle.grad(loss, list(leaves.values()), allow_unused=True)
    return {name: None if grad is None else paddle_to_numpy(grad) for name, grad in zip(leaves, found, strict=True)}


def _differentiable(tensor: paddle.Tensor) -> bool:
    return tensor.is_floating_point() or tensor.is_complex()
