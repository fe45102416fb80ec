"""Sparse tensors in coordinate form: made from dense ones, of any dtype."""

from __future__ import annotations

import paddle

from .dispatch import tensor_method


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
