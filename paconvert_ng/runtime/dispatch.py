"""How a helper that stands for a method treats a receiver that is not what torch's method belongs to."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import paddle


def tensor_method(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give `function` torch's meaning for a Tensor receiver and the receiver's own method for anything else.

    The first parameter is the receiver; the method looked up on other receivers has the
    function's name. ``max(x, 1)`` on a numpy array is then ``x.max(1)``.
    """

    @functools.wraps(function)
    def dispatch(receiver: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(receiver, paddle.Tensor):
            return function(receiver, *args, **kwargs)
        return getattr(receiver, function.__name__)(*args, **kwargs)

    return dispatch
