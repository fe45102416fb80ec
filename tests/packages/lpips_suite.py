"""LPIPS: the three trunks with the linear layers that the package ships, the baseline, and its training loss."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tests.support.model_cases import Arrays, ModelCase, Suite, nothing


def _lpips(**arguments: Any) -> Callable[[], Any]:
    def build() -> Any:
        return importlib.import_module("lpips").LPIPS(pnet_rand=True, verbose=False, **arguments)

    return build


def _pairs(rng: np.random.Generator) -> Arrays:
    return {name: (rng.random((2, 3, 64, 64)) * 2 - 1).astype("float32") for name in ("one", "other")}


def _each_layer(model: Any, inputs: Mapping[str, Any]) -> Any:
    total, layers = model(*inputs.values(), retPerLayer=True, normalize=True)
    return [total, *layers]


def _ranking(rng: np.random.Generator) -> Arrays:
    return {name: rng.random((4, 1, 1, 1)).astype("float32") for name in ("first", "second", "judge")}


def _classic(model: Any, inputs: Mapping[str, Any]) -> Any:
    module = importlib.import_module("lpips")
    one, other = inputs["one"][:1], inputs["other"][:1]
    distance = module.L2(use_gpu=False, colorspace="RGB")(one, other)
    picture = module.tensor2im(one)
    return [distance, module.normalize_tensor(one), picture.astype("float32"), module.im2tensor(picture)]


SUITE = Suite(
    package="lpips",
    imports=("lpips",),
    cases=[
        # The linear layers are the package's own, read from its files.
        ModelCase("lpips.LPIPS, AlexNet", _lpips(net="alex"), _pairs, keep=r"^lin"),
        ModelCase("lpips.LPIPS, VGG, spatial", _lpips(net="vgg", spatial=True), _pairs, keep=r"^lin"),
        ModelCase("lpips.LPIPS, SqueezeNet, version 0.0", _lpips(net="squeeze", version="0.0"), _pairs, keep=r"^lin"),
        ModelCase("lpips.LPIPS, layer by layer", _lpips(net="alex", lpips=False), _pairs, _each_layer),
        ModelCase(
            "lpips.LPIPS, trained", _lpips(net="alex", use_dropout=False, pnet_tune=True), _pairs, gradients=True
        ),
        ModelCase("lpips.BCERankingLoss", lambda: importlib.import_module("lpips").BCERankingLoss(), _ranking),
        ModelCase("lpips, classic distances", nothing, _pairs, _classic),
    ],
    stubs=("skimage", "cv2", "rawpy"),
    libraries=("scipy", "tqdm"),
)
