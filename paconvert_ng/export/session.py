"""The processes of an export, and the folder in which they keep arrays."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from paconvert_ng.export.errors import ExportError
from paconvert_ng.export.spec import ExportSpec, chosen_sizes
from paconvert_ng.verify.inputs import make_array
from paconvert_ng.verify.process import Worker
from paconvert_ng.verify.repo import has_weights
from paconvert_ng.verify.spec import Place, absolute, absolute_entry

_MORE = Path(__file__).with_name("worker")


class Session:
    """Paddle's process, and torch's where there is a model of torch to compare with.

    ``places``: where the code of each is (torch's may be None); ``python``: what runs them; ``fixed``: no dimension
    is open, all have the first sizes.
    """

    def __init__(
        self,
        spec: ExportSpec,
        places: tuple[Place | None, Place],
        pythons: tuple[str, str],
        timeout: float,
        file: Path | None,
        *,
        fixed: bool = False,
    ) -> None:
        self.spec, self._places, self._pythons, self._timeout, self._file = spec, places, pythons, timeout, file
        self.nodes, self.inputs = spec.with_inputs()
        self.sizes = chosen_sizes(self.inputs, spec.sizes)
        if fixed:
            self.inputs = [replace(item, dims=item.sized(self.sizes[0]).shape) for item in self.inputs]
            self.sizes = [{}]
        self._stack = ExitStack()

    def __enter__(self) -> Session:
        self.folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="paconvert-export-")))
        try:
            self._make_inputs()
            self.torch = self._worker("torch", self._places[0], self._pythons[0])
            paddle = self._worker("paddle", self._places[1], self._pythons[1])
            assert paddle is not None
            self.paddle = paddle
            self.versions = {worker.framework: worker.receive() for worker in (self.torch, paddle) if worker}
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def _worker(self, name: str, place: Place | None, python: str) -> Worker | None:
        if place is None:
            return None
        worker = self._stack.enter_context(Worker(name, python, self.folder / f"{name}.log", self._timeout, _MORE))
        spec, checkpoint = self.spec, self.spec.weights == "checkpoint"
        if checkpoint and not has_weights(place.root):
            raise ExportError(f"{place.root}: no weights beside its config.json (--weights checkpoint)")
        worker.send(
            {
                "do": "start",
                "linear": "torch",
                "double": False,
                "entry": absolute_entry(spec.entry, place.package),
                "args": absolute(spec.args, place.package),
                "kwargs": absolute(spec.kwargs, place.package),
                "inputs": {},
                "seed": spec.seed,
                "weights": "random" if spec.weights == "random" else "own",
                "has_weights": checkpoint,
                "folder": str(self.folder),
                "root": str(place.root),
                "package": place.package,
            }
        )
        return worker

    def _make_inputs(self) -> None:
        rng = np.random.default_rng(self.spec.seed)
        for number, sizes in enumerate(self.sizes):
            arrays = {item.name: make_array(item.sized(sizes), rng) for item in self.inputs}
            np.savez(self.folder / f"inputs-{number}.npz", **arrays)  # type: ignore[arg-type]

    def request(self, do: str, **more: Any) -> dict[str, Any]:
        """What is said to either process."""
        spec = self.spec
        return {
            "do": f"graphs:{do}",
            "nodes": self.nodes,
            "inputs": self.described(),
            "sets": len(self.sizes),
            "part": spec.module,
            "weights": "compared" if spec.weights == "random" or self._is_given() else "own",
            "file": str(self._file) if self._file is not None else None,
            **more,
        }

    def _is_given(self) -> bool:
        """Whether Paddle's weights are those of torch's model."""
        return self.torch is not None and self._file is None and self.spec.weights != "checkpoint"

    def described(self) -> list[dict[str, Any]]:
        """The inputs of the graph: name, dtype, shape (None: open), the example's, and the names of open dimensions."""
        return [
            {
                "name": item.name,
                "dtype": item.tensor.framework_dtype,
                "shape": item.shape,
                "example": list(item.sized(self.sizes[0]).shape),
                "open": {str(axis): dim.name for axis, dim in enumerate(item.dims) if not isinstance(dim, int)},
            }
            for item in self.inputs
        ]

    def make_weights(self) -> None:
        """The weights that both have, where they come from no file."""
        spec = self.spec
        if spec.weights == "checkpoint" or self._file is not None:
            return
        if self.torch is None and spec.weights != "random":
            return
        worker = self.torch or self.paddle
        worker.ask({"do": "state", "seed": spec.seed, "store": "state", "weights": True, "inputs": self.nodes})

    def arrays(self, store: str, names: list[str]) -> list[Mapping[str, np.ndarray]]:
        """The outputs that a run kept: one mapping a set of inputs, by name."""
        with np.load(self.folder / f"{store}.npz") as file:
            return [
                {name: file[f"{number}.{index}"] for index, name in enumerate(names)}
                for number in range(len(self.sizes))
            ]
