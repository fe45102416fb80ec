"""Rarer methods about the shape and memory of a tensor that Paddle lacks."""

from __future__ import annotations

from typing import Any

import paddle

from .copying import copy_
from .dispatch import tensor_method
from .functional_activation import hardshrink
from .promotion import dtype_category, to_out
from .shape_moves import as_strided


@tensor_method("narrow")
def torch_narrow(input: Any, dim: int, start: Any, length: int) -> paddle.Tensor:
    """torch.narrow and Tensor.narrow: a piece that shares memory with the tensor.

    Paddle's takes it from the beginning of the memory, whatever part of that the tensor itself is: of a slice or
    another piece it gives the wrong elements.
    """
    axis, size = dim % input.ndim, input.shape[dim]
    first = int(start) + (size if start < 0 else 0)
    if length < 0 or not 0 <= first <= size - length:
        raise RuntimeError(f"start ({start}) + length ({length}) exceeds dimension size ({size}).")
    return input[(slice(None),) * axis + (slice(first, first + length),)]


@tensor_method("narrow_copy")
def torch_narrow_copy(input: Any, dim: int, start: int, length: int, *, out: Any = None) -> paddle.Tensor:
    """torch.narrow_copy and Tensor.narrow_copy: a piece that shares no memory with the tensor."""
    return to_out(torch_narrow(input, dim, start, length).clone(), out)


@tensor_method("sum_to_size")
def torch_sum_to_size(self: Any, *lengths: Any, size: Any = ()) -> paddle.Tensor:
    """Tensor.sum_to_size: the sum over the dimensions along which ``size`` broadcasts to the tensor's shape."""
    lengths = lengths or (size,)
    sizes = list(lengths[0]) if len(lengths) == 1 and isinstance(lengths[0], (list, tuple)) else list(lengths)
    extra = self.ndim - len(sizes)
    axes = list(range(extra))
    for axis, length in enumerate(sizes):
        if length == 1 and self.shape[extra + axis] != 1:
            axes.append(extra + axis)
        elif length != self.shape[extra + axis]:
            raise RuntimeError(f"size {sizes} is not expandable to size {list(self.shape)}")
    if extra < 0:
        raise RuntimeError(f"size {sizes} is not expandable to size {list(self.shape)}")
    if not sizes and dtype_category(self.dtype) < 2:
        return paddle.sum(self.cast("int64"))
    return paddle.sum(self, axis=axes).reshape(sizes) if axes else self


@tensor_method("resize_as_")
def torch_resize_as_(self: Any, the_template: Any, *, memory_format: Any = None) -> paddle.Tensor:
    """Tensor.resize_as_: the shape of the template; the receiver must have as many elements, unlike in torch."""
    if self.size != the_template.size:
        raise NotImplementedError("resize_as_ to another number of elements: their values would be undefined")
    return self.set_(self.detach().reshape(the_template.shape))


@tensor_method("as_strided_scatter")
def torch_as_strided_scatter(
    input: Any, src: Any, size: Any, stride: Any, storage_offset: int | None = None
) -> paddle.Tensor:
    """torch.as_strided_scatter and Tensor.as_strided_scatter: a copy with ``src`` where the strided view looks.

    As in torch, ``input`` gets the gradient of the elements that are written over, and none of the others'.
    """
    numbers = paddle.arange(input.size, dtype="int64").reshape(input.shape)
    index = as_strided(numbers, size, stride, storage_offset).flatten()
    values = src.flatten().cast(input.dtype)
    if paddle.is_grad_enabled() and not input.stop_gradient:
        replaced = input.flatten()[index]
        replaced = paddle.where(paddle.isfinite(replaced), replaced, paddle.zeros_like(replaced))
        values = values + (replaced - replaced.detach())
    return paddle.index_put(input.detach().flatten(), (index,), values).reshape(input.shape)


@tensor_method("is_same_size")
def torch_is_same_size(input: Any, other: Any) -> bool:
    """torch.is_same_size and Tensor.is_same_size."""
    return list(input.shape) == list(other.shape)


@tensor_method("is_nonzero")
def torch_is_nonzero(input: Any) -> bool:
    """torch.is_nonzero and Tensor.is_nonzero; Paddle takes a negative number for false."""
    return bool(input != 0)


@tensor_method("is_set_to")
def torch_is_set_to(self: Any, tensor: Any) -> bool:
    """Tensor.is_set_to: whether both are the same view of the same memory."""
    return (
        self.data_ptr() == tensor.data_ptr()
        and list(self.shape) == list(tensor.shape)
        and list(self.get_strides()) == list(tensor.get_strides())
    )


