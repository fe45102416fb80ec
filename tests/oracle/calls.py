"""The calls that a person would write for one sample of an operator: one ``Call`` for each form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from tests.oracle import op_names
from tests.oracle.argument_text import NoText, Tensors, text_of
from tests.support.frameworks import torch

Kind = Literal["pure", "in-place", "out"]


@dataclass(frozen=True, slots=True)
class Call:
    """One way to write a sample.

    ``statements`` are the function's body, ``tensors`` its parameters with the sample's values. ``derived``: torch
    may refuse it (a keyword that it does not have), and then there is no such form.
    """

    form: str
    statements: tuple[str, ...]
    tensors: Mapping[str, torch.Tensor]
    kind: Kind = "pure"
    derived: bool = False

    @property
    def parameters(self) -> str:
        return ", ".join(f"{name}: torch.Tensor" for name in self.tensors)


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample's arguments in the order in which the API takes them."""

    args: tuple
    kwargs: dict[str, Any]


def sample_of(entry: str, sample: Any) -> Sample:
    """The arguments of a ``SampleInput``."""
    args, kwargs = (sample.input, *sample.args), dict(sample.kwargs)
    reorder = op_names.REORDERED.get(entry) or op_names.REORDERED.get(entry.split("/")[0])
    if reorder is not None:
        args, kwargs = reorder(*args, **kwargs)
    return Sample(args, kwargs)


def calls_of(entry: str, op: Any, sample: Sample) -> Iterator[Call]:
    """All forms but ``out=``; the first is the one that is there for every sample. Raises NoText."""
    seen: set[tuple[str, ...]] = set()
    for call in _all_calls(entry, op, sample):
        if call.statements not in seen:
            seen.add(call.statements)
            yield call


def _all_calls(entry: str, op: Any, sample: Sample) -> Iterator[Call]:
    if entry in op_names.COMPOSED:
        yield _composed(op_names.COMPOSED[entry], sample)
        return
    if op.name in op_names.ATTRIBUTES:
        tensors = Tensors("a")
        yield Call("attribute", (f"return {text_of(sample.args[0], tensors)}.{op.name}",), tensors.values)
        return
    if op.name == "__getitem__":
        tensors = Tensors("a")
        receiver = text_of(sample.args[0], tensors)
        yield Call("operator", (f"return {receiver}[{index_text(sample.args[1], tensors)}]",), tensors.values)
        return
    first = True
    function = "" if entry in op_names.IN_PLACE_ONLY else op_names.function_name(op)
    if function:
        yield from _function_calls(function, sample, "function", first=True)
        first = False
        if op_names.takes_inplace(op):
            yield replace(_call("in-place", function, sample.args, {**sample.kwargs, "inplace": True}), kind="in-place")
        for alias in op_names.alias_functions(op):
            yield _call(f"alias {alias.removeprefix('torch.')}", alias, sample.args, sample.kwargs, derived=True)
    yield from _operator_calls(entry, sample, derived=not first)
    if entry.startswith("__") or entry == "item" or not _takes_receiver(sample):
        if entry == "item":
            yield _method("method", "item", sample.args, sample.kwargs)
        return
    in_place = op_names.in_place_methods(op)
    if entry in op_names.IN_PLACE_ONLY:
        in_place = [op_names.IN_PLACE_ONLY[entry]]
    else:
        for name in op_names.methods(op):
            form = "method" if name == op.name else f"method {name}"
            yield _method(form, name, sample.args, sample.kwargs, derived=not first)
            if name == op.name:
                yield from _method_spellings(name, sample)
            first = False
    for position, name in enumerate(in_place):
        form = "in-place" if not position else f"in-place {name}"
        yield _method(form, name, sample.args, sample.kwargs, kind="in-place", derived=not first)
        first = False


def out_call(function: str, sample: Sample, results: Sequence[torch.Tensor], several: bool) -> Call:
    """The ``out=`` form, with a parameter for each tensor that torch gives."""
    tensors = Tensors("a")
    text = _arguments(sample.args, sample.kwargs, tensors)
    names = [tensors.add(torch.ones_like(result, memory_format=torch.contiguous_format)) for result in results]
    target = f"({', '.join(names)})" if several else names[0]
    body = (f"return {function}({text}{', ' if text else ''}out={target})",)
    return Call("out", body, tensors.values, "out", True)


def index_text(index: Any, tensors: Tensors) -> str:
    """What stands in the brackets: ``0:3, 1``."""
    if isinstance(index, tuple) and index:
        return ", ".join(index_text(item, tensors) for item in index) + ("," if len(index) == 1 else "")
    if isinstance(index, slice):
        parts = ["" if part is None else text_of(part, tensors) for part in (index.start, index.stop, index.step)]
        return ":".join(parts[: 2 if index.step is None else 3])
    return text_of(index, tensors)


def _takes_receiver(sample: Sample) -> bool:
    return bool(sample.args) and isinstance(sample.args[0], torch.Tensor)


