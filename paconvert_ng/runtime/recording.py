"""Whether a gradient is recorded: several of Paddle's fused kernels serve only where none is."""

from __future__ import annotations

from typing import Any

import paddle


def gradient_recorded(*operands: Any) -> bool:
    """Whether an operation on ``operands`` (tensors, and others that do not count) is recorded for a backward pass.

    A static graph is taken to be.
    """
    if not paddle.in_dynamic_mode():
        return True
    if not paddle.is_grad_enabled():
        return False
    return any(isinstance(operand, paddle.Tensor) and not operand.stop_gradient for operand in operands)


#: Operations whose backward pass reads their result in Paddle, and only their operands in torch.
_KEEP_THEIR_RESULT = frozenset(
    f"{name}GradNode" for name in ("GroupNorm", "Divide", "Pool2d", "Pool3d", "Elu", "Selu", "Silu", "Relu6", "Max")
)


def kept_for_backward(tensor: paddle.Tensor) -> bool:
    """Whether Paddle's backward pass needs the values of a tensor that torch's would let the program overwrite."""
    if not gradient_recorded(tensor) or not paddle.in_dynamic_mode():
        return False
    producer = tensor.grad_fn
    return producer is not None and producer.name() in _KEEP_THEIR_RESULT


def rebound(tensor: paddle.Tensor, value: paddle.Tensor) -> paddle.Tensor:
    """``tensor`` itself, which is ``value`` from here on; what the backward pass kept of it stays as it was.

    A view that was made of it before keeps the values from before.
    """
    tensor.reconstruct_from_(value)
    return tensor
