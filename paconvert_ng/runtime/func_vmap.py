"""torch.func.vmap: a function over the slices of its inputs, one call for each; Paddle has no batched form."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import paddle

from .pytree import TreeSpec, tree_flatten


def func_vmap(
    func: Callable[..., Any],
    in_dims: Any = 0,
    out_dims: Any = 0,
    randomness: str = "error",
    *,
    chunk_size: int | None = None,
) -> Callable[..., Any]:
    """torch.vmap and torch.func.vmap: the results of all slices, stacked. One call of ``func`` for each slice.

    With ``randomness="same"`` each slice draws the same numbers, else each its own. Raises ValueError for inputs
    without a dimension to go over, of different sizes, or of size 0.
    """
    if randomness not in ("error", "different", "same"):
        raise RuntimeError(f"Only allowed values for randomness are 'error', 'different', or 'same'. Got {randomness}")

    @functools.wraps(func)
    def mapped(*args: Any, **kwargs: Any) -> Any:
        leaves, spec = tree_flatten(args)
        dims = _broadcast(tuple(in_dims) if isinstance(in_dims, list) else in_dims, spec, "in_dims")
        batch = _batch_size(leaves, dims)
        results = []
        state = paddle.get_rng_state() if randomness == "same" else None
        for index in range(batch):
            if state is not None:
                paddle.set_rng_state(state)
            sliced = [leaf if dim is None else _taken(leaf, dim, index) for leaf, dim in zip(leaves, dims)]
            results.append(tree_flatten(func(*spec.unflatten(sliced), **kwargs)))
        return _stacked(results, out_dims)

    return mapped


def _taken(leaf: paddle.Tensor, dim: int, index: int) -> paddle.Tensor:
    return leaf[(slice(None),) * (dim % leaf.ndim) + (index,)]


def _broadcast(dims: Any, spec: TreeSpec, name: str) -> list[Any]:
    """``dims`` for each leaf below ``spec``: an int or None stands for all below."""
    if dims is None or isinstance(dims, int):
        return [dims] * spec.num_leaves
    children = (
        list(dims.values()) if isinstance(dims, dict) else list(dims) if isinstance(dims, (tuple, list)) else None
    )
    if children is None or spec.is_leaf() or len(children) != spec.num_children:
        raise ValueError(f"vmap: {name} {dims} is not compatible with the structure of the values: {spec}")
    if isinstance(dims, dict):
        keys = spec._context
        children = [dims[key] for key in keys]
    return [dim for child, below in zip(children, spec._children) for dim in _broadcast(child, below, name)]


def _batch_size(leaves: list[Any], dims: list[Any]) -> int:
    sizes = set()
    for leaf, dim in zip(leaves, dims):
        if dim is None:
            continue
        if not paddle.is_tensor(leaf):
            raise ValueError(
                f"vmap: Got in_dim={dim} for an input of type {type(leaf)}; use None for what is no tensor"
            )
        if not -leaf.ndim <= dim < leaf.ndim:
            raise ValueError(f"vmap: Got in_dim={dim} for a tensor of {leaf.ndim} dimensions")
        sizes.add(int(leaf.shape[dim]))
    if not sizes:
        raise ValueError("vmap: at least one input must have a dimension to go over (in_dims not None)")
    if len(sizes) > 1:
        raise ValueError(
            f"vmap: Expected all tensors to have the same size in the mapped dimension, got {sorted(sizes)}"
        )
    size = sizes.pop()
    if size == 0:
        raise ValueError("vmap over a dimension of size 0 cannot be done slice by slice")
    return size


def _stacked(results: list[tuple[list[Any], TreeSpec]], out_dims: Any) -> Any:
    spec = results[0][1]
    for leaf in results[0][0]:
        if not paddle.is_tensor(leaf):
            raise ValueError(f"vmap: the function must only return Tensors, got type {type(leaf)}")
    dims = _broadcast(out_dims, spec, "out_dims")
    stacked = [
        column[0] if dim is None else paddle.stack(list(column), axis=dim)
        for dim, column in zip(dims, zip(*(leaves for leaves, _ in results)))
    ]
    return spec.unflatten(stacked)
