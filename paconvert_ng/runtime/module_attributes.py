"""Which tensors of a layer are plain attributes to torch: Paddle makes a buffer of every tensor that is assigned."""

from __future__ import annotations

import dis
import functools
import inspect
import types
from collections.abc import Iterator
from typing import Any

import paddle


def is_plain_attribute(module: Any, name: str) -> bool:
    """Whether a tensor in ``module._buffers`` got there by ``self.name = tensor``, and not by ``register_buffer``.

    Both are buffers that are not saved to Paddle. What tells them apart is the text of the class: it assigns the
    attribute, and nowhere names it where it registers buffers.
    """
    if name not in module._non_persistable_buffer_names_set:
        return False
    cls: Any = type(module)
    assigned, registered = _names_in_class(cls)
    return name in assigned and name not in registered


@functools.cache
def _names_in_class(cls: Any) -> tuple[frozenset[str], frozenset[str]]:
    """Attributes that the methods of a class and its bases assign, and strings where they register buffers."""
    assigned: set[str] = set()
    registered: set[str] = set()
    for base in cls.__mro__:
        if issubclass(base, paddle.nn.Layer) and base is not paddle.nn.Layer:
            for member in vars(base).values():
                function = getattr(member, "fget", getattr(member, "__func__", member))
                for code in _codes(getattr(inspect.unwrap(function), "__code__", None)):
                    assigned.update(step.argval for step in dis.get_instructions(code) if step.opname == "STORE_ATTR")
                    if "register_buffer" in code.co_names:
                        registered.update(constant for constant in code.co_consts if isinstance(constant, str))
    return frozenset(assigned), frozenset(registered)


def _codes(code: Any) -> Iterator[types.CodeType]:
    """A function's code and that of the functions in it."""
    if isinstance(code, types.CodeType):
        yield code
        for constant in code.co_consts:
            yield from _codes(constant)


def set_over_class(module: Any, name: str, value: Any) -> None:
    """``module.name = value`` where the class has an attribute of this name (``mask = None`` in its body).

    Torch keeps a tensor that is neither a parameter nor a registered buffer with the object's other attributes.
    Paddle's Layer makes a buffer of it, and what the class has is found first: the tensor would not be seen.
    """
    plain = paddle.is_tensor(value) and not isinstance(value, paddle.base.framework.EagerParamBase)
    if plain and name not in module._buffers:
        module.__dict__[name] = value
    else:
        setattr(module, name, value)


class over_class:
    """``over_class(module).name`` as a target: what is assigned to it is set as ``set_over_class`` does."""

    def __init__(self, module: Any) -> None:
        object.__setattr__(self, "_module", module)

    def __setattr__(self, name: str, value: Any) -> None:
        set_over_class(self._module, name, value)


_TORCH_NAMES = {"Layer": "Module", "LayerDict": "ModuleDict", "LayerList": "ModuleList", "Swish": "SiLU"}


def class_name(cls: type) -> str:
    """``type(module).__name__``: what torch calls a layer's class, where that is one of Paddle's own."""
    name = cls.__name__
    if not cls.__module__.startswith("paddle.nn."):
        return name
    return _TORCH_NAMES.get(name, f"{name[:-1]}d" if name[-2:] in ("1D", "2D", "3D") else name)
