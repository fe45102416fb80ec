"""What one call of a module's ``forward`` computes, line by line, in the user's own code.

Lines of the modules that it calls are left out: those have calls of their own. What is noted of a line: the tensors
that its function's names hold after it and did not before, and the functions of the framework that it called.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from .trees import described, leaves

_HELPERS = "paddle_helpers"
#: A line of a loop over a long sequence would fill the disk.
_MOST = 2000


class LineTrace:
    """``lines`` and ``operators``, in order, from ``start`` to ``stop``."""

    def __init__(
        self, side: Any, root: str, put: Callable[[Any], dict[str, Any] | None], depth: Callable[[], int]
    ) -> None:
        self.lines: list[dict[str, Any]] = []
        self.operators: list[dict[str, Any]] = []
        self._side, self._put, self._depth = side, put, depth
        self._root = os.path.realpath(root if os.path.isdir(root) else os.path.dirname(root))
        self._deep = depth()
        self._mode = side.operators(self._operator)
        self._frames: dict[FrameType, int] = {}
        self._known: dict[FrameType, dict[str, str]] = {}
        self._before: Any = None
        self._busy = False

    def start(self) -> None:
        self._before = sys.gettrace()
        self._mode.__enter__()
        sys.settrace(self._called)

    def stop(self) -> None:
        sys.settrace(self._before)
        self._mode.__exit__(None, None, None)
        self._frames.clear()
        self._known.clear()

    def _called(self, frame: FrameType, event: str, argument: Any) -> Any:
        if self._busy or self._depth() != self._deep:
            return None
        if self._is_users(frame):
            self._frames[frame] = frame.f_lineno
            self._known[frame] = {}
            self._keep(frame, self._known[frame])
            return self._line
        if frame.f_back in self._frames and self._side.name == "paddle" and frame.f_code.co_name != "__call__":
            return self._returned
        return None

    def _is_users(self, frame: FrameType) -> bool:
        """Whether it runs code of the folder that is no helper's."""
        name = os.path.realpath(frame.f_code.co_filename)
        if not name.startswith(self._root + os.sep) or os.path.basename(name).startswith(_HELPERS):
            return False
        # A single file has its helpers inside a function.
        inside = frame.f_globals.get(f"_{_HELPERS}")
        return inside is None or frame.f_code not in _codes(getattr(inside, "__code__", None))

    def _line(self, frame: FrameType, event: str, argument: Any) -> Any:
        if event in ("line", "return") and self._depth() == self._deep:
            self._note(frame, argument if event == "return" else None)
            self._frames[frame] = frame.f_lineno
            if event == "return":
                self._frames.pop(frame, None)
                self._known.pop(frame, None)
        return self._line

    def _note(self, frame: FrameType, result: Any) -> None:
        """What the line that was just run left."""
        known = self._known[frame]
        changed = self._keep(frame, known)
        if result is not None:
            changed += [{**leaf, "name": "return"} for leaf in self._described(result)]
        if changed and len(self.lines) < _MOST:
            self.lines.append({**self._where(frame), "values": changed})

    def _keep(self, frame: FrameType, known: dict[str, str]) -> list[dict[str, Any]]:
        changed = []
        for name, value in list(frame.f_locals.items()):
            for leaf in self._described(value):
                if known.get(name + leaf["at"]) != leaf["array"]:
                    known[name + leaf["at"]] = leaf["array"]
                    changed.append({**leaf, "name": name})
        return changed

    def _described(self, value: Any) -> list[dict[str, Any]]:
        """The tensors in it. What describing them runs is not traced."""
        self._busy = True
        try:
            return [leaf for leaf in described(value, self._put) if "array" in leaf]
        finally:
            self._busy = False

    def _where(self, frame: FrameType) -> dict[str, Any]:
        code = frame.f_code
        return {
            "file": os.path.relpath(os.path.realpath(code.co_filename), self._root),
            "function": code.co_name,
            "first": code.co_firstlineno,
            "line": self._frames[frame],
        }

    def _returned(self, frame: FrameType, event: str, argument: Any) -> Any:
        """A function that the user's code called has its result."""
        if event == "return" and frame.f_back in self._frames:
            name = f"{frame.f_globals.get('__name__', '')}.{frame.f_code.co_name}"
            self._add(name, frame.f_back, None, argument)
        return self._returned

    def _operator(self, name: str, arguments: Any, result: Any) -> None:
        if self._busy or self._depth() != self._deep:
            return
        frame: FrameType | None = sys._getframe()
        while frame is not None and frame not in self._frames:
            frame = frame.f_back
        self._add(name, frame, arguments, result)

    def _add(self, name: str, frame: FrameType | None, arguments: Any, result: Any) -> None:
        if len(self.operators) >= _MOST:
            return
        outputs = self._described(result)
        if not outputs:
            return
        inputs = [] if arguments is None else self._described([leaf for _, leaf in leaves(arguments)])
        where = {} if frame is None else {**self._where(frame), "line": frame.f_lineno}
        self.operators.append({"name": name, **where, "inputs": inputs, "outputs": outputs})


@functools.lru_cache
def _codes(outer: Any) -> frozenset[Any]:
    """The code of all functions and classes inside one."""
    found: set[Any] = set()
    todo = [outer]
    while todo:
        inner = [constant for constant in getattr(todo.pop(), "co_consts", ()) if hasattr(constant, "co_consts")]
        found.update(inner)
        todo += inner
    return frozenset(found)
