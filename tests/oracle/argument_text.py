"""The text of arguments: literals where a person would write one, parameters of the function where it is a tensor."""

from __future__ import annotations

import dataclasses
import enum
import importlib
import inspect
import types
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.frameworks import torch

#: Positional parameters of the recurrent layers, whose ``__init__`` shows ``*args`` only.
RECURRENT = ("input_size", "hidden_size", "num_layers", "bias", "batch_first", "dropout", "bidirectional")


class NoText(ValueError):
    """A value that has no text here; the message says what it is."""


@dataclass(slots=True)
class Tensors:
    """Tensors that a text mentions by name: ``a0``, ``a1``, … with the given prefix, in the order of mention."""

    prefix: str
    values: dict[str, torch.Tensor] = field(default_factory=dict)

    def add(self, tensor: torch.Tensor) -> str:
        """The name of ``tensor``; the same object keeps its name."""
        for name, value in self.values.items():
            if value is tensor:
                return name
        name = f"{self.prefix}{len(self.values)}"
        self.values[name] = tensor
        return name

    def parameters(self) -> list[str]:
        """The annotated parameters of a function that takes these tensors."""
        return [f"{name}: torch.Tensor" for name in self.values]


def text_of(value: Any, tensors: Tensors) -> str:
    """The expression for ``value``; tensors become names in ``tensors``. Raises NoText."""
    if isinstance(value, torch.Tensor):
        return tensors.add(value)
    if isinstance(value, torch.nn.utils.rnn.PackedSequence):
        names = ", ".join(text_of(item, tensors) for item in value)
        return f"torch.nn.utils.rnn.PackedSequence({names})"
    if isinstance(value, torch.Size):
        return f"torch.Size({list(value)})"
    if isinstance(value, (tuple, list)):
        inner = ", ".join(text_of(item, tensors) for item in value)
        if isinstance(value, list):
            return f"[{inner}]"
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{text_of(k, tensors)}: {text_of(v, tensors)}" for k, v in value.items()) + "}"
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return f'float("{value}")'
    if isinstance(value, (bool, int, float, complex, str, type(None), torch.dtype, torch.layout)):
        return repr(value)
    if isinstance(value, torch.memory_format):
        return str(value)
    if value is ...:
        return "..."
    if isinstance(value, enum.Enum):
        return f"{public_name(type(value))}.{value.name}"
    if isinstance(value, torch.device):
        return f'torch.device("{value}")'
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        given = {item.name: getattr(value, item.name) for item in dataclasses.fields(value)}
        changed = [
            f"{item.name}={text_of(given[item.name], tensors)}"
            for item in dataclasses.fields(value)
            if given[item.name] != item.default
        ]
        return f"{public_name(type(value))}({', '.join(changed)})"
    if isinstance(value, torch.nn.Module) and hasattr(value, "oracle_arguments"):
        args, kwargs = value.oracle_arguments
        return f"{public_name(type(value))}({arguments_text(args, kwargs, tensors)})"
    if isinstance(value, (types.FunctionType, types.BuiltinFunctionType)):
        name = public_name(value)
        if name:
            return name
    raise NoText(f"{type(value).__name__} {value!r:.60}")


def arguments_text(args: tuple, kwargs: Mapping[str, Any], tensors: Tensors) -> str:
    """``1, 2, bias=False``."""
    parts = [text_of(value, tensors) for value in args]
    parts += [f"{name}={text_of(value, tensors)}" for name, value in kwargs.items()]
    return ", ".join(parts)


def public_name(thing: Any) -> str:
    """``torch.nn.functional.relu``; "" for what none of torch's public modules has."""
    name = thing.__name__
    for module in ("torch", "torch.nn", "torch.nn.functional", "torch.optim.swa_utils", "torch.nn.utils.rnn"):
        owner: Any = importlib.import_module(module)
        if getattr(owner, name, None) is thing:
            return f"{module}.{name}"
    return ""


def spellings(function: Any, args: tuple, kwargs: Mapping[str, Any]) -> dict[str, tuple[tuple, dict[str, Any]]]:
    """The call forms that mean the same as ``function(*args, **kwargs)``: name → (positional, keywords).

    ``as_written``, all by ``position`` as far as the signature goes, all by ``keyword``, and ``mixed``: the first by
    position, the rest by keyword in reverse order. Forms that equal an earlier one are left out.
    """
    forms: dict[str, tuple[tuple, dict[str, Any]]] = {"as_written": (args, dict(kwargs))}
    names = _positional_names(function)
    if len(args) > len(names):
        return forms
    given = dict(zip(names, args, strict=False)) | dict(kwargs)
    leading = []
    for name in names:
        if name not in given:
            break
        leading.append(name)
    rest = {name: value for name, value in given.items() if name not in leading}
    first = leading[:1]
    derived = {
        "position": (tuple(given[name] for name in leading), rest),
        "keyword": ((), given),
        "mixed": (
            tuple(given[name] for name in first),
            {name: given[name] for name in reversed(given) if name not in first},
        ),
    }
    for form, (positional, keywords) in derived.items():
        same = any(len(positional) == len(a) and list(keywords) == list(k) for a, k in forms.values())
        if not same:
            forms[form] = (positional, keywords)
    return forms


def _positional_names(function: Any) -> list[str]:
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except ValueError:
        return []
    if any(parameter.kind is parameter.VAR_POSITIONAL for parameter in parameters):
        recurrent = isinstance(function, type) and issubclass(function, torch.nn.RNNBase)
        names = list(RECURRENT)
        if function is torch.nn.RNN:
            names.insert(3, "nonlinearity")
        return names if recurrent else []
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [parameter.name for parameter in parameters if parameter.kind in positional]
