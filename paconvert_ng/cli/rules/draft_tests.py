"""The first test of a drafted rule: a call with what the annotations suggest, to be replaced by better ones."""

from __future__ import annotations

from collections.abc import Sequence

from paconvert_ng.rules.model import NameKind, Param, Signature

#: Names of parameters that are no tensors, and a value that most functions take.
_VALUES = {
    "dim": "0",
    "dim0": "0",
    "dim1": "1",
    "dims": "[0, 1]",
    "size": "[2, 3]",
    "n": "2",
    "k": "1",
    "p": "2",
    "num_features": "3",
    "num_channels": "3",
    "in_features": "3",
    "out_features": "4",
    "in_channels": "3",
    "out_channels": "4",
    "kernel_size": "2",
    "fill_value": "1.5",
    "start": "0",
    "end": "5",
    "step": "2",
    "num_embeddings": "5",
    "embedding_dim": "3",
}


def test_lines(name: str, kind: NameKind | None, signatures: Sequence[Signature]) -> list[str]:
    """``tests:`` and what is below it, indented as part of a rule."""
    params = _required(signatures[0]) if signatures else []
    arguments: list[str] = []
    inputs: dict[str, str] = {}
    for param in params:
        value = _value(param)
        if value:
            arguments.append(value)
        else:
            arguments.append(param.name)
            inputs[param.name] = "f32 2x3"
    last = name.rpartition(".")[2]
    if kind == "class":
        lines = [f"    - module: {name}({', '.join(arguments)})", "      with: {x: f32 2x3}"]
        return ["  tests:", *lines]
    if kind in ("method", "attribute"):
        call = f"x.{last}({', '.join(arguments)})" if kind == "method" else f"x.{last}"
        inputs = {"x": "f32 2x3", **inputs}
    else:
        call = f"{name}({', '.join(arguments)})" if kind == "function" else name
    lines = [f"    - call: {call}"]
    if inputs:
        lines.append(f"      with: {{{', '.join(f'{key}: {value}' for key, value in inputs.items())}}}")
        lines.append(f"      grad: [{next(iter(inputs))}]")
    return ["  tests:", *lines]


def _required(signature: Signature) -> list[Param]:
    return [p for p in signature.params if p.default is None and p.kind in ("positional_only", "positional_or_keyword")]


def _value(param: Param) -> str:
    """A literal for a parameter that is no tensor; "" for one that may be."""
    if "Tensor" in param.annotation:
        return ""
    if param.name in _VALUES:
        return _VALUES[param.name]
    for word, value in (("int", "1"), ("float", "0.5"), ("bool", "True"), ("str", "''")):
        if word in param.annotation:
            return value
    return ""
