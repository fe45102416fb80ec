"""paddle2onnx, onnx's checker and onnxruntime, one after the other."""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from paconvert_ng.export.errors import ExportError
from paconvert_ng.export.onnx.model import DEFAULT_OPSET, Case, Compared, OnnxModel, Value, check_opset
from paconvert_ng.export.process import Ended, ask
from paconvert_ng.verify.compare import TOLERANCES, measure

_WORKER = Path(__file__).with_name("worker.py")
_PACKAGES = ("paddle2onnx", "onnx", "onnxruntime")
_NEEDED = re.compile(r"operator: (?:pd_op\.)?(\w+) requires opset_version >= (\d+)")
_MINIMAL = re.compile(r"\[OP: (?:pd_op\.)?(\w+)\] Requires the minimal opset version of (\d+)")
#: Weights of more bytes do not fit into an ONNX file, and paddle2onnx does not read them.
_LIMIT = 2**31 - 2**20
#: Names that an error lists.
_FEW = 8


def to_onnx(
    saved: Path,
    out: Path,
    *,
    opset: int = DEFAULT_OPSET,
    shapes: Mapping[str, Sequence[int]] | None = None,
    names: Sequence[str] = (),
    cases: Sequence[Case] = (),
    tolerance: float = TOLERANCES["float32"],
    python: str = sys.executable,
    timeout: float = 600.0,
) -> OnnxModel:
    """Writes ``out`` from the static graph in ``saved`` (a folder with model.json and model.pdiparams).

    ``shapes`` fixes the inputs' shapes (--static_shape): no dimension is left open. ``names`` are for the
    outputs, in their order. ``cases`` are run in onnxruntime and compared; where shapes are fixed, those of others are
    left out. Raises ExportError, and leaves nothing.
    """
    check_opset(opset)
    model = saved / "model.json"
    if not model.exists():
        raise ExportError(f"{model}: no such file: export the static graph first (--static)")
    weights = saved / "model.pdiparams"
    if weights.exists() and weights.stat().st_size > _LIMIT:
        size = weights.stat().st_size / 2**30
        raise ExportError(
            f"{weights}: {size:.1f} GiB of weights, and an ONNX file has at most 2: export parts (--split)"
        )
    check_packages(python, timeout)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".onnx-", dir=out.parent) as folder:
        file = Path(folder, out.name)
        _convert(saved, file, opset, python, timeout)
        scalars = [n for n, value in enumerate(cases[0].outputs) if value.ndim == 0] if cases else []
        made = examine(file, shapes=shapes or {}, names=names, scalars=scalars, python=python, timeout=timeout)
        fitting = [case for case in cases if not shapes or _fits(case, shapes)]
        if cases and not fitting:
            raise ExportError("--static_shape: none of the inputs to compare with has the shapes that are fixed")
        compared = compare(file, fitting, tolerance, python, timeout)
        file.replace(out)
    return OnnxModel(out, made.opset, made.inputs, made.outputs, made.nodes, made.constants, compared)


def check_packages(python: str, timeout: float = 60.0, names: Sequence[str] = _PACKAGES) -> None:
    """Raises ExportError if that interpreter lacks one of the packages."""
    answer = _asked(python, {"do": "packages", "names": list(names)}, f"{python}", timeout)
    if answer["missing"]:
        missing = " and ".join(answer["missing"])
        raise ExportError(f"--onnx needs {missing}: {python} -m pip install {' '.join(answer['missing'])}")


def examine(
    file: Path,
    *,
    shapes: Mapping[str, Sequence[int]] | None = None,
    names: Sequence[str] = (),
    scalars: Sequence[int] = (),
    python: str = sys.executable,
    timeout: float = 600.0,
) -> OnnxModel:
    """Checks an ONNX file, and reads what is in it; with ``shapes`` and ``names`` it is changed to these first.

    ``scalars`` are the numbers of the outputs that are 0-d.
    """
    fixed = {name: list(shape) for name, shape in (shapes or {}).items()}
    request: dict[str, Any] = {"do": "examine", "file": str(file), "shapes": fixed, "names": list(names)}
    request["scalars"] = list(scalars)
    answer = _asked(python, request, "onnx", timeout)
    inputs, outputs = (
        tuple(Value(item["name"], item["dtype"], tuple(item["shape"])) for item in answer[kind])
        for kind in ("inputs", "outputs")
    )
    if fixed:
        open_ = [value.name for value in inputs if None in value.shape]
        if open_:
            raise ExportError(f"--static_shape: input {', '.join(open_)} has no fixed shape: write it in --input")
        if answer["unknown"]:
            raise ExportError(
                f"--static_shape: the shape of {_some(answer['unknown'])} depends on values, not on shapes of inputs; "
                "export without --static_shape, or write the model without such operators (nonzero, masked_select, …)"
            )
    nodes = tuple((operator, name) for operator, name in answer["nodes"])
    return OnnxModel(file, answer["opset"], inputs, outputs, nodes, tuple(answer["constants"]))


