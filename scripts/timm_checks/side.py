"""What a part of timm is run with: the framework's tensors and little else, so that the same code runs in both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from paconvert_ng.verify.worker.weights import random_state

#: What a module may call its probability of dropping something, all of them zero where a step is compared.
RATES = ("p", "drop_prob", "drop_rate", "drop_path_rate", "attn_drop_rate", "proj_drop_rate", "dropout_rate")
#: Runs something of timm; gives arrays, numbers, text, and lists and dicts of these.
Check = Callable[[Any], Any]


def side_of(framework: str) -> Any:
    """The one of the two that is imported in this process."""
    if framework == "torch":
        from paconvert_ng.verify.worker.torch_side import TorchSide

        return TorchSide()
    from paconvert_ng.verify.worker.paddle_side import PaddleSide

    return PaddleSide("torch")


def normal(side: Any, *shape: int, seed: int = 0) -> Any:
    """A tensor of standard normal values, the same in both frameworks."""
    return side.tensor(np.random.default_rng(seed).standard_normal(shape).astype("float32"), "float32")


def uniform(side: Any, *shape: int, seed: int = 0) -> Any:
    """A tensor of values between 0 and 1, the same in both frameworks."""
    return side.tensor(np.random.default_rng(seed).random(shape).astype("float32"), "float32")


def labels(side: Any, count: int, classes: int, seed: int = 0) -> Any:
    """Class numbers, int64."""
    return side.tensor(np.random.default_rng(seed).integers(0, classes, count), "int64")


def filled(side: Any, model: Any) -> Any:
    """The model with random values in every floating entry of its state dict, the same in both frameworks."""
    arrays = {key: side.array(value) for key, value in side.state(model).items()}
    side.load(model, random_state({key: array.shape for key, array in arrays.items()}, arrays, 0))
    return model


def without_dropout(model: Any) -> Any:
    """The model with all its rates of dropping something at zero."""
    for module in model.modules():
        for rate in RATES:
            if isinstance(getattr(module, rate, None), float):
                setattr(module, rate, 0.0)
    return model


def shapes(side: Any, model: Any) -> dict[str, list[int]]:
    """The state dict's keys, in order, with their shapes."""
    return {key: list(value.shape) for key, value in side.state(model).items()}


def arrays(side: Any, value: Any) -> Any:
    """Tensors as arrays, in tuples, lists and dicts."""
    if isinstance(value, (tuple, list)):
        return [arrays(side, item) for item in value]
    if isinstance(value, dict):
        return {key: arrays(side, item) for key, item in value.items()}
    return side.array(value) if side.is_tensor(value) else value
