"""Which module is the first that differs: of two runs' events, in the order in which torch ran them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from paconvert_ng.verify.compare import SAME, Comparison, Difference

#: A gradient that is this much smaller than the largest is compared as a part of that one: it may be all rounding.
SMALL = 1e-2

Call = tuple[str, int]


@dataclass(frozen=True)
class ModuleRow:
    """One call of a module: how far its inputs and outputs are apart, and the gradients of both in training.

    ``paired``: Paddle's model called it too.
    """

    path: str
    call: int
    caller: Call | None
    inputs: Difference
    outputs: Difference
    paired: bool
    input_gradients: Difference = SAME
    output_gradients: Difference = SAME


@dataclass(frozen=True)
class First:
    """The first difference: in the code of ``path`` itself (its ``call``-th call).

    ``where``: ``"forward"`` or ``"gradient"``, ``"state"`` for a buffer or weight after training steps.
    ``before``: the module whose arguments differ, where the fault lies before that is called.
    ``order``: its place among torch's events, the smaller the earlier.
    """

    path: str
    call: int
    where: str
    inputs: Difference
    outputs: Difference
    before: str = ""
    what: str = ""
    order: int = 0


class Calls:
    """Two lists of events, paired by module and number of the call."""

    def __init__(
        self,
        torch: list[dict[str, Any]],
        paddle: list[dict[str, Any]],
        comparison: Comparison,
        backward: Comparison,
        gradient_scale: float = 0.0,
    ) -> None:
        self._events = torch
        self._others = {_key(event): event for event in paddle}
        self._comparison, self._backward = comparison, backward
        self._gradient_scale = gradient_scale * SMALL
        self._enters = {(e["path"], e["call"]): e for e in torch if e["kind"] == "enter"}
        self._order = {_key(event): number for number, event in enumerate(torch)}
        self._differences = {_key(event): self._difference(event) for event in torch if _key(event) in self._others}

    def _difference(self, event: dict[str, Any]) -> Difference:
        other = self._others[_key(event)]["values"]
        enter = self._enters.get((event["path"], event["call"]))
        scale = SMALL * self._comparison.size(enter["values"]) if enter is not None else 0.0
        # How arguments are passed may differ where a helper calls a module; what it computes may not.
        return self._comparison.values(event["values"], other, scale, common=event["kind"] == "enter")

    def rows(self) -> list[ModuleRow]:
        """Every call that ended, in the order of the ends."""
        return [self._row(event) for event in self._events if event["kind"] == "exit"]

    def _row(self, event: dict[str, Any]) -> ModuleRow:
        enter = ("enter", event["path"], event["call"])
        leave = _key(event)
        first = self._enters.get((event["path"], event["call"]), event)
        return ModuleRow(
            event["path"],
            event["call"],
            tuple(event["caller"]) if event["caller"] is not None else None,
            self._differences.get(enter, SAME),
            self._differences.get(leave, SAME),
            leave in self._differences,
            self._gradient(first),
            self._gradient(event),
        )

    def _gradient(self, event: dict[str, Any]) -> Difference:
        other = self._others.get(_key(event))
        if other is None:
            return SAME
        return self._backward.values(event["gradients"], other["gradients"], self._gradient_scale, common=True)

    def first(self) -> First | None:
        """The first difference in what modules take and give.

        Arguments that differ are the caller's fault; a result that differs where nothing before it does, is the
        module's own.
        """
        for event in self._events:
            difference = self._differences.get(_key(event), SAME)
            if difference.equal:
                continue
            order = self._order[_key(event)]
            if event["kind"] == "exit":
                taken = self._differences.get(("enter", event["path"], event["call"]), SAME)
                return First(event["path"], event["call"], "forward", taken, difference, order=order)
            if event["caller"] is None:
                return First("", 0, "forward", difference, difference, before=event["path"], order=order)
            path, call = event["caller"]
            taken = self._differences.get(("enter", path, call), SAME)
            return First(path, call, "forward", taken, difference, before=event["path"], order=order)
        return None

    def first_gradient(self, parameters: dict[str, Difference]) -> First | None:
        """The first difference on the way back: of a gradient of a module's result, its parameters, its arguments."""
        wrong = {name: difference for name, difference in parameters.items() if not difference.equal}
        for number, event in reversed(list(enumerate(self._events))):
            own = [name for name in wrong if name.rpartition(".")[0] == event["path"]]
            difference = self._gradient(event)
            order = len(self._events) - number
            if event["kind"] == "exit":
                if difference.equal:
                    continue
                # What was done with the result: by the caller.
                path, call = event["caller"] or ("", 0)
                what = f"gradient of what {event['path'] or 'the model'} gives"
                return First(path, call, "gradient", SAME, difference, before=event["path"], what=what, order=order)
            if own:
                what = f"gradient of {own[0]}"
                return First(event["path"], event["call"], "gradient", SAME, wrong[own[0]], what=what, order=order)
            if not difference.equal:
                what = "gradient of its arguments"
                return First(event["path"], event["call"], "gradient", SAME, difference, what=what, order=order)
        for name, difference in wrong.items():
            return First(name.rpartition(".")[0], 0, "gradient", SAME, difference, what=f"gradient of {name}")
        return None

    def position(self, path: str) -> int:
        """Where the module first runs; after all others if it never does."""
        return self._order.get(("enter", path, 0), len(self._events))


def _key(event: dict[str, Any]) -> tuple[str, str, int]:
    return event["kind"], event["path"], event["call"]


def unpaired(rows: Iterable[ModuleRow]) -> list[str]:
    """Modules that only torch's model called."""
    return list(dict.fromkeys(row.path for row in rows if not row.paired))
