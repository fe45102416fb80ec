"""Whether a decorated function may start again before it has ended.

A context manager that serves as a decorator is one object for all calls of the function: one that keeps the state to
go back to in itself, as Paddle's no_grad does, loses it if the function is entered twice.
"""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from paconvert_ng.analysis.classes import FunctionInfo

#: Methods that Python or a framework calls, on other objects of the class too.
_IMPLICIT = ("__", "forward")

Definition = cst.FunctionDef | cst.ClassDef


class Reentry:
    """Looks through the functions of one file; by names alone, so it errs on the side of yes."""

    def __init__(self, functions: Iterable[FunctionInfo]) -> None:
        self._by_name: dict[str, list[cst.FunctionDef]] = {}
        for info in functions:
            if isinstance(info.node, cst.FunctionDef):
                self._by_name.setdefault(info.node.name.value, []).append(info.node)
        self._names: dict[cst.CSTNode, _Names] = {}

    def is_possible(self, definition: Definition) -> bool:
        """For a class, a generator, a coroutine, and what may call itself, directly or through others of the file."""
        name = definition.name.value
        if isinstance(definition, cst.ClassDef) or definition.asynchronous is not None or name.startswith(_IMPLICIT):
            return True
        if self._named_in(definition).yields:
            return True
        seen: set[str] = set()
        queue = [definition]
        while queue:
            new = self._named_in(queue.pop()).names - seen
            if name in new:
                return True
            seen |= new
            for called in new:
                queue.extend(self._by_name.get(called, ()))
        return False

    def _named_in(self, definition: cst.FunctionDef) -> _Names:
        found = self._names.get(definition)
        if found is None:
            found = self._names[definition] = _Names()
            definition.body.visit(found)
        return found


class _Names(cst.CSTVisitor):
    """All names and attribute names of a body, and whether it yields."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.yields = False

    def visit_Name(self, node: cst.Name) -> None:
        self.names.add(node.value)

    def visit_Yield(self, node: cst.Yield) -> None:
        self.yields = True
