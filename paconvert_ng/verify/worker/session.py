"""Serves one comparison: a request in JSON a line on standard input, an answer a line on standard output.

What the user's code prints goes to standard error.
"""

from __future__ import annotations

import importlib
import inspect
import json
import os
import random
import sys
import traceback
import warnings
from typing import Any, TextIO

import numpy as np

from . import loading
from .arguments import Inputs, by_name
from .blocked import block_source_frameworks
from .recording import Recorder, described_modules
from .store import Store, digest
from .training import Training
from .weights import random_state


def serve(framework: str) -> None:
    """Answers requests until standard input ends."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    # What the user's code reads is not what the requests come by.
    requests = os.fdopen(os.dup(0), encoding="utf-8")
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    warnings.simplefilter("ignore")
    session: Session | None = None
    for line in requests:
        try:
            request: dict[str, Any] = json.loads(line)
            if session is None:
                session = Session(framework, request)
            answer = session.answer(request)
        except KeyboardInterrupt:
            return
        except BaseException as error:
            text = traceback.format_exc()
            answer = {"error": f"{type(error).__name__}: {error}", "traceback": text}
        _say(channel, answer)


def _say(channel: TextIO, answer: Any) -> None:
    channel.write(json.dumps(answer) + "\n")
    channel.flush()


class Session:
    """One framework with the user's code; each request builds the model anew."""

    def __init__(self, framework: str, job: dict[str, Any]) -> None:
        if framework == "paddle":
            block_source_frameworks()
        module = importlib.import_module(f".{framework}_side", __package__)
        self.side = module.TorchSide() if framework == "torch" else module.PaddleSide(job["linear"])
        self.job = job
        if job["double"]:
            self.side.use_double()

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Does what is asked for: a method of the session, or ``module:function`` of another module of the worker."""
        module, _, name = request["do"].rpartition(":")
        if not module:
            return getattr(self, name)(request)
        return getattr(importlib.import_module(f".{module}", __package__), name)(self, request)

    def start(self, job: dict[str, Any]) -> dict[str, Any]:
        """Imports the user's code."""
        self._seed(job["seed"])
        loading.prepare(job["root"], job["package"])
        if self.side.name == "torch":
            loading.find(job["entry"])
        return {"version": self.side.version, "python": sys.version.split()[0]}

    def signature(self, request: dict[str, Any]) -> dict[str, Any]:
        """The class of the model, the parameters of its ``forward``, and facts of its configuration."""
        model = loading.find(self.job["entry"])
        config = loading.built(self.job["args"], self.job["root"])[0]
        forward = [name for name in inspect.signature(model.forward).parameters if name != "self"]
        facts = {name: _plain(getattr(config, name, None)) for name in request["facts"]}
        for name in request["inner"]:
            inner = getattr(config, name, None)
            facts[name] = {fact: _plain(_of(inner, fact)) for fact in request["facts"]} if inner is not None else None
        return {"name": model.__name__, "forward": forward, "facts": facts}

    def take(self, request: dict[str, Any]) -> dict[str, Any]:
        """The inputs of the comparison."""
        self.job["inputs"] = request["inputs"]
        return {}

    def state(self, request: dict[str, Any]) -> dict[str, Any]:
        """Builds the model and tells its state dict and what else it is; with ``weights`` also makes these."""
        model = self.build(request["seed"])
        own = self.side.state(model)
        arrays = {key: self.side.array(value) for key, value in own.items()}
        others = {name: value for name, value in self.side.buffers(model).items() if name not in own}
        with Store(self._path(request["store"])) as store:
            buffers = {name: self._kept(store, value) for name, value in others.items()}
        found: dict[str, Any] = {
            "state": {
                key: {"dtype": self.side.dtype(value), "shape": list(arrays[key].shape)} for key, value in own.items()
            },
            # What each side reads of its own checkpoint.
            "read": {key: digest(value) for key, value in arrays.items()} if self.job["has_weights"] else {},
            "buffers": buffers,
            "modules": described_modules(self.side, model),
            "parameters": [name for name, _ in self.side.parameters(model)],
        }
        if request["weights"]:
            self._make_weights(model, arrays)
            found["by_name"] = by_name(model.forward, list(self.job["inputs"]))
        return found

    def _make_weights(self, model: Any, arrays: dict[str, np.ndarray]) -> None:
        if self.job["weights"] == "random":
            shapes = {key: value.shape for key, value in arrays.items()}
            self.side.load(model, random_state(shapes, arrays, self.job["seed"]))
        # A tensor that modules share has one value under all of its keys.
        weights = {key: self.side.array(value) for key, value in self.side.state(model).items()}
        # By number: a key of a state dict may be no good name for a file in an archive.
        np.savez(self._path("weights"), *weights.values())
        with open(self._path("weights.keys", "json"), "w", encoding="utf-8") as stream:
            json.dump(list(weights), stream)

    def run(self, request: dict[str, Any]) -> dict[str, Any]:
        """Runs the model once in evaluation, or trains it; events and arrays go to files named by ``store``."""
        model = self.loaded(request["seed"])
        training = request["phase"] == "train"
        zoom = (request["zoom"][0], request["zoom"][1]) if request["zoom"] else None
        found: dict[str, Any] = {}
        with Store(self._path(request["store"])) as store:
            recorder = Recorder(
                self.side, model, store, root=self.job["root"], gradients=training and zoom is None, zoom=zoom
            )
            with np.load(self._path("inputs")) as file:
                arrays = {key: file[key] for key in file.files}
            inputs = Inputs(self.side, self.job["inputs"], arrays, double=self.job["double"], gradients=training)
            if training:
                model.train()
                found = Training(self.side, model, recorder, self.job, request["by_name"]).run(inputs, request["steps"])
            else:
                model.eval()
                with self.side.no_gradients():
                    inputs.call(model, request["by_name"])
        found["events"] = recorder.events
        if recorder.trace is not None:
            found["lines"], found["operators"] = recorder.trace.lines, recorder.trace.operators
        with open(self._path(request["store"], "json"), "w", encoding="utf-8") as stream:
            json.dump(found, stream)
        return {}

    def build(self, seed: int) -> Any:
        """The model as its code builds it, or from the checkpoint."""
        self._seed(seed)
        job = self.job
        if job["has_weights"]:
            config = loading.built(job["args"], job["root"])[0]
            cls = loading.find(job["entry"])
            # What both frameworks compute on a CPU in the same way; smaller floats lose nothing by it.
            where = loading.folder_of(job["root"])
            model = cls.from_pretrained(where, config=config, torch_dtype=self.side.float32)
        else:
            call = {loading.CALL: job["entry"], "args": job["args"], "kwargs": job["kwargs"]}
            model = loading.built(call, job["root"])
        if not isinstance(model, self.side.module_class):
            kind = self.side.module_class
            raise TypeError(f"{job['entry']} gave a {type(model).__name__}, not a {kind.__module__}.{kind.__name__}")
        if job["double"]:
            self.side.to_double(model)
        return model

    def loaded(self, seed: int) -> Any:
        """The model with the weights of the comparison."""
        model = self.build(seed)
        with open(self._path("weights.keys", "json"), encoding="utf-8") as stream:
            keys: list[str] = json.load(stream)
        with np.load(self._path("weights")) as file:
            weights = {key: file[f"arr_{number}"] for number, key in enumerate(keys)}
        self.side.load(model, weights)
        loaded = self.side.state(model)
        lost = [key for key, value in weights.items() if not _equal(self.side.array(loaded[key]), value)]
        if lost:
            raise ValueError(f"these are not in the model as they were loaded: {', '.join(lost[:5])}")
        self._seed(seed)
        return model

    def _kept(self, store: Store, value: Any) -> dict[str, Any]:
        array = self.side.array(value)
        return {"array": store.put(array), "dtype": self.side.dtype(value), "shape": list(array.shape)}

    def _path(self, name: str, kind: str = "npz") -> str:
        return os.path.join(self.job["folder"], f"{name}.{kind}")

    def _seed(self, seed: int) -> None:
        random.seed(seed)
        np.random.seed(seed)
        self.side.seed(seed)


def _plain(value: Any) -> Any:
    """What JSON has; None for other objects."""
    is_list = isinstance(value, list | tuple) and all(isinstance(item, int) for item in value)
    return list(value) if is_list else value if isinstance(value, bool | int | float | str) else None


def _of(config: Any, name: str) -> Any:
    return config.get(name) if isinstance(config, dict) else getattr(config, name, None)


def _equal(one: np.ndarray, other: np.ndarray) -> bool:
    return one.shape == other.shape and np.array_equal(one, other, equal_nan=one.dtype.kind in "fc")
