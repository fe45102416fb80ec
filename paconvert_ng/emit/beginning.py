"""What may stand at the beginning of a file, before or among its imports, and where new lines go there."""

from __future__ import annotations

from collections.abc import Mapping

import libcst as cst

from paconvert_ng.analysis.facts import Facts
from paconvert_ng.analysis.scopes import dotted
from paconvert_ng.emit.positions import Lines, Span


def is_docstring(statement: cst.SimpleStatementLine) -> bool:
    first = statement.body[0]
    return isinstance(first, cst.Expr) and isinstance(first.value, cst.SimpleString | cst.ConcatenatedString)


def is_future(statement: cst.SimpleStatementLine) -> bool:
    return any(
        isinstance(s, cst.ImportFrom) and s.module is not None and dotted(s.module) == "__future__"
        for s in statement.body
    )


def is_plain_import(statement: cst.CSTNode, local: str, module: str) -> bool:
    """Whether a statement imports ``module`` as ``local``."""
    for small in getattr(statement, "body", ()) if isinstance(statement, cst.SimpleStatementLine) else ():
        if isinstance(small, cst.Import):
            for item in small.names:
                name = dotted(item.name)
                alias = item.asname.name.value if item.asname is not None else name  # type: ignore[union-attr]
                if name == module and alias == local:
                    return True
    return False


def prelude_offset(
    module: cst.Module,
    facts: Facts,
    new_lines: Mapping[cst.CSTNode, list[str]],
    spans: Mapping[cst.CSTNode, Span],
    lines: Lines,
) -> int:
    """Behind the first source import among the leading imports; else behind docstring and __future__.

    ``new_lines`` are those of the import statements that change.
    """
    sources = {b.owner for b in facts.imports if b.place == "module"} | {s.owner for s in facts.stars}
    top: cst.CSTNode | None = None
    leading = True
    for index, statement in enumerate(module.body):
        if not isinstance(statement, cst.SimpleStatementLine):
            leading = False
        elif is_docstring(statement) and index == 0 or is_future(statement):
            continue
        top = top or statement
        if leading and isinstance(statement, cst.SimpleStatementLine):
            if statement in sources:
                # A name bound to a helper there needs the helpers above it, and so may what else is on the line.
                needed = any(" = " in line for small in statement.body for line in new_lines.get(small, ()))
                needed |= not all(isinstance(small, cst.Import | cst.ImportFrom) for small in statement.body)
                span = spans[statement]
                return lines.line_start(span.inner_start) if needed else span.end
            leading = all(isinstance(small, cst.Import | cst.ImportFrom) for small in statement.body)
        if not leading:
            break
    if top is None:
        return len(lines.text)
    return lines.line_start(_first_line(top, spans, lines.text))


def beginning(module: cst.Module, spans: Mapping[cst.CSTNode, Span], lines: Lines) -> int:
    """Before the first statement that runs: behind docstring and __future__."""
    for index, statement in enumerate(module.body):
        if isinstance(statement, cst.SimpleStatementLine):
            if is_docstring(statement) and index == 0 or is_future(statement):
                continue
        return lines.line_start(_first_line(statement, spans, lines.text))
    return len(lines.text)


def _first_line(statement: cst.CSTNode, spans: Mapping[cst.CSTNode, Span], text: str) -> int:
    decorators = getattr(statement, "decorators", ())
    if decorators:
        # The position of a decorated definition is that of `def`; its decorators stand above.
        offset = spans[statement].start
        while text[offset : offset + 1] != "@":
            offset = text.index("\n", offset) + 1 if not text[offset:].lstrip(" \t").startswith("@") else offset + 1
        return offset
    return spans[statement].inner_start
