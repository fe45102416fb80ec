"""An example for each rule, from its tests: the call as it stands there, and what the converter makes of it."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from paconvert_ng.dotted import dotted_name
from paconvert_ng.rules.model import RuleTest
from paconvert_ng.rules.signatures import Snapshot

_DTYPES = frozenset("f64 f32 f16 bf16 i64 i32 i16 i8 u8 bool c64 c128".split())
#: Longer expressions say more about the test than about the API.
_LONGEST = 100


@dataclass(frozen=True)
class Example:
    """One expression before and after."""

    before: str
    after: str


def examples(tests: Mapping[str, Iterable[RuleTest]], source: Snapshot, paddle_version: str) -> dict[str, Example]:
    """Rule name → its example, for those rules that have a test that is one expression and converts."""
    chosen = {name: test for name, found in tests.items() if (test := _first(found)) is not None}
    program = _program(chosen, source)
    returned = _returned(_convert(program, paddle_version))
    found = {}
    for index, (name, test) in enumerate(chosen.items()):
        after = returned.get(f"example_{index}")
        if after:
            found[name] = Example(_one_line(test.source), after)
    return found


def _first(tests: Iterable[RuleTest]) -> RuleTest | None:
    usable = [
        test
        for test in tests
        if test.form != "code" and not test.unconverted and len(_one_line(test.source)) <= _LONGEST
    ]
    return usable[0] if usable else None


def _one_line(source: str) -> str:
    return " ".join(source.split())


def _program(chosen: Mapping[str, RuleTest], source: Snapshot) -> str:
    imports = {"import torch", "import math", "import numpy as np"}
    lines: list[str] = []
    for index, test in enumerate(chosen.values()):
        expression = _one_line(test.source)
        for node in ast.walk(ast.parse(expression, mode="eval")):
            if isinstance(node, ast.Attribute):
                imports |= _imports(dotted_name(node), source)
        params = [_param(name, text) for name, text in test.inputs] if test.form != "module" else []
        lines += ["", "", f"def example_{index}({', '.join(params)}):", f"    return {expression}"]
    return "\n".join([*sorted(imports), *lines]) + "\n"


def _param(name: str, text: str) -> str:
    """A parameter, annotated where it is a tensor or a number."""
    if text.split()[0] in _DTYPES:
        return f"{name}: torch.Tensor"
    value = ast.literal_eval(text)
    return f"{name}: {type(value).__name__}" if value is not None else name


def _imports(name: str, source: Snapshot) -> set[str]:
    parts = name.split(".")
    if len(parts) < 2 or parts[0] in ("math", "np"):
        return set()
    if parts[0] == source.framework:
        modules = [
            ".".join(parts[:end]) for end in range(1, len(parts)) if source.kind(".".join(parts[:end])) == "module"
        ]
        return {f"import {modules[-1]}"} if modules else set()
    # Of other packages no snapshot says what is a module; a class begins with a capital.
    lower = [part for part in parts[:-1] if not part[:1].isupper()]
    return {f"import {'.'.join(lower)}"} if len(parts) > 2 and lower and lower[0] in _PACKAGES else set()


_PACKAGES = frozenset({"flash_attn", "einops", "torchvision", "torchaudio", "xformers", "safetensors"})


def _convert(program: str, paddle_version: str) -> str:
    from paconvert_ng import convert_source
    from paconvert_ng.options import Options

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a faulty rule is left out is said by lint
        return convert_source(program, options=Options(paddle_version=paddle_version, cache=False)).code


def _returned(code: str) -> dict[str, str]:
    """Function → the text of what it returns."""
    found = {}
    lines = code.encode().splitlines(keepends=True)
    for node in ast.parse(code).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("example_"):
            last = node.body[-1]
            if isinstance(last, ast.Return) and last.value is not None:
                found[node.name] = _one_line(_segment(lines, last.value))
    return found


def _segment(lines: Sequence[bytes], node: ast.expr) -> str:
    """The text of a node; ``ast.get_source_segment`` would split the whole program each time."""
    assert node.end_lineno is not None
    text = b"".join(lines[node.lineno - 1 : node.end_lineno])
    return text[node.col_offset : len(text) - len(lines[node.end_lineno - 1]) + (node.end_col_offset or 0)].decode()
