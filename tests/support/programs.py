"""Small programs as a person would write them around a tested call, and running them in this process."""

from __future__ import annotations

import ast
import io
import itertools
import linecache
import sys
import tokenize
import types
from collections.abc import Mapping, Sequence

from paconvert_ng.dotted import dotted_name
from paconvert_ng.verify.inputs import LiteralSpec, TensorSpec
from tests.support.forms import Form
from tests.support.frameworks import TORCH_SUBMODULES

SOURCE_FRAMEWORKS = frozenset({"torch", "torchvision", "torchaudio", "flash_attn", "functorch", "xformers", "apex"})
#: What a function is handed to where it is used as a value; nothing can be known about its arguments there.
APPLY = ("", "", "def apply(function, *args, **kwargs):", "    return function(*args, **kwargs)")
_COUNTER = itertools.count()


def program_of(forms: Sequence[Form], specs: Mapping[str, TensorSpec | LiteralSpec]) -> str:
    """A module with one function a form; the inputs are its parameters."""
    lines = [*_import_lines([form.expression for form in forms])]
    if any(form.name.startswith("as_value") for form in forms):
        lines += APPLY
    for form in forms:
        params = []
        for name, spec in specs.items():
            annotation = annotation_of(spec) if form.typed or isinstance(spec, LiteralSpec) else ""
            params.append(f"{name}: {annotation}" if annotation else name)
        body = "\n    ".join(form.expression.strip().splitlines())
        if "\n" in body:
            body = f"({body})"
        lines += ["", "", f"def {form.name}({', '.join(params)}):"]
        lines.append(f"    return {body}")
    return "\n".join(lines) + "\n"


def script_of(code: str) -> str:
    """``code`` with the imports that it uses and does not write itself."""
    tree = ast.parse(code)
    written = {
        (alias.asname or alias.name).split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    }
    missing = [line for line in _import_lines([code]) if line.split()[-1].split(".")[0] not in written]
    return "\n".join([*missing, "", code]) if missing else code


def _import_lines(sources: Sequence[str]) -> list[str]:
    lines = ["import torch"]
    for source in sources:
        for node in ast.walk(ast.parse(source.strip() if "\n" not in source.strip() else source)):
            if isinstance(node, ast.Name) and node.id in ("math", "functools", "io", "itertools", "numpy", "warnings"):
                lines.append(f"import {node.id}")
            elif isinstance(node, ast.Name) and node.id == "np":
                lines.append("import numpy as np")
            elif isinstance(node, ast.Attribute):
                lines += _submodule_import(dotted_name(node))
    return sorted(set(lines), key=lambda line: ("torch" in line, line))


def _submodule_import(name: str) -> list[str]:
    parts = name.split(".")
    if parts[0] not in SOURCE_FRAMEWORKS:
        return []
    for end in range(len(parts) - 1, 0, -1):
        module = ".".join(parts[:end])
        if module in TORCH_SUBMODULES:
            return []
        if _is_module(module):
            return [f"import {module}"]
    return []


def _is_module(name: str) -> bool:
    try:
        __import__(name)
    except ImportError:
        return False
    return name in sys.modules


def run_module(text: str, label: str) -> types.ModuleType:
    """Executes ``text`` as a module of its own and returns it; tracebacks show its lines."""
    name = f"_proof_{next(_COUNTER)}"
    filename = f"<{label}>"
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    module = types.ModuleType(name)
    sys.modules[name] = module
    exec(compile(text, filename, "exec"), module.__dict__)
    return module


def framework_words(text: str) -> list[str]:
    """Places (``line:column word``) where a source framework is named outside comments and strings."""
    found = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.NAME and token.string in SOURCE_FRAMEWORKS:
            found.append(f"{token.start[0]}:{token.start[1]} {token.string}")
    return found


def function_source(text: str, name: str) -> str:
    """Source of the top-level function ``name`` in ``text``, "" if it is not there."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return ast.get_source_segment(text, node) or ""
    return ""


def returned_expression(text: str, name: str) -> ast.expr | None:
    """What the top-level function ``name`` of ``text`` returns."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            for statement in node.body:
                if isinstance(statement, ast.Return):
                    return statement.value
    return None


def annotation_of(spec: TensorSpec | LiteralSpec) -> str:
    """What a person would write behind the parameter: ``torch.Tensor``, ``int``, ``list``, or nothing."""
    if isinstance(spec, TensorSpec):
        return "torch.Tensor"
    return "" if spec.value is None else type(spec.value).__name__
