"""Carrying out the steps of a rule on tensors, without reading them."""

from __future__ import annotations

from collections.abc import Sequence

from paconvert_ng.weights.tables.expressions import Scope
from paconvert_ng.weights.tables.model import Step
from paconvert_ng.weights.values import Value, cut, expand, join, squeeze, transpose


def apply(step: Step, values: Sequence[Value], wanted: int, scope: Scope) -> list[Value]:
    """What becomes of ``values``; ``wanted`` is how many there shall be in the end, for steps that make several.

    Raises ValueError if the shapes do not fit, WeightsError if the configuration lacks a size.
    """
    if step.kind == "transpose":
        return [transpose(value) for value in values]
    if step.kind == "unsqueeze":
        return [expand(value, step.axis) for value in values]
    if step.kind == "squeeze":
        return [squeeze(value, step.axis) for value in values]
    if step.kind == "stack":
        return [join([expand(value, 0) for value in values], 0)]
    if step.kind == "unstack":
        (value,) = values
        if value.shape[:1] != (wanted,):
            raise ValueError(f"shape {list(value.shape)} does not begin with {wanted}")
        return [squeeze(cut(value, 0, index, index + 1), 0) for index in range(wanted)]
    sizes = [scope.integer(size) for size in step.sizes]
    groups = 1 if step.groups is None else scope.integer(step.groups)
    if step.kind in ("split", "deal"):
        (value,) = values
        return _deal(value, step.axis, sizes or _equal(value, step.axis, wanted), groups)
    return [_interleave(values, step.axis, sizes, groups)]


def _equal(value: Value, axis: int, number: int) -> list[int]:
    length = value.shape[axis] if axis < len(value.shape) else 0
    if length % number:
        raise ValueError(f"axis {axis} of shape {list(value.shape)} has not {number} equal parts")
    return [length // number] * number


def _deal(value: Value, axis: int, sizes: Sequence[int], groups: int) -> list[Value]:
    """Parts of the lengths ``sizes``, a piece of each from each group in turn."""
    if axis >= len(value.shape) or value.shape[axis] != sum(sizes):
        raise ValueError(f"axis {axis} of shape {list(value.shape)} is not {' + '.join(map(str, sizes))}")
    pieces = _pieces(sizes, groups)
    parts: list[list[Value]] = [[] for _ in sizes]
    at = 0
    for _ in range(groups):
        for part, piece in zip(parts, pieces, strict=True):
            part.append(cut(value, axis, at, at + piece))
            at += piece
    return [join(part, axis) for part in parts]


def _interleave(values: Sequence[Value], axis: int, sizes: Sequence[int], groups: int) -> Value:
    """The values joined, a piece of each in turn for each group."""
    if any(axis >= len(value.shape) for value in values):
        raise ValueError(f"shapes {[list(value.shape) for value in values]} have no axis {axis}")
    lengths = [value.shape[axis] for value in values]
    if sizes and lengths != list(sizes):
        raise ValueError(f"the lengths along axis {axis} are {lengths}, and by config.json {list(sizes)}")
    pieces = _pieces(lengths, groups)
    return join(
        [
            cut(value, axis, group * piece, (group + 1) * piece)
            for group in range(groups)
            for value, piece in zip(values, pieces, strict=True)
        ],
        axis,
    )


def _pieces(lengths: Sequence[int], groups: int) -> list[int]:
    if groups < 1 or any(length % groups for length in lengths):
        raise ValueError(f"lengths {list(lengths)} do not divide into {groups} groups")
    return [length // groups for length in lengths]
