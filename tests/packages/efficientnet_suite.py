"""EfficientNet b0, as its own constructor builds it (no dropout, so that a training step can be compared)."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

from tests.support.model_cases import ModelCase, Suite, images


def b0(**arguments: Any) -> Any:
    module = importlib.import_module("efficientnet_pytorch")
    return module.EfficientNet.from_name("efficientnet-b0", num_classes=10, image_size=64, **arguments)


def _plain_swish() -> Any:
    model = b0(drop_connect_rate=0.0, dropout_rate=0.0)
    model.set_swish(memory_efficient=False)
    return model


def _endpoints(model: Any, inputs: Mapping[str, Any]) -> Any:
    return model.extract_endpoints(inputs["image"])


SUITE = Suite(
    package="efficientnet-pytorch",
    imports=("efficientnet_pytorch",),
    cases=[
        ModelCase(
            "efficientnet_pytorch.EfficientNet b0",
            lambda: b0(drop_connect_rate=0.0, dropout_rate=0.0),
            images(2, 3, 64, 64),
            gradients=True,
        ),
        ModelCase("efficientnet_pytorch.EfficientNet b0, plain swish", _plain_swish, images(2, 3, 64, 64)),
        ModelCase("efficientnet_pytorch.EfficientNet b0, endpoints", b0, images(1, 3, 64, 64), _endpoints),
    ],
)
