"""torch.nn.utils: gradient clipping, and parameters as one vector."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import paddle

from .module_state_dict import overwrite


def clip_grad_norm_(
    parameters: Any,
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> paddle.Tensor:
    """torch.nn.utils.clip_grad_norm_: scale the gradients together, return their norm before as a 0-d tensor.

    Paddle's clips nothing if it is given an iterator, and knows the norms 0, 1, 2 and inf only.
    """
    listed = _as_list(parameters)
    total = get_total_norm([p.grad for p in listed if p.grad is not None], norm_type, error_if_nonfinite)
    clip_grads_with_norm_(listed, max_norm, total)
    return total


def get_total_norm(
    tensors: Any, norm_type: float = 2.0, error_if_nonfinite: bool = False, foreach: bool | None = None
) -> paddle.Tensor:
    """torch.nn.utils.get_total_norm: the norm of all tensors as one vector."""
    norm_type = float(norm_type)
    with paddle.no_grad():
        norms = [_norm(tensor.detach().flatten(), norm_type) for tensor in _as_list(tensors)]
        total = _norm(paddle.stack(norms), norm_type) if norms else paddle.to_tensor(0.0)
    if error_if_nonfinite and not math.isfinite(float(total)):
        raise RuntimeError(
            f"The total norm of order {norm_type} for gradients from `parameters` is non-finite, so it cannot be "
            "clipped. To disable this error and scale the gradients by the non-finite norm anyway, set "
            "`error_if_nonfinite=False`"
        )
    return total


def clip_grads_with_norm_(
    parameters: Any, max_norm: float, total_norm: paddle.Tensor, foreach: bool | None = None
) -> None:
    """torch.nn.utils.clip_grads_with_norm_: scale the gradients by max_norm / total_norm if that is below 1."""
    with paddle.no_grad():
        scale = (float(max_norm) / (total_norm + 1e-6)).clip(max=1.0)
        for parameter in _as_list(parameters):
            if parameter.grad is not None:
                gradient = parameter.grad.detach()
                gradient.multiply_(scale.astype(gradient.dtype))


def clip_grad_value_(parameters: Any, clip_value: float, foreach: bool | None = None) -> None:
    """torch.nn.utils.clip_grad_value_: cut every gradient to ±clip_value."""
    bound = float(clip_value)
    with paddle.no_grad():
        for parameter in _as_list(parameters):
            if parameter.grad is not None:
                parameter.grad.detach().clip_(-bound, bound)


def parameters_to_vector(parameters: Iterable[Any]) -> paddle.Tensor:
    """torch.nn.utils.parameters_to_vector: all parameters, flattened, one after the other."""
    return paddle.concat([parameter.flatten() for parameter in parameters])


def vector_to_parameters(vec: paddle.Tensor, parameters: Iterable[Any]) -> None:
    """torch.nn.utils.vector_to_parameters: the values of a vector into the parameters."""
    if not isinstance(vec, paddle.Tensor):
        raise TypeError(f"expected torch.Tensor, but got: {type(vec).__name__}")
    start = 0
    for parameter in parameters:
        overwrite(parameter, vec[start : start + parameter.size].reshape(parameter.shape))
        start += parameter.size


def _as_list(tensors: Any) -> list[Any]:
    return [tensors] if isinstance(tensors, paddle.Tensor) else list(tensors)


def _norm(vector: paddle.Tensor, order: float) -> paddle.Tensor:
    """The p-norm of a 1-D tensor."""
    if order == 2.0:
        return paddle.sqrt((vector * vector).sum())
    size = vector.abs()
    if math.isinf(order):
        return size.max() if order > 0 else size.min()
    if order == 0.0:
        return (vector != 0).astype(vector.dtype).sum()
    return size.sum() if order == 1.0 else (size**order).sum() ** (1.0 / order)
