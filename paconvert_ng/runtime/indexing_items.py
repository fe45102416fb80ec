"""Items that tensors choose, read and written where Paddle's subscript goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import paddle


def torch_index(index: Any) -> Any:
    """What torch takes an index for: a list that holds a tensor, slice, None or ``...`` for the tuple of the same.

    Paddle joins the tensors of a list to one index.
    """
    if isinstance(index, list) and any(
        item is None or item is Ellipsis or isinstance(item, slice | paddle.Tensor) for item in index
    ):
        return tuple(index)
    return index


def write_items(value: Any, target: Any, index: Any) -> None:
    """``target[index] = value``, evaluated in this order.

    Where the index holds a tensor, Paddle 3.3.1's subscript

    - writes elsewhere, even outside the tensor, if ``target`` is not contiguous;
    - gives ``value`` the gradient zero if a mask chooses and ``value`` has one element, and a wrong one (what lies in
      memory) unless the dtype is float32;
    - takes a mask behind a slice for another shape if ``value`` is a number;
    - raises if a mask or integers choose nothing and ``value`` is to be broadcast;
    - ends the process for indices of more than one dimension beside values that are broadcast.

    Its ``index_put_`` is right for all.
    """
    index = torch_index(index)
    if paddle.in_dynamic_mode() and any(paddle.is_tensor(p) and p.ndim and not p.size for p in _index_parts(index)):
        return
    if not _needs_places(value, target, index):
        tensors = paddle.in_dynamic_mode() and paddle.is_tensor(index) and paddle.is_tensor(value)
        if not (tensors and index.dtype == paddle.bool and value.size > 1) or bool(index.any()):
            target[index] = value
        return
    shape = target.shape
    chosen = np.arange(target.size).reshape(shape)[_in_numpy(index)]
    if not chosen.size:
        return
    places = [paddle.to_tensor(place, place=target.place) for place in np.unravel_index(chosen, shape)]
    value = value.astype(target.dtype) if paddle.is_tensor(value) else paddle.to_tensor(value, dtype=target.dtype)
    while value.ndim > chosen.ndim and value.shape[0] == 1:
        value = value.squeeze(0)
    target.index_put_(tuple(places), value.expand(list(chosen.shape)))


def read_items(target: Any, index: Any) -> Any:
    """``target[index]`` for an index with a tensor.

    Paddle 3.3.1 takes other items if ``target`` is not contiguous and a slice stands before the tensor, and puts a new
    axis elsewhere. (``target.contiguous()`` would change ``target`` itself.)
    """
    parts = list(_index_parts(index))
    tensors = [part for part in parts if isinstance(part, list) or getattr(part, "ndim", None)]
    if not (paddle.is_tensor(target) and tensors):
        return target[index]
    if not any(part is None for part in parts):
        return _compact(target)[index]
    taken = sum(_rank(part) if _is_mask(part) else 1 for part in tensors)
    taken += sum(not (part is None or part is ... or any(part is tensor for tensor in tensors)) for part in parts)
    rest = target.ndim - taken
    first: list[Any] = []
    second: list[Any] = []
    for part in parts if any(part is ... for part in parts) else [*parts, ...]:
        if part is ...:
            first += [slice(None)] * rest
            second += [slice(None)] * rest
        elif any(part is tensor for tensor in tensors):
            first += [slice(None)] * (_rank(part) if _is_mask(part) else 1)
            second.append(part)
        else:
            first.append(int(part) if hasattr(part, "dtype") else part)
            if part is None or isinstance(part, slice):
                second.append(slice(None))
    while isinstance(second[-1], slice):
        second.pop()
    return _compact(target[tuple(first)])[tuple(second)]


def _compact(tensor: Any) -> Any:
    return tensor if not paddle.in_dynamic_mode() or tensor.is_contiguous() else tensor.clone()


def _needs_places(value: Any, target: Any, index: Any) -> bool:
    if not (paddle.in_dynamic_mode() and paddle.is_tensor(target) and target.size and target.ndim):
        return False
    parts = list(_index_parts(index))
    tensors = [part for part in parts if isinstance(part, list) or hasattr(part, "dtype")]
    if tensors and not target.is_contiguous():
        return True
    if not paddle.is_tensor(value):
        return any(_is_mask(part) for part in parts[1:])
    if value.ndim and tensors and (_has_new_axis(parts) or _is_larger(value, target, parts, tensors)):
        return True
    if value.stop_gradient or not paddle.is_grad_enabled():
        return False
    if target.dtype != paddle.float32:
        return bool(tensors)
    return value.size == 1 and any(_is_mask(part) for part in tensors)


def _index_parts(index: Any) -> Iterator[Any]:
    if isinstance(index, tuple):
        yield from index
    else:
        yield index


def _has_new_axis(parts: list[Any]) -> bool:
    return any(part is None or isinstance(part, bool) for part in parts)


def _is_larger(value: paddle.Tensor, target: paddle.Tensor, parts: list[Any], tensors: list[Any]) -> bool:
    """Whether integers of more than one dimension choose, or ``value`` has more dimensions than what is chosen."""
    tables = [(1, _rank(part)) if _is_mask(part) else (_rank(part), 1) for part in tensors]
    made, taken = max(made for made, _ in tables), sum(taken for _, taken in tables)
    numbers = sum(isinstance(part, int) for part in parts)
    return made > 1 or value.ndim > target.ndim - taken - numbers + made


def _rank(part: Any) -> int:
    return 1 + _rank(part[0]) if isinstance(part, list) and part else getattr(part, "ndim", 0)


def _is_mask(part: Any) -> bool:
    if isinstance(part, list):
        return any(_is_mask(element) for element in part)
    return isinstance(part, bool) or "bool" in str(getattr(part, "dtype", ""))


def _in_numpy(index: Any) -> Any:
    if isinstance(index, tuple):
        return tuple(_in_numpy(part) for part in index)
    return index.numpy() if paddle.is_tensor(index) else index
