"""Parts of timm beside its models, each with its checks. They are asked for when timm can be imported."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from scripts.timm_checks import data, layers, training
from scripts.timm_checks.side import Check

PARTS: Mapping[str, Callable[[], dict[str, Check]]] = {
    "timm.layers": layers.checks,
    "timm.data": data.checks,
    "timm.optim": training.optimizers,
    "timm.scheduler": training.schedules,
    "timm.loss": training.losses,
    "training": training.training,
}
