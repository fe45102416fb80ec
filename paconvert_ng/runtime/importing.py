"""Modules of the source framework that a program names at run time."""

from __future__ import annotations

import importlib
import pkgutil
import pydoc
from typing import Any

from .namespaces import (
    names_of_torch,
    names_of_torch_fft,
    names_of_torch_linalg,
    names_of_torch_nn,
    names_of_torch_nn_functional,
    names_of_torch_nn_init,
    names_of_torch_optim,
    names_of_torch_optim_lr_scheduler,
    names_of_torch_special,
)

_MODULES = {
    "torch": names_of_torch,
    "torch.fft": names_of_torch_fft,
    "torch.linalg": names_of_torch_linalg,
    "torch.nn": names_of_torch_nn,
    "torch.nn.functional": names_of_torch_nn_functional,
    "torch.nn.init": names_of_torch_nn_init,
    "torch.nn.modules": names_of_torch_nn,
    "torch.optim": names_of_torch_optim,
    "torch.optim.lr_scheduler": names_of_torch_optim_lr_scheduler,
    "torch.special": names_of_torch_special,
}


def import_module(name: str, package: str | None = None) -> Any:
    """``importlib.import_module`` by a name that may be torch's: its names in Paddle and here, then."""
    found = _MODULES.get(name)
    return importlib.import_module(name, package) if found is None else found


def locate(path: str, forceload: int = 0) -> Any:
    """``pydoc.locate`` by a name that may be torch's."""
    found = _meant(path)
    return pydoc.locate(path, bool(forceload)) if found is None else found


def resolve_name(name: str) -> Any:
    """``pkgutil.resolve_name`` by a name that may be torch's."""
    found = _meant(name.replace(":", "."))
    return pkgutil.resolve_name(name) if found is None else found


def _meant(path: str) -> Any:
    if path in _MODULES:
        return _MODULES[path]
    module, _, name = path.rpartition(".")
    return getattr(_MODULES[module], name, None) if module in _MODULES else None
