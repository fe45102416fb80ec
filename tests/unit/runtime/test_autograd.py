"""Grad modes, Function, grad and backward beside torch's."""

from __future__ import annotations

import types
from typing import Any

import pytest

from paconvert_ng.runtime import autograd_modes
from paconvert_ng.runtime.autograd_engine import autograd_backward, autograd_grad, variable
from paconvert_ng.runtime.autograd_function import Function, once_differentiable
from tests.support.frameworks import paddle, torch

OURS = types.SimpleNamespace(
    modes=autograd_modes, on=paddle.is_grad_enabled, grad=autograd_grad, backward=autograd_backward, Function=Function
)
THEIRS = types.SimpleNamespace(
    modes=torch,
    on=torch.is_grad_enabled,
    grad=torch.autograd.grad,
    backward=torch.autograd.backward,
    Function=torch.autograd.Function,
)


def leaf(side: Any, values: Any) -> Any:
    tensor = torch.tensor(values) if side is THEIRS else paddle.to_tensor(values)
    tensor.requires_grad_(True)
    return tensor


def constant(side: Any, values: Any) -> Any:
    return torch.tensor(values) if side is THEIRS else paddle.to_tensor(values)


def listed(value: Any) -> Any:
    return value.tolist() if hasattr(value, "tolist") else value


def modes_program(side: Any) -> list[Any]:
    modes, on = side.modes, side.on
    out: list[Any] = []

    @modes.no_grad()
    def recursive(n: int) -> list[bool]:
        return [on(), *(recursive(n - 1) if n else [])]

    @modes.no_grad
    def bare() -> bool:
        return on()

    @modes.enable_grad()
    def enabled() -> bool:
        return on()

    @modes.no_grad()
    def generator() -> Any:
        out.append(("inside", on()))
        sent = yield 1
        out.append(("inside", on(), sent))
        yield 2
        return 5

    def consumer() -> Any:
        out.append((yield from generator()))

    @modes.set_grad_enabled(False)
    def off(n: int) -> list[bool]:
        return [on(), *(off(n - 1) if n else [])]

    @modes.inference_mode(mode=False)
    def not_inference() -> bool:
        return on()

    out += [recursive(2), on(), bare(), bare.__name__, off(2), on(), not_inference()]
    with modes.no_grad():
        out += [enabled(), on()]
        with modes.enable_grad():
            out.append(on())
        out.append(on())
    for item in generator():
        out.append((item, on()))
    list(consumer())
    running = generator()
    next(running)
    out.append(running.send("hello"))
    running.close()
    for mode in (True, False):
        with modes.inference_mode(mode):
            out.append(on())
        with modes.set_grad_enabled(mode):
            out.append(on())
        out.append(on())
    modes.set_grad_enabled(False)
    out.append(on())
    modes.set_grad_enabled(True)
    try:
        with modes.no_grad():
            raise ValueError
    except ValueError:
        out.append(on())
    return out


def test_grad_modes() -> None:
    assert modes_program(OURS) == modes_program(THEIRS)


