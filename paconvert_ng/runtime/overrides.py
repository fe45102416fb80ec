"""torch.overrides: classes of the program that take over functions by ``__torch_function__``.

Converted functions do not ask their arguments; what a program asks and calls itself works as in torch.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

import paddle


def _overrides(value: Any) -> bool:
    return getattr(type(value), "__torch_function__", None) is not None


def has_torch_function(args: Iterable[Any]) -> bool:
    """torch.overrides.has_torch_function: whether an argument's class defines ``__torch_function__``."""
    return any(_overrides(value) for value in args)


def has_torch_function_unary(arg: Any) -> bool:
    """torch.overrides.has_torch_function_unary."""
    return _overrides(arg)


def has_torch_function_variadic(*args: Any) -> bool:
    """torch.overrides.has_torch_function_variadic."""
    return any(_overrides(value) for value in args)


def is_tensor_like(inp: Any) -> bool:
    """torch.overrides.is_tensor_like: a tensor, or what defines ``__torch_function__``."""
    return paddle.is_tensor(inp) or hasattr(inp, "__torch_function__")


def handle_torch_function(
    public_api: Callable[..., Any], relevant_args: Iterable[Any], *args: Any, **kwargs: Any
) -> Any:
    """torch.overrides.handle_torch_function: what the first class that takes the function makes of it.

    Subclasses are asked before their bases. Raises TypeError where none takes it.
    """
    asked: list[Any] = []
    for value in relevant_args:
        if not _overrides(value) or type(value) in map(type, asked):
            continue
        place = next((n for n, other in enumerate(asked) if issubclass(type(value), type(other))), len(asked))
        asked.insert(place, value)
    types = tuple(map(type, asked))
    for value in asked:
        result = value.__torch_function__(public_api, types, args, kwargs)
        if result is not NotImplemented:
            return result
    name = f"{public_api.__module__}.{public_api.__name__}"
    raise TypeError(f"no implementation found for '{name}' on types that implement __torch_function__: {list(types)}")


def wrap_torch_function(dispatcher: Callable[..., Iterable[Any]]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """torch.overrides.wrap_torch_function: a decorator; ``dispatcher`` gives the arguments that are asked."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            relevant = list(dispatcher(*args, **kwargs))
            if has_torch_function(relevant):
                return handle_torch_function(wrapped, relevant, *args, **kwargs)
            return function(*args, **kwargs)

        return wrapped

    return decorate
