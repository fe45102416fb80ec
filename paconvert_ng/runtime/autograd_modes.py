"""no_grad, enable_grad, inference_mode and set_grad_enabled as context managers, decorators and calls.

Paddle's own classes serve a plain ``with``. As decorators they keep the mode to return to in one object for all
calls, so a recursive function leaves gradients off for good; around a generator the mode leaks to the consumer;
``@no_grad`` without parentheses fails; and ``@set_grad_enabled(False)`` switches gradients off where it stands.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Generator
from typing import Any

import paddle


class GradMode:
    """Base: a grad mode for a ``with`` block or a decorated function, generator or class."""

    enabled = False

    def __init__(self) -> None:
        self._guards: list[Any] = []

    def __enter__(self) -> None:
        self._guards.append(_switch(self.enabled))

    def __exit__(self, *exception: object) -> None:
        _switch(self._guards.pop())

    def clone(self) -> GradMode:
        """Another object of this mode."""
        return type(self)()

    def __call__(self, func: Any) -> Any:
        """``func`` run in this mode: each call of a function, each step of a generator."""
        if inspect.isclass(func):
            func.__init__ = self(func.__init__)
            return func
        if inspect.isgeneratorfunction(func):
            return _decorated_generator(self.clone, func)

        @functools.wraps(func)
        def decorated(*args: Any, **kwargs: Any) -> Any:
            with self.clone():
                return func(*args, **kwargs)

        return decorated


class no_grad(GradMode):
    """torch.no_grad, with or without parentheses."""

    def __new__(cls, orig_func: Callable[..., Any] | None = None) -> Any:
        mode = super().__new__(cls)
        if orig_func is None:
            return mode
        mode.__init__()
        return mode(orig_func)

    def __init__(self, orig_func: Callable[..., Any] | None = None) -> None:
        super().__init__()


class enable_grad(no_grad):
    """torch.enable_grad, with or without parentheses."""

    enabled = True


class inference_mode(GradMode):
    """torch.inference_mode: no gradients if ``mode``, else gradients, even inside a block without.

    Paddle's tensors keep no other record that inference mode could leave out.
    """

    def __new__(cls, mode: Any = True) -> Any:
        instance = super().__new__(cls)
        if isinstance(mode, bool):
            return instance
        instance.__init__()
        return instance(mode)

    def __init__(self, mode: Any = True) -> None:
        super().__init__()
        self.mode = mode if isinstance(mode, bool) else True

    def __enter__(self) -> None:
        self._guards.append(_switch(not self.mode))

    def clone(self) -> GradMode:
        return type(self)(self.mode)


class set_grad_enabled(GradMode):
    """torch.set_grad_enabled: acts at once when called, till the end of the block in ``with``, or as a decorator."""

    def __init__(self, mode: bool) -> None:
        super().__init__()
        self.mode = bool(mode)
        self._before = _switch(self.mode)

    def __enter__(self) -> None:
        self._guards.append(self._before)
        _switch(self.mode)

    def clone(self) -> GradMode:
        before = paddle.is_grad_enabled()
        other = type(self)(self.mode)
        _switch(before)
        return other

    def __call__(self, func: Any) -> Any:
        _switch(self._before)
        return super().__call__(func)


def _switch(enabled: bool) -> bool:
    """Turn gradients on or off; the state before."""
    before = paddle.is_grad_enabled()
    paddle.set_grad_enabled(enabled)
    return before


def _decorated_generator(new_mode: Callable[[], GradMode], func: Callable[..., Any]) -> Callable[..., Any]:
    """A generator function whose body, but not the code that consumes it, runs in the mode."""

    @functools.wraps(func)
    def decorated(*args: Any, **kwargs: Any) -> Generator[Any, Any, Any]:
        generator = func(*args, **kwargs)
        try:
            with new_mode():
                item = generator.send(None)
            while True:
                try:
                    sent = yield item
                except GeneratorExit:
                    with new_mode():
                        generator.close()
                    raise
                except BaseException as error:  # the consumer threw into the generator
                    with new_mode():
                        item = generator.throw(error)
                else:
                    with new_mode():
                        item = generator.send(sent)
        except StopIteration as stop:
            return stop.value

    return decorated
