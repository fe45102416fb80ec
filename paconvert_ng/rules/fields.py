"""Reading the keys of a mapping with their types; what is wrong goes to a list with file and line."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from typing import Any

from .errors import Problem
from .yaml_nodes import Node


class Fields:
    """One YAML mapping. Each getter returns a default and notes a problem where the type is wrong."""

    def __init__(self, node: Node, file: str, problems: list[Problem], what: str) -> None:
        self.node = node
        self.file = file
        self.problems = problems
        self.what = what
        self.values: dict[str, Node] = node.value if isinstance(node.value, dict) else {}
        if not isinstance(node.value, dict):
            self.problem(f"{what} must be a mapping (key: value), not {type_name(node.value)}")

    def line(self, key: str = "") -> int:
        node = self.values.get(key)
        return (node.key_line or node.line) if node else self.node.key_line or self.node.line

    def where(self, key: str = "") -> str:
        return f"{self.file}:{self.line(key)}"

    def problem(self, message: str, key: str = "") -> None:
        self.problems.append(Problem(self.where(key), message))

    def allow(self, keys: Collection[str]) -> None:
        """Refuse any key that is not in ``keys``."""
        for key in self.values:
            if key not in keys:
                close = difflib.get_close_matches(key, keys, 1)
                hint = f"; did you mean {close[0]!r}?" if close else f"; there are: {', '.join(sorted(keys))}"
                self.problem(f"unknown key {key!r} in {self.what}{hint}", key)

    def has(self, key: str) -> bool:
        return key in self.values

    def text(self, key: str, default: str = "") -> str:
        node = self.values.get(key)
        if node is None:
            return default
        if not isinstance(node.value, str) or not node.value.strip():
            what = "must not be empty" if isinstance(node.value, str) else f"must be text, not {type_name(node.value)}"
            self.problem(f"{key!r} {what}", key)
            return default
        return node.value.strip()

    def number(self, key: str) -> float | None:
        node = self.values.get(key)
        if node is None:
            return None
        if isinstance(node.value, bool) or not isinstance(node.value, (int, float)):
            self.problem(f"{key!r} must be a number, not {type_name(node.value)}", key)
            return None
        return float(node.value)

    def items(self, key: str, empty: bool = False) -> list[Node]:
        node = self.values.get(key)
        if node is None:
            return []
        if not isinstance(node.value, list) or not (node.value or empty):
            self.problem(f"{key!r} must be a list with something in it, not {type_name(node.value)}", key)
            return []
        return list(node.value)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, which may be empty."""
        found = []
        for item in self.items(key, empty=True):
            if isinstance(item.value, str):
                found.append(item.value)
            else:
                self.problems.append(
                    Problem(f"{self.file}:{item.line}", f"{key!r} must list texts, not {type_name(item.value)}")
                )
        return tuple(found)

    def mapping(self, key: str) -> dict[str, Node]:
        node = self.values.get(key)
        if node is None:
            return {}
        if not isinstance(node.value, dict) or not node.value:
            self.problem(f"{key!r} must be a mapping with something in it, not {type_name(node.value)}", key)
            return {}
        return dict(node.value)


def type_name(value: Any) -> str:
    """How a message calls a YAML value."""
    if value is None:
        return "nothing"
    if isinstance(value, (dict, list)) and not value:
        return "an empty one"
    names = {dict: "a mapping", list: "a list", str: "text", bool: f"{str(value).lower()}"}
    return names.get(type(value), f"the number {value}" if isinstance(value, (int, float)) else type(value).__name__)
