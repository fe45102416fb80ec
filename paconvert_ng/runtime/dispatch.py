"""How a helper that stands for a method treats a receiver that is not what torch's method belongs to."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

import paddle


def tensor_method(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a function torch's meaning for a Tensor receiver, and the receiver's own method for anything else.

    The first parameter of the function is the receiver; ``name`` is the method called on
    other receivers: with ``@tensor_method("max")``, ``torch_max(x, 1)`` on a numpy array is
    ``x.max(1)``.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        def dispatch(*args: Any, **kwargs: Any) -> Any:
            # No positional receiver: called as torch's function, everything by keyword. And torch's functions take a
            # number where their methods have a tensor: `torch.add(1, x)`.
            if (
                not args
                or paddle.is_tensor(args[0])
                or (isinstance(args[0], int | float | complex) and not hasattr(args[0], name))
            ):
                if "axis" in kwargs or "keepdims" in kwargs:
                    kwargs = _with_torch_keywords(function, kwargs)
                return function(*args, **kwargs)
            return getattr(args[0], name)(*args[1:], **kwargs)

        # Not functools.wraps: in a static graph `__wrapped__` makes Paddle drop keyword-only arguments.
        dispatch.__doc__ = function.__doc__
        dispatch.__name__ = name
        return dispatch

    return decorate


def bound_method(function: Callable[..., Any], receiver: Any) -> Callable[..., Any]:
    """``receiver.method`` that is not called at once, where ``function`` stands for torch's method."""
    return functools.partial(function, receiver)


def bound_member(function: Callable[..., Any], receiver: Any, name: str) -> Any:
    """``receiver.name`` that is not called at once: torch's method of a tensor, what anything else has by that name."""
    return functools.partial(function, receiver) if paddle.is_tensor(receiver) else getattr(receiver, name)


def _with_torch_keywords(function: Callable[..., Any], kwargs: dict[str, Any]) -> dict[str, Any]:
    """numpy's keywords as torch's, which torch takes for its own."""
    names = inspect.signature(function).parameters
    pairs = {"axis": "dim", "keepdims": "keepdim"}
    return {pairs[k] if k in pairs and k not in names and pairs[k] in names else k: v for k, v in kwargs.items()}
