"""What is to be exported: the model, and its inputs with the dimensions that stay open.

Inputs are written as for ``paconvert verify`` (paconvert_ng.verify.inputs), with ``?`` for an open dimension:

- ``ids: i64 ?x?``: any batch, any length
- ``x: f32 ?x3x?224x?224``: with the size of the example after it
- ``past: f32 ?x2x?{past}x8``: with a name; dimensions of one name have one size. Without a name it is that of the
  same place of the shape in the other inputs
- ``past_key_values: [(f32 ?x2x?{past}x8, f32 ?x2x?{past}x8)] * 24``: lists and tuples, repeated
- ``past_key_values: cache [(f32 …, f32 …)] * 24``: the DynamicCache of transformers with these keys and values

Open dimensions have no other limits: what the model does with a size is its own matter.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from paconvert_ng.export.errors import ExportError
from paconvert_ng.verify.inputs import DTYPES, LiteralSpec, SpecError, TensorSpec, parse_spec

_DIMENSION = re.compile(r"\?(\d*)(?:\{(\w+)\})?|(\d+)")
_REPEATED = re.compile(r"\s*(\[.*\])\s*(?:\*\s*(\d+))?\s*", re.DOTALL)
_ITEM = re.compile(r"[^\[\](),]+")
#: The example's size of an open dimension: the first is a batch, the others lengths.
_BATCH, _LENGTH = 2, 8


@dataclass(frozen=True)
class Open:
    """A dimension that stays open: its name, and its size in the example that the graph is traced with."""

    name: str
    size: int


@dataclass(frozen=True)
class Input:
    """One tensor: its name in the graph, how its values are made, and its dimensions."""

    name: str
    tensor: TensorSpec
    dims: tuple[int | Open, ...]

    @property
    def shape(self) -> list[int | None]:
        """With None for what is open."""
        return [None if isinstance(dim, Open) else dim for dim in self.dims]

    def sized(self, sizes: Mapping[str, int]) -> TensorSpec:
        """With the sizes of open dimensions, by name."""
        shape = tuple(sizes[dim.name] if isinstance(dim, Open) else dim for dim in self.dims)
        return TensorSpec(self.tensor.dtype, shape, self.tensor.low, self.tensor.high, self.tensor.qualities)


@dataclass(frozen=True)
class ExportSpec:
    """One export. ``inputs`` are texts, plain values, lists or mappings of such, by the parameters of ``forward``.

    ``module`` is the dotted path of a part of the model, "" for all of it. ``sizes`` are the sizes of open dimensions
    with which the graph is compared, a mapping a comparison; the first is the example. Empty: chosen.
    """

    entry: str
    args: list[Any] = field(default_factory=list)
    kwargs: dict[str, Any] = field(default_factory=dict)
    module: str = ""
    inputs: dict[str, Any] = field(default_factory=dict)
    sizes: list[dict[str, int]] = field(default_factory=list)
    weights: str = "own"
    seed: int = 0
    tolerance: float = 1e-4

    def with_inputs(self) -> tuple[dict[str, Any], list[Input]]:
        """The inputs as nodes (a number in place of each tensor), and the tensors in that order."""
        found: list[Input] = []
        nodes = {name: _node(value, name, found) for name, value in self.inputs.items()}
        names = [item.name for item in found]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ExportError(f"input {twice}: two tensors would have this name in the graph; rename a key")
        if not found:
            raise ExportError('no input is a tensor: name them with --input "NAME: f32 ?x3x224x224"')
        return nodes, found


def make_export_spec(values: Mapping[str, Any], where: str = "the spec") -> ExportSpec:
    """Checks names and types. Raises ExportError, which says what is wrong."""
    known = {item.name for item in fields(ExportSpec)}
    unknown = sorted(set(values) - known)
    if unknown:
        raise ExportError(f"{where}: unknown key {', '.join(unknown)}; known: {', '.join(sorted(known))}")
    if not isinstance(values.get("entry"), str) or ":" not in values["entry"]:
        raise ExportError(f"{where}: --entry says what to build: package.module:Class")
    kinds: dict[str, type | tuple[type, ...]] = {
        "args": list,
        "kwargs": dict,
        "inputs": dict,
        "sizes": list,
        "module": str,
        "weights": str,
        "seed": int,
        "tolerance": (int, float),
    }
    for name, kind in kinds.items():
        if name in values and (not isinstance(values[name], kind) or isinstance(values[name], bool)):
            raise ExportError(f"{where}: {name}: {values[name]!r} is not what is expected there")
    if values.get("tolerance", 1.0) <= 0:
        raise ExportError(f"{where}: tolerance: a number above 0")
    return ExportSpec(**values)


def parse_sizes(text: str) -> dict[str, int]:
    """``batch=2,length=7`` → sizes by name."""
    found: dict[str, int] = {}
    for part in text.split(","):
        name, equals, size = part.partition("=")
        if not equals or not size.strip().isdigit() or not name.strip():
            raise ExportError(f"--sizes {text!r}: write dim0=2,dim1=7, or the names of the open dimensions")
        found[name.strip()] = int(size)
    return found


def open_dimensions(inputs: list[Input]) -> dict[str, Open]:
    """By name. Raises ExportError where one name has two sizes."""
    found: dict[str, Open] = {}
    for item in inputs:
        for dim in item.dims:
            if not isinstance(dim, Open):
                continue
            before = found.setdefault(dim.name, dim)
            if before.size != dim.size:
                raise ExportError(
                    f"input {item.name}: open dimension {dim.name} has size {dim.size} here and {before.size} before; "
                    "give them names: ?16{length}"
                )
    return found


def chosen_sizes(inputs: list[Input], given: list[dict[str, int]]) -> list[dict[str, int]]:
    """What the graph is traced with, and compared at: the given ones, or three; one if no dimension is open."""
    dims = open_dimensions(inputs)
    for sizes in given:
        unknown = [name for name in sizes if name not in dims]
        if unknown:
            known = ", ".join(dims) or "none: all are fixed"
            raise ExportError(f"--sizes: no open dimension is called {unknown[0]}; there are: {known}")
    example = {name: dim.size for name, dim in dims.items()}
    if given:
        return [{**example, **sizes} for sizes in given]
    if not dims:
        return [{}]
    first = {dim.name for item in inputs for dim in item.dims[:1] if isinstance(dim, Open)}
    smaller = {name: 1 if name in first else size + max(1, size // 2) for name, size in example.items()}
    larger = {name: size + 1 if name in first else 2 * size for name, size in example.items()}
    return [example, smaller, larger]


def _node(value: Any, name: str, found: list[Input]) -> dict[str, Any]:
    """The node of a value, for the worker; tensors are added to ``found``."""
    if isinstance(value, Mapping):
        return {"map": {key: _node(item, f"{name}.{key}", found) for key, item in value.items()}}
    if isinstance(value, list):
        return {"list": [_node(item, f"{name}.{index}", found) for index, item in enumerate(value)]}
    if isinstance(value, tuple):
        return {"tuple": [_node(item, f"{name}.{index}", found) for index, item in enumerate(value)]}
    if not isinstance(value, str):
        return {"value": value}
    if value.startswith("cache "):
        return {"cache": _node(value.removeprefix("cache "), name, found)}
    repeated = _REPEATED.fullmatch(value)
    if repeated is not None and not _is_literal(value):
        return _node(_list(repeated, name) * int(repeated[2] or 1), name, found)
    words = value.split()
    if words and words[0] in DTYPES:
        found.append(_input(name, words))
        return {"tensor": str(len(found) - 1)}
    try:
        made = parse_spec(value)
    except SpecError as error:
        raise ExportError(f"input {name}: {error}") from None
    assert isinstance(made, LiteralSpec)
    return _node(made.value, name, found) if not isinstance(made.value, str) else {"value": made.value}


def _is_literal(text: str) -> bool:
    try:
        return isinstance(parse_spec(text), LiteralSpec)
    except SpecError:
        return False


def _list(match: re.Match[str], name: str) -> list[Any]:
    """Brackets and commas as Python has them, with a text for each item."""
    quoted = _ITEM.sub(lambda item: repr(item[0].strip()) if item[0].strip() else "", match[1])
    try:
        made: list[Any] = ast.literal_eval(quoted)
    except (ValueError, SyntaxError):
        raise ExportError(f"input {name}: {match[0].strip()!r} is no list of inputs") from None
    return made


def _input(name: str, words: list[str]) -> Input:
    if len(words) < 2:
        raise ExportError(f"input {name}: {' '.join(words)!r} has no shape: write 'f32 ?x3', or 'f32 scalar'")
    dims = () if words[1] == "scalar" else tuple(_dims(name, words[1]))
    shape = "x".join(str(dim.size if isinstance(dim, Open) else dim) for dim in dims) or "scalar"
    rest = words[2:]
    if words[0][0] in "iu" and not rest:
        rest = ["0..10"]  # most whole numbers of a model count or index something
    try:
        tensor = parse_spec(" ".join([words[0], shape, *rest]))
    except SpecError as error:
        raise ExportError(f"input {name}: {error}") from None
    assert isinstance(tensor, TensorSpec)
    return Input(name, tensor, dims)


def _dims(name: str, text: str) -> Iterator[int | Open]:
    at = 0
    for axis in range(text.count("x") + 1):
        match = _DIMENSION.match(text, at)
        end = match.end() if match is not None else at
        if match is None or (end < len(text) and text[end] != "x"):
            raise ExportError(f"input {name}: {text!r} is no shape: write ?x3x?224x?224, or ?x?{{length}}")
        if match[3] is not None:
            yield int(match[3])
        else:
            size = int(match[1]) if match[1] else (_BATCH if axis == 0 else _LENGTH)
            yield Open(match[2] or f"dim{axis}", size)
        at = end + 1
        if end == len(text):
            return
    raise ExportError(f"input {name}: {text!r} is no shape")
