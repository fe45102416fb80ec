"""torch.layout, and the layout of a tensor. Paddle's ``layout`` is another thing (NCHW)."""

from __future__ import annotations

import enum
from typing import Any

import paddle

from .dispatch import tensor_method


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


#: Dimensions from the one whose steps are smallest, by the name of a memory format.
_CHANNELS_LAST = {"channels_last": (1, 3, 2, 0), "channels_last_3d": (1, 4, 3, 2, 0)}


@tensor_method("is_contiguous")
def tensor_is_contiguous(self: Any, memory_format: Any = None) -> bool:
    """Tensor.is_contiguous(memory_format): as the tensor lies in memory. Paddle's takes no format."""
    order = _CHANNELS_LAST.get(getattr(memory_format, "name", ""))
    if order is None:
        return bool(self.is_contiguous())
    if self.ndim != len(order):
        return False
    shape, strides, expected = self.shape, self.strides, 1
    for dim in order:
        if shape[dim] != 1:
            if strides[dim] != expected:
                return False
            expected *= shape[dim]
    return True
