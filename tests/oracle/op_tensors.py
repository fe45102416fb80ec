"""A sample's tensors made anew for one run, in both frameworks: the same values, strides and offset."""

from __future__ import annotations

import numpy as np

from tests.support.frameworks import paddle, torch
from tests.support.tensors import WITHOUT_NUMPY, dtype_name

_SPARSE = (torch.sparse_coo, torch.sparse_csr)


def torch_copy(tensor: torch.Tensor, requires_grad: bool = False, dtype: torch.dtype | None = None) -> torch.Tensor:
    """A leaf with its own memory, laid out as ``tensor``; in another ``dtype`` if one is given."""
    if tensor.layout != torch.strided:
        copy = tensor.detach().clone()
        return (copy if dtype is None else copy.to(dtype)).requires_grad_(requires_grad)
    flat = _memory(tensor)
    flat = flat.clone() if dtype is None else flat.to(dtype)
    return flat.as_strided(tensor.shape, tensor.stride()).detach().requires_grad_(requires_grad)


def paddle_copy(tensor: torch.Tensor, requires_grad: bool = False) -> paddle.Tensor:
    """The same for Paddle."""
    if tensor.layout in _SPARSE:
        copy = _paddle_sparse(tensor.detach())
    elif tensor.layout != torch.strided:
        raise ValueError(f"no Paddle tensor has the layout {tensor.layout}")
    elif tensor.is_contiguous():
        copy = _paddle_array(tensor.detach())
    else:
        copy = paddle.as_strided(_paddle_array(_memory(tensor)), list(tensor.shape), list(tensor.stride())).detach()
    copy.stop_gradient = not requires_grad
    return copy


def _memory(tensor: torch.Tensor) -> torch.Tensor:
    """The part of the memory that ``tensor`` shows, as a vector that begins with its first element."""
    tensor = tensor.detach().resolve_conj().resolve_neg()
    if not tensor.numel():
        return tensor.new_empty(0)
    last = sum((size - 1) * stride for size, stride in zip(tensor.shape, tensor.stride(), strict=True))
    return tensor.as_strided((last + 1,), (1,))


def _paddle_array(tensor: torch.Tensor) -> paddle.Tensor:
    tensor = tensor.resolve_conj().resolve_neg()
    if dtype_name(tensor.dtype) in WITHOUT_NUMPY:
        return paddle.to_tensor(tensor.float().numpy()).astype(dtype_name(tensor.dtype))
    return paddle.to_tensor(np.array(tensor.numpy()))


def _paddle_sparse(tensor: torch.Tensor) -> paddle.Tensor:
    if tensor.layout == torch.sparse_csr:
        parts = (tensor.crow_indices(), tensor.col_indices(), tensor.values())
        rows, columns, values = (_paddle_array(part) for part in parts)
        return paddle.sparse.sparse_csr_tensor(rows, columns, values, list(tensor.shape))
    tensor = tensor.coalesce()
    indices, values = _paddle_array(tensor.indices()), _paddle_array(tensor.values())
    return paddle.sparse.sparse_coo_tensor(indices, values, list(tensor.shape))
