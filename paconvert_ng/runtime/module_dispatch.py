"""How a helper that stands for a method of torch.nn.Module finds out whether the receiver is one."""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import paddle


def module_method(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a function torch's meaning for a Layer receiver, and the receiver's own method for anything else.

    The first parameter of the function is the receiver. The function serves where the receiver is a
    ``paddle.nn.Layer`` whose ``name`` is the one that Layer itself defines (or that Layer lacks). A class that
    overrides the method keeps its override, as does an object that carries it as an attribute of its own, and
    ``super()`` as receiver means the next class in line: ``module_train(super(), mode)`` inside an override of
    ``train`` is what ``super().train(mode)`` was. So is ``module_train(self, mode)`` there: it comes from the
    unbound call ``nn.Module.train(self, mode)``, while an override has little reason to call itself.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def dispatch(receiver: Any, *args: Any, **kwargs: Any) -> Any:
            owner = receiver.__self__ if isinstance(receiver, super) else receiver
            if isinstance(owner, paddle.nn.Layer):
                if not overrides(receiver, name) or runs_override(sys._getframe(1), receiver, name):
                    return function(owner, *args, **kwargs)
            return getattr(receiver, name)(*args, **kwargs)

        return dispatch

    return decorate


def overrides(receiver: Any, name: str) -> bool:
    """Whether a Layer (or ``super()`` of one) has a ``name`` of its own: not Layer's, and not by ``__getattr__``."""
    if isinstance(receiver, super):
        line = type(receiver.__self__).__mro__
        line = line[line.index(receiver.__thisclass__) + 1 :]
    else:
        if name in receiver.__dict__:
            return True
        line = type(receiver).__mro__
    definers = (cls for cls in line if name in cls.__dict__)
    return next(definers, paddle.nn.Layer) is not paddle.nn.Layer


def runs_override(frame: FrameType, receiver: Any, name: str) -> bool:
    """Whether ``frame`` is that of an override of ``name`` at work on ``receiver`` itself."""
    code = frame.f_code
    if not code.co_argcount or frame.f_locals.get(code.co_varnames[0]) is not receiver:
        return False
    overriding = (inspect.unwrap(cls.__dict__[name]) for cls in type(receiver).__mro__ if name in cls.__dict__)
    return any(getattr(method, "__code__", None) is code for method in overriding)
