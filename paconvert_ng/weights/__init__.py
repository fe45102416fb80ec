"""``paconvert weights``: checkpoints from one layout, file format and dtype to another, streamed.

Needs neither torch nor Paddle (but for ``target="layers"``, which builds a Paddle model), and runs no code that a
checkpoint holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from paconvert_ng.weights.errors import WeightsError
    from paconvert_ng.weights.options import Options
    from paconvert_ng.weights.run import Result, convert_weights

__all__ = ["Options", "Result", "WeightsError", "convert_weights"]

_HOME = {"Options": "options", "Result": "run", "WeightsError": "errors", "convert_weights": "run"}


def __getattr__(name: str) -> Any:
    # Loaded on first use: the command line is parsed without numpy.
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
