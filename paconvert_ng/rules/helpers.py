"""The helpers that rules may name: what ``paconvert_ng/runtime`` defines, read without importing it."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from paconvert_ng.dotted import dotted_name

from .errors import Problem
from .model import Signature
from .signature_text import signature_of


@dataclass(frozen=True)
class Helper:
    """One top-level name of the runtime.

    ``signature`` is None where it cannot be told (an alias, a class whose constructor is
    inherited from Paddle: see ``bases``). ``uses`` are the dotted names it mentions, ``calls``
    the calls of Paddle's functions, by name.
    """

    name: str
    where: str
    is_class: bool
    signature: Signature | None
    bases: tuple[str, ...]
    uses: frozenset[str]
    members: frozenset[str] = frozenset()
    calls: tuple[tuple[str, ast.Call], ...] = ()


def read_helpers(folder: Path, problems: list[Problem]) -> dict[str, Helper]:
    """All helpers by name; a file that does not parse and a name that is defined twice go to ``problems``."""
    found: dict[str, Helper] = {}
    for path in sorted(folder.glob("*.py")):
        file = f"{folder.parent.name}/{folder.name}/{path.name}"
        try:
            tree = ast.parse(path.read_text(encoding="utf-8"))
        except SyntaxError as error:
            problems.append(Problem(f"{file}:{error.lineno}", f"the helper file does not parse: {error.msg}"))
            continue
        for helper in _definitions(tree, file):
            if helper.name in found:
                problems.append(
                    Problem(helper.where, f"{helper.name!r} is defined in {found[helper.name].where} too; rename one")
                )
                continue
            found[helper.name] = helper
    return _inherit(found)


def _definitions(tree: ast.Module, file: str) -> list[Helper]:
    helpers = []
    for node in tree.body:
        where = f"{file}:{getattr(node, 'lineno', 1)}"
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            helpers.append(Helper(node.name, where, False, signature_of(node), (), _uses(node), calls=_calls(node)))
        elif isinstance(node, ast.ClassDef):
            helpers.append(_class(node, where))
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Name):
                    helpers.append(Helper(target.id, where, False, None, (), _uses(node)))
    return helpers


def _class(node: ast.ClassDef, where: str) -> Helper:
    signature = None
    members: set[str] = set()
    for item in node.body:
        if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)):
            members.add(item.name)
            if item.name == "__init__" or (item.name == "__new__" and signature is None):
                signature = signature_of(item, skip=1)
        elif isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
            members.add(item.target.id)
        elif isinstance(item, ast.Assign):
            members.update(target.id for target in item.targets if isinstance(target, ast.Name))
    bases = tuple(ast.unparse(base) for base in node.bases)
    return Helper(node.name, where, True, signature, bases, _uses(node), frozenset(members), _calls(node))


def _calls(node: ast.AST) -> tuple[tuple[str, ast.Call], ...]:
    """Calls of ``paddle.…`` whose arguments are all in the text."""
    found = []
    for child in ast.walk(node):
        if isinstance(child, ast.Call) and isinstance(child.func, ast.Attribute):
            name = dotted_name(child.func)
            opened = any(isinstance(arg, ast.Starred) for arg in child.args) or any(not k.arg for k in child.keywords)
            if name.startswith("paddle.") and not opened:
                found.append((name, child))
    return tuple(found)


def _uses(node: ast.AST) -> frozenset[str]:
    names: set[str] = set()
    inner: set[int] = set()
    for child in ast.walk(node):
        if isinstance(child, ast.Attribute) and id(child) not in inner:
            parts: list[str] = []
            value: ast.expr = child
            while isinstance(value, ast.Attribute):
                parts.append(value.attr)
                inner.add(id(value))
                value = value.value
            if isinstance(value, ast.Name):
                inner.add(id(value))
                names.add(".".join([value.id, *reversed(parts)]))
        elif isinstance(child, ast.Name) and id(child) not in inner:
            names.add(child.id)
    return frozenset(names)


def _inherit(found: Mapping[str, Helper]) -> dict[str, Helper]:
    """Fill in constructors and members that a helper class has from another helper class."""
    done: dict[str, Helper] = {}

    def resolve(name: str, trail: tuple[str, ...] = ()) -> Helper:
        helper = found[name]
        if name in done or not helper.is_class or name in trail:
            return done.get(name, helper)
        signature, bases, members = helper.signature, list(helper.bases), set(helper.members)
        for base in helper.bases:
            if base in found:
                parent = resolve(base, (*trail, name))
                signature = signature or parent.signature
                bases += parent.bases
                members |= parent.members
        done[name] = Helper(
            name,
            helper.where,
            True,
            signature,
            tuple(dict.fromkeys(bases)),
            helper.uses,
            frozenset(members),
            helper.calls,
        )
        return done[name]

    return {name: resolve(name) for name in found}
