"""Members of classes: methods, properties, and attributes that constructors set."""

from __future__ import annotations

import ast
import inspect
import textwrap
from dataclasses import dataclass
from typing import Any

from paconvert_ng.rules.model import Signature


@dataclass(frozen=True)
class Member:
    """A method with its overloads (receiver left out), or an attribute with its type ("" if not known)."""

    kind: str
    signatures: list[Signature]
    type: str = ""


def own_members(cls: type) -> dict[str, Any]:
    """Public members in the class itself, raw (``property``, ``staticmethod`` … not resolved)."""
    return {name: value for name, value in vars(cls).items() if not name.startswith("_")}


def set_attributes(cls: type) -> dict[str, str]:
    """Public attributes that ``__init__`` sets or the class annotates, each with its annotation text or ""."""
    found = {
        name: annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
        for name, annotation in vars(cls).get("__annotations__", {}).items()
        if not name.startswith("_")
    }
    constructor = vars(cls).get("__init__")
    if inspect.isfunction(constructor):
        try:
            tree = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(constructor))))
        except (OSError, TypeError, SyntaxError):
            return found
        for name in _assigned(tree):
            found.setdefault(name, "")
    return found


def _assigned(tree: ast.AST) -> list[str]:
    names = []
    for node in ast.walk(tree):
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                for part in target.elts if isinstance(target, ast.Tuple) else [target]:
                    if isinstance(part, ast.Attribute) and ast.unparse(part.value) == "self":
                        names.append(part.attr)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in (
            "self.register_buffer", "self.register_parameter", "self.add_module", "self.add_parameter",
        ):  # fmt: skip
            if node.args and isinstance(node.args[0], ast.Constant):
                names.append(str(node.args[0].value))
    return [name for name in names if not name.startswith("_")]


def is_data(value: Any) -> bool:
    """Whether a raw member is read as an attribute rather than called."""
    if isinstance(value, (property, staticmethod, classmethod)):
        return isinstance(value, property)
    return (
        inspect.isdatadescriptor(value)
        or type(value).__name__ in ("cached_property", "lazy_property")
        or not callable(value)
    )
