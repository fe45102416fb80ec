"""One part of a model as a graph of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .layers import errors_named, to_static, traced_layer
from .places import flatten


class Part:
    """A graph to be: a function of tensors, with an example for them and the shapes that it is for (None: open)."""

    def __init__(
        self, name: str, do: Callable[[Sequence[Any]], list[Any]], inputs: list[str], outputs: list[str],
        example: list[Any], shapes: list[list[int | None]], layer: Any,
    ) -> None:  # fmt: skip
        self.name, self.do, self.inputs, self.outputs = name, do, inputs, outputs
        self.example, self.shapes, self.layer = example, shapes, layer
        self.decisions: list[tuple[Any, bool]] = []

    def save(self, folder: str, root: str) -> None:
        """model.json and model.pdiparams in ``folder``. Inputs that the outputs do not depend on are dropped."""
        import paddle

        from .tracing import Sizes

        sizes = Sizes()
        example = traced_layer(self.layer, self.do, sizes, conditions=True)
        with errors_named(example, root), sizes.noted():
            to_static(example, self._specs(), "example").forward.concrete_program  # noqa: B018
        graph = traced_layer(self.layer, self.do, sizes, conditions=True)
        with errors_named(graph, root), sizes.given():
            traced = to_static(graph, self._specs(), "shape")
            used = _used(traced.forward.concrete_program.outputs, self.inputs)
            if len(used) == len(self.inputs):
                paddle.jit.save(traced, os.path.join(folder, "model"))
        self.decisions = graph.decisions
        if len(used) < len(self.inputs):
            self._without(used)
            self.save(folder, root)
            return
        values = {name: value.numpy() for name, value in zip(self.inputs, self.example, strict=True)}
        np.savez(os.path.join(folder, "example.npz"), **values)

    def _specs(self) -> list[dict[str, Any]]:
        return [
            {"name": name, "dtype": _dtype(value), "shape": list(shape), "example": list(value.shape)}
            for name, value, shape in zip(self.inputs, self.example, self.shapes, strict=True)
        ]

    def _without(self, used: list[int]) -> None:
        """Keeps these inputs; in the others' place are zeros, for what is computed of them in vain."""
        import paddle

        do, like = self.do, [(value.shape, value.dtype) for value in self.example]

        def with_zeros(tensors: Sequence[Any]) -> list[Any]:
            given = dict(zip(used, tensors, strict=True))
            return do([given[n] if n in given else paddle.zeros(*about) for n, about in enumerate(like)])

        self.do = with_zeros
        self.inputs = [self.inputs[number] for number in used]
        self.example = [self.example[number] for number in used]
        self.shapes = [self.shapes[number] for number in used]

    def fits(self, values: list[dict[str, Any]]) -> bool:
        """Whether the graph is one for these too: no decision was taken by sizes, and no open one is fixed."""
        shapes = [shape_of([each[name] for each in values]) for name in self.inputs]
        return not self.decisions and all(
            size in (None, other)
            for ours, theirs in zip(self.shapes, shapes, strict=True)
            for size, other in zip(ours, theirs, strict=True)
        )

    def described(self, root: str) -> dict[str, Any]:
        """For the manifest; lines of code are named below ``root``."""
        values = [
            {"name": name, "dtype": _dtype(value), "shape": shape}
            for name, value, shape in zip(self.inputs, self.example, self.shapes, strict=True)
        ]
        told = [
            (f"{found.where.removeprefix(root + os.sep)}: {found.text} gave {found.number}", checked)
            for found, checked in self.decisions
        ]
        checks = [text for text, checked in told if checked]
        return {
            "name": self.name,
            "inputs": values,
            "outputs": [*self.outputs, *(["conditions"] if checks else [])],
            "conditions": checks,
            "not_checked": [text for text, checked in told if not checked],
        }


def _used(outputs: Any, names: list[str]) -> list[int]:
    """Which of the inputs of a traced graph its outputs depend on."""
    waiting: list[Any] = []
    flatten(outputs, waiting)
    seen: set[int] = set()
    found: set[str] = set()
    while waiting:
        op = waiting.pop().get_defining_op()
        if op is None or op.id() in seen:
            continue
        seen.add(op.id())
        if op.name() == "pd_op.data":
            found.add(op.attrs()["name"])
        waiting += [value for value in op.operands_source() if value.initialized()]
        for block in op.blocks():
            waiting += [value for inner in block.ops for value in inner.operands_source() if value.initialized()]
    return [number for number, name in enumerate(names) if name in found]


def shape_of(values: list[Any]) -> list[int | None]:
    """With None where they differ."""
    shapes = [value.shape for value in values]
    return [sizes[0] if len(set(sizes)) == 1 else None for sizes in zip(*shapes, strict=True)]


def _dtype(value: Any) -> str:
    return str(value.dtype).removeprefix("paddle.")
