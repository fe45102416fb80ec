"""Backward hooks of torch.nn.Module, which Paddle's layers do not have."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import paddle

from .module_dispatch import module_method
from .module_state_hooks import RemovableHandle


@module_method("register_full_backward_hook")
def module_register_full_backward_hook(module: Any, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
    """torch.nn.Module.register_full_backward_hook: ``hook(module, grad_input, grad_output)`` in backward.

    It may return a tuple of gradients that replaces ``grad_input``. Only positional tensors that require grad
    have a gradient, others are None, as in torch.
    """
    return _add_backward_hook(module, "full", hook, prepend)


@module_method("register_full_backward_pre_hook")
def module_register_full_backward_pre_hook(
    module: Any, hook: Callable[..., Any], prepend: bool = False
) -> RemovableHandle:
    """torch.nn.Module.register_full_backward_pre_hook: ``hook(module, grad_output)`` before the module's backward."""
    return _add_backward_hook(module, "pre", hook, prepend)


def _add_backward_hook(module: Any, kind: str, hook: Callable[..., Any], prepend: bool) -> RemovableHandle:
    tables = module.__dict__.get("_backward_hook_tables")
    if tables is None:
        tables = module.__dict__["_backward_hook_tables"] = {"full": {}, "pre": {}, "calls": []}
        module.register_forward_pre_hook(_tap_inputs)
        module.register_forward_post_hook(_tap_outputs)
    hooks = tables[kind]
    handle = RemovableHandle(hooks)
    earlier = dict(hooks) if prepend else {}
    if prepend:
        hooks.clear()
    hooks[handle.id] = hook
    hooks.update(earlier)
    return handle


def _tap_inputs(module: Any, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
    """Forward pre-hook: lets the gradients of the inputs pass through the hooks of this call."""
    tables = module.__dict__["_backward_hook_tables"]
    call = _BackwardCall(module, tables, inputs)
    tables["calls"].append(call)
    return call.tap(inputs, call.on_input_gradients)


def _tap_outputs(module: Any, inputs: tuple[Any, ...], outputs: Any) -> Any:
    """Forward post-hook: notes the gradients of the outputs."""
    call = module.__dict__["_backward_hook_tables"]["calls"].pop()
    if isinstance(outputs, tuple):
        return call.tap(outputs, call.on_output_gradients)
    return call.tap((outputs,), call.on_output_gradients)[0]


class _BackwardCall:
    """One forward call of a module with backward hooks; joins its output gradients to its input gradients."""

    def __init__(self, module: Any, tables: dict[str, Any], inputs: tuple[Any, ...]) -> None:
        self.module = module
        self.full = dict(tables["full"])
        self.pre = dict(tables["pre"])
        self.input_count = len(inputs)
        self.inputs_need_gradient = paddle.is_grad_enabled() and any(map(_needs_gradient, inputs))
        self.grad_outputs: tuple[Any, ...] | None = None

    def tap(self, values: tuple[Any, ...], on_gradients: Callable[..., Any]) -> tuple[Any, ...]:
        """``values`` with every tensor that needs a gradient led through ``on_gradients`` in backward."""
        indices = [index for index, value in enumerate(values) if _needs_gradient(value)]
        if not indices or not (self.full or self.pre) or not paddle.is_grad_enabled():
            return values
        listener = functools.partial(on_gradients, indices, len(values))
        tapped = _GradientTap.apply(listener, *(values[index] for index in indices))
        result = list(values)
        for index, tensor in zip(indices, tapped if isinstance(tapped, (tuple, list)) else (tapped,), strict=True):
            result[index] = tensor
        return tuple(result)

    def on_output_gradients(self, indices: list[int], count: int, gradients: tuple[Any, ...]) -> tuple[Any, ...]:
        grad_outputs = _spread(indices, count, gradients)
        for hook in self.pre.values():
            replaced = hook(self.module, grad_outputs)
            if replaced is not None:
                replaced = replaced if isinstance(replaced, tuple) else (replaced,)
                if len(replaced) != len(grad_outputs):
                    raise RuntimeError(
                        f"Backward pre hook returned an invalid number of grad_output, got {len(replaced)}, "
                        f"but expected {len(grad_outputs)}"
                    )
                grad_outputs = replaced
        if self.inputs_need_gradient:
            self.grad_outputs = grad_outputs
        else:
            for hook in self.full.values():
                hook(self.module, (None,) * self.input_count, grad_outputs)
        return tuple(grad_outputs[index] for index in indices)

    def on_input_gradients(self, indices: list[int], count: int, gradients: tuple[Any, ...]) -> tuple[Any, ...]:
        if self.grad_outputs is None:
            return gradients
        grad_inputs = _spread(indices, count, gradients)
        for hook in self.full.values():
            replaced = hook(self.module, grad_inputs, self.grad_outputs)
            if replaced is not None:
                replaced = replaced if isinstance(replaced, tuple) else (replaced,)
                if len(replaced) != len(grad_inputs):
                    raise RuntimeError(
                        f"Backward hook returned an invalid number of grad_input, got {len(replaced)}, "
                        f"but expected {len(grad_inputs)}"
                    )
                grad_inputs = replaced
        self.grad_outputs = None
        return tuple(grad_inputs[index] for index in indices)


class _GradientTap(paddle.autograd.PyLayer):
    """The identity on any number of tensors, whose gradients pass through a listener."""

    @staticmethod
    def forward(ctx: Any, listener: Callable[..., Any], *tensors: paddle.Tensor) -> tuple[paddle.Tensor, ...]:
        ctx.listener = listener
        return tuple(tensor.clone() for tensor in tensors)  # an output in an input's memory would count as in-place

    @staticmethod
    def backward(ctx: Any, *gradients: paddle.Tensor) -> tuple[Any, ...]:
        return ctx.listener(gradients)


def _needs_gradient(value: Any) -> bool:
    return isinstance(value, paddle.Tensor) and not value.stop_gradient


def _spread(indices: list[int], count: int, values: tuple[Any, ...]) -> tuple[Any, ...]:
    """A tuple of ``count`` entries with ``values`` at ``indices`` and None elsewhere."""
    result: list[Any] = [None] * count
    for index, value in zip(indices, values, strict=True):
        result[index] = value
    return tuple(result)
