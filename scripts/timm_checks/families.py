"""timm's architecture files, the smallest model of each, and what is run of it in both frameworks."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from scripts.timm_checks.side import without_dropout
from tests.support.model_cases import Arrays, ModelCase

LIST = Path(__file__).with_name("families.txt")
#: Models with more parameters are left out.
LARGEST = 100_000_000
#: Models whose own images would take minutes, and that take any size.
SMALLER = {"qwen3_vit_88m": (3, 256, 256)}


class Family(NamedTuple):
    """An architecture file below ``timm/models``, with its smallest model."""

    name: str
    model: str
    parameters: int


def families() -> list[Family]:
    """All of them, by name, as ``--choose`` wrote them."""
    rows = (line.split() for line in LIST.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return [Family(name, model, int(parameters)) for name, model, parameters in rows]


def choose(timm: Any, on_meta: Callable[[], Any]) -> list[Family]:
    """The smallest model of each architecture file; ``on_meta()`` is a context in which parameters take no memory."""
    found: dict[str, Family] = {}
    entry_points = importlib.import_module("timm.models._registry")._model_entrypoints
    for model in timm.list_models():
        name = entry_points[model].__module__.rpartition(".")[2]
        with on_meta():
            parameters = sum(parameter.numel() for parameter in timm.create_model(model).parameters())
        if name not in found or parameters < found[name].parameters:
            found[name] = Family(name, model, parameters)
    return [found[name] for name in sorted(found)]


def cases_of(family: Family) -> dict[str, ModelCase]:
    """What is run of a family, by the part of timm that it shows. ``model`` is the only one that is trained."""

    def case(part: str, run: Callable[[Any, Mapping[str, Any]], Any], gradients: bool = False, **options: Any) -> Any:
        name = f"{family.name} {part}"
        after = (lambda model: model.reset_classifier(7)) if part == "reset_classifier" else None
        return ModelCase(name, _builder(family.model, after, **options), _images(family.model), run, gradients)

    return {
        "logits": case("logits", _classify_and_configuration, gradients=True),
        "forward_features": case("forward_features", lambda model, x: model.forward_features(*x.values())),
        "num_classes=0": case("num_classes=0", _classify, num_classes=0),
        "features_only": case("features_only", _features, features_only=True),
        "reset_classifier": case("reset_classifier", _classify),
    }


def _builder(name: str, after: Callable[[Any], Any] | None, **options: Any) -> Callable[[], Any]:
    def build() -> Any:
        model = importlib.import_module("timm").create_model(name, **options)
        if after:
            after(model)
        return without_dropout(model)

    return build


def _images(name: str) -> Callable[[np.random.Generator], Arrays]:
    def make(rng: np.random.Generator) -> Arrays:
        cfg = importlib.import_module("timm").get_pretrained_cfg(name)
        size = SMALLER.get(name) or cfg.min_input_size or cfg.input_size
        return {"image": rng.standard_normal((2, *size)).astype("float32")}

    return make


def _classify(model: Any, inputs: Mapping[str, Any]) -> Any:
    return model(*inputs.values())


def _classify_and_configuration(model: Any, inputs: Mapping[str, Any]) -> Any:
    logits = _classify(model, inputs)
    return logits if model.training else {"logits": logits, "default_cfg": _configuration(model)}


def _features(model: Any, inputs: Mapping[str, Any]) -> Any:
    info = model.feature_info
    return {"maps": list(model(*inputs.values())), "channels": info.channels(), "reduction": info.reduction()}


def _configuration(model: Any) -> Any:
    plain = {key: value for key, value in model.default_cfg.items() if isinstance(value, (str, int, float, type(None)))}
    listed = {key: list(value) for key, value in model.default_cfg.items() if isinstance(value, (list, tuple))}
    return {**plain, **listed, "num_features": model.num_features, "num_classes": model.num_classes}
