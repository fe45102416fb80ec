"""Sparse tensors in coordinate form: made from dense ones, of any dtype."""

from __future__ import annotations

import paddle

from .dispatch import tensor_method
from .promotion import to_out


@tensor_method("to_sparse")
def to_sparse(self: paddle.Tensor, sparse_dim: int | None = None) -> paddle.Tensor:
    """torch.Tensor.to_sparse: ``self`` as a COO tensor; Paddle's own takes the number of dimensions, and no bools.

    ``sparse_dim`` counts the leading dimensions that become sparse (all of them if None). Its ``indices()`` are
    int64 [sparse_dim, number of elements that are not zero], in row-major order.
    """
    dims = self.ndim if sparse_dim is None else sparse_dim
    if self.dtype == paddle.bool:
        return paddle.sparse.cast(self.astype("int32").to_sparse_coo(dims), value_dtype="bool")
    return self.to_sparse_coo(dims)


def convert_indices_from_coo_to_csr(
    input: paddle.Tensor, size: int, *, out_int32: bool = False, out: paddle.Tensor | None = None
) -> paddle.Tensor:
    """torch._convert_indices_from_coo_to_csr: sorted row numbers [n] → where each of the rows begins, [size + 1]."""
    bounds = paddle.arange(size + 1, dtype=input.dtype)
    return to_out(paddle.searchsorted(input, bounds, out_int32=out_int32), out)


def convert_indices_from_csr_to_coo(
    crow_indices: paddle.Tensor,
    col_indices: paddle.Tensor,
    *,
    out_int32: bool = False,
    transpose: bool = False,
    out: paddle.Tensor | None = None,
) -> paddle.Tensor:
    """torch._convert_indices_from_csr_to_coo: where each row begins → the row and column of each element, [2, n]."""
    dtype = paddle.int32 if out_int32 else paddle.int64
    rows = paddle.repeat_interleave(paddle.arange(crow_indices.shape[0] - 1), crow_indices.diff())
    pair = [rows.astype(dtype), col_indices.astype(dtype)]
    return to_out(paddle.stack(pair[::-1] if transpose else pair), out)
