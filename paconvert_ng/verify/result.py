"""What a comparison found, and ``verify.json``."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from paconvert_ng import __version__
from paconvert_ng.verify.compare import Difference
from paconvert_ng.verify.involved import Involved
from paconvert_ng.verify.locate import First, ModuleRow
from paconvert_ng.verify.spec import Spec
from paconvert_ng.verify.zoom import Inside

SCHEMA = 1
Verdict = Literal["equal", "different", "undecided"]
#: The command's exit code for each verdict.
EXIT: dict[Verdict, int] = {"equal": 0, "different": 1, "undecided": 2}


@dataclass(frozen=True)
class Named:
    """Something compared, under its name."""

    name: str
    difference: Difference


@dataclass(frozen=True)
class State:
    """The state dicts: keys on one side only, other shapes or dtypes; buffers that are not in it, by value."""

    entries: int
    missing: list[str] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)
    shapes: list[str] = field(default_factory=list)
    dtypes: list[str] = field(default_factory=list)
    buffers: list[Named] = field(default_factory=list)

    @property
    def loads(self) -> bool:
        """Whether torch's state dict goes into Paddle's model as it is."""
        return not (self.missing or self.unexpected or self.shapes or self.dtypes)


@dataclass(frozen=True)
class Phase:
    """One run of both: ``evaluation`` or ``training``.

    ``gradients`` are those of the parameters and floating inputs, ``steps`` the states after each step, by key;
    ``outputs`` the tensors that the model gives, by name, where there are several.
    """

    name: str
    modules: list[ModuleRow]
    output: Difference
    losses: tuple[list[float], list[float]] = ([], [])
    gradients: list[Named] = field(default_factory=list)
    steps: list[list[Named]] = field(default_factory=list)
    switched_off: list[str] = field(default_factory=list)
    outputs: list[Named] = field(default_factory=list)

    @property
    def equal(self) -> bool:
        """Whether all that counts is within the tolerance. Gradients between modules only help to find a fault."""
        named = [*self.gradients, *(entry for step in self.steps for entry in step)]
        calls = [difference for row in self.modules for difference in (row.inputs, row.outputs)]
        return all(found.equal for found in (self.output, *calls, *(entry.difference for entry in named)))


@dataclass(frozen=True)
class Fault:
    """The first difference with all that is known of it.

    ``classes``: of the module in torch and in Paddle; ``place``: file and line of its ``forward`` in SRC;
    ``attributes``: those with other values, ``eps: 1e-05 and 0.001``.
    """

    phase: str
    first: First
    classes: tuple[str, str]
    place: str
    attributes: list[str]
    inside: Inside
    involved: Involved


@dataclass(frozen=True)
class Random:
    """Where torch itself gives other values when it is run again."""

    phase: str
    path: str
    kind: str
    what: str


@dataclass(frozen=True)
class Result:
    """A comparison. ``verdict``: ``equal``, ``different``, or ``undecided`` (``reason`` says why)."""

    verdict: Verdict
    reason: str
    spec: Spec
    sides: dict[str, dict[str, str]]
    state: State
    phases: list[Phase]
    fault: Fault | None
    random: list[Random]
    notes: list[str]
    seconds: float

    @property
    def exit_code(self) -> int:
        """0 equal, 1 different, 2 undecided."""
        return EXIT[self.verdict]

    def report(self) -> dict[str, Any]:
        """The content of ``verify.json``."""
        return {
            "schema": SCHEMA,
            "paconvert_ng": __version__,
            "verdict": self.verdict,
            "reason": self.reason,
            "torch": self.sides["torch"],
            "paddle": self.sides["paddle"],
            "spec": asdict(self.spec),
            "tolerance": self.spec.tolerances(),
            "state": {**asdict(self.state), "buffers": _named(self.state.buffers)},
            "phases": [_phase(phase) for phase in self.phases],
            "first": None if self.fault is None else _fault(self.fault),
            "random": [asdict(found) for found in self.random],
            "notes": self.notes,
            "seconds": round(self.seconds, 2),
        }

    def write_json(self, path: Path) -> None:
        """Writes ``verify.json``."""
        path.write_text(json.dumps(self.report(), indent=1, allow_nan=False) + "\n", encoding="utf-8")


def _named(found: list[Named]) -> list[dict[str, Any]]:
    return [{"name": entry.name, **entry.difference.report()} for entry in found]


def _phase(phase: Phase) -> dict[str, Any]:
    return {
        "name": phase.name,
        "equal": phase.equal,
        "output": phase.output.report(),
        "outputs": _named(phase.outputs),
        "modules": [
            {
                "path": row.path,
                "call": row.call,
                "caller": None if row.caller is None else {"path": row.caller[0], "call": row.caller[1]},
                "in_paddle": row.paired,
                "inputs": row.inputs.report(),
                "outputs": row.outputs.report(),
                "input_gradients": row.input_gradients.report(),
                "output_gradients": row.output_gradients.report(),
            }
            for row in phase.modules
        ],
        "losses": {"torch": list(map(_finite, phase.losses[0])), "paddle": list(map(_finite, phase.losses[1]))},
        "gradients": _named(phase.gradients),
        "steps": [_named(step) for step in phase.steps],
        "dropout_switched_off": phase.switched_off,
    }


def _finite(number: float) -> float | str:
    return number if abs(number) < float("inf") else str(number)


def _fault(fault: Fault) -> dict[str, Any]:
    first = fault.first
    return {
        "phase": fault.phase,
        "module": first.path,
        "call": first.call,
        "where": first.where,
        "what": first.what,
        "before": first.before,
        "classes": {"torch": fault.classes[0], "paddle": fault.classes[1]},
        "place": fault.place,
        "inputs": first.inputs.report(),
        "outputs": first.outputs.report(),
        "attributes": fault.attributes,
        **fault.inside.report(),
        **asdict(fault.involved),
    }
