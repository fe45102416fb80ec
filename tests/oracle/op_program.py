"""One program for all calls of an operator: the text, its conversion, and both run as modules."""

from __future__ import annotations

import ast
import re
import types
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from paconvert_ng.options import Options
from paconvert_ng.project import engine
from paconvert_ng.project.convert_text import Conversion, convert_text
from tests.oracle.calls import Call
from tests.support.programs import run_module

#: Functions in one program; conversion takes a little more than linear time.
FUNCTIONS = 300
HELPERS = "paddle_helpers"


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the program and what became of it. ``left`` is the reason why a use in it was not converted."""

    source: str
    converted: str
    left: str
    torch: Any
    paddle: Any


def build(calls: Sequence[tuple[int, Call]], label: str) -> list[Function]:
    """A function for each (sample number, call); calls with the same text share one."""
    names: dict[tuple[str, tuple[str, ...]], str] = {}
    keys = []
    for number, call in calls:
        key = (call.parameters, call.statements)
        keys.append(key)
        names.setdefault(key, f"case_{number}_{re.sub(r'[^a-z0-9]+', '_', call.form.lower())}")
    functions: dict[tuple[str, tuple[str, ...]], Function] = {}
    texts = list(names.items())
    for start in range(0, len(texts), FUNCTIONS):
        functions.update(_program(dict(texts[start : start + FUNCTIONS]), label))
    return [functions[key] for key in keys]


def _program(names: dict[tuple[str, tuple[str, ...]], str], label: str) -> dict[tuple[str, tuple[str, ...]], Function]:
    lines = ["import torch"]
    spans = {}
    for (parameters, statements), name in names.items():
        lines += ["", ""]
        first = len(lines) + 1
        lines += [f"def {name}({parameters}):", *(f"    {statement}" for statement in statements)]
        spans[name] = range(first, len(lines) + 1)
    program = "\n".join(lines) + "\n"
    ours = run_module(program, f"{label} torch")
    code, left, theirs, broken = _converted(program, label)
    sources, texts = _segments(program), _segments(code)
    functions = {}
    for key, name in names.items():
        reasons = [message for line, message in left if line in spans[name]]
        functions[key] = Function(
            sources[name],
            texts.get(name, ""),
            "; ".join(dict.fromkeys(reasons)),
            getattr(ours, name),
            getattr(theirs, name, broken),
        )
    return functions


def _converted(program: str, label: str) -> tuple[str, list[tuple[int, str]], Any, Any]:
    """The converted text, (line, reason) of what was left, its module, and what stands for a function it lacks."""
    path = "program.py"
    tree = engine.build_tree({path: engine.index(program, path)}, "")
    conversion = Conversion(engine, _rules(), tree, Options(), f"import {HELPERS}")
    outcome = convert_text(program, path, conversion)
    left = [(found.line, f"{found.api}: {found.message}") for found in outcome.diagnostics if found.unconverted]
    errors = [str(found) for found in outcome.diagnostics if found.severity == "error"]
    if errors:
        return program, left, None, _failing("the converter fails: " + "; ".join(errors))
    try:
        module = _run(outcome.code, outcome.helpers, label)
    except Exception as error:  # whatever the converted module does when it is imported
        return outcome.code, left, None, _failing(f"the converted program fails when imported: {error!r}")
    return outcome.code, left, module, _failing("the converted program lacks this function")


@lru_cache(maxsize=1)
def _rules() -> Any:
    return engine.load_rules(Options())


def _run(code: str, helpers: Sequence[str], label: str) -> types.ModuleType:
    """The module, with the helpers that it needs as the module of their own that a tree has."""
    if not helpers:
        return run_module(code, f"{label} paddle")
    bundle = run_module(engine.bundle(helpers), f"{label} {HELPERS}")
    lines = code.replace(f"import {HELPERS}\n", f"import {bundle.__name__} as {HELPERS}\n", 1)
    return run_module(lines, f"{label} paddle")


def _failing(message: str) -> Any:
    def fail(*_: Any) -> Any:
        raise ImportError(message)

    return fail


def _segments(text: str) -> dict[str, str]:
    """Each top-level function with the comment lines above it."""
    lines = text.splitlines()
    return {
        node.name: "\n".join(lines[node.lineno - 1 : node.end_lineno])
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef)
    }
