"""What is left of torch.jit, torch.compile, torch.compiler and torch.fx in converted code.

Compilation changes how a program runs and not what it means: functions and modules come back as they are.
"""

from __future__ import annotations

import typing
from collections.abc import Callable
from typing import Any

# torch.jit.Final, which only the compiler reads.
JitFinal = typing.Final


def unchanged(fn: Any) -> Any:
    """A decorator that changes nothing: torch.jit.export, torch.fx.wrap, torch._dynamo.allow_in_graph and others."""
    return fn


def jit_script(
    obj: Any, optimize: Any = None, _frames_up: int = 0, _rcb: Any = None, example_inputs: Any = None
) -> Any:
    """torch.jit.script: the function, class or module itself."""
    return obj


def jit_ignore(drop: Any = False, **kwargs: Any) -> Any:
    """torch.jit.ignore, as ``@ignore`` and as ``@ignore(drop=True)``: the function itself."""
    return drop if callable(drop) else unchanged


def jit_annotate(the_type: Any, the_value: Any) -> Any:
    """torch.jit.annotate: the value."""
    return the_value


def jit_isinstance(obj: Any, target_type: Any) -> bool:
    """torch.jit.isinstance for classes, and for containers by their own class only."""
    origin = typing.get_origin(target_type)
    return isinstance(obj, origin if origin is not None else target_type)


class ScriptModule:
    """torch.jit.ScriptModule, for isinstance: nothing in converted code is one."""


class FxProxy:
    """torch.fx.Proxy, for isinstance: nothing in converted code is one."""


class OptimizedModule:
    """torch._dynamo.eval_frame.OptimizedModule, a compiled module: nothing is one, since nothing is compiled."""

    def __init__(self, mod: Any, dynamo_ctx: Any) -> None:
        raise RuntimeError("torch._dynamo's OptimizedModule is made by torch.compile, which compiles nothing")


def torch_compile(
    model: Callable[..., Any] | None = None,
    *,
    fullgraph: bool = False,
    dynamic: bool | None = None,
    backend: Any = None,
    mode: str | None = None,
    options: Any = None,
    name: str | None = None,
    disable: bool = False,
    recompile_limit: int | None = None,
    isolate_recompiles: bool = False,
    shapes_spec: Any = None,
) -> Any:
    """torch.compile: the function or module itself, also as ``@torch.compile(mode=...)``."""
    return unchanged if model is None else model


def compiler_disable(fn: Any = None, recursive: bool = True, *, reason: str | None = None) -> Any:
    """torch.compiler.disable and torch._dynamo.disable, with and without arguments."""
    return unchanged if fn is None else fn


def compiler_switch(mode: bool, /) -> bool:
    """torch._C._jit_set_profiling_mode and _jit_set_profiling_executor: nothing to switch; they are on, as in torch."""
    return True


def nothing(*args: Any, **kwargs: Any) -> None:
    """Hints to the compiler that have no effect: torch._dynamo.mark_dynamic, mark_static_address, reset and others."""
    return None
