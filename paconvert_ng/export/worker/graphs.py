"""Runs a model on the inputs of an export, and traces it into a static graph."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

# Of the worker of a comparison: its package is this one when it runs.
from .arguments import by_name  # type: ignore[import-not-found]
from .trees import leaves  # type: ignore[import-not-found]


def run(session: Any, request: dict[str, Any]) -> dict[str, Any]:
    """Runs the model on each set of inputs; its outputs go to a file named by ``store``, ``set.number`` each.

    ``request``: ``sets`` (how many), ``nodes`` (the arguments), ``part``, ``store``, and ``weights`` as in ``model``.
    """
    side = session.side
    model, note = model_of(session, request)
    kept: dict[str, np.ndarray] = {}
    names: list[str] = []
    for number in range(request["sets"]):
        with side.no_gradients():
            output = _called(model, request["nodes"], arrays(session, request, number))
            found = dict(_outputs(output))
        names = list(found)
        kept.update({f"{number}.{index}": side.array(value) for index, value in enumerate(found.values())})
    np.savez(os.path.join(session.job["folder"], f"{request['store']}.npz"), **kept)  # type: ignore[arg-type]
    others = [f"{at.strip('.') or 'output'} ({type(leaf).__name__})" for at, leaf in _leaves(output) if _is_other(leaf)]
    return {"outputs": names, "left_out": others, **note}


def trace(session: Any, request: dict[str, Any]) -> dict[str, Any]:
    """Saves the model as a static graph at ``path``.

    ``inputs``: name, dtype, shape (None: open) and the shape of the ``example`` of each tensor. The answer has the
    ``decisions`` that were taken by sizes, and whether each is ``checked``: with ``conditions`` the graph gives one
    more output, a bool for each.
    """
    import paddle

    from .kept import forgotten
    from .layers import errors_named, to_static, traced_layer
    from .tracing import Sizes

    model, note = model_of(session, request)
    sizes = Sizes()
    names: list[str] = []

    def run_model(tensors: Sequence[Any]) -> list[Any]:
        found = dict(_outputs(_called(model, request["nodes"], tensors)))
        names[:] = found
        return list(found.values())

    example = traced_layer(model, run_model, sizes, conditions=False)
    root = session.job["root"]
    with forgotten(session.side, model, root), errors_named(example, root), sizes.noted():
        to_static(example, request["inputs"], "example").forward.concrete_program  # noqa: B018
    graph = traced_layer(model, run_model, sizes, conditions=request["conditions"])
    with errors_named(graph, root), sizes.given():
        paddle.jit.save(to_static(graph, request["inputs"], "shape"), request["path"])
    return {
        "outputs": names,
        "decisions": [
            {
                "where": found.where.removeprefix(f"{session.job['root']}{os.sep}"),
                "text": found.text,
                "kind": found.kind,
                "value": found.number,
                "checked": checked,
            }
            for found, checked in graph.decisions
        ],
        **note,
    }


def model_of(session: Any, request: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
    """The part of the model in evaluation, with its weights, and what is to be said of these."""
    job = session.job
    if request["weights"] == "compared":
        model, note = session.loaded(job["seed"]), {}
    else:
        model = session.build(job["seed"])
        note = _load(session.side, model, request["file"]) if request.get("file") else {}
    model.eval()
    for name in filter(None, request["part"].split(".")):
        if not hasattr(model, name):
            members = ", ".join(path for path, _ in session.side.modules(model) if path and "." not in path)
            raise AttributeError(f"no part {request['part']!r}: {type(model).__name__} has no {name}; it has {members}")
        model = getattr(model, name)
    return model, note


def _load(side: Any, model: Any, file: str) -> dict[str, Any]:
    """Loads a file of weights. Raises KeyError where the model has a weight that the file lacks."""
    if file.endswith(".safetensors"):
        from importlib import import_module

        state = import_module(f"safetensors.{side.name}").load_file(file)
    else:
        import paddle

        state = paddle.load(file, return_numpy=True)
    own = side.state(model)
    missing = [key for key in own if key not in state]
    if missing:
        raise KeyError(f"{file} lacks {len(missing)} of the model's {len(own)} weights, the first: {missing[0]}")
    side.load(
        model,
        {key: side.array(value) if side.is_tensor(value) else value for key, value in state.items() if key in own},
    )
    return {"not_used": sorted(key for key in state if key not in own)}


def arrays(session: Any, request: Mapping[str, Any], number: int) -> list[Any]:
    with np.load(os.path.join(session.job["folder"], f"inputs-{number}.npz")) as file:
        return [session.side.tensor(file[item["name"]], item["dtype"]) for item in request["inputs"]]


def _called(model: Any, nodes: Mapping[str, Any], tensors: Sequence[Any]) -> Any:
    values = argument({"map": nodes}, tensors)
    return model(**values) if by_name(model.forward, list(nodes)) else model(*values.values())


def argument(node: Mapping[str, Any], tensors: Sequence[Any]) -> Any:
    """An argument from its node: ``tensor`` is the number of one."""
    if "tensor" in node:
        return tensors[int(node["tensor"])]
    if "map" in node:
        return {key: argument(item, tensors) for key, item in node["map"].items()}
    if "value" in node:
        return node["value"]
    if "cache" in node:
        return _cache_class().from_legacy_cache(tuple(argument(node["cache"], tensors)))
    kind = "list" if "list" in node else "tuple"
    items = [argument(item, tensors) for item in node[kind]]
    return items if kind == "list" else tuple(items)


def _cache_class() -> Any:
    """DynamicCache of the helpers of the code, or of transformers."""
    for module in list(sys.modules.values()):
        for names in (vars(module), getattr(vars(module).get("paddle_helpers"), "__dict__", {})):
            found = names.get("DynamicCache")
            if isinstance(found, type) and hasattr(found, "from_legacy_cache"):
                return found
    raise LookupError(
        "an input is a cache, and the code has no DynamicCache of transformers: write a list in its place"
    )


def _outputs(output: Any) -> Iterator[tuple[str, Any]]:
    """The tensors of an output by name: ``logits``, ``past_key_values.0.1``; ``output`` alone if it is one tensor."""
    for at, leaf in _leaves(output):
        if _is_tensor(leaf):
            name = at.replace("['", ".").replace("']", "").replace("[", ".").replace("]", "").strip(".")
            yield (f"output.{name}" if name[:1].isdigit() else name or "output"), leaf


def _leaves(output: Any) -> Iterator[tuple[str, Any]]:
    """Those of an output; a cache of transformers has its tensors in tuples, a pair a layer."""
    for at, leaf in leaves(output):
        if hasattr(leaf, "to_legacy_cache"):
            yield from leaves(leaf.to_legacy_cache(), at)
        else:
            yield at, leaf


def _is_other(value: Any) -> bool:
    """No tensor, and nothing that a graph could do without."""
    return not _is_tensor(value) and not isinstance(value, bool | int | float | str | None)


def _is_tensor(value: Any) -> bool:
    return hasattr(value, "shape") and hasattr(value, "dtype") and not isinstance(value, np.ndarray)