def finite_copy(file: Path, out: Path, size: float, python: str, timeout: float) -> list[str]:
    """Writes ``out`` with ±``size`` for infinities in constants; the names of these."""
    request = {"do": "finite", "file": str(file), "out": str(out), "size": size}
    return list(_asked(python, request, "onnx", timeout)["names"])


def run_onnx(
    file: Path, inputs: Sequence[Mapping[str, np.ndarray]], python: str = sys.executable, timeout: float = 600.0
) -> tuple[list[str], list[list[np.ndarray]]]:
    """The outputs' names, and what onnxruntime computes for each of the inputs."""
    with tempfile.TemporaryDirectory(prefix="paconvert-export-") as folder:
        pairs = [(str(Path(folder, f"i{n}.npz")), str(Path(folder, f"o{n}.npz"))) for n in range(len(inputs))]
        for arrays, (path, _) in zip(inputs, pairs, strict=True):
            np.savez(path, **arrays)  # type: ignore[arg-type]
        answer = _asked(python, {"do": "run", "file": str(file), "cases": pairs}, "onnxruntime", timeout)
        found = []
        for _, path in pairs:
            with np.load(path) as held:
                found.append([held[str(number)] for number in range(len(answer["names"]))])
    return answer["names"], found


def compare(file: Path, cases: Sequence[Case], tolerance: float, python: str, timeout: float) -> list[Compared]:
    """Each output of each case, beside the reference's."""
    if not cases:
        return []
    names, found = run_onnx(file, [case.inputs for case in cases], python, timeout)
    compared = []
    for number, (case, outputs) in enumerate(zip(cases, found, strict=True)):
        if len(outputs) != len(case.outputs):
            raise ExportError(f"{file.name} gives {len(outputs)} outputs, the model {len(case.outputs)}")
        for name, reference, output in zip(names, case.outputs, outputs, strict=True):
            compared.append(Compared(number, name, measure(reference, output, tolerance)))
    return compared


def _fits(case: Case, shapes: Mapping[str, Sequence[int]]) -> bool:
    return all(tuple(case.inputs[name].shape) == tuple(shape) for name, shape in shapes.items() if name in case.inputs)


def _convert(saved: Path, file: Path, opset: int, python: str, timeout: float) -> None:
    with tempfile.TemporaryDirectory(prefix="paconvert-export-") as folder:
        lacking = Path(folder, "lacking.json")
        request = {
            "do": "convert",
            "model": str(saved / "model.json"),
            "weights": str(saved / "model.pdiparams"),
            "file": str(file),
            "opset": opset,
            "lacking": str(lacking),
        }
        answer, ended = ask(python, _WORKER, request, "paddle2onnx", timeout=timeout)
        known = json.loads(lacking.read_text(encoding="utf-8")) if lacking.exists() else {}
    if answer is not None and "error" not in answer and file.exists():
        return
    raise _why(answer, ended, known, opset)


def _why(answer: dict[str, Any] | None, ended: Ended, lacking: dict[str, list[str]], opset: int) -> ExportError:
    """What paddle2onnx's end means."""
    # The second message names the operator that it met next where the first one names the one that it means.
    told = _MINIMAL.findall(ended.log) or _NEEDED.findall(ended.log)
    needed = {name: int(least) for name, least in told}
    needed = {name: least for name, least in needed.items() if least > opset}
    if "Due to opset version" in ended.log and needed:
        names = ", ".join(f"{name} (opset {least})" for name, least in sorted(needed.items()))
        return ExportError(f"--opset {opset} is too low for {names}: --opset {max(needed.values())}", ended.tail())
    if "unsupported operators" in ended.log and lacking:
        names = ", ".join(
            name + (f" (in {_some(places)})" if places else "") for name, places in sorted(lacking.items())
        )
        return ExportError(
            f"paddle2onnx cannot export the operator {names}: write the model without it, or use --static, which can",
            ended.tail(),
        )
    if answer is not None and "error" in answer:
        return ExportError(f"paddle2onnx: {answer['error'].splitlines()[0]}", answer["traceback"])
    return ExportError(
        f"paddle2onnx {ended.how()} and wrote no file: its last words are above; --static does without it", ended.tail()
    )


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_FEW]) + (f" and {len(names) - _FEW} more" if len(names) > _FEW else "")


def _asked(python: str, request: dict[str, Any], name: str, timeout: float) -> dict[str, Any]:
    answer, ended = ask(python, _WORKER, request, name, timeout=timeout)
    if answer is None:
        raise ExportError(f"{name} {ended.how()}", ended.tail())
    if "error" in answer:
        raise ExportError(f"{name}: {answer['error'].splitlines()[0]}", answer["traceback"])
    return answer
