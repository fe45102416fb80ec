"""torch.library.custom_op: an operator made of a Python function, with kernels by device and a gradient of its own.

Only what changes a result is kept: shape functions (``register_fake``) and batching rules serve torch's compiler and
vmap, which converted code does not have.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import paddle

from .autograd_function import Function
from .jit import unchanged

# The operators that the program has made, by name: ``mylib::scaled``.
CUSTOM_OPS: dict[str, Any] = {}


class CustomOpDef:
    """What ``custom_op`` makes of a function: called like it."""

    def __init__(self, name: str, fn: Callable[..., Any], mutates_args: Any, device_types: Any) -> None:
        self._namespace, _, self._name = name.partition("::")
        self._signature = inspect.signature(fn)
        self._mutates = bool(mutates_args)
        self._kernels: dict[str, Callable[..., Any]] = dict.fromkeys(_listed_devices(device_types), fn)
        self._backward: Callable[..., Any] | None = None
        self._setup_context: Callable[..., Any] | None = None
        self.__name__ = self._name
        self.__doc__ = fn.__doc__
        CUSTOM_OPS[name] = self

    def __repr__(self) -> str:
        return f"<CustomOpDef({self._namespace}::{self._name})>"

    def register_kernel(self, device_types: Any, fn: Callable[..., Any] | None = None, /) -> Any:
        """Another function for ``cpu`` or ``cuda``; as a decorator without ``fn``."""

        def register(function: Callable[..., Any]) -> Callable[..., Any]:
            self._kernels.update(dict.fromkeys(_listed_devices(device_types), function))
            return function

        return register if fn is None else register(fn)

    def register_fake(self, fn: Callable[..., Any], /, *, allow_override: bool = True) -> Callable[..., Any]:
        """The shapes of the results, which only torch's compiler asks for."""
        return fn

    def register_vmap(self, func: Callable[..., Any] | None = None) -> Any:
        """How to batch it; here vmap calls it for each slice."""
        return unchanged if func is None else func

    def register_autograd(
        self, backward: Callable[..., Any], /, *, setup_context: Callable[..., Any] | None = None
    ) -> None:
        """The gradient: ``backward(ctx, *gradients)`` gives one for each input; ``setup_context`` saves for it."""
        self._backward, self._setup_context = backward, setup_context

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        bound = self._signature.bind(*args, **kwargs)
        bound.apply_defaults()
        positional, keywords = bound.args, bound.kwargs
        tensors = [value for value in (*positional, *keywords.values()) if paddle.is_tensor(value)]
        kernel = self._kernel_for(tensors)
        if self._mutates or not paddle.is_grad_enabled() or all(tensor.stop_gradient for tensor in tensors):
            with paddle.no_grad():
                return kernel(*positional, **keywords)
        return self._recorded(kernel, positional, keywords)

    def _kernel_for(self, tensors: list[paddle.Tensor]) -> Callable[..., Any]:
        device = "cuda" if any(tensor.place.is_gpu_place() for tensor in tensors) else "cpu"
        kernel = self._kernels.get(device) or self._kernels.get("")
        if kernel is None:
            raise NotImplementedError(f"{self!r} has no kernel for {device}")
        return kernel

    def _recorded(self, kernel: Callable[..., Any], positional: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        """The result as a node of the graph with the gradient registered."""
        backward, setup = self._backward, self._setup_context
        name = f"{self._namespace}::{self._name}"

        class Node(Function):
            @staticmethod
            def forward(*inputs: Any) -> Any:
                return kernel(*inputs, **keywords)

            @staticmethod
            def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> None:
                if setup is not None and keywords:
                    setup(ctx=ctx, inputs=inputs, keyword_only_inputs=keywords, output=output)
                elif setup is not None:
                    setup(ctx=ctx, inputs=inputs, output=output)

            @staticmethod
            def backward(ctx: Any, *gradients: Any) -> Any:
                if backward is None:
                    raise RuntimeError(f"Trying to backward through {name} but no autograd formula was registered.")
                return backward(ctx, *gradients)

        return Node.apply(*positional)


def _listed_devices(device_types: Any) -> list[str]:
    """``""`` stands for every kind of device."""
    if device_types is None:
        return [""]
    return [device_types] if isinstance(device_types, str) else list(device_types)


def custom_op(
    name: str,
    fn: Callable[..., Any] | None = None,
    /,
    *,
    mutates_args: Any,
    device_types: Any = None,
    schema: str | None = None,
    tags: Any = None,
) -> Any:
    """torch.library.custom_op, as a call and as a decorator. The operator is called itself, not through torch.ops."""

    def make(function: Callable[..., Any]) -> CustomOpDef:
        return CustomOpDef(name, function, mutates_args, device_types)

    return make if fn is None else make(fn)


def _custom_op_of(op: Any) -> CustomOpDef:
    """The operator, or the one of this name. Raises RuntimeError for a name that the program has not given."""
    found = CUSTOM_OPS.get(op) if isinstance(op, str) else op
    if not isinstance(found, CustomOpDef):
        raise RuntimeError(f"operator {op} does not exist: it was not made by torch.library.custom_op")
    return found


def register_kernel(op: Any, device_types: Any, func: Callable[..., Any] | None = None, /, *, lib: Any = None) -> Any:
    """torch.library.register_kernel."""
    return _custom_op_of(op).register_kernel(device_types, func)


def register_fake(
    op: Any,
    func: Callable[..., Any] | None = None,
    /,
    *,
    lib: Any = None,
    _stacklevel: int = 1,
    allow_override: bool = True,
) -> Any:
    """torch.library.register_fake: nothing asks for it here, also of operators that are not written in Python."""
    return unchanged if func is None else func


def register_autograd(
    op: Any, backward: Callable[..., Any], /, *, setup_context: Callable[..., Any] | None = None, lib: Any = None
) -> None:
    """torch.library.register_autograd."""
    _custom_op_of(op).register_autograd(backward, setup_context=setup_context)


def register_vmap(op: Any, func: Callable[..., Any] | None = None, /, *, lib: Any = None) -> Any:
    """torch.library.register_vmap: vmap calls the operator for each slice here."""
    return _custom_op_of(op).register_vmap(func)
