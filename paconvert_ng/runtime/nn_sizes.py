"""torch.nn.modules.utils: sizes given as one number or as one for each axis."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any


def size_tuple(value: Any, length: int) -> tuple:
    """``value`` as a tuple if it can be iterated over, else ``length`` times."""
    return tuple(value) if isinstance(value, Iterable) else (value,) * length


def n_tuple(n: int, name: str = "parse") -> Callable[[Any], tuple]:
    """torch.nn.modules.utils._ntuple: a function that makes a tuple of ``n`` of one number."""

    def parse(x: Any) -> tuple:
        return size_tuple(x, n)

    parse.__name__ = name
    return parse


def single(x: Any) -> tuple:
    """torch.nn.modules.utils._single."""
    return size_tuple(x, 1)


def pair(x: Any) -> tuple:
    """torch.nn.modules.utils._pair."""
    return size_tuple(x, 2)


def triple(x: Any) -> tuple:
    """torch.nn.modules.utils._triple."""
    return size_tuple(x, 3)


def quadruple(x: Any) -> tuple:
    """torch.nn.modules.utils._quadruple."""
    return size_tuple(x, 4)


def reverse_repeat_tuple(t: Iterable[Any], n: int) -> tuple:
    """torch.nn.modules.utils._reverse_repeat_tuple: the elements backwards, each ``n`` times."""
    return tuple(element for element in reversed(tuple(t)) for _ in range(n))
