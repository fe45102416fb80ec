"""``f"{x.max()=}"`` shows the expression's own text: where that changes, the author's text becomes a literal part."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import libcst as cst

from paconvert_ng.emit.positions import node_text
from paconvert_ng.rewrite.transformer import Replacement


class _Contains(cst.CSTVisitor):
    def __init__(self, nodes: Collection[cst.CSTNode]) -> None:
        self.nodes = nodes
        self.found = False

    def on_visit(self, node: cst.CSTNode) -> bool:
        self.found = self.found or node in self.nodes
        return not self.found


def shown_as_written(
    module: cst.Module, strings: Iterable[cst.FormattedString], changing: Collection[cst.CSTNode]
) -> dict[cst.CSTNode, Replacement]:
    """What keeps the shown text of those strings whose parts contain nodes that change."""
    found = ((string, _shown_as_written(module, string, changing)) for string in strings)
    return {string: change for string, change in found if change is not None}


def _shown_as_written(
    module: cst.Module, node: cst.FormattedString, changing: Collection[cst.CSTNode]
) -> Replacement | None:
    texts: dict[int, str] = {}
    for index, part in enumerate(node.parts):
        if isinstance(part, cst.FormattedStringExpression) and part.equal is not None:
            visitor = _Contains(changing)
            part.expression.visit(visitor)
            text = _written(module, part)
            if visitor.found and node.end not in text and "\\" not in text and ("\n" not in text or len(node.end) == 3):
                texts[index] = text.replace("{", "{{").replace("}", "}}")
    return (lambda updated: _with_texts(cst.ensure_type(updated, cst.FormattedString), texts)) if texts else None


def _written(module: cst.Module, part: cst.FormattedStringExpression) -> str:
    pieces: list[Any] = [
        part.whitespace_before_expression, part.expression, part.whitespace_after_expression, part.equal
    ]  # fmt: skip
    return "".join(node_text(module, piece, ()) for piece in pieces)


def _with_texts(node: cst.FormattedString, texts: dict[int, str]) -> cst.FormattedString:
    parts: list[cst.BaseFormattedStringContent] = []
    for index, part in enumerate(node.parts):
        if index in texts and isinstance(part, cst.FormattedStringExpression):
            parts.append(cst.FormattedStringText(texts[index]))
            # Such a part shows the repr, unless a format says otherwise.
            conversion = part.conversion or (None if part.format_spec is not None else "r")
            parts.append(part.with_changes(equal=None, conversion=conversion))
        else:
            parts.append(part)
    return node.with_changes(parts=parts)
