"""Iterators over what a module holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import paddle

from .module_attributes import is_plain_attribute
from .module_dispatch import module_method


@module_method("parameters")
def module_parameters(module: Any, recurse: bool = True) -> Iterator[Any]:
    """torch.nn.Module.parameters: an iterator, for ``next(m.parameters())``; Paddle's gives a list."""
    for _, parameter in module.named_parameters(recurse=recurse):
        yield parameter


@module_method("buffers")
def module_buffers(module: Any, recurse: bool = True) -> Iterator[paddle.Tensor]:
    """torch.nn.Module.buffers: an iterator; Paddle's gives a list, and all tensors that are attributes in it."""
    seen = set()
    for layer in module.sublayers(include_self=True) if recurse else [module]:
        for name, buffer in layer._buffers.items():
            if buffer is not None and id(buffer) not in seen and not is_plain_attribute(layer, name):
                seen.add(id(buffer))
                yield buffer


def layer_number(index: Any) -> Any:
    """An index of a list of layers: a tensor of one element is a number there, in torch; Paddle looks for its text."""
    return int(index.item()) if isinstance(index, paddle.Tensor) else index


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


@module_method("modules")
def module_modules(module: Any, remove_duplicate: bool = True) -> Iterator[Any]:
    """torch.nn.Module.modules, which may give a module as often as it occurs; Paddle's takes no argument."""
    for _, found in module.named_modules(remove_duplicate=remove_duplicate):
        yield found
