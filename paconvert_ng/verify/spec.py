"""What is to be compared: the spec file, or the same given by options."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from paconvert_ng.verify.compare import TOLERANCES
from paconvert_ng.verify.inputs import DTYPES, LiteralSpec, SpecError, TensorSpec, make_array, parse_spec
from paconvert_ng.verify.process import CannotError
from paconvert_ng.verify.repo import CONFIGURATION

CALL, TUPLE = "$call", "$tuple"
_CHOICES = {"weights": ("random", "own", "checkpoint"), "dropout": ("off", "keep")}


@dataclass(frozen=True)
class Spec:
    """One comparison. See docs/verify.md for each field.

    ``inputs`` are texts of the input language or plain values, in lists and mappings if need be.
    ``tolerance`` is by dtype as in the input language (``f32``). With ``from_config`` inputs that are not named are
    made from the configuration that is the first argument.
    """

    entry: str
    args: list[Any] = field(default_factory=list)
    kwargs: dict[str, Any] = field(default_factory=dict)
    inputs: dict[str, Any] = field(default_factory=dict)
    from_config: bool = False
    batch_size: int = 2
    max_seq_length: int = 32
    seed: int = 0
    weights: str = "random"
    double: bool = False
    backward: bool = False
    train: int = 0
    learning_rate: float = 0.01
    dropout: str = "off"
    tolerance: dict[str, float] = field(default_factory=dict)

    def tolerances(self) -> dict[str, float]:
        """By the frameworks' names of dtypes, for all floating ones."""
        return {**TOLERANCES, **{DTYPES[name][1]: value for name, value in self.tolerance.items()}}


def make_spec(values: Mapping[str, Any], where: str = "the spec") -> Spec:
    """Checks names and types. Raises CannotError, which says what is wrong."""
    known = {item.name: item for item in fields(Spec)}
    unknown = [name for name in values if name not in known]
    if unknown:
        raise CannotError(f"{where}: unknown key {', '.join(map(str, unknown))}; known: {', '.join(known)}")
    if not isinstance(values.get("entry"), str) or ":" not in values["entry"]:
        raise CannotError(f"{where}: entry says what to build: package.module:Class")
    kinds: dict[str, tuple[type, ...]] = {
        "args": (list,),
        "kwargs": (dict,),
        "inputs": (dict,),
        "seed": (int,),
        "double": (bool,),
        "from_config": (bool,),
        "batch_size": (int,),
        "max_seq_length": (int,),
        "backward": (bool,),
        "train": (int,),
        "learning_rate": (int, float),
        "tolerance": (dict,),
    }
    for name, kind in kinds.items():
        wrong = name in values and not isinstance(values[name], kind)
        if wrong or (isinstance(values.get(name), bool) and bool not in kind):
            raise CannotError(f"{where}: {name}: {values[name]!r} is no {kind[-1].__name__}")
    for name, choices in _CHOICES.items():
        if values.get(name, choices[0]) not in choices:
            raise CannotError(f"{where}: {name}: {values[name]!r} is none of {', '.join(choices)}")
    for dtype, value in values.get("tolerance", {}).items():
        if dtype not in DTYPES or not isinstance(value, int | float) or value < 0:
            raise CannotError(f"{where}: tolerance: {dtype}={value!r}: write f32: 1e-4 (one of {', '.join(DTYPES)})")
    if values.get("train", 0) < 0:
        raise CannotError(f"{where}: train: a number of steps")
    for name, least in (("batch_size", 1), ("max_seq_length", 5)):
        if values.get(name, least) < least:
            raise CannotError(f"{where}: {name}: at least {least}")
    return Spec(**values)


def read_spec(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file, unchecked."""
    try:
        # YAML 1.1 takes 1e-4 for a text: a tolerance is a number in any spelling.
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CannotError(f"{path}: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CannotError(f"{path}: no YAML: {' '.join(str(error).split())}") from None
    if not isinstance(found, dict):
        raise CannotError(f"{path}: a mapping with entry, inputs, … is expected")
    for name in ("learning_rate",):
        found = {**found, name: _number(found[name])} if name in found else found
    if isinstance(found.get("tolerance"), dict):
        found["tolerance"] = {dtype: _number(value) for dtype, value in found["tolerance"].items()}
    return found


def _number(value: Any) -> Any:
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value


@dataclass(frozen=True)
class Place:
    """Where one side's code is: ``root`` is a folder or file; as the package ``package`` if that is not empty."""

    root: Path
    package: str


def places(torch: Path, paddle: Path, entry: str) -> tuple[Place, Place]:
    """SRC and DST as they are imported: both under the name of SRC if the entry goes into SRC as a package."""
    for path in (torch, paddle):
        if not path.exists():
            raise CannotError(f"{path}: no such file or folder")
    if torch.is_file() and paddle.is_dir():
        paddle = paddle / torch.name
        if not paddle.exists():
            raise CannotError(f"{paddle}: no such file")
    name = re.sub(r"\W", "_", torch.resolve().stem if torch.is_file() else torch.resolve().name)
    first = re.split(r"[.:]", entry)[0]
    is_whole = torch.is_file() or (torch / "__init__.py").exists()
    as_package = not first or (first == name and is_whole)
    package = name if as_package else ""
    return Place(torch.resolve(), package), Place(paddle.resolve(), package)


def absolute(value: Any, package: str) -> Any:
    """``.module:Name`` → ``package.module:Name``, in an entry and in each ``$call`` and ``$config`` inside a value."""
    if isinstance(value, Mapping):
        return {
            k: absolute_entry(v, package) if k in (CALL, CONFIGURATION) else absolute(v, package)
            for k, v in value.items()
        }
    if isinstance(value, tuple):
        return {TUPLE: [absolute(item, package) for item in value]}
    return [absolute(item, package) for item in value] if isinstance(value, list) else value


def absolute_entry(entry: str, package: str) -> str:
    """One entry."""
    if not entry.startswith((".", ":")):
        return entry
    if not package:
        raise CannotError(f"{entry}: only in a package; the entry itself must begin with a dot too")
    rest = entry.lstrip(".")
    return package + rest if rest.startswith(":") else f"{package}.{rest}"


def make_inputs(spec: Spec) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The inputs as the workers read them, and the arrays that they name."""
    rng = np.random.default_rng(spec.seed)
    arrays: dict[str, np.ndarray] = {}

    def node(value: Any, name: str) -> dict[str, Any]:
        if isinstance(value, Mapping):
            return {"map": {key: node(item, f"{name}[{key!r}]") for key, item in value.items()}}
        if isinstance(value, list):
            return {"list": [node(item, f"{name}[{index}]") for index, item in enumerate(value)]}
        if not isinstance(value, str):
            return {"value": value}
        try:
            found = parse_spec(value)
        except SpecError as error:
            raise CannotError(f"input {name}: {error}") from None
        if isinstance(found, LiteralSpec):
            return _literal(found.value)
        key = f"i{len(arrays)}"
        arrays[key] = make_array(found, rng)
        return {"tensor": key, "dtype": found.framework_dtype, "transposed": _is_transposed(found)}

    return {name: node(value, name) for name, value in spec.inputs.items()}, arrays


def _is_transposed(spec: TensorSpec) -> bool:
    return "transposed" in spec.qualities


def _literal(value: Any) -> dict[str, Any]:
    """A Python literal; JSON has no tuples."""
    if isinstance(value, list | tuple):
        return {"list" if isinstance(value, list) else "tuple": [_literal(item) for item in value]}
    if isinstance(value, dict):
        return {"map": {key: _literal(item) for key, item in value.items()}}
    return {"value": value}
