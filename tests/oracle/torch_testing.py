"""torch's own databases of operators, modules and optimizers, which ``torch.testing._internal`` holds."""

from __future__ import annotations

import importlib
import warnings
from typing import Any

import torch


def database_of_torch(module: str, name: str) -> Any:
    """``name`` of ``torch.testing._internal.<module>``.

    Importing that forbids this process to set flags of torch.backends; here that is allowed again.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = getattr(importlib.import_module(f"torch.testing._internal.{module}"), name)
    vars(torch.backends)["__allow_nonbracketed_mutation_flag"] = True
    return found
