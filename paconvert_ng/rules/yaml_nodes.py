"""Strict YAML with positions.

Plain YAML reading lets duplicate keys pass, reads ``1e-5`` as a string and ``no`` as
False; each of these once hid a wrong rule. Here a duplicate key is a problem, numbers in
scientific notation are floats, and only ``true``/``false`` are booleans.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

from .errors import Problem

_BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?[0-9][0-9_]*|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?([0-9][0-9_]*\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?|[-+]?[0-9]+[eE][-+]?[0-9]+")
_WORDS = {
    "": None, "~": None, "null": None, "None": None,
    "true": True, "True": True, "false": False, "False": False,
    ".inf": float("inf"), "-.inf": float("-inf"), ".nan": float("nan"),
}  # fmt: skip


@dataclass(frozen=True)
class Node:
    """A YAML value and its line. ``value`` is a scalar, a list of Nodes or a dict from str to Node."""

    value: Any
    line: int
    key_line: int = 0

    def plain(self) -> Any:
        """The value with the positions taken off."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


def read_yaml(text: str, file: str, problems: list[Problem]) -> Node | None:
    """Parse one document; what is wrong goes to ``problems``. None if it cannot be read at all or is empty."""
    try:
        root = yaml.compose(text, Loader=_BASE)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        hint = ""
        if error.problem and "could not find expected" in error.problem or "mapping values" in str(error.problem):
            hint = " (quote values that hold ': ', '{', '#', or start with '*', '[', '@', '`')"
        problems.append(Problem(f"{file}:{line}", f"not valid YAML: {error.problem or error.context}{hint}"))
        return None
    except yaml.YAMLError as error:
        problems.append(Problem(f"{file}:1", f"not valid YAML: {error}"))
        return None
    return _convert(root, file, problems) if root is not None else None


def _convert(node: Any, file: str, problems: list[Problem]) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return Node(_scalar(node), line)
    if isinstance(node, yaml.SequenceNode):
        return Node([_convert(item, file, problems) for item in node.value], line)
    mapping: dict[str, Node] = {}
    for key_node, value_node in node.value:
        key_line = key_node.start_mark.line + 1
        where = f"{file}:{key_line}"
        if not isinstance(key_node, yaml.ScalarNode):
            problems.append(Problem(where, "a key must be a plain word"))
            continue
        key = key_node.value
        value = _convert(value_node, file, problems)
        if key in mapping:
            problems.append(Problem(where, f"duplicate key {key!r}, first on line {mapping[key].key_line}"))
            continue
        mapping[key] = Node(value.value, value.line, key_line)
    return Node(mapping, line)


def _scalar(node: Any) -> Any:
    text = node.value
    if node.style in ("'", '"', "|", ">"):
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text, 0) if not re.fullmatch(r"[-+]?0[0-9_]+", text) else int(text, 10)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text
