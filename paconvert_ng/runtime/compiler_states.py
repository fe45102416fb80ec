"""What torch's compilers, tracers and transforms ask of each other; under Paddle none of them runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import paddle


def no_transform_is_active() -> bool:
    """torch._C._are_functorch_transforms_active: whether code runs inside torch.func's transforms."""
    return False


def get_tracing_state() -> None:
    """torch._C._get_tracing_state: what torch.jit records code into; there is nothing like it."""


def overload_of_a_method(func: Callable[..., Any]) -> Callable[..., Any]:
    """torch.jit._overload_method and _overload: tell torch.jit of a signature; what follows takes its place."""
    return func


def torch_check(cond: Any, message: Callable[[], Any] | None = None) -> None:
    """torch._check: raises RuntimeError with the message unless the condition holds."""
    if not cond:
        raise RuntimeError("Expected cond to be True, but got False" if message is None else str(message()))


class UnpackedDualTensor(NamedTuple):
    """What torch.autograd.forward_ad.unpack_dual gives."""

    primal: paddle.Tensor
    tangent: paddle.Tensor | None


def unpack_dual(tensor: paddle.Tensor, *, level: Any = None) -> UnpackedDualTensor:
    """torch.autograd.forward_ad.unpack_dual: Paddle differentiates backwards only, so no tensor has a tangent."""
    return UnpackedDualTensor(tensor, None)


def assert_async(input: Any, assert_msg: str = "") -> None:
    """torch._assert_async: raises RuntimeError if the one element is zero. Paddle looks at it at once."""
    if not bool(input != 0):
        raise RuntimeError(assert_msg or "Expected Tensor with single nonzero value, but got zero")


class SymInt:
    """torch.SymInt: a size that a compiler leaves open. There are none in eager code."""


class SymFloat:
    """torch.SymFloat: a number that a compiler leaves open. There are none in eager code."""


class SymBool:
    """torch.SymBool: a truth that a compiler leaves open. There are none in eager code."""


def register_custom_op_symbolic(symbolic_name: str, symbolic_fn: Callable[..., Any], opset_version: int) -> None:
    """torch.onnx.register_custom_op_symbolic: how torch writes an operator to ONNX; Paddle's exporter does not ask."""
