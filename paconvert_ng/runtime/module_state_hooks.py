"""Hooks that run when a module's state dict is made or loaded; Paddle has none of torch's."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from .module_dispatch import module_method


class RemovableHandle:
    """torch.utils.hooks.RemovableHandle: takes a hook out again by ``remove()`` or at the end of a ``with``."""

    def __init__(self, hooks_dict: dict[int, Any], *, extra_dict: Any = None) -> None:
        self.tables = [hooks_dict]
        if extra_dict is not None:
            self.tables.extend(extra_dict if isinstance(extra_dict, list) else [extra_dict])
        self.id = max(hooks_dict, default=-1) + 1

    def remove(self) -> None:
        """Take the hook out; nothing if it is out already."""
        for table in self.tables:
            table.pop(self.id, None)

    def __enter__(self) -> RemovableHandle:
        return self

    def __exit__(self, *exception: object) -> None:
        self.remove()


def state_hooks(module: Any, event: str) -> list[Callable[..., Any]]:
    """The hooks of ``module`` for ``"save_pre"``, ``"save_post"``, ``"load_pre"`` or ``"load_post"``, in order."""
    return list(module.__dict__.get("_state_hooks", {}).get(event, {}).values())


def add_state_hook(module: Any, event: str, hook: Callable[..., Any]) -> RemovableHandle:
    """Add a hook for an event of ``state_hooks``."""
    hooks = module.__dict__.setdefault("_state_hooks", {}).setdefault(event, {})
    handle = RemovableHandle(hooks)
    hooks[handle.id] = hook
    return handle


@module_method("register_state_dict_pre_hook")
def module_register_state_dict_pre_hook(module: Any, hook: Callable[..., Any]) -> RemovableHandle:
    """torch.nn.Module.register_state_dict_pre_hook: ``hook(module, prefix, keep_vars)`` before saving."""
    return add_state_hook(module, "save_pre", hook)


@module_method("register_state_dict_post_hook")
def module_register_state_dict_post_hook(module: Any, hook: Callable[..., Any]) -> RemovableHandle:
    """torch.nn.Module.register_state_dict_post_hook: ``hook(module, state_dict, prefix, local_metadata)`` → None."""

    def checked(*args: Any) -> None:
        if hook(*args) is not None:
            raise RuntimeError("state_dict post-hook must return None")

    return add_state_hook(module, "save_post", checked)


@module_method("_register_state_dict_hook")
def module_register_state_dict_hook(module: Any, hook: Callable[..., Any]) -> RemovableHandle:
    """torch.nn.Module._register_state_dict_hook: as the post hook, but may return another state dict."""
    return add_state_hook(module, "save_post", hook)


@module_method("_register_load_state_dict_pre_hook")
def module_register_load_state_dict_pre_hook_unbound(
    module: Any, hook: Callable[..., Any], with_module: bool = False
) -> RemovableHandle:
    """torch.nn.Module._register_load_state_dict_pre_hook: ``hook(state_dict, prefix, local_metadata, strict,
    missing_keys, unexpected_keys, error_msgs)``, with the module before these if ``with_module``."""
    return add_state_hook(module, "load_pre", functools.partial(hook, module) if with_module else hook)


@module_method("register_load_state_dict_pre_hook")
def module_register_load_state_dict_pre_hook(module: Any, hook: Callable[..., Any]) -> RemovableHandle:
    """torch.nn.Module.register_load_state_dict_pre_hook: the same, with the module as first argument."""
    return add_state_hook(module, "load_pre", functools.partial(hook, module))


@module_method("register_load_state_dict_post_hook")
def module_register_load_state_dict_post_hook(module: Any, hook: Callable[..., Any]) -> RemovableHandle:
    """torch.nn.Module.register_load_state_dict_post_hook: ``hook(module, incompatible_keys)`` after loading."""
    return add_state_hook(module, "load_post", hook)
