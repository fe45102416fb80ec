"""One step of training with the gradients of everything, and more steps of which the states are kept."""

from __future__ import annotations

from typing import Any

import numpy as np

from .arguments import Inputs
from .recording import Recorder
from .trees import leaves


class Training:
    """Trains ``model`` on the same inputs again and again with plain gradient descent.

    The step itself is taken on numpy arrays, in both frameworks the same: what differs is the model's.
    """

    def __init__(self, side: Any, model: Any, recorder: Recorder, job: dict[str, Any], by_name: bool) -> None:
        self._side, self._model, self._recorder = side, model, recorder
        self._by_name = by_name
        self._seed: int = job["seed"]
        self._rate: float = job["learning_rate"]
        self.switched_off = without_dropout(side, model) if job["dropout"] == "off" else []

    def run(self, inputs: Inputs, steps: int) -> dict[str, Any]:
        """Losses (one for each step, at least one), gradients of the first step, the state dict after each step."""
        losses, states = [], []
        gradients: dict[str, Any] = {}
        for step in range(max(steps, 1)):
            self._side.clear_gradients(self._model)
            loss = self._loss(inputs.call(self._model, self._by_name))
            # Only the first step is recorded module by module; its gradients arrive during backward.
            self._recorder.stop()
            losses.append(float(self._side.array(loss)))
            loss.backward()
            if step == 0:
                gradients = self._gradients(inputs)
            if steps:
                self._update()
                states.append({key: self._recorder.put(value) for key, value in self._side.state(self._model).items()})
        return {"losses": losses, **gradients, "states": states, "switched_off": self.switched_off}

    def _loss(self, output: Any) -> Any:
        """A fixed random projection of all floating outputs, the same in both frameworks."""
        rng = np.random.default_rng(self._seed + 5)
        total = None
        for _, leaf in leaves(output):
            if not self._side.is_tensor(leaf) or not self._side.is_floating(leaf):
                continue
            shape = tuple(leaf.shape)
            weights = rng.standard_normal(shape) / max(int(np.prod(shape)), 1) ** 0.5
            if self._side.wants_gradient(leaf):
                term = (leaf * self._side.tensor(np.asarray(weights), self._side.dtype(leaf))).sum()
                total = term if total is None else total + term
        if total is None:
            raise ValueError("no output has a gradient: there is nothing to train")
        return total

    def _gradients(self, inputs: Inputs) -> dict[str, Any]:
        own = self._side.gradients(self._model)
        others = {name: self._side.gradient(value) for name, value in inputs.tensors.items()}
        return {
            kind: {name: None if value is None else self._recorder.put(value) for name, value in found.items()}
            for kind, found in (("gradients", own), ("input_gradients", others))
        }

    def _update(self) -> None:
        for _, parameter in self._side.parameters(self._model):
            gradient = self._side.gradient(parameter)
            if gradient is not None:
                new = self._side.array(parameter) - self._rate * self._side.array(gradient)
                self._side.assign(parameter, new)


def without_dropout(side: Any, model: Any) -> list[str]:
    """Sets the rate of every dropout to zero, and gives those that were not: ``path.attribute``.

    A rate is ``p`` of a class named …Dropout…, and a number below 1 in an attribute that has "drop" in its name.
    """
    found = []
    for path, module in side.modules(model):
        for name, value in list(vars(module).items()):
            is_rate = "drop" in name.lower() or (name == "p" and "drop" in type(module).__name__.lower())
            if is_rate and isinstance(value, float) and 0 < value < 1:
                setattr(module, name, 0.0)
                found.append(f"{path}.{name}".lstrip("."))
    return found
