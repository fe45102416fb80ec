"""Squares in a traced graph.

Paddle 3.3.1's ``pow`` takes about a hundred times as long as a product on the CPU, and with oneDNN it overwrites what
it is given, so that another reader of that gets the power. ``x ** 2`` and ``x.pow(2)`` are common in normalizations.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def use_products(program: Any) -> None:
    """Makes products of the squares of a program, in its branches and loops too."""
    import paddle

    block = program.global_block()
    squares = [operator for operator in _operators(block) if _is_square(operator)]
    for operator in squares:
        value = operator.operand_source(0)
        paddle.pir.set_insertion_point(operator)
        operator.result(0).replace_all_uses_with(paddle.multiply(value, value))
        operator.get_parent_block().remove_op(operator)
    if squares:
        paddle.pir.set_insertion_point_to_block_end(block)


def _is_square(operator: Any) -> bool:
    return bool(operator.name() == "pd_op.pow" and operator.attrs()["y"] == 2)


def _operators(block: Any) -> Iterator[Any]:
    for operator in block.ops:
        yield operator
        for inner in operator.blocks():
            yield from _operators(inner)
