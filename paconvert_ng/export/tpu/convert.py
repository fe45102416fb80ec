"""TPU-MLIR's compiler, and the emulator of the chip."""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from paconvert_ng.export.errors import ExportError
from paconvert_ng.export.onnx.convert import examine, run_onnx
from paconvert_ng.export.onnx.model import OnnxModel
from paconvert_ng.export.process import run_program
from paconvert_ng.export.targets.check import check_nodes
from paconvert_ng.export.tpu.environment import check_python
from paconvert_ng.export.tpu.modes import CHIP, MODES, check_mode
from paconvert_ng.verify.compare import Difference, measure

_WORKER = Path(__file__).with_name("worker.py")
_TARGET = "tpu_mlir"
_LACKS = re.compile(r"Op not support:\{(.*)\}")


@dataclass(frozen=True)
class Bmodel:
    """A TPU's model. ``errors``: of each output beside onnxruntime's, by name; empty where it was not run."""

    file: Path
    mode: str
    compiler: str
    errors: dict[str, Difference]

    @property
    def largest(self) -> float:
        """The largest |emulator - ONNX| of all outputs."""
        return max((difference.max for difference in self.errors.values()), default=0.0)


def to_bmodel(
    onnx: Path,
    out: Path,
    mode: str,
    *,
    tpu_python: str,
    inputs: Mapping[str, np.ndarray] | None = None,
    python: str = sys.executable,
    timeout: float = 3600.0,
) -> Bmodel:
    """Compiles an ONNX file of fixed shapes, and runs both on ``inputs``: onnxruntime in ``python``, the emulator.

    ``tpu_python`` is what ``find_python`` found. Raises ExportError, and leaves nothing.
    """
    check_mode(mode)
    if not onnx.exists():
        raise ExportError(f"{onnx}: no such file")
    compiler = check_python(tpu_python)
    model = examine(onnx, python=python, timeout=timeout)
    _check(model)
    with tempfile.TemporaryDirectory(prefix="paconvert-tpu-") as kept:
        folder = Path(kept)
        name = re.sub(r"\W", "_", onnx.stem)
        compile_ = ["--model_name", name, "--model_def", str(onnx.absolute()), "--mlir", f"{name}.mlir"]
        _tool(tpu_python, folder, timeout, "model_transform", *compile_, "--not_inference")
        deploy = ["--mlir", f"{name}.mlir", "--quantize", MODES[mode], "--chip", CHIP, "--model", "it.bmodel"]
        _tool(tpu_python, folder, timeout, "model_deploy", *deploy, "--skip_validation")
        made = folder / "it.bmodel"
        if not made.exists():
            raise ExportError(f"TPU-MLIR wrote no bmodel from {onnx.name}, and said no reason")
        errors = {}
        if inputs is not None:
            np.savez(folder / "inputs.npz", **inputs)  # type: ignore[arg-type]
            run = ["--input", "inputs.npz", "--model", "it.bmodel", "--output", "outputs.npz"]
            _tool(tpu_python, folder, timeout, "model_runner", *run)
            errors = _errors(onnx, inputs, folder / "outputs.npz", python, timeout)
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made, out.with_name(out.name + ".part"))
        out.with_name(out.name + ".part").replace(out)
    return Bmodel(out, mode, compiler, errors)


def _check(model: OnnxModel) -> None:
    open_ = [value.name for value in model.inputs if None in value.shape]
    if open_:
        raise ExportError(f"--bmodel: input {', '.join(open_)} has no fixed shape: export with --static_shape")
    lacking = check_nodes(model.nodes, _TARGET)
    if lacking:
        names = ", ".join(f"{item.operator} ({item.nodes[0]})" for item in lacking)
        raise ExportError(f"TPU-MLIR does not take the operator {names}: write the model without it")


def _tool(python: str, folder: Path, timeout: float, name: str, *arguments: str) -> None:
    command = [python, str(_WORKER), "--tool", name, *arguments]
    environment = {"PYTHONPATH": "", "PYTHONDONTWRITEBYTECODE": "1"}
    ended = run_program(command, f"TPU-MLIR's {name}", timeout=timeout, environment=environment, folder=folder)
    if ended.code == 0:
        return
    lacks = _LACKS.search(ended.log)
    if lacks:
        raise ExportError(f"TPU-MLIR does not take the operator {lacks[1]}: write the model without it", ended.tail())
    said = next((line for line in reversed(ended.log.splitlines()) if line.strip()), "")
    raise ExportError(f"TPU-MLIR's {name} {ended.how()}: {said.strip()[:200]}", ended.tail(30))


def _errors(
    onnx: Path, inputs: Mapping[str, np.ndarray], outputs: Path, python: str, timeout: float
) -> dict[str, Difference]:
    names, (references,) = run_onnx(onnx, [inputs], python, timeout)
    with np.load(outputs) as held:
        # The emulator names them after the operator that gives them: NAME_Add_f32.
        found = {key: held[key] for key in held.files}
    errors = {}
    for number, (name, reference) in enumerate(zip(names, references, strict=True)):
        keys = [key for key in found if key == name or key.startswith(f"{name}_")]
        # fetch_name_1 begins fetch_name_10_Add too: then the order decides, which is the file's.
        key = keys[0] if len(keys) == 1 else list(found)[number]
        value = found[key]
        if value.size != reference.size:
            raise ExportError(
                f"the emulator's output {key} has shape {list(value.shape)}, ONNX's {list(reference.shape)}"
            )
        errors[name] = measure(reference, value.reshape(reference.shape).astype(reference.dtype), np.inf)
    return errors


def write_report(path: Path, models: list[Bmodel]) -> None:
    """The errors as JSON, for those that read them by program."""
    found = {
        model.mode: {"compiler": model.compiler, "outputs": {n: d.report() for n, d in model.errors.items()}}
        for model in models
    }
    path.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
