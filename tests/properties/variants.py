"""Ways to write a program differently that must not change what its conversion prints."""

from __future__ import annotations

import builtins
import keyword
import random
from collections.abc import Sequence
from typing import Any

import libcst as cst

#: New names for the author's own: such as the output, helpers and templates use themselves.
NEW_NAMES = (
    "paddle", "paddle_helpers", "helper", "out", "input", "dim", "self_", "np", "numpy", "F", "functools", "tensor",
    "value", "index", "x_", "_tmp", "tmp", "result", "op_add", "math", "einops", "shape", "axis", "other",
)  # fmt: skip
_ALIASES = ("t", "T_", "pt", "th", "_torch")


def variant(source: str, rng: random.Random) -> str:
    """``source`` with names, imports and layout changed at random."""
    module = cst.parse_module(source)
    if rng.random() < 0.7:
        module = _renamed(module, rng)
    if rng.random() < 0.7:
        module = _aliased(module, rng)
    module = module.visit(_Layout(rng))
    text: str = module.code
    compile(text, "variant.py", "exec", dont_inherit=True)
    return text


# ---- names ----


class _Names(cst.CSTVisitor):
    """Which names are only ever plain variables: no attribute, keyword, parameter, import, definition or string."""

    def __init__(self) -> None:
        self.plain: set[str] = set()
        self.others: set[str] = set()
        self.texts: list[str] = []
        self._class_bodies = 0

    def visit_Attribute(self, node: cst.Attribute) -> bool:
        self.others.add(node.attr.value)
        node.value.visit(self)
        return False

    def visit_Arg(self, node: cst.Arg) -> None:
        if node.keyword is not None:
            self.others.add(node.keyword.value)

    def visit_Param(self, node: cst.Param) -> None:
        self.others.add(node.name.value)

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        self.others.add(node.name.value)
        for statement in node.body.body:
            inner = _Names()
            if not isinstance(statement, cst.FunctionDef):
                statement.visit(inner)
                self.others |= inner.plain
            else:
                self.others.add(statement.name.value)

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        self.others.add(node.name.value)

    def visit_Import(self, node: cst.Import) -> bool:
        return self._importing(node)

    def visit_ImportFrom(self, node: cst.ImportFrom) -> bool:
        return self._importing(node)

    def _importing(self, node: cst.CSTNode) -> bool:
        inner = _AllNames()
        node.visit(inner)
        self.others |= inner.found
        return False

    def visit_SimpleString(self, node: cst.SimpleString) -> None:
        self.texts.append(node.value)

    def visit_MatchKeywordElement(self, node: cst.MatchKeywordElement) -> None:
        self.others.add(node.key.value)

    def visit_FormattedStringExpression(self, node: cst.FormattedStringExpression) -> None:
        if node.equal is not None:
            # What is shown is the text itself.
            inner = _AllNames()
            node.visit(inner)
            self.others |= inner.found

    def visit_Name(self, node: cst.Name) -> None:
        self.plain.add(node.value)


class _AllNames(cst.CSTVisitor):
    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_Name(self, node: cst.Name) -> None:
        self.found.add(node.value)


class _Rename(cst.CSTTransformer):
    def __init__(self, names: dict[str, str]) -> None:
        super().__init__()
        self.names = names

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:
        return updated_node.with_changes(value=self.names.get(updated_node.value, updated_node.value))


def _renamed(module: cst.Module, rng: random.Random) -> cst.Module:
    names = _Names()
    module.visit(names)
    every = _AllNames()
    module.visit(every)
    candidates = sorted(
        name
        for name in names.plain - names.others
        if not hasattr(builtins, name)
        and not name.startswith("__")
        and not keyword.issoftkeyword(name)
        and not any(name in text for text in names.texts)
    )
    if "import *" in module.code:
        return module
    fresh = [name for name in NEW_NAMES if name not in every.found and not any(name in text for text in names.texts)]
    rng.shuffle(fresh)
    chosen = {name: new for name, new in zip(candidates, fresh, strict=False) if rng.random() < 0.6}
    # The names are inserted as they are read, so no new name can become another one's old name.
    return module.visit(_Rename(chosen))


# ---- imports ----


