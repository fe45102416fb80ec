"""Random programs: of no framework at all, and with torch calls planted in every kind of place.

Whether they would run does not matter here, only that they are valid Python.
"""

from __future__ import annotations

import functools
import warnings
from typing import Any

import libcst as cst
from hypothesis import strategies as st

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import hypothesmith

#: Calls whose conversions are of all kinds: renamed, rendered, a helper, a receiver put first, left.
CALLS = (
    "torch.add({0}, {1}, alpha={2})",
    "torch.max({0}, dim={1})",
    "torch.max({0}, {1})[0]",
    "torch.clamp(max={0}, min={1}, input={2})",
    "torch.transpose({0}, dim1={1}, dim0={2})",
    "torch.zeros(*{0}, {1}, **{2})",
    "torch.cat([{0}, {1}], {2})",
    "torch.export.export({0}, {1})",
    "torch.full(({0},), {1}, dtype={2})",
    "F.pad({0}, ({1}, {2}))",
    "F.cross_entropy({0}, {1}, size_average={2})",
    "nn.Conv2d({0}, {1}, kernel_size={2})",
    "torch.where({0}, {1}, {2})",
    "torch.ones({0}).view({1}, -1)",
    "torch.ones(2).max({0}).values[{1}]",
    "torch.tensor({0}).to({1}).sort({2})",
    "({0}).permute({1}, {2})",
    "({0}).size({1})",
    "torch.Tensor.view({0}, {1})",
    "isinstance({0}, torch.Tensor)",
    "getattr(torch, 'relu')({0})",
    "torch.float32",
    "F.relu",
    "nn.Module",
)
_SLOTS = 3
_NAMES = ("x", "y", "paddle", "self", "out", "n", "F_", "torch_")

#: Expressions around others; {n} are expressions in parentheses.
CONTEXTS = (
    "{0}",
    "lambda a={0}, *b, c={1}: {2}",
    "{0} if {1} else {2}",
    "{0} and {1} or not {2}",
    "{0} < {1} <= {2}",
    "[{0} for x in {1} if {2}]",
    "{{i: {0} for i, j in {1}}}",
    "{{*{0}, {1}}}",
    "tuple({0} for x in {1})",
    "sum({0} for x in {1})",
    "(w := {0})",
    "{0}[{1}:{2}, ...]",
    "{0}[(v := {1})]",
    "f'{{{0}!r:>{{{1}}}}} {{{{}}}}'",
    "f(*{0}, k={1}, **{2})",
    "{0} @ -{1} ** {2}",
    "{0}.attr.view({1})",
    "not {0} is {1}",
    "(yield {0})",
    "(await {0})",
    "({0}, *{1})",
    "{{'a': {0}, **{1}}}",
)

#: Statements in a (async) function of a module, at the indentation of one level.
STATEMENTS = (
    "{0}",
    "x = y = {0}",
    "x: {0} = {1}",
    "x, (y, *z) = {0}, {1}",
    "x += {0}",
    "x.y //= {0}",
    "x[{0}] |= {1}",
    "{0}[{1}] += {2}",
    "{0}.t -= {1}",
    "{0}.data = {1}",
    "{0}.requires_grad = {1}",
    "del x[{0}]",
    "assert {0}, {1}",
    "raise {0} from {1}",
    "return {0}",
    "if {0}:\n    {1}\nelif {2}: pass\nelse: x = 1; y = 2",
    "while {0}: break",
    "for x, y in {0}:\n    continue\nelse:\n    {1}",
    "with {0} as x, {1}:\n    {2}",
    "async with {0} as x: pass",
    "async for x in {0}: {1}",
    "try:\n    {0}\nexcept {1} as error:\n    {2}\nfinally:\n    pass",
    "@({0})\ndef inner(a, b={1}, *c: {2}):\n    return a",
    "@({0})\nclass Inner({1}, metaclass={2}):\n    z = 1",
    "class Inner(nn.Module):\n    x = {0}\n    def forward(self, x, y={1}):\n        return x.view({2})",
    "match {0}:\n    case [a, *b] if {1}:\n        {2}\n    case _: pass",
    "global g; g = {0}",
    "import torch.nn as other; other.ReLU({0})",
    "from torch import relu as act, nn as other; act({0})",
    "print({0},\n      # a comment\n      {1}, sep={2})",
)  # fmt: skip
_HEADER = "import torch\nimport torch.nn.functional as F\nfrom torch import nn\n"


