"""torch's ``*_copy`` functions: what the function without the suffix gives, in memory of its own."""

from __future__ import annotations

from typing import Any

import paddle

from .dispatch import tensor_method
from .promotion import to_out
from .shape_moves import as_strided, select, tensor_view, unfold
from .shape_split import chunk, split, unbind


def _copied(value: paddle.Tensor, out: Any) -> paddle.Tensor:
    return value.clone() if out is None else to_out(value, out)


def _all_copied(values: Any, out: Any) -> Any:
    """The copies; None where they go into ``out``, as in torch."""
    copies = tuple(value.clone() for value in values)
    if out is None:
        return copies
    to_out(copies, out)
    return None


def alias_copy(input: paddle.Tensor, *, out: Any = None) -> paddle.Tensor:
    """torch.alias_copy."""
    return _copied(input, out)


def detach_copy(input: paddle.Tensor, *, out: Any = None) -> paddle.Tensor:
    """torch.detach_copy."""
    return _copied(input.detach(), out)


def as_strided_copy(
    input: paddle.Tensor, size: Any, stride: Any, storage_offset: int | None = None, *, out: Any = None
) -> paddle.Tensor:
    """torch.as_strided_copy."""
    return _copied(as_strided(input, size, stride, storage_offset), out)


def diagonal_copy(
    input: paddle.Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1, *, out: Any = None
) -> paddle.Tensor:
    """torch.diagonal_copy."""
    return _copied(paddle.diagonal(input, offset, dim1, dim2), out)


def expand_copy(input: paddle.Tensor, size: Any, *, implicit: bool = False, out: Any = None) -> paddle.Tensor:
    """torch.expand_copy."""
    return _copied(input.expand(list(size)), out)


def permute_copy(input: paddle.Tensor, dims: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.permute_copy."""
    return _copied(paddle.transpose(input, list(dims)), out)


def select_copy(input: paddle.Tensor, dim: int, index: int, *, out: Any = None) -> paddle.Tensor:
    """torch.select_copy."""
    return _copied(select(input, dim, index), out)


def slice_copy(
    input: paddle.Tensor,
    dim: int = 0,
    start: int | None = None,
    end: int | None = None,
    step: int = 1,
    *,
    out: Any = None,
) -> paddle.Tensor:
    """torch.slice_copy."""
    return _copied(input[(slice(None),) * (dim % input.ndim) + (slice(start, end, step),)], out)


def squeeze_copy(input: paddle.Tensor, dim: Any = None, *, out: Any = None) -> paddle.Tensor:
    """torch.squeeze_copy."""
    axes = list(dim) if isinstance(dim, (list, tuple)) else dim
    return _copied(input.squeeze() if axes is None else input.squeeze(axes), out)


def unsqueeze_copy(input: paddle.Tensor, dim: int, *, out: Any = None) -> paddle.Tensor:
    """torch.unsqueeze_copy."""
    return _copied(input.unsqueeze(dim), out)


def t_copy(input: paddle.Tensor, *, out: Any = None) -> paddle.Tensor:
    """torch.t_copy."""
    return _copied(paddle.t(input), out)


def transpose_copy(input: paddle.Tensor, dim0: int, dim1: int, *, out: Any = None) -> paddle.Tensor:
    """torch.transpose_copy."""
    return _copied(paddle.transpose(input, dim0, dim1) if input.ndim else input, out)


def unfold_copy(input: paddle.Tensor, dimension: int, size: int, step: int, *, out: Any = None) -> paddle.Tensor:
    """torch.unfold_copy."""
    return _copied(unfold(input, dimension, size, step), out)


def view_copy(input: paddle.Tensor, size: Any = None, *, dtype: Any = None, out: Any = None) -> paddle.Tensor:
    """torch.view_copy: another shape or, bit by bit, another dtype."""
    return _copied(tensor_view(input, size if dtype is None else dtype), out)


def view_as_complex_copy(input: paddle.Tensor, *, out: Any = None) -> paddle.Tensor:
    """torch.view_as_complex_copy."""
    return _copied(paddle.as_complex(input), out)


def view_as_real_copy(input: paddle.Tensor, *, out: Any = None) -> paddle.Tensor:
    """torch.view_as_real_copy."""
    return _copied(paddle.as_real(input), out)


def split_copy(input: paddle.Tensor, split_size: Any, dim: int = 0, *, out: Any = None) -> Any:
    """torch.split_copy."""
    return _all_copied(split(input, split_size, dim), out)


def split_with_sizes_copy(input: paddle.Tensor, split_sizes: Any, dim: int = 0, *, out: Any = None) -> Any:
    """torch.split_with_sizes_copy."""
    return _all_copied(split(input, list(split_sizes), dim), out)


def unbind_copy(input: paddle.Tensor, dim: int = 0, *, out: Any = None) -> Any:
    """torch.unbind_copy."""
    return _all_copied(unbind(input, dim), out)


@tensor_method("unsafe_split")
def unsafe_split(input: paddle.Tensor, split_size: int, dim: int = 0) -> tuple[paddle.Tensor, ...]:
    """torch.unsafe_split and Tensor.unsafe_split."""
    return split(input, split_size, dim)


@tensor_method("unsafe_split_with_sizes")
def unsafe_split_with_sizes(input: paddle.Tensor, split_sizes: Any, dim: int = 0) -> tuple[paddle.Tensor, ...]:
    """torch.unsafe_split_with_sizes and Tensor.unsafe_split_with_sizes."""
    return split(input, list(split_sizes), dim)


@tensor_method("unsafe_chunk")
def unsafe_chunk(input: paddle.Tensor, chunks: int, dim: int = 0) -> tuple[paddle.Tensor, ...]:
    """torch.unsafe_chunk and Tensor.unsafe_chunk."""
    return chunk(input, chunks, dim)
