"""Iterators over what a module holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import paddle

from .module_dispatch import module_method


@module_method("parameters")
def module_parameters(module: Any, recurse: bool = True) -> Iterator[Any]:
    """torch.nn.Module.parameters: an iterator, for ``next(m.parameters())``; Paddle's gives a list."""
    for _, parameter in module.named_parameters(recurse=recurse):
        yield parameter


@module_method("buffers")
def module_buffers(module: Any, recurse: bool = True) -> Iterator[paddle.Tensor]:
    """torch.nn.Module.buffers: an iterator; Paddle's gives a list."""
    for _, buffer in module.named_buffers(recurse=recurse):
        yield buffer


@module_method("get_parameter")
def module_get_parameter(module: Any, target: str) -> Any:
    """torch.nn.Module.get_parameter; Paddle's also returns a tensor that is no parameter."""
    path, _, name = target.rpartition(".")
    owner = module.get_sublayer(path)
    if not hasattr(owner, name):
        raise AttributeError(f"{type(owner).__name__} has no attribute `{name}`")
    parameter = getattr(owner, name)
    if not isinstance(parameter, paddle.nn.Parameter):
        raise AttributeError(f"`{name}` is not an nn.Parameter")
    return parameter


@module_method("add_module")
def module_add_module(module: Any, name: str, child: Any) -> None:
    """torch.nn.Module.add_module (register_module), which refuses what Paddle's takes: a name that is taken, empty
    or dotted, and a child that is no module."""
    if not isinstance(child, paddle.nn.Layer) and child is not None:
        raise TypeError(f"{type(child).__name__} is not a Module subclass")
    if not isinstance(name, str):
        raise TypeError(f"module name should be a string. Got {type(name).__name__}")
    if hasattr(module, name) and name not in module._sub_layers:
        raise KeyError(f"attribute '{name}' already exists")
    if "." in name or not name:
        raise KeyError(f'module name can\'t be empty string "" or contain ".", got: {name}')
    module.add_sublayer(name, child)
