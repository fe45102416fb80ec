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
