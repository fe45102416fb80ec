"""paconvert_ng converts PyTorch source code to PaddlePaddle.

``convert_source`` converts one text, ``convert_tree`` a file or folder; ``Options`` says how.
Neither framework is imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from paconvert_ng.api import ConversionResult, convert_source, convert_tree
    from paconvert_ng.diagnostics.finding import Diagnostic
    from paconvert_ng.options import Options
    from paconvert_ng.report.summary import Summary

__version__ = "0.1.0"
__all__ = ["ConversionResult", "Diagnostic", "Options", "Summary", "__version__", "convert_source", "convert_tree"]

_HOME = {
    "ConversionResult": "paconvert_ng.api",
    "Diagnostic": "paconvert_ng.diagnostics.finding",
    "Options": "paconvert_ng.options",
    "Summary": "paconvert_ng.report.summary",
    "convert_source": "paconvert_ng.api",
    "convert_tree": "paconvert_ng.api",
}


def __getattr__(name: str) -> Any:
    # Loaded on first use: `paconvert --help` and workers that never convert stay quick.
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
