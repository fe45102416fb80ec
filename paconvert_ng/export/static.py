"""A static graph: traced, compared with the model, and written with what runs it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from paconvert_ng.export.compare import Compared, compared
from paconvert_ng.export.errors import ExportError
from paconvert_ng.export.process import run_program
from paconvert_ng.export.session import Session

PREDICT = "predict.py"
ABOUT = "export.json"
_PREDICT = Path(__file__).with_name(PREDICT)
_TAIL = 8
#: Paddle says what was wrong before it says where.
_ERROR = re.compile(r"\s*\w+Error: \S")


@dataclass
class StaticGraph:
    """A graph that lies in ``folder``: model.json, model.pdiparams, predict.py, export.json, example.npz.

    ``reference`` is "torch", or "Paddle" where there was no model of torch; ``compared`` is beside it.
    """

    folder: Path
    reference: str
    about: dict[str, Any]
    compared: list[Compared] = field(default_factory=list)

    @property
    def is_equal(self) -> bool:
        """Whether all outputs are, within the tolerance."""
        return all(item.difference.equal for item in self.compared)


class Reference:
    """What the model gives for each set of inputs: under torch if there is one, and under Paddle."""

    def __init__(self, session: Session) -> None:
        session.make_weights()
        self.name, self.outputs, self.of_paddle, self.left_out = _run(session)


def _run(
    session: Session,
) -> tuple[str, list[Mapping[str, np.ndarray]], list[Mapping[str, np.ndarray]], list[str]]:
    for worker in (session.torch, session.paddle):
        if worker is not None:
            worker.send(session.request("run", store=f"outputs-{worker.framework}"))
    answers = {worker.framework: worker.receive() for worker in (session.torch, session.paddle) if worker is not None}
    found = {name: session.arrays(f"outputs-{name}", answer["outputs"]) for name, answer in answers.items()}
    name = "torch" if "torch" in found else "paddle"
    return {"torch": "torch", "paddle": "Paddle"}[name], found[name], found["paddle"], answers["paddle"]["left_out"]


def make_static(
    session: Session, reference: Reference, folder: Path, python: str, timeout: float, *, conditions: bool = True
) -> StaticGraph:
    """Writes the graph to ``folder`` and compares it at each set of sizes.

    With ``conditions`` it has one more output where decisions were taken by sizes: whether they hold. Raises
    CannotError where the model cannot be traced, or its graph not be run.
    """
    traced = session.paddle.ask(session.request("trace", path=str(folder / "model"), conditions=conditions))
    first = reference.of_paddle[0]
    if traced["outputs"] != list(first):
        raise ExportError(f"the graph gives {', '.join(traced['outputs'])}, the model {', '.join(first)}")
    about = {
        "format": 1,
        "entry": session.spec.entry,
        "module": session.spec.module,
        "inputs": session.described(),
        "outputs": [{"name": name, "dtype": str(first[name].dtype)} for name in traced["outputs"]],
        "conditions": traced["decisions"],
        "versions": {name: answer["version"] for name, answer in session.versions.items()},
    }
    _write(folder, about, session, reference.outputs[0])
    graph = StaticGraph(folder, reference.name, about)
    for number, sizes in enumerate(session.sizes):
        got = predicted(folder, session.folder / f"inputs-{number}.npz", session.folder, python, timeout)
        graph.compared += compared(sizes, reference.outputs[number], got, session.spec.tolerance)
    differences = [
        {"sizes": dict(item.sizes), "output": item.output, **item.difference.report()} for item in graph.compared
    ]
    about["compared"] = {"with": graph.reference, "tolerance": session.spec.tolerance, "differences": differences}
    write_about(folder, about)
    return graph


def predicted(folder: Path, inputs: Path, scratch: Path, python: str, timeout: float) -> Mapping[str, np.ndarray]:
    """What the predict.py in ``folder`` gives. Raises ExportError with what it said if it fails."""
    outputs = scratch / "predicted.npz"
    outputs.unlink(missing_ok=True)
    command = [python, str(folder / PREDICT), str(inputs), str(outputs)]
    ended = run_program(command, PREDICT, timeout=timeout, environment={"PYTHONWARNINGS": "ignore"})
    if ended.code != 0:
        said = ended.log.strip().splitlines()
        errors = [line.strip() for line in said if _ERROR.match(line)]
        last = [*said[-1:], *errors][-1] if said else ended.how()
        raise ExportError(f"the graph does not run: {last}", ended.tail(_TAIL))
    with np.load(outputs) as file:
        return {name: file[name] for name in file.files}


def _write(folder: Path, about: dict[str, Any], session: Session, outputs: Mapping[str, np.ndarray]) -> None:
    write_about(folder, about)
    shutil.copyfile(_PREDICT, folder / PREDICT)
    with np.load(session.folder / "inputs-0.npz") as file:
        inputs = {name: file[name] for name in file.files}
    expected = {f"expected/{name}": value for name, value in outputs.items()}
    np.savez_compressed(folder / "example.npz", **inputs, **expected)  # type: ignore[arg-type]


def write_about(folder: Path, about: dict[str, Any]) -> None:
    """export.json."""
    (folder / ABOUT).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
