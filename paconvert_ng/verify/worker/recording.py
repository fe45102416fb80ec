"""Walks a model's modules with hooks: what each takes and gives, in the order in which they run."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable
from typing import Any

from .lines import LineTrace
from .store import Store
from .trees import described, leaves

#: Attributes of a module that say how it computes: compared by name where both sides have them.
_PLAIN = (bool, int, float, str)


class Recorder:
    """Events of the modules of ``model``: ``enter`` with the arguments, ``exit`` with the result.

    With ``gradients`` the gradients of these tensors are added to the events when they are known.
    With ``zoom`` (path and number of a call) what happens line by line inside that call is in ``trace``.
    """

    def __init__(
        self,
        side: Any,
        model: Any,
        store: Store,
        *,
        root: str,
        gradients: bool = False,
        zoom: tuple[str, int] | None = None,
    ) -> None:
        self.events: list[dict[str, Any]] = []
        self.trace: LineTrace | None = None
        self._side, self._store, self._root = side, store, root
        self._gradients, self._zoom = gradients, zoom
        self._calls: Counter[str] = Counter()
        self._stack: list[tuple[str, int]] = []
        self._on = True
        for path, module in side.modules(model):
            side.watch(module, self._before(path), self._after(path))

    def stop(self) -> None:
        """Nothing is recorded from here on, and the hooks do nothing."""
        self._on = False

    def put(self, value: Any) -> dict[str, Any] | None:
        """A tensor, kept: its key, dtype and shape."""
        if not self._side.is_tensor(value):
            return None
        array = self._side.array(value)
        return {"array": self._store.put(array), "dtype": self._side.dtype(value), "shape": list(array.shape)}

    def _before(self, path: str) -> Callable[[Any, Any], None]:
        def before(args: Any, kwargs: Any) -> None:
            if not self._on:
                return
            call = self._calls[path]
            self._calls[path] += 1
            named = {f"[{index}]": value for index, value in enumerate(args)}
            self._note("enter", path, call, {**named, **{f".{name}": value for name, value in kwargs.items()}})
            self._stack.append((path, call))
            if (path, call) == self._zoom:
                self.trace = LineTrace(self._side, self._root, self.put, lambda: len(self._stack))
                self.trace.start()

        return before

    def _after(self, path: str) -> Callable[[Any], None]:
        def after(output: Any) -> None:
            if not self._on:
                return
            # A module that raised and was caught left its entry behind.
            while self._stack and self._stack[-1][0] != path:
                self._stack.pop()
            if not self._stack:
                return
            if self.trace is not None and self._stack[-1] == self._zoom:
                self.trace.stop()
            _, call = self._stack.pop()
            self._note("exit", path, call, {"": output})

        return after

    def _note(self, kind: str, path: str, call: int, values: dict[str, Any]) -> None:
        if self._zoom is not None:
            return
        caller = self._stack[-1] if self._stack else None
        found = [{**leaf, "at": at + leaf["at"]} for at, value in values.items() for leaf in described(value, self.put)]
        event = {"kind": kind, "path": path, "call": call, "caller": caller, "values": found, "gradients": []}
        self.events.append(event)
        if not self._gradients:
            return
        for at, value in values.items():
            for place, leaf in leaves(value, at):
                if self._side.is_tensor(leaf) and self._side.wants_gradient(leaf):
                    self._side.on_gradient(leaf, self._take_gradient(event, place))

    def _take_gradient(self, event: dict[str, Any], at: str) -> Callable[[Any], None]:
        def take(gradient: Any) -> None:
            kept = self.put(gradient)
            if kept is not None:
                event["gradients"].append({"at": at, **kept})

        return take


def described_modules(side: Any, model: Any) -> dict[str, dict[str, Any]]:
    """By path: the class, the file and line of its ``forward``, and its plain attributes."""
    found = {}
    for path, module in side.modules(model):
        kind = type(module)
        try:
            file = inspect.getsourcefile(kind.forward) or ""
            line = kind.forward.__code__.co_firstlineno
        except (TypeError, AttributeError):
            file, line = "", 0
        found[path] = {
            "class": kind.__name__,
            "home": kind.__module__,
            "is_helper": "paddle_helpers" in f"{kind.__module__}.{kind.__qualname__}",
            "file": file,
            "line": line,
            "attributes": {
                name: value
                for name, value in vars(module).items()
                if not name.startswith("_") and isinstance(value, _PLAIN) and name != "training"
            },
        }
    return found
