"""Where each value of a JSON text stands, so that one can be replaced and all else stays byte for byte."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from json.decoder import JSONDecodeError
from typing import Any

#: json's own reader of a string: (text, index after the quote, strict) to (value, index after the string).
_scan_string: Callable[[str, int, bool], tuple[str, int]] = vars(json.decoder)["scanstring"]
_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()
_UNIT = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its text, ``[start, end)``. ``members`` of an object and ``items`` of an array are nodes too."""

    value: Any
    start: int
    end: int
    members: dict[str, Node] = field(default_factory=dict)
    items: tuple[Node, ...] = ()


def parse(text: str) -> Node:
    """The value that the whole text is. Raises ValueError if it is not JSON, RecursionError if it is too deep."""
    node = _value(text, _skip(text, 0))
    if _skip(text, node.end) != len(text):
        raise JSONDecodeError("Extra data", text, node.end)
    return node


def _skip(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    assert match is not None
    return match.end()


def _value(text: str, start: int) -> Node:
    first = text[start : start + 1]
    if first == '"':
        value, end = _scan_string(text, start + 1, True)
        return Node(value, start, end)
    if first == "{":
        return _object(text, start)
    if first == "[":
        return _array(text, start)
    value, end = _DECODER.raw_decode(text, start)
    return Node(value, start, end)


def _object(text: str, start: int) -> Node:
    members: dict[str, Node] = {}
    position = _skip(text, start + 1)
    while text[position : position + 1] != "}":
        if members:
            position = _skip(text, _expect(text, position, ","))
        _expect(text, position, '"')
        key, position = _scan_string(text, position + 1, True)
        position = _expect(text, _skip(text, position), ":")
        members[key] = _value(text, _skip(text, position))
        position = _skip(text, members[key].end)
    return Node({key: node.value for key, node in members.items()}, start, position + 1, members)


def _array(text: str, start: int) -> Node:
    items: list[Node] = []
    position = _skip(text, start + 1)
    while text[position : position + 1] != "]":
        if items:
            position = _skip(text, _expect(text, position, ","))
        items.append(_value(text, position))
        position = _skip(text, items[-1].end)
    return Node([item.value for item in items], start, position + 1, items=tuple(items))


def _expect(text: str, position: int, character: str) -> int:
    if text[position : position + 1] != character:
        raise JSONDecodeError(f"Expecting {character!r}", text, position)
    return position + 1


def offset_in_literal(literal: str, index: int) -> int:
    """Where the character ``index`` of a string's value stands in its literal (quotes and escapes count)."""
    position = 1
    for number, unit in enumerate(_units(literal)):
        if number == index:
            break
        position += len(unit)
    return position


def _units(literal: str) -> Iterator[str]:
    return (match[0] for match in _UNIT.finditer(literal, 1, len(literal) - 1))
