"""Runs a model on the inputs of an export, and traces it into a static graph."""

from __future__ import annotations

import contextlib
import inspect
import os
import traceback
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
    model, note = _model(session, request)
    kept: dict[str, np.ndarray] = {}
    names: list[str] = []
    for number in range(request["sets"]):
        with side.no_gradients():
            found = dict(_outputs(_called(model, request["nodes"], _arrays(session, request, number))))
        names = list(found)
        kept.update({f"{number}.{index}": side.array(value) for index, value in enumerate(found.values())})
    np.savez(os.path.join(session.job["folder"], f"{request['store']}.npz"), **kept)  # type: ignore[arg-type]
    return {"outputs": names, "parameters": list(inspect.signature(model.forward).parameters), **note}


def trace(session: Any, request: dict[str, Any]) -> dict[str, Any]:
    """Saves the model as a static graph at ``path``.

    ``inputs``: name, dtype, shape (None: open) and the shape of the ``example`` of each tensor. The answer has the
    ``decisions`` that were taken by sizes, and whether each is ``checked``: with ``conditions`` the graph gives one
    more output, a bool for each.
    """
    import paddle

    from .kept import forgotten
    from .tracing import Sizes

    model, note = _model(session, request)
    sizes = Sizes()
    example = _layer(model, request, sizes)
    root = session.job["root"]
    with forgotten(session.side, model, root), _errors_named(example, root), sizes.noted():
        _to_static(example, request["inputs"], "example").forward.concrete_program  # noqa: B018
    graph = _layer(model, request, sizes)
    with _errors_named(graph, root), sizes.given():
        paddle.jit.save(_to_static(graph, request["inputs"], "shape"), request["path"])
    return {
        "outputs": graph.names,
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


def _to_static(layer: Any, inputs: Sequence[Mapping[str, Any]], shape: str) -> Any:
    import paddle

    specs = [paddle.static.InputSpec(item[shape], item["dtype"], item["name"], stop_gradient=True) for item in inputs]
    return paddle.jit.to_static(layer, input_spec=[specs], full_graph=True)


def _layer(model: Any, request: Mapping[str, Any], sizes: Any) -> Any:
    """What is saved: takes the tensors as a list, gives those of the output in one."""
    import paddle

    from .powers import use_products
    from .writes import Written

    def traced(inputs: Any) -> list[Any]:
        try:
            found = dict(_outputs(_called(model, request["nodes"], inputs)))
            graph.names = list(found)
            program = paddle.static.default_main_program()
            written, block = Written(program), program.global_block()
            graph.decisions = [
                (item, request["conditions"] and _is_in(item.value, block)) for item in sizes.decisions.values()
            ]
            checks = [_holds(item) for item, checked in graph.decisions if checked]
            # An output may be an input, a weight, or another output again.
            outputs = [
                *(paddle.assign(written.now(value)) for value in found.values()),
                *([paddle.concat(checks)] if checks else []),
            ]
            use_products(program)
            return outputs
        except BaseException as error:
            graph.error = error
            raise

    class Graph(paddle.nn.Layer):
        def __init__(self) -> None:
            super().__init__()
            self.model = model
            self.names: list[str] = []
            self.decisions: list[tuple[Any, bool]] = []
            self.error: BaseException | None = None
            # Python's own way through the model is followed, not a rewritten one.
            self.traced = paddle.jit.not_to_static(traced)

        def forward(self, inputs):  # type: ignore[no-untyped-def]
            return self.traced(inputs)

    graph = Graph()
    graph.eval()
    return graph


def _holds(decision: Any) -> Any:
    """A bool, shape [1]: whether the decision is the same for the sizes that the graph is run with."""
    import paddle

    value, number = decision.value, decision.number
    if isinstance(number, bool):
        found = value.astype("bool") if number else paddle.logical_not(value.astype("bool"))
    elif isinstance(number, int):
        found = value.astype("int64") == number
    else:
        found = (value.astype("float64") - number).abs() <= 1e-6 * abs(number)
    return found.reshape([1])


def _is_in(value: Any, block: Any) -> bool:
    """Not in a branch or a loop of the graph, where it is not known outside."""
    return bool(value.get_defining_op().get_parent_block() == block)


@contextlib.contextmanager
def _errors_named(graph: Any, root: str) -> Iterator[None]:
    """An error of the model's own code is raised as it was, and names the line of the model."""
    try:
        yield
    except BaseException as error:
        found = graph.error or error
        frames = [frame for frame in traceback.extract_tb(found.__traceback__) if frame.filename.startswith(root)]
        if frames and frames[-1].filename not in str(found):
            at = f"{frames[-1].filename}:{frames[-1].lineno}: {frames[-1].line}"
            raise RuntimeError(f"{at}: {type(found).__name__}: {found}") from found
        raise found from None


def _model(session: Any, request: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
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


def _arrays(session: Any, request: Mapping[str, Any], number: int) -> list[Any]:
    with np.load(os.path.join(session.job["folder"], f"inputs-{number}.npz")) as file:
        return [session.side.tensor(file[item["name"]], item["dtype"]) for item in request["inputs"]]


def _called(model: Any, nodes: Mapping[str, Any], tensors: Sequence[Any]) -> Any:
    values = _filled({"map": nodes}, tensors)
    return model(**values) if by_name(model.forward, list(nodes)) else model(*values.values())


def _filled(node: Mapping[str, Any], tensors: Sequence[Any]) -> Any:
    """An argument from its node: ``tensor`` is the number of one."""
    if "tensor" in node:
        return tensors[int(node["tensor"])]
    if "map" in node:
        return {key: _filled(item, tensors) for key, item in node["map"].items()}
    if "value" in node:
        return node["value"]
    kind = "list" if "list" in node else "tuple"
    items = [_filled(item, tensors) for item in node[kind]]
    return items if kind == "list" else tuple(items)


def _outputs(output: Any) -> Iterator[tuple[str, Any]]:
    """The tensors of an output by name: ``logits``, ``past_key_values.0.1``; ``output`` alone if it is one tensor."""
    for at, leaf in leaves(output):
        if _is_tensor(leaf):
            name = at.replace("['", ".").replace("']", "").replace("[", ".").replace("]", "").strip(".")
            yield (f"output.{name}" if name[:1].isdigit() else name or "output"), leaf


def _is_tensor(value: Any) -> bool:
    return hasattr(value, "shape") and hasattr(value, "dtype") and not isinstance(value, np.ndarray)
