"""A language model as parts: what it does before its first block, each block, and what it does after the last.

The parts of a first run (``embedding``, ``block_I``, ``lm_head``) and those of a run with a cache
(``embedding_cache``, ``block_cache_I``). Values between them have names: ``hidden``, ``shared_N`` (what blocks are
given besides: positions, masks), ``past_I_J`` and ``present_I_J`` (a block's cache), ``logits``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .graphs import argument, arrays, model_of
from .layout import Layout, SplitError, arguments_of, blocks_of, present, same_otherwise, standing, watched
from .part import Part, shape_of
from .places import filled, flatten

HEAD = "lm_head"


def split(session: Any, request: dict[str, Any]) -> dict[str, Any]:
    """Saves the parts below ``path``. ``splits``: what to look for, the first that fits counts; ``steps``: of decoding.

    What the whole model gives is kept in ``reference-N.npz`` for each set of inputs: ``logits_K`` after K tokens.
    """
    model, note = model_of(session, request)
    spec = next((item for item in request["splits"] if blocks_of(model, item["blocks"])), None)
    if spec is None:
        tried = ", ".join(item["blocks"] for item in request["splits"])
        raise SplitError(f"{type(model).__name__} has no list of blocks at {tried}: name it in a file for --split")
    whole = Whole(session, model, spec, request)
    runs = [whole.run(number) for number in range(request["sets"])]
    parts, root = whole.parts(runs), session.job["root"]
    for part in list(parts):
        part.save(os.path.join(request["path"], part.name), root)
        if part.name == HEAD and runs[0].decode is not None and not part.fits(whole.head_values(runs, decode=True)):
            parts.append(whole.head(runs, decode=True))
            parts[-1].save(os.path.join(request["path"], parts[-1].name), root)
    return {
        **note,
        "split": spec["name"],
        "blocks": len(whole.places),
        "ids": whole.ids,
        "cache": whole.cache(runs),
        "parts": [part.described(root) for part in parts],
    }


class Run:
    """The layouts of a first run and of one with its cache, and the ids of both."""

    def __init__(self, ids: Any, first: Layout, token: Any, decode: Layout | None) -> None:
        self.ids, self.first, self.token, self.decode = ids, first, token, decode

    def values(self, *, decode: bool) -> dict[str, Any]:
        """Every value between the parts, by name."""
        layout = self.decode if decode else self.first
        assert layout is not None
        found = {"input_ids": self.token if decode else self.ids}
        for call, roles in zip(layout.calls, layout.roles, strict=True):
            found.update(zip(roles, call.taken, strict=True))
        return found


class Whole:
    """The model with its blocks, and how it is called."""

    def __init__(self, session: Any, model: Any, spec: dict[str, Any], request: dict[str, Any]) -> None:
        self.session, self.model, self.spec, self.request = session, model, spec, request
        self.places = blocks_of(model, spec["blocks"])
        # The one input that is a tensor.
        self.ids = next(name for name, node in request["nodes"].items() if "tensor" in node)

    def called_with(self, ids: Any, past: Any = None) -> dict[str, Any]:
        """The arguments of ``forward``, the spec's constant ones left out."""
        values = {**argument({"map": self.request["nodes"]}, [ids]), **({self.spec["past"]: past} if past else {})}
        return {name: value for name, value in values.items() if value is not None}

    def run(self, number: int) -> Run:
        """Runs the model on a set of inputs, and then token by token; keeps the logits."""
        import paddle

        (ids,) = arrays(self.session, self.request, number)
        first = watched(self.model, self.places, self.spec, self.called_with(ids))
        logits = [_logits(first.output)]
        layout, decode, tokens = first, None, None
        has_cache = all(first.presents)
        for step in range(self.request["steps"] if has_cache else 0):
            token = logits[-1][:, -1].argmax(-1, keepdim=True).astype(ids.dtype)
            past = [present(call, self.spec) for call in layout.calls]
            layout = watched(self.model, self.places, self.spec, self.called_with(token, past))
            if step == 0:
                decode, tokens = layout, token
                if not any(role.startswith("past") for roles in layout.roles for role in roles):
                    raise SplitError(f"forward({self.spec['past']}=…) does not reach the blocks as it was given")
            logits.append(_logits(layout.output))
            if self._grows(first, layout) is None:
                break
        path = os.path.join(self.session.job["folder"], f"reference-{number}.npz")
        kept = {f"logits_{index}": value.numpy() for index, value in enumerate(logits)}
        np.savez(path, input_ids=paddle.to_tensor(ids).numpy(), **kept)
        return Run(ids, first, tokens, decode)

    def _grows(self, first: Layout, layout: Layout) -> bool | None:
        """Whether blocks give their whole cache; None if they give something else (one position)."""
        given = layout.calls[0].given[layout.presents[0][0]].shape
        before = first.calls[0].given[first.presents[0][0]].shape
        return True if sum(given) > sum(before) else None

    def cache(self, runs: list[Run]) -> dict[str, Any] | None:
        """How the cache of the next run comes of what blocks give: ``whole``, or put behind it on an ``axis``."""
        run = runs[0]
        if run.decode is None:
            return None
        names = [name for name in run.values(decode=True) if name.startswith("past")]
        past = run.values(decode=True)[names[0]].shape
        given = run.decode.calls[0].given[run.decode.presents[0][0]].shape
        differing = [axis for axis, (one, other) in enumerate(zip(past, given, strict=True)) if one != other]
        if len(differing) != 1:
            raise SplitError(f"a block's cache has shape {list(past)} before a token and {list(given)} after it")
        (axis,) = differing
        whole = given[axis] == past[axis] + 1
        if not whole and given[axis] != 1:
            raise SplitError(f"a block's cache has shape {list(past)} before a token and {list(given)} after it")
        return {"present": "whole" if whole else "last", "axis": axis}

    def parts(self, runs: list[Run]) -> list[Part]:
        """All parts, in the order in which they run."""
        for run in runs[1:]:
            same_otherwise(runs[0].first, run.first, self.spec)
            if run.decode is not None and runs[0].decode is not None:
                same_otherwise(runs[0].decode, run.decode, self.spec)
        found = self._phase(runs, decode=False)
        found.append(self.head(runs, decode=False))
        return found + (self._phase(runs, decode=True) if runs[0].decode is not None else [])

    def _phase(self, runs: list[Run], *, decode: bool) -> list[Part]:
        layout = runs[0].decode if decode else runs[0].first
        assert layout is not None
        values = [run.values(decode=decode) for run in runs]
        suffix = "_cache" if decode else ""
        past = [name for name in values[0] if name.startswith("past_0_")]
        shared = [f"shared_{number}" for number in range(len(layout.shared))]
        before = self._part(f"embedding{suffix}", self._before(layout), ["input_ids", *past], values, self.model)
        before.outputs = ["hidden", *shared]
        found = [before]
        for number, roles in enumerate(layout.roles):
            holder, name = self.places[number]
            block = holder._sub_layers[name]
            taken = list(dict.fromkeys(roles))
            part = self._part(
                f"block{suffix}_{number}", self._block(block, layout, number, taken), taken, values, block
            )
            part.outputs = ["hidden", *(f"present_{number}_{index}" for index in range(len(layout.presents[number])))]
            found.append(part)
        return found

    def _part(self, name: str, do: Any, inputs: list[str], values: list[dict[str, Any]], layer: Any) -> Part:
        example = [values[0][item] for item in inputs]
        return Part(
            name, do, inputs, [], example, [shape_of([each[item] for each in values]) for item in inputs], layer
        )

    def _before(self, layout: Layout) -> Callable[[Sequence[Any]], list[Any]]:
        def do(tensors: Sequence[Any]) -> list[Any]:
            taken: dict[tuple[int, int], Any] = {}

            def stand(number: int, args: Any, kwargs: Any) -> Any:
                leaves: list[Any] = []
                flatten((args, kwargs), leaves)
                taken.update({(number, place): leaf for place, leaf in enumerate(leaves)})
                return self._stood(layout, number, leaves[layout.roles[number].index("hidden")])

            past = self._like(layout, tensors[1:]) if len(tensors) > 1 else None
            with standing(self.places, stand):
                self.model(**self.called_with(tensors[0], past), **arguments_of(self.model, self.spec["call"]))
            return [taken[0, layout.roles[0].index("hidden")], *(taken[place] for place in layout.shared)]

        return do

    def _like(self, layout: Layout, leaves: Sequence[Any]) -> list[Any]:
        """A cache for all blocks of the first one's: of it, only the shapes count before the first block."""
        call = layout.calls[0]
        tree = call.results[self.spec["present"]]
        return [filled(tree, dict(zip(layout.presents[0], leaves, strict=True)))] * len(self.places)

    def _stood(self, layout: Layout, number: int, hidden: Any) -> Any:
        """What a block's stand-in gives: the hidden state that it was given, everywhere."""
        call = layout.calls[number]
        return filled(call.results, [hidden] * len(call.given))

    def _block(self, block: Any, layout: Layout, number: int, taken: list[str]) -> Callable[[Sequence[Any]], list[Any]]:
        call, roles = layout.calls[number], layout.roles[number]

        def do(tensors: Sequence[Any]) -> list[Any]:
            args, kwargs = filled(call.arguments, [tensors[taken.index(role)] for role in roles])
            given: list[Any] = []
            flatten(block(*args, **kwargs), given)
            return [given[place] for place in (layout.hidden, *layout.presents[number])]

        return do

    def head_values(self, runs: list[Run], *, decode: bool) -> list[dict[str, Any]]:
        """What the head is given in each run."""
        found = []
        for run in runs:
            layout = run.decode if decode else run.first
            assert layout is not None
            ids = run.token if decode else run.ids
            found.append({"input_ids": ids, "hidden": layout.calls[-1].given[layout.hidden]})
        return found

    def head(self, runs: list[Run], *, decode: bool) -> Part:
        """What comes after the last block. Nothing of a cache reaches it: it is called as in a first run."""
        layout = runs[0].first

        def do(tensors: Sequence[Any]) -> list[Any]:
            def stand(number: int, args: Any, kwargs: Any) -> Any:
                return self._stood(layout, number, tensors[1])

            with standing(self.places, stand):
                output = self.model(**self.called_with(tensors[0]), **arguments_of(self.model, self.spec["call"]))
            return [_logits(output)]

        values = self.head_values(runs, decode=decode)
        part = self._part(HEAD + ("_cache" if decode else ""), do, ["input_ids", "hidden"], values, self.model)
        part.outputs = ["logits"]
        return part


def _logits(output: Any) -> Any:
    """The first tensor of an output."""
    found: list[Any] = []
    flatten(output, found)
    if not found:
        raise SplitError("the model gives no tensor")
    return found[0]
