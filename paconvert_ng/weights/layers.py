"""A model of plain paddle.nn layers: what of a torch checkpoint lies otherwise in it.

That is known from the layers, not from names or shapes: a square Linear takes an untransposed weight without a word. So
the model is built, and its layers are looked at by their exact types.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Iterator
from typing import Any

from paconvert_ng.weights.dtypes import cast_dtype
from paconvert_ng.weights.errors import WeightsError, listed
from paconvert_ng.weights.formats.model import Checkpoint, Planned
from paconvert_ng.weights.plan import Plan, Row
from paconvert_ng.weights.tables.expressions import Scope
from paconvert_ng.weights.tables.model import Rule, Step
from paconvert_ng.weights.tables.steps import apply
from paconvert_ng.weights.values import Value

_TRANSPOSE = (Step("transpose"),)
_NORMS = ("BatchNorm", "BatchNorm1D", "BatchNorm2D", "BatchNorm3D", "SyncBatchNorm")
#: Of a layer of exactly this type: its own name of a tensor → torch's name, and the steps from torch's.
_RENAMED: dict[str, dict[str, tuple[str, tuple[Step, ...]]]] = {
    "Linear": {"weight": ("weight", _TRANSPOSE)},
    **dict.fromkeys(_NORMS, {"_mean": ("running_mean", ()), "_variance": ("running_var", ())}),
    **dict.fromkeys(("InstanceNorm1D", "InstanceNorm2D", "InstanceNorm3D"), {"scale": ("weight", ())}),
    "PReLU": {"_weight": ("weight", ())},
    "Bilinear": {"bias": ("bias", (Step("unsqueeze", 0),))},
}
#: Counts that only torch keeps.
_ONLY_TORCH = ".num_batches_tracked"


def plan_layers(checkpoint: Checkpoint, entry: Any, kwargs: str | None, dtype: str | None, backwards: bool) -> Plan:
    """What becomes of each tensor for the model that ``entry`` gives (MODULE:NAME, or a paddle.nn.Layer).

    This builds the model. Raises WeightsError for keys that the model lacks, or has too many, or that do not fit.
    """
    model = _build(entry, kwargs)
    plan = Plan(metadata=checkpoint.metadata)
    tensors = checkpoint.tensors
    covered: set[str] = set()
    missing: list[str] = []
    wrong: list[str] = []
    seen: dict[int, bool] = {}
    for rule, identity, shape in _rules(model, set(tensors), backwards):
        there = [name in tensors for name in rule.sources]
        if not all(there):
            # A parameter under a second name need not be there twice.
            if not any(there) and seen.get(identity):
                continue
            missing += [name for name, found in zip(rule.sources, there, strict=True) if not found]
            continue
        seen[identity] = True
        covered.update(rule.sources)
        values: list[Value] = [tensors[name].value for name in rule.sources]
        held = tensors[rule.sources[0]].dtype
        try:
            for step in rule.steps:
                values = apply(step, values, len(rule.targets), Scope({}, {}))
            ours = [tensors[name].value for name in rule.sources] if backwards else values
            if any(tuple(value.shape) != shape for value in ours):
                raise ValueError(f"gives {list(ours[0].shape)}, and the model has {list(shape)}")
        except ValueError as error:
            wrong.append(f"{', '.join(rule.sources)}: {error}")
            continue
        for name, value in zip(rule.targets, values, strict=True):
            plan.tensors.append(Planned(name, cast_dtype(held, dtype), tuple(value.shape), held, value))
        action = ", ".join(map(str, rule.steps)) or ("copy" if rule.sources == rule.targets else "rename")
        plan.rows.append(Row(rule.sources, rule.targets, action))
    counts = [name for name in tensors if name.endswith(_ONLY_TORCH) and name not in covered and not backwards]
    plan.rows += [Row((name,), (), "drop") for name in counts]
    uncovered = [name for name in tensors if name not in covered and name not in counts]
    said = [
        f"{text.format(len(names))}:\n{listed(names, 50)}"
        for names, text in (
            (uncovered, "the model has no place for {} keys"),
            (missing, "{} keys of the model are missing"),
            (wrong, "{} keys do not fit"),
        )
        if names
    ]
    if said:
        raise WeightsError("\n".join(said))
    plan.same = all(row.action == "copy" for row in plan.rows) and dtype is None
    return plan


def _build(entry: Any, kwargs: str | None) -> Any:
    if entry is None:
        raise WeightsError("--target layers needs --entry MODULE:NAME, which gives the Paddle model")
    if not isinstance(entry, str):
        return entry
    module, colon, name = entry.partition(":")
    if not colon:
        raise WeightsError(f"--entry {entry}: write MODULE:NAME")
    try:
        given = json.loads(kwargs) if kwargs else {}
    except ValueError as error:
        raise WeightsError(f"--kwargs: no JSON: {error}") from None
    sys.path.insert(0, os.getcwd())
    try:
        found = getattr(importlib.import_module(module), name)(**given)
    except Exception as error:
        raise WeightsError(f"--entry {entry}: the model cannot be built: {type(error).__name__}: {error}") from error
    finally:
        sys.path.remove(os.getcwd())
    if not hasattr(found, "named_sublayers"):
        raise WeightsError(f"--entry {entry} gives {type(found).__name__}, not a paddle.nn.Layer")
    return found


def _rules(model: Any, keys: set[str], backwards: bool) -> Iterator[tuple[Rule, int, tuple[int, ...]]]:
    """How each tensor of the model comes about: the rule, which tensor it is, and its shape in the model."""
    from paddle import compat, nn

    exact: dict[type, Any] = {getattr(nn, name): table for name, table in _RENAMED.items()}
    exact[compat.nn.Linear] = {}  # torch's layout
    attention: set[str] = set()
    for path, layer in model.named_sublayers(include_self=True):
        dot = f"{path}." if path else ""
        if type(layer) is nn.MultiHeadAttention and _is_joined(layer, dot, keys, backwards):
            for rule in _attention(dot, layer.q_proj.bias is not None):
                size = layer.embed_dim
                shape = (size, size) if rule.sources[0].endswith("weight") else (size,)
                yield rule.inverse() if backwards else rule, id(layer), shape
            attention |= {f"{dot}{name}_proj" for name in "qkv"}
        if path in attention:
            continue
        base: Any = next((cls for cls in type(layer).__mro__ if cls in exact), None)
        table = exact[base] if base is not None else {}
        if base is nn.Linear and type(layer).forward is not base.forward:
            raise WeightsError(
                f"{path} is a {type(layer).__name__}, a subclass of paddle.nn.Linear with a forward of its own: "
                "whether its weight is turned round cannot be known"
            )
        for name, tensor in _own(layer):
            source, steps = table.get(name, (name, ()))
            shape = tuple(tensor.shape)
            rule = Rule((dot + source,), (dot + name,), steps)
            yield rule.inverse() if backwards else rule, id(tensor), shape


def _own(layer: Any) -> Iterator[tuple[str, Any]]:
    """The tensors that the layer itself has in the state dict."""
    for name, tensor in layer._parameters.items():
        if tensor is not None:
            yield name, tensor
    for name, tensor in layer._buffers.items():
        if tensor is not None and name not in layer._non_persistable_buffer_names_set:
            yield name, tensor


def _is_joined(layer: Any, dot: str, keys: set[str], backwards: bool) -> bool:
    """Whether torch's side has the three projections in one, as its own layer with equal sizes has."""
    if backwards:
        return layer.kdim == layer.embed_dim == layer.vdim
    return f"{dot}in_proj_weight" in keys


def _attention(dot: str, bias: bool) -> Iterator[Rule]:
    for kind in ("weight", "bias") if bias else ("weight",):
        targets = tuple(f"{dot}{name}_proj.{kind}" for name in "qkv")
        steps = (Step("split", 0), *(_TRANSPOSE if kind == "weight" else ()))
        yield Rule((f"{dot}in_proj_{kind}",), targets, steps)
