"""Methods that Paddle's own serve where they are called, as values: ``functools.partial(view_method, x)``."""

from __future__ import annotations

from typing import Any

import numpy as np
import paddle

from .dispatch import tensor_method
from .static_graph import true_sizes


@tensor_method("view")
def view_method(self: paddle.Tensor, *shape: Any, size: Any = None, dtype: Any = None) -> paddle.Tensor:
    """torch.Tensor.view: Paddle's fails on 0-d and on empty tensors; its reshape gives a view where it can."""
    if dtype is not None or (len(shape) == 1 and isinstance(shape[0], paddle.dtype)):
        return self.view(shape[0] if dtype is None else dtype)
    return reshape_method(self, *shape, shape=size)


@tensor_method("reshape")
def reshape_method(self: paddle.Tensor, *sizes: Any, shape: Any = None) -> paddle.Tensor:
    """torch.Tensor.reshape: the same in Paddle, but it has to be called on a tensor, and takes no numpy numbers."""
    if shape is None:
        shape = sizes[0] if len(sizes) == 1 and isinstance(sizes[0], (list, tuple, np.ndarray)) else sizes
    return self.reshape([int(size) if isinstance(size, np.integer) else size for size in shape])


@tensor_method("expand")
def expand_method(self: paddle.Tensor, *sizes: Any, size: Any = None, implicit: bool = False) -> paddle.Tensor:
    """torch.Tensor.expand; ``implicit`` has no effect on the result."""
    return self.expand(*sizes) if size is None else self.expand(size)


@tensor_method("size")
def size_method(self: paddle.Tensor, dim: int | None = None) -> Any:
    """torch.Tensor.size: an attribute of Paddle's tensors that is also called."""
    return true_sizes(self) if dim is None else true_sizes(self)[dim]


@tensor_method("repeat")
def repeat_method(self: paddle.Tensor, *sizes: Any, repeats: Any = None) -> paddle.Tensor:
    """torch.Tensor.repeat: in a static graph Paddle's takes one list."""
    if repeats is None:
        repeats = sizes[0] if len(sizes) == 1 and isinstance(sizes[0], (list, tuple)) else sizes
    return self.repeat(list(repeats))


@tensor_method("unflatten")
def unflatten_method(self: paddle.Tensor, dim: int, sizes: Any) -> paddle.Tensor:
    """torch.Tensor.unflatten: Paddle's needs all sizes, which a static graph does not know."""
    own, axis = list(true_sizes(self)), dim % self.ndim
    return self.reshape([*own[:axis], *sizes, *own[axis + 1 :]])
