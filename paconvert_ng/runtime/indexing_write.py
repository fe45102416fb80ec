"""Writing elements at indices: ``scatter``, ``index_fill``, ``index_copy`` and their in-place forms."""

from __future__ import annotations

from typing import Any

import paddle

from .dispatch import tensor_method
from .promotion import dtype_category, to_out
from .tensor_dtypes import dtype_name, in_dtype, moving, widened

_REDUCTIONS = {
    "add": "add",
    "multiply": "mul",
    "sum": "add",
    "prod": "mul",
    "mean": "mean",
    "amax": "amax",
    "amin": "amin",
}


def _along(
    input: paddle.Tensor, dim: int, index: paddle.Tensor, values: Any, reduce: str = "assign", include_self: bool = True
) -> paddle.Tensor:
    """torch's scatter: position i of ``values`` goes to ``index[i]`` along ``dim``; only as many as ``index`` has."""
    if input.ndim == 0:
        whole = _along(input.reshape([1]), 0, index.reshape([-1]), _at_least_1d(values), reduce, include_self)
        return whole.reshape([])
    if paddle.in_dynamic_mode() and index.size == 0:
        return input.clone()
    values = _values_at(index, values, input.dtype)
    if reduce in ("mul", "amax", "amin") and dtype_category(input.dtype) == 3:
        raise NotImplementedError("a scatter of complex numbers that multiplies")
    return moving(
        lambda target, source: paddle.put_along_axis(
            target, index, source, dim, reduce=reduce, include_self=include_self, broadcast=False
        ),
        input,
        values,
    )


def _values_at(index: paddle.Tensor, values: Any, dtype: Any) -> paddle.Tensor:
    """A value for each index: of a number, or of a tensor that may be larger."""
    if paddle.in_dynamic_mode():
        if not paddle.is_tensor(values):
            return paddle.full(index.shape, values, dtype=dtype)
        if values.ndim:
            values = values[tuple(slice(0, size) for size in index.shape)]
        return in_dtype(values, dtype).expand(index.shape)
    # Sizes may not be known in a static graph; there Paddle's kernel takes more values than indices, too.
    if not paddle.is_tensor(values):
        return paddle.full_like(index, bool(values) if dtype == paddle.bool else values, dtype=dtype)
    return in_dtype(values, dtype) if values.ndim else in_dtype(values, dtype).expand_as(index)


def _at_least_1d(values: Any) -> Any:
    return values.reshape([-1]) if paddle.is_tensor(values) else values


def _is_plain(input: paddle.Tensor, index: paddle.Tensor) -> bool:
    """Whether Paddle's own in-place operation takes the tensor."""
    if not paddle.in_dynamic_mode() or dtype_name(input.dtype) not in ("float32", "float64", "int32", "int64"):
        return False
    return bool(input.ndim and index.size)


def _written(input: paddle.Tensor, result: paddle.Tensor) -> paddle.Tensor:
    """``input``, with ``result`` in it, which was made from a copy: its backward may need what stood there."""
    return paddle.assign(result, input) if paddle.in_dynamic_mode() else result


def scatter(
    input: paddle.Tensor,
    dim: int,
    index: paddle.Tensor,
    src: Any = None,
    *,
    value: Any = None,
    reduce: str | None = None,
    out: Any = None,
) -> paddle.Tensor:
    """``torch.scatter`` for every dtype (bool masks among them) and 0-d tensors."""
    values = value if src is None else src
    return to_out(_along(input, dim, index, values, _REDUCTIONS[reduce] if reduce else "assign"), out)


@tensor_method("scatter")
def scatter_method(
    self: paddle.Tensor,
    dim: int,
    index: paddle.Tensor,
    src: Any = None,
    *,
    value: Any = None,
    reduce: str | None = None,
) -> paddle.Tensor:
    """``Tensor.scatter``, see ``scatter``."""
    return scatter(self, dim, index, src, value=value, reduce=reduce)


@tensor_method("scatter_")
def scatter_(
    self: paddle.Tensor,
    dim: int,
    index: paddle.Tensor,
    src: Any = None,
    *,
    value: Any = None,
    reduce: str | None = None,
) -> paddle.Tensor:
    """``Tensor.scatter_``, see ``scatter``."""
    if reduce is None and _is_plain(self, index):
        return self.scatter_(dim, index, value if src is None else src)
    return _written(self, scatter(self.clone(), dim, index, src, value=value, reduce=reduce))


@tensor_method("scatter_add")
def scatter_add(
    input: paddle.Tensor, dim: int, index: paddle.Tensor, src: paddle.Tensor, *, out: Any = None
) -> paddle.Tensor:
    """``torch.scatter_add`` for every dtype and 0-d tensors."""
    return to_out(_along(input, dim, index, src, "add"), out)


@tensor_method("scatter_reduce")
def scatter_reduce(
    input: paddle.Tensor,
    dim: int,
    index: paddle.Tensor,
    src: paddle.Tensor,
    reduce: str,
    *,
    include_self: bool = True,
    out: Any = None,
) -> paddle.Tensor:
    """``torch.scatter_reduce`` for every dtype and 0-d tensors."""
    return to_out(_along(input, dim, index, src, _REDUCTIONS[reduce], include_self), out)


