"""torch.futures and torch.jit.fork: values that come later. Here what is forked runs at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any


class Future:
    """torch.futures.Future and torch.jit.Future: a value, or an error, that is set once, perhaps by another thread."""

    def __init__(self, *, devices: Any = None) -> None:
        self._ready = threading.Event()
        self._lock = threading.Lock()
        self._result: Any = None
        self._error: BaseException | None = None
        self._callbacks: list[Callable[[Any], Any]] = []

    def done(self) -> bool:
        """Whether the value, or an error, has been set."""
        return self._ready.is_set()

    def wait(self) -> Any:
        """The value, as soon as it is there; raises what was set as an error."""
        self._ready.wait()
        if self._error is not None:
            raise self._error
        return self._result

    def value(self) -> Any:
        """The value of a future that is done."""
        return self.wait()

    def set_result(self, result: Any) -> None:
        """Set the value; RuntimeError if it is set."""
        self._finish(result, None)

    def set_exception(self, result: BaseException) -> None:
        """Set an error, which ``wait`` raises. Raises AssertionError for what is no exception."""
        if not isinstance(result, Exception):
            raise AssertionError(f"{result} is of type {type(result)}, not an Exception.")
        self._finish(None, result)

    def _finish(self, result: Any, error: BaseException | None) -> None:
        with self._lock:
            if self._ready.is_set():
                raise RuntimeError("Future can only be marked completed once: it has a result already")
            self._result, self._error = result, error
            self._ready.set()
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback(self)

    def add_done_callback(self, callback: Callable[[Future], None]) -> None:
        """Call ``callback`` with this future when it is done, at once if it is."""
        with self._lock:
            if not self._ready.is_set():
                self._callbacks.append(callback)
                return
        callback(self)

    def then(self, callback: Callable[[Future], Any]) -> Future:
        """The future of what ``callback`` makes of this one when it is done."""
        following = Future()

        def proceed(finished: Future) -> None:
            try:
                result = callback(finished)
            except Exception as error:
                message = f"Got the following error when running the callback: {type(error).__name__}: {error}"
                following.set_exception(RuntimeError(message))
            else:
                following.set_result(result)

        self.add_done_callback(proceed)
        return following


def collect_all(futures: list[Future]) -> Future:
    """torch.futures.collect_all: a future of the list of futures, done when all are."""
    together = Future()
    waiting = len(futures)
    lock = threading.Lock()
    if not futures:
        together.set_result([])

    def count(finished: Future) -> None:
        nonlocal waiting
        with lock:
            waiting -= 1
            last = waiting == 0
        if last:
            together.set_result(list(futures))

    for future in futures:
        future.add_done_callback(count)
    return together


def wait_all(futures: Iterable[Future]) -> list[Any]:
    """torch.futures.wait_all: the values, when all are there; raises the first error."""
    return [future.wait() for future in collect_all(list(futures)).wait()]


def jit_fork(func: Callable[..., Any], *args: Any, **kwargs: Any) -> Future:
    """torch.jit.fork: outside of TorchScript the function runs at once, as here; an error is raised at once too."""
    future = Future()
    future.set_result(func(*args, **kwargs))
    return future


def jit_wait(future: Future) -> Any:
    """torch.jit.wait."""
    return future.wait()
