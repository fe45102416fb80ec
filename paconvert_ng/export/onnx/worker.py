"""The process that uses paddle2onnx, onnx and onnxruntime; run by path, so it imports nothing of paconvert_ng.

``worker.py REQUEST ANSWER``, both JSON files. A mistake of these packages in C++ ends this process, and no other.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from importlib.util import find_spec
from pathlib import Path
from typing import Any

#: What Paddle's list of exported operators calls otherwise than its graphs do.
_ALSO = {
    "add": "elementwise_add",
    "subtract": "elementwise_sub",
    "multiply": "elementwise_mul",
    "divide": "elementwise_div",
    "floor_divide": "elementwise_floordiv",
    "remainder": "elementwise_mod",
    "maximum": "elementwise_max",
    "minimum": "elementwise_min",
    "elementwise_pow": "elementwise_pow",
    "matmul": "matmul_v2",
    "max": "reduce_max",
    "min": "reduce_min",
    "mean": "reduce_mean",
    "prod": "reduce_prod",
    "all": "reduce_all",
    "any": "reduce_any",
    "argmax": "arg_max",
    "argmin": "arg_min",
    "arange": "range",
    "expand": "expand_v2",
    "unsqueeze": "unsqueeze2",
    "topk": "top_k_v2",
    "nonzero": "where_index",
    "grid_sample": "grid_sampler",
    "hardsigmoid": "hard_sigmoid",
    "hardswish": "hard_swish",
    "flatten": "flatten_contiguous_range",
    "numel": "size",
    "bitwise_invert": "bitwise_not",
    "pool": "pool2d",
    "combine": "builtin_combine",
    "split": "split",
    "assign_value": "assign_value",
}
#: Of a graph itself, not of what it computes.
_OF_GRAPHS = {"data", "feed", "fetch", "parameter", "constant", "shadow_output", "if", "while", "yield", "has_elements"}


def main() -> None:
    """Do what the request says."""
    # Python puts this folder in front of the path.
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or ".") != here]
    request = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    try:
        answer = {"packages": _packages, "convert": _convert, "examine": _examine, "finite": _finite, "run": _run}[
            request["do"]
        ](request)
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}", "traceback": traceback.format_exc()}
    Path(sys.argv[2]).write_text(json.dumps(answer), encoding="utf-8")


def _packages(request: dict[str, Any]) -> dict[str, Any]:
    return {"missing": [name for name in request["names"] if find_spec(name) is None]}


def _convert(request: dict[str, Any]) -> dict[str, Any]:
    """Paddle's graph → ONNX."""
    lacking = _lacking(request["model"])
    # It is written before paddle2onnx is asked, which aborts the process where it meets an operator it does not know.
    Path(request["lacking"]).write_text(json.dumps(lacking), encoding="utf-8")
    import paddle2onnx

    weights = request["weights"]
    paddle2onnx.export(
        request["model"],
        weights if os.path.exists(weights) else "",
        request["file"],
        opset_version=request["opset"],
        auto_upgrade_opset=False,
        verbose=True,
        enable_onnx_checker=False,
        # The others fetch packages from the network, or change the graph.
        optimize_tool="None",
    )
    return {}


def _lacking(model: str) -> dict[str, list[str]]:
    """Operators of the graph that are not among those that paddle2onnx says it exports, with where they stand."""
    from paddle2onnx import paddle2onnx_cpp2py_export as exporter

    known = set(exporter.get_all_supported_operators_pir())
    found: dict[str, set[str]] = {}
    for name, where in _operators(json.loads(Path(model).read_text(encoding="utf-8"))["program"]):
        bare = name.rstrip("_")
        if bare in _OF_GRAPHS or known & {name, bare, _ALSO.get(bare, bare), f"builtin_{bare}"}:
            continue
        found.setdefault(name, set()).update([where] if where else [])
    return {name: sorted(places) for name, places in found.items()}


