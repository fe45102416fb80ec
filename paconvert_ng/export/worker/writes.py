"""Writes in place, in a traced graph.

Python's name for a tensor stays the same when it is written to; in the graph the written tensor is a new value, and
what was traced with the old one reads what was there before. Here what comes after a write is made to read the new one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

#: Which operand is written, where it is not the first.
_WRITTEN = {"pd_op.assign_out_": 1}
#: These write statistics, and in evaluation none; the last one only detaches.
_NO_WRITES = ("batch_norm_", "sync_batch_norm_", "share_data_")
#: These change a shape, and no value that another tensor may share.
_SHAPES = frozenset(f"pd_op.{name}_" for name in ("reshape", "squeeze", "unsqueeze", "flatten", "transpose"))
#: What gives a view of its first operand where it is run step by step.
_VIEWS = frozenset(
    f"pd_op.{name}"
    for name in (
        "reshape slice strided_slice transpose squeeze unsqueeze flatten split split_with_num unbind as_strided "
        "view_shape view_dtype real imag as_real as_complex expand"
    ).split()
)


class WriteError(Exception):
    """A write in place that the graph cannot have."""


def settle_writes(program: Any) -> None:
    """What comes after a write in place reads what was written, in the whole program.

    Raises WriteError for a write to a view whose whole is read afterwards, or to a whole of which a view is, and for
    a tensor of another program.
    """
    writes = _Writes(program)
    for operator in program.global_block().ops:
        writes.settle(operator)


class _Writes:
    def __init__(self, program: Any) -> None:
        self._place: dict[int, int] = {}
        self._number(program.global_block().ops, ())

    def settle(self, operator: Any) -> None:
        """This operator, and those that come after it."""
        self._refuse_foreign(operator)
        name = operator.name()
        if not name.endswith("_") or not name.startswith("pd_op.") or name.removeprefix("pd_op.") in _NO_WRITES:
            return
        old, new = operator.operand_source(_WRITTEN.get(name, 0)), operator.result(0)
        place = self._place[operator.id()]
        for user in self._later(old, place):
            for operand in user.operands():
                if operand.source().is_same(old):
                    operand.set_source(new)
        if name not in _SHAPES:
            self._refuse_read_bases(old, place, name)
            self._refuse_read_views(old, place, name)

    def _number(self, operators: Iterable[Any], outer: tuple[int, ...]) -> None:
        """The place of each operator; those in a branch or loop have that of the outermost around them."""
        for number, operator in enumerate(operators):
            place = outer[0] if outer else number
            self._place[operator.id()] = place
            for block in operator.blocks():
                self._number(block.ops, (place,))

    def _refuse_foreign(self, operator: Any) -> None:
        for source in operator.operands_source():
            maker = source.get_defining_op()
            if maker is not None and maker.id() not in self._place:
                raise WriteError(
                    f"{operator.name()} reads a tensor that an earlier trace made: the code keeps it outside of the "
                    "model's modules; keep it in a buffer, or make it in each call"
                )

    def _later(self, value: Any, place: int) -> list[Any]:
        return [user for user in value.all_used_ops() if self._place.get(user.id(), -1) > place]

    def _refuse_read_bases(self, value: Any, place: int, name: str) -> None:
        """Raises WriteError if what ``value`` is a view of is read after the write."""
        operator = value.get_defining_op()
        while operator is not None and (operator.name() in _VIEWS or operator.name() == "builtin.split"):
            base = operator.operand_source(0)
            if base.get_defining_op() is None:
                return
            readers = self._later(base, place)
            if readers:
                raise WriteError(
                    f"a view ({operator.name()}) is written in place by {name}, and {readers[0].name()} reads "
                    "the whole after that: a static graph has no views; write to the whole, or make a copy"
                )
            operator = base.get_defining_op()

    def _refuse_read_views(self, value: Any, place: int, name: str) -> None:
        """Raises WriteError if a view of ``value`` that was made before the write is read after it."""
        for maker in value.all_used_ops():
            if maker.name() not in _VIEWS or self._place.get(maker.id(), place) >= place:
                continue
            for view in _results(maker):
                readers = self._later(view, place)
                if readers:
                    raise WriteError(
                        f"{name} writes in place to what {maker.name()} made a view of before, and {readers[0].name()} "
                        "reads the view after that: a static graph has no views; make the view again, or a copy"
                    )
                self._refuse_read_views(view, place, name)


def _results(operator: Any) -> list[Any]:
    """The tensors that an operator gives; of a list of them each."""
    found = []
    for value in operator.results():
        parts = [user for user in value.all_used_ops() if user.name() == "builtin.split"]
        found += [part for user in parts for part in user.results()] or [value]
    return found
