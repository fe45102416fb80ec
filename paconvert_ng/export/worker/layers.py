"""The layer that is traced and saved: around a model, or a part of one."""

from __future__ import annotations

import contextlib
import traceback
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .powers import use_products
from .writes import settle_writes


def traced_layer(model: Any, run: Callable[[Sequence[Any]], Sequence[Any]], sizes: Any, *, conditions: bool) -> Any:
    """A layer that takes the tensors as one list, and gives what ``run`` makes of them in another.

    After it was traced it has ``decisions``: those that were taken by sizes, each with whether it is checked. With
    ``conditions`` those outside of branches are: one more output has a bool for each. ``error`` is what was raised.
    """
    import paddle

    def traced(tensors: Any) -> list[Any]:
        try:
            # An output may be an input, a weight, or another output again.
            outputs = [paddle.assign(value) for value in run(tensors)]
            program = paddle.static.default_main_program()
            settle_writes(program)
            block = program.global_block()
            layer.decisions = [(item, conditions and _is_in(item.value, block)) for item in sizes.decisions.values()]
            checks = [_holds(item) for item, checked in layer.decisions if checked]
            if checks:
                outputs.append(paddle.concat(checks))
            use_products(program)
            return outputs
        except BaseException as error:
            layer.error = error
            raise

    class Traced(paddle.nn.Layer):
        def __init__(self) -> None:
            super().__init__()
            self.model = model
            self.decisions: list[tuple[Any, bool]] = []
            self.error: BaseException | None = None
            # Python's own way through the model is followed, not a rewritten one.
            self.traced = paddle.jit.not_to_static(traced)

        def forward(self, tensors):  # type: ignore[no-untyped-def]
            return self.traced(tensors)

    layer = Traced()
    layer.eval()
    return layer


def to_static(layer: Any, inputs: Sequence[Any], shape: str) -> Any:
    """The layer, to be traced with ``shape`` ("shape", or that of the "example") of each input."""
    import paddle
    from paddle.jit.dy2static import program_translator

    # It refuses each write to a view; settle_writes refuses those that a graph without views would have wrong.
    program_translator.check_view_api_used_by_inplace = lambda program: None
    specs = [paddle.static.InputSpec(item[shape], item["dtype"], item["name"], stop_gradient=True) for item in inputs]
    return paddle.jit.to_static(layer, input_spec=[specs], full_graph=True)


@contextlib.contextmanager
def errors_named(layer: Any, root: str) -> Iterator[None]:
    """An error of the model's own code is raised as it was, and names the line of the model below ``root``."""
    try:
        yield
    except BaseException as error:
        found = layer.error or error
        frames = [frame for frame in traceback.extract_tb(found.__traceback__) if frame.filename.startswith(root)]
        if frames and frames[-1].filename not in str(found):
            at = f"{frames[-1].filename}:{frames[-1].lineno}: {frames[-1].line}"
            raise RuntimeError(f"{at}: {type(found).__name__}: {found}") from found
        raise found from None


def _holds(decision: Any) -> Any:
    """A bool, shape [1]: whether the decision is the same for the sizes that the graph is run with."""
    import paddle

    value, number = decision.value, decision.number
    if isinstance(number, bool):
        found = value.astype("bool") if number else paddle.logical_not(value.astype("bool"))
    elif isinstance(number, int):
        found = value.astype("int64") == number
    else:
        found = (value.astype("float64") - number).abs() <= 1e-6 * abs(number)
    return found.reshape([1])


def _is_in(value: Any, block: Any) -> bool:
    """Not in a branch or a loop of the graph, where it is not known outside."""
    return bool(value.get_defining_op().get_parent_block() == block)
