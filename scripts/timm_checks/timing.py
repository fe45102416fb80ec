"""Times one converted model beside the same on Paddle's own layers; ``scripts/timm_speed.py`` starts this.

    python -m scripts.timm_checks.timing CONVERTED MODEL

Writes a line of JSON: by mode, milliseconds and ratios; and how often the plain model's forward pass calls a helper.
"""

from __future__ import annotations

import collections
import gc
import importlib
import json
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from types import FrameType
from typing import Any

from paconvert_ng.verify.worker.blocked import block_source_frameworks

block_source_frameworks()

import paddle  # noqa: E402

from scripts.speed.memory import keep_memory  # noqa: E402
from scripts.timm_checks.by_hand import BY_HAND  # noqa: E402
from scripts.timm_checks.plain import HELPERS, plain_timm, take_values  # noqa: E402
from scripts.timm_checks.worker import STUBS  # noqa: E402
from tests.support.stubs import install_stubs  # noqa: E402

#: Rounds at least and at most, and seconds that they may take in between.
ROUNDS, PATIENCE = (9, 21), 20.0
TOLERANCE = 1e-5


def main() -> None:
    folder, name = sys.argv[1:]
    warnings.simplefilter("ignore")
    keep_memory()
    install_stubs(STUBS)
    sys.path.insert(0, folder)
    timm = importlib.import_module("timm")
    paddle.seed(0)
    models = {"converted": timm.create_model(name), "plain": plain_timm().create_model(name)}
    leave_no_zeros(models["converted"])
    take_values(models["plain"], models["converted"])
    if name in BY_HAND:
        models["by hand"] = BY_HAND[name]()
        models["by hand"].take(models["plain"])
    images = paddle.randn([2, *models["converted"].default_cfg["input_size"]])
    compare(models, images)
    left = helper_calls(models["plain"], images)
    print(json.dumps({mode: timed(models, images, mode) for mode in ("eval", "train")} | {"left": left}))


def leave_no_zeros(model: Any) -> None:
    """Some of timm's classifiers start with zeros, and would give logits that say nothing."""
    for parameter in model.parameters():
        if not bool(parameter.any()):
            paddle.nn.initializer.Normal(0.0, 0.02)(parameter)


def compare(models: dict[str, Any], images: Any) -> None:
    """Raises ValueError if the models do not give the same logits."""
    for model in models.values():
        model.eval()
    with paddle.no_grad():
        logits = {kind: model(images) for kind, model in models.items()}
    for kind, found in logits.items():
        apart = float((found - logits["converted"]).abs().max() / found.abs().max())
        if not apart <= TOLERANCE:
            raise ValueError(f"the logits of the {kind} model are {apart} from those of the converted one")


def helper_calls(model: Any, images: Any) -> dict[str, int]:
    """How often the model's code calls a helper in training mode, by the helper's name."""
    own, found = f"{HELPERS.rpartition('.')[2]}.py", collections.Counter[str]()

    def count(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename.endswith(own):
            if frame.f_back is None or not frame.f_back.f_code.co_filename.endswith(own):
                found[frame.f_code.co_name] += 1

    model.train()
    sys.setprofile(count)
    try:
        model(images)
    finally:
        sys.setprofile(None)
    return dict(found)


def timed(models: dict[str, Any], images: Any, mode: str) -> dict[str, Any]:
    """Milliseconds of processor time by kind of model, and how many times as long the converted one takes."""
    work = step if mode == "train" else infer
    for model in models.values():
        getattr(model, mode)()
        work(model, images)
    once = sum(seconds(work, model, images) for model in models.values())
    spent: dict[str, list[float]] = {kind: [] for kind in models}
    gc.collect()
    gc.disable()
    for number in range(max(ROUNDS[0], min(ROUNDS[1], int(PATIENCE / once)))):
        for kind in list(models) if number % 2 else reversed(models):
            spent[kind].append(seconds(work, models[kind], images))
    gc.enable()
    others = [kind for kind in models if kind != "converted"]
    return {
        "ms": {kind: 1e3 * statistics.median(times) for kind, times in spent.items()},
        "ratios": {
            kind: statistics.median(ours / theirs for ours, theirs in zip(spent["converted"], spent[kind], strict=True))
            for kind in others
        },
    }


def seconds(work: Callable[[Any, Any], None], model: Any, images: Any) -> float:
    begin = time.process_time()
    work(model, images)
    return time.process_time() - begin


def infer(model: Any, images: Any) -> None:
    with paddle.no_grad():
        model(images)


def step(model: Any, images: Any) -> None:
    model(images).sum().backward()
    model.clear_gradients()


if __name__ == "__main__":
    main()