@tensor_method("dim_order")
def torch_dim_order(self: Any, *, ambiguity_check: Any = False) -> tuple[int, ...]:
    """Tensor.dim_order: the dimensions by falling stride."""
    if ambiguity_check is not False:
        raise NotImplementedError("dim_order with ambiguity_check")
    strides = self.get_strides()
    return tuple(sorted(range(self.ndim), key=lambda dim: -strides[dim]))


@tensor_method("nonzero_static")
def torch_nonzero_static(input: Any, *, size: int, fill_value: int = -1, out: Any = None) -> paddle.Tensor:
    """torch.nonzero_static and Tensor.nonzero_static: exactly ``size`` rows, cut off or filled up."""
    if input.ndim == 0:
        return to_out(paddle.empty([size, 0], dtype="int64"), out)
    found = paddle.nonzero(input)[:size]
    missing = paddle.full([size - found.shape[0], found.shape[1]], fill_value, dtype="int64")
    return to_out(paddle.concat([found, missing]), out)


@tensor_method("put_")
def torch_put_(self: Any, index: Any, source: Any, accumulate: bool = False) -> paddle.Tensor:
    """Tensor.put_: elements at flat indices."""
    return copy_(self, torch_put(self, index, source, accumulate))


@tensor_method("put")
def torch_put(input: Any, index: Any, source: Any, accumulate: bool = False) -> paddle.Tensor:
    """torch.put and Tensor.put: a copy with ``source`` at flat indices, added if ``accumulate``."""
    flat = input.flatten()
    places = index.flatten()
    places = paddle.where(places < 0, places + flat.shape[0], places)
    written = paddle.index_put(flat, (places,), source.flatten(), accumulate)
    return written.reshape(input.shape)


_SLICE_REDUCTIONS = {"prod": "mul", "mean": "mean", "amax": "amax", "amin": "amin"}


@tensor_method("index_reduce")
def torch_index_reduce(
    input: Any, dim: int, index: Any, source: Any, reduce: str, *, include_self: bool = True, out: Any = None
) -> paddle.Tensor:
    """torch.index_reduce and Tensor.index_reduce: the slices that go to an index, reduced."""
    if input.ndim == 0:
        one, only = input.reshape([1]), source.reshape([-1])
        whole = torch_index_reduce(one, 0, index.reshape([-1]), only, reduce, include_self=include_self)
        return to_out(whole.reshape([]), out)
    shape = [1] * source.ndim
    shape[dim] = -1
    places = index.reshape(shape).expand(source.shape)
    if reduce == "mean" and dtype_category(input.dtype) < 2:
        return to_out(_integer_mean(input, dim, places, source, include_self), out)
    result = paddle.put_along_axis(
        input, places, source, dim, reduce=_SLICE_REDUCTIONS[reduce], include_self=include_self, broadcast=False
    )
    return to_out(result, out)


def _integer_mean(input: Any, dim: int, places: Any, source: Any, include_self: bool) -> paddle.Tensor:
    """Sums over counts, rounded down as torch does."""
    total = paddle.put_along_axis(input, places, source, dim, reduce="add", include_self=include_self, broadcast=False)
    count = paddle.full_like(input, 1 if include_self else 0)
    count = paddle.put_along_axis(count, places, paddle.ones_like(source), dim, reduce="add", broadcast=False)
    return paddle.floor_divide(total, paddle.clip(count, min=1))


@tensor_method("index_reduce_")
def torch_index_reduce_(
    self: Any, dim: int, index: Any, source: Any, reduce: str, *, include_self: bool = True
) -> paddle.Tensor:
    """Tensor.index_reduce_."""
    return copy_(self, torch_index_reduce(self.clone(), dim, index, source, reduce, include_self=include_self))


@tensor_method("resolve_neg")
def torch_resolve_neg(input: Any) -> paddle.Tensor:
    """torch.resolve_neg and Tensor.resolve_neg: Paddle negates at once, there is nothing left to do."""
    return input


@tensor_method("is_neg")
def torch_is_neg(input: Any) -> bool:
    """torch.is_neg and Tensor.is_neg: Paddle negates at once."""
    return False


@tensor_method("prelu")
def torch_prelu_method(self: Any, weight: Any) -> paddle.Tensor:
    """Tensor.prelu."""
    return paddle.nn.functional.prelu(self, weight)


@tensor_method("hardshrink")
def torch_hardshrink_method(self: Any, lambd: Any = 0.5) -> paddle.Tensor:
    """Tensor.hardshrink."""
    return hardshrink(self, lambd)