def _composed(template: str, sample: Sample) -> Call:
    tensors = Tensors("a")
    given = [text_of(value, tensors) for value in sample.args]
    rest = _arguments(sample.args[len(re.findall(r"{\d}", template)) :], sample.kwargs, tensors)
    if "{rest}" not in template:
        given += [text_of(value, tensors) for value in sample.kwargs.values()]
    return Call(
        "function", (f"return {template.format(*given, rest=f', {rest}' if rest else '')}",), dict(tensors.values)
    )


def _function_calls(name: str, sample: Sample, form: str, *, first: bool) -> Iterator[Call]:
    yield _call(form, name, sample.args, sample.kwargs, derived=not first)
    for spelling, args, kwargs in _spellings(op_names.parameter_lists(name), sample.args, sample.kwargs):
        renamed = {"input" if key == "self" else key: value for key, value in kwargs.items()}
        yield _call(f"{form} {spelling}", name, args, renamed, derived=True)


def _method_spellings(name: str, sample: Sample) -> Iterator[Call]:
    receiver, *rest = sample.args
    lists = [found[1:] for found in op_names.parameter_lists(f"torch.Tensor.{name}") if found]
    for spelling, args, kwargs in _spellings(lists, tuple(rest), sample.kwargs):
        yield _method(f"method {spelling}", name, (receiver, *args), kwargs, derived=True)
    if len(rest) == 1 and isinstance(rest[0], (tuple, list)) and rest[0] and isinstance(rest[0][0], int):
        yield _method("method unpacked", name, (receiver, *rest[0]), sample.kwargs, derived=True)


def _spellings(
    lists: Sequence[Sequence[tuple[str, str, bool]]], args: tuple, kwargs: Mapping[str, Any]
) -> Iterator[tuple[str, tuple, dict[str, Any]]]:
    """By position as far as it goes, all by keyword, and mixed (the first by position, the others backwards)."""
    for parameters in lists:
        names = [name for name, _, keyword_only in parameters if not keyword_only]
        types = {name: kind for name, kind, _ in parameters}
        if len(args) > len(names) or any(name not in types for name in kwargs):
            continue
        given = {**dict(zip(names, args, strict=False)), **kwargs}
        if not given or len(given) < len(args) + len(kwargs):
            continue
        if not all(_may_be(types[name], value) for name, value in given.items()):
            continue
        leading = [
            name for position, name in enumerate(names) if all(before in given for before in names[: position + 1])
        ]
        yield "positional", tuple(given[name] for name in leading), {k: v for k, v in given.items() if k not in leading}
        yield "keywords", (), given
        if len(given) > 1 and args:
            yield "mixed", (args[0],), {name: given[name] for name in reversed(given) if name != names[0]}
        return


def _may_be(kind: str, value: Any) -> bool:
    """Whether a value can be meant by a parameter of this type of an operator's schema."""
    if value is None:
        return not kind or kind.startswith("Optional")
    kind = kind.removeprefix("Optional[").removesuffix("]") if kind.startswith("Optional") else kind
    if isinstance(value, torch.Tensor):
        return kind in ("", "Tensor")
    if isinstance(value, (tuple, list)):
        return kind in ("", "Any") or kind.startswith("List")
    if isinstance(value, (bool, int, float, complex)):
        return kind != "Tensor" and kind != "str"
    return kind != "Tensor"


def _call(form: str, name: str, args: tuple, kwargs: Mapping[str, Any], *, derived: bool = False) -> Call:
    tensors = Tensors("a")
    return Call(form, (f"return {name}({_arguments(args, kwargs, tensors)})",), tensors.values, "pure", derived)


def _method(
    form: str, name: str, args: tuple, kwargs: Mapping[str, Any], *, kind: Kind = "pure", derived: bool = False
) -> Call:
    tensors = Tensors("a")
    receiver = text_of(args[0], tensors)
    text = _arguments(args[1:], kwargs, tensors)
    return Call(form, (f"return {receiver}.{name}({text})",), tensors.values, kind, derived)


def _operator_calls(entry: str, sample: Sample, *, derived: bool) -> Iterator[Call]:
    template = op_names.OPERATORS.get(entry)
    if template is None or sample.kwargs or len(sample.args) != (2 if "{1}" in template else 1):
        return
    tensors = Tensors("a")
    operands = [text_of(value, tensors) for value in sample.args]
    operands = [f"({text})" if text.startswith("-") else text for text in operands]
    yield Call("operator", (f"return {template.format(*operands)}",), tensors.values, "pure", derived)
    sign = template.split(" ")[1] if " " in template else ""
    if sign in op_names.AUGMENTED and template.startswith("{0}") and _takes_receiver(sample):
        body = (f"{operands[0]} {sign}= {operands[1]}", f"return {operands[0]}")
        yield Call("operator in-place", body, tensors.values, "in-place", True)


def _arguments(args: Sequence[Any], kwargs: Mapping[str, Any], tensors: Tensors) -> str:
    parts = [text_of(value, tensors) for value in args]
    parts += [f"{name}={text_of(value, tensors)}" for name, value in kwargs.items()]
    return ", ".join(parts)


__all__ = ["Call", "Kind", "NoText", "Sample", "calls_of", "out_call", "sample_of"]
