"""Cutting a tensor into pieces. torch's pieces are views of the tensor; Paddle's ``split`` and ``chunk`` copy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import paddle

from .dispatch import tensor_method
from .static_graph import is_known, true_sizes


def _pieces(tensor: paddle.Tensor, sizes: Sequence[int], dim: int) -> tuple[paddle.Tensor, ...]:
    """Consecutive pieces of these sizes along ``dim``.

    Where a gradient is recorded torch does not let the pieces be written to, so that copies
    do, and their backward is a single concatenation.
    """
    if not paddle.in_dynamic_mode() or (paddle.is_grad_enabled() and not tensor.stop_gradient):
        return tuple(paddle.split(tensor, list(sizes), axis=dim))
    whole = (slice(None),) * (dim % tensor.ndim)
    pieces = []
    start = 0
    for size in sizes:
        piece = (*whole, slice(start, start + size))
        pieces.append(tensor[piece])
        start += size
    return tuple(pieces)


def _consecutive(tensor: paddle.Tensor, lengths: Sequence[Any], dim: int) -> tuple[paddle.Tensor, ...]:
    """Consecutive pieces in a static graph that does not know the whole length; lengths may be tensors."""
    whole = (slice(None),) * (dim % tensor.ndim)
    pieces = []
    start: Any = 0
    for length in lengths:
        stop = start + length
        pieces.append(tensor[whole + (slice(start, stop),)])
        start = stop
    return tuple(pieces)


def _split(tensor: paddle.Tensor, size_or_sizes: Any, dim: int) -> tuple[paddle.Tensor, ...]:
    length = tensor.shape[dim]
    if isinstance(size_or_sizes, (list, tuple)):
        if not is_known(length):
            return _consecutive(tensor, size_or_sizes, dim)
        pieces = [int(size) for size in size_or_sizes]
        if sum(pieces) != length:
            raise RuntimeError(f"split sizes {pieces} do not add up to {length}, the size of dimension {dim}")
        return _pieces(tensor, pieces, dim)
    if not is_known(length):
        raise NotImplementedError(
            f"split in pieces of {size_or_sizes}: how many is not known in a static graph where dimension {dim} is not"
        )
    size = int(size_or_sizes)
    if size <= 0 and length:
        raise RuntimeError(f"split size must be positive, got {size}")
    if length <= size:
        return (tensor[...],)
    rest = length % size
    return _pieces(tensor, [size] * (length // size) + ([rest] if rest else []), dim)


def split(tensor: paddle.Tensor, split_size_or_sections: Any, dim: int = 0) -> tuple[paddle.Tensor, ...]:
    """``torch.split``: pieces of a size (the last may be smaller), or of the sizes given; views.

    Paddle's takes the number of pieces. Raises RuntimeError if sizes do not add up.
    """
    return _split(tensor, split_size_or_sections, dim)


@tensor_method("split")
def split_method(self: paddle.Tensor, split_size: Any, dim: int = 0) -> tuple[paddle.Tensor, ...]:
    """``Tensor.split``, see ``split``."""
    return _split(self, split_size, dim)


@tensor_method("split_with_sizes")
def split_with_sizes(self: paddle.Tensor, split_sizes: Any, dim: int = 0) -> tuple[paddle.Tensor, ...]:
    """``torch.split_with_sizes``; Paddle has none."""
    return _split(self, split_sizes, dim)


@tensor_method("chunk")
def chunk(input: paddle.Tensor, chunks: int, dim: int = 0) -> tuple[paddle.Tensor, ...]:
    """``torch.chunk``: up to ``chunks`` views of equal size, the last may be smaller; Paddle's must divide evenly."""
    if chunks <= 0:
        raise RuntimeError(f"chunk expects chunks to be greater than 0, got {chunks}")
    length = input.shape[dim]
    if not is_known(length):
        # As many as asked for: where torch gives fewer, the last ones are empty here.
        return _consecutive(input, [(true_sizes(input)[dim] + (chunks - 1)) // chunks] * chunks, dim)
    if length == 0:
        return _pieces(input, [0] * chunks, dim)
    return _split(input, -(-length // chunks), dim)


@tensor_method("tensor_split")
def tensor_split(
    input: paddle.Tensor,
    indices_or_sections: Any = None,
    dim: int = 0,
    *,
    indices: Any = None,
    sections: Any = None,
    tensor_indices_or_sections: Any = None,
) -> tuple[paddle.Tensor, ...]:
    """``torch.tensor_split``: views; Paddle's copies, and takes no tensor of indices."""
    given = (indices_or_sections, indices, sections, tensor_indices_or_sections)
    indices_or_sections = next(value for value in given if value is not None)
    if paddle.is_tensor(indices_or_sections):
        indices_or_sections = indices_or_sections.tolist()
    length = input.shape[dim]
    if not is_known(length):
        return _tensor_split_unknown(input, indices_or_sections, dim)
    if isinstance(indices_or_sections, (list, tuple)):
        stops = [min(index + length if index < 0 else index, length) for index in map(int, indices_or_sections)]
        whole = (slice(None),) * (dim % input.ndim)
        starts = [0, *stops]
        stops.append(length)
        pieces = [(*whole, slice(start, max(start, stops[index]))) for index, start in enumerate(starts)]
        return tuple(input[piece] for piece in pieces)
    quotient, remainder = divmod(length, int(indices_or_sections))
    return _pieces(input, [quotient + (index < remainder) for index in range(int(indices_or_sections))], dim)


def _tensor_split_unknown(input: paddle.Tensor, indices_or_sections: Any, dim: int) -> tuple[paddle.Tensor, ...]:
    """``tensor_split`` along a size that a static graph does not know."""
    whole = (slice(None),) * (dim % input.ndim)
    if isinstance(indices_or_sections, (list, tuple)):
        ends = [*indices_or_sections, None]
        return tuple([input[whole + (slice(start, stop),)] for start, stop in zip([0, *ends], ends)])
    length, parts = true_sizes(input)[dim], int(indices_or_sections)
    return _consecutive(input, [(length + (parts - 1 - index)) // parts for index in range(parts)], dim)


def _split_points(numbers: tuple[Any, ...]) -> tuple[Any, ...]:
    return (numbers,) if len(numbers) > 1 else numbers


@tensor_method("hsplit")
def hsplit(input: paddle.Tensor, *numbers: Any, **indices_or_sections: Any) -> tuple[paddle.Tensor, ...]:
    """``torch.hsplit``: a tuple of views; the indices may be given one by one, and by any of torch's keywords."""
    return tensor_split(input, *_split_points(numbers), **indices_or_sections, dim=0 if input.ndim == 1 else 1)


@tensor_method("vsplit")
def vsplit(input: paddle.Tensor, *numbers: Any, **indices_or_sections: Any) -> tuple[paddle.Tensor, ...]:
    """``torch.vsplit``: a tuple of views; the indices may be given one by one, and by any of torch's keywords."""
    return tensor_split(input, *_split_points(numbers), **indices_or_sections, dim=0)


@tensor_method("dsplit")
def dsplit(input: paddle.Tensor, *numbers: Any, **indices_or_sections: Any) -> tuple[paddle.Tensor, ...]:
    """``torch.dsplit``: a tuple of views; the indices may be given one by one, and by any of torch's keywords."""
    return tensor_split(input, *_split_points(numbers), **indices_or_sections, dim=2)


@tensor_method("unbind")
def unbind(input: paddle.Tensor, dim: int = 0) -> tuple[paddle.Tensor, ...]:
    """``torch.unbind``: a tuple; Paddle's gives a list."""
    return tuple(paddle.unbind(input, dim))
