"""torch.compiler and settings of torch.jit: remembered where a program reads them back; nothing is compiled."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import paddle

from .jit import unchanged
from .pytree import tree_map

# What the program set, beginning with torch's defaults.
COMPILER_SETTINGS: dict[str, Any] = {
    "backend": "inductor",
    "guard_collectives": False,
    "fusion_strategy": [("STATIC", 2), ("DYNAMIC", 10)],
    "onednn_fusion": False,
}


def get_default_backend() -> Any:
    """torch.compiler.get_default_backend."""
    return COMPILER_SETTINGS["backend"]


def set_default_backend(backend: Any) -> None:
    """torch.compiler.set_default_backend; None stands for torch's own default."""
    COMPILER_SETTINGS["backend"] = "inductor" if backend is None else backend


def set_enable_guard_collectives(enabled: bool) -> bool:
    """torch.compiler.set_enable_guard_collectives: gives what was set before."""
    before, COMPILER_SETTINGS["guard_collectives"] = COMPILER_SETTINGS["guard_collectives"], enabled
    return bool(before)


class compiler_stance(contextlib.ContextDecorator):
    """torch.compiler.set_stance, as a call, in a ``with`` block and as a decorator: changes nothing."""

    def __init__(
        self, stance: str = "default", *, skip_guard_eval_unsafe: bool = False, force_backend: Any = None
    ) -> None:
        self.stance = stance

    def __enter__(self) -> None:
        return None

    def __exit__(self, *exception: Any) -> None:
        return None


def nested_compile_region(
    fn: Any = None, *, options: Any = None, max_reuse_entries: int = 8, reuse_hash_fn: Any = None
) -> Any:
    """torch.compiler.nested_compile_region, with and without arguments: the function itself."""
    return unchanged if fn is None else fn


def substitute_in_graph(
    original_fn: Callable[..., Any], *, can_constant_fold_through: bool = False, skip_signature_check: bool = False
) -> Callable[[Any], Any]:
    """torch.compiler.substitute_in_graph: a decorator that changes nothing."""
    return unchanged


def wrap_numpy(fn: Callable[..., Any]) -> Callable[..., Any]:
    """torch.compiler.wrap_numpy: a function of arrays as one of tensors."""

    @functools.wraps(fn)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        args, kwargs = tree_map(lambda leaf: leaf.numpy() if paddle.is_tensor(leaf) else leaf, (args, kwargs))
        return tree_map(
            lambda leaf: paddle.to_tensor(leaf) if isinstance(leaf, np.ndarray) else leaf, fn(*args, **kwargs)
        )

    return wrapped


def set_fusion_strategy(strategy: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """torch.jit.set_fusion_strategy: gives what was set before."""
    before, COMPILER_SETTINGS["fusion_strategy"] = COMPILER_SETTINGS["fusion_strategy"], list(strategy)
    return list(before)


def enable_onednn_fusion(enabled: bool) -> None:
    """torch.jit.enable_onednn_fusion."""
    COMPILER_SETTINGS["onednn_fusion"] = bool(enabled)


def onednn_fusion_enabled() -> bool:
    """torch.jit.onednn_fusion_enabled."""
    return bool(COMPILER_SETTINGS["onednn_fusion"])


def jit_interface(obj: Any) -> Any:
    """torch.jit.interface, a decorator of classes: the class itself."""
    return obj


@contextlib.contextmanager
def strict_fusion() -> Iterator[None]:
    """torch.jit.strict_fusion: only a hint to the compiler."""
    yield


class JitAttribute(NamedTuple):
    """torch.jit.Attribute: a value with its type. It stands for the value where the module is not compiled."""

    value: Any
    type: Any


class JitError(Exception):
    """torch.jit.Error, for ``except``: nothing in converted code raises it."""


class TracerWarning(Warning):
    """torch.jit.TracerWarning, for filters of warnings: nothing in converted code warns of it."""


class OnnxExporterError(RuntimeError):
    """torch.onnx.OnnxExporterError, for ``except``: nothing in converted code raises it."""
