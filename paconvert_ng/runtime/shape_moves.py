"""Methods that rearrange or repeat, where Paddle lacks the name, a call form or a dtype."""

from __future__ import annotations

import math
from typing import Any

import paddle

from .dispatch import tensor_method
from .promotion import to_out
from .static_graph import true_sizes
from .tensor_dtypes import in_dtype, moving, widened


def _dims(args: tuple[Any, ...], dims: Any = None) -> list[int]:
    """Dimensions given one by one, as one sequence, or by keyword."""
    if dims is not None:
        args = (dims,)
    return list(args[0]) if len(args) == 1 and isinstance(args[0], (list, tuple)) else list(args)


@tensor_method("view")
def tensor_view(self: paddle.Tensor, *size: Any, dtype: Any = None) -> paddle.Tensor:
    """``Tensor.view`` for shapes and dtypes; Paddle's fails on empty and on 0-d tensors."""
    target = dtype if dtype is not None else size[0] if len(size) == 1 else None
    if isinstance(target, (str, paddle.dtype)):
        return self.view(target)
    return self.reshape(_dims(size))


@tensor_method("flip")
def flip(self: paddle.Tensor, *args: Any, dims: Any = None) -> paddle.Tensor:
    """``Tensor.flip`` over several dimensions (Paddle's takes one argument), for every dtype."""
    return in_dtype(paddle.flip(widened(self), _dims(args, dims)), self.dtype)


@tensor_method("tile")
def tile_method(self: paddle.Tensor, *args: Any, dims: Any = None) -> paddle.Tensor:
    """``Tensor.tile`` with one number per dimension; Paddle's takes one sequence."""
    return paddle.tile(self, _dims(args, dims))


@tensor_method("select")
def select(input: paddle.Tensor, dim: int, index: Any) -> paddle.Tensor:
    """``torch.select``: a view without the dimension; Paddle has none."""
    place = (slice(None),) * (dim % input.ndim) + (index,)
    return input[place]


@tensor_method("movedim")
def movedim(input: paddle.Tensor, source: Any, destination: Any) -> paddle.Tensor:
    """``torch.movedim`` as a value or of unknown receivers; ``paddle.moveaxis`` does the same."""
    return paddle.moveaxis(input, source, destination)


def repeat_interleave(
    input: paddle.Tensor, repeats: Any = None, dim: Any = None, *, output_size: Any = None
) -> paddle.Tensor:
    """``torch.repeat_interleave`` in all its forms: repeats alone, one repeat for all, repeats of 0, every dtype."""
    if repeats is None:
        counts = input
        return paddle.repeat_interleave(paddle.arange(true_sizes(counts)[0], dtype="int64"), counts, 0)
    if dim is None:
        input, dim = input.flatten(), 0
    dim %= input.ndim
    if paddle.in_dynamic_mode() and paddle.is_tensor(repeats) and repeats.size == 1 and input.shape[dim] != 1:
        repeats = int(repeats.item())
    if isinstance(repeats, int) and repeats == 0:
        return paddle.empty(
            [0 if axis == dim else size for axis, size in enumerate(true_sizes(input))], dtype=input.dtype
        )
    return moving(lambda part: paddle.repeat_interleave(part, repeats, dim), input)


@tensor_method("repeat_interleave")
def repeat_interleave_method(
    self: paddle.Tensor, repeats: Any, dim: Any = None, *, output_size: Any = None
) -> paddle.Tensor:
    """``Tensor.repeat_interleave``, see ``repeat_interleave``."""
    return repeat_interleave(self, repeats, dim)


def _gives_view(tensor: paddle.Tensor) -> bool:
    """Whether Paddle's own view will do: in eager mode, and where no gradient is recorded."""
    return paddle.in_dynamic_mode() and (tensor.stop_gradient or not paddle.is_grad_enabled())


