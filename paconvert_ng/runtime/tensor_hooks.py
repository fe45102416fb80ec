"""Hooks of tensors that Paddle has under no public name."""

from __future__ import annotations

import functools
import weakref
from collections.abc import Callable
from typing import Any

import paddle

from .dispatch import tensor_method
from .module_state_hooks import RemovableHandle

#: The hooks of each leaf, by its id; Paddle's own cannot be taken out again, so one of them calls these.
_HOOKS: dict[int, dict[int, Callable[..., Any]]] = {}


@tensor_method("register_post_accumulate_grad_hook")
def register_post_accumulate_grad_hook(self: paddle.Tensor, hook: Callable[[paddle.Tensor], Any]) -> RemovableHandle:
    """``Tensor.register_post_accumulate_grad_hook``: ``hook(tensor)`` once ``tensor.grad`` holds the new gradient."""
    if self.stop_gradient:
        raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
    if not self.is_leaf:
        raise RuntimeError("post accumulate grad hooks cannot be registered on non-leaf tensors")
    if id(self) not in _HOOKS:
        hooks = _HOOKS[id(self)] = {}
        weakref.finalize(self, _HOOKS.pop, id(self), None)
        self._register_backward_hook(functools.partial(_call_hooks, weakref.ref(self), hooks))
    hooks = _HOOKS[id(self)]
    handle = RemovableHandle(hooks)
    hooks[handle.id] = hook
    return handle


def _call_hooks(reference: Callable[[], Any], hooks: dict[int, Callable[..., Any]]) -> None:
    tensor = reference()
    for hook in list(hooks.values()):
        hook(tensor)
