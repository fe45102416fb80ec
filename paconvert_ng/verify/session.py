"""The two workers of a comparison: the same requests to both, and what they keep."""

from __future__ import annotations

import json
import tempfile
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from paconvert_ng.verify.compare import Arrays, Comparison
from paconvert_ng.verify.process import CannotError, Worker
from paconvert_ng.verify.repo import has_weights as has_weights_in
from paconvert_ng.verify.repo_inputs import FACTS, INNER, RepoInputs
from paconvert_ng.verify.spec import Place, Spec, absolute, absolute_entry, make_inputs


class Session:
    """The workers of a comparison, with a folder for what they keep."""

    def __init__(
        self, spec: Spec, roots: tuple[Place, Place], pythons: tuple[str, str], linear: str, timeout: float
    ) -> None:
        self.spec, self.roots = spec, roots
        self._stack = ExitStack()
        self._pythons, self._linear, self._timeout = pythons, linear, timeout
        self.by_name = False
        self._read: dict[str, dict[str, Any]] = {}

    def __enter__(self) -> Session:
        self.folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="paconvert-verify-")))
        self.made: dict[str, Any] = {}
        inputs, arrays = make_inputs(self.spec)
        try:
            self.workers = tuple(
                self._stack.enter_context(Worker(name, python, self.folder / f"{name}.log", self._timeout))
                for name, python in zip(("torch", "paddle"), self._pythons, strict=True)
            )
            self._start()
            if self.spec.from_config:
                inputs = self._with_made(inputs, arrays)
            np.savez(self.folder / "inputs.npz", **arrays)  # type: ignore[arg-type]
            for worker in self.workers:
                worker.ask({"do": "take", "inputs": inputs})
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def _start(self) -> None:
        package = self.roots[0].package
        job = {
            **asdict(self.spec),
            "do": "start",
            "linear": self._linear,
            "entry": absolute_entry(self.spec.entry, package),
            "args": absolute(self.spec.args, package),
            "kwargs": absolute(self.spec.kwargs, package),
            "inputs": {},
            "folder": str(self.folder),
        }
        checkpoint = self.spec.weights == "checkpoint"
        for worker, place in zip(self.workers, self.roots, strict=True):
            # Where only torch's folder has weights, Paddle's model gets them from it.
            has_weights = checkpoint and (worker.framework == "torch" or has_weights_in(place.root))
            worker.send({**job, "root": str(place.root), "package": place.package, "has_weights": has_weights})
        self.versions = [worker.receive() for worker in self.workers]

    def _with_made(self, inputs: dict[str, Any], arrays: dict[str, np.ndarray]) -> dict[str, Any]:
        """The inputs, and before them those that the configuration says how to make."""
        answer = self.workers[0].ask({"do": "signature", "facts": FACTS, "inner": INNER})
        spec = self.spec
        try:
            made = RepoInputs(
                answer["name"], answer["forward"], answer["facts"], spec.batch_size, spec.max_seq_length, spec.seed
            ).made()
        except ValueError as error:
            if not inputs:
                raise CannotError(str(error)) from None
            made = {}
        self.made = {name: value for name, value in made.items() if name not in inputs}
        found = dict(inputs)
        for name, value in self.made.items():
            arrays[f"c{len(arrays)}"] = value
            found[name] = {"tensor": f"c{len(arrays) - 1}", "dtype": str(value.dtype), "transposed": False}
        order = {name: number for number, name in enumerate(answer["forward"])}
        return dict(sorted(found.items(), key=lambda item: order.get(item[0], len(order))))

    def state(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """What each says of its model. torch makes the weights."""
        request = {"do": "state", "seed": self.spec.seed}
        for worker in self.workers:
            worker.send({**request, "store": f"state-{worker.framework}", "weights": worker.framework == "torch"})
        torch, paddle = (worker.receive() for worker in self.workers)
        self.by_name = torch["by_name"]
        return torch, paddle

    def state_again(self) -> dict[str, Any]:
        """torch's model, built with another seed; kept as ``state-again``."""
        return self.workers[0].ask(
            {"do": "state", "seed": self.spec.seed + 1, "store": "state-again", "weights": False}
        )

    def runs(self, phase: str) -> tuple[str, str, str]:
        """Runs the phase under torch, under Paddle, and under torch with another seed; the names of what was kept."""
        torch, paddle = (self._send(number, phase, None) for number in (0, 1))
        self.workers[0].receive()
        again = self._send(0, phase, None, again=True)
        for worker in self.workers:
            worker.receive()
        return torch, paddle, again

    def zoom(self, phase: str, call: tuple[str, int], *, again: bool = False) -> tuple[str, str]:
        """Runs the phase line by line inside one call: on both sides, or with ``again`` twice under torch."""
        if again:
            names = [self._send(0, phase, call, again=again)]
            self.workers[0].receive()
            names.insert(0, self._send(0, phase, call))
            self.workers[0].receive()
        else:
            names = [self._send(number, phase, call) for number in (0, 1)]
            for worker in self.workers:
                worker.receive()
        return names[0], names[1]

    def _send(self, number: int, phase: str, zoom: tuple[str, int] | None, *, again: bool = False) -> str:
        kind = "torch" if number == 0 else "paddle"
        name = f"{phase}-{kind}{'-again' if again else ''}{'' if zoom is None else '-zoom'}"
        self._read.pop(name, None)
        request = {"do": "run", "phase": phase, "store": name, "zoom": zoom, "by_name": self.by_name}
        # A zoom is into the first step: the others are not recorded line by line.
        steps = self.spec.train if zoom is None else 0
        self.workers[number].send({**request, "seed": self.spec.seed + again, "steps": steps})
        return name

    def read(self, name: str) -> dict[str, Any]:
        """What a run described."""
        if name not in self._read:
            self._read[name] = json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))
        return self._read[name]

    def comparison(self, torch: str, paddle: str) -> Comparison:
        """Of two runs' arrays."""
        arrays = [Arrays(str(self.folder / f"{name}.npz")) for name in (torch, paddle)]
        for opened in arrays:
            self._stack.callback(opened.close)
        return Comparison(arrays[0], arrays[1], self.spec.tolerances())
