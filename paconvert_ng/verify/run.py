"""One comparison from beginning to end."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from paconvert_ng.verify.compare import BACKWARD, SAME, Comparison, Difference
from paconvert_ng.verify.explain import Explainer
from paconvert_ng.verify.involved import Logs
from paconvert_ng.verify.locate import SMALL, Calls, First, unpaired
from paconvert_ng.verify.repo_inputs import described
from paconvert_ng.verify.result import Fault, Named, Phase, Random, Result, State, Verdict
from paconvert_ng.verify.session import Session
from paconvert_ng.verify.spec import Spec, places

_SHOWN = 8
#: A difference of less than this many times the tolerance may be rounding that has grown.
_CLOSE = 30


def compare_models(
    torch: Path, paddle: Path, spec: Spec, pythons: tuple[str, str], logs: Path | None, timeout: float
) -> Result:
    """Runs both. Raises CannotError where that is not possible."""
    began = time.monotonic()
    read = Logs(logs)
    with Session(spec, places(torch, paddle, spec.entry), pythons, read.linear, timeout) as session:
        found = _Found(session, read)
        found.compare()
        verdict, reason = found.verdict()
        sides = {
            name: {"path": str(place.root), "python": version["python"], "version": version["version"]}
            for name, place, version in zip(("torch", "paddle"), session.roots, session.versions, strict=True)
        }
    return Result(
        verdict,
        reason,
        spec,
        sides,
        found.state,
        found.phases,
        found.fault,
        found.random,
        found.notes,
        time.monotonic() - began,
    )


class _Found:
    """What has been found so far, phase by phase."""

    def __init__(self, session: Session, logs: Logs) -> None:
        self._session = session
        self.phases: list[Phase] = []
        self.fault: Fault | None = None
        self.random: list[Random] = []
        self.notes: list[str] = []
        self._undecided = ""
        torch, paddle = session.state()
        self._torch, self._paddle = torch, paddle
        self._explainer = Explainer(session, (torch["modules"], paddle["modules"]), logs)
        self.state = State(0)
        self._other_values: list[str] = []
        self._not_stored: list[str] = []

    def compare(self) -> None:
        """State, evaluation, training."""
        self.state = compared_state(self._torch, self._paddle, self._session.comparison("state-torch", "state-paddle"))
        if self.state.loads:
            self._compare_checkpoints()
        first = self._first_of_state()
        if first is not None:
            self.fault = self._explainer.fault("eval", first)
        if not self.state.loads:
            self.notes.append("nothing was run: the weights do not fit")
            if any(_is_turned(text) for text in self.state.shapes):
                self.notes.append("shapes are turned round: of an output of --linear paddle give its --logs")
            return
        self._note_checkpoint()
        ours, theirs = self._torch["buffers"], self._paddle["buffers"]
        alone = [name for name in ours if name not in theirs]
        if alone:
            self.notes.append(
                f"buffers outside the state dict that only torch's model has: {', '.join(alone[:_SHOWN])}"
            )
        spec = self._session.spec
        for phase in ["eval", *(["train"] if spec.backward or spec.train else [])]:
            self._phase(phase)

    def verdict(self) -> tuple[Verdict, str]:
        """The verdict with its reason in a few words."""
        if self.fault is not None:
            return "different", _said(self.fault)
        if self._undecided:
            return "undecided", self._undecided
        return "equal", "state dict, outputs" + "".join(
            f", {text}"
            for text, is_so in (
                ("gradients", any(phase.gradients for phase in self.phases)),
                (_steps(self._session.spec.train), self._session.spec.train > 0),
            )
            if is_so
        )

    def _compare_checkpoints(self) -> None:
        """What each side read of its own checkpoint. What is in none is made when the model is built, at random."""
        ours, theirs = self._torch["read"], self._paddle["read"]
        if not ours:
            return
        again = self._session.state_again()["read"]
        self._not_stored = [key for key in ours if ours[key] != again[key]]
        made = set(self._not_stored)
        self._other_values = [key for key in ours if key in theirs and key not in made and ours[key] != theirs[key]]

    def _note_checkpoint(self) -> None:
        session = self._session
        if session.made:
            self.notes.append(f"inputs made from config.json: {described(session.made)}")
        if not self._torch["read"]:
            return
        of = "each side's own checkpoint" if self._paddle["read"] else "torch's checkpoint: Paddle's folder has none"
        self.notes.append(f"weights: {of}")
        if self._not_stored:
            more = f" and {len(self._not_stored) - _SHOWN} more" if len(self._not_stored) > _SHOWN else ""
            names = ", ".join(self._not_stored[:_SHOWN])
            self.notes.append(f"not in the checkpoint, made once and loaded in both: {names}{more}")

    def _first_of_state(self) -> First | None:
        state = self.state
        for text in [*state.missing, *state.unexpected, *state.shapes, *state.dtypes]:
            key = text.split(":")[0]
            said = Difference(False, np.inf, said="the state dicts do not fit")
            return First(key.rpartition(".")[0], 0, "state", SAME, said, what=f"state dict: {text}")
        if self._other_values:
            key = self._other_values[0]
            said = Difference(False, np.inf, said="the checkpoints, as each side reads its own, have other values")
            return First(key.rpartition(".")[0], 0, "state", SAME, said, what=f"checkpoint: {key}")
        wrong = [entry for entry in state.buffers if not entry.difference.equal]
        if wrong:
            again = self._session.state_again()
            same = compared_state(self._torch, again, self._session.comparison("state-torch", "state-again"))
            random = {entry.name for entry in same.buffers if not entry.difference.equal}
            for entry in wrong:
                path = entry.name.rpartition(".")[0]
                if entry.name not in random:
                    return First(path, 0, "state", SAME, entry.difference, what=f"buffer {entry.name}")
                self.random.append(Random("building", path, "", f"buffer {entry.name}"))
                self._undecided = f"torch itself makes buffer {entry.name} of random values, and it is in no state dict"
        return None

    def _phase(self, name: str) -> None:
        session = self._session
        torch, paddle, again = session.runs(name)
        ours, theirs, repeated = session.read(torch), session.read(paddle), session.read(again)
        comparison, own = session.comparison(torch, paddle), session.comparison(torch, again)
        pairs = _Pairs(ours, theirs, comparison)
        twice = _Pairs(ours, repeated, own)
        rows = pairs.calls.rows()
        title = "training" if name == "train" else "evaluation"
        losses = (ours.get("losses", []), theirs.get("losses", []))
        output = rows[-1].outputs if rows else SAME
        switched_off = ours.get("switched_off", [])
        outputs = pairs.outputs()
        self.phases.append(Phase(title, rows, output, losses, pairs.gradients, pairs.steps, switched_off, outputs))
        self._note(title, ours, rows, comparison)
        unstable = twice.first()
        if unstable is not None:
            self.random.append(self._explainer.random(name, unstable))
        first = pairs.first()
        if first is None:
            return
        if unstable is not None and not (first.where == unstable.where == "forward" and first.order < unstable.order):
            found = self.random[-1]
            self._undecided = self._undecided or (
                f"torch itself gives other values from run to run in {found.path or 'the model'}"
                f" ({found.kind.rpartition('.')[2]}: {found.what}): {title} cannot be compared from there on"
            )
        elif self.fault is None:
            self.fault = self._explainer.fault(name, first)
            limit = session.spec.tolerances()["float32"] * (BACKWARD if first.where != "forward" else 1)
            if not session.spec.double and first.outputs.error < _CLOSE * limit:
                self.notes.append("the first difference is small: run with --double to know whether it is rounding")

    def _note(self, title: str, ours: dict[str, Any], rows: Iterable[Any], comparison: Comparison) -> None:
        alone = unpaired(rows)
        if alone:
            more = f" and {len(alone) - _SHOWN} more" if len(alone) > _SHOWN else ""
            self.notes.append(f"{title}: only torch's model calls {', '.join(alone[:_SHOWN])}{more}: not compared")
        leaves = [leaf for leaf in ours["events"][-1]["values"] if "array" in leaf] if ours["events"] else []
        arrays = [comparison.torch(leaf) for leaf in leaves]
        floats = [array for array in arrays if array.dtype.kind in "fc" and array.size]
        if "" in alone:
            self._undecided = f"{title}: Paddle's model was not seen to give an output"
        elif not arrays:
            self._undecided = f"{title}: the output has no tensor in it: nothing can be compared"
        elif floats and not any(np.isfinite(array).any() for array in floats):
            self._undecided = f"{title}: torch's output has no finite value: other inputs, or weights: own"
        elif floats and all(array.size > 1 and np.nanstd(array[np.isfinite(array)]) == 0 for array in floats):
            self.notes.append(f"{title}: torch's output is constant: the weights may not reach it")


class _Pairs:
    """Two runs of a phase, compared."""

    def __init__(self, ours: dict[str, Any], theirs: dict[str, Any], comparison: Comparison) -> None:
        self._ours, self._theirs, self._comparison = ours, theirs, comparison
        kept = {name: value for kind in ("gradients", "input_gradients") for name, value in ours.get(kind, {}).items()}
        others = {n: v for kind in ("gradients", "input_gradients") for n, v in theirs.get(kind, {}).items()}
        largest = comparison.size([value for value in kept.values() if value is not None])
        looser = comparison.looser(BACKWARD)
        self.calls = Calls(ours["events"], theirs["events"], comparison, looser, largest)
        self.gradients = [
            Named(name, _gradient(kept.get(name), others.get(name), looser, largest * SMALL))
            for name in dict.fromkeys([*kept, *others])
        ]
        self.steps = [
            [Named(key, looser.leaf(one[key], other[key])) for key in one if key in other]
            for one, other in zip(ours.get("states", []), theirs.get("states", []), strict=True)
        ]

    def outputs(self) -> list[Named]:
        """What the model gives, each under its name, if it has several outputs."""
        ours, theirs = (run["events"][-1]["values"] if run["events"] else [] for run in (self._ours, self._theirs))
        others = {leaf["at"]: leaf for leaf in theirs}
        return [
            Named(_field(leaf["at"]), self._comparison.leaf(leaf, others[leaf["at"]]))
            for leaf in ours
            if leaf["at"] and "array" in leaf and leaf["at"] in others
        ]

    def first(self) -> First | None:
        """In the forward pass, then in its buffers, then in the gradients, then in the states after more steps."""
        found = self.calls.first()
        if found is not None:
            return found
        if any(not entry.difference.equal for entry in self.gradients):
            return self.calls.first_gradient({entry.name: entry.difference for entry in self.gradients})
        for number, step in enumerate(self.steps, 1):
            wrong = [entry for entry in step if not entry.difference.equal]
            if wrong:
                entry = min(wrong, key=lambda entry: self.calls.position(entry.name.rpartition(".")[0]))
                path, _, own = entry.name.rpartition(".")
                what = f"{own} after step {number}"
                return First(path, 0, "state", SAME, entry.difference, what=what, order=self.calls.position(path))
        return None


def _field(at: str) -> str:
    """``['hidden_states'][0]`` → ``hidden_states[0]``, ``.logits`` → ``logits``."""
    return re.sub(r"^\['(\w+)'\]", r"\1", at).lstrip(".")


def _gradient(one: Any, other: Any, comparison: Comparison, scale: float) -> Difference:
    if one is None and other is None:
        return SAME
    if one is None or other is None:
        # No gradient is none, or one of zeros: frameworks differ in that, and optimizers do not care.
        size = comparison.size([one]) if one is not None else comparison.other_size(other)
        return (
            SAME if size == 0 else Difference(False, np.inf, said=f"only in {'torch' if other is None else 'Paddle'}")
        )
    return comparison.leaf(one, other, scale)


def compared_state(torch: dict[str, Any], paddle: dict[str, Any], comparison: Comparison) -> State:
    """Keys, shapes and dtypes of the state dicts, and the other buffers' values."""
    ours, theirs = torch["state"], paddle["state"]
    both = [key for key in ours if key in theirs]
    return State(
        len(ours),
        [key for key in ours if key not in theirs],
        [key for key in theirs if key not in ours],
        [
            f"{key}: {ours[key]['shape']} and {theirs[key]['shape']}"
            for key in both
            if ours[key]["shape"] != theirs[key]["shape"]
        ],
        [
            f"{key}: {ours[key]['dtype']} and {theirs[key]['dtype']}"
            for key in both
            if ours[key]["dtype"] != theirs[key]["dtype"]
        ],
        [
            Named(name, comparison.leaf(value, paddle["buffers"][name]))
            for name, value in torch["buffers"].items()
            if name in paddle["buffers"]
        ],
    )


def _is_turned(text: str) -> bool:
    """Whether ``key: [2, 3] and [3, 2]`` says of a matrix that it is transposed."""
    one, _, other = text.rpartition(": ")[2].partition(" and ")
    sizes = one.strip("[]").split(", "), other.strip("[]").split(", ")
    return len(sizes[0]) == 2 and sizes[0] == sizes[1][::-1]


def _said(fault: Fault) -> str:
    first = fault.first
    where = f"{first.path or 'the model'} ({fault.classes[0].rpartition('.')[2]})"
    return f"{fault.phase}: {where}" + (f": {first.what}" if first.what else "")


def _steps(count: int) -> str:
    return f"{count} step{'s' * (count != 1)} of training"