def as_strided(input: paddle.Tensor, size: Any, stride: Any, storage_offset: int | None = None) -> paddle.Tensor:
    """``torch.as_strided``: the offset counts elements from the start of the storage.

    Paddle's counts bytes, its default is the start of the storage, not of the tensor, and its gradient is
    wrong where elements are seen more than once.
    """
    start = input.offset if storage_offset is None else storage_offset * input.element_size()
    if _gives_view(input):
        return paddle.as_strided(input, list(size), list(stride), start)
    if not input.is_contiguous():
        raise NotImplementedError("as_strided of a tensor that is not contiguous and requires a gradient")
    index = paddle.full([], (start - input.offset) // input.element_size(), dtype="int64")
    for axis, length in enumerate(size):
        index = index.unsqueeze(-1) + paddle.arange(length, dtype="int64") * stride[axis]
    return input.flatten()[index.flatten()].reshape(list(size))


@tensor_method("unfold")
def unfold(self: paddle.Tensor, dimension: int, size: int, step: int) -> paddle.Tensor:
    """``Tensor.unfold``; the gradient of Paddle's is wrong where windows overlap."""
    if self.ndim == 0 or _gives_view(self):
        return self.unfold(dimension, size, step)
    axis = dimension % self.ndim
    starts = paddle.arange(0, true_sizes(self)[axis] - size + 1, step, dtype="int64")
    index = starts.unsqueeze(-1) + paddle.arange(size, dtype="int64")
    windows = paddle.index_select(self, index.flatten(), axis).unflatten(axis, true_sizes(index))
    return paddle.moveaxis(windows, axis + 1, -1)


@tensor_method("as_strided")
def as_strided_method(self: paddle.Tensor, size: Any, stride: Any, storage_offset: int | None = None) -> paddle.Tensor:
    """``Tensor.as_strided``, see ``as_strided``."""
    return as_strided(self, size, stride, storage_offset)


@tensor_method("diag_embed")
def diag_embed(input: paddle.Tensor, offset: int = 0, dim1: int = -2, dim2: int = -1) -> paddle.Tensor:
    """``torch.diag_embed`` with a gradient and for every dtype; Paddle's gives none."""
    length = true_sizes(input)[-1] + abs(offset)
    steps = paddle.arange(true_sizes(input)[-1], dtype="int64")
    rows, columns = steps + max(-offset, 0), steps + max(offset, 0)
    empty = paddle.zeros([length, length, *true_sizes(input)[:-1]], dtype=input.dtype)
    result = paddle.index_put(empty, (rows, columns), paddle.moveaxis(input, -1, 0))
    return paddle.moveaxis(result, [0, 1], [dim1, dim2])


def diagonal_scatter(
    input: paddle.Tensor, src: paddle.Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1
) -> paddle.Tensor:
    """``torch.diagonal_scatter`` with a gradient for ``src``; Paddle's gives none."""
    steps = paddle.arange(true_sizes(src)[-1], dtype="int64")
    places = (steps + max(-offset, 0), steps + max(offset, 0))
    values = paddle.moveaxis(in_dtype(src, input.dtype), -1, 0)
    result = paddle.index_put(paddle.moveaxis(input, [dim1, dim2], [0, 1]), places, values)
    return paddle.moveaxis(result, [0, 1], [dim1, dim2])


@tensor_method("diagonal_scatter")
def diagonal_scatter_method(
    self: paddle.Tensor, src: paddle.Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1
) -> paddle.Tensor:
    """``Tensor.diagonal_scatter``, see ``diagonal_scatter``."""
    return diagonal_scatter(self, src, offset, dim1, dim2)


def slice_scatter(
    input: paddle.Tensor,
    src: paddle.Tensor,
    dim: int = 0,
    start: Any = None,
    end: Any = None,
    step: int = 1,
    *,
    out: Any = None,
) -> paddle.Tensor:
    """``torch.slice_scatter``; Paddle's takes lists and no open ends."""
    result = input.clone()
    place = (slice(None),) * (dim % input.ndim) + (slice(start, end, step),)
    result[place] = in_dtype(src, input.dtype)
    return to_out(result, out)


@tensor_method("slice_scatter")
def slice_scatter_method(
    self: paddle.Tensor, src: paddle.Tensor, dim: int = 0, start: Any = None, end: Any = None, step: int = 1
) -> paddle.Tensor:
    """``Tensor.slice_scatter``, see ``slice_scatter``."""
    return slice_scatter(self, src, dim, start, end, step)


@tensor_method("diag")
def diag(input: paddle.Tensor, diagonal: int = 0, *, out: Any = None) -> paddle.Tensor:
    """``torch.diag`` for every dtype; Paddle's lacks bool, the small integers and bfloat16."""
    return to_out(in_dtype(paddle.diag(widened(input), diagonal), input.dtype), out)


@tensor_method("diagflat")
def diagflat(input: paddle.Tensor, offset: int = 0) -> paddle.Tensor:
    """``torch.diagflat`` for every dtype, see ``diag``."""
    return diag(input.flatten(), offset)


@tensor_method("transpose_")
def transpose_(self: paddle.Tensor, dim0: int, dim1: int) -> paddle.Tensor:
    """``Tensor.transpose_`` in place; Paddle's takes a permutation."""
    return self.transpose_(_swapped(self.ndim, dim0, dim1)) if self.ndim else self


def _swapped(rank: int, dim0: int, dim1: int) -> list[int]:
    order = list(range(rank))
    order[dim0], order[dim1] = order[dim1], order[dim0]
    return order


@tensor_method("transpose")
def transpose(input: paddle.Tensor, dim0: int, dim1: int) -> paddle.Tensor:
    """``torch.transpose`` for 0-d tensors too."""
    return paddle.transpose(input, _swapped(input.ndim, dim0, dim1)) if input.ndim else input


@tensor_method("swapaxes")
def swapaxes(input: paddle.Tensor, axis0: int, axis1: int) -> paddle.Tensor:
    """``torch.swapaxes``, see ``transpose``."""
    return transpose(input, axis0, axis1)


@tensor_method("swapdims")
def swapdims(input: paddle.Tensor, dim0: int, dim1: int) -> paddle.Tensor:
    """``torch.swapdims``, see ``transpose``."""
    return transpose(input, dim0, dim1)


@tensor_method("swapaxes_")
def swapaxes_(self: paddle.Tensor, axis0: int, axis1: int) -> paddle.Tensor:
    """``Tensor.swapaxes_``; Paddle has none."""
    return transpose_(self, axis0, axis1)


@tensor_method("swapdims_")
def swapdims_(self: paddle.Tensor, dim0: int, dim1: int) -> paddle.Tensor:
    """``Tensor.swapdims_``; Paddle has none."""
    return transpose_(self, dim0, dim1)


@tensor_method("resize_")
def resize_(self: paddle.Tensor, *args: Any, size: Any = None, memory_format: Any = None) -> paddle.Tensor:
    """``Tensor.resize_``: the elements in memory order, cut off or (unlike torch, with zeros) filled up."""
    sizes = _dims(args, size)
    length = math.prod(sizes)
    flat = self.detach().flatten()[:length]
    if flat.shape[0] < length:
        flat = paddle.concat([flat, paddle.zeros([length - flat.shape[0]], dtype=self.dtype)])
    self.set_(flat.reshape(sizes).clone())
    return self


@tensor_method("reshape_as")
def reshape_as(self: paddle.Tensor, other: paddle.Tensor) -> paddle.Tensor:
    """``Tensor.reshape_as`` of an unknown receiver; Paddle has none."""
    return self.reshape(true_sizes(other))


@tensor_method("fliplr")
def fliplr(self: paddle.Tensor) -> paddle.Tensor:
    """``Tensor.fliplr`` of an unknown receiver; Paddle has none."""
    return flip(self, 1)


@tensor_method("flipud")
def flipud(self: paddle.Tensor) -> paddle.Tensor:
    """``Tensor.flipud`` of an unknown receiver; Paddle has none."""
    return flip(self, 0)


@tensor_method("squeeze_")
def squeeze_(self: paddle.Tensor, *args: Any, dim: Any = None) -> paddle.Tensor:
    """``Tensor.squeeze_`` of an unknown receiver; Paddle calls ``dim`` axis."""
    dims = args if dim is None else (dim,)
    if len(dims) == 1 and isinstance(dims[0], (list, tuple)) and not dims[0]:
        return self
    return self.squeeze_(_dims(dims)) if dims else self.squeeze_()


def squeeze(input: paddle.Tensor, dim: Any = None) -> paddle.Tensor:
    """``torch.squeeze``: no dimensions at all are squeezed for ``()``, where Paddle squeezes all."""
    if isinstance(dim, (list, tuple)) and not dim:
        return input.reshape(true_sizes(input))
    return paddle.squeeze(input, dim if dim is None or isinstance(dim, int) else list(dim))


@tensor_method("unsqueeze_")
def unsqueeze_(self: paddle.Tensor, dim: int) -> paddle.Tensor:
    """``Tensor.unsqueeze_`` of an unknown receiver; Paddle calls ``dim`` axis."""
    return self.unsqueeze_(dim)


@tensor_method("rot90")
def rot90(self: paddle.Tensor, k: int = 1, dims: Any = (0, 1)) -> paddle.Tensor:
    """``Tensor.rot90`` of an unknown receiver; Paddle calls ``dims`` axes."""
    return paddle.rot90(self, k, list(dims))


@tensor_method("select_scatter")
def select_scatter(self: paddle.Tensor, src: paddle.Tensor, dim: int, index: int) -> paddle.Tensor:
    """``Tensor.select_scatter`` of an unknown receiver; Paddle calls its arguments values and axis."""
    return paddle.select_scatter(self, src, dim, index)


@tensor_method("fill_diagonal_")
def fill_diagonal_(self: paddle.Tensor, fill_value: Any, wrap: bool = False) -> paddle.Tensor:
    """``Tensor.fill_diagonal_``; Paddle has an offset before ``wrap``."""
    return self.fill_diagonal_(fill_value, 0, wrap)