class _Alias(cst.CSTTransformer):
    """``import torch`` under another name, and submodules imported in another way."""

    def __init__(self, rng: random.Random, alias: str) -> None:
        super().__init__()
        self.rng = rng
        self.alias = alias

    def leave_Import(self, original_node: cst.Import, updated_node: cst.Import) -> Any:
        if len(updated_node.names) != 1:
            return updated_node
        text = cst.Module([]).code_for_node(updated_node.names[0])
        if text == "torch":
            return cst.ensure_type(cst.parse_statement(f"import torch as {self.alias}"), cst.SimpleStatementLine).body[
                0
            ]
        path, _, local = text.partition(" as ")
        parent, _, name = path.rpartition(".")
        if local and parent.split(".")[0] == "torch" and self.rng.random() < 0.7:
            statement = cst.parse_statement(f"from {parent} import {name} as {local.strip()}")
            return cst.ensure_type(statement, cst.SimpleStatementLine).body[0]
        return updated_node

    def leave_ImportFrom(self, original_node: cst.ImportFrom, updated_node: cst.ImportFrom) -> Any:
        if cst.Module([]).code_for_node(updated_node).strip() == "from torch import nn" and self.rng.random() < 0.7:
            return cst.ensure_type(cst.parse_statement("import torch.nn as nn"), cst.SimpleStatementLine).body[0]
        return updated_node

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:
        return updated_node.with_changes(value=self.alias) if updated_node.value == "torch" else updated_node

    def visit_Import_names(self, node: cst.Import) -> None:
        pass

    def visit_ImportFrom(self, node: cst.ImportFrom) -> bool:
        return False

    def visit_Import(self, node: cst.Import) -> bool:
        return False

    def visit_Attribute_attr(self, node: cst.Attribute) -> None:
        pass


def _aliased(module: cst.Module, rng: random.Random) -> cst.Module:
    names = _Names()
    module.visit(names)
    every = _AllNames()
    module.visit(every)
    # One plain `import torch` at the top, and `torch` nowhere in a text, an attribute or a binding of the author's.
    imports = [line for line in module.code.split("\n") if "torch" in line and "import" in line]
    plain = imports.count("import torch") == 1 and not any(
        i.startswith("import torch.") and " as " not in i for i in imports
    )
    own = names.others - {n for line in imports for n in line.replace(",", " ").replace(".", " ").split()}
    shown = any(isinstance(n, str) and "torch" in n for n in names.texts)
    if (
        not plain
        or "torch" in own
        or shown
        or any(i.startswith(" ") and "torch" in i for i in imports)
        or "=}" in module.code
    ):
        return module
    alias = rng.choice([a for a in _ALIASES if a not in every.found])
    return module.visit(_Alias(rng, alias))


# ---- layout ----