def _operators(node: Any) -> list[tuple[str, str]]:
    """The operators in a saved program, with the layers that they are of (``/Net/Block/``), where that is said."""
    found: list[tuple[str, str]] = []
    if isinstance(node, list):
        for item in node:
            found += _operators(item)
    elif isinstance(node, dict):
        if isinstance(node.get("#"), str) and "I" in node and "O" in node:
            where = ""
            for attribute in node.get("A", ()):
                if isinstance(attribute, dict) and attribute.get("N") == "struct_name":
                    where = str(attribute["AT"].get("D", "")).strip("/").replace("/", ".")
            found.append((node["#"].partition(".")[2] or node["#"], where))
        for value in node.values():
            found += _operators(value)
    return found


def _examine(request: dict[str, Any]) -> dict[str, Any]:
    """Fixes shapes if asked to, checks the file, and says what is in it."""
    import onnx

    file = request["file"]
    if request["shapes"]:
        _fix(file, request["shapes"])
    if request["scalars"]:
        _scalars(file, request["scalars"])
    if request["names"]:
        _name(file, request["names"])
    onnx.checker.check_model(file, full_check=True)
    model = onnx.shape_inference.infer_shapes(onnx.load(file), strict_mode=True, data_prop=True)
    graph = model.graph
    values = [*graph.value_info, *graph.output]
    named = {value.name for value in values}
    held = {item.name for item in graph.initializer}
    return {
        "opset": next(item.version for item in model.opset_import if item.domain in ("", "ai.onnx")),
        "inputs": [_value(item) for item in graph.input if item.name not in held],
        "outputs": [_value(item) for item in graph.output],
        "constants": [item.name for item in graph.output if item.name in held],
        "nodes": [[_operator(node), node.name or next(iter(node.output), "")] for node in _nodes(graph)],
        "unknown": [
            *(value.name for value in values if not _is_known(value)),
            *(name for node in graph.node for name in node.output if name and name not in named),
        ],
    }


def _finite(request: dict[str, Any]) -> dict[str, Any]:
    """A copy of the file in which infinities among the constants are numbers of this size; the constants' names."""
    import numpy as np
    import onnx

    model = onnx.load(request["file"])
    found = []
    constants = [(item.name, item) for item in model.graph.initializer]
    for node in _nodes(model.graph):
        constants += [
            (node.output[0], item.t) for item in node.attribute if node.op_type == "Constant" and item.name == "value"
        ]
    for name, tensor in constants:
        values = onnx.numpy_helper.to_array(tensor)
        if values.dtype.kind == "f" and np.isinf(values).any():
            size = request["size"]
            limited = np.where(np.isinf(values), np.sign(values) * size, values).astype(values.dtype)
            tensor.CopyFrom(onnx.numpy_helper.from_array(limited, tensor.name))
            found.append(name)
    onnx.save(model, request["out"])
    return {"names": found}


def _scalars(file: str, numbers: list[int]) -> None:
    """Makes these outputs 0-d: of a reduction over all dimensions paddle2onnx 2.1.0 makes one of shape [1]."""
    import numpy as np
    import onnx

    model = onnx.load(file)
    graph = model.graph
    for number in numbers:
        value = graph.output[number]
        if len(value.type.tensor_type.shape.dim) != 1:
            continue
        old = f"{value.name}.of_one"
        for node in _nodes(graph):
            for held in (node.input, node.output):
                held[:] = [old if name == value.name else name for name in held]
        shape = onnx.numpy_helper.from_array(np.zeros(0, "int64"), f"{value.name}.shape")
        graph.initializer.append(shape)
        graph.node.append(
            onnx.helper.make_node("Reshape", [old, shape.name], [value.name], name=f"{value.name}.scalar")
        )
        value.type.tensor_type.shape.ClearField("dim")
    onnx.save(model, file)


