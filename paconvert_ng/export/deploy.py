"""What is made of a static graph for other places: ONNX, a look at a target's operators, a TPU's model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from paconvert_ng.export.compare import Compared
from paconvert_ng.export.onnx.convert import check_packages, to_onnx
from paconvert_ng.export.onnx.model import DEFAULT_OPSET, Case, OnnxModel, check_opset
from paconvert_ng.export.targets.check import Lacking, check_nodes, target_operators
from paconvert_ng.export.tpu.convert import Bmodel, to_bmodel
from paconvert_ng.export.tpu.environment import check_python, find_python
from paconvert_ng.export.tpu.modes import check_mode


@dataclass(frozen=True)
class Deployment:
    """What is asked for. ``static_shape``: nothing open; ``check_ops``: a target; ``bmodel``: a mode of the TPU."""

    onnx: bool = False
    opset: int = DEFAULT_OPSET
    static_shape: bool = False
    check_ops: str = ""
    bmodel: str = ""
    tpu_python: str = ""

    @property
    def needs_onnx(self) -> bool:
        """Whether an ONNX file is made, asked for or on the way."""
        return self.onnx or bool(self.check_ops or self.bmodel)

    @property
    def has_fixed_sizes(self) -> bool:
        """The TPU's compiler takes no others."""
        return self.static_shape or bool(self.bmodel)

    def check(self, python: str) -> None:
        """Raises ExportError for all that can be known to fail before the model is built. ``python`` runs ONNX."""
        check_opset(self.opset)
        if self.check_ops:
            target_operators(self.check_ops)
        if self.bmodel:
            check_mode(self.bmodel)
            check_python(self.interpreter())
        if self.needs_onnx:
            check_packages(python)

    def interpreter(self) -> str:
        """The one that has TPU-MLIR."""
        return find_python(self.tpu_python or None)


@dataclass
class Deployed:
    """What was made of one graph. ``lacking``: operators that the target does not take."""

    onnx: OnnxModel
    compared: list[Compared] = field(default_factory=list)
    lacking: list[Lacking] = field(default_factory=list)
    bmodel: Bmodel | None = None

    @property
    def is_equal(self) -> bool:
        """Whether all outputs of the ONNX file are, the target takes it, and the TPU's model gives numbers."""
        if self.lacking or (self.bmodel is not None and not self.bmodel.is_finite):
            return False
        return all(item.difference.equal for item in self.compared)

    def about(self, wanted: Deployment) -> dict[str, Any]:
        """For export.json or a manifest."""
        found: dict[str, Any] = {
            "file": self.onnx.file.name,
            "opset": self.onnx.opset,
            "operators": self.onnx.operators,
        }
        if wanted.check_ops:
            lacking = {item.operator: list(item.nodes) for item in self.lacking}
            found["check_ops"] = {"target": wanted.check_ops, "lacking": lacking}
        if self.bmodel is not None:
            made = self.bmodel
            found["bmodel"] = {
                "file": made.file.name,
                "mode": made.mode,
                "compiler": made.compiler,
                "limited": list(made.limited),
                "missing": list(made.missing),
                "beside onnx": {name: difference.report() for name, difference in made.errors.items()},
            }
        return found


def deploy(
    saved: Path,
    file: Path,
    wanted: Deployment,
    *,
    names: Sequence[str] = (),
    cases: Sequence[Case] = (),
    sizes: Sequence[Mapping[str, int]] = (),
    inputs: Mapping[str, np.ndarray] | None = None,
    tolerance: float,
    python: str,
    timeout: float,
) -> Deployed:
    """Makes ``file`` (ONNX) and what else is wanted of the graph in ``saved``.

    ``cases`` belong to ``sizes``, ``names`` to the outputs.
    ``inputs`` are those that the TPU's model is run on; without them the first case's. Raises ExportError.
    """
    given = inputs if inputs is not None else (cases[0].inputs if cases else None)
    shapes = {name: list(value.shape) for name, value in (given or {}).items()} if wanted.has_fixed_sizes else None
    onnx = to_onnx(
        saved,
        file,
        opset=wanted.opset,
        shapes=shapes,
        names=names,
        cases=cases,
        tolerance=tolerance,
        python=python,
        timeout=timeout,
    )
    compared = [Compared(sizes[item.case], item.output, item.difference) for item in onnx.compared]
    lacking = check_nodes(onnx.nodes, wanted.check_ops) if wanted.check_ops else []
    bmodel = None
    if wanted.bmodel:
        bmodel = to_bmodel(
            file,
            file.with_suffix(".bmodel"),
            wanted.bmodel,
            tpu_python=wanted.interpreter(),
            inputs=given,
            python=python,
            timeout=timeout,
        )
    return Deployed(onnx, compared, lacking, bmodel)
