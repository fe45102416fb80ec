"""How a model calls its blocks: what of their arguments is the hidden state, the cache, or made before the first."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import paddle

from .places import filled, flatten, indices, others


class SplitError(Exception):
    """The model cannot be taken apart this way."""


@dataclass
class Call:
    """One call of a block: trees of its arguments and results, and the tensors in them."""

    arguments: Any
    taken: list[Any]
    results: Any = None
    given: list[Any] = field(default_factory=list)


@dataclass
class Layout:
    """A run in which the blocks were watched.

    ``roles``: for each block what its tensors are: ``hidden``, ``past_I_J`` or ``shared_N``. ``shared``: where each of
    the shared ones is found first, as block and place. ``hidden``: the place of the next hidden state in the results.
    """

    calls: list[Call]
    roles: list[list[str]]
    shared: list[tuple[int, int]]
    hidden: int
    presents: list[list[int]]
    output: Any


def blocks_of(model: Any, path: str) -> list[tuple[Any, str]]:
    """The blocks, each as the layer that holds it and its name there; empty where there is no such list."""
    found = model
    for name in path.split("."):
        found = getattr(found, name, None)
    if not isinstance(found, paddle.nn.Layer) or not isinstance(found, paddle.nn.LayerList | paddle.nn.Sequential):
        return []
    return [(found, name) for name in found._sub_layers]


class Standing(paddle.nn.Layer):
    """Stands for a block while the model is run: ``do`` gets the block's number, arguments and keyword arguments."""

    def __init__(self, block: Any, number: int, do: Callable[..., Any]) -> None:
        super().__init__()
        # Not a sub-layer: its parameters are not this one's.
        self.__dict__["_stands_for"] = block
        self.__dict__["_number"], self.__dict__["_do"] = number, do

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """What ``do`` gives."""
        return self.__dict__["_do"](self.__dict__["_number"], args, kwargs)

    def __getattr__(self, name: str) -> Any:
        try:
            return super().__getattr__(name)
        except AttributeError:
            return getattr(self.__dict__["_stands_for"], name)


@contextmanager
def standing(places: Sequence[tuple[Any, str]], do: Callable[..., Any]) -> Any:
    """The model with all its blocks replaced."""
    kept = [holder._sub_layers[name] for holder, name in places]
    try:
        for number, ((holder, name), block) in enumerate(zip(places, kept, strict=True)):
            holder._sub_layers[name] = Standing(block, number, do)
        yield kept
    finally:
        for (holder, name), block in zip(places, kept, strict=True):
            holder._sub_layers[name] = block


def arguments_of(model: Any, call: dict[str, Any]) -> dict[str, Any]:
    """Those that ``forward`` has."""
    known = inspect.signature(model.forward).parameters
    return {name: value for name, value in call.items() if name in known}


def watched(model: Any, places: Sequence[tuple[Any, str]], spec: dict[str, Any], inputs: dict[str, Any]) -> Layout:
    """Runs the model as it is, and sees how it calls its blocks."""
    calls: list[Call] = []
    order: list[int] = []

    def do(number: int, args: Any, kwargs: Any) -> Any:
        taken: list[Any] = []
        call = Call(flatten((args, kwargs), taken), taken)
        order.append(number)
        calls.append(call)
        result = kept[number](*args, **kwargs)
        call.results = flatten(result, call.given)
        return result

    with standing(places, do) as kept, paddle.no_grad():
        output = model(**inputs, **arguments_of(model, spec["call"]))
    if order != list(range(len(places))):
        raise SplitError(f"{spec['blocks']}: the model calls its {len(places)} blocks in the order {order}")
    _refuse_objects(calls[0], spec)
    past = inputs.get(spec["past"] or "")
    fed = [[id(leaf) for leaf in _leaves(item)] for item in past] if past else [[] for _ in places]
    hidden_in, hidden_out = _hidden(calls, spec)
    roles, shared = _roles(calls, fed, hidden_in)
    return Layout(calls, roles, shared, hidden_out, [_presents(call, spec) for call in calls], output)


def _refuse_objects(call: Call, spec: dict[str, Any]) -> None:
    """An object of a class of the model's may hold tensors, and blocks may write to it: a cache."""
    waiting = [others(call.arguments)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list | dict):
            waiting += value.values() if isinstance(value, dict) else value
        elif type(value).__module__.partition(".")[0] not in ("builtins", "paddle", "numpy"):
            raise SplitError(
                f"{spec['blocks']}.0 is given a {type(value).__name__}: parts pass tensors, so the cache must be given "
                "to the blocks and returned by them; `call: {use_cache: false}` and `past: null` in a file for "
                "--split export the parts without one"
            )


def _roles(calls: list[Call], fed: list[list[int]], hidden: int) -> tuple[list[list[str]], list[tuple[int, int]]]:
    roles: list[list[str]] = []
    shared: list[tuple[int, int]] = []
    seen: dict[int, int] = {}
    for number, call in enumerate(calls):
        names = []
        for place, tensor in enumerate(call.taken):
            if place == hidden:
                names.append("hidden")
            elif id(tensor) in fed[number]:
                names.append(f"past_{number}_{fed[number].index(id(tensor))}")
            else:
                if id(tensor) not in seen:
                    seen[id(tensor)] = len(shared)
                    shared.append((number, place))
                names.append(f"shared_{seen[id(tensor)]}")
        roles.append(names)
    return roles, shared


def _leaves(value: Any) -> list[Any]:
    found: list[Any] = []
    flatten(value, found)
    return found


def _hidden(calls: list[Call], spec: dict[str, Any]) -> tuple[int, int]:
    """Where the hidden state is in a block's arguments and results."""
    if len(calls) == 1:
        return 0, 0
    for before, after in zip(calls, calls[1:], strict=False):
        pairs = [
            (place, given.index(id(tensor)))
            for given in [[id(item) for item in before.given]]
            for place, tensor in enumerate(after.taken)
            if id(tensor) in given
        ]
        if len(pairs) != 1:
            what = "no result of a block is" if not pairs else "several results of a block are"
            raise SplitError(f"{spec['blocks']}: {what} the argument of the next: something is computed between them")
        found = pairs[0]
    return found


def _presents(call: Call, spec: dict[str, Any]) -> list[int]:
    """Where the cache is in a block's results."""
    results = call.results
    if spec["past"] is None or not isinstance(results, list | tuple) or len(results) <= spec["present"]:
        return []
    return indices(results[spec["present"]])


def present(call: Call, spec: dict[str, Any]) -> Any:
    """The cache that a block gave."""
    return filled(call.results[spec["present"]], call.given)


def same_otherwise(one: Layout, other: Layout, spec: dict[str, Any]) -> None:
    """Raises SplitError if the blocks get plain values that differ between two runs: a graph has one of them."""
    for number, (ours, theirs) in enumerate(zip(one.calls, other.calls, strict=True)):
        if others(ours.arguments) != others(theirs.arguments) or one.roles[number] != other.roles[number]:
            raise SplitError(
                f"{spec['blocks']}.{number} gets other plain values for other lengths: a graph has only one of them"
            )