def _name(file: str, names: list[str]) -> None:
    """Gives the outputs these names, with ``_out`` behind one that is taken."""
    import onnx

    model = onnx.load(file)
    graph = model.graph
    nodes = _nodes(graph)
    taken = {item.name for item in (*graph.input, *graph.initializer)}
    taken |= {name for node in nodes for name in node.output}
    for value, wanted in zip(graph.output, names, strict=False):
        new = f"{wanted}_out" if wanted in taken else wanted
        taken.add(new)
        for node in nodes:
            for held in (node.input, node.output):
                held[:] = [new if name == value.name else name for name in held]
        for item in graph.initializer:
            item.name = new if item.name == value.name else item.name
        value.name = new
    onnx.save(model, file)


def _nodes(graph: Any) -> list[Any]:
    """All nodes, those of branches and loops too."""
    found = []
    for node in graph.node:
        found.append(node)
        for attribute in node.attribute:
            for inner in (attribute.g, *attribute.graphs):
                found += _nodes(inner)
    return found


def _operator(node: Any) -> str:
    return node.op_type if node.domain in ("", "ai.onnx") else f"{node.domain}::{node.op_type}"


def _value(value: Any) -> dict[str, Any]:
    import onnx

    kind = value.type.tensor_type
    dims = [item.dim_value if item.HasField("dim_value") else None for item in kind.shape.dim]
    return {"name": value.name, "dtype": onnx.helper.tensor_dtype_to_np_dtype(kind.elem_type).name, "shape": dims}


def _is_known(value: Any) -> bool:
    kind = value.type.tensor_type
    return value.type.WhichOneof("value") != "tensor_type" or (
        kind.HasField("shape") and all(item.HasField("dim_value") for item in kind.shape.dim)
    )


def _fix(file: str, shapes: dict[str, list[int]]) -> None:
    """Gives the inputs these shapes, and computes beforehand what then depends on nothing else."""
    import onnx
    import onnxruntime

    model = onnx.load(file)
    for value in model.graph.input:
        for dim, size in zip(value.type.tensor_type.shape.dim, shapes.get(value.name, ()), strict=False):
            dim.Clear()
            dim.dim_value = size
    for value in model.graph.output:
        value.type.tensor_type.ClearField("shape")
    del model.graph.value_info[:]
    opsets, version = list(model.opset_import), model.ir_version
    onnx.save(model, file)
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = folded = file + ".folded"
    options.log_severity_level = 3
    # Only what depends on nothing: products stay as the author wrote them.
    kept = ["MatMulAddFusion"]
    onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"], disabled_optimizers=kept)
    model = onnx.load(folded)
    os.remove(folded)
    used = {node.domain for node in _nodes(model.graph)} | {""}
    if not used <= {item.domain for item in opsets} | {"ai.onnx"}:
        raise ValueError(f"folding the graph gave operators of {', '.join(sorted(used))}")
    del model.opset_import[:]
    model.opset_import.extend(opsets)
    model.ir_version = version
    model = onnx.shape_inference.infer_shapes(model, data_prop=True)
    # What depends on no input is a constant now, for which no shape is inferred.
    held = {item.name: item.dims for item in model.graph.initializer}
    for value in model.graph.output:
        if value.name in held and not value.type.tensor_type.HasField("shape"):
            for size in held[value.name]:
                value.type.tensor_type.shape.dim.add().dim_value = size
    onnx.save(model, file)


def _run(request: dict[str, Any]) -> dict[str, Any]:
    """Runs the file in onnxruntime, on each of the inputs, and keeps the outputs: by number, in the file's order."""
    import numpy as np
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(request["file"], options, providers=["CPUExecutionProvider"])
    names = [item.name for item in session.get_inputs()]
    for inputs, outputs in request["cases"]:
        with np.load(inputs) as held:
            found = session.run(None, {name: held[name] for name in names})
        np.savez(outputs, **{str(number): value for number, value in enumerate(found)})
    return {"names": [item.name for item in session.get_outputs()]}


if __name__ == "__main__":
    main()