class _Layout(cst.CSTTransformer):
    """Line breaks and comments between parentheses, blank lines, semicolons, parentheses around arguments."""

    def __init__(self, rng: random.Random) -> None:
        super().__init__()
        self.rng = rng
        self._in_string = 0

    def visit_FormattedString(self, node: cst.FormattedString) -> bool:
        return False

    def _break(self) -> cst.ParenthesizedWhitespace:
        comment = self.rng.choice((None, cst.Comment("# torch.add(x, y)"), cst.Comment("#")))
        line = cst.TrailingWhitespace(cst.SimpleWhitespace("  " if comment else ""), comment)
        empty = [cst.EmptyLine(indent=False)] if self.rng.random() < 0.3 else []
        return cst.ParenthesizedWhitespace(line, empty, indent=True, last_line=cst.SimpleWhitespace("        "))

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:
        if not updated_node.args or self.rng.random() > 0.3:
            return updated_node
        args = list(updated_node.args)
        for index, arg in enumerate(args):
            if isinstance(arg.comma, cst.Comma) and self.rng.random() < 0.5:
                args[index] = arg.with_changes(comma=arg.comma.with_changes(whitespace_after=self._break()))
            elif self.rng.random() < 0.2 and index == len(args) - 1 and not isinstance(arg.value, cst.GeneratorExp):
                args[index] = arg.with_changes(comma=cst.Comma(), whitespace_after_arg=self._break())
        changes: dict[str, Any] = {"args": args}
        if self.rng.random() < 0.4:
            changes["whitespace_before_args"] = self._break()
        if self.rng.random() < 0.1:
            changes["whitespace_after_func"] = cst.SimpleWhitespace(" ")
        return updated_node.with_changes(**changes)

    def leave_Arg(self, original_node: cst.Arg, updated_node: cst.Arg) -> cst.Arg:
        plain = not isinstance(updated_node.value, cst.GeneratorExp)
        if plain and self.rng.random() < 0.12:
            value = updated_node.value.with_changes(
                lpar=[self._opening(), *updated_node.value.lpar], rpar=[*updated_node.value.rpar, self._closing()]
            )
            return updated_node.with_changes(value=value)
        return updated_node

    def _opening(self) -> cst.LeftParen:
        return cst.LeftParen(self._break() if self.rng.random() < 0.3 else cst.SimpleWhitespace(""))

    def _closing(self) -> cst.RightParen:
        return cst.RightParen(self._break() if self.rng.random() < 0.3 else cst.SimpleWhitespace(""))

    def leave_Attribute(self, original_node: cst.Attribute, updated_node: cst.Attribute) -> cst.BaseExpression:
        chained = isinstance(updated_node.value, cst.Call)
        if not chained or self.rng.random() > 0.15:
            return updated_node
        dot = updated_node.dot.with_changes(whitespace_before=self._break())
        return updated_node.with_changes(dot=dot, lpar=[cst.LeftParen()], rpar=[cst.RightParen()])

    def leave_Assign(self, original_node: cst.Assign, updated_node: cst.Assign) -> cst.Assign:
        if self.rng.random() < 0.15 and not isinstance(updated_node.value, cst.Yield | cst.GeneratorExp):
            value = updated_node.value.with_changes(
                lpar=[self._opening(), *updated_node.value.lpar], rpar=[*updated_node.value.rpar, self._closing()]
            )
            return updated_node.with_changes(value=value)
        return updated_node

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.SimpleStatementLine:
        lines = list(updated_node.leading_lines)
        if self.rng.random() < 0.15:
            lines.append(cst.EmptyLine(comment=self.rng.choice((None, cst.Comment("# import torch")))))
        trailing = updated_node.trailing_whitespace
        if trailing.comment is None and self.rng.random() < 0.1:
            trailing = trailing.with_changes(whitespace=cst.SimpleWhitespace("  "), comment=cst.Comment("# noqa"))
        return updated_node.with_changes(leading_lines=lines, trailing_whitespace=trailing)

    def leave_IndentedBlock(self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock) -> Any:
        return updated_node.with_changes(body=self._joined(updated_node.body))

    def leave_Module(self, original_node: cst.Module, updated_node: cst.Module) -> cst.Module:
        return updated_node.with_changes(body=self._joined(updated_node.body))

    def _joined(self, body: Sequence[Any]) -> list[Any]:
        """Some neighbours on one line, with a semicolon between them."""
        result: list[Any] = []
        for statement in body:
            last = result[-1] if result else None
            if (
                isinstance(statement, cst.SimpleStatementLine)
                and isinstance(last, cst.SimpleStatementLine)
                and not statement.leading_lines
                and last.trailing_whitespace.comment is None
                and not _is_alone(last)
                and not _is_alone(statement)
                and self.rng.random() < 0.15
            ):
                result[-1] = last.with_changes(
                    body=[
                        *(
                            s.with_changes(semicolon=cst.Semicolon(whitespace_after=cst.SimpleWhitespace(" ")))
                            for s in last.body
                        ),
                        *statement.body,
                    ],
                    trailing_whitespace=statement.trailing_whitespace,
                )
            else:
                result.append(statement)
        return result


def _is_alone(line: cst.SimpleStatementLine) -> bool:
    """Docstrings and imports from the future stay where they are."""
    first = line.body[0]
    future = (
        isinstance(first, cst.ImportFrom) and isinstance(first.module, cst.Name) and first.module.value == "__future__"
    )
    return future or (
        isinstance(first, cst.Expr) and isinstance(first.value, cst.SimpleString | cst.ConcatenatedString)
    )
