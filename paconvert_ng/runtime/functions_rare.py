"""Functions of torch's own namespace for control flow, files and memory of other libraries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import paddle

from .creation import made


def torch_cond(pred: Any, true_fn: Callable[..., Any], false_fn: Callable[..., Any], operands: Any = ()) -> Any:
    """torch.cond: one of two functions, called with the operands. (Paddle's ``static.nn.cond`` is for its graphs.)"""
    return true_fn(*operands) if bool(pred) else false_fn(*operands)


def torch_while_loop(cond_fn: Callable[..., Any], body_fn: Callable[..., Any], carried_inputs: Any) -> Any:
    """torch.while_loop: the body's results go into its next call, as long as the condition holds."""
    values = tuple(carried_inputs)
    while bool(cond_fn(*values)):
        results = body_fn(*values)
        values = tuple(results) if isinstance(results, (tuple, list)) else (results,)
    return values


def torch_from_file(
    filename: str,
    shared: bool | None = None,
    size: int = 0,
    *,
    dtype: Any = None,
    layout: None = None,
    device: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> paddle.Tensor:
    """torch.from_file: the first ``size`` numbers of a binary file, in memory of their own."""
    if shared:
        raise NotImplementedError("Paddle maps no file into a tensor's memory: from_file(shared=True)")
    name = "float32" if dtype is None else str(dtype).rpartition(".")[2]
    return made(paddle.to_tensor(np.fromfile(filename, dtype=name, count=size)), None, device, requires_grad, None)


def torch_from_dlpack(ext_tensor: Any, *, device: Any = None, copy: bool | None = None) -> paddle.Tensor:
    """torch.from_dlpack, for what has ``__dlpack__`` (numpy arrays, tensors) and for capsules."""
    if isinstance(ext_tensor, paddle.Tensor):
        result = ext_tensor.detach()
    elif isinstance(ext_tensor, np.ndarray):
        result = paddle.to_tensor(ext_tensor) if copy else paddle.utils.dlpack.from_dlpack(ext_tensor)
    else:
        result = paddle.utils.dlpack.from_dlpack(ext_tensor)
    if device is not None:
        result = result.to(device)
    return result.clone() if copy else result


def torch_sym_max(a: Any, b: Any) -> Any:
    """torch.sym_max: the larger number, a float if either is."""
    larger = max(a, b)
    return float(larger) if isinstance(a, float) or isinstance(b, float) else larger


def torch_sym_min(a: Any, b: Any) -> Any:
    """torch.sym_min: the smaller number, a float if either is."""
    smaller = min(a, b)
    return float(smaller) if isinstance(a, float) or isinstance(b, float) else smaller
