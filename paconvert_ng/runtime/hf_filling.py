"""Whether models of transformers fill their weights when they are built."""

from __future__ import annotations

from typing import Any

#: Whether models that are built now fill their weights; ``_init_weights`` of transformers.modeling_utils.
FILLS_WEIGHTS = {"on": True}


class no_init_weights:
    """Models that are built inside do not fill their weights."""

    def __init__(self, _enable: bool = True) -> None:
        self.enable = _enable

    def __enter__(self) -> None:
        self.before = FILLS_WEIGHTS["on"]
        FILLS_WEIGHTS["on"] = self.before and not self.enable

    def __exit__(self, *details: Any) -> None:
        FILLS_WEIGHTS["on"] = self.before
