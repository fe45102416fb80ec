"""What a module takes and gives, as a flat list of tensors and plain values with their places."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Any

#: Deeper than any output; ends the walk through objects that contain themselves.
_DEPTH = 10


def leaves(value: Any, at: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """(place, leaf) for everything in tuples, lists, mappings and dataclasses: ``[0]``, ``['loss']``, ``.logits``."""
    if depth < _DEPTH and isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from leaves(item, f"{at}[{index}]", depth + 1)
    elif depth < _DEPTH and isinstance(value, Mapping):
        for key, item in value.items():
            yield from leaves(item, f"{at}[{key!r}]", depth + 1)
    elif depth < _DEPTH and dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from leaves(getattr(value, field.name, None), f"{at}.{field.name}", depth + 1)
    else:
        yield at, value


def described(value: Any, put: Callable[[Any], dict[str, Any] | None]) -> list[dict[str, Any]]:
    """The leaves for JSON: what ``put`` says of a tensor, ``value`` for a plain value. Other objects are left out."""
    found = []
    for at, leaf in leaves(value):
        tensor = put(leaf)
        if tensor is not None:
            found.append({"at": at, **tensor})
        elif leaf is None or isinstance(leaf, bool | int | float | str):
            found.append({"at": at, "value": leaf})
    return found
