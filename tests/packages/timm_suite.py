"""timm: its own small test models, and the smallest model of some more families, at their default image size."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from tests.support.model_cases import ModelCase, Suite, images

#: name → image size
MODELS = {
    **dict.fromkeys(
        (
            "test_byobnet",
            "test_coatnet",
            "test_convnext",
            "test_convnext2",
            "test_convnext3",
            "test_efficientnet",
            "test_efficientnet_evos",
            "test_efficientnet_gn",
            "test_efficientnet_ln",
            "test_mambaout",
            "test_maxvit",
            "test_nfnet",
            "test_resnet",
            "test_vit",
            "test_vit2",
            "test_vit3",
            "test_vit4",
            "test_vit_relpos",
        ),
        160,
    ),
    "edgenext_xx_small": 256,
    "ghostnet_050": 224,
    "lcnet_035": 224,
    "mobilevit_xxs": 256,
    "repghostnet_050": 224,
    "resnet10t": 176,
    "regnetx_002": 224,
    "starnet_s050": 224,
    "tinynet_e": 106,
}
TRAINED = {"test_byobnet", "test_convnext", "test_vit"}


def _create(name: str) -> Callable[[], Any]:
    def build() -> Any:
        return importlib.import_module("timm").create_model(name, num_classes=10)

    return build


SUITE = Suite(
    package="timm",
    imports=("timm",),
    cases=[
        ModelCase(f"timm {name}", _create(name), images(2, 3, size, size), gradients=name in TRAINED)
        for name, size in MODELS.items()
    ],
    stubs=(
        "PIL",
        "datasets",
        "huggingface_hub",
        "pandas",
        "requests",
        "safetensors",
        "tensorflow",
        "tensorflow_datasets",
        "torchvision",
        "tqdm",
        "webdataset",
        "wids",
        "yaml",
    ),
)
