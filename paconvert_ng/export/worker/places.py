"""Arguments and results as the tensors in them and what is around these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import paddle
from paddle.base.libpaddle import pir

#: A tensor, or a value of a graph that is being traced.
_TENSORS = (paddle.Tensor, pir.Value)


class Leaf:
    """The place of a tensor."""

    def __init__(self, index: int) -> None:
        self.index = index


def flatten(value: Any, leaves: list[Any]) -> Any:
    """The value with places where its tensors are; they are appended to ``leaves``."""
    if isinstance(value, _TENSORS):
        leaves.append(value)
        return Leaf(len(leaves) - 1)
    if isinstance(value, Mapping):
        return {key: flatten(item, leaves) for key, item in value.items()}
    if isinstance(value, list | tuple):
        items = [flatten(item, leaves) for item in value]
        return items if isinstance(value, list) else tuple(items)
    return value


def filled(tree: Any, leaves: Sequence[Any] | Mapping[int, Any]) -> Any:
    """The value again, with these tensors."""
    if isinstance(tree, Leaf):
        return leaves[tree.index]
    if isinstance(tree, dict):
        return {key: filled(item, leaves) for key, item in tree.items()}
    if isinstance(tree, list | tuple):
        items = [filled(item, leaves) for item in tree]
        return items if isinstance(tree, list) else tuple(items)
    return tree


def indices(tree: Any) -> list[int]:
    """The places in it, in order."""
    if isinstance(tree, Leaf):
        return [tree.index]
    if isinstance(tree, dict):
        return [index for item in tree.values() for index in indices(item)]
    return [index for item in tree for index in indices(item)] if isinstance(tree, list | tuple) else []


def others(tree: Any) -> Any:
    """What is in it besides tensors, to be compared."""
    if isinstance(tree, Leaf):
        return Ellipsis
    if isinstance(tree, dict):
        return {key: others(item) for key, item in tree.items()}
    return [others(item) for item in tree] if isinstance(tree, list | tuple) else tree
