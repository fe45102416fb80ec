"""Members of classes: methods, properties, and attributes that constructors set."""

from __future__ import annotations

import ast
import inspect
import textwrap
from dataclasses import dataclass
from typing import Any

from paconvert_ng.rules.model import Signature

#: Private methods of modules that many programs override and call.
PRIVATE_METHODS = {
    "_save_to_state_dict", "_load_from_state_dict", "_register_state_dict_hook", "_register_load_state_dict_pre_hook",
}  # fmt: skip


@dataclass(frozen=True)
class Member:
    """A method with its overloads (receiver left out), or an attribute with its type ("" if not known)."""

    kind: str
    signatures: list[Signature]
    type: str = ""


def own_members(cls: type) -> dict[str, Any]:
    """Public members in the class itself, raw (``property``, ``staticmethod`` … not resolved).

    Of the private ones those of ``PRIVATE_METHODS``, for the class that has them first.
    """
    inherited = {name for base in cls.__mro__[1:] for name in vars(base)}
    private = PRIVATE_METHODS - inherited
    return {name: value for name, value in vars(cls).items() if not name.startswith("_") or name in private}


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
