"""TPU-MLIR's compiler, and the emulator of the chip."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from paconvert_ng.export.errors import ExportError
from paconvert_ng.export.onnx.convert import examine, finite_copy, run_onnx
from paconvert_ng.export.onnx.model import OnnxModel
from paconvert_ng.export.process import run_program
from paconvert_ng.export.targets.check import check_nodes
from paconvert_ng.export.tpu.environment import check_python
from paconvert_ng.export.tpu.modes import CHIP, MODES, check_mode
from paconvert_ng.verify.compare import Difference, measure

_WORKER = Path(__file__).with_name("worker.py")
_TARGET = "tpu_mlir"
#: What masks hold in an infinity's place: the chip's `where` multiplies both sides, and infinity times 0 is no number.
#: Large enough that softmax gives 0, and within float16.
_INFINITY = 3e4
_LACKS = re.compile(r"Op not support:\{(.*)\}")


@dataclass(frozen=True)
class Bmodel:
    """A TPU's model. ``errors``: of each output beside onnxruntime's, by name; empty where it was not run.

    ``limited``: constants of the ONNX file with infinities, which are 30000 here. ``missing``: outputs of the ONNX file
    that depend on no input; the compiler drops them.
    """

    file: Path
    mode: str
    compiler: str
    errors: dict[str, Difference]
    limited: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def is_finite(self) -> bool:
        """Whether the emulator gave numbers where onnxruntime does."""
        return not any(difference.said for difference in self.errors.values())

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
        limited = finite_copy(onnx, folder / f"{name}.onnx", _INFINITY, python, timeout)
        compile_ = ["--model_name", name, "--model_def", f"{name}.onnx", "--mlir", f"{name}.mlir"]
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
            errors = _errors(model, inputs, folder / "outputs.npz", python, timeout)
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made, out.with_name(out.name + ".part"))
        out.with_name(out.name + ".part").replace(out)
    return Bmodel(out, mode, compiler, errors, tuple(limited), model.constants)


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
    model: OnnxModel, inputs: Mapping[str, np.ndarray], outputs: Path, python: str, timeout: float
) -> dict[str, Difference]:
    names, (references,) = run_onnx(model.file, [inputs], python, timeout)
    with np.load(outputs) as held:
        # The emulator names them after the operators that give them (NAME_Add_f32), in the file's order.
        found = {key: held[key] for key in held.files}
    wanted = {name: value for name, value in zip(names, references, strict=True) if name not in model.constants}
    if len(found) != len(wanted):
        raise ExportError(f"the emulator gives {', '.join(found)}, and ONNX {', '.join(wanted)}")
    errors = {}
    for key, (name, reference) in zip(found, wanted.items(), strict=True):
        value = found[key]
        if value.size != reference.size:
            shapes = f"shape {list(value.shape)}, and ONNX's {name} {list(reference.shape)}"
            raise ExportError(f"the emulator's output {key} has {shapes}")
        errors[name] = measure(reference, value.reshape(reference.shape).astype(reference.dtype), np.inf)
    return errors
