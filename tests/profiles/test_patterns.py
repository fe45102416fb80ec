"""What patterns match, and what they do not."""

from __future__ import annotations

import ast

import pytest

from paconvert_ng.profiles.imports import Imports
from paconvert_ng.profiles.pattern import Captured, Pattern, PatternError


def expression(pattern: str, text: str, before: str = "import torch") -> dict[str, str] | None:
    tree = ast.parse(f"{before}\nresult = {text}")
    last = tree.body[-1]
    assert isinstance(last, ast.Assign)
    return shown(Pattern(pattern).matches(last.value, Imports(tree)))


def block(pattern: str, text: str) -> tuple[int, dict[str, str]] | None:
    tree = ast.parse(text)
    found = Pattern(pattern).matches_block(tree.body, Imports(tree))
    return None if found is None else (found[0], shown(found[1]) or {})


def shown(captured: Captured | None) -> dict[str, str] | None:
    if captured is None:
        return None
    return {n: ";".join(map(ast.unparse, v)) if isinstance(v, list) else ast.unparse(v) for n, v in captured.items()}


@pytest.mark.parametrize(
    ("pattern", "text", "captured"),
    [
        ("$a / 2", "(x + 1) / 2", {"a": "x + 1"}),
        ("$a / 2", "x / 2.0", None),
        ("$a / $a", "x[0] / x [ 0 ]", {"a": "x[0]"}),
        ("$a / $a", "x / y", None),
        ("f($a, key=$b)", "f((1), key='k',)", {"a": "1", "b": "'k'"}),
        ("f(x=$a, y=$b)", "f(y=1, x=2)", {"a": "2", "b": "1"}),
        ("f(x=$a)", "f(x=1, y=2)", None),
        ("f(x=$a)", "f(**x)", None),
        ("f($_, $_)", "f(1, 2)", {}),
        ("f($a)", "f(*a)", {"a": "*a"}),
        ("self.x", "self.x", {}),
        ("True", "1", None),
        ("1", "True", None),
    ],
)
def test_expressions(pattern: str, text: str, captured: dict[str, str] | None) -> None:
    assert expression(pattern, text) == captured


@pytest.mark.parametrize(
    ("before", "text", "matches"),
    [
        ("import torch", "torch.full(1)", True),
        ("import torch as th", "th.full(1)", True),
        ("from torch import full as f", "f(1)", True),
        ("import torch.nn", "torch.full(1)", True),
        ("import other as torch", "torch.full(1)", False),
        ("from .torch import full", "full(1)", False),
        ("import torch\ntorch = other", "torch.full(1)", False),
        ("try:\n    import torch\nexcept ImportError:\n    torch = None", "torch.full(1)", False),
        ("import torch\ndef f(torch): pass", "torch.full(1)", False),
        ("", "torch.full(1)", False),
    ],
)
def test_a_module_goes_by_what_it_is_not_by_its_name(before: str, text: str, matches: bool) -> None:
    assert (expression("torch.full($a)", text, before) is not None) is matches


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("a = $x\nb = $x", "a = 1\n\nb = 1  # one\nc = 2", (2, {"x": "1"})),
        ("a = $x\nb = $x", "a = 1\nb = 2", None),
        ("a = $x\n$*rest\nb = $x", "a = 1\nc()\nd()\nb = 1", (4, {"x": "1", "rest": "c();d()"})),
        ("if $t:\n    $*body", "if a > 1:\n    b()\n    c()", (1, {"t": "a > 1", "body": "b();c()"})),
        ("if $t:\n    $*body", "if a:\n    b()\nelse:\n    c()", None),
        ("if $t:\n    x = 1\nelse:\n    $*other", "if a:\n    x = 1\nelse:\n    b()", (1, {"t": "a", "other": "b()"})),
        ("x, y = $a, $b", "x, y = (1, 2)", (1, {"a": "1", "b": "2"})),
    ],
)
def test_statements(pattern: str, text: str, found: tuple[int, dict[str, str]] | None) -> None:
    assert block(pattern, text) == found


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("a = = 1", "not Python"),
        ("x.$name", "the attr of a Attribute"),
        ("f($*many)", "alone on a line"),
        ("def $name(): pass", "the name of a FunctionDef"),
        ("# nothing", "needs code"),
    ],
)
def test_what_is_no_pattern(pattern: str, why: str) -> None:
    with pytest.raises(PatternError, match=why):
        Pattern(pattern)