@tensor_method("scatter_reduce_")
def scatter_reduce_(
    self: paddle.Tensor,
    dim: int,
    index: paddle.Tensor,
    src: paddle.Tensor,
    reduce: str,
    *,
    include_self: bool = True,
) -> paddle.Tensor:
    """``Tensor.scatter_reduce_``; Paddle has none."""
    return _written(self, _along(self.clone(), dim, index, src, _REDUCTIONS[reduce], include_self))


def _replaced_along(input: paddle.Tensor, dim: int, index: paddle.Tensor, values: paddle.Tensor) -> paddle.Tensor:
    """A copy of ``input`` with ``values`` at ``index`` along ``dim``; the gradient of a subscript assignment is wrong
    for doubles."""
    if input.ndim == 0:
        return _replaced_along(input.reshape([1]), 0, index, values.reshape([-1])).reshape([])
    moved = paddle.index_put(
        paddle.moveaxis(widened(input), dim, 0),
        (index.reshape([-1]),),
        widened(paddle.moveaxis(values, dim, 0) if values.ndim else values),
    )
    return in_dtype(paddle.moveaxis(moved, 0, dim), input.dtype)


@tensor_method("index_copy")
def index_copy(
    input: paddle.Tensor, dim: int, index: paddle.Tensor, source: paddle.Tensor, *, out: Any = None
) -> paddle.Tensor:
    """``torch.index_copy``; Paddle has none."""
    return to_out(_replaced_along(input, dim, index, in_dtype(source, input.dtype)), out)


@tensor_method("index_copy_")
def index_copy_(self: paddle.Tensor, dim: int, index: paddle.Tensor, source: paddle.Tensor) -> paddle.Tensor:
    """``Tensor.index_copy_``; Paddle has none."""
    return _written(self, index_copy(self.clone(), dim, index, source))


@tensor_method("index_fill")
def index_fill(input: paddle.Tensor, dim: int, index: paddle.Tensor, value: Any) -> paddle.Tensor:
    """``torch.index_fill`` with a number or a 0-d tensor."""
    if input.ndim == 0:
        return index_fill(input.reshape([1]), 0, index, value).reshape([])
    number = value.reshape([]) if paddle.is_tensor(value) else paddle.full([], value, dtype=input.dtype)
    chosen = paddle.zeros([input.shape[dim]], dtype="int32")
    chosen = paddle.index_put(chosen, (index.reshape([-1]),), paddle.ones([], dtype="int32")).astype("bool")
    chosen = chosen.reshape([-1, *[1] * (input.ndim - 1 - dim % input.ndim)])
    return paddle.where(chosen, in_dtype(number, input.dtype), input)


@tensor_method("index_fill_")
def index_fill_(self: paddle.Tensor, dim: int, index: paddle.Tensor, value: Any) -> paddle.Tensor:
    """``Tensor.index_fill_``: torch's order of arguments; Paddle's is index, axis, value."""
    return _written(self, index_fill(self.clone(), dim, index, value))


@tensor_method("masked_scatter_")
def masked_scatter_(self: paddle.Tensor, mask: paddle.Tensor, source: paddle.Tensor) -> paddle.Tensor:
    """``Tensor.masked_scatter_`` for every dtype and by keyword (Paddle calls the source ``value``)."""
    return _written(self, masked_scatter(self.clone(), mask, source))


@tensor_method("masked_scatter")
def masked_scatter(input: paddle.Tensor, mask: paddle.Tensor, source: paddle.Tensor) -> paddle.Tensor:
    """``torch.masked_scatter`` for every dtype."""
    return in_dtype(paddle.masked_scatter(widened(input), mask, widened(source)), input.dtype)


@tensor_method("scatter_add_")
def scatter_add_(self: paddle.Tensor, dim: int, index: paddle.Tensor, src: paddle.Tensor) -> paddle.Tensor:
    """``Tensor.scatter_add_``, see ``scatter_add``."""
    if _is_plain(self, index):
        return self.scatter_add_(dim, index, src)
    return _written(self, _along(self.clone(), dim, index, src, "add"))


@tensor_method("index_add")
def index_add(
    input: paddle.Tensor, dim: int, index: paddle.Tensor, source: paddle.Tensor, *, alpha: Any = 1, out: Any = None
) -> paddle.Tensor:
    """``torch.index_add`` for every dtype and 0-d tensors; Paddle's order of arguments is index, axis, value."""
    if input.ndim == 0:
        whole = index_add(input.reshape([1]), 0, index.reshape([-1]), source.reshape([-1]), alpha=alpha)
        return to_out(whole.reshape([]), out)
    places = index.reshape([-1]) if index.ndim == 0 else index
    if alpha != 1:
        source = in_dtype(widened(source) * alpha, source.dtype)
    result = moving(lambda part, added: paddle.index_add(part, places, dim, added), input, source)
    return to_out(result, out)


@tensor_method("index_add_")
def index_add_(self: paddle.Tensor, dim: int, index: paddle.Tensor, source: paddle.Tensor, *, alpha: Any = 1) -> Any:
    """``Tensor.index_add_``, see ``index_add``."""
    if index.ndim and _is_plain(self, index):
        return paddle.index_add_(self, index, dim, source, alpha=alpha)
    return _written(self, index_add(self.clone(), dim, index, source, alpha=alpha))
