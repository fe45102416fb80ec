"""Signatures from stub files, for builtins that ``inspect`` cannot see into."""

from __future__ import annotations

import ast
from pathlib import Path

Functions = dict[str, list[ast.FunctionDef]]


def functions(path: Path) -> Functions:
    """Overloads by name of a stub's functions."""
    found: Functions = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found.setdefault(node.name, []).append(node)
    return found


def classes(path: Path) -> dict[str, tuple[Functions, dict[str, ast.expr]]]:
    """Methods and annotated attributes of a stub's classes; a property counts as an attribute."""
    found: dict[str, tuple[Functions, dict[str, ast.expr]]] = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if not isinstance(node, ast.ClassDef):
            continue
        methods: Functions = {}
        attributes: dict[str, ast.expr] = {}
        for item in node.body:
            if isinstance(item, ast.FunctionDef):
                decorators = {ast.unparse(decorator) for decorator in item.decorator_list}
                if "property" in decorators and item.returns is not None:
                    attributes[item.name] = item.returns
                elif not any(decorator.endswith((".setter", ".deleter")) for decorator in decorators):
                    methods.setdefault(item.name, []).append(item)
            elif isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
                attributes[item.target.id] = item.annotation
        found[node.name] = (methods, attributes)
    return found


def named_tuples(path: Path) -> dict[str, tuple[list[str], str]]:
    """Named result tuples: field names, and the plain type ``tuple[Tensor, Tensor]``."""
    found: dict[str, tuple[list[str], str]] = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if not isinstance(node, ast.ClassDef):
            continue
        fields = [item.name for item in node.body if isinstance(item, ast.FunctionDef) and _is_property(item)]
        base = next((ast.unparse(base) for base in node.bases if isinstance(base, ast.Subscript)), "")
        inner = base[len("tuple[") : -1].replace("_int", "int").replace("_float", "float") if base else ""
        if fields and inner:
            found[node.name] = (fields, f"tuple[{inner.strip('() ')}]")
    return found


def _is_property(item: ast.FunctionDef) -> bool:
    return any(ast.unparse(decorator) == "property" for decorator in item.decorator_list)