def function_program(side: Any) -> list[Any]:
    out: list[Any] = []

    class Mixed(side.Function):
        @staticmethod
        def forward(ctx: Any, x: Any, factor: float, y: Any, more: Any, flag: bool = True) -> Any:
            ctx.save_for_backward(x, None, y)
            ctx.factor = factor
            out.append(tuple(ctx.needs_input_grad))
            return x * factor * y + more[0]

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            x, _, y = ctx.saved_tensors
            return grad * ctx.factor * y, None, grad * ctx.factor * x, None, None

    x, y, z = leaf(side, [1.0, 2.0]), leaf(side, [3.0, 4.0]), leaf(side, [1.0, 1.0])
    Mixed.apply(x, 2.0, y, [z], False).sum().backward()
    out.append([listed(t.grad) for t in (x, y, z)])

    class Outputs(side.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            doubled = x * 2
            ctx.mark_non_differentiable(doubled)
            return x * 3, x > 1, doubled, None, 7

        @staticmethod
        def backward(ctx: Any, *grads: Any) -> Any:
            out.append([listed(grad) for grad in grads])
            return grads[0] * 3

    x = leaf(side, [1.0, 2.0])
    results = Outputs.apply(x)
    results[0].sum().backward()
    out += [[listed(r) for r in results], [r.requires_grad for r in results[:3]], listed(x.grad)]

    class Alias(side.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x.view_as(x)

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            return -grad

    for start in (leaf(side, [1.0]), leaf(side, [1.0]) * 1):
        start.retain_grad() if side is THEIRS else start.retain_grads()
        Alias.apply(start).sum().backward()
        out.append(listed(start.grad))

    class Unmaterialized(side.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.set_materialize_grads(False)
            return x * 2, x * 3

        @staticmethod
        def backward(ctx: Any, first: Any, second: Any) -> Any:
            out.append((first is None, second is None))
            return second * 3

    x = leaf(side, [1.0, 2.0])
    Unmaterialized.apply(x)[1].sum().backward()
    out.append(listed(x.grad))

    class Cube(side.Function):
        @staticmethod
        def forward(x: Any, power: int) -> Any:
            return x**power

        @staticmethod
        def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
            ctx.save_for_backward(inputs[0])
            ctx.power = inputs[1]

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            (x,) = ctx.saved_tensors
            return grad * ctx.power * x ** (ctx.power - 1), None

    x = leaf(side, [1.0, 2.0])
    (first,) = side.grad(Cube.apply(x, 3).sum(), x, create_graph=True)
    first.sum().backward()
    out += [listed(first), listed(x.grad)]

    class Broadcast(side.Function):
        @staticmethod
        def forward(ctx: Any, x: Any, y: Any) -> Any:
            return x * y

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            return grad, grad

    x, y = leaf(side, [[1.0], [2.0]]), leaf(side, [3.0, 4.0, 5.0])
    Broadcast.apply(x, y).sum().backward()
    out += [listed(x.grad), listed(y.grad)]
    return out


def test_function() -> None:
    assert function_program(OURS) == function_program(THEIRS)


def test_a_gradient_too_few_is_an_error() -> None:
    class Short(Function):
        @staticmethod
        def forward(ctx: Any, x: Any, factor: float) -> Any:
            return x * factor

        @staticmethod
        @once_differentiable
        def backward(ctx: Any, grad: Any) -> Any:
            return grad

    with pytest.raises((RuntimeError, OSError), match="incorrect number of gradients"):
        Short.apply(leaf(OURS, [1.0]), 2.0).sum().backward()


def engine_program(side: Any) -> list[Any]:
    out: list[Any] = []
    x, y, z = leaf(side, [1.0, 2.0]), leaf(side, [3.0, 4.0]), leaf(side, [5.0, 5.0])
    result = side.grad((x * y).sum(), x)
    out += [type(result).__name__, [listed(g) for g in result], result[0].requires_grad]
    out.append(listed(side.grad(x * y, x, grad_outputs=constant(side, [1.0, 10.0]))[0]))
    out.append(listed(side.grad([x * y, (x * 2).sum()], [x], [constant(side, [1.0, 10.0]), None])[0]))
    out.append([listed(g) for g in side.grad((x * y).sum(), (x, z), allow_unused=True)])
    out.append([listed(g) for g in side.grad((x * y).sum(), (x, z), materialize_grads=True)])
    seeds = constant(side, [[1.0, 0.0], [0.0, 1.0]])
    out.append(listed(side.grad(x * y, x, grad_outputs=seeds, is_grads_batched=True)[0]))
    for wrong in (lambda: side.grad((x * y).sum(), (x, z)), lambda: side.grad(x * y, x)):
        with pytest.raises((RuntimeError, ValueError)):
            wrong()
    total = (x * y).sum()
    side.grad(total, x, retain_graph=True)
    out.append(listed(side.grad(total, x)[0]))
    side.backward((x * y).sum())
    side.backward([x * y, (x * 2).sum()], [constant(side, [1.0, 2.0]), None])
    side.backward((x * y).sum(), inputs=[x])
    out += [listed(x.grad), listed(y.grad)]
    return out


def test_grad_and_backward() -> None:
    assert engine_program(OURS) == engine_program(THEIRS)


def test_variable() -> None:
    x = variable(paddle.ones([2]), requires_grad=True)
    assert x.requires_grad and not variable(x * 2).requires_grad
