"""Signatures that ``inspect`` sees."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Mapping
from typing import Any

from paconvert_ng.rules.model import Param, Signature

from .annotations import Annotations, default_text


def overloads_of(value: Any, annotations: Annotations, skip: int = 0) -> list[Signature]:
    """What ``typing.overload`` declared for a function or for a class's constructor; [] if nothing."""
    function = vars(value).get("__init__") if inspect.isclass(value) else value
    declared = typing.get_overloads(function) if inspect.isfunction(function) else []  # type: ignore[attr-defined]
    skip = 1 if inspect.isclass(value) else skip
    found = [inspect_signature(overload, annotations, skip) for overload in declared]
    found = [signature for signature in found if [p.name for p in signature.params] != ["args", "kwargs"]]
    if annotations.framework == "paddle":  # its dispatchers take the names of an overload
        return found
    return [_as_implemented(signature, value) for signature in found]


def _as_implemented(overload: Signature, value: Any) -> Signature:
    """A name that only the overload has cannot be given by keyword: ``Sequential(arg)`` is really ``*args``."""
    real = inspect.signature(value).parameters
    if any(param.kind is inspect.Parameter.VAR_KEYWORD for param in real.values()):
        return overload
    params: list[Param] = []
    for index, param in enumerate(overload.params):
        hidden = param.kind == "positional_or_keyword" and param.name not in real
        if hidden and all(before.kind == "positional_only" for before in params[:index]):
            param = param._replace(kind="positional_only")
        params.append(param)
    return Signature(tuple(params), overload.returns)


def with_defaults(overload: Signature, implementation: Signature) -> Signature:
    """Overloads write ``...`` for defaults; the implementation may have them."""
    known = {param.name: param.default for param in implementation.params if param.default}
    return Signature(
        tuple(p._replace(default=known.get(p.name, "...")) if p.default == "..." else p for p in overload.params),
        overload.returns,
    )


def inspect_signature(value: Any, annotations: Annotations, skip: int = 0) -> Signature:
    """The signature that ``inspect`` sees. Raises ValueError or TypeError where it sees none."""
    found = inspect.signature(value)
    scope = getattr(inspect.unwrap(value), "__globals__", {}) if callable(value) else {}
    params = []
    for param in list(found.parameters.values())[skip:]:
        default = None
        if param.default is not inspect.Parameter.empty:
            default = default_text(param.default, annotations.framework, annotations.objects)
        kind = param.kind.name.lower()
        params.append(Param(param.name, kind, default, _annotation(param, annotations, scope)))  # type: ignore[arg-type]
    return Signature(tuple(params), annotations.text(found.return_annotation, scope))


def _annotation(param: inspect.Parameter, annotations: Annotations, scope: Mapping[str, Any]) -> str:
    """``BroadcastingList2[int]`` evaluates to None: that says nothing about the parameter."""
    if param.annotation is None or not annotations.of_params:
        return ""
    return annotations.text(param.annotation, scope)
