"""torch.layout, and the layout of a tensor. Paddle's ``layout`` is another thing (NCHW)."""

from __future__ import annotations

import enum
from typing import Any

import paddle


class Layout(enum.Enum):
    """torch.layout. Paddle's tensors are dense, or sparse in coordinates or by rows."""

    strided = "strided"
    sparse_coo = "sparse_coo"
    sparse_csr = "sparse_csr"
    sparse_csc = "sparse_csc"
    sparse_bsr = "sparse_bsr"
    sparse_bsc = "sparse_bsc"
    jagged = "jagged"

    def __repr__(self) -> str:
        return f"torch.{self.value}"

    __str__ = __repr__


def tensor_layout(self: Any) -> Any:
    """Tensor.layout. Other objects answer for themselves."""
    if not isinstance(self, paddle.Tensor):
        return self.layout
    if self.is_sparse_coo():
        return Layout.sparse_coo
    return Layout.sparse_csr if self.is_sparse_csr() else Layout.strided
