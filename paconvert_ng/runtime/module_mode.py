"""torch.nn.Module.train and eval, which reach sublayers through their own ``train``."""

from __future__ import annotations

from typing import Any

from .module_dispatch import module_method


@module_method("train")
def module_train(module: Any, mode: bool = True) -> Any:
    """torch.nn.Module.train: sets ``training`` and calls ``train(mode)`` of each child.

    Paddle's sets the flag of every sublayer itself, so that a sublayer that overrides ``train`` (to keep its
    batch norms frozen, to drop a cache) is never asked.
    """
    if not isinstance(mode, bool):
        raise ValueError("training mode is expected to be boolean")
    module.training = mode
    for child in module.children():
        module_train(child, mode)
    return module


@module_method("eval")
def module_eval(module: Any) -> Any:
    """torch.nn.Module.eval: ``train(False)``, of an overriding class too."""
    return module_train(module, False)