@functools.cache
def plain_programs() -> st.SearchStrategy[str]:
    """Programs by the grammar, and by libcst's nodes, without the word torch."""
    by_grammar = hypothesmith.from_grammar(auto_target=False)
    by_nodes = hypothesmith.from_node(auto_target=False)
    return st.one_of(by_grammar, by_grammar, by_nodes).filter(
        lambda source: "torch" not in source and _compiles(source)
    )


@st.composite
def expressions(draw: Any, depth: int = 2) -> str:
    """An expression, in parentheses, with torch calls inside."""
    if depth == 0 or draw(st.integers(0, 4)) == 0:
        return draw(st.sampled_from((*_NAMES, "1", "'text'", "(0, 1)")))
    template = draw(st.sampled_from((*CALLS, *CONTEXTS)))
    return f"({_filled(draw, template, depth - 1)})"


def _filled(draw: Any, template: str, depth: int) -> str:
    inner = [draw(expressions(depth=depth)) if f"{{{i}}}" in template else "" for i in range(_SLOTS)]
    text = template.format(*inner)
    return text


@st.composite
def planted_programs(draw: Any) -> str:
    """A module with an async function whose statements hold torch calls, and some at module level."""
    body = []
    for _ in range(draw(st.integers(1, 3))):
        statement = _filled(draw, draw(st.sampled_from(STATEMENTS)), 2)
        body += [f"    {line}" for line in statement.split("\n")]
    head = draw(st.sampled_from(("async def run(x, torch_=1):", "def run(x):", "class Run:", "if x:")))
    source = "\n".join((_HEADER + head, *body, ""))
    if not _compiles(source):
        # Not every statement can stand everywhere: `return` at module level, `await` in a def.
        source = "\n".join((f"{_HEADER}async def run(x, torch_=1):", *body, ""))
    return source if _compiles(source) else f"{_HEADER}x = {draw(expressions(depth=1))}\n"


@st.composite
def planted_in_generated(draw: Any) -> str:
    """A program by the grammar, some of whose names and numbers are replaced by torch calls."""
    source = draw(plain_programs())
    try:
        module = cst.parse_module(source)
    except (cst.ParserSyntaxError, RecursionError):
        return _HEADER + source
    planter = _Planter(draw)
    planted = _HEADER + module.visit(planter).code
    return planted if _compiles(planted) else _HEADER + source


class _Planter(cst.CSTTransformer):
    def __init__(self, draw: Any) -> None:
        super().__init__()
        self.draw = draw
        self.left = 4

    def _maybe(self, node: Any) -> Any:
        if self.left and self.draw(st.booleans()):
            self.left -= 1
            return cst.parse_expression(self.draw(expressions(depth=1)))
        return node

    def leave_Integer(self, original_node: cst.Integer, updated_node: cst.Integer) -> Any:
        return self._maybe(updated_node)

    def leave_Float(self, original_node: cst.Float, updated_node: cst.Float) -> Any:
        return self._maybe(updated_node)

    def leave_SimpleString(self, original_node: cst.SimpleString, updated_node: cst.SimpleString) -> Any:
        return self._maybe(updated_node)

    def leave_Expr(self, original_node: cst.Expr, updated_node: cst.Expr) -> Any:
        return updated_node.with_changes(value=self._maybe(updated_node.value))

    def leave_Assign(self, original_node: cst.Assign, updated_node: cst.Assign) -> Any:
        return updated_node.with_changes(value=self._maybe(updated_node.value))


def _compiles(source: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(source, "program.py", "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
            return False
    return True
