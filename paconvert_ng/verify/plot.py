"""The difference along the depth of a model, as a picture: a point for each call of a module, in their order."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial
from html import escape

from paconvert_ng.verify.compare import Difference
from paconvert_ng.verify.locate import ModuleRow
from paconvert_ng.verify.result import Phase
from paconvert_ng.verify.terminal import name_of, number

_WIDTH, _HEIGHT = 1000, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 12, 12, 34
#: Errors from 10^low to 10^high fit; smaller ones lie on the lowest line, larger and infinite ones on the highest.
_LOW, _LOW_DOUBLE, _HIGH = -9, -17, 1


def plot(phase: Phase, tolerance: float, mark: tuple[str, int] | None, *, gradients: bool = False) -> str:
    """An ``<svg>`` of the errors of the outputs, or of their gradients, with the tolerance and the marked call."""
    return "\n".join(_lines(phase, tolerance, mark, gradients))


def _lines(phase: Phase, tolerance: float, mark: tuple[str, int] | None, gradients: bool) -> Iterator[str]:
    rows = [row for row in phase.modules if row.paired]
    # In float64 rounding is smaller.
    low = _LOW if tolerance > 1e-6 else _LOW_DOUBLE
    y = partial(_y, low)
    what = "gradients of the outputs" if gradients else "outputs"
    title = f"{phase.name}: error of the {what} of {len(rows)} calls of modules, in the order in which they end"
    yield f'<svg class="plot" role="img" viewBox="0 0 {_WIDTH} {_HEIGHT}"><title>{escape(title)}</title>'
    for power in range(low, _HIGH + 1, 2):
        height = y(10.0**power)
        yield f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{height}" y2="{height}"/>'
        label = f"1e{power:+03d}" if power != low else "0"
        yield f'<text class="axis" x="{_LEFT - 8}" y="{height + 4}" text-anchor="end">{label}</text>'
    height = y(tolerance)
    yield f'<line class="tolerance" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{height}" y2="{height}"/>'
    yield f'<text class="axis" x="{_WIDTH - _RIGHT}" y="{height - 5}" text-anchor="end">tolerance</text>'
    if rows:
        places = [_x(index, len(rows)) for index in range(len(rows))]
        errors = [_difference(row, gradients).error for row in rows]
        points = " ".join(f"{x},{y(error)}" for x, error in zip(places, errors, strict=True))
        yield f'<polyline class="curve" points="{points}"/>'
        for x, row in zip(places, rows, strict=True):
            yield from _point(x, y, row, gradients, mark)
    yield f'<text class="axis" x="{_LEFT}" y="{_HEIGHT - 8}">first call</text>'
    yield f'<text class="axis" x="{_WIDTH - _RIGHT}" y="{_HEIGHT - 8}" text-anchor="end">last call</text>'
    yield "</svg>"


def _point(
    x: float, y: Callable[[float], float], row: ModuleRow, gradients: bool, mark: tuple[str, int] | None
) -> Iterator[str]:
    difference = _difference(row, gradients)
    kind = "good" if difference.equal else "bad"
    height = y(difference.error)
    if (row.path, row.call) == mark:
        yield f'<line class="mark" x1="{x}" x2="{x}" y1="{_TOP}" y2="{_HEIGHT - _BOTTOM}"/>'
        # On the side that has room.
        anchor, shift = ("end", -6) if x > _WIDTH / 2 else ("start", 6)
        yield (
            f'<text class="marked" x="{x + shift}" y="{_HEIGHT - _BOTTOM - 8}" text-anchor="{anchor}">'
            f"{escape(name_of(row))}</text>"
        )
    told = f"{name_of(row)}: {number(difference.error)}"
    yield f'<circle class="{kind}" cx="{x}" cy="{height}" r="3.5"><title>{escape(told)}</title></circle>'


def _difference(row: ModuleRow, gradients: bool) -> Difference:
    return row.output_gradients if gradients else row.outputs


def _x(index: int, count: int) -> float:
    share = index / (count - 1) if count > 1 else 0.5
    return round(_LEFT + 8 + share * (_WIDTH - _LEFT - _RIGHT - 16), 1)


def _y(low: int, error: float) -> float:
    power = _HIGH if math.isinf(error) else math.log10(max(error, 10.0**low))
    share = (min(power, _HIGH) - low) / (_HIGH - low)
    return round(_HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM), 1)
