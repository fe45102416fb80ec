"""Where nodes of a parsed file stand in its text, as character offsets.

libcst's own position providers compute the position of every node and cost as much as parsing.
Only a few nodes are edited or reported, so this follows one code generation and notes those.
"""

from __future__ import annotations

import bisect
from collections.abc import Collection
from contextlib import nullcontext
from typing import Any, NamedTuple

import libcst as cst
from libcst._nodes.internal import CodegenState


class Span(NamedTuple):
    """Character offsets: the whole node with its parentheses, and where its own text begins.

    ``indent`` is the indentation of the block around it, which lines inside the node repeat.
    """

    start: int
    end: int
    inner_start: int
    indent: tuple[str, ...]


_NOTHING_AFTER = nullcontext()


class _Recorder(CodegenState):
    """Counts characters instead of keeping tokens."""

    __slots__ = ("inner", "length", "open", "spans", "wanted")

    def __init__(self, module: cst.Module, nodes: Collection[cst.CSTNode]) -> None:
        super().__init__(default_indent=module.default_indent, default_newline=module.default_newline)
        # libcst's nodes are hashed by Python code, which would be run several times for each node of the file.
        self.wanted = {id(node) for node in nodes}
        self.spans: dict[cst.CSTNode, Span] = {}
        #: The wanted nodes around the current one, each with where it begins.
        self.open: list[tuple[cst.CSTNode | None, int]] = [(None, 0)]
        self.inner: dict[int, int] = {}
        self.length = 0

    def add_indent_tokens(self) -> None:
        for token in self.indent_tokens:
            self.length += len(token)

    def add_token(self, value: str) -> None:
        self.length += len(value)

    def pop_trailing_newline(self) -> None:
        """The last newline stays counted: only offsets before it are asked for."""

    def before_codegen(self, node: cst.CSTNode) -> None:
        if id(node) in self.wanted:
            self.open.append((node, self.length))

    def after_codegen(self, node: cst.CSTNode) -> None:
        if self.open[-1][0] is node:
            start = self.open.pop()[1]
            self.spans[node] = Span(start, self.length, self.inner.get(id(node), start), tuple(self.indent_tokens))

    def record_syntactic_position(
        self, node: cst.CSTNode, *, start_node: cst.CSTNode | None = None, end_node: cst.CSTNode | None = None
    ) -> Any:
        if id(node) in self.wanted:
            self.inner[id(node)] = self.length
        # One context for all: making one per node is a third of the cost of the walk.
        return _NOTHING_AFTER


def spans(module: cst.Module, nodes: Collection[cst.CSTNode], text: str) -> dict[cst.CSTNode, Span]:
    """The spans of the nodes in the text that ``module`` was parsed from.

    Raises ValueError if the tree does not reproduce the text's length (offsets would be off).
    """
    recorder = _Recorder(module, nodes)
    module._codegen(recorder)
    if not 0 <= recorder.length - len(text) <= len(module.default_newline):
        raise ValueError("the parsed tree does not reproduce the source text")
    return recorder.spans


def node_text(module: cst.Module, node: cst.CSTNode, indent: tuple[str, ...]) -> str:
    """The text of a node that stands in a block with the given indentation."""
    state = CodegenState(default_indent=module.default_indent, default_newline=module.default_newline)
    state.indent_tokens.extend(indent)
    node._codegen(state)
    return "".join(state.tokens)


def semicolon(module: cst.Module, statement: cst.CSTNode) -> str:
    """What a small statement's span ends with where another follows on its line; else ""."""
    found = getattr(statement, "semicolon", None)
    return module.code_for_node(found) if isinstance(found, cst.Semicolon) else ""


class Lines:
    """Lines and columns of character offsets. Lines are 1-based, columns 0-based."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0]
        position = 0
        for line in text.splitlines(keepends=True):
            position += len(line)
            if line.endswith(("\n", "\r")):
                self.starts.append(position)

    def position(self, offset: int) -> tuple[int, int]:
        line = bisect.bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1]

    def line_start(self, offset: int) -> int:
        return self.starts[bisect.bisect_right(self.starts, offset) - 1]

    def indentation(self, offset: int) -> str:
        """The white space that the line of an offset begins with."""
        start = self.line_start(offset)
        end = start
        while end < len(self.text) and self.text[end] in " \t\f":
            end += 1
        return self.text[start:end]
