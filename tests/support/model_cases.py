"""What a model test consists of, said once for both frameworks.

A case builds a model from an imported package (or ``nothing``, for functions) and runs it on inputs; the same
functions are executed in a torch process on the original package and in a Paddle process on the converted one
(``model_driver``). So they use nothing of either framework: tensors come in as ``inputs`` and are passed on.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Arrays = dict[str, np.ndarray]


def call_with_inputs(model: Any, inputs: Mapping[str, Any]) -> Any:
    """Calls the model with the inputs by position."""
    return model(*inputs.values())


class NoModel:
    """What stands for the model in a case that calls functions, or objects without weights."""

    def state_dict(self) -> dict[str, Any]:
        return {}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        assert not state

    set_state_dict = load_state_dict

    def eval(self) -> None:
        """There is no mode."""


def nothing() -> NoModel:
    """The builder of a case without a model."""
    return NoModel()


@dataclass(frozen=True, slots=True)
class ModelCase:
    """One model with a small configuration.

    ``make_inputs`` gives arrays by name; ``run`` gives tensors, numbers, or tuples, lists and dicts of them.
    ``gradients`` adds one training step: train mode, the gradient of every parameter.
    ``tolerance`` is relative and absolute; gradients are compared relative to the largest one. ``draws``: both
    frameworks draw the same random numbers while the case runs (``same_draws``). ``keep`` is a pattern of the keys of
    the state dict whose entries stay as torch's model has them, instead of random ones: tables that are computed.
    """

    name: str
    build: Callable[[], Any]
    make_inputs: Callable[[np.random.Generator], Arrays]
    run: Callable[[Any, Mapping[str, Any]], Any] = call_with_inputs
    gradients: bool = False
    tolerance: float = 1e-4
    draws: bool = False
    keep: str = ""


@dataclass(frozen=True, slots=True)
class Suite:
    """The tests of one package of ``scripts/fetch_corpus.py``.

    ``imports`` are packages whose every module must import, but for those in ``not_importable`` (module → why).
    ``folders`` are the parts that are converted; the whole import package if empty. ``stubs`` are third-party
    packages that may be missing. ``stand_ins`` are folders of torch code in place of infrastructure that is not
    part of the test; they are converted on their own. ``beside`` are packages that are converted together with this
    one, ``along`` are taken along (``--with_packages``); ``libraries`` need no torch and are imported as they are,
    fetched where they are not installed. ``preload`` are modules that the cases need and that their package imports
    late. ``parts``: of these folders only the subfolders named are there, so that a test of it is shorter.
    """

    package: str
    imports: Sequence[str]
    cases: Sequence[ModelCase]
    stubs: Sequence[str] = ()
    not_importable: Mapping[str, str] = field(default_factory=dict)
    folders: Sequence[str] = ()
    stand_ins: Sequence[str] = ()
    beside: Sequence[str] = ()
    along: Sequence[str] = ()
    preload: Sequence[str] = ()
    parts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    libraries: Sequence[str] = ()


def from_class(dotted: str, **arguments: Any) -> Callable[[], Any]:
    """A builder that imports ``package.module.Class`` and calls it."""
    module, _, name = dotted.rpartition(".")

    def build() -> Any:
        return getattr(importlib.import_module(module), name)(**arguments)

    return build


def images(*shape: int, name: str = "image") -> Callable[[np.random.Generator], Arrays]:
    """Standard normal values of the given shape, float32."""

    def make(rng: np.random.Generator) -> Arrays:
        return {name: rng.standard_normal(shape).astype("float32")}

    return make
