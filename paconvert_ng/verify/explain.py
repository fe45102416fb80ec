"""All that can be said of a first difference."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from paconvert_ng.verify.involved import Involved, Logs
from paconvert_ng.verify.locate import First
from paconvert_ng.verify.process import CannotError
from paconvert_ng.verify.result import Fault, Random
from paconvert_ng.verify.session import Session
from paconvert_ng.verify.zoom import Inside, Zoom, names_called

_FORWARD_ONLY = "gradients are compared module by module, not line by line"


class Explainer:
    """Asks the workers for what happens inside the module of a first difference."""

    def __init__(self, session: Session, modules: tuple[dict[str, Any], dict[str, Any]], logs: Logs) -> None:
        self._session, self._logs = session, logs
        self._torch, self._paddle = modules

    def fault(self, phase: str, first: First) -> Fault:
        """The difference with its place, the statement and operator in it, and the rule or helper involved."""
        torch, paddle = self._torch.get(first.path, {}), self._paddle.get(first.path, {})
        inside = self._inside(phase, first)
        return Fault(
            "training" if phase == "train" else "evaluation",
            first,
            (_class(torch), _class(paddle)),
            self._place(torch),
            _attributes(torch, paddle),
            inside,
            self._involved(torch, paddle, inside),
        )

    def random(self, phase: str, first: First) -> Random:
        """Where torch gives other values when it is run again, and by what."""
        what = first.what
        if first.where == "forward":
            try:
                names = self._session.zoom(phase, (first.path, first.call), again=True)
                inside = self._zoom(*names, same_side=True).find()
            except (CannotError, SyntaxError, OSError, UnicodeDecodeError):
                inside = Inside()
            if inside.operator is not None:
                what = inside.operator.name
            elif inside.statement is not None:
                what = f"{inside.statement.file}:{inside.statement.line}: {inside.statement.text}"
            elif inside.operators:
                what = ", ".join(inside.operators[:3])
        kind = _class(self._torch.get(first.path, {}))
        return Random("training" if phase == "train" else "evaluation", first.path, kind, what)

    def _inside(self, phase: str, first: First) -> Inside:
        if first.where != "forward":
            return Inside(why_not=_FORWARD_ONLY if first.where == "gradient" else "")
        try:
            names = self._session.zoom(phase, (first.path, first.call))
            return self._zoom(*names).find()
        except (CannotError, SyntaxError, OSError, UnicodeDecodeError) as error:
            return Inside(why_not=f"the call could not be run line by line: {error}")

    def _zoom(self, torch: str, paddle: str, *, same_side: bool = False) -> Zoom:
        roots = [place.root for place in self._session.roots]
        traces = [self._session.read(name) for name in (torch, paddle)]
        comparison = self._session.comparison(torch, paddle)
        return Zoom(traces[0], traces[1], (roots[0], roots[0] if same_side else roots[1]), comparison)

    def _place(self, torch: dict[str, Any]) -> str:
        """``file:line`` of the module's forward in SRC; "" if it is not there."""
        file = torch.get("file", "")
        root = self._session.roots[0].root
        base = root if root.is_dir() else root.parent
        inside = file and Path(os.path.realpath(file)).is_relative_to(os.path.realpath(base))
        return f"{os.path.relpath(os.path.realpath(file), os.path.realpath(base))}:{torch['line']}" if inside else ""

    def _involved(self, torch: dict[str, Any], paddle: dict[str, Any], inside: Inside) -> Involved:
        if inside.statement is None:
            return self._logs.of_module(torch, paddle) if torch and not self._place(torch) else Involved()
        statement = inside.statement
        apis = [inside.operator.name] if inside.operator is not None else inside.operators
        lines = statement.text.count("\n")
        return self._logs.of_code(
            apis, " ".join(names_called(statement.output_text)), statement.file, statement.line, statement.line + lines
        )


def _class(module: dict[str, Any]) -> str:
    return f"{module['home']}.{module['class']}" if module else ""


def _attributes(torch: dict[str, Any], paddle: dict[str, Any]) -> list[str]:
    ours, theirs = torch.get("attributes", {}), paddle.get("attributes", {})
    return [
        f"{name}: {value!r} and {theirs[name]!r}"
        for name, value in ours.items()
        if name in theirs and theirs[name] != value
    ]
